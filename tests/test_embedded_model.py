"""The embedded model is a LangChain chat model like any other: it passes the standard suites for chat models."""

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests

from agent.embedded.model import EmbeddedChatModel


class TestStandardUnit(ChatModelUnitTests):
    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return EmbeddedChatModel

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {}


class TestStandardIntegration(ChatModelIntegrationTests):
    """Called integration tests by the suite because other models need a network; this one needs none."""

    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return EmbeddedChatModel

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {}

    @property
    def has_tool_choice(self) -> bool:
        return True

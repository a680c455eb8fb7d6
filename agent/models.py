"""Builds the chat model from its name. The only place that knows vendors; providers are imported on first use."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from langchain_core.language_models import BaseChatModel

EMBEDDED = "embedded"
_PACKAGES = {
    "openai": "langchain_openai", "azure_openai": "langchain_openai", "anthropic": "langchain_anthropic",
    "google_genai": "langchain_google_genai", "google_vertexai": "langchain_google_vertexai",
    "mistralai": "langchain_mistralai", "ollama": "langchain_ollama", "groq": "langchain_groq",
    "bedrock": "langchain_aws", "cohere": "langchain_cohere", "deepseek": "langchain_deepseek", "xai": "langchain_xai",
}  # fmt: skip

_REASONING = ("gpt-5", "o1", "o3", "o4")
"""Models that take no temperature but their own."""


class UnknownModel(Exception):
    """A model's name that cannot be served, with what to do about it."""


@dataclass(frozen=True)
class Access:
    """What a remote model is reached with. Times in seconds; `options` go to the chat model as they are."""

    api_key: str | None = None
    base_url: str | None = None
    timeout: float = 20.0
    connect: float = 3.0
    options: Mapping[str, Any] = field(default_factory=dict)


def provider_of(name: str, access: Access) -> str:
    """The endpoint that serves a model: its provider, and the server's address where another one was named."""
    provider = name.partition(":")[0]
    return f"{provider} at {access.base_url}" if provider == "openai" and access.base_url else provider


def chat_model(name: str, access: Access) -> BaseChatModel:
    """The chat model called `name`: `embedded`, or LangChain's `provider:model`.

    Raises UnknownModel where the provider is not known, its package is not installed, or its key is missing.
    """
    if name == EMBEDDED:
        from agent.embedded.model import EmbeddedChatModel

        return EmbeddedChatModel()
    provider, colon, model = name.partition(":")
    if not colon or not model:
        raise UnknownModel(f"{name!r} is no model name: use `embedded` or provider:model, such as openai:gpt-4.1-mini.")
    package = _PACKAGES.get(provider)
    if package is None:
        raise UnknownModel(f"{provider!r} is no provider that Bantam knows: {', '.join(sorted(_PACKAGES))}.")
    if importlib.util.find_spec(package) is None:
        raise UnknownModel(f"{name} needs the package {package.replace('_', '-')}: install it into .venv with pip.")
    return _remote(name, provider, model, access)


def _remote(name: str, provider: str, model: str, access: Access) -> BaseChatModel:
    from langchain.chat_models import init_chat_model
    from openai import Timeout

    # A second try is the turn's own decision: it knows how much time is left, and what else may answer.
    options: dict[str, Any] = {"timeout": access.timeout, "max_retries": 0}
    if not model.startswith(_REASONING):
        options["temperature"] = 0
    if provider == "openai":
        if not access.api_key:
            raise UnknownModel(f"{name} needs OPENAI_API_KEY (any word will do for a local server).")
        patience = Timeout(access.timeout, connect=access.connect)
        options |= {"api_key": access.api_key, "stream_usage": True, "timeout": patience, "use_responses_api": False}
        if access.base_url:
            options["base_url"] = access.base_url
    built: BaseChatModel = init_chat_model(name, **(options | dict(access.options)))
    if provider != "openai":
        return built
    from agent.lean_openai import lean

    return lean(built)

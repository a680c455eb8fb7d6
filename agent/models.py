"""Builds the chat model from its name. The only place that knows vendors; providers are imported on first use."""

import importlib.util
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel

EMBEDDED = "embedded"
_PACKAGES = {
    "openai": "langchain_openai", "azure_openai": "langchain_openai", "anthropic": "langchain_anthropic",
    "google_genai": "langchain_google_genai", "google_vertexai": "langchain_google_vertexai",
    "mistralai": "langchain_mistralai", "ollama": "langchain_ollama", "groq": "langchain_groq",
    "bedrock": "langchain_aws", "cohere": "langchain_cohere", "deepseek": "langchain_deepseek", "xai": "langchain_xai",
}  # fmt: skip


class UnknownModel(Exception):
    """A model's name that cannot be served, with what to do about it."""


@dataclass(frozen=True)
class Access:
    """What a remote model is reached with. `timeout` in seconds."""

    api_key: str | None = None
    base_url: str | None = None
    timeout: float = 20.0


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
    return _remote(name, provider, access)


def _remote(name: str, provider: str, access: Access) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"timeout": access.timeout, "max_retries": 1, "temperature": 0}
    if provider == "openai":
        if not access.api_key:
            raise UnknownModel(f"{name} needs OPENAI_API_KEY (any word will do for a local server).")
        options |= {"api_key": access.api_key, "stream_usage": True}
        if access.base_url:
            options["base_url"] = access.base_url
    model: BaseChatModel = init_chat_model(name, **options)
    return model

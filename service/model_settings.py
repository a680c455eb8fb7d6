"""The settings of models: which, how long they may take, what they cost."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from agent.prices import Price

Seconds = Annotated[float, Field(gt=0, le=600)]


class ModelSettings(BaseSettings):
    """What an operator may set about models. Names are the environment's, in lower case."""

    bantam_model: str = "embedded"
    """`embedded`, or a LangChain `provider:model` such as openai:gpt-4.1-mini."""
    bantam_fallback_model: str = "embedded"
    """Answers the turn where the first model fails."""
    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    """Another OpenAI-compatible server."""
    bantam_model_options: dict[str, Any] = {}
    """More options for the chat model, as JSON: {"reasoning_effort": "minimal"}."""
    bantam_model_timeout: Seconds = 20.0
    """Seconds that one model call may take."""
    bantam_connect_timeout: Seconds = 3.0
    """Seconds until a provider must have taken the connection."""
    bantam_first_word_timeout: Seconds = 8.0
    """Seconds until a reply's first word must have come."""
    bantam_turn_timeout: Seconds = 25.0
    """Seconds that all model calls of one turn may take together; then the embedded model answers."""
    bantam_skip_reading: bool = False
    """Do not ask the model to read a message that the embedded reader is sure of (docs/models.md has the figures)."""
    bantam_prompts: Path | None = None
    """A folder with prompt templates of your own; those that it does not have are Bantam's."""
    bantam_prices: dict[str, Price] = {}
    """US dollars for a million tokens, as JSON: {"openai:my-model": {"input": 0.4, "cached": 0.1, "output": 1.6}}."""
    bantam_monthly_budget: Annotated[float, Field(gt=0)] | None = None
    """US dollars for models in a calendar month (UTC): a warning from 80 %; when it is spent, models that cost answer
    no more."""
    bantam_log_text: bool = False
    """Log prompts and answers, lead's words included. Only to look for a fault."""
    bantam_otel: bool = False
    """Send OpenTelemetry spans of turns and model calls (needs opentelemetry-sdk and an exporter)."""
    langsmith_tracing: bool = False
    """Send every prompt and answer to LangSmith: lead's words leave this machine."""
    langsmith_api_key: SecretStr | None = None
    langsmith_project: str | None = None
    langsmith_endpoint: str | None = None

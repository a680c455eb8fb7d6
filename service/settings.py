"""The settings: the only reader of the environment and of `.env`."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from service.model_settings import ModelSettings
from service.text_settings import TextSettings

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting that cannot be used: which one, why, and what is allowed."""


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


class Settings(ModelSettings, TextSettings):
    """Everything an operator may set. Names are the environment's, in lower case."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, populate_by_name=True
    )

    database_url: str | None = None
    """PostgreSQL address; without it an embedded PostgreSQL starts under BANTAM_HOME."""
    bantam_home: Path = Path("var")
    """Where the embedded database and its logs live."""
    bantam_playbooks: Path = ROOT / "playbooks"
    """The folder with one folder per playbook."""
    bantam_public_url: str = "http://127.0.0.1:8000"
    """The address by which visitors, reps and Twilio reach this service."""
    smtp_url: SecretStr | None = None
    """smtp://user:password@host:587?starttls=1&from=…, or smtps://…; without it mail waits, and the console says so."""
    bantam_api_keys: Annotated[tuple[str, ...], NoDecode] = ()
    """More keys for the programs' API, separated by commas, besides those kept in the database."""
    bantam_concurrency: Annotated[int, Field(ge=1, le=64)] = 8
    """Turns that one worker answers at a time."""
    bantam_now: Annotated[datetime, AfterValidator(_aware)] | None = None
    """A fixed clock, only for tests and evaluations."""

    @field_validator("bantam_api_keys", mode="before")
    @classmethod
    def _split(cls, keys: object) -> object:
        return tuple(key.strip() for key in keys.split(",") if key.strip()) if isinstance(keys, str) else keys

    @field_validator("database_url")
    @classmethod
    def _is_postgres(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
            raise ValueError("must begin with postgresql:// (Bantam keeps its data in PostgreSQL)")
        return url

    @field_validator("bantam_public_url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url.rstrip("/")

    def clock(self) -> datetime:
        """Now, aware; or the fixed clock."""
        return self.bantam_now or datetime.now(UTC)


def named_secret(name: str) -> str | None:
    """The secret that a playbook names (`webhook_secret_env`): secrets stay out of playbooks."""
    return os.environ.get(name)


def load() -> Settings:
    """Read the environment; raises SettingsError with one sentence per faulty setting."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, e['loc'])).upper()}: {_plain(e['msg'])}" for e in error.errors()]
        raise SettingsError("; ".join(faults)) from error


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")

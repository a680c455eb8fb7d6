"""What all typed configuration shares: frozen, no unknown keys, no infinite numbers, a hash of its content."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

Words = Annotated[str, Field(min_length=1, max_length=600)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
"""ISO 4217."""


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values: a hash that was computed before is not carried over to it."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("hash", None)
        return copied


def content_hash(model: BaseModel) -> str:
    """SHA-256 of the canonical JSON, 16 hex digits. Keys are sorted: a trip through the database changes nothing."""
    canonical = json.dumps(model.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]

"""Who calls the programs' API: a key, as `Authorization: Bearer KEY`, of which only the hash is known here."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from agent.playbook import Playbook
from channels.api_problems import NoKey
from channels.rescoring import Rescoring
from channels.sms import Texting
from crm_store import keys

if TYPE_CHECKING:
    from crm_store.store import Store

USED = timedelta(minutes=5)
"""How exactly it is kept when a key was used last: a write for each request would cost more than it tells."""
SCHEME = HTTPBearer(auto_error=False, scheme_name="API key", description="An API key of this Bantam.")
CONFIGURED = "configured key"
"""Who a key of the settings is in the audit log."""


@dataclass(frozen=True)
class ApiDeps:
    """What the programs' API needs. `fixed_keys`: keys that the settings give (BANTAM_API_KEYS), besides the stored."""

    store: "Store"
    playbooks: Mapping[str, Playbook]
    clock: Callable[[], datetime]
    public_url: str
    fixed_keys: tuple[str, ...] = ()
    texting: Texting | None = None
    """Set: a form with consent to text messages begins a conversation by text."""

    def rescoring(self, playbook: Playbook) -> Rescoring:
        return Rescoring(self.store, playbook, self.public_url)


@dataclass(frozen=True)
class Program:
    """The caller, as the audit log names it."""

    name: str


Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(SCHEME)]
Identify = Callable[[Credentials], Awaitable[Program]]


def identify_with(deps: ApiDeps) -> Identify:
    """The dependency that finds the caller, or refuses with 401."""
    fixed = tuple(keys.digest(key) for key in deps.fixed_keys if key)

    async def program(credentials: Credentials) -> Program:
        if credentials is None or not credentials.credentials:
            raise _refusal("Send an API key as Authorization: Bearer KEY.")
        given = keys.digest(credentials.credentials)
        # Every one is compared: how long it takes says nothing of how close a guess came.
        if any([hmac.compare_digest(given, one) for one in fixed]):
            return Program(CONFIGURED)
        return await _stored(deps, credentials.credentials)

    return program


async def _stored(deps: ApiDeps, secret: str) -> Program:
    """Looked up by its SHA-256: the index compares hashes, from which no guess at the key can be made better."""
    now = deps.clock()
    async with deps.store.reading() as connection:
        key = await keys.find(connection, secret)
        if key is None:
            raise _refusal("This API key is not known, or it was revoked.")
        if key.used_at is None or now - key.used_at > USED:
            await keys.mark_used(connection, key.id, now)
    return Program(key.id)


def _refusal(detail: str) -> NoKey:
    return NoKey(detail, headers={"WWW-Authenticate": 'Bearer realm="bantam"'})

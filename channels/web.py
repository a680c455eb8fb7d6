"""The web chat: visitors begin a conversation, write, and hear what is said, on any page that may carry it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request
from sse_starlette import EventSourceResponse

from agent.dialogue import DialogueState
from agent.playbook import Playbook
from agent.wording import fingerprints
from channels.inbox import Greeting, accept, open_conversation
from channels.problems import Problem, problem_responses
from channels.web_events import event_stream
from channels.web_forms import (
    ActivityForm,
    ActivityTaken,
    ConversationBegun,
    ConversationForm,
    Introduction,
    MessageForm,
    MessageTaken,
    Said,
)
from channels.web_origin import CrossOrigin, Origins
from channels.web_rate import RateLimit
from crm_store import activities, conversations, events, leads
from crm_store.conversations import Conversation
from crm_store.events import Event
from crm_store.leads import Lead

if TYPE_CHECKING:
    from crm_store.store import Store

NEW_VISIT = timedelta(minutes=30)
"""After so long a silence a known visitor has come back (the session length that web analytics use)."""
LARGEST_SEQ = 2**31 - 1


class UnknownPlaybook(Problem):
    status: ClassVar[int] = 404
    slug: ClassVar[str] = "unknown-playbook"
    title: ClassVar[str] = "Unknown playbook"


class UnknownToken(Problem):
    """No conversation has this token; after an erasure, none has it any more."""

    status: ClassVar[int] = 401
    slug: ClassVar[str] = "unknown-token"
    title: ClassVar[str] = "Unknown conversation"


@dataclass(frozen=True)
class WebChat:
    """The chat's rooms, wired: what they need and nothing else."""

    store: "Store"
    playbooks: Mapping[str, Playbook]
    now: Callable[[], datetime]
    public_url: str
    heartbeat: float = 15.0
    """Seconds between the comments that keep an event stream open."""
    beginnings: RateLimit = field(default_factory=RateLimit)
    """How often one address may begin a conversation."""

    def playbook(self, name: str) -> Playbook:
        found = self.playbooks.get(name)
        if found is None:
            known = ", ".join(sorted(self.playbooks))
            raise UnknownPlaybook(f"There is no playbook of that name; there are {known}.")
        return found


def add_web_chat(app: FastAPI, chat: WebChat) -> None:
    """Put the chat's routes into `app`, and the cross-origin rule around them."""
    origins = Origins(chat.playbooks, chat.public_url)
    app.include_router(chat_router(chat, origins))
    app.add_middleware(CrossOrigin, origins=origins)


def chat_router(chat: WebChat, origins: Origins) -> APIRouter:
    """The visitors' part of the interface."""
    router = APIRouter(prefix="/api/chat", tags=["visitors"])
    _add_beginning(router, chat, origins)
    _add_talk(router, chat, _opener(chat, origins))
    return router


def _add_beginning(router: APIRouter, chat: WebChat, origins: Origins) -> None:
    @router.get("/playbooks/{name}", summary="Whom the chat speaks for", responses=problem_responses(403, 404, 422))
    async def introduce(name: str, request: Request) -> Introduction:
        """Name, greeting and privacy note, for a page that shows them before a conversation is begun."""
        playbook = chat.playbook(name)
        origins.admit(request, playbook.name)
        return introduction_of(playbook)

    refused = problem_responses(403, 404, 413, 422, 429)

    @router.post("/conversations", status_code=201, summary="Begin a conversation", responses=refused)
    async def begin(form: ConversationForm, request: Request) -> ConversationBegun:
        """Opens a conversation and says the greeting. Refused (403) to pages that the playbook does not allow."""
        playbook = chat.playbook(form.playbook)
        origins.admit(request, playbook.name)
        chat.beginnings.take(request.client.host if request.client else "")
        return await _begin(chat, playbook, form)


def _opener(chat: WebChat, origins: Origins) -> Callable[..., Any]:
    """The dependency that turns a token into its conversation, and checks the page it is used on."""

    async def opened(
        request: Request,
        token: Annotated[str | None, Query(description="Instead of the header, for EventSource.")] = None,
        authorization: Annotated[str | None, Header(description="Bearer TOKEN")] = None,
    ) -> Conversation:
        scheme, _, shown = (authorization or "").partition(" ")
        secret = shown.strip() if scheme.lower() == "bearer" else token or ""
        async with chat.store.reading() as connection:
            found = await conversations.by_token(connection, secret) if secret else None
            if found is None:
                headers = {"WWW-Authenticate": "Bearer"}
                raise UnknownToken("No conversation has this token; begin a new one.", headers=headers)
            if not origins.is_from_own_page(request):
                lead = await leads.get(connection, found.lead_id)
                origins.admit(request, lead.playbook if lead is not None else "")
        return found

    return opened


def _add_talk(router: APIRouter, chat: WebChat, opened: Callable[..., Any]) -> None:
    Opened = Annotated[Conversation, Depends(opened)]
    refused = problem_responses(401, 403, 413, 422)

    @router.post("/messages", status_code=202, summary="Write a message", responses=refused)
    async def write(form: MessageForm, conversation: Opened) -> MessageTaken:
        """Stored when this answers; the reply comes as an event."""
        taken = await accept(chat.store, conversation.id, form.text, form.client_id, chat.now(), channel="web")
        return MessageTaken(message_id=taken.message_id)

    @router.post("/typing", status_code=204, summary="Tell that the visitor writes", responses=refused)
    async def type_(conversation: Opened) -> None:
        """Shown to a rep who has the conversation. Nothing is stored."""
        async with chat.store.reading() as connection:
            await events.publish(connection, Event(conversation.id, "typing", {"from": "lead"}))

    @router.post("/activities", status_code=202, summary="Tell what the visitor did", responses=refused)
    async def act(form: ActivityForm, conversation: Opened) -> ActivityTaken:
        """A page seen, a download: counts towards the lead's engagement."""
        async with chat.store.transaction() as connection:
            activity_id = await activities.add(
                connection,
                conversation.lead_id,
                form.type,
                chat.now(),
                conversation_id=conversation.id,
                url=form.url,
                title=form.title,
            )
        return ActivityTaken(activity_id=activity_id)

    heard = problem_responses(401, 403, 422) | {200: {"content": {"text/event-stream": {}}}}

    @router.get("/events", summary="Hear what is said", response_class=EventSourceResponse, responses=heard)
    async def hear(
        conversation: Opened,
        last_event_id: Annotated[str | None, Header(description="Where the stream broke off.")] = None,
    ) -> EventSourceResponse:
        """Server-Sent Events: `message`, `delta`, `typing`, `state`. The id of a message's event is its number."""
        return event_stream(
            chat.store, conversation.id, last_seen(last_event_id, conversation.last_seq), chat.heartbeat
        )


def last_seen(last_event_id: str | None, newest: int) -> int:
    """The number that a browser names as its last; 0 (everything) where it names none that can be."""
    given = (last_event_id or "").strip()
    seq = int(given) if given.isascii() and given.isdigit() and len(given) < 12 else 0
    return seq if seq <= newest else 0


def introduction_of(playbook: Playbook) -> Introduction:
    business, disclosure = playbook.business, playbook.disclosure
    return Introduction(
        playbook=playbook.name,
        business=business.name,
        agent=business.agent_name,
        greeting=playbook.greeting["web"],
        disclosure=disclosure.ai,
        privacy=disclosure.privacy,
        privacy_url=str(disclosure.privacy_url),
    )


async def _begin(chat: WebChat, playbook: Playbook, form: ConversationForm) -> ConversationBegun:
    now, greeting = chat.now(), playbook.greeting["web"]
    known = await _returning(chat, playbook.name, form.visitor_id)
    opened = await open_conversation(
        chat.store,
        playbook.name,
        "web",
        now,
        greetings=[Greeting(greeting)],
        state=DialogueState(said=fingerprints(greeting)),
        lead_id=known.id if known is not None else None,
        source=_source(form),
        visitor_id=form.visitor_id or None,
    )
    if known is not None and now - known.updated_at > NEW_VISIT:
        async with chat.store.transaction() as connection:
            await activities.add(connection, known.id, "return_visit", now, conversation_id=opened.conversation_id)
    said = [Said.model_validate(message.as_event()) for message in opened.messages]
    return ConversationBegun(
        conversation_id=opened.conversation_id, lead_id=opened.lead_id, token=opened.token, messages=said
    )


async def _returning(chat: WebChat, playbook: str, visitor_id: str | None) -> Lead | None:
    if not visitor_id:
        return None
    async with chat.store.reading() as connection:
        return await leads.by_visitor(connection, playbook, visitor_id)


def _source(form: ConversationForm) -> dict[str, str]:
    pages = {"page_url": form.page_url, "referrer": form.referrer}
    return {"conversion": "web chat", **{key: value for key, value in pages.items() if value}, **form.utm}

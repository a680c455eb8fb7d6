"""Talking with a lead from the console: take over, write, give back, and the signs of life in between."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from channels.console_door import HOME, Caller, ConsoleDeps, Identify, check_form
from channels.console_pages import FENCE
from channels.inbox import Empty, TooLong, clean
from channels.rep_desk import Desk, Held, NotYours
from crm_store import conversations
from crm_store.errors import Conflict, NotFound, StoreError

Csrf = Annotated[str, Form(max_length=200)]
SAID = {
    "taken": "You have the conversation. The agent is silent until you give it back.",
    "held": "Somebody else has this conversation.",
    "not-yours": "You do not have this conversation any more.",
    "given-back": "The agent has the conversation again.",
    "sent": "Sent.",
    "nothing-sent": "There was nothing to send.",
    "too-long": "That is too long to send.",
}
"""What the lead page says after one of these, by the word in its address."""


def desk_router(deps: ConsoleDeps, caller: Identify) -> APIRouter:
    """Forms that work without scripts; with scripts they answer in JSON (`Accept: application/json`)."""
    router = APIRouter(prefix=HOME + "/conversations/{conversation_id}")
    desk = Desk(deps.store, deps.senders)
    _add_holding(router, deps, caller, desk)
    _add_talking(router, deps, caller, desk)
    return router


def _add_holding(router: APIRouter, deps: ConsoleDeps, caller: Identify, desk: Desk) -> None:
    @router.post("/take")
    async def take(
        request: Request, conversation_id: str, known: Annotated[Caller, Depends(caller)], csrf: Csrf = ""
    ) -> Response:
        check_form(known, csrf)
        try:
            await desk.take(clean(conversation_id), known.user.id, deps.clock())
        except Held as error:
            return await _answer(deps, request, conversation_id, "held", error)
        return await _answer(deps, request, conversation_id, "taken")

    @router.post("/release")
    async def release(
        request: Request,
        conversation_id: str,
        known: Annotated[Caller, Depends(caller)],
        note: Annotated[str, Form(max_length=2000)] = "",
        csrf: Csrf = "",
    ) -> Response:
        check_form(known, csrf)
        try:
            await desk.release(clean(conversation_id), known.user.id, deps.clock(), clean(note).strip())
        except NotYours as error:
            return await _answer(deps, request, conversation_id, "not-yours", error)
        return await _answer(deps, request, conversation_id, "given-back")

    @router.post("/beat")
    async def beat(conversation_id: str, known: Annotated[Caller, Depends(caller)], csrf: Csrf = "") -> Response:
        check_form(known, csrf)
        try:
            await desk.beat(clean(conversation_id), known.user.id, deps.clock())
        except NotYours as error:
            return JSONResponse({"said": str(error)}, 409)
        return Response(status_code=204)


def _add_talking(router: APIRouter, deps: ConsoleDeps, caller: Identify, desk: Desk) -> None:
    @router.post("/say")
    async def say(
        request: Request,
        conversation_id: str,
        known: Annotated[Caller, Depends(caller)],
        text: Annotated[str, Form()] = "",
        client_id: Annotated[str, Form(max_length=80)] = "",
        csrf: Csrf = "",
    ) -> Response:
        """Writing is taking over: nobody talks over the agent by forgetting a button."""
        check_form(known, csrf)
        token = clean(client_id) or None
        try:
            await desk.say(clean(conversation_id), known.user.id, text, deps.clock(), token)
        except Held as error:
            return await _answer(deps, request, conversation_id, "held", error)
        except (Empty, TooLong) as error:
            return await _answer(deps, request, conversation_id, _REFUSALS[type(error)], error)
        return await _answer(deps, request, conversation_id, "sent")

    @router.post("/typing")
    async def typing(conversation_id: str, known: Annotated[Caller, Depends(caller)], csrf: Csrf = "") -> Response:
        check_form(known, csrf)
        await desk.typing(clean(conversation_id), known.user.id)
        return Response(status_code=204)


_REFUSALS: dict[type[StoreError], str] = {Empty: "nothing-sent", TooLong: "too-long"}


async def _answer(
    deps: ConsoleDeps, request: Request, conversation_id: str, said: str, error: StoreError | None = None
) -> Response:
    """For scripts what happened, in JSON; for a plain form the lead page, which says it."""
    words = str(error) if isinstance(error, Conflict) else SAID[said]
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"said": words}, error.status if error is not None else 200)
    async with deps.store.reading() as connection:
        conversation = await conversations.get(connection, clean(conversation_id))
    if conversation is None:
        raise NotFound("There is no such conversation.")
    return RedirectResponse(f"{HOME}/leads/{conversation.lead_id}?said={said}#desk", 303, headers=FENCE)

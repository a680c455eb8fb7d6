"""The part of one's own page where a number is proved, and where it is taken out again."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from agent.playbook import Business
from channels import rep_settings, rep_texts
from channels.console_door import Caller, ConsoleDeps, Identify, check_form
from channels.console_me_login import login_values
from channels.console_me_page import Csrf, back_to, page_of
from channels.rep_settings import Unusable
from channels.rep_texts import NoCode


def add_number(
    router: APIRouter, deps: ConsoleDeps, caller: Identify, business_of: Callable[[ConsoleDeps], Business]
) -> None:
    """`POST /me/number`: `ask` for a code, `verify` it, `forget` the number."""

    @router.post("/number")
    async def number(
        known: Annotated[Caller, Depends(caller)],
        do: Annotated[str, Form(max_length=10)] = "",
        number: Annotated[str, Form(max_length=40)] = "",
        agree: Annotated[str, Form(max_length=1)] = "",
        code: Annotated[str, Form(max_length=20)] = "",
        csrf: Csrf = "",
    ) -> Response:
        check_form(known, csrf)
        user_id, now = known.user.id, deps.clock()
        try:
            if do == "ask":
                await _ask(deps, user_id, rep_settings.number_in(number, business_of(deps).country), agree)
                return back_to("code-sent", "texts")
            if do == "verify":
                await rep_texts.verify(deps.store, user_id, code, now)
                return back_to("verified", "texts")
            await rep_texts.forget(deps.store, user_id, now)
        except (Unusable, NoCode) as error:
            words = f"{error} {getattr(error, 'remedy', '')}".strip()
            return await page_of(deps, known, fault=words, **await login_values(deps, known))
        return back_to("number-gone", "texts")


async def _ask(deps: ConsoleDeps, user_id: str, number: str, agree: str) -> None:
    if agree != "1":
        raise Unusable("Nobody is texted who has not agreed: tick the box.")
    await rep_texts.ask_for_code(deps.store, user_id, number, deps.clock())

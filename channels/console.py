"""The rep's console under /console: server-rendered pages, a few lines of script, nothing to build."""

from fastapi import APIRouter, Depends, Response

from channels.console_audit import audit_router
from channels.console_code import code_router
from channels.console_desk import desk_router
from channels.console_door import ConsoleDeps, door_router, identify_with
from channels.console_lead import lead_router
from channels.console_links import link_router
from channels.console_list import list_router
from channels.console_me import me_router
from channels.console_pages import asset_response
from channels.console_people import FirstLogin, first_login
from channels.console_reports import report_router
from channels.console_sight import sight_of
from channels.console_team import team_router
from channels.console_texted import texted_router
from channels.console_texts import texts_router
from channels.console_trends import trend_router

__all__ = ["ConsoleDeps", "FirstLogin", "console_router", "first_login"]


def console_router(deps: ConsoleDeps) -> APIRouter:
    """Every page of the console; not part of the OpenAPI document, which is for programs."""
    router = APIRouter(include_in_schema=False)
    caller = identify_with(deps)
    router.include_router(door_router(deps, caller))
    sight = [Depends(sight_of(deps, caller))]
    router.include_router(list_router(deps, caller), dependencies=sight)
    router.include_router(lead_router(deps, caller))
    router.include_router(desk_router(deps, caller))
    router.include_router(code_router(deps))
    router.include_router(link_router(deps))
    router.include_router(texted_router(deps))
    router.include_router(texts_router(deps, caller))
    router.include_router(me_router(deps, caller))
    for pages in (team_router, audit_router, report_router, trend_router):
        router.include_router(pages(deps, caller), dependencies=sight)

    @router.get("/console/static/{name}")
    async def asset(name: str) -> Response:
        return asset_response(name)

    return router

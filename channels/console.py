"""The rep's console under /console: server-rendered pages, a few lines of script, nothing to build."""

from fastapi import APIRouter, Response

from channels.console_desk import desk_router
from channels.console_door import ConsoleDeps, door_router, identify_with
from channels.console_lead import lead_router
from channels.console_list import list_router
from channels.console_pages import asset_response
from channels.console_people import FirstLogin, first_login

__all__ = ["ConsoleDeps", "FirstLogin", "console_router", "first_login"]


def console_router(deps: ConsoleDeps) -> APIRouter:
    """Every page of the console; not part of the OpenAPI document, which is for programs."""
    router = APIRouter(include_in_schema=False)
    caller = identify_with(deps)
    router.include_router(door_router(deps, caller))
    router.include_router(list_router(deps, caller))
    router.include_router(lead_router(deps, caller))
    router.include_router(desk_router(deps, caller))

    @router.get("/console/static/{name}")
    async def asset(name: str) -> Response:
        return asset_response(name)

    return router

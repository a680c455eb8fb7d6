"""The web application: every room's routes on one FastAPI app."""

from fastapi import FastAPI

from channels.api import ApiDeps, api_router
from channels.console import ConsoleDeps, console_router
from channels.operations import OperationsDeps, operations_router
from channels.problems import install_problems
from channels.sms_webhook import twilio_router
from channels.web import WebChat, add_web_chat
from channels.web_demo import demo_router
from channels.web_widget import widget_router
from service.texting import SENDERS, texting_of
from service.wiring import Bantam

DESCRIPTION = """Bantam talks with inbound leads, qualifies them by rule, and hands the good ones to people.

Visitors need a conversation's token, programs an API key (`Authorization: Bearer …`). Every error is
`application/problem+json` (RFC 9457); every time is ISO 8601 in UTC."""


def create_app(bantam: Bantam) -> FastAPI:
    """The application around an opened Bantam."""
    settings = bantam.settings
    app = FastAPI(title="Bantam", version="0.1.0", description=DESCRIPTION, docs_url="/docs", redoc_url=None)
    install_problems(app)
    add_web_chat(app, WebChat(bantam.store, bantam.playbooks, bantam.now, settings.bantam_public_url))
    app.include_router(widget_router())
    app.include_router(demo_router(bantam.playbooks, settings.bantam_public_url))
    console = ConsoleDeps(
        store=bantam.store,
        playbooks=bantam.playbooks,
        clock=bantam.now,
        public_url=settings.bantam_public_url,
        senders=SENDERS,
    )
    app.include_router(console_router(console))
    texting = texting_of(bantam)
    api = ApiDeps(
        store=bantam.store,
        playbooks=bantam.playbooks,
        clock=bantam.now,
        public_url=settings.bantam_public_url,
        fixed_keys=settings.bantam_api_keys,
        texting=texting,
    )
    app.include_router(api_router(api))
    app.include_router(twilio_router(texting))
    app.include_router(operations_router(OperationsDeps(store=bantam.store)))
    return app

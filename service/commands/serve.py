"""`bantam serve` and `bantam worker`."""

import asyncio
import contextlib
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from service.loop import run
from service.settings import Settings, load

if TYPE_CHECKING:
    from service.wiring import Bantam


GIVES_WAY = 5
"""How much nicer a worker is than the web processes beside it: whoever writes to us is acknowledged first."""


class PortTaken(Exception):
    """Somebody listens there already."""

    remedy = "Stop that program, or choose another port with --port."


def register(app: typer.Typer) -> None:
    app.command("serve")(serve)
    app.command("worker")(worker)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    with_worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Work jobs in this process too.")] = True,
) -> None:
    """Serve web chat, console and API; work jobs in the same process unless told not to."""
    settings = load()
    if "bantam_public_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"bantam_public_url": f"http://{host}:{port}"})
    _log()
    listener = _listen(host, port)
    run(_serve(settings, listener, with_worker))


def worker(concurrency: Annotated[int | None, typer.Option(min=1, max=64)] = None) -> None:
    """Work jobs only; run as many of these as you like."""
    settings = load()
    if concurrency is not None:
        settings = settings.model_copy(update={"bantam_concurrency": concurrency})
    _log()
    os.nice(GIVES_WAY)
    with contextlib.suppress(KeyboardInterrupt):
        run(_work(settings))


def _log() -> None:
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    logging.getLogger("bantam").setLevel(logging.INFO)


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket, taken before anything else starts. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(f"{host}:{port} cannot be listened on ({error.strerror}).") from error
    return listener


async def _serve(settings: Settings, listener: socket.socket, with_worker: bool) -> None:
    import uvicorn

    from service.app import create_app
    from service.first_start import introduce
    from service.wiring import open_bantam

    async with open_bantam(settings) as bantam:
        for line in await introduce(bantam):
            typer.echo(line)
        config = uvicorn.Config(
            create_app(bantam), log_level="warning", timeout_graceful_shutdown=3, proxy_headers=False, lifespan="off"
        )
        server = uvicorn.Server(config)
        async with _working(bantam, with_worker):
            await server.serve(sockets=[listener])


@contextlib.asynccontextmanager
async def _working(bantam: "Bantam", really: bool) -> AsyncIterator[None]:
    """Jobs worked while the block runs."""
    from service.warm import settle, warm_texts

    if not really:
        await asyncio.to_thread(warm_texts)
        _ = bantam.store.jobs.app  # loads the queue, which takes as long again
        settle()
        yield
        return
    from service.warm import warm_up
    from service.work import register_handlers

    register_handlers(bantam)
    warming = asyncio.create_task(asyncio.to_thread(warm_up, bantam.playbooks.values()))
    try:
        async with bantam.store.jobs.working():
            yield
    finally:
        await warming


async def _work(settings: Settings) -> None:
    from service.warm import warm_up
    from service.wiring import open_bantam
    from service.work import register_handlers

    async with open_bantam(settings) as bantam:
        register_handlers(bantam)
        await asyncio.to_thread(warm_up, bantam.playbooks.values())
        typer.echo(f"Working jobs, {settings.bantam_concurrency} at a time. Ctrl-C ends it.")
        await bantam.store.jobs.work()

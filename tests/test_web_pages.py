"""The pages: the widget's file, a demo of each business, and the front page."""

import gzip
import re

import pytest

from channels.web_demo import demo_router
from channels.web_widget import widget_script
from crm_store.store import Store
from web_world import client_of, playbooks_that_ship, web_app, web_chat

NAMES = ("b2b_saas", "real_estate", "financial_services", "retail", "events")


async def test_widget_is_one_small_file_that_caches(store: Store) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        first = await client.get("/widget.js", headers={"Accept-Encoding": "identity"})
        packed = await client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
        again = await client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["content-type"].startswith("text/javascript")
    assert "max-age" in first.headers["cache-control"]
    assert first.headers["access-control-allow-origin"] == "*"
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == first.content
    assert (again.status_code, again.content) == (304, b"")
    assert len(first.content) < 30_000
    assert gzip.decompress(widget_script().packed) == widget_script().plain


def test_widget_writes_text_and_never_markup() -> None:
    source = widget_script().plain.decode()
    for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "document.cookie"):
        assert danger not in source
    assert "//" not in re.sub(r"https?://|\\/\\/", "", source)


@pytest.mark.parametrize("name", NAMES)
async def test_demo_is_a_page_of_that_business_with_the_chat_on_it(store: Store, name: str) -> None:
    playbook = playbooks_that_ship()[name]
    said = {answer.topic: answer.say for answer in playbook.answers}
    async with client_of(web_app(web_chat(store))) as client:
        page = await client.get(f"/demo/{name}")
        style = await client.get(f"/demo/style/{name}.css")
        again = await client.get(f"/demo/style/{name}.css", headers={"If-None-Match": style.headers["etag"]})
    text = page.text.replace("&#39;", "'").replace("&amp;", "&")
    assert f'<script src="/widget.js" data-playbook="{name}" async></script>' in text
    for topic in ("price", "first_step", "assurance", "contract"):
        assert said[topic] in text
    assert f'href="/demo/style/{name}.css"' in text
    assert "--bantam-accent" in style.text
    assert again.status_code == 304
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]


async def test_business_without_a_page_of_its_own_gets_a_plain_one(store: Store) -> None:
    chat = web_chat(store)
    books = {"bakery": chat.playbooks["retail"].model_copy(update={"name": "bakery"})}
    app = web_app(web_chat(store))
    app.router.routes[:] = demo_router(books, "http://bantam.test").routes
    async with client_of(app) as client:
        page = await client.get("/demo/bakery")
    assert page.status_code == 200
    assert 'data-playbook="bakery"' in page.text
    assert "/demo/style/business.css" in page.text


async def test_front_page_leads_to_the_demos_and_the_console(store: Store) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        page = await client.get("/")
        moved = await client.get("/demo/")
    for name in NAMES:
        assert f'href="/demo/{name}"' in page.text
    assert 'href="/console"' in page.text
    assert "http://bantam.test/widget.js" in page.text
    assert moved.headers["location"] == "/"

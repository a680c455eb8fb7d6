"""Texting as an operator sets it up: settings, routes and a real worker."""

import asyncio
import contextlib
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from crm_store.store import Store
from evals.bench.carrier import ACCOUNT, LINE, TOKEN, Mock, carrier_app, serving, signed
from service.app import create_app
from service.settings import Settings, SettingsError
from service.texting import hours_of, texting_of
from service.wiring import open_bantam
from service.work import register_handlers
from support_turns import until
from support_twilio import ANN, BASE, NOON, new_sid


def settings(**changes: object) -> Settings:
    given = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "twilio_from": LINE, "bantam_public_url": BASE}
    return Settings.model_validate(given | changes)


async def test_text_is_answered_by_the_application_as_it_is_served(store: Store, tmp_path: Path) -> None:
    mock = Mock()
    async with serving(carrier_app(mock)) as base:
        chosen = settings(database_url=store.url, bantam_home=tmp_path, twilio_api_base=base)
        async with open_bantam(chosen, now=lambda: NOON) as bantam:
            register_handlers(bantam)
            worker = asyncio.create_task(bantam.store.jobs.work())
            transport = httpx.ASGITransport(create_app(bantam))
            form = {"MessageSid": new_sid(), "From": ANN, "To": LINE, "Body": "what do you do?", "NumMedia": "0"}
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                headers = signed(f"{BASE}/twilio/messages", form)
                assert (await client.post("/twilio/messages", data=form, headers=headers)).status_code == 200

            async def came() -> bool:
                return bool(mock.sent)

            await until(came)
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker
    assert mock.sent[0]["to"] == ANN
    assert mock.sent[0]["body"].endswith("Reply STOP to opt out.")


def test_pairs_are_read_from_words_and_from_json() -> None:
    words = settings(twilio_playbooks="+15125550100=b2b_saas, +442079460000=retail")
    assert words.twilio_playbooks == {"+15125550100": "b2b_saas", "+442079460000": "retail"}
    assert settings(twilio_whatsapp_templates='{"*": "HX1"}').twilio_whatsapp_templates == {"*": "HX1"}
    with pytest.raises(ValidationError):
        settings(twilio_playbooks="b2b_saas")


def test_faulty_hours_are_one_sentence(tmp_path: Path) -> None:
    own = tmp_path / "hours.yaml"
    own.write_text("default: {all: 21:00-08:00}\n")
    with pytest.raises(SettingsError, match="closes before it opens"):
        hours_of(settings(bantam_quiet_hours=own))
    own.write_text("countries: {IE: {all: 09:00-18:00}}\n")
    assert "IE" in hours_of(settings(bantam_quiet_hours=own)).countries


async def test_number_of_an_unknown_playbook_is_one_sentence(store: Store, tmp_path: Path) -> None:
    chosen = settings(database_url=store.url, bantam_home=tmp_path, twilio_playbooks=f"{LINE}=nobody")
    async with open_bantam(chosen) as bantam:
        with pytest.raises(SettingsError, match="no playbook nobody"):
            texting_of(bantam)

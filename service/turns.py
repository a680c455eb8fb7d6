"""The durable turn, wired."""

from channels.business import Business, business_of
from channels.turns import Turns
from service.texting import SENDERS
from service.wiring import Bantam


def turns_of(bantam: Bantam) -> Turns:
    """The handler of the job `turn`."""

    def link_of(lead_id: str) -> str:
        return f"{bantam.settings.bantam_public_url}/console/leads/{lead_id}"

    def business(name: str) -> Business:
        return business_of(bantam.playbooks[name], link_of)

    return Turns(bantam.store, bantam.run_turn, business, bantam.now, senders=SENDERS)

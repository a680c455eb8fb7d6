"""What the durable turn needs to know of a business, taken from its playbook."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from agent.dialogue import HandoffReason, Snapshot, TurnResult
from agent.handoff import Lead, summarise
from agent.playbook import Playbook

Summary = Callable[[Snapshot, TurnResult, str | None], Mapping[str, Any]]


def _nobody(reason: HandoffReason) -> Sequence[tuple[str, str]]:
    return ()


def _nothing(snapshot: Snapshot, result: TurnResult, number: str | None) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Business:
    """A playbook as the turn sees it."""

    timezone: tzinfo
    policy: Callable[[], Mapping[str, Any]]
    """As JSON: kept under the hash that the assessments name, once."""
    targets: Callable[[HandoffReason], Sequence[tuple[str, str]]] = _nobody
    """Who is told of a handoff: pairs of kind of notice (email, webhook) and address."""
    is_routed: bool = False
    """A handoff is offered to one rep after the other."""
    summary: Summary = _nothing
    """The handoff's summary as JSON; the third argument is the number that the conversation is texted on, if it is."""


def business_of(playbook: Playbook, link_of: Callable[[str], str]) -> Business:
    """`link_of`: the console's address of a lead, by its id."""

    def summary(snapshot: Snapshot, result: TurnResult, number: str | None) -> Mapping[str, Any]:
        return summary_of(playbook, link_of(snapshot.lead.id), snapshot, result, number)

    def targets(reason: HandoffReason) -> Sequence[tuple[str, str]]:
        return targets_of(playbook, reason)

    def policy() -> Mapping[str, Any]:
        return playbook.policy.model_dump(mode="json")

    return Business(playbook.business.zone, policy, targets, is_routed=True, summary=summary)


def summary_of(
    playbook: Playbook, link: str, snapshot: Snapshot, result: TurnResult, number: str | None
) -> Mapping[str, Any]:
    """The summary of the handoff that the result offers, as JSON; empty where it offers none."""
    if result.handoff is None or result.assessment is None:
        return {}
    lead = Lead(id=snapshot.lead.id, channel=snapshot.channel, source=snapshot.lead.source, number=number)
    return summarise(
        lead,
        playbook,
        result.handoff.reason,
        result.assessment,
        (*snapshot.history, *result.facts),
        (*snapshot.heard, *result.heard),
        result.state,
        link,
        snapshot.now,
        told=result.reply.move.person if result.reply is not None else "",
    ).model_dump(mode="json")


def targets_of(playbook: Playbook, reason: HandoffReason) -> list[tuple[str, str]]:
    """Support hears of support; sales, and the hook if there is one, of everything else."""
    notify = playbook.notify
    if reason == "support":
        return [("email", address) for address in notify.support_email]
    hooks = [("webhook", str(notify.webhook))] if notify.webhook is not None else []
    hooks += [(kind, name) for kind, name in (("slack", notify.slack_env), ("teams", notify.teams_env)) if name]
    return [*(("email", address) for address in notify.email), *hooks]

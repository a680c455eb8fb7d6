"""The other side of a comparison: the same suites with another model, other prompts or other playbooks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.cases import CaseError
from evals.run import Plan, with_model


@dataclass(frozen=True)
class Other:
    """How the other side runs. `name`: what it is called beside `as set up`; `model`: where that is what changed."""

    name: str
    plan: Plan
    model: str | None


def other_side(plan: Plan, changes: Sequence[str]) -> Other:
    """The plan with each change made, such as `model=openai:gpt-4.1-mini` or `prompts=DIR`. Raises CaseError."""
    told: dict[str, str] = {}
    for change in changes:
        what, equals, value = change.partition("=")
        if what not in _CHANGES or not equals or not value:
            raise CaseError(f"--against {change}: write {', '.join(f'{name}=…' for name in _CHANGES)}")
        if what in told:
            raise CaseError(f"--against: {what} is named twice")
        told[what] = value
        plan = _CHANGES[what](plan, value)
    return Other(", ".join(f"{what} {value}" for what, value in told.items()), plan, told.get("model"))


def _model(plan: Plan, name: str) -> Plan:
    return replace(plan, settings=with_model(plan.settings, name))


def _prompts(plan: Plan, folder: str) -> Plan:
    return replace(plan, prompts=_folder("prompts", folder))


def _playbooks(plan: Plan, folder: str) -> Plan:
    return replace(
        plan, settings=plan.settings.model_copy(update={"bantam_playbooks": _folder("playbooks", folder)})
    )  # fmt: skip


def _folder(what: str, name: str) -> Path:
    path = Path(name).expanduser()
    if not path.is_dir():
        raise CaseError(f"{path}: no such folder of {what}")
    return path


_CHANGES: Mapping[str, Callable[[Plan, str], Plan]] = {"model": _model, "prompts": _prompts, "playbooks": _playbooks}

"""Suite files: which cases, with which model, how often, and which gates must hold. YAML that anybody can write."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from agent.playbook_yaml import Document
from evals.case_files import (
    JSON_LINES,
    YAML_CASES,
    Given,
    Homes,
    Place,
    document_of,
    first_fault,
    read_cases,
    yaml_case,
)
from evals.cases import Case, CaseError
from evals.gates import Gate, GateFault

SHIPPED = Path(__file__).parent / "suites"
OPTIONAL = ("fuzz", "tone")
"""Parts of a report that are there only where the command asks for them."""


class SuiteFile(BaseModel):
    """A suite as it is written."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]*$")]
    describes: str = ""
    """What it is for, in a sentence."""
    model: str | None = None
    """`embedded` or provider:model; else the command's, else BANTAM_MODEL."""
    repeats: Annotated[int, Field(ge=1, le=100)] = 1
    defaults: dict[str, Any] = {}
    """Values of every case written out below: vertical, channel, today ..."""
    leads: dict[str, dict[str, Any]] = {}
    """Leads that a case may be `like`."""
    cases: Annotated[list[Any], Field(min_length=1)]
    """Files and globs beside this file, and cases written out."""
    gates: list[str] = []

    @field_validator("gates")
    @classmethod
    def _can_be_read(cls, gates: list[str]) -> list[str]:
        for gate in gates:
            Gate.of(gate)
        return gates


@dataclass(frozen=True)
class Suite:
    """A suite ready to run."""

    name: str
    cases: tuple[Case, ...]
    gates: tuple[Gate, ...] = ()
    model: str | None = None
    repeats: int = 1
    describes: str = ""


def shipped() -> list[Path]:
    """The suites that come with Bantam, in the order of their names."""
    return sorted(SHIPPED.glob("*.yaml"))


def load_suite(path: Path, homes: Homes) -> Suite:
    """A suite file, or a file of cases as a suite without gates. Raises CaseError with file and line."""
    if path.name.endswith((*JSON_LINES, *YAML_CASES)):
        return Suite(path.name, _without_repeats(path, read_cases(path, homes)))
    if path.suffix not in (".yaml", ".yml"):
        allowed = ", ".join((*JSON_LINES, *YAML_CASES))
        raise CaseError(f"{path}: the name must end in {allowed}, or .yaml for a suite")
    document = document_of(path)
    try:
        written = SuiteFile.model_validate(document.data if document.data is not None else {})
        gates = tuple(Gate.of(line) for line in written.gates)
    except ValidationError as error:
        where, fault = first_fault(error)
        raise CaseError(f"{path}:{document.line(where)}: {fault}") from error
    cases = _without_repeats(path, list(_cases(written, document, path, homes)))
    _known_tags(gates, cases, path)
    return Suite(written.name, cases, gates, written.model, written.repeats, written.describes)


def _cases(written: SuiteFile, document: Document, path: Path, homes: Homes) -> Iterator[Case]:
    given = Given(written.defaults, written.leads)
    for index, raw in enumerate(written.cases):
        place = Place(path, document, ("cases", index))
        if isinstance(raw, str):
            yield from _of_files(raw, path, homes, place)
        else:
            yield yaml_case(raw, given, homes, place)


def _of_files(pattern: str, path: Path, homes: Homes, place: Place) -> Iterator[Case]:
    found = sorted(path.parent.glob(pattern)) if not Path(pattern).is_absolute() else [Path(pattern)]
    if not found:
        raise place.fault(f"no file is called {pattern}")
    for file in found:
        yield from read_cases(file, homes)


def _without_repeats(path: Path, cases: list[Case]) -> tuple[Case, ...]:
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"{path}: two cases are called {case.id}")
        seen.add(case.id)
    return tuple(cases)


def _known_tags(gates: tuple[Gate, ...], cases: tuple[Case, ...], path: Path) -> None:
    tags = {tag for case in cases for tag in case.tags}
    for gate in gates:
        if gate.tag is not None and gate.tag not in tags:
            raise CaseError(f"{path}: gate `{gate}`: no case carries the tag {gate.tag!r}")


def checked(suite: Suite, report: dict[str, Any]) -> list[dict[str, Any]]:
    """The suite's gates held against its report, in the order in which they are written.

    A gate on a part that was not asked for (`fuzz.slip` without --fuzz, `tone.poor` without --judge) is left out.
    """
    found = []
    for gate in suite.gates:
        if (part := gate.metric.partition(".")[0]) in OPTIONAL and part not in report:
            continue
        try:
            check = gate.check(report)
        except GateFault as error:
            raise CaseError(f"suite {suite.name}: {error}") from error
        found.append({"gate": check.gate, "value": round(check.value, 4), "held": check.held})
    return found

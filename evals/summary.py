"""The summary for a pull request, in Markdown: whether it may ship, the costly mistakes, and what changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.grade import COSTLY
from evals.key_numbers import key_numbers

MOST_CASES = 15
MOST_WORDS = 160


def summary(reports: Mapping[str, Mapping[str, Any]], compared: Mapping[str, Any] | None = None) -> str:
    """A verdict, a table of suites, the gates that do not hold, and the comparison where there is one."""
    broken = [(name, gate) for name, report in reports.items() for gate in report["gates"] if not gate["held"]]
    gates = sum(len(report["gates"]) for report in reports.values())
    verdict = f"**{len(broken)} of {gates} gates do not hold**" if broken else f"all {gates} gates hold"
    lines = [f"## Bantam evaluation: {verdict}", ""]
    if broken:
        lines += ["| suite | gate | it is |", "|---|---|---|"]
        lines += [f"| {name} | `{gate['gate']}` | **{gate['value']:g}** |" for name, gate in broken] + [""]
    lines += [
        "| suite | runs | clean | stages | facts | hand-overs | costly mistakes |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_row(name, report) for name, report in reports.items()]
    if compared is not None:
        lines += ["", *_compared(compared)]
    return "\n".join(lines) + "\n"


def _row(name: str, report: Mapping[str, Any]) -> str:
    found = key_numbers(report)
    names = ("stage_accuracy", "fact_accuracy" if "fact_accuracy" in found else "slots_micro.f1", "handoff_accuracy")
    shares = [_share(found[key]["value"]) if key in found else "" for key in names]
    cells = [name, str(report["numbers"]["runs"]), _share(report["numbers"]["clean"]), *shares, costly_words(report)]
    return f"| {' | '.join(cells)} |"


def _share(value: float) -> str:
    return f"{value:.1%}"


def costly_words(report: Mapping[str, Any]) -> str:
    """The costly mistakes that were made, by name and number; `none` where none was."""
    made = [f"{report['costly'][kind]} {kind.replace('_', ' ')}" for kind in COSTLY if report["costly"][kind]]
    return ", ".join(made) or "none"


def _compared(compared: Mapping[str, Any]) -> list[str]:
    first, second = compared["sides"]
    told = [
        f"### {first} against {second}; {second}: {compared['verdict']}", "",
        f"{compared['cases']} cases in both; {compared['broke']} right only {first}, {compared['mended']} right only "
        f"{second}, {compared['otherwise']} came out differently without changing between right and wrong.", "",
        f"| suite | {first} | {second} | difference (95 %) | p |", "|---|---|---|---|---|",
        *(_difference(name, one) for name, one in compared["suites"].items() if one["broke"] or one["mended"]),
        _difference("all", compared["difference"] | {"p": compared["p"]}),
    ]  # fmt: skip
    turned = [pair for pair in compared["changed"] if pair["before"]["passed"] != pair["after"]["passed"]]
    if turned:
        told += ["", f"| case | {first} | {second} | why |", "|---|---|---|---|", *_changes(turned)]
    return told


def _difference(name: str, one: Mapping[str, Any]) -> str:
    interval = f"{one['after'] - one['before']:+.1%} ({one['low']:+.1%} to {one['high']:+.1%})"
    return f"| {name} | {one['before']:.1%} | {one['after']:.1%} | {interval} | {one['p']:.3g} |"


def _changes(pairs: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = []
    for pair in pairs[:MOST_CASES]:
        worse = pair["before"]["passed"]
        faulty = pair["after"] if worse else pair["before"]
        why = "; ".join([*faulty["wrong"], *faulty["also"]])[:MOST_WORDS].replace("|", "\\|").replace("\n", " ")
        was, now = ("right", "**wrong**") if worse else ("wrong", "right")
        rows.append(f"| {pair['suite']} {pair['id']} | {was} | {now} | {why} |")
    if len(pairs) > MOST_CASES:
        rows.append(f"| and {len(pairs) - MOST_CASES} more | | | |")
    return rows

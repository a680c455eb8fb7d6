"""Scores as tables in the terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.key_numbers import key_numbers
from evals.summary import costly_words

STAGES = ("SQL", "MQL", "lead", "disqualified")
MOST_CHANGED = 10
"""So many changed messages that were read otherwise are printed; the JSON has more."""


def screen() -> Console:
    return Console(highlight=False)


def print_overview(reports: Mapping[str, Mapping[str, Any]]) -> None:
    """One line a suite: shares with their intervals, costly mistakes, gates."""
    columns = ("suite", "runs", "clean (95 %)", "stages", "facts", "costly mistakes", "gates")
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column != "costly mistakes")
    for name, report in reports.items():
        held = sum(gate["held"] for gate in report["gates"])
        gates = f"{held}/{len(report['gates'])}" if report["gates"] else ""
        colour = "green" if held == len(report["gates"]) else "red"
        found = key_numbers(report)
        clean = f"{found['clean']['value']:.3f} ({found['clean']['low']:.2f}-{found['clean']['high']:.2f})"
        stages, facts, reads = (_value(found.get(k)) for k in ("stage_accuracy", "fact_accuracy", "slots_micro.f1"))
        costly = costly_words(report)
        costly = costly if costly == "none" else f"[yellow]{costly}[/yellow]"
        gates = f"[{colour}]{gates}[/{colour}]" if gates else ""
        table.add_row(escape(name), str(report["numbers"]["runs"]), clean, stages, facts or reads, costly, gates)
    screen().print(table)


def _value(number: Mapping[str, Any] | None) -> str:
    return "" if number is None else f"{number['value']:.3f}"


def print_gates(reports: Mapping[str, Mapping[str, Any]]) -> bool:
    """Each gate that does not hold, by name; whether all do."""
    broken = [(name, gate) for name, report in reports.items() for gate in report["gates"] if not gate["held"]]
    for name, gate in broken:
        screen().print(f"[red]gate fails[/red]  {escape(name)}: {escape(gate['gate'])}, it is {gate['value']:g}")
    total = sum(len(report["gates"]) for report in reports.values())
    if total and not broken:
        screen().print(f"[green]all {total} gates hold[/green]")
    return not broken


def print_report(name: str, report: Mapping[str, Any], show: int) -> None:
    """The numbers of one file or suite and its first misses."""
    console = screen()
    console.print(f"[bold]{escape(name)}[/bold] {escape(report.get('describes', ''))}")
    for kind in ("messages", "conversations"):
        if kind in report:
            _print_numbers(console, report[kind])
    console.print(f"costly mistakes: {costly_words(report)}")
    for part in ("fuzz", "tone"):
        if part in report:
            _print_part(console, part, report[part])
    flips = report["reliability"].get("flips")
    if flips:
        console.print(f"cases that flip: {', '.join(flips)}")
    missed = [case for case in report["cases"] if not case["passed"]]
    for case in missed[:show]:
        console.print(f"[dim]{case['id']}[/dim] {escape(_missed(case))}")


def _print_numbers(console: Console, result: Mapping[str, Any]) -> None:
    single = Table(box=None, show_header=False, pad_edge=False)
    for key, value in result.items():
        if not isinstance(value, dict):
            single.add_row(key.replace("_", " "), str(value))
    console.print(single)
    if "slots" in result:
        console.print(_rates({**result["slots"], "all slots": result["slots_micro"]}, "slot"))
        console.print(_rates({**result["signals"], "all signals": result["signals_micro"]}, "signal"))
    if "stage_confusion" in result:
        console.print(_confusion(result["stage_confusion"]))


def _rates(rows: dict[str, dict[str, Any]], title: str) -> Table:
    table = Table(title, "precision", "recall", "F1", "support", box=None, header_style="dim", pad_edge=False)
    for name, row in rows.items():
        table.add_row(name, f"{row['precision']:.3f}", f"{row['recall']:.3f}", f"{row['f1']:.3f}", str(row["support"]))
    return table


def _confusion(matrix: dict[str, dict[str, int]]) -> Table:
    table = Table("wanted \\ got", *STAGES, box=None, header_style="dim", pad_edge=False)
    for stage in STAGES:
        table.add_row(stage, *(str(matrix.get(stage, {}).get(got, 0)) for got in STAGES))
    return table


def _missed(case: Mapping[str, Any]) -> str:
    told = "; ".join([*case["wrong"], *case["also"]])
    return f"{case['text'][:160]!r} {told}" if case["kind"] == "message" else told


def _print_part(console: Console, part: str, told: Mapping[str, Any]) -> None:
    """Shares of a part that was asked for: how readings stand changes, or what the judge says."""
    titles = {"fuzz": "read the same when changed", "tone": f"tone, judged by {told.get('judge')}"}
    table = Table(escape(titles[part]), "share", "95 %", "of", box=None, header_style="dim", pad_edge=False)
    for name, share in told["shares"].items():
        low, high = told["intervals"][name]
        table.add_row(name.replace("_", " "), f"{share:.3f}", f"{low:.3f} to {high:.3f}", str(told["of"][name]))
    console.print(table)
    if part == "fuzz":
        lost = ", ".join(f"{slot} {count}" for slot, count in told["lost"].items())
        console.print(f"lost or changed: {lost or 'nothing'}")
        for miss in told["misses"][:MOST_CHANGED]:
            console.print(f"[dim]{miss['id']} {miss['kind']}[/dim] {escape(repr(miss['text'][:120]))}: "
                          f"{escape(', '.join(miss['lost']))}")  # fmt: skip
    if told.get("unusable"):
        console.print(f"{told['unusable']} got no usable answer. {escape('; '.join(told['faults']))}")
    for name, judgement in told.get("poor", {}).items():
        console.print(f"[dim]{escape(name)}[/dim] poor: {escape(judgement['why'])} {escape(repr(judgement['quote']))}")


def print_agreement(found: Mapping[str, Any]) -> None:
    """How far a judge agrees with people, and where it does not."""
    console = screen()
    console.print(
        f"{found['judge']} agrees with people on {found['same']} of {found['judged']} conversations: "
        f"kappa {found['kappa']:.2f} (95 %: {found['kappa_low']:.2f} to {found['kappa_high']:.2f})"
    )
    if found["judged"] < found["labels"]:
        console.print(f"{found['labels'] - found['judged']} got no usable answer")
    for pair, count in found["table"].items():
        console.print(f"  {count} {pair}")
    for one in found["differ"]:
        console.print(
            f"[dim]{escape(one['id'])}[/dim] people: {one['people']}, judge: {one['tone']}; {escape(one['why'])}"
        )


def print_comparison(compared: Mapping[str, Any], show: int) -> None:
    """The verdict, both sides' numbers, and every case that turned, old and new beside each other."""
    console = screen()
    first, second = (escape(side) for side in compared["sides"])
    console.print(f"[bold]{first} against {second}[/bold]; {second}: {compared['verdict']}")
    console.print(
        f"{compared['cases']} cases in both: {compared['broke']} right only {first}, {compared['mended']} right only "
        f"{second}, {compared['otherwise']} otherwise different"
    )
    table = Table(
        "suite", "cases", first, second, "difference (95 %)", "p", box=None, header_style="dim", pad_edge=False
    )
    for name, one in (
        *compared["suites"].items(),
        ("all", compared["difference"] | {"cases": compared["cases"], "p": compared["p"]}),
    ):
        interval = f"{one['after'] - one['before']:+.3f} ({one['low']:+.3f} to {one['high']:+.3f})"
        table.add_row(
            escape(name), str(one["cases"]), f"{one['before']:.3f}", f"{one['after']:.3f}", interval, f"{one['p']:.3g}"
        )
    console.print(table)
    for kind, (before, after) in compared["costly"].items():
        console.print(f"  {kind.replace('_', ' ')}: {before} {first}, {after} {second}")
    turned = [pair for pair in compared["changed"] if pair["before"]["passed"] != pair["after"]["passed"]]
    for pair in turned[:show]:
        console.print(_side_by_side(pair, (first, second)))


def _side_by_side(pair: Mapping[str, Any], names: tuple[str, str]) -> Table:
    first, second = names
    table = Table(f"{pair['suite']} {pair['id']}: {first}", second, header_style="dim", show_lines=False, expand=True)
    sides = [pair["before"], pair["after"]]
    table.add_row(*(("right" if side["passed"] else f"wrong: {_missed(side)}") for side in sides))
    told = [side["got"].get("transcript", []) for side in sides]
    for index in range(max((len(lines) for lines in told), default=0)):
        cells = [f"{t[index]['from']}: {t[index]['text']}" if index < len(t) else "" for t in told]
        if cells[0] != cells[1]:
            table.add_row(*(escape(cell) for cell in cells))
    return table

"""Scores as tables in the terminal."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table


def print_report(name: str, report: dict[str, Any], show: int) -> None:
    """The numbers of one file and its worst misses."""
    screen = Console(highlight=False)
    result = report["result"]
    screen.print(f"[bold]{escape(name)}[/bold]")
    single = Table(box=None, show_header=False, pad_edge=False)
    for key, value in result.items():
        if not isinstance(value, dict):
            single.add_row(key.replace("_", " "), str(value))
    screen.print(single)
    if "slots" in result:
        screen.print(_rates({**result["slots"], "all slots": result["slots_micro"]}, "slot"))
        screen.print(_rates({**result["signals"], "all signals": result["signals_micro"]}, "signal"))
    if "stage_confusion" in result:
        screen.print(_confusion(result["stage_confusion"]))
    for miss in report["misses"][:show]:
        screen.print(f"[dim]{miss['id']}[/dim] {escape(_missed(miss))}")


def _rates(rows: dict[str, dict[str, Any]], title: str) -> Table:
    table = Table(title, "precision", "recall", "F1", "support", box=None, header_style="dim", pad_edge=False)
    for name, row in rows.items():
        table.add_row(name, f"{row['precision']:.3f}", f"{row['recall']:.3f}", f"{row['f1']:.3f}", str(row["support"]))
    return table


def _confusion(matrix: dict[str, dict[str, int]]) -> Table:
    stages = ["SQL", "MQL", "lead", "disqualified"]
    table = Table("wanted \\ got", *stages, box=None, header_style="dim", pad_edge=False)
    for stage in stages:
        table.add_row(stage, *(str(matrix.get(stage, {}).get(got, 0)) for got in stages))
    return table


def _missed(miss: dict[str, Any]) -> str:
    if "text" not in miss:
        return "; ".join(miss["wrong"])
    told = [f"{slot}: want {miss['want'].get(slot)} got {miss['got'].get(slot)}" for slot in miss["wrong"]]
    signals = (miss["want"].get("signals", []), miss["got"].get("signals", []))
    if set(signals[0]) != set(signals[1]):
        told.append(f"signals: want {signals[0]} got {signals[1]}")
    return f"{miss['text'][:160]!r} {'; '.join(told)}"

"""Facts, scores and turns as tables for people at a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from agent.assessment import Assessment
from agent.facts import Fact, current
from agent.plain import in_words

if TYPE_CHECKING:
    from crm_store.assessments import AssessmentRow
    from crm_store.turns import TurnRow


def facts_table(history: Sequence[Fact]) -> Table:
    """Each fact in force with the words that prove it; claims that were not believed below them."""
    table = Table("fact", "value", "in the lead's words", box=None, pad_edge=False, header_style="dim")
    for slot, fact in sorted(current(history).items()):
        table.add_row(slot, escape(in_words(fact.value)), f"“{escape(fact.quote)}”")
    for fact in history:
        if not fact.verified:
            table.add_row(
                f"[dim]{fact.slot}[/dim]", f"[dim]{escape(in_words(fact.value))}[/dim]", f"[red]{fact.reason}[/red]"
            )
    return table


def score_table(assessment: Assessment) -> Table:
    """The score line by line, with the quote behind each point."""
    table = Table("part", "points", "why", "words", box=None, pad_edge=False, header_style="dim")
    for line in assessment.lines:
        quote = f"“{escape(line.quote)}”" if line.quote else ""
        table.add_row(line.part, f"{line.points:g} / {line.of:g}", escape(line.reason), quote)
    table.add_row(
        "[bold]total[/bold]", f"[bold]{assessment.score:g}[/bold]", f"{assessment.stage}: {assessment.reason}", ""
    )
    return table


def explained_turn(
    history: Sequence[Fact], assessment: "AssessmentRow | None", turn: "TurnRow | None"
) -> RenderableType:
    """What `--explain` shows after a turn: facts, score, and the move with its reason."""
    shown: list[RenderableType] = [facts_table(history)]
    if assessment is not None:
        shown.append(score_table(Assessment.model_validate(assessment.result)))
    if turn is not None:
        move = turn.trace.get("move") or {}
        silent = turn.trace.get("silent_because")
        why = f"silent: {silent}" if silent else f"{move.get('kind')} ({move.get('reason')})"
        guard = "; ".join(turn.trace.get("guard") or [])
        shown.append(f"[dim]move {escape(why)} · {turn.ms:.0f} ms{f' · guard: {escape(guard)}' if guard else ''}[/dim]")
    return Group(*shown)

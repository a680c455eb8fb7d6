"""Reads when they want to buy, start or move, and checks any model's reading of it against the words quoted."""

from datetime import date

from agent.frame import Claim, ReadingContext, Timeline, bucket_of
from agent.reading.dates import Window, find_windows
from agent.reading.put_right import as_asked, puts_right
from agent.reading.text import Message, Span
from agent.reading.timeline_answer import (
    answered_window,
    asks_when,
    in_the_month_spoken_of,
    is_no_to_a_deadline,
    names_another,
    plain_answer,
    speaks_of_a_visit,
)
from agent.reading.timeline_around import Around, around
from agent.reading.timeline_beside import with_times_beside
from agent.reading.timeline_cues import (
    in_clause,
    in_that_year,
    is_ruled_out,
    is_the_latest,
    refused,
    weight_of,
)
from agent.reading.timeline_other import is_another_matter
from agent.reading.timeline_stance import Stance, is_an_errand, is_doubted, never_minds, stances

_TOLERANCE_DAYS, _TOLERANCE_SHARE = 7, 0.1
_FARTHEST_YEARS = 12


def read_timeline(message: Message, context: ReadingContext) -> Claim | None:
    """The lead's timeline as this message gives it, quoted from the time or the words ("no rush") that say so."""
    windows = times_in(message, context)
    if context.asked != "timeline" and _answers_when(message, windows, context):
        context = as_asked(context, "timeline")
    chosen, is_open = _choose(message, windows, context)
    answered = answered_window(message, context)
    if answered is not None and (chosen is None or answered.span.end >= len(message.text) or chosen.bare):
        chosen = answered
        if answered.latest is None:
            return _unsure(message, answered.span)
    doubted = context.asked == "timeline" and chosen is not None and _is_doubtful(message, chosen)
    if chosen is not None and not doubted and not never_minds(message) and not _overruled(chosen, message, windows):
        return _stated(message, chosen, context)
    return _stance(message, is_open, context)


def _is_doubtful(message: Message, chosen: Window) -> bool:
    return is_doubted(message, chosen.span, is_length=chosen.kind == "span")


def times_in(message: Message, context: ReadingContext) -> list[Window]:
    """Every time of the message, those told by another one included."""
    found = find_windows(message.raw, context.today, context.country, bare=True)
    return with_times_beside(message, found, context.today)


def _answers_when(message: Message, windows: list[Window], context: ReadingContext) -> bool:
    """True where the message puts right a time that the agent said back, or the agent asked when in passing."""
    if context.asked is None and asks_when(context):
        return True
    if not windows or speaks_of_a_visit(context) or not _is_said_back(context):
        return False
    return puts_right(message, context) or names_another(message, windows[0], context)


def _is_said_back(context: ReadingContext) -> bool:
    """True where the agent's message names a time."""
    return bool(find_windows(context.agent or "", context.today, context.country))


def timeline_stands(value: Timeline, quote: str, context: ReadingContext) -> str | None:
    """None where `value` can be read from `quote` by this grammar, else why not, in plain words.

    A stated date may differ from the one read by a week or a tenth of the distance; its bucket must be its date's.
    """
    message = Message(quote)
    said = stances(message, asked=True)
    windows = times_in(message, context)
    windows = [_as_meant(message, window, context) for window in windows]
    if value.status != "stated":
        return _stance_stands(message, value, said, windows, context)
    return _date_stands(message, value, said, windows, context)


def _date_stands(
    message: Message, value: Timeline, said: dict[Stance, Span], windows: list[Window], context: ReadingContext
) -> str | None:
    if value.latest is None:
        return "a stated timeline needs a date"
    if value.bucket is not None and value.bucket != bucket_of(context.today, value.latest):
        return f"{value.latest} is not in the bucket {value.bucket!r}"
    days = [window.latest for window in windows if window.latest is not None and window.bound != "past"]
    if "now" in said:
        days.append(context.today)
    answered = answered_window(message, context)
    if answered is not None and answered.latest is not None:
        days.append(answered.latest)
    if not days:
        return "the words quoted tell no date"
    if any(_is_near(day, value.latest, context.today) for day in days):
        return None
    return f"the words quoted say {', '.join(str(day) for day in sorted(set(days)))}, not {value.latest}"


def _stance_stands(
    message: Message, value: Timeline, said: dict[Stance, Span], windows: list[Window], context: ReadingContext
) -> str | None:
    if value.status == "none":
        says_so = "none" in said or is_no_to_a_deadline(message, context)
        return None if says_so else "the words quoted do not say that there is no plan or no hurry"
    is_open = any(window.latest is None or refused(message, window) for window in windows)
    return None if is_open or "unsure" in said else "the words quoted do not say that the date is unknown"


def _is_near(read: date, claimed: date, today: date) -> bool:
    return abs((read - claimed).days) <= max(_TOLERANCE_DAYS, _TOLERANCE_SHARE * (read - today).days)


def _choose(message: Message, windows: list[Window], context: ReadingContext) -> tuple[Window | None, Span | None]:
    """The window of the plan; the words of an open-ended one such as "after Easter"."""
    best: tuple[int, int] | None = None
    chosen: Window | None = None
    is_open: Span | None = None
    plain = plain_answer(message, windows, context)
    for index, told in enumerate(windows):
        window = told if index == 0 else in_that_year(message, windows[index - 1], told)
        words = around(message, told)
        if _is_out(message, window, words, context):
            if context.asked == "timeline":
                is_open = is_open or refused(message, window)
            continue
        weight = weight_of(message, window, words, context) + (4 if plain is not None and told is plain else 0)
        if weight <= 0:
            continue
        meant = _as_meant(message, window, context)
        if meant.latest is None:
            is_open = is_open or (window.span if weight > 1 or context.asked == "timeline" else None)
        elif best is None or (weight, index) > best:
            best, chosen = (weight, index), meant
    return chosen, is_open


def _is_out(message: Message, window: Window, words: Around, context: ReadingContext) -> bool:
    if is_ruled_out(message, window, words, context) or is_another_matter(message, window, words, context):
        return True
    return _is_too_far(window, context.today)


def _as_meant(message: Message, window: Window, context: ReadingContext) -> Window:
    """The window with what its clause ("before we open on ...") and the agent's question add to it."""
    return in_the_month_spoken_of(message, in_clause(message, window), context)


def _is_too_far(window: Window, today: date) -> bool:
    return window.latest is not None and window.latest.year - today.year > _FARTHEST_YEARS


def _overruled(chosen: Window, message: Message, windows: list[Window]) -> bool:
    """For "Asap" beside a vaguer or looser date; a limit ("by May") beside it stays the limit."""
    now = stances(message, asked=False).get("now")
    if now is not None and any(window.span.overlaps(now) for window in windows if window is not chosen):
        return False
    if now is None or chosen.bound in ("by", "before", "until") or is_the_latest(message, chosen):
        return False
    return (
        message.text[now.end : max(now.end, chosen.span.start)].strip() not in ("in", "on")
        or chosen.span.start < now.end
    )


def _stated(message: Message, window: Window, context: ReadingContext) -> Claim:
    latest = window.latest or context.today
    value = Timeline(status="stated", latest=latest, bucket=bucket_of(context.today, latest))
    return Claim(slot="timeline", value=value, quote=message.quote(window.span))


def _stance(message: Message, is_open: Span | None, context: ReadingContext) -> Claim | None:
    """What is said without a date: at once, no hurry, no date yet; "now" or "today" only where nothing else is said."""
    if is_no_to_a_deadline(message, context):
        return _of_stance(message, "none", Span(0, len(message.text)), context)
    surely = stances(message, asked=False)
    said = stances(message, asked=context.asked == "timeline")
    if "none" in surely and is_an_errand(message, surely["none"], context):
        del surely["none"], said["none"]
    if is_open is not None and "now" in surely and surely["now"].overlaps(Span(is_open.start, is_open.end + 1)):
        del surely["now"]
    for stance in ("now", "none"):
        if stance in surely or (stance == "none" and stance in said):
            return _of_stance(message, stance, (surely | said)[stance], context)
    if is_open is None and "now" in said and _holds(said["now"], said.get("unsure")):
        return _of_stance(message, "now", said["now"], context)
    span = is_open or said.get("unsure")
    if span is not None:
        return _unsure(message, span)
    return _of_stance(message, "now", said["now"], context) if "now" in said else None


def _unsure(message: Message, span: Span) -> Claim:
    return Claim(slot="timeline", value=Timeline(status="unsure"), quote=message.quote(span))


def _holds(outer: Span, inner: Span | None) -> bool:
    """For "ready when you are", which holds "when ..."."""
    return inner is not None and outer.start < inner.start and inner.end <= outer.end


def _of_stance(message: Message, stance: Stance, span: Span, context: ReadingContext) -> Claim:
    value = Timeline(status="none")
    if stance == "now":
        value = Timeline(status="stated", latest=context.today, bucket="now")
    return Claim(slot="timeline", value=value, quote=message.quote(span))

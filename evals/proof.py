"""Whether the lead's own words stand behind a fact: checked again here, without the reader or its evidence check."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_DIGITS = re.compile(r"\d[\d,.\u00a0' ]*\d|\d")
_SPELLED = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twent\w+|thirt\w+|fort\w+|fift\w+|"
    r"sixt\w+|sevent\w+|eight\w+|ninet\w+|hundred\w*|thousand\w*|grand|million\w*|lakh\w*|crore\w*|dozen\w*|couple|half|"
    r"few|several|a[nm]? (?:k|m|hundred|thousand|million)|just (?:me|us)|myself|me and|my \w+ and (?:i|me)|both|alone|"
    r"monkey|ton|score|solo|only me|by myself|single|double|pair)\b",
    re.I,
)
_SCALES = (1, 1_000, 1_000_000, 100_000, 10_000_000, 100, 12)
_TOLERANCE = 0.011


def unproven(end: Mapping[str, Any]) -> list[str]:
    """The facts in force that no words of the lead's stand behind: the quote is nowhere, or its figure is."""
    transcript = end.get("transcript") or []
    said = [m["text"] if m["from"] == "lead" else "" for m in transcript]
    found = []
    for proof in end.get("proof") or []:
        if proof["source"] != "message":
            continue
        place = proof["message"]
        if place is None or _plain(proof["quote"]) not in _plain(said[place]):
            found.append(f"{proof['slot']} {proof['value']}: its quote {proof['quote']!r} is in no message")
        elif not _figures_stand(proof["value"], said):
            found.append(f"{proof['slot']} {proof['value']}: the lead named no such figure")
    return found


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


def _figures_stand(value: Any, said: Iterable[str]) -> bool:
    """Whether each figure of a budget or a size is one that the lead wrote in digits; spelled numbers are let pass."""
    if not isinstance(value, Mapping):
        return True
    figures = [value[key] for key in ("min", "max") if isinstance(value.get(key), int | float)]
    words = "\n".join(said)
    if not figures or _SPELLED.search(words):
        return True
    written = written_figures(words)
    return all(any(abs(f - w * s) <= _TOLERANCE * max(f, 1) for w in written for s in _SCALES) for f in figures)


def written_figures(text: str) -> set[float]:
    """Every number that the digits of a text may mean."""
    return {number for digits in _DIGITS.findall(text) for number in _numbers(digits)}


def _numbers(digits: str) -> set[float]:
    """What a row of digits with separators may mean: 14 000, 14.000, 14,5."""
    found = set()
    for form in (re.sub(r"[,.\u00a0' ]", "", digits), re.sub(r"[,\u00a0' ]", "", digits), digits.replace(",", ".")):
        try:
            found.add(float(form))
        except ValueError:
            continue
    return found | {float(part) for part in re.findall(r"\d+", digits)}

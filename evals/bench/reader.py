"""How long the embedded reader takes for one message."""

import time
from pathlib import Path

from agent.frame import ReadingContext
from agent.reading.reader import read
from evals.case_files import read_cases
from evals.cases import UtteranceCase

CASES = Path(__file__).parent.parent / "labelled"


def measure_reader() -> list[float]:
    """Milliseconds for each labelled message that ships with the project, after one run to warm up."""
    cases = [case for path in sorted(CASES.glob("*.utterances.jsonl")) for case in read_cases(path)]
    taken: list[float] = []
    for warm in (False, True):
        for case in cases:
            if isinstance(case, UtteranceCase):
                context = ReadingContext.model_validate(case.model_dump(include=set(ReadingContext.model_fields)))
                started = time.perf_counter()
                read(case.text, context)
                if warm:
                    taken.append((time.perf_counter() - started) * 1000)
    return taken

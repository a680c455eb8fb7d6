"""The benchmark of the console: the same pages that a rep opens, over a store with many leads."""

from evals.bench.console import LEADS, MESSAGES, as_result, measure_console
from evals.bench.run import spread


async def test_each_kind_of_page_is_asked_for_and_answers() -> None:
    taken = await measure_console(leads=60, messages=600, rounds=9)
    assert all(len(values) == 4 for values in taken.values())
    result = as_result(taken, spread)
    assert {"median", "search", "lead", "inbox_filters", "search_phone"} <= result.keys()


def test_the_store_that_counts_holds_ten_thousand_leads_and_two_hundred_thousand_messages() -> None:
    assert (LEADS, MESSAGES) == (10_000, 200_000)

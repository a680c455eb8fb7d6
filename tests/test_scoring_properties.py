"""What must hold of the score for any lead: better never scores lower, order is nothing, the same is the same."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.assessment import Activity
from agent.frame import Slot
from agent.scoring import assess, inputs_of
from score_case import BUDGET, NEED, NOW, PLAYBOOKS, Values, did, history, score

BETTER: dict[Slot, list[dict[str, Any]]] = {
    "need": [{"status": "none"}, {"status": "stated", "summary": "a coffee machine"}, NEED],
    "budget": [{"status": "none"}, {"status": "stated", "max": 5, "period": "year"}, {"status": "withheld"},
               {"status": "unsure"}, BUDGET],
    "authority": [{"role": "none"}, {"role": "influencer"}, {"role": "shared"}, {"role": "decision_maker"}],
    "timeline": [{"status": "none"},
                 *({"status": "stated", "bucket": b} for b in ("later", "year", "half", "quarter", "now"))],
    "company_size": [{"unit": "seats", "min": 2, "max": 2}, {"unit": "seats", "min": 50, "max": 50}],
    "email": [{"text": "a@gmail.com"}, {"text": "a@own.example"}],
}  # fmt: skip
ORDER = {"disqualified": 0, "lead": 1, "MQL": 2, "SQL": 3}
answers = st.fixed_dictionaries({}, optional={slot: st.integers(0, len(v) - 1) for slot, v in BETTER.items()})
done = st.lists(
    st.builds(did, st.sampled_from(["conversation", "price_page", "page", "webinar", "email_open"]), st.floats(0, 400)),
    max_size=8,
)


def _values(chosen: Mapping[Slot, int]) -> Values:
    return {slot: BETTER[slot][index] for slot, index in chosen.items()}


@given(answers, done, st.sampled_from(list(BETTER)))
def test_better_answer_never_lowers_score_or_stage(
    chosen: dict[Slot, int], activities: list[Activity], slot: Slot
) -> None:
    index = chosen.get(slot, -1)
    if index + 1 == len(BETTER[slot]):
        return
    before = score(_values(chosen), activities=activities)
    after = score(_values(chosen | {slot: index + 1}), activities=activities)
    assert after.score >= before.score
    assert ORDER[after.stage] >= ORDER[before.stage]


@given(answers, done, st.randoms())
def test_order_of_facts_and_activities_does_not_matter(
    chosen: dict[Slot, int], activities: list[Activity], shuffler: Any
) -> None:
    facts, acts = list(history(_values(chosen))), list(activities)
    policy = PLAYBOOKS["b2b_saas"].policy
    first = assess(inputs_of(tuple(facts), tuple(acts), None, NOW), policy).model_dump_json()
    shuffler.shuffle(facts)
    shuffler.shuffle(acts)
    assert assess(inputs_of(tuple(facts), tuple(acts), None, NOW), policy).model_dump_json() == first


@given(answers, done, st.sampled_from(list(PLAYBOOKS)))
def test_same_inputs_give_the_same_bytes_within_100_points(
    chosen: dict[Slot, int], activities: list[Activity], playbook: str
) -> None:
    first = score(_values(chosen), playbook, activities)
    assert first.model_dump_json() == score(_values(chosen), playbook, activities).model_dump_json()
    assert 0 <= first.score <= 100
    assert first.score == round(sum(line.points for line in first.lines), 2)
    assert all(0 <= line.points <= line.of for line in first.lines)


@given(done, st.integers(1, 400))
def test_engagement_only_fades_with_time(activities: list[Activity], days: int) -> None:
    policy = PLAYBOOKS["b2b_saas"].policy
    now = assess(inputs_of((), tuple(activities), None, NOW), policy)
    later = assess(inputs_of((), tuple(activities), None, NOW + timedelta(days=days)), policy)
    assert later.score <= now.score

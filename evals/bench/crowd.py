"""A store with many leads in it, for measuring what people look at. The same leads each time."""

import itertools
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.playbook import Playbook
    from crm_store.store import Store

SEED = 20260513
SYLLABLES = "ba ren do mi tal ver so lin ka pe gra nor the vi lo ster man del qui fa ro wen chi pol ar".split()
FIRST = (
    "Ada Ben Chloe Dana Emil Fatima Goran Hana Ines Jonas Keiko Liam Maya Noor Omar Priya Quentin Rosa Samir Tove "
    "Uma Viktor Wanda Xenia Yusuf Zoe Amara Bjorn Carmen Dmitri"
).split()
LAST = (
    "Abara Bergman Castillo Dubois Eriksen Ferrari Goldberg Hoffmann Ibrahim Jensen Kowalski Larsen Moreau Nakamura "
    "Okafor Petrov Quiroga Rossi Schmidt Takahashi Ueda Vargas Weber Xu Yamamoto Zimmermann"
).split()
TRADES = "Freight Dental Logistics Roofing Analytics Foods Travel Legal Robotics Energy Studios Health".split()
LINES = (
    "We are looking for {thing} because {reason}.",
    "Our budget is around {number}k a year, maybe more if {reason}.",
    "We would like to start by {month}, {thing} permitting.",
    "I decide together with our {role}, and {reason}.",
    "There are {number} of us at {firm}, most of them in {thing}.",
    "Does it work with {thing}? And what about {reason}?",
    "You can reach me at {email} or on {phone}.",
    "How much is it for {number} people and {thing}?",
)
REPLIES = (
    "Thanks, that helps. What budget do you have in mind for {thing}?",
    "Got it. When would you want to start with {thing}?",
    "Understood. Who else is part of the decision about {thing}?",
    "Good to know. What is the best email to reach you about {thing}?",
)
MONTHS = "January March April June September November".split()
ROLES = "CFO, COO, board, partner, head of sales, owner".split(", ")
STAGES = ("SQL", "MQL", "MQL", "lead", "lead", "lead", "lead", "disqualified")
SCORES = {"SQL": (60, 100), "MQL": (30, 60), "lead": (0, 40), "disqualified": (0, 20)}
SOURCES: tuple[dict[str, str], ...] = (
    {"utm_source": "google", "conversion": "pricing page"},
    {"utm_source": "newsletter"},
    {"conversion": "demo"},
    {},
)


@dataclass(frozen=True)
class Crowd:
    """How many there are, and when the newest of them was seen."""

    leads: int
    messages: int
    now: datetime

    def lead_id(self, number: int) -> str:
        return f"ld_{number:026d}"

    def contact(self, number: int) -> dict[str, Any]:
        """Who the lead is. One of ten has said neither name nor address."""
        draw = random.Random(SEED + number)
        first, last = draw.choice(FIRST), draw.choice(LAST)
        firm = f"{_word(draw).capitalize()}{_word(draw)} {draw.choice(TRADES)}"
        domain = firm.lower().replace(" ", "-") + ".example"
        phone = f"+1512{draw.randrange(10**7):07d}"
        if number % 10 == 9:
            return dict.fromkeys(("name", "email", "phone", "company", "title"))
        return {
            "name": f"{first} {last}", "email": f"{first}.{last}.{number}@{domain}".lower(), "phone": phone,
            "company": firm, "title": draw.choice(("VP Sales", "Owner", "COO", "Office manager")),
        }  # fmt: skip


async def fill(store: "Store", business: "Playbook", crowd: Crowd, rep: str) -> None:
    """Everything that hangs on that many leads of one business; one of 50 waits for a person, `rep` among the asked."""
    from agent.scoring import ScoringInputs, assess
    from crm_store import assessments

    policy = business.policy
    result = json.dumps(assess(ScoringInputs(now=crowd.now), policy).model_dump(mode="json"))
    async with store.transaction() as connection:
        await assessments.keep_policy(connection, policy.hash, business.name, policy.model_dump(mode="json"), crowd.now)
        raw: Any = (await connection.get_raw_connection()).driver_connection
        for table, columns, rows in _tables(crowd, business.name, policy.hash, result, rep):
            async with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    await copy.write_row(row)
    async with store.reading() as connection:
        await connection.exec_driver_sql("VACUUM ANALYZE")


def _tables(
    crowd: Crowd, playbook: str, policy: str, result: str, rep: str
) -> Iterable[tuple[str, str, Iterable[Sequence[Any]]]]:
    """Table, columns, rows; parents first."""
    draw = random.Random(SEED)
    everyone = [(number, _stage(draw)) for number in range(crowd.leads)]
    yield (
        "leads", "id, playbook, stage, score, name, email, phone, company, title, source, created_at, updated_at",
        (_lead(crowd, playbook, number, stage, score) for number, (stage, score) in everyone),
    )  # fmt: skip
    yield (
        "conversations", "id, lead_id, channel, status, last_seq, created_at, updated_at",
        ((f"cv_{n}", crowd.lead_id(n), ("web", "sms")[n % 3 == 0], "waiting" if n % 50 == 0 else "open",
          crowd.messages // crowd.leads, *_times(crowd, n)) for n, _ in everyone),
    )  # fmt: skip
    yield "messages", "id, conversation_id, lead_id, seq, sender, text, at, answered_by", _messages(crowd)
    yield (
        "facts", "id, lead_id, conversation_id, slot, value, evidence, at, verified",
        (fact for n, _ in everyone for fact in _facts(crowd, n)),
    )  # fmt: skip
    yield (
        "turns", "id, lead_id, conversation_id, trace, at, ms, runs, tokens_in, tokens_out, cost",
        ((f"tu_{n}_{k}", crowd.lead_id(n), f"cv_{n}", "{}", crowd.now, 800.0, 1, 900, 80, 0.0011)
         for n, _ in everyone for k in range(4)),
    )  # fmt: skip
    yield (
        "assessments", "id, lead_id, conversation_id, policy_hash, stage, score, result, inputs, at",
        ((f"as_{n}_{k}", crowd.lead_id(n), f"cv_{n}", policy, *scored, result, "{}", crowd.now)
         for n, scored in everyone for k in range(4)),
    )  # fmt: skip
    yield (
        "handoffs", "id, lead_id, conversation_id, reason, stage, score, status, offered_at, updated_at, assigned_to",
        ((f"ho_{n}", crowd.lead_id(n), f"cv_{n}", "sql", *scored, "offered" if n % 50 == 0 else "accepted",
          *_times(crowd, n), rep if n % 100 == 0 else None) for n, scored in everyone if n % 5 == 0),
    )  # fmt: skip
    yield (
        "reads", "user_id, lead_id, at",
        ((rep, crowd.lead_id(n), crowd.now) for n, _ in everyone if n > crowd.leads // 20),
    )  # fmt: skip
    yield (
        "audit_log", "id, at, actor, action, lead_id",
        ((f"au_{n}_{k}", crowd.now, rep, "lead seen", crowd.lead_id(n)) for n, _ in everyone for k in range(3)),
    )  # fmt: skip


def _stage(draw: random.Random) -> tuple[str, float]:
    stage = draw.choice(STAGES)
    return stage, float(draw.randrange(*SCORES[stage]))


def _times(crowd: Crowd, number: int) -> tuple[datetime, datetime]:
    """First seen and last changed; number 0 is the newest, and a day has some eighty."""
    changed = crowd.now - number * timedelta(minutes=18)
    return changed - timedelta(minutes=15), changed


def _lead(crowd: Crowd, playbook: str, number: int, stage: str, score: float) -> Sequence[Any]:
    contact = crowd.contact(number)
    source = json.dumps(SOURCES[number % len(SOURCES)])
    return (crowd.lead_id(number), playbook, stage, score, *contact.values(), source, *_times(crowd, number))


def _messages(crowd: Crowd) -> Iterable[Sequence[Any]]:
    each = crowd.messages // crowd.leads
    words = Vocabulary()
    for number, seq in itertools.product(range(crowd.leads), range(1, each + 1)):
        is_lead = seq % 2 == 0
        text = words.line(LINES if is_lead else REPLIES, crowd.contact(number) if seq == each else {}, seq)
        at = _times(crowd, number)[0] + timedelta(seconds=40 * seq)
        answered = "t" if is_lead else None
        yield (f"ms_{number}_{seq}", f"cv_{number}", crowd.lead_id(number), seq,
               "lead" if is_lead else "agent", text, at, answered)  # fmt: skip


def _facts(crowd: Crowd, number: int) -> Iterable[Sequence[Any]]:
    from agent.facts import MessageEvidence
    from agent.frame import Budget, Need, Text

    values = {
        "need": Need(status="stated", summary=f"{_word(random.Random(number))} management"),
        "budget": Budget(status="stated", min=20000, max=20000, currency="USD", period="year"),
        "name": Text(text=crowd.contact(number)["name"] or "Sam"),
    }
    quote = MessageEvidence(message_id=f"ms_{number}_2", quote="We", start=0, end=2).model_dump(mode="json")
    for slot, value in values.items():
        yield (f"fc_{number}_{slot}", crowd.lead_id(number), f"cv_{number}", slot, value.model_dump_json(),
               json.dumps([quote]), crowd.now, True)  # fmt: skip


class Vocabulary:
    """Lines of talk over some 3,000 made-up words, a few of them said by nearly everybody."""

    def __init__(self) -> None:
        self.draw = random.Random(SEED)
        self.words = sorted({_word(self.draw) + _word(self.draw) for _ in range(3000)})
        self.weights = list(itertools.accumulate(1 / place for place in range(1, len(self.words) + 1)))

    def some(self, count: int) -> str:
        return " ".join(self.draw.choices(self.words, cum_weights=self.weights, k=count))

    def line(self, patterns: Sequence[str], contact: dict[str, Any], seq: int) -> str:
        """One sentence; the last of a lead may hold their address."""
        pattern = patterns[6 % len(patterns)] if contact.get("email") else patterns[seq % (len(patterns) - 1)]
        return pattern.format(
            thing=self.some(2), reason=self.some(5), number=self.draw.randrange(2, 90), month=self.draw.choice(MONTHS),
            role=self.draw.choice(ROLES), firm=self.some(1).capitalize(), email=contact.get("email") or "",
            phone=contact.get("phone") or "",
        )  # fmt: skip


def _word(draw: random.Random) -> str:
    return "".join(draw.choices(SYLLABLES, k=2))

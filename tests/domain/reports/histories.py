"""Histories of opportunities made by hand or by chance: what tests of the pipeline's reports start from."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from crmcli.domain.reports.pipeline.opportunities import Deal, Stage
from crmcli.domain.reports.pipeline.stage_history import Course, Raw, course
from crmcli.sql import Writer
from tests.domain.reports.shop import named, pour, stage_id

NEW, QUALIFIED, PROPOSAL, NEGOTIATION, WON, LOST = range(1, 7)
STAGES = {
    key: Stage(key, label, key - 1, outcome, chance, active=True)
    for key, label, outcome, chance in (
        (NEW, "New", "open", 10),
        (QUALIFIED, "Qualified", "open", 30),
        (PROPOSAL, "Proposal", "open", 50),
        (NEGOTIATION, "Negotiation", "open", 75),
        (WON, "Won", "won", 100),
        (LOST, "Lost", "lost", 0),
    )
}
LINE: Course = course(STAGES)
FIRST = date(2026, 1, 1)


def day(number: int) -> str:
    """The day so many days after the first of January 2026."""
    return (FIRST + timedelta(days=number)).isoformat()


def walked(*way: tuple[int, int]) -> list[Raw]:
    """Steps through stages: of (stage, day) each, the first is where it began."""
    found: list[Raw] = []
    before = None
    for stage, number in way:
        found.append((day(number), before, stage))
        before = stage
    return found


def deal_of(steps: Sequence[Raw], **given: Any) -> Deal:
    """The opportunity that steps in time make, as of a day after them."""
    last_day, _, stage = steps[-1]
    outcome = STAGES[stage].outcome
    values = {
        "id": 1,
        "stage": stage,
        "outcome": outcome,
        "created": steps[0][0],
        "due": None if outcome == "open" else last_day,
        "amount": None,
        "currency": None,
        "chance": None,
        "settled": True,
        "traits": (),
        **given,
    }
    return Deal(**values)


@st.composite
def ways(draw: st.DrawFn, longest: int = 8) -> list[tuple[int, int]]:
    """A way through the stages: forward, back, skipping, lost, won, reopened; several steps on one day."""
    length = draw(st.integers(1, longest))
    way = [(draw(st.sampled_from((NEW, NEW, NEW, QUALIFIED, PROPOSAL))), draw(st.integers(0, 90)))]
    for _ in range(length - 1):
        stage = draw(st.sampled_from([one for one in STAGES if one != way[-1][0]]))
        way.append((stage, way[-1][1] + draw(st.sampled_from((0, 0, 1, 2, 5, 30)))))
    return way


def keep(db: Writer, all_ways: Iterable[tuple[list[tuple[int, int]], int | None]]) -> None:
    """Store opportunities with their steps: of (way, amount) each, named by their place."""
    numbers = {key: stage_id(db, stage.label) for key, stage in STAGES.items()}
    listed = list(all_ways)
    deals, steps = [], []
    for number, (way, amount) in zip(db.allocate("opportunity", len(listed)), listed, strict=True):
        last, end = way[-1]
        closed = STAGES[last].outcome != "open"
        deals.append(
            {
                "id": number,
                **named(f"Deal {number}"),
                "stage_id": numbers[last],
                "amount_minor": amount,
                "currency": "TRY" if amount is not None else None,
                "created_on": day(way[0][1]),
                "closed_on": day(end) if closed else None,
                "expected_close": None if closed else day(end + 30),
            }
        )
        before = None
        for stage, on in way:
            steps.append(
                {
                    "opportunity_id": number,
                    "from_stage_id": None if before is None else numbers[before],
                    "to_stage_id": numbers[stage],
                    "changed_on": day(on),
                }
            )
            before = stage
    pour(db, "opportunity", deals)
    pour(db, "stage_change", steps)

"""What a brief says of cases, quotes, needs, plans, surveys, incidents and cadences."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.brief import CustomerBrief, customer_brief
from crmcli.domain.brief_around_rules import Kept, Waiting, cadence, progress, waiting
from crmcli.domain.brief_rules import Facts, next_step
from crmcli.domain.nouns import ACTIVITY, CASE, CUSTOMER, INCIDENT, NEED, ORDER, PAYMENT, PLAN, QUOTE, SURVEY
from tests.support.history import make, noted

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("last", "over", "text"),
    [
        (date(2026, 11, 21), 0, "every 30 days, kept"),
        (date(2026, 10, 22), 0, "every 30 days, kept"),
        (date(2026, 10, 21), 1, "every 30 days, broken by 1 day"),
        (None, None, "every 30 days, no contact yet"),
    ],
)
def test_a_cadence_is_kept_on_its_last_day(last: date | None, over: int | None, text: str) -> None:
    kept = cadence(30, last, TODAY)
    assert (kept, kept.text) == (Kept(30, over), text)


@pytest.mark.parametrize(
    ("until", "text"),
    [
        (None, "waiting"),
        (date(2026, 11, 25), "expires in 4 days"),
        (date(2026, 11, 21), "expires today"),
        (date(2026, 11, 20), "expired 1 day ago"),
    ],
)
def test_a_quote_holds_on_its_last_day(until: date | None, text: str) -> None:
    assert waiting(Waiting(until), TODAY) == text


@pytest.mark.parametrize(
    ("steps", "done", "span", "text"),
    [
        (0, 0, (None, None), "no steps yet"),
        (4, 4, (date(2026, 1, 1), date(2026, 2, 1)), "all steps done"),
        (4, 1, (date(2026, 1, 1), date(2026, 11, 20)), "overdue by 1 day"),
        (4, 1, (date(2026, 11, 1), date(2026, 12, 11)), "behind"),
        (4, 2, (date(2026, 11, 1), date(2026, 12, 11)), "on its way"),
        (4, 0, (None, date(2026, 12, 11)), "on its way"),
        (4, 0, (date(2026, 12, 1), date(2026, 12, 11)), "on its way"),
    ],
)
def test_a_plan_is_behind_when_less_is_done_than_time_has_passed(
    steps: int, done: int, span: tuple[date | None, date | None], text: str
) -> None:
    assert progress(steps, done, span, TODAY) == text


def test_a_broken_cadence_is_the_next_step_before_a_silence() -> None:
    facts = Facts(days_since_contact=90, cadence=Kept(30, 60))
    assert next_step(facts) == "is to hear from us every 30 days, broken by 60 days: call"
    assert next_step(Facts(days_since_contact=10, cadence=Kept(30, 0))) == "nothing presses"


def brief(store: Store) -> dict[str, list[Any]]:
    """Return section -> rows."""
    now = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
    with store.reading() as db:
        found = customer_brief(db, CustomerBrief("C-1", TODAY, now, 365))
    return {str(part.title): list(part.rows) for part in found.sections} | {"": [found.item]}


def test_sections_without_anything_to_say_are_left_out(store: Store) -> None:
    with store.writing(noted("2026-11-01T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Ada", kind="organisation")
    assert set(brief(store)) == {"", "Open", "Last events", "People", "Birthdays", "Bought"}


def test_a_brief_says_what_surrounds_the_sale(store: Store) -> None:
    with store.writing(noted("2026-11-01T09:00:00Z")) as db:
        make(db, CUSTOMER, name="Ada", kind="organisation", cadence_days=10)
        owed = {"customer": 1, "ordered_on": "2026-11-01", "status": "completed", "total": 900}
        make(db, ORDER, **owed, currency="TRY")
        make(db, PAYMENT, customer=1, paid_on="2026-11-02", amount=400, currency="TRY")
        make(db, CASE, name="Geç", customer=1, status="open", priority="low", opened_at="2026-11-01")
        make(
            db,
            CASE,
            name="Kırık",
            customer=1,
            status="waiting",
            priority="urgent",
            opened_at="2026-11-02T10:00:00Z",
        )
        solved = {"status": "resolved", "resolved_at": "2026-11-03"}
        make(db, CASE, name="Eski", customer=1, priority="low", opened_at="2026-11-02", **solved)
        make(db, QUOTE, name="Ofis", customer=1, status="sent", version=1, valid_until="2026-11-25")
        make(db, QUOTE, name="Taslak", customer=1, status="draft", version=1)
        make(db, NEED, name="Defter", customer=1, status="open", weight=5)
        make(db, NEED, name="Kalem", customer=1, status="covered", weight=5)
        make(db, PLAN, name="Büyü", customer=1, status="open", created_on="2026-11-01", due_on="2026-12-11")
        make(db, ACTIVITY, kind="task", at="2026-11-05", done=1, done_on="2026-11-05", customer=1, plan=1)
        make(db, ACTIVITY, kind="task", at="2026-12-05", done=0, customer=1, plan=1, subject="Ara")
        make(db, SURVEY, customer=1, answered_on="2026-11-10", nps=3, scale=5, note="geç geldi")
        times = {"started_at": "2026-11-21T12:00:00Z", "ended_at": "2026-11-21T12:30:00Z"}
        make(db, INCIDENT, name="ATM kesintisi", **times)
        db.insert("incident_customer", {"incident_id": 1, "customer_id": 1})
    found = brief(store)
    assert [row.text for row in found["Of late"]] == [
        "today ATM kesintisi 12:00-12:30, 30 min",
        "2026-11-10 NPS 3 — geç geldi",
    ]
    assert [row.name for row in found["Cases"]] == ["Kırık", "Geç"]
    assert [(row.name, row.state) for row in found["Quotes waiting"]] == [("Ofis", "expires in 4 days")]
    assert [row.name for row in found["Needs not covered"]] == ["Defter"]
    assert [(row.steps, row.done, row.state) for row in found["Plans"]] == [(2, 1, "on its way")]
    assert [(row.balance, row.currency) for row in found["Balance"]] == [(500, "TRY")]
    assert found[""][0].cadence == "every 10 days, broken by 10 days"
    assert [row.text for row in found["Open"]] == ["Ara"]

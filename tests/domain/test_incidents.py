"""Incidents: when they were, whom they touched, who came to us about them."""

from datetime import date, timedelta, timezone
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.given import Context
from crmcli.domain.incidents import show_incident
from crmcli.domain.incidents_near import incidents_near
from crmcli.domain.incidents_write import (
    AddIncident,
    Affect,
    EndIncident,
    add_incident,
    affect,
    end_incident,
    span_of,
)
from crmcli.domain.targets import Targets
from crmcli.domain.views import ShowRecord
from crmcli.errors import Refused, UsageError
from tests.domain.reports.shop import named
from tests.support.store import writing

TODAY = date(2026, 11, 21)
ISTANBUL = timezone(timedelta(hours=3))
NOW = "2026-11-21T09:00:00Z"


def incident(
    begin: str | None = None, end: str | None = None, on: str | None = None, touched: Targets | None = None
) -> AddIncident:
    record = AddRecord("incident", {"name": "ATM kesintisi"}, Context(TODAY, ISTANBUL))
    return AddIncident(record, touched or Targets(()), begin, end, on)


def like(*where: str) -> Targets:
    return Targets((), where, TODAY)


@pytest.fixture(autouse=True)
def _customers(store: Store) -> None:
    with writing(store) as db:
        for name, city in (("Ayşe", "İzmir"), ("Bora", "izmir"), ("Can", "Ankara")):
            db.insert("customer", {**named(name), "kind": "person", "city": city})


def touched(store: Store) -> list[int]:
    with store.reading() as db:
        return [row[0] for row in db.tuples("SELECT customer_id FROM incident_customer ORDER BY customer_id")]


@pytest.mark.parametrize(
    ("begin", "end", "on", "span"),
    [
        ("15:00", "15:30", None, ("2026-11-21T12:00:00Z", "2026-11-21T12:30:00Z")),
        ("15:00", "15:30", "yesterday", ("2026-11-20T12:00:00Z", "2026-11-20T12:30:00Z")),
        ("23:30", "00:30", "2026-11-20", ("2026-11-20T20:30:00Z", "2026-11-20T21:30:00Z")),
        ("yesterday 23:30", "00:30", None, ("2026-11-20T20:30:00Z", "2026-11-20T21:30:00Z")),
        ("15:00", None, None, ("2026-11-21T12:00:00Z", None)),
        (None, None, None, (NOW, None)),
        (None, None, "2026-11-19", ("2026-11-19", None)),
        ("2026-11-18", "2026-11-20", None, ("2026-11-18", "2026-11-20")),
    ],
)
def test_times_without_a_day_belong_to_the_day_that_is_meant(
    begin: str | None, end: str | None, on: str | None, span: tuple[str, str | None]
) -> None:
    assert span_of(incident(begin, end, on), NOW) == span


def test_an_end_before_the_begin_is_refused() -> None:
    with pytest.raises(UsageError, match="lies before the begin"):
        span_of(incident("2026-11-20 15:00", "2026-11-20 14:00"), NOW)
    with pytest.raises(UsageError, match="one has a time"):
        span_of(incident("2026-11-20 15:00", "2026-11-20"), NOW)


def test_whom_it_touched_is_frozen(store: Store) -> None:
    with writing(store) as db:
        add_incident(db, incident("15:00", "15:30", touched=like("city = İzmir")))
    with writing(store) as db:
        db.update("customer", 1, {"city": "Ankara"})
        db.update("customer", 3, {"city": "İzmir"})
    assert touched(store) == [1, 2]
    with writing(store) as db:
        result = affect(db, Affect(Targets(("IN-1",)), Targets((), (), TODAY)))
    assert touched(store) == [1, 2, 3]
    assert result.items[0].changes == {"customers": (2, 3)}


def test_customers_are_named_put_on_and_taken_off(store: Store) -> None:
    with writing(store) as db:
        add_incident(db, incident("15:00", touched=Targets(("Can",), ("city = Ankara",), TODAY)))
        affect(db, Affect(Targets(("IN-1",)), Targets(("C-1", "C-2", "C-1"))))
        affect(db, Affect(Targets(("IN-1",)), Targets(("C-2",)), spare=True))
    assert touched(store) == [1, 3]


def test_without_a_filter_there_is_nothing_to_ask_anew(store: Store) -> None:
    with writing(store) as db:
        change = add_incident(db, incident("15:00"))
        assert "nobody is touched by it yet" in change.notes[-1]
        with pytest.raises(Refused, match="IN-1 has no filter"):
            affect(db, Affect(Targets(("IN-1",)), Targets(())))


def test_an_incident_ends_after_it_began(store: Store) -> None:
    context = Context(TODAY, ISTANBUL)
    with writing(store) as db:
        add_incident(db, incident("15:00"))
        with pytest.raises(UsageError, match="lies before the begin"):
            end_incident(db, EndIncident(Targets(("IN-1",)), context, "14:00"))
        end_incident(db, EndIncident(Targets(("IN-1",)), context, "16:10"))
        assert db.value("SELECT ended_at FROM incident") == "2026-11-21T13:10:00Z"


def test_it_shows_who_came_to_us_until_a_day_after_its_end(store: Store) -> None:
    with writing(store) as db:
        add_incident(db, incident("15:00", "15:30", touched=like("city = İzmir")))
        for at, customer, more in (
            ("2026-11-21T11:59:00Z", 1, {}),
            ("2026-11-21T12:10:00Z", 1, {"direction": "in", "subject": "ATM kartımı yuttu"}),
            ("2026-11-21T12:20:00Z", 2, {"direction": "out"}),
            ("2026-11-22T12:29:00Z", 2, {}),
            ("2026-11-22T12:31:00Z", 2, {}),
            ("2026-11-21T12:10:00Z", 3, {}),
        ):
            db.insert("activity", {"kind": "call", "at": at, "customer_id": customer, **more})
        case: dict[str, Any] = {**named("ATM"), "status": "open", "priority": "high", "customer_id": 1}
        db.insert("support_case", {**case, "opened_at": "2026-11-21T12:15:00Z"})
    with store.reading() as db:
        found = show_incident(db, ShowRecord("IN-1"))
    told = {section.title: section.rows for section in found.sections}
    assert [(row.name, row.contacts, row.cases) for row in told["Touched"]] == [
        ("Ayşe", 1, 1),
        ("Bora", 1, 0),
    ]
    assert [(row.customer, row.subject) for row in told["Contacts"]] == [
        ("Ayşe", "ATM kartımı yuttu"),
        ("Bora", None),
    ]
    assert [row.name for row in told["Cases"]] == ["ATM"]


def test_what_touched_a_customer_within_a_week_is_near(store: Store) -> None:
    with writing(store) as db:
        for name, start, end in (
            ("old", "2026-11-01T10:00:00Z", "2026-11-02T10:00:00Z"),
            ("lasting", "2026-10-01", None),
            ("today", "2026-11-21T12:00:00Z", "2026-11-21T12:30:00Z"),
            ("to come", "2026-11-25", None),
        ):
            number = db.insert("incident", {**named(name), "started_at": start, "ended_at": end})
            db.insert("incident_customer", {"incident_id": number, "customer_id": 1})
    with store.reading() as db:
        assert [one.name for one in incidents_near(db, 1, "2026-11-21T13:00:00Z")] == ["today", "lasting"]
        assert [one.name for one in incidents_near(db, 1, "2026-11-21")] == ["today", "lasting"]
        assert incidents_near(db, 2, "2026-11-21") == []
        assert incidents_near(db, None, "2026-11-21") == []

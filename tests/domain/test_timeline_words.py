"""What events say, and how their values read."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest

from crmcli.domain.counting import counted
from crmcli.domain.timeline.events import Event
from crmcli.domain.timeline.rows import MARKS, EventType, InMonth, Month, Told
from crmcli.domain.timeline.words import text_of

TODAY = "2026-11-21"


def said(source: str = "activity", lines: tuple[str, ...] = (), **given: Any) -> str:
    kind = given.pop("type", "call" if source == "activity" else source)
    moment = given.pop("moment", "2026-11-20")
    return text_of(Event(source, kind, "L", 7, 1, moment, 1, **given), TODAY, lines)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"title": "Offer", "detail": "wants a lower price"}, "Offer: wants a lower price"),
        ({"detail": "wants a lower price", "outcome": "call back"}, "wants a lower price → call back"),
        ({"outcome": "no answer"}, "no answer"),
        ({}, "call"),
        ({"title": "Offer", "state": "open", "moment": "2026-11-25T10:00:00Z"}, "planned: Offer"),
        ({"title": "Offer", "state": "open", "moment": "2026-11-21"}, "planned: Offer"),
        ({"title": "Offer", "state": "open", "moment": "2026-11-20"}, "not done: Offer"),
    ],
)
def test_an_activity_says_what_it_was_and_what_came_of_it(given: dict[str, Any], text: str) -> None:
    assert said(**given) == text


@pytest.mark.parametrize(
    ("given", "lines", "text"),
    [
        ({"title": "S-41"}, ("desk ×2", "chair"), "S-41: desk ×2, chair"),
        ({"title": "S-41"}, ("a", "b", "c", "d", "e"), "S-41: a, b, c and 2 more"),
        ({"title": "S-41", "detail": "broken"}, (), "S-41: broken"),
        ({}, (), "order"),
        ({"title": "S-41", "state": "cancelled"}, ("a",), "cancelled: S-41: a"),
        ({"title": "S-41", "state": "completed"}, ("a",), "S-41: a"),
    ],
)
def test_an_order_says_what_was_bought(given: dict[str, Any], lines: tuple[str, ...], text: str) -> None:
    assert said("order", lines, **given) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"title": "fuar", "detail": "23", "outcome": "6"}, "converted from L-7, fuar, 23 days, 6 touches"),
        ({"title": None, "detail": "1", "outcome": "1"}, "converted from L-7, 1 day, 1 touch"),
        ({"title": "web", "detail": None, "outcome": "0"}, "converted from L-7, web, 0 touches"),
    ],
)
def test_a_conversion_says_from_where_and_how_long_it_took(given: dict[str, Any], text: str) -> None:
    assert said("conversion", **given) == text


@pytest.mark.parametrize(
    ("source", "given", "text"),
    [
        (
            "lead",
            {"party": "Ada", "outcome": "Işık Ltd.", "title": "fuar", "detail": "Mayıs"},
            "new lead, Işık Ltd., fuar, Mayıs",
        ),
        ("lead", {"party": "Işık Ltd.", "outcome": "Işık Ltd."}, "new lead"),
        ("lead_lost", {"detail": "other", "outcome": "moved away"}, "other: moved away"),
        ("lead_status", {"title": "reopened"}, "reopened"),
        ("opportunity", {"title": "Showroom"}, "opened: Showroom"),
        (
            "step",
            {"type": "stage", "title": "Showroom", "detail": "New", "outcome": "Proposal"},
            "Showroom: New → Proposal",
        ),
        ("step", {"type": "lost", "title": "Showroom", "detail": "price"}, "Showroom — price"),
        ("step", {"type": "won", "title": "Showroom"}, "Showroom"),
        ("closed", {"type": "lost", "title": "Showroom"}, "Showroom"),
        ("contact", {"title": "buyer"}, "new contact, buyer"),
        ("contact_left", {"title": "buyer"}, "left, was buyer"),
        ("customer", {"title": "fuar", "command": "customer add"}, "added, fuar"),
        ("customer", {"moment": None, "command": "import customers …"}, "imported"),
        ("customer", {"moment": "2020-01-01", "command": "import customers …"}, "added"),
        ("tag", {"title": "vip"}, "tagged vip"),
        ("revision", {"title": "city: — → İzmir"}, "city: — → İzmir"),
    ],
)
def test_every_source_has_its_words(source: str, given: dict[str, Any], text: str) -> None:
    assert said(source, **given) == text


def test_one_is_counted_in_the_singular() -> None:
    assert [counted(n, "day") for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


class Row(NamedTuple):
    party: str | None = None
    minutes: int | None = None
    direction: str | None = None
    type: str = "call"
    balance: int | None = None
    currency: str = "TRY"


def test_people_read_with_whom_it_was_and_how_long_it_took() -> None:
    assert Told().human("price", Row("Ayşe Kaya", 12), "tr") == "Ayşe Kaya: price (12 min)"
    assert Told().human("price", Row(minutes=0), "en") == "price"
    assert Told().machine("price", Row("Ayşe Kaya", 12)) == "price"


@pytest.mark.parametrize(
    ("balance", "text"),
    [(60_000, "paid (owes ₺600.00)"), (0, "paid (settled)"), (-5, "paid (₺0.05 ahead)"), (None, "paid")],
)
def test_people_read_beside_a_payment_what_is_owed(balance: int | None, text: str) -> None:
    assert Told().human("paid", Row(type="payment", balance=balance), "en") == text


def test_a_type_stands_with_its_direction() -> None:
    assert EventType(MARKS).human("call", Row(direction="in"), "en") == "call in"
    assert EventType(MARKS).machine("call", Row(direction="in")) == "call"


def test_a_month_is_named_in_the_readers_language() -> None:
    assert Month().human("2026-11", None, "en") == "November 2026"
    assert Month().human("2026-08", None, "tr") == "Ağustos 2026"
    assert Month().machine("2026-11", None) == "2026-11"


def test_under_a_month_day_and_weekday_are_enough() -> None:
    moment = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
    assert InMonth().human(moment, None, "en") == "21 Sat 14:30"
    assert InMonth().human(date(2026, 11, 3), None, "tr") == "03 Sal"
    assert InMonth().machine(moment, None) == "2026-11-21T14:30:00Z"


def test_every_mark_is_one_cell_wide() -> None:
    from rich.cells import cell_len

    assert {cell_len(mark) for mark, _ in MARKS.values()} == {1}

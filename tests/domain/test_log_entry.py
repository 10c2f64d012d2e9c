"""Quick notes: with whom it was is found by anything known, the rest follows from who writes."""

from datetime import UTC, date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.activity import ListActivities, list_activities, show_activity
from crmcli.domain.anyone import anyone
from crmcli.domain.log_entry import Log, LogEntry, log_activity
from crmcli.domain.results import Change
from crmcli.domain.targets import Touched
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from crmcli.sql import ChangeNote
from tests.support.making import add, edit, one
from tests.support.store import NOTE, writing


def log(
    store: Store, who: str, text: str = "asked", *, kind: str = "call", note: ChangeNote = NOTE, **rest: Any
) -> Change[Touched]:
    with store.writing(note) as db:
        return log_activity(db, Log(LogEntry(kind, who, text, **rest), date(2026, 11, 21), UTC))


def last(store: Store, columns: str) -> tuple[Any, ...]:
    return one(store, f"SELECT {columns} FROM activity ORDER BY id DESC")


def lead(store: Store, name: str, phone: str) -> int:
    from crmcli.domain.nouns import LEAD
    from crmcli.domain.records import Keys, create

    with writing(store) as db:
        return create(db, LEAD, {"name": name, "phone": phone, "status": "new"}, Keys())


PARTY = "customer_id, contact_id, lead_id, opportunity_id, order_id"


@pytest.fixture
def people(store: Store) -> Store:
    """A customer, the contact at it, an opportunity, an order, a lead."""
    add(store, "customer", "Işık Mobilya", phone="0532 123 45 67")
    add(store, "customer", "Ada")
    add(store, "contact", "Ali Demir", customer="isik", phone="0533 111 22 33")
    add(store, "opportunity", "Showroom", customer="isik")
    add(store, "order", customer="ada", total="5")
    lead(store, "Can Su", "0544 111 22 33")
    return store


@pytest.mark.parametrize(
    ("who", "party"),
    [
        ("C-1", (1, None, None, None, None)),
        ("+90 532 1234567", (1, None, None, None, None)),
        ("ISIK", (1, None, None, None, None)),
        ("P-1", (1, 1, None, None, None)),
        ("0533-111-22-33", (1, 1, None, None, None)),
        ("ali", (1, 1, None, None, None)),
        ("L-1", (None, None, 1, None, None)),
        ("can su", (None, None, 1, None, None)),
        ("O-1", (1, None, None, 1, None)),
        ("S-1", (2, None, None, None, 1)),
    ],
)
def test_who_it_was_with_is_named_by_anything_known(people: Store, who: str, party: tuple[Any, ...]) -> None:
    log(people, who)
    assert last(people, PARTY) == party


def test_a_phone_that_the_customer_shares_with_its_contact_means_both(people: Store) -> None:
    edit(people, "contact", "P-1", phone="0532 123 45 67")
    log(people, "05321234567")
    assert last(people, PARTY) == (1, 1, None, None, None)


def test_a_shared_phone_of_strangers_is_ambiguous_and_names_them(people: Store) -> None:
    add(people, "contact", "Ece", phone="0532 123 45 67")
    with pytest.raises(Conflict, match="may be any of C-1 Işık Mobilya, P-2 Ece") as caught:
        log(people, "05321234567")
    assert caught.value.details == [
        {"ref": "C-1", "label": "Işık Mobilya"},
        {"ref": "P-2", "label": "Ece"},
    ]


def test_a_name_that_several_have_is_ambiguous(people: Store) -> None:
    add(people, "contact", "Ada Su")
    log(people, "ada")  # the whole name decides
    assert last(people, PARTY) == (2, None, None, None, None)
    with pytest.raises(Conflict):
        log(people, "su")
    with pytest.raises(NotFound, match='nobody answers to "zed"'):
        log(people, "zed")


def test_a_lead_that_became_the_customer_means_the_customer(people: Store) -> None:
    lead(people, "Işık Mobilya", "0532 123 45 67")
    with people.reading() as db, pytest.raises(Conflict):
        anyone(db, "0532 123 45 67")
    with writing(people) as db:
        row = {
            "lead_id": 2,
            "customer_id": 1,
            "converted_on": "2026-11-21",
            "actor": "x",
            "touches": 0,
            "plan": "{}",
        }
        db.insert("conversion", row)
    with people.reading() as db:
        assert anyone(db, "0532 123 45 67") == {"customer": 1}


def test_a_contact_at_several_customers_stands_for_none_of_them(people: Store) -> None:
    from crmcli.domain.contact import LinkContact, link_contacts
    from crmcli.domain.targets import Targets

    with writing(people) as db:
        link_contacts(db, LinkContact(Targets(("ali",)), "ada"))
    log(people, "ali")
    assert last(people, PARTY) == (None, 1, None, None, None)


def test_contact_and_opportunity_can_be_added(people: Store) -> None:
    log(people, "isik", contact="ali", opportunity="showroom")
    assert last(people, PARTY) == (1, 1, None, 1, None)
    with pytest.raises(Conflict, match="O-1 is an opportunity of C-1, not of C-2"):
        log(people, "ada", opportunity="O-1")


def test_moment_branch_and_user_follow_from_who_writes(people: Store) -> None:
    add(people, "user", "Ayşe Yılmaz")
    log(people, "C-1", note=NOTE._replace(actor="ayse yilmaz", branch="Kadıköy"))
    assert last(people, "at, branch, user_id, done") == ("2026-11-21T09:00:00Z", "Kadıköy", 1, 1)
    log(
        people,
        "C-1",
        at="yesterday 14:30",
        branch="Moda",
        minutes=12,
        outcome="offer",
        direction="in",
        channel="gsm",
    )
    assert last(people, "at, branch, user_id, minutes, outcome, direction, channel") == (
        "2026-11-20T14:30:00Z",
        "Moda",
        None,
        12,
        "offer",
        "in",
        "gsm",
    )
    log(people, "C-1", user="ayse")
    assert last(people, "user_id") == (1,)


def test_the_first_line_is_the_subject_and_the_rest_the_body(people: Store) -> None:
    log(people, "C-1", "  offer [bold]sent[/]\n\nwith the price list\n")
    assert last(people, "subject, body") == ("offer [bold]sent[/]", "\nwith the price list")
    log(people, "C-1", "x" * 50_000)
    assert last(people, "length(subject), body") == (50_000, None)


@pytest.mark.parametrize(("text", "error"), [("", Refused), ("a\x1b[31m", Refused), ("\udcff", Refused)])
def test_a_text_that_can_not_be_stored_is_refused(people: Store, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        log(people, "C-1", text)
    assert one(people, "SELECT count(*) FROM activity") == (0,)


def test_a_moment_that_is_none_is_refused(people: Store) -> None:
    with pytest.raises(UsageError, match='"soon" is no day'):
        log(people, "C-1", at="soon")


def test_what_was_logged_is_told_and_the_journal_holds_no_name(people: Store) -> None:
    result = log(people, "ali", "asked for an offer")
    assert result.summary == "Logged A-1: call with P-1 Ali Demir, C-1 Işık Mobilya"
    assert result.action == "logged A-1"


def test_activities_are_listed_the_latest_first_with_whom_they_were(people: Store) -> None:
    log(people, "ali", "second", at="2026-11-20 10:00")
    log(people, "can su", "first", at="2026-11-19", kind="visit")
    log(people, "O-1", "third")
    with people.reading() as db:
        rows = list_activities(db, ListActivities(ListRecords())).rows
        since = list_activities(db, ListActivities(ListRecords(), date(2026, 11, 20))).rows
        calls = list_activities(db, ListActivities(ListRecords(("kind=call", "customer=C-1")))).rows
        shown = show_activity(db, ShowRecord("A-2")).item
    assert [(row.subject, row.who) for row in rows] == [
        ("third", "Işık Mobilya"),
        ("second", "Işık Mobilya · Ali Demir"),
        ("first", "Can Su"),
    ]
    assert [row.subject for row in since] == ["third", "second"]
    assert [row.subject for row in calls] == ["third", "second"]
    assert (shown.at, shown.kind, shown.lead_name) == (date(2026, 11, 19), "visit", "Can Su")

"""Consent: the newest statement about a channel is in force, and without one there is none."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.consent import (
    ConsentRow,
    ListConsents,
    StateConsent,
    allowed,
    asked,
    list_consents,
    state,
    state_consent,
    state_of,
    statements,
)
from crmcli.domain.nouns import CONTACT, CUSTOMER
from crmcli.errors import NotFound, UsageError
from tests.support.making import add
from tests.support.store import writing

TODAY = date(2026, 11, 21)


@pytest.fixture
def people(store: Store) -> Store:
    """Two contacts and a customer."""
    add(store, "contact", "Ali Demir", email=["ali@demir.com"])
    add(store, "contact", "Ayşe Öz")
    add(store, "customer", "Acme")
    return store


def say(store: Store, ref: str, word: str, channel: str = "email", day: int = 1, **more: Any) -> None:
    with writing(store) as db:
        request = StateConsent(ref, word, channel, TODAY, decided_on=date(2026, 11, day), **more)
        state_consent(db, request)


def consenting(store: Store, channel: str = "email", purpose: str = "marketing") -> list[str]:
    """Who may be written to, as an export for marketing asks it."""
    found = []
    with store.reading() as db:
        for noun in (CONTACT, CUSTOMER):
            query = f"SELECT r.id FROM {noun.table} r WHERE {allowed(noun, 'r.id')} ORDER BY r.id"
            found += [noun.ref(row[0]) for row in db.tuples(query, asked(channel, purpose))]
        for ref in ("P-1", "P-2", "C-1"):
            noun = CONTACT if ref[0] == "P" else CUSTOMER
            assert (state_of(db, noun, int(ref[2:]), channel, purpose) == "given") == (ref in found)
    return found


def test_nobody_consents_who_was_not_asked(people: Store) -> None:
    assert consenting(people) == []


def test_the_newest_statement_about_the_channel_or_about_any_decides(people: Store) -> None:
    say(people, "P-1", "given", day=1)
    say(people, "P-2", "given", "any", day=1)
    say(people, "Acme", "given", "sms", day=1)
    assert consenting(people) == ["P-1", "P-2"]
    assert consenting(people, "sms") == ["P-2", "C-1"]
    say(people, "P-1", "withdrawn", "any", day=5)
    say(people, "P-2", "refused", "email", day=5)
    assert consenting(people) == []
    assert consenting(people, "phone") == ["P-2"]
    say(people, "P-1", "given", day=3)  # written down later, said earlier
    assert consenting(people) == []
    say(people, "P-1", "given", day=6)
    assert consenting(people) == ["P-1"]


def test_purposes_are_told_apart(people: Store) -> None:
    say(people, "P-1", "given", purpose="Newsletter")
    assert consenting(people) == []
    assert consenting(people, purpose="newsletter") == ["P-1"]


def test_a_statement_without_a_day_counts_from_when_it_was_written_down(people: Store) -> None:
    with writing(people) as db:
        state(db, CONTACT, 1, {"channel": "email", "state": "refused"})
    say(people, "P-1", "given", day=20)
    assert consenting(people) == []
    say(people, "P-1", "given", day=21)
    assert consenting(people) == ["P-1"]


def test_saying_the_same_again_writes_nothing(people: Store) -> None:
    with writing(people) as db:
        values = {"channel": "email", "state": "given", "source": "form"}
        assert state(db, CONTACT, 1, values)
        assert not state(db, CONTACT, 1, values)


def rows(store: Store, **request: Any) -> list[tuple[Any, ...]]:
    with store.reading() as db:
        found: list[ConsentRow] = list(list_consents(db, ListConsents(**request)).rows)
    return [(row.who, row.name, row.channel, row.state, row.in_force) for row in found]


def test_the_list_shows_what_stands_and_the_history_on_demand(people: Store) -> None:
    say(people, "P-1", "given", day=1)
    say(people, "P-1", "given", "sms", day=1)
    say(people, "ali@demir.com", "withdrawn", "email", day=2)
    stands = [
        ("P-1", "Ali Demir", "email", "withdrawn", True),
        ("P-1", "Ali Demir", "sms", "given", True),
    ]
    assert rows(people) == stands
    assert rows(people, ref="P-1", channel="sms") == stands[1:]
    assert rows(people, history=True) == [*stands, ("P-1", "Ali Demir", "email", "given", False)]
    assert rows(people, ref="P-2") == []


@pytest.mark.parametrize(
    ("ref", "channel", "day", "error"),
    [
        ("P-1", "fax", 1, UsageError),
        ("P-1", "email", 22, UsageError),
        ("P-9", "email", 1, NotFound),
        ("nobody", "email", 1, NotFound),
        ("S-1", "email", 1, UsageError),
    ],
)
def test_what_can_not_be_is_refused(
    people: Store, ref: str, channel: str, day: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        say(people, ref, "given", channel, day)


@pytest.mark.parametrize("first", ["given", "withdrawn"])
def test_what_is_said_again_on_the_day_it_was_taken_back_counts(people: Store, first: str) -> None:
    other = {"given": "withdrawn", "withdrawn": "given"}[first]
    for word in (first, other, first, first):
        with writing(people) as db:
            state_consent(db, StateConsent("P-1", word, "email", date(2026, 11, 21)))
    with people.reading() as db:
        assert state_of(db, CONTACT, 1, "email") == first
        assert [row.state for row in statements(db, CONTACT, 1)] == [first, other, first]


def test_a_purpose_is_one_whatever_its_case(people: Store) -> None:
    with writing(people) as db:
        state_consent(db, StateConsent("P-1", "given", "sms", date(2026, 11, 21), purpose="İLETİŞİM"))
    with people.reading() as db:
        assert state_of(db, CONTACT, 1, "sms", "iletişim") == "given"

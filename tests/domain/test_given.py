"""What people type becomes typed values, or is refused with the field, the value and a way out."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.exchange.fields import NOUNS
from crmcli.domain.given import assigned, cautions, moment, row_named, typed
from crmcli.domain.nouns import ACTIVITY, BY_NAME, CONTACT, CUSTOMER, LEAD, OPPORTUNITY, ORDER, PRODUCT
from crmcli.domain.readings import READERS, Context, amount
from crmcli.errors import Conflict, CrmError, NotFound, Refused, UsageError
from crmcli.sql import Reader
from tests.support.making import CONTEXT, add

ISTANBUL = timezone(timedelta(hours=3))


@pytest.fixture
def db(sqlite_url: str) -> Iterator[Reader]:
    """A snapshot of an empty store."""
    with open_store(sqlite_url).reading() as reader:
        yield reader


def test_every_type_of_field_has_a_reader() -> None:
    types = {field.type for noun in NOUNS.values() for field in noun.fields}
    assert types - set(READERS) == {"ref", "amount"}


def test_phones_and_addresses_are_kept_as_typed_with_the_main_one_first(db: Reader) -> None:
    values = typed(
        db, CUSTOMER, {"phone": ["0532 123 45 67", " +49 30 1234567 "], "email": "A@B.org"}, CONTEXT
    )
    assert values == {"phone": ("0532 123 45 67", "+49 30 1234567"), "email": ("A@B.org",)}


def test_a_name_is_stored_whole_without_the_space_around_it(db: Reader) -> None:
    assert typed(db, CUSTOMER, {"name": "  [bold]İ I ı i[/]\t"}, CONTEXT) == {"name": "[bold]İ I ı i[/]"}


def test_first_and_last_name_make_the_name_where_it_is_missing(db: Reader) -> None:
    assert typed(db, CONTACT, {"first_name": "Ayşe", "last_name": "Işık"}, CONTEXT) == {"name": "Ayşe Işık"}
    assert typed(db, CONTACT, {"first_name": "A", "name": "Ayşe"}, CONTEXT) == {"name": "Ayşe"}


@pytest.mark.parametrize(
    ("written", "minor", "code"),
    [
        ("1.234,56 TL", 123_456, "TRY"),
        ("12.500 TL", 1_250_000, "TRY"),
        ("12,500", 1_250_000, "TRY"),
        ("-$5", -500, "USD"),
        ("1500 JPY", 1500, "JPY"),
        ("0", 0, "TRY"),
    ],
)
def test_an_amount_brings_its_currency(db: Reader, written: str, minor: int, code: str) -> None:
    assert typed(db, OPPORTUNITY, {"amount": written}, CONTEXT) == {"amount": minor, "currency": code}


def test_three_decimals_are_only_read_where_the_currency_has_them() -> None:
    assert amount("1.250", "EUR") == 125_000
    with pytest.raises(UsageError, match=r"could be 1250 or 1\.250"):
        amount("1.250", "KWD")


def test_one_record_has_one_currency(db: Reader) -> None:
    with pytest.raises(UsageError, match="price in USD, cost in EUR"):
        typed(db, PRODUCT, {"price": "10 USD", "cost": "5 EUR"}, CONTEXT)
    with pytest.raises(UsageError, match="currency in TRY, price in USD"):
        typed(db, PRODUCT, {"price": "10 USD", "currency": "TL"}, CONTEXT)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-12-31", "2026-12-31"),
        ("31.12.2026", "2026-12-31"),
        ("dün", "2026-11-20"),
        ("Yarın", "2026-11-22"),
    ],
)
def test_days_are_read_as_people_say_them(db: Reader, written: str, day: str) -> None:
    assert typed(db, CONTACT, {"birth_date": written}, CONTEXT) == {"birth_date": day}


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("yesterday 14:30", "2026-11-20T11:30:00Z"),
        ("dün 01:00", "2026-11-19T22:00:00Z"),
        ("bugün", "2026-11-21"),
        ("9:15", "2026-11-21T06:15:00Z"),
        ("31.12.2025 09:00", "2025-12-31T06:00:00Z"),
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("Dec 31, 2025 2:00 pm", "2025-12-31T11:00:00Z"),
    ],
)
def test_a_moment_without_a_zone_is_local_and_stored_in_utc(written: str, at: str) -> None:
    assert moment(written, CONTEXT._replace(zone=ISTANBUL)) == at


@pytest.mark.parametrize("written", ["yesterday 25:00", "someday", "14:61", "", "dün dün"])
def test_what_is_no_moment_is_refused(written: str) -> None:
    with pytest.raises(UsageError):
        moment(written, CONTEXT)


@generated(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_day_survives_both_ways_of_writing_it(day: date) -> None:
    context = Context(date(2026, 11, 21), UTC)
    assert moment(day.isoformat(), context) == moment(f"{day:%d.%m.%Y}", context) == day.isoformat()


@pytest.mark.parametrize(
    ("noun", "field", "written", "value"),
    [
        (CUSTOMER, "kind", "şahıs", "person"),
        (ORDER, "status", "İptal", "cancelled"),
        (ACTIVITY, "direction", "Gelen", "in"),
        (PRODUCT, "active", "hayır", 0),
        (OPPORTUNITY, "probability", "%40", 40),
        (ACTIVITY, "minutes", "12", 12),
        (ACTIVITY, "at", "dün", "2026-11-20"),
        (CUSTOMER, "tags", "vip; önemli,vip", ("vip", "önemli")),
    ],
)
def test_closed_lists_know_turkish_words(
    db: Reader, noun: Any, field: str, written: str, value: object
) -> None:
    assert typed(db, noun, {field: written}, CONTEXT) == {field: value}


@pytest.mark.parametrize(
    ("noun", "field", "written", "said"),
    [
        (CUSTOMER, "phone", "123", 'phone "123" is no phone number'),
        (CUSTOMER, "phone", "call me", 'phone "call me" is no phone number'),
        (CUSTOMER, "email", "a@@b", 'email "a@@b" is no e-mail address'),
        (CUSTOMER, "tax_number", "--", 'tax_number "--" has neither digits nor letters'),
        (CUSTOMER, "kind", "orgnisation", 'kind "orgnisation" is not one of organisation, person'),
        (CONTACT, "birth_date", "30.02.2026", 'birth_date: "30.02.2026" is no day'),
        (OPPORTUNITY, "probability", "140", 'probability "140" is no percentage'),
        (OPPORTUNITY, "amount", "ten", 'amount: "ten" is not an amount'),
        (ACTIVITY, "minutes", "1.5", 'minutes "1.5" is no whole number'),
        (ACTIVITY, "minutes", "-5", "minutes can't be less than none"),
        (PRODUCT, "active", "maybe", 'active "maybe" is neither yes nor no'),
        (PRODUCT, "currency", "TLX", 'currency: "TLX" is no currency'),
        (CUSTOMER, "city", "İz\x1bmir", 'city "İz\\x1bmir" holds the control character U+001B'),
        (CUSTOMER, "name", "a\udcff", 'name "a\\udcff" is not valid UTF-8'),
        (CUSTOMER, "name", "x" * 10_001, "has 10,001 characters, the limit is 10,000"),
        (CUSTOMER, "nam", "x", 'a customer has no field "nam"'),
        (OPPORTUNITY, "close_date", "today", "close_date is a field of imports only"),
        (CUSTOMER, "owner", "zed", 'owner: no user answers to "zed"'),
        (OPPORTUNITY, "stage", "zed", 'no stage is called "zed"'),
        (CONTACT, "role", "buyer", "role is of a contact at a customer"),
        (CUSTOMER, "custom", "sector", '"sector" assigns nothing'),
    ],
)
def test_an_error_names_the_field_and_the_value_and_has_a_way_out(
    db: Reader, noun: Any, field: str, written: str, said: str
) -> None:
    with pytest.raises(CrmError) as caught:
        typed(db, noun, {field: written}, CONTEXT)
    assert said in caught.value.message
    assert caught.value.hint or "control" in said or "UTF-8" in said or "characters" in said
    assert len(caught.value.message) < 200


def test_an_empty_text_empties_a_field_but_not_one_that_is_needed(db: Reader) -> None:
    assert typed(db, CUSTOMER, {"city": " ", "phone": [""]}, CONTEXT) == {"city": None, "phone": None}
    assert typed(db, LEAD, {"name": ""}, CONTEXT) == {"name": None}
    for noun, field in ((CUSTOMER, "name"), (CUSTOMER, "kind"), (LEAD, "status"), (ACTIVITY, "at")):
        with pytest.raises(Refused, match=f"{field} can't be empty"):
            typed(db, noun, {field: ""}, CONTEXT)


def test_a_field_of_one_value_is_not_given_twice(db: Reader) -> None:
    with pytest.raises(UsageError, match="city is given 2 times"):
        typed(db, CUSTOMER, {"city": ["İzmir", "Bursa"]}, CONTEXT)


def test_custom_fields_are_texts_and_an_empty_one_is_taken_out(db: Reader) -> None:
    given: dict[str, str | list[str]] = {"custom": ["sector=yazılım", "size="], "custom.sınıf": "A=B"}
    values = typed(db, CUSTOMER, given, CONTEXT)
    assert values == {"custom": {"sector": "yazılım", "size": None, "sınıf": "A=B"}}


def test_assignments_join_the_options_and_never_contradict_them() -> None:
    found = assigned({"city": None, "name": "A", "phone": []}, ["E-Mail=a@b.org", "custom.x=1"], ["y=2"])
    assert found == {"name": "A", "e_mail": "a@b.org", "custom.x": "1", "custom": ["y=2"]}
    with pytest.raises(UsageError, match="city is given twice"):
        assigned({"city": "İzmir"}, ["city=Bursa"])
    with pytest.raises(UsageError, match='"city" assigns nothing'):
        assigned({}, ["city"])


def test_references_are_resolved_by_anything_they_are_called(store: Store) -> None:
    user = add(store, "user", "Ayşe Yılmaz")
    parent = add(store, "customer", "Işık Holding", phone="0532 123 45 67")
    with store.reading() as db:
        values = typed(db, CUSTOMER, {"owner": "AYSE", "parent": "+90 532 123 45 67"}, CONTEXT)
    assert values == {"owner": user, "parent": parent}


def test_a_short_list_answers_to_an_unambiguous_part_of_a_name(store: Store) -> None:
    with store.reading() as db:
        assert row_named(db, "stage", "PROPOS") == row_named(db, "stage", "Proposal")
        assert row_named(db, "lost_reason", "no need") != row_named(db, "lost_reason", "no budget")
        with pytest.raises(Conflict, match="may be any of no need, no budget"):
            row_named(db, "lost_reason", "no ")
        with pytest.raises(NotFound, match='no lost reason is called "zed"') as caught:
            row_named(db, "lost_reason", "zed")
        assert "price" in (caught.value.hint or "")


def test_a_doubtful_tax_number_is_kept_and_warned_of() -> None:
    assert cautions({"tax_number": "1234567891"}) == ("tax number 1234567891 fails its check digit",)
    assert cautions({"tax_number": "123"}) == ("tax number 123 has 3 digits, not 10 (VKN) or 11 (TCKN)",)
    assert cautions({"tax_number": "DE123456789"}) == cautions({"tax_number": None}) == cautions({}) == ()


def test_every_noun_with_fields_can_be_read(db: Reader) -> None:
    for name in NOUNS:
        typed(db, BY_NAME[name], {}, CONTEXT)

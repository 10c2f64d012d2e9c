"""A lead becomes customer, contact and opportunity: the ten promises, on both engines."""

import json
from dataclasses import replace
from datetime import date

import pytest

from crmcli.db import Store
from crmcli.domain.nouns import ACTIVITY, CONTACT, CUSTOMER, LEAD, OPPORTUNITY, USER
from crmcli.errors import Conflict, ExitCode, NotFound, Refused, UsageError
from crmcli.sql import ChangeNote
from tests.domain.conversion_cases import (
    converted,
    converts,
    count,
    full_lead,
    lead,
    record,
    values_of,
)
from tests.support.store import raw_connection, writing


def test_a_company_lead_becomes_customer_contact_and_opportunity(store: Store) -> None:
    with writing(store) as db:
        row = converted(db, full_lead(db))
        assert row.status == "converted"
        customer = values_of(
            db, CUSTOMER, row.customer, "name", "kind", "phone", "email", "tax_number", "city"
        )
        contact = values_of(db, CONTACT, row.contact, "name", "title", "phone", "email")
        deal = values_of(
            db, OPPORTUNITY, row.opportunity, "name", "amount_minor", "currency", "source", "campaign"
        )
        assert customer == (
            "Işık Mobilya A.Ş.",
            "organisation",
            "0532 123 45 67",
            "ayse@isik.com",
            "1234567890",
            "İstanbul",
        )
        assert contact == ("Ayşe Işık", "Müdür", "0532 123 45 67", "ayse@isik.com")
        assert deal == ("Işık Mobilya A.Ş.: Masa", 8_000_000, "TRY", "fuar", "Güz 2026")


def test_the_three_are_tied_to_each_other_and_to_the_lead(store: Store) -> None:
    with writing(store) as db:
        number = full_lead(db)
        row = converted(db, number)
        links = db.tuples("SELECT customer_id, contact_id, is_primary FROM customer_contact")
        deal = values_of(db, OPPORTUNITY, row.opportunity, "customer_id", "contact_id", "lead_id")
        steps = db.tuples("SELECT opportunity_id, from_stage_id, changed_on, actor FROM stage_change")
        assert links == [(row.customer, row.contact, 1)]
        assert deal == (row.customer, row.contact, number)
        assert steps == [(row.opportunity, None, "2026-11-21", "tester")]
        assert values_of(db, LEAD, number, "status") == ("converted",)


def test_nothing_of_the_lead_is_lost(store: Store) -> None:
    with writing(store) as db:
        row = converted(db, full_lead(db))
        keys = db.tuples(
            "SELECT norm FROM identity WHERE customer_id = :id ORDER BY norm", {"id": row.customer}
        )
        tags = db.tuples(
            "SELECT t.name FROM tagging g JOIN tag t ON t.id = g.tag_id "
            "WHERE g.customer_id = :id ORDER BY t.id",
            {"id": row.customer},
        )
        assert [key for (key,) in keys] == [
            "+902122223344",
            "+905321234567",
            "1234567890",
            "ayse@isik.com",
            "info@isik.com",
        ]
        assert tags == [("vip",), ("mobilya",)]
        customer, deal = (
            json.loads(values_of(db, noun, number, "custom")[0])
            for noun, number in ((CUSTOMER, row.customer), (OPPORTUNITY, row.opportunity))
        )
        assert customer == {"çalışan": "45", "ürün": "Masa"}
        assert deal == {"score": 80}


def test_a_field_without_any_home_is_kept_as_a_custom_field(store: Store) -> None:
    with writing(store) as db:
        row = converted(db, full_lead(db), contact="none", opportunity="none")
        assert json.loads(values_of(db, CUSTOMER, row.customer, "custom")[0]) == {
            "amount": "80000.00 TRY",
            "campaign": "Güz 2026",
            "lead_name": "Ayşe Işık",
            "score": 80,
            "title": "Müdür",
            "çalışan": "45",
            "ürün": "Masa",
        }
        assert values_of(db, CUSTOMER, row.customer, "note") == ("Showroom açıyor.\nMayısta.",)


def test_a_lead_of_a_person_makes_a_customer_who_is_a_person(store: Store) -> None:
    with writing(store) as db:
        row = converted(db, lead(db, name="Ayşe Işık", phone="0532 123 45 67"))
        assert values_of(db, CUSTOMER, row.customer, "name", "kind") == ("Ayşe Işık", "person")
        assert values_of(db, CONTACT, row.contact, "name") == ("Ayşe Işık",)


def test_a_lead_of_a_contact_makes_that_contact_a_customer_with_its_own_phone(store: Store) -> None:
    with writing(store) as db:
        person = record(db, CONTACT, name="Brooke Brown", phone="0532 123 45 67", city="Ankara")
        row = converted(db, lead(db, contact=person, source="fuar"))
        assert row.contact == person
        assert row.name == "Brooke Brown"
        assert values_of(db, CUSTOMER, row.customer, "name", "kind", "phone", "city") == (
            "Brooke Brown",
            "person",
            "0532 123 45 67",
            "Ankara",
        )
        assert db.tuples("SELECT customer_id, contact_id FROM customer_contact") == [(row.customer, person)]


def test_the_second_lead_of_a_contact_goes_to_the_customer_the_first_made(store: Store) -> None:
    with writing(store) as db:
        person = record(db, CONTACT, name="Brooke Brown", phone="0532 123 45 67")
        first, second = (converted(db, lead(db, contact=person)) for _ in range(2))
        assert first.customer == second.customer
        assert first.opportunity != second.opportunity
        assert count(db, "customer") == 1


def test_a_contact_who_left_brings_no_customer(store: Store) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, name="Işık")
        person = record(db, CONTACT, name="Ayşe", customer=firm, until="2026-01-31")
        assert converted(db, lead(db, contact=person)).customer != firm


def test_a_contact_at_several_customers_is_a_question(store: Store) -> None:
    with writing(store) as db:
        first = record(db, CUSTOMER, name="Işık")
        person = record(db, CONTACT, name="Ayşe", customer=first)
        second = record(db, CUSTOMER, name="Güneş")
        db.insert("customer_contact", {"customer_id": second, "contact_id": person})
        number = lead(db, contact=person)
        with pytest.raises(Conflict) as error:
            converted(db, number)
        assert error.value.hint == f"crm convert L-{number} --customer C-{first}"
        assert converted(db, number, customer=f"C-{second}").customer == second


def test_a_known_contact_of_the_named_company_stays_with_it(store: Store) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, name="IŞIK MOBİLYA LTD. ŞTİ.")
        other = record(db, CUSTOMER, name="Güneş")
        person = record(db, CONTACT, name="Ayşe", customer=firm)
        db.insert("customer_contact", {"customer_id": other, "contact_id": person})
        assert converted(db, lead(db, contact=person, company="Işık Mobilya A.Ş.")).customer == firm
        assert converted(db, lead(db, contact=person, company="Ay Tekstil")).customer not in (firm, other)


def test_a_lead_of_a_customer_goes_to_that_customer(store: Store) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, name="Işık Mobilya")
        row = converted(db, lead(db, customer=firm, name="Ayşe"))
        assert row.customer == firm
        assert db.tuples("SELECT customer_id, contact_id FROM customer_contact") == [(firm, row.contact)]


def test_none_makes_nothing_of_a_target(store: Store) -> None:
    with writing(store) as db:
        row = converted(db, full_lead(db), contact="none", opportunity="none")
        assert (row.contact, row.opportunity) == (None, None)
        assert (count(db, "contact"), count(db, "opportunity")) == (0, 0)


def test_a_lead_without_a_person_has_no_contact(store: Store) -> None:
    with writing(store) as db:
        assert converted(db, lead(db, company="Işık")).contact is None


def test_the_opportunity_is_what_the_flags_say(store: Store) -> None:
    with writing(store) as db:
        row = converted(
            db,
            full_lead(db),
            amount="1.234,56",
            currency="usd",
            stage="proposal",
            close=date(2026, 12, 31),
            name="Showroom",
        )
        columns = ("name", "amount_minor", "currency", "expected_close")
        assert values_of(db, OPPORTUNITY, row.opportunity, *columns) == (
            "Showroom",
            123456,
            "USD",
            "2026-12-31",
        )
        stage = db.value("SELECT s.name FROM stage s JOIN opportunity o ON o.stage_id = s.id")
        assert stage == "Proposal"


def test_an_amount_without_a_currency_is_in_that_of_the_lead(store: Store) -> None:
    with writing(store) as db:
        row = converted(db, full_lead(db, currency="EUR"), amount="500")
        assert values_of(db, OPPORTUNITY, row.opportunity, "amount_minor", "currency") == (50000, "EUR")


def test_many_leads_feed_one_opportunity(store: Store) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, name="Işık")
        deal = record(db, OPPORTUNITY, name="Showroom", customer=firm)
        first, second = lead(db, name="Ayşe"), lead(db, name="Ali")
        change = converts(db, first, second, opportunity=f"O-{deal}")
        assert [(row.status, row.customer, row.opportunity) for row in change.items] == [
            ("converted", firm, deal)
        ] * 2
        assert values_of(db, OPPORTUNITY, deal, "lead_id") == (first,)
        assert count(db, "conversion") == 2


def test_an_opportunity_is_not_given_to_another_customer(store: Store) -> None:
    with writing(store) as db:
        firm, other = record(db, CUSTOMER, name="Işık"), record(db, CUSTOMER, name="Güneş")
        deal = record(db, OPPORTUNITY, name="Showroom", customer=firm)
        number = lead(db, name="Ayşe")
        for customer in (f"C-{other}", "new"):
            with pytest.raises(Conflict, match=f"O-{deal} is of C-{firm}"):
                converted(db, number, customer=customer, opportunity=f"O-{deal}")


def test_an_opportunity_that_came_from_the_lead_is_the_one_and_the_others_are_tied_too(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, company="Işık")
        lost = db.value("SELECT id FROM stage WHERE outcome = 'lost'")
        old = record(db, OPPORTUNITY, name="Eski", lead=number, stage=lost)
        first, second = (record(db, OPPORTUNITY, name=name, lead=number) for name in ("Bir", "İki"))
        row = converted(db, number)
        assert row.opportunity == second
        assert db.tuples("SELECT id, customer_id FROM opportunity ORDER BY id") == [
            (old, row.customer),
            (first, row.customer),
            (second, row.customer),
        ]


def test_a_lead_whose_opportunities_are_all_lost_gets_a_new_one(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, company="Işık")
        lost = db.value("SELECT id FROM stage WHERE outcome = 'lost'")
        old = record(db, OPPORTUNITY, name="Eski", lead=number, stage=lost)
        assert converted(db, number).opportunity != old


def test_events_are_neither_copied_nor_moved(store: Store) -> None:
    with writing(store) as db:
        number = full_lead(db)
        record(db, ACTIVITY, lead=number)
        before = db.tuples("SELECT * FROM activity")
        converted(db, number)
        assert db.tuples("SELECT * FROM activity") == before


def test_the_record_of_the_conversion_says_what_when_and_by_whom(store: Store) -> None:
    with writing(store) as db:
        number = full_lead(db)
        record(db, ACTIVITY, lead=number, at="2026-10-29T10:00:00Z")
        record(db, ACTIVITY, lead=number, at="2026-11-20")
        record(db, ACTIVITY, lead=number, at="2026-11-19", kind="task", done=0)
        record(db, ACTIVITY, lead=number, at="2026-12-24", kind="meeting")
        row = converted(db, number)
        columns = "lead_id, customer_id, contact_id, opportunity_id, customer_created, contact_created"
        more = "opportunity_created, converted_on, actor, days, touches"
        assert db.tuples(f"SELECT {columns}, {more} FROM conversion") == [
            (number, row.customer, row.contact, row.opportunity, 1, 1, 1, "2026-11-21", "tester", 23, 2)
        ]


def test_days_are_unknown_without_a_first_contact_and_never_negative(store: Store) -> None:
    with writing(store) as db:
        assert converted(db, lead(db, name="A", created_on=None)).days is None
        assert converted(db, lead(db, name="B", created_on="2027-01-01")).days == 0


def test_the_same_call_again_changes_nothing_and_returns_the_same(store: Store) -> None:
    with writing(store) as db:
        number = full_lead(db)
        first = converted(db, number)
    with writing(store) as db:
        again = converts(db, number)
        row = again.items[0]
        assert row.status == "already"
        assert replace(row, status="converted", reason=None, hint=None) == first
        assert again.exit_code == ExitCode.DONE
        assert not db.wrote


def test_strict_refuses_a_lead_that_is_converted_already(store: Store) -> None:
    with writing(store) as db:
        number = full_lead(db)
        row = converted(db, number)
        with pytest.raises(Conflict, match=f"converted already, into C-{row.customer}"):
            converted(db, number, strict=True)


def test_a_lost_lead_is_refused_with_the_way_out(store: Store) -> None:
    with writing(store) as db:
        reason = db.value("SELECT id FROM lost_reason WHERE name = 'price'")
        number = lead(db, name="Ayşe", status="lost", lost_reason=reason)
        with pytest.raises(Refused) as error:
            converted(db, number)
        assert error.value.hint == f"crm lead reopen L-{number}"


def test_a_lead_that_nothing_names_is_refused_with_the_way_out(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, phone="0532 123 45 67")
        with pytest.raises(Refused) as error:
            converted(db, number)
        assert error.value.hint == f'crm lead edit L-{number} --company "..."'
        with pytest.raises(Refused) as error:
            converted(db, number, contact="new")
        assert error.value.hint == f'crm lead edit L-{number} --name "..."'
        firm = record(db, CUSTOMER, name="Işık")
        assert converted(db, number, customer=f"C-{firm}").customer == firm


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ({"customer": "none", "contact": "none", "opportunity": "none"}, "leave one of the three none out"),
        ({"opportunity": "none", "amount": "5"}, "leave --opportunity none out"),
        ({"currency": "TRY"}, "--amount 5000 --currency TRY"),
        ({"amount": "5 USD", "currency": "TRY"}, "--currency USD"),
        ({"on_duplicate": "maybe"}, "--on-duplicate attach"),
        ({"overwrite": ("fone",)}, "--overwrite phone"),
    ],
)
def test_options_that_do_not_fit_name_what_would(store: Store, asked: dict[str, str], hint: str) -> None:
    with writing(store) as db, pytest.raises(UsageError) as error:
        converted(db, lead(db, name="Ayşe"), **asked)
    assert error.value.hint == hint


def test_a_stage_must_be_open_and_there(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        with pytest.raises(Refused) as error:
            converted(db, number, stage="won")
        assert error.value.hint == "--stage is one of New, Qualified, Proposal, Negotiation"
        with pytest.raises(NotFound):
            converted(db, number, stage="Demo")


def test_stage_and_name_are_for_new_opportunities(store: Store) -> None:
    with writing(store) as db:
        deal = record(db, OPPORTUNITY, name="Showroom")
        with pytest.raises(UsageError) as error:
            converted(db, lead(db, name="Ayşe"), opportunity=f"O-{deal}", stage="Proposal")
        assert error.value.hint == f'crm opportunity move O-{deal} "Proposal"'


HOSTILE = [
    "[bold]x[/bold]",
    "=cmd()",
    "Robert'); DROP TABLE customer;--",
    "new",
    "none",
    "C-1",
    "%_\\",
    "İIıi",
    "e\u0301",
    "\u202egnp.exe",
    "x" * 9_000,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_arrive_whole(store: Store, name: str) -> None:
    with writing(store) as db:
        number = lead(db, name=name, company=name, note=name, custom={name: name}, tags=(name,), source=name)
        row = converted(db, number)
        assert values_of(db, CUSTOMER, row.customer, "name", "source") == (name, name)
        assert values_of(db, CONTACT, row.contact, "name") == (name,)
        assert values_of(db, OPPORTUNITY, row.opportunity, "note") == (name,)
        assert json.loads(values_of(db, CUSTOMER, row.customer, "custom")[0]) == {name: name}
        assert db.value("SELECT name FROM tag") == name


def test_everything_a_conversion_makes_carries_its_change(store: Store, engine_url: str) -> None:
    with writing(store) as db:
        number = full_lead(db)
    with store.writing(ChangeNote("2026-11-21T10:00:00Z", "ayse", None, "convert L-1")) as db:
        converted(db, number)
        change = db.change
    connection = raw_connection(engine_url)
    made = {
        table: len(connection.execute(f"SELECT 1 FROM {table} WHERE created_change = {change}").fetchall())
        for table in ("customer", "contact", "opportunity", "conversion", "customer_contact", "stage_change")
    }
    logged = connection.execute(
        f"SELECT tbl, row_id, kind FROM revision WHERE change_id = {change}"
    ).fetchall()
    connection.close()
    assert made == dict.fromkeys(made, 1)
    assert [tuple(row) for row in logged] == [("lead", number, "U")]


def test_an_owner_is_told_by_name(store: Store) -> None:
    with writing(store) as db:
        first, second = (record(db, USER, name=name) for name in ("Ali", "Ayşe"))
        firm = record(db, CUSTOMER, name="Işık", owner=first)
        change = converts(db, lead(db, company="Işık", owner=second), customer=f"C-{firm}")
        assert f'C-{firm} owner: kept "Ali", lead had "Ayşe"' in change.notes

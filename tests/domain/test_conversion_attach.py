"""Attaching fills what is empty, overwrites nothing silently, and never guesses who is meant."""

from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, OPPORTUNITY
from crmcli.errors import Conflict, ExitCode
from crmcli.sql import Writer
from tests.domain.conversion_cases import converted, converts, count, full_lead, lead, record, values_of
from tests.support.store import writing


def known_customer(db: Writer, **values: Any) -> int:
    """Store a customer with the phone of the full lead, and a source of its own."""
    return record(db, CUSTOMER, **({"name": "Işık Ltd", "phone": "+905321234567", "source": "web"} | values))


def test_a_known_phone_stops_a_script_before_anything_is_written(store: Store) -> None:
    with writing(store) as db:
        firm, number = known_customer(db), full_lead(db)
        before = [count(db, table) for table in ("customer", "contact", "opportunity", "conversion")]
        with pytest.raises(Conflict) as error:
            converted(db, number)
        assert error.value.message == f"L-{number} may be C-{firm} Işık Ltd (same phone +905321234567)"
        assert (
            error.value.hint
            == f"crm convert L-{number} --customer C-{firm}  # or for new ones: --on-duplicate create"
        )
        assert error.value.details == [
            {
                "ref": f"C-{firm}",
                "name": "Işık Ltd",
                "noun": "customer",
                "reasons": ["same phone +905321234567"],
            }
        ]
        assert [count(db, table) for table in ("customer", "contact", "opportunity", "conversion")] == before


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ({"phone": "0212 222 33 44"}, "same phone +902122223344"),
        ({"phone": None, "email": "AYSE@isik.com"}, "same e-mail ayse@isik.com"),
        ({"phone": None, "tax_number": "TR 1234567890"}, "same tax number 1234567890"),
    ],
)
def test_a_candidate_comes_with_its_reason(store: Store, key: dict[str, Any], reason: str) -> None:
    with writing(store) as db:
        known_customer(db, **key)
        with pytest.raises(Conflict) as error:
            converted(db, full_lead(db))
        details: Any = error.value.details
        assert details[0]["reasons"] == [reason]


def test_a_known_contact_and_where_they_work_are_candidates(store: Store) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, name="IŞIK MOBİLYA")
        person = record(db, CONTACT, name="Ayşe", email="ayse@isik.com", customer=firm)
        number = full_lead(db)
        with pytest.raises(Conflict) as error:
            converted(db, number)
        assert f"--customer C-{firm} --contact P-{person}" in (error.value.hint or "")
        row = converted(db, number, on_duplicate="attach")
        assert (row.customer, row.contact) == (firm, person)


def test_where_a_contact_works_is_no_candidate_for_a_lead_of_another_company(store: Store) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, name="Güneş")
        person = record(db, CONTACT, name="Ayşe", email="ayse@isik.com", customer=firm)
        row = converted(db, full_lead(db), on_duplicate="attach")
        assert row.contact == person
        assert row.customer != firm


def test_a_name_alone_is_noted_and_never_a_match(store: Store) -> None:
    with writing(store) as db:
        same = record(db, CUSTOMER, name="IŞIK MOBİLYA LTD. ŞTİ.")
        record(db, CUSTOMER, name="Işık Mobilyacılar")
        number = full_lead(db)
        change = converts(db, number, on_duplicate="attach")
        assert change.items[0].customer not in (same, None)
        assert change.notes == (
            f"L-{number}: C-{same} IŞIK MOBİLYA LTD. ŞTİ. has the same name; a name alone is no match",
        )


def test_attach_takes_the_one_candidate(store: Store) -> None:
    with writing(store) as db:
        firm = known_customer(db)
        row = converted(db, full_lead(db), on_duplicate="attach")
        assert row.customer == firm
        assert db.tuples("SELECT customer_created, contact_created FROM conversion") == [(0, 1)]


def test_attach_does_not_choose_among_several(store: Store) -> None:
    with writing(store) as db:
        first, second = known_customer(db), known_customer(db, phone="0212 222 33 44", name="Işık AŞ")
        number = full_lead(db)
        with pytest.raises(Conflict, match=f"may be any of C-{first} .*; C-{second} ") as error:
            converted(db, number, on_duplicate="attach")
        assert error.value.hint == f"crm convert L-{number} --customer C-{first}"


def test_create_makes_new_records_and_says_beside_whom(store: Store) -> None:
    with writing(store) as db:
        firm, number = known_customer(db), full_lead(db)
        change = converts(db, number, on_duplicate="create")
        assert change.items[0].customer != firm
        told = f"L-{number}: made new, although there is C-{firm} Işık Ltd (same phone +905321234567)"
        assert told in change.notes


def test_asking_for_a_new_one_is_no_leave_to_double(store: Store) -> None:
    with writing(store) as db:
        known_customer(db)
        with pytest.raises(Conflict):
            converted(db, full_lead(db), customer="new")


def test_a_person_may_decide_for_one_lead(store: Store) -> None:
    with writing(store) as db:
        firm = known_customer(db)
        first = full_lead(db)
        row = converted(db, first, answers={first: {"customer": f"C-{firm}"}})
        assert row.customer == firm
        second = lead(db, name="Ali", phone="0532 123 45 67")
        answers = {second: {"customer": "new", "contact": "new"}}
        row = converted(db, second, answers=answers)
        assert row.customer != firm


def test_attaching_fills_empty_fields_only(store: Store) -> None:
    with writing(store) as db:
        firm = known_customer(db, city="Ankara")
        converts(db, full_lead(db), customer=f"C-{firm}")
        assert values_of(db, CUSTOMER, firm, "name", "city", "source", "website", "industry") == (
            "Işık Ltd",
            "Ankara",
            "web",
            "isik.com",
            "mobilya",
        )


def test_every_conflict_says_what_was_kept_and_what_the_lead_had(store: Store) -> None:
    with writing(store) as db:
        firm = known_customer(db, city="Ankara", phone="0212 999 88 77", name="Güneş")
        person = record(db, CONTACT, name="Ali", title="Usta")
        change = converts(db, full_lead(db), customer=f"C-{firm}", contact=f"P-{person}")
        assert set(change.notes) == {
            f'C-{firm} name: kept "Güneş", lead had "Işık Mobilya A.Ş."',
            f'C-{firm} phone: kept "0212 999 88 77", lead had "0532 123 45 67"',
            f'C-{firm} city: kept "Ankara", lead had "İstanbul"',
            f'C-{firm} source: kept "web", lead had "fuar"',
            f'P-{person} name: kept "Ali", lead had "Ayşe Işık"',
            f'P-{person} title: kept "Usta", lead had "Müdür"',
        }


def test_a_phone_that_is_not_taken_over_is_still_known(store: Store) -> None:
    with writing(store) as db:
        firm = known_customer(db, phone="0212 999 88 77")
        converts(db, full_lead(db), customer=f"C-{firm}")
        query = "SELECT norm, value FROM identity WHERE customer_id = :id AND kind = 'phone' ORDER BY norm"
        assert db.tuples(query, {"id": firm}) == [
            ("+902122223344", "0212 222 33 44"),
            ("+902129998877", "0212 999 88 77"),
            ("+905321234567", "0532 123 45 67"),
        ]


@pytest.mark.parametrize(
    ("field", "has", "brings"),
    [
        ("phone", "+90 (532) 123 45 67", "05321234567"),
        ("email", "AYSE@ISIK.COM", "ayse@isik.com"),
        ("website", "https://www.isik.com/", "isik.com"),
        ("city", "IZMIR", "İzmir"),
        ("industry", "Mobilya", "mobilya"),
    ],
)
def test_the_same_thing_written_otherwise_is_no_conflict(
    store: Store, field: str, has: str, brings: str
) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, **{"name": "Işık", field: has})
        change = converts(db, lead(db, **{"company": "IŞIK A.Ş.", field: brings}), customer=f"C-{firm}")
        assert change.notes == ()
        assert values_of(db, CUSTOMER, firm, field) == (has,)


def test_a_further_phone_of_the_customer_is_no_conflict(store: Store) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, name="Işık", phone=("0212 999 88 77", "0532 123 45 67"))
        change = converts(db, lead(db, company="Işık", phone="+905321234567"), customer=f"C-{firm}")
        assert change.notes == ()


def test_only_what_is_named_is_overwritten(store: Store) -> None:
    with writing(store) as db:
        firm = known_customer(db, name="Işık Mobilya", city="Ankara", phone="0212 999 88 77")
        change = converts(db, full_lead(db), customer=f"C-{firm}", overwrite=("phone,city",))
        assert values_of(db, CUSTOMER, firm, "phone", "city", "source") == (
            "0532 123 45 67",
            "İstanbul",
            "web",
        )
        assert change.notes == (f'C-{firm} source: kept "web", lead had "fuar"',)


def test_a_custom_field_is_kept_or_overwritten_like_any_other(store: Store) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, name="Işık", custom={"Sektör": "a", "x": "1"})
        first, second = (lead(db, company="Işık", custom={"Sektör": "b", "y": "2"}) for _ in range(2))
        change = converts(db, first, customer=f"C-{firm}")
        assert change.notes == (f'C-{firm} custom.Sektör: kept "a", lead had "b"',)
        converts(db, second, customer=f"C-{firm}", overwrite=("custom.SEKTOR",))
        assert values_of(db, CUSTOMER, firm, "custom") == ('{"Sektör": "b", "x": "1", "y": "2"}',)


def test_an_amount_is_filled_or_kept_with_its_currency(store: Store) -> None:
    with writing(store) as db:
        bare, full = (
            record(db, OPPORTUNITY, name="A"),
            record(db, OPPORTUNITY, name="B", amount=100, currency="USD"),
        )
        first, second = (lead(db, company="Işık", amount=500, currency="TRY") for _ in range(2))
        converts(db, first, opportunity=f"O-{bare}")
        change = converts(db, second, opportunity=f"O-{full}", on_duplicate="create")
        assert values_of(db, OPPORTUNITY, bare, "amount_minor", "currency") == (500, "TRY")
        assert values_of(db, OPPORTUNITY, full, "amount_minor", "currency") == (100, "USD")
        assert f'O-{full} amount: kept "1.00 USD", lead had "5.00 TRY"' in change.notes


def test_tags_the_customer_has_are_not_given_twice(store: Store) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, name="Işık", tags=("VİP",))
        converts(db, lead(db, company="Işık", tags=("vip", "yeni")), customer=f"C-{firm}")
        query = "SELECT t.name FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.customer_id = :id"
        assert db.tuples(f"{query} ORDER BY g.id", {"id": firm}) == [("VİP",), ("yeni",)]


def test_a_customer_is_not_made_to_have_brought_itself(store: Store) -> None:
    with writing(store) as db:
        first = record(db, CUSTOMER, name="Bir")
        second = record(db, CUSTOMER, name="İki", referrer=first)
        own = converts(db, lead(db, company="Bir", referrer=first), customer=f"C-{first}")
        circle = converts(db, lead(db, company="Bir", referrer=second), customer=f"C-{first}")
        assert values_of(db, CUSTOMER, first, "referrer_id") == (None,)
        assert own.notes == ()
        assert circle.notes == (
            f'C-{first} referrer: kept "", lead had "C-{second}", whom C-{first} brought itself',
        )


def test_two_leads_of_one_phone_in_a_batch_do_not_make_two_customers(store: Store) -> None:
    with writing(store) as db:
        first, second = (lead(db, name=name, phone="0532 123 45 67") for name in ("Ayşe", "Ayşe Işık"))
        change = converts(db, first, second)
        assert [row.status for row in change.items] == ["converted", "failed"]
        assert change.exit_code == ExitCode.PARTIAL
        assert [found["ref"] for found in change.items[1].candidates] == ["C-1", "P-1"]
        again = converts(db, first, second, on_duplicate="attach")
        assert [(row.customer, row.contact) for row in again.items] == [(1, 1), (1, 1)]


def test_a_lead_of_a_contact_is_not_stopped_by_that_contact(store: Store) -> None:
    with writing(store) as db:
        person = record(db, CONTACT, name="Ayşe", phone="0532 123 45 67")
        row = converted(db, lead(db, contact=person, phone="0532 123 45 67"))
        assert row.contact == person


def test_a_known_contact_may_be_told_to_become_a_customer_too(store: Store) -> None:
    with writing(store) as db:
        firm = record(db, CUSTOMER, name="Güneş")
        person = record(db, CONTACT, name="Ayşe", phone="0532 123 45 67", customer=firm)
        number = lead(db, contact=person, phone="0532 123 45 67")
        assert converted(db, number, customer="new").customer not in (firm, None)


def test_what_a_hint_offers_keeps_what_was_asked_for(store: Store) -> None:
    with writing(store) as db:
        firm, number = known_customer(db), full_lead(db)
        deal = record(db, OPPORTUNITY, name="Showroom")
        with pytest.raises(Conflict) as error:
            converted(db, number, contact="none", opportunity=f"O-{deal}")
        assert error.value.hint is not None
        assert error.value.hint.startswith(
            f"crm convert L-{number} --customer C-{firm} --contact none --opportunity O-{deal}  #"
        )
        assert db.value("SELECT status FROM lead WHERE id = :id", {"id": number}) == "new"
        assert LEAD.ref(number) in error.value.message

"""Records taken out of a store: whole, in order, in little memory, and only those who consented."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.export.take import Export, export_cards, export_rows
from crmcli.domain.export.which import Which
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, ORDER, ORDER_LINE, PRODUCT, USER
from crmcli.domain.records import Keys, create, dump_custom, link_contact
from crmcli.domain.results import Listing
from crmcli.errors import CrmError, NotFound, UsageError
from tests.store.business import AWKWARD, fill
from tests.support.history import make
from tests.support.store import writing


def taken(store: Store, noun: str, **which: Any) -> Listing[Any]:
    with store.reading() as db:
        return export_rows(db, Export(noun, Which(**which)))


def values(listing: Listing[Any], *names: str) -> list[Any]:
    found = [tuple(getattr(row, name) for name in names) for row in listing.rows]
    return [row[0] for row in found] if len(names) == 1 else found


@pytest.fixture
def shop(store: Store) -> Store:
    """A few records with keys, phones and fields of every kind."""
    with writing(store) as db:
        make(db, USER, name="Ayşe Öz")
        make(
            db,
            CUSTOMER,
            name="Işık Mobilya",
            kind="organisation",
            owner=1,
            phone=("0532 111 22 33", "0212 111 22 33"),
            email=("a@isik.example",),
            tags=("vip", "x,y"),
            external_id="120.01",
            custom={"Sınıf": "İyi", "m²": "12.5"},
            created_on="2026-01-31",
        )
        make(db, CUSTOMER, name="Ali Veli", kind="person", parent=1, custom={"Kuruluş": "1999-12-31"})
        create(
            db, CUSTOMER, {"name": "Çınar", "kind": "organisation", "external_id": "s1"}, Keys(source="shop")
        )
        contact = make(db, CONTACT, name="Selin Işık", customer=1, role="müdür", title="Müdür")
        link_contact(db, contact, {"customer": 3, "primary": 0})
        make(db, LEAD, company="Yeni A.Ş.", status="lost", lost_reason=1, amount=12345, currency="JPY")
        make(db, PRODUCT, name="Masa", price=123456, currency="TRY", active=0)
        make(db, ORDER, number="2026/1", customer=1, total=-500, currency="TRY", status="completed")
        make(db, ORDER_LINE, order=1, position=1, quantity=2500, unit_price="0.12345", currency="TRY")
        for at, (name, kind) in enumerate((("m²", "number"), ("Kuruluş", "date"), ("Boş", "text"))):
            form = name.lower()
            db.insert(
                "custom_field",
                {"name": name, "name_fold": form.replace("²", "2").replace("ş", "s"), "name_sort": form,
                 "noun": "customer", "type": kind, "position": at},
            )  # fmt: skip
    return store


def test_a_customer_has_all_its_keys_phones_tags_and_custom_fields(shop: Store) -> None:
    listing = taken(shop, "customers")
    isik, ali, cinar = listing.rows
    assert (isik.number, isik.name, isik.owner, isik.external_id) == (1, "Işık Mobilya", 1, "120.01")
    assert isik.phone == ["0532 111 22 33", "0212 111 22 33"]
    assert isik.email == ["a@isik.example"]
    assert isik.tags == ["vip", "x,y"]
    assert isik.created_on == date(2026, 1, 31)
    assert (ali.parent, ali.phone, ali.kind) == (1, None, "person")
    assert (cinar.external_id, getattr(cinar, "external_id:shop")) == (None, "s1")
    assert values(listing, "custom:m²") == [Decimal("12.5"), None, None]
    assert values(listing, "custom:Kuruluş") == [None, date(1999, 12, 31), None]
    assert values(listing, "custom:Sınıf", "custom:Boş") == [("İyi", None), (None, None), (None, None)]


def test_every_noun_comes_out_with_what_it_refers_to(shop: Store) -> None:
    contact = taken(shop, "contacts").rows[0]
    assert (contact.customer, contact.role, contact.primary, contact.other_customers) == (
        *(1, "müdür", True, ["C-3"]),
    )
    lead = taken(shop, "leads").rows[0]
    assert (lead.name, lead.company, lead.status, lead.lost_reason) == (None, "Yeni A.Ş.", "lost", "price")
    order = taken(shop, "orders").rows[0]
    assert (order.number, order.order_number, order.total, order.net) == (1, "2026/1", -500, None)
    line = taken(shop, "order-lines").rows[0]
    assert (line.order, line.quantity, line.unit_price) == (1, 2500, "0.12345")
    assert values(taken(shop, "products"), "price", "active") == [(123456, False)]
    assert values(taken(shop, "users"), "name") == ["Ayşe Öz"]
    assert len(taken(shop, "opportunities").rows) == len(taken(shop, "activities").rows) == 0


def test_those_named_come_in_that_order_others_by_number(shop: Store) -> None:
    assert values(taken(shop, "customers", refs=("C-3", "C-1", "isik mobilya")), "number") == [3, 1]
    assert values(taken(shop, "customers", where=("kind=organisation",)), "number") == [1, 3]
    assert values(taken(shop, "order-lines", where=("order=S-1",)), "number") == [1]
    with pytest.raises(NotFound, match="C-9"):
        taken(shop, "customers", refs=("C-1", "C-9"))
    with pytest.raises(UsageError, match="both records and --where named"):
        taken(shop, "customers", refs=("C-1",), where=("kind=person",))
    with pytest.raises(CrmError):
        taken(shop, "customers", refs=("P-1",))


def test_addresses_and_consents_are_those_of_whom_they_belong_to(shop: Store) -> None:
    with writing(shop) as db:
        db.insert("address", {"kind": "teslimat", "city": "İzmir", "customer_id": 1})
        db.insert("consent", {"channel": "email", "purpose": "marketing", "state": "given", "contact_id": 1})
        db.insert("address", {"kind": "ev", "city": "Bursa", "contact_id": 1})
    assert values(taken(shop, "addresses"), "customer", "contact", "kind", "city") == [
        (1, None, "teslimat", "İzmir"),
        (None, 1, "ev", "Bursa"),
    ]
    assert values(taken(shop, "addresses", refs=("P-1",)), "city") == ["Bursa"]
    assert values(taken(shop, "addresses", where=("city=izmir",)), "kind") == ["teslimat"]
    assert values(taken(shop, "consents", where=("contact=P-1",)), "state", "decided_on") == [("given", None)]
    for ref, error in (("O-1", UsageError), ("C-9", NotFound), ("Ali", UsageError)):
        with pytest.raises(error):
            taken(shop, "addresses", refs=(ref,))


def test_without_consent_in_force_nobody_is_in_an_export_for_marketing(shop: Store) -> None:
    with writing(shop) as db:
        for owner, channel, state, day in (
            (1, "email", "given", "2026-01-01"),
            (1, "email", "withdrawn", "2026-02-01"),
            (2, "any", "given", "2026-01-01"),
            (3, "sms", "given", "2026-01-01"),
        ):
            row = {"channel": channel, "purpose": "marketing", "state": state, "decided_on": day}
            db.insert("consent", {**row, "customer_id": owner})
    listing = taken(shop, "customers", marketing="email")
    assert values(listing, "number") == [2]
    assert listing.notes == ("2 customers left out: no consent to marketing by email is in force",)
    assert values(taken(shop, "customers", refs=("C-3", "C-1"), marketing="sms"), "number") == [3]
    assert taken(shop, "contacts", marketing="email").notes[0].startswith("1 contact left out")
    with pytest.raises(UsageError, match="orders consent to nothing"):
        taken(shop, "orders", marketing="email")
    with pytest.raises(UsageError, match="fax"):
        taken(shop, "customers", marketing="fax")


def test_pages_make_no_difference(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)
    nouns = ("customers", "contacts", "leads", "opportunities", "orders", "order-lines", "activities")
    whole = {noun: [vars(row) for row in taken(store, noun).rows] for noun in nouns}
    monkeypatch.setattr("crmcli.domain.export.rows.PAGE", 2)
    assert {noun: [vars(row) for row in taken(store, noun).rows] for noun in nouns} == whole
    assert [row["name"] for row in whole["customers"]] == list(AWKWARD)
    assert [row["custom:k"] for row in whole["customers"]] == list(AWKWARD)


def test_rows_are_read_when_the_store_is_closed_and_as_often_as_one_likes(shop: Store) -> None:
    listing = taken(shop, "customers")
    with writing(shop) as db:
        db.update("customer", 1, {"city": "Bursa"})
    assert values(listing, "city") == values(listing, "city") == [None, None, None]
    assert len(listing.rows) == 3
    assert listing.rows[0].number == 1
    assert listing.rows[-1].number == 3
    assert [row.number for row in listing.rows[1:]] == [2, 3]
    assert taken(shop, "customers", where=("city=x",)).rows[:] == []
    with pytest.raises(IndexError):
        taken(shop, "customers", where=("city=x",)).rows[0]


def test_a_stored_day_that_is_none_is_said_to_be_damage(shop: Store) -> None:
    with writing(shop) as db:
        db.update("customer", 1, {"created_on": "2026-99-99"})
        db.update("customer", 2, {"custom": dump_custom({"m²": "viel", "Kuruluş": "dün"})})
    with pytest.raises(CrmError, match="the store is damaged: created_on holds '2026-99-99'"):
        list(taken(shop, "customers").rows)
    row = taken(shop, "customers", refs=("C-2",)).rows[0]
    assert (getattr(row, "custom:m²"), getattr(row, "custom:Kuruluş")) == ("viel", "dün")


def test_cards_name_the_organisation_and_all_ways_to_reach_someone(shop: Store) -> None:
    with writing(shop) as db:
        db.insert("address", {"kind": "home", "city": "İzmir", "contact_id": 1})
        db.update(
            "contact", 1, {"birth_date": "1985-02-14", "address": "Çınar Sk. 1; kat 2", "city": "Bursa"}
        )
    with shop.reading() as db:
        contacts = "".join(export_cards(db, Export("contacts")).parts)
        customers = "".join(export_cards(db, Export("customers")).parts)
        leads = "".join(export_cards(db, Export("leads", Which(marketing="email"))).parts)
        with pytest.raises(UsageError, match="orders are no cards"):
            export_cards(db, Export("orders"))
    assert contacts.count("BEGIN:VCARD\r\n") == 1
    for line in ("FN:Selin Işık", "ORG:Işık Mobilya", "TITLE:Müdür", "ROLE:müdür", "BDAY:1985-02-14"):
        assert f"\r\n{line}\r\n" in contacts
    assert contacts.count("ADR") == 2
    assert "Çınar Sk. 1\\; kat 2" in contacts
    assert customers.count("TEL") == 2
    assert "\r\nUID:120.01\r\n" in customers
    assert "X-ABShowAs:COMPANY" in customers
    assert leads == ""

"""Leads listed and shown."""

from datetime import date

import pytest

from crmcli.db import Store
from crmcli.domain.lead import LeadRow, ListLeads, ShowLead, list_leads, show_lead
from crmcli.domain.nouns import ACTIVITY, CONTACT, CUSTOMER, OPPORTUNITY, USER
from crmcli.domain.views import ListRecords
from crmcli.errors import Conflict, NotFound, UsageError
from crmcli.sql import Reader
from tests.domain.conversion_cases import TODAY, converted, full_lead, lead, record
from tests.support.store import writing


def listed(db: Reader, status: str | None = None, *where: str) -> list[LeadRow]:
    """Return the leads of a list."""
    return list(list_leads(db, ListLeads(TODAY, ListRecords(where), status)).rows)


def test_leads_are_listed_as_a_turkish_reader_sorts(store: Store) -> None:
    with writing(store) as db:
        for name in ("Zeki", "Çetin", "Cem", "İpek", "Işıl"):
            lead(db, name=name)
        lead(db, company="Dağ Ltd")
        assert [row.name or row.company for row in listed(db)] == [
            "Cem",
            "Çetin",
            "Dağ Ltd",
            "Işıl",
            "İpek",
            "Zeki",
        ]


def test_a_lead_is_open_until_it_is_converted_or_lost(store: Store) -> None:
    with writing(store) as db:
        reason = db.value("SELECT id FROM lost_reason WHERE name = 'price'")
        open_one = lead(db, name="A", created_on="2026-11-01")
        lost = lead(
            db, name="B", created_on="2026-11-01", status="lost", lost_reason=reason, lost_on="2026-11-05"
        )
        done = lead(db, name="C", created_on="2026-10-01")
        unknown = lead(db, name="D", created_on=None)
        converted(db, done)
        days = {row.id: row.days for row in list_leads(db, ListLeads(date(2027, 1, 1))).rows}
        assert days == {open_one: 61, lost: 4, done: 51, unknown: None}


def test_a_lead_without_a_name_has_that_of_its_contact(store: Store) -> None:
    with writing(store) as db:
        person = record(db, CONTACT, name="Brooke Brown")
        lead(db, contact=person)
        row = listed(db)[0]
        assert (row.name, row.contact) == ("Brooke Brown", person)


def test_a_row_says_amount_owner_tags_and_what_it_became(store: Store) -> None:
    with writing(store) as db:
        row = converted(db, full_lead(db))
        shown = listed(db)[0]
        assert (shown.amount, shown.currency, shown.owner, shown.tags) == (
            8_000_000,
            "TRY",
            "Ali Kaya",
            ("mobilya", "vip"),
        )
        assert (shown.customer, shown.contact, shown.opportunity) == (
            row.customer,
            row.contact,
            row.opportunity,
        )


def test_a_status_narrows_the_list_and_open_is_three_of_them(store: Store) -> None:
    with writing(store) as db:
        reason = db.value("SELECT id FROM lost_reason WHERE name = 'price'")
        for status in ("new", "working", "qualified"):
            lead(db, name=status, status=status)
        lead(db, name="lost", status="lost", lost_reason=reason)
        converted(db, lead(db, name="done"))
        assert [row.status for row in listed(db, "open")] == ["new", "qualified", "working"]
        assert [row.status for row in listed(db, "lost")] == ["lost"]
        assert [row.status for row in listed(db, "open", "name~new")] == ["new"]
        with pytest.raises(UsageError) as error:
            listed(db, "qualifid")
        assert error.value.hint == "--status qualified"


def test_a_list_counts_what_it_leaves_out(store: Store) -> None:
    with writing(store) as db:
        for name in "ABC":
            lead(db, name=name)
        listing = list_leads(db, ListLeads(TODAY, ListRecords(limit=2)))
        assert (len(listing.rows), listing.total) == (2, 3)


def test_an_empty_list_says_how_to_begin_and_a_narrowed_one_does_not(store: Store) -> None:
    with store.reading() as db:
        plain = list_leads(db, ListLeads(TODAY))
        narrowed = list_leads(db, ListLeads(TODAY, status="open"))
    assert plain.empty is not None
    assert "crm lead add" in plain.empty
    assert narrowed.empty == "no lead is like that"


def test_a_lead_is_shown_with_what_it_became_and_what_went_where(store: Store) -> None:
    with writing(store) as db:
        number = full_lead(db)
        record(db, ACTIVITY, lead=number, subject="Aradı")
        row = converted(db, number)
        other = record(db, OPPORTUNITY, name="Sonra", lead=number)
        shown = show_lead(db, ShowLead("L-1", TODAY))
    assert shown.title == "L-1  Ayşe Işık"
    assert (shown.item.activities, shown.item.touches, shown.item.owner) == (1, 1, "Ali Kaya")
    parts = {section.title: section.rows for section in shown.sections}
    became = parts["Became"][0]
    assert (became.customer, became.contact, became.opportunity) == (
        row.customer,
        row.contact,
        row.opportunity,
    )
    assert (became.days, became.touches, became.converted_on) == (20, 1, TODAY)
    assert ("O-1", "keep", "custom.score") in {
        (x.target, x.action, x.field) for x in parts["What went where"]
    }
    assert [deal.id for deal in parts["Opportunities"]] == [other]
    assert [touch.subject for touch in parts["Latest activities"]] == ["Aradı"]
    assert {key.value for key in parts["Also known by"]} == {"0212 222 33 44", "info@isik.com", "1234567890"}


def test_only_the_latest_activities_are_shown_and_all_are_counted(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe")
        for day in range(1, 8):
            record(db, ACTIVITY, lead=number, at=f"2026-11-0{day}", done=day % 2)
        shown = show_lead(db, ShowLead("ayşe", TODAY))
    section = shown.sections[0]
    assert [touch.at.day for touch in section.rows] == [7, 6, 5, 4, 3]
    assert section.total == 7
    assert (shown.item.activities, shown.item.touches) == (7, 4)


def test_a_lead_is_named_by_phone_mail_key_or_name(store: Store) -> None:
    with writing(store) as db:
        number = lead(db, name="Ayşe Işık", phone="0532 123 45 67", email="a@isik.com", external_id="A1")
        lead(db, name="Ayşe Güneş")
        for text in ("L-1", "+905321234567", "A@isik.com", "A1", "isik"):
            assert show_lead(db, ShowLead(text, TODAY)).item.id == number
        with pytest.raises(Conflict):
            show_lead(db, ShowLead("ayşe", TODAY))
        with pytest.raises(NotFound):
            show_lead(db, ShowLead("L-9", TODAY))


def test_leads_are_found_by_owner_source_score_and_tag(store: Store) -> None:
    with writing(store) as db:
        owner = record(db, USER, name="Ali Kaya")
        firm = record(db, CUSTOMER, name="Getiren")
        number = lead(db, name="A", owner=owner, source="Fuar", score=80, tags=("vip",), referrer=firm)
        lead(db, name="B", score=10)
        for where in ("owner=ali kaya", "source=FUAR", "score>=70", "tag=VIP", "referrer~getir"):
            assert [row.id for row in listed(db, None, where)] == [number]

"""What files say beside a record: consents, further addresses, declared custom fields, our own numbers."""

from collections.abc import Callable
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.custom_fields import AddField, add_field
from crmcli.errors import Refused
from tests.domain.load.conftest import Importer
from tests.support.store import writing

Look = Callable[..., list[tuple[Any, ...]]]
CONSENTS = "SELECT channel, state, decided_on, source FROM consent ORDER BY id"
PEOPLE = "id,name,consent email,sms consent,consent date,consent source\n"


def test_consents_are_written_for_new_and_for_known_records(importing: Importer, look: Look) -> None:
    first = importing(
        "contact",
        f"{PEOPLE}1,Ada,evet,,2026-01-05,fair\n2,Ali,,hayır,,\n",
        maps=("consent email=consent.email",),
    )
    assert look(CONSENTS) == [("email", "given", "2026-01-05", "fair"), ("sms", "refused", None, None)]
    assert "2 consents were written down: crm consent list" in first.result.notes
    importing(
        "contact", f"{PEOPLE}1,Ada,unsubscribed,,2026-02-01,mail\n", maps=("consent email=consent.email",)
    )
    assert look(CONSENTS)[2:] == [("email", "withdrawn", "2026-02-01", "mail")]


def test_a_consent_that_stands_is_not_written_again(importing: Importer, look: Look) -> None:
    text = f"{PEOPLE}1,Ada,evet,,2026-01-05,fair\n"
    importing("contact", text, maps=("consent email=consent.email",))
    again = importing("contact", text, maps=("consent email=consent.email",))
    assert again.counts == {"unchanged": 1}
    importing("contact", text.replace("2026-01-05", "2026-03-01"), maps=("consent email=consent.email",))
    assert len(look(CONSENTS)) == 1


def test_an_older_refusal_that_was_overtaken_is_not_written_twice(importing: Importer, look: Look) -> None:
    old = f"{PEOPLE}1,Ada,hayır,,2025-01-05,fair\n"
    importing("contact", old, maps=("consent email=consent.email",))
    importing("contact", f"{PEOPLE}1,Ada,evet,,2026-01-05,web\n", maps=("consent email=consent.email",))
    importing("contact", old, maps=("consent email=consent.email",))
    assert [row[1] for row in look(CONSENTS)] == ["refused", "given"]


def test_a_word_that_is_no_consent_rejects_its_row(importing: Importer) -> None:
    with pytest.raises(Refused, match=r'"belki" is no consent\.email: given, refused, withdrawn'):
        importing("contact", f"{PEOPLE}1,Ada,belki,,,\n", maps=("consent email=consent.email",))


def test_a_file_of_consents_finds_whoever_has_the_phone_or_address(importing: Importer, look: Look) -> None:
    importing("customer", "name,phone,email\nAda,0532 123 45 67,a@b.com\n")
    importing("lead", "name,email\nAli,a@b.com\n")
    text = (
        "recipient,channel,state,date,source\n5321234567,MESAJ,1,2026-01-05,x\nA@B.com,EPOSTA,0,,\n"
        "new@b.com,EPOSTA,1,,\nhiç,ARAMA,1,,\n"
    )
    done = importing("consent", text, rejects=True)
    assert done.counts == {"new": 3, "rejected": 1}
    assert done.reasons == [
        (5, '"hiç" is neither a phone number nor an e-mail address nor anybody\'s number')
    ]
    said = look("SELECT customer_id, contact_id, lead_id, channel, state FROM consent ORDER BY id")
    assert said == [
        (1, None, None, "sms", "given"),
        (1, None, None, "email", "refused"),
        (None, None, 1, "email", "refused"),
        (None, 1, None, "email", "given"),
    ]
    assert look("SELECT name, email FROM contact") == [("new@b.com", "new@b.com")]
    assert importing("consent", text.replace("hiç,ARAMA,1,,\n", "")).counts == {"unchanged": 3}


def test_further_addresses_are_kept_one_of_a_kind(importing: Importer, look: Look) -> None:
    maps = ("home street=home.address", "home city=home.city", "ship city=delivery.city")
    header = "id,name,city,home street,home city,ship city\n"
    importing("contact", f"{header}1,Ada,İzmir,Gül Sok. 1,Bursa,\n2,Ali,,,,Van\n", maps=maps)
    query = "SELECT kind, address, city, contact_id FROM address ORDER BY contact_id"
    assert look(query) == [("home", "Gül Sok. 1", "Bursa", 1), ("delivery", None, "Van", 2)]
    importing("contact", f"{header}1,Ada,,,Ankara,\n", maps=maps)
    assert look(query)[0] == ("home", "Gül Sok. 1", "Ankara", 1)
    assert len(look(query)) == 2


def test_declared_custom_fields_are_stored_in_their_form(
    importing: Importer, look: Look, store: Store
) -> None:
    with writing(store) as db:
        add_field(db, AddField("customer", "Segment", "choice", choices=("A", "B")))
    with writing(store) as db:
        add_field(db, AddField("customer", "Since when", "date"))
    maps = ("seg=custom:segment", "when=custom:Since when", "x=custom:Else")
    done = importing("customer", "name,seg,when,x\nAda,b,5.1.2026,1\nAli,C,,\n", maps=maps, rejects=True)
    assert done.counts == {"new": 1, "rejected": 1}
    assert 'Segment: "C" is not one of A, B' in done.reasons[0][1]
    assert look("SELECT custom FROM customer") == [
        ('{"Else": "1", "Segment": "B", "Since when": "2026-01-05"}',)
    ]


def test_net_and_tax_of_an_order_are_amounts_in_its_currency(importing: Importer, look: Look) -> None:
    importing("order", "order number,currency,ara toplam,kdv,genel toplam\n1,EUR,100,20,120\n")
    assert look("SELECT net_minor, tax_minor, total_minor, currency FROM sales_order") == [
        (10000, 2000, 12000, "EUR")
    ]
    assert importing("order", "order number,kdv,currency\n1,20,EUR\n").counts == {"unchanged": 1}


def test_values_that_are_none_are_counted_with_their_lines(importing: Importer) -> None:
    rows = "".join(f"{number},Ada {number},x{number},12\n" for number in range(7))
    done = importing("customer", f"id,name,email,phone\n{rows}8,Ali,a@b.com,0532 123 45 67\n")
    assert (
        "7 rows have an e-mail address that is none, kept as text: lines 2, 3, 4, 5, 6 ..."
        in done.result.notes
    )
    assert (
        "7 rows have a phone number that is none, kept as text: lines 2, 3, 4, 5, 6 ..." in done.result.notes
    )


def test_the_lira_of_before_2005_is_not_taken_for_todays(importing: Importer, look: Look) -> None:
    header = "order number,date,total,currency\n"
    done = importing("order", f"{header}1,2026-01-05,5,TRL\n2,2004-12-31,5000000,TRL\n", rejects=True)
    ((line, reason),) = done.reasons
    assert (line, reason.partition(":")[0]) == (3, '"TRL" on 2004-12-31 is the old lira, a million to one')
    assert (
        "1 row says TRL: taken as TRY, one to one (the lira of before 2005 would be a millionth)"
        in done.result.notes
    )
    assert look("SELECT total_minor, currency FROM sales_order") == [(500, "TRY")]


def test_records_are_found_by_our_own_numbers_when_told(importing: Importer, look: Look) -> None:
    importing("customer", "name\nAda\nAli\n")
    importing(
        "customer", "number,name,city\nC-2,Ali Can,Van\n", maps=("number=own_number",), key=("own_number",)
    )
    assert look("SELECT name, city FROM customer ORDER BY id") == [("Ada", None), ("Ali Can", "Van")]
    with pytest.raises(Refused, match='no customer has the number "C-9"'):
        importing("customer", "number,name\nC-9,Bir\n", maps=("number=own_number",), key=("own_number",))

"""Texts with fields in braces: what is in a value is never looked at again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.campaigns.message import as_message, as_text
from crmcli.domain.campaigns.render import Render, render
from crmcli.domain.campaigns.template import FIELDS, filled, pieces
from crmcli.errors import NotFound, Refused, UsageError
from tests.support.making import add
from tests.support.market import TODAY, bought, customer, fill, launch, plan, writing


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Merhaba {name}!", "Merhaba Işık!"),
        ("{{name}}", "{name}"),
        ("{first_name|dostum}", "dostum"),
        ("{first_name|}", ""),
        ("{ Name }", "Işık"),
        ("{custom.x}", "{name}"),
        ("a}}b{{c", "a}b{c"),
        ("", ""),
    ],
)
def test_fields_stand_where_their_braces_were(template: str, said: str) -> None:
    assert filled(pieces(template), {"name": "Işık", "custom.x": "{name}"}, None) == (said, [])


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ("Merhaba\n  {nmae}", "line 2, column 3: there is no field {nmae}"),
        ("a { b", "line 1, column 3: a { without its }"),
        ("a } b", "line 1, column 3: a } without its {"),
        ("{a{name}}", "line 1, column 1: a { without its }"),
        ("{na\nme}", "line 1, column 1"),
        ("{custom.}", "no field"),
    ],
)
def test_a_text_that_can_not_be_read_names_the_place(template: str, place: str) -> None:
    with pytest.raises(UsageError) as error:
        pieces(template)
    assert place in error.value.message


@given(st.text(max_size=60), st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=30)))
def test_no_value_is_expanded_and_no_brace_is_lost(text: str, values: dict[str, str]) -> None:
    escaped = text.replace("{", "{{").replace("}", "}}")
    assert filled(pieces(escaped), values, None) == (text, [])
    for name, value in values.items():
        made, missing = filled(pieces(f"<{{{name}}}>"), values, None)
        assert made == f"<{value}>"
        assert missing == ([] if value else [name])


def texts(store: Store, **more: Any) -> Any:
    with store.reading() as db:
        return render(db, Render("CA-1", TODAY, **more))


def test_each_member_gets_the_text_with_its_own_values(store: Store) -> None:
    with writing(store) as db:
        first = customer(db, "{name} {{x}} [b]\u202e", custom='{"sektör": "{city}"}')
        bought(db, first, 1_234_50, "2026-11-10")
    body = "{name}|{city}|{last_order}|{orders}|{spent}|{custom.sektör}|{number}|{company_name}|{campaign}"
    plan(store, body=body, subject="Merhaba  {name}")
    launch(store)
    row = texts(store, locale="tr").rows[0]
    assert (
        row.text
        == "{name} {{x}} [b]\u202e|İzmir|10.11.2026|1|₺1.234,50|{city}|C-1|{name} {{x}} [b]\u202e|Geri gel"
    )
    assert row.subject == "Merhaba {name} {{x}} [b]\u202e"
    assert row.file == "CA-1-C-1"
    assert as_text(row) == f"{row.subject}\n\n{row.text}\n"
    assert texts(store, locale="tr") == texts(store, locale="tr")


def test_a_first_name_is_a_persons_or_that_of_the_main_contact(store: Store) -> None:
    numbers = fill(store, 2)
    with writing(store) as db:
        db.update("customer", numbers[0], {"kind": "person", "name": "Ayşe Nur Öz"})
    add(store, "contact", "Ali Demir", customer=f"C-{numbers[1]}")
    plan(store, body="{first_name}/{last_name}/{company_name|-}/{contact|-}")
    launch(store)
    assert [row.text for row in texts(store).rows] == ["Ayşe/Öz/-/-", "Ali/Demir/Müşteri 1/Ali Demir"]


def test_a_missing_field_refuses_all_texts_unless_told_otherwise(store: Store) -> None:
    fill(store, 3)
    with writing(store) as db:
        db.update("customer", 2, {"phone": "0532 123 45 67"})
    plan(store, body="{name}: {phone}")
    launch(store)
    with pytest.raises(
        Refused, match="2 of 3 members lack a field of the text: C-1 has no phone; C-3"
    ) as error:
        texts(store)
    assert error.value.details == [
        {"who": "C-1", "missing": ["phone"]},
        {"who": "C-3", "missing": ["phone"]},
    ]
    assert texts(store, missing="?").rows[0].text == "Müşteri 0: ?"
    skipped = texts(store, skip=True)
    assert [row.id for row in skipped.rows] == ["C-2"]
    assert skipped.notes == ("C-1 left out: no phone", "C-3 left out: no phone")


def test_who_takes_consent_back_after_the_launch_is_not_written_to(store: Store) -> None:
    fill(store, 2)
    plan(store, body="{name}")
    launch(store)
    with writing(store) as db:
        said = {"channel": "email", "purpose": "marketing", "state": "withdrawn", "decided_on": "2026-11-20"}
        db.insert("consent", {**said, "customer_id": 1})
    found = texts(store)
    assert [row.id for row in found.rows] == ["C-2"]
    assert found.notes == ("C-1 left out: said no to email (marketing)",)


def test_a_campaign_without_text_or_members_has_none(store: Store) -> None:
    fill(store, 1)
    plan(store)
    with pytest.raises(NotFound, match="has no text"):
        texts(store)
    plan(store, "İkinci", body="x")
    with store.reading() as db, pytest.raises(NotFound, match="nobody is reached by CA-2"):
        render(db, Render("CA-2", TODAY))


def test_a_message_is_one_whatever_the_name_holds(store: Store) -> None:
    from email import message_from_bytes
    from email.policy import default

    with writing(store) as db:
        customer(db, 'A"<x@y.example>\r\nBcc: all@example.org', email="ali@demir.com")
    plan(store, body="{name}\n\n.\nİyi günler", subject="{name}")
    launch(store)
    row = texts(store).rows[0]
    message = message_from_bytes(as_message(row), policy=default)
    assert [address.addr_spec for address in message["To"].addresses] == ["ali@demir.com"]
    assert message["Bcc"] is None
    assert message.get_content().replace("\r\n", "\n") == row.text.replace("\r\n", "\n") + "\n"
    assert as_message(row) == as_message(row)
    assert message["Date"] is None

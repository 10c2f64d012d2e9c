"""``crm contact``, ``tag`` and ``find`` as a person types them."""

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal


@pytest.fixture
def people(crm: Program) -> Program:
    """A customer with two contacts."""
    crm.inprocess("customer", "add", "Işık Mobilya", "--city", "İzmir", "--phone", "0532 123 45 67").checked()
    crm.inprocess("contact", "add", "Ali Demir", "--customer", "isik", "--role", "buyer").checked()
    crm.inprocess("contact", "add", "Can Su", "--phone", "0533 111 22 33").checked()
    return crm


def test_a_contact_is_linked_made_primary_and_leaves(people: Program) -> None:
    people.inprocess("contact", "link", "can", "isik", "--role", "owner", "--primary").checked()
    people.inprocess("contact", "leave", "ali", "isik", "--until", "31.10.2026").checked()
    shown = people.inprocess("contact", "show", "P-1", "--format", "json").json()
    assert [(line["id"], line["role"], line["until"], line["primary"]) for line in shown["customers"]] == [
        ("C-1", "buyer", "2026-10-31", False)
    ]
    rows = people.inprocess("contact", "list", "--customer", "isik").tsv()
    assert [(row["name"], row["customers"]) for row in rows] == [
        ("Ali Demir", ""),
        ("Can Su", "Işık Mobilya"),
    ]


def test_a_role_without_a_customer_shows_the_way(people: Program) -> None:
    result = people.inprocess("contact", "add", "Ece", "--role", "buyer")
    assert result.code == 2
    assert "role is of a contact at a customer" in result.stderr


@pytest.mark.parametrize("text", ["isik", "ISIK", "IŞIK", "ışık", "Işık", "0 532 123 45 67", "C-1"])
def test_the_customer_is_found_however_it_is_written(people: Program, text: str) -> None:
    for words in (("find", text, "--in", "customers"), ("customer", "find", text)):
        assert people.inprocess(*words, "--format", "ids").checked().stdout == "C-1\n"
    assert people.inprocess("customer", "show", text).code == 0


def test_what_is_found_says_why(people: Program) -> None:
    assert people.inprocess("find", "05321234567").stdout == (
        "id\tkind\tname\tabout\tmatched\texcerpt\n"
        "C-1\tcustomer\tIşık Mobilya\tİzmir\tphone 0532 123 45 67\t\n"
    )
    shown = Terminal(people)("find", "demir").stdout
    assert "Ali Demir" in shown
    assert "Işık Mobilya" in shown


def test_nothing_found_is_no_failure(people: Program) -> None:
    result = people.inprocess("find", "zed")
    assert (result.code, result.stdout) == (0, "id\tkind\tname\tabout\tmatched\texcerpt\n")
    assert 'nothing answers to "zed"' in Terminal(people)("find", "zed").stdout


def test_tags_go_on_and_come_off_records_of_any_kind(people: Program) -> None:
    people.inprocess("tag", "add", "önemli", "C-1", "P-1").checked()
    people.inprocess("tag", "add", "aday", "--where", "name~su", "--on", "contacts", "--yes").checked()
    assert people.inprocess("tag", "list").stdout == (
        "name\tcustomers\tcontacts\tleads\topportunities\naday\t0\t1\t0\t0\nönemli\t1\t1\t0\t0\n"
    )
    assert people.inprocess("customer", "list", "--where", "tag=ONEMLI", "--format", "ids").stdout == "C-1\n"
    people.inprocess("tag", "rename", "ONEMLI", "vip").checked()
    people.inprocess("tag", "remove", "vip", "C-1", "P-1").checked()
    assert [row["name"] for row in people.inprocess("tag", "list").tsv()] == ["aday"]
    wrong = people.inprocess("tag", "add", "x", "U-1", "--on", "users")
    assert wrong.code == 2
    assert "hint: --on customers" in wrong.stderr

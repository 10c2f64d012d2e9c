"""``crm log`` and ``crm activity``: the shortest way from a call to what everybody sees."""

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal


@pytest.fixture
def shop(crm: Program) -> Program:
    """A customer with a contact and an opportunity."""
    crm.inprocess("customer", "add", "Işık Mobilya", "--phone", "0532 123 45 67").checked()
    crm.inprocess("contact", "add", "Ali Demir", "--customer", "C-1").checked()
    crm.inprocess("opportunity", "add", "Showroom", "--customer", "C-1").checked()
    return crm


def test_a_call_is_logged_by_the_number_that_rang(shop: Program) -> None:
    words = ("log", "call", "0 (532) 123-45-67", "asked for an offer", "--minutes", "12", "--in")
    result = shop.inprocess(*words)
    assert (result.code, result.stderr) == (0, "")
    assert result.stdout == "id\tname\tstatus\tchanges\treason\nA-1\tasked for an offer\tadded\t\t\n"
    row = shop.inprocess("activity", "list", "--format", "json").json()[0]
    assert (row["kind"], row["direction"], row["minutes"], row["who"]) == ("call", "in", 12, "Işık Mobilya")


def test_a_person_reads_with_whom_it_was(shop: Program) -> None:
    shown = Terminal(shop)("log", "visit", "ali", "measured the room").stdout
    assert "Logged A-1: visit with P-1 Ali Demir, C-1 Işık Mobilya" in shown


@pytest.mark.parametrize("kind", ["call", "email", "meeting", "visit", "message", "note"])
def test_every_kind_is_a_command(shop: Program, kind: str) -> None:
    shop.inprocess("log", kind, "O-1", "-", "--at", "dün 14:30", input="first\nsecond").checked()
    shown = shop.inprocess("activity", "show", "A-1", "--format", "json").json()
    assert (shown["kind"], shown["at"], shown["subject"], shown["body"]) == (
        kind,
        "2026-11-20T14:30:00Z",
        "first",
        "second",
    )
    assert (shown["customer"], shown["opportunity"]) == ("C-1", "O-1")


def test_branch_and_user_come_from_the_settings(shop: Program) -> None:
    shop.inprocess("user", "add", "Ayşe Yılmaz").checked()
    shop(
        "log", "call", "C-1", "x", env={"CRMCLI_BRANCH": "Kadıköy", "CRMCLI_USER": "ayşe yılmaz"}, check=True
    )
    row = shop.inprocess("activity", "list", "--format", "json").json()[0]
    assert (row["branch"], row["user"]) == ("Kadıköy", "Ayşe Yılmaz")


def test_times_are_local_where_they_are_typed_and_utc_where_they_are_stored(shop: Program) -> None:
    shop("log", "call", "C-1", "x", "--at", "10:00", env={"CRMCLI_ZONE": "Europe/Istanbul"}, check=True)
    assert shop.inprocess("activity", "list", "--format", "json").json()[0]["at"] == "2026-11-21T07:00:00Z"


def test_several_who_answer_are_named_with_exit_4(shop: Program) -> None:
    shop.inprocess("customer", "add", "Ali Mobilya").checked()
    result = shop.inprocess("log", "call", "ali", "x")
    assert (result.code, result.stdout) == (4, "")
    assert result.stderr == (
        'crm: "ali" may be any of C-2 Ali Mobilya, P-1 Ali Demir\nhint: name one by its number, C-2\n'
    )


def test_in_and_out_exclude_each_other(shop: Program) -> None:
    assert shop.inprocess("log", "call", "C-1", "x", "--in", "--out").code == 2
    assert shop.inprocess("activity", "list", "--format", "ids").stdout == ""


def test_what_was_logged_is_put_right(shop: Program) -> None:
    shop.inprocess("log", "call", "C-1", "x").checked()
    words = ("activity", "edit", "A-1", "--at", "yesterday 9:15", "--kind", "toplantı", "--minutes", "25")
    changes = shop.inprocess(*words, "--format", "json").checked().json()["items"][0]["changes"]
    assert changes["at"]["new"] == "2026-11-20T09:15:00Z"
    assert changes["kind"] == {"old": "call", "new": "meeting"}
    assert changes["minutes"] == {"old": None, "new": 25}

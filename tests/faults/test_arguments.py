"""What a person may type: stored as it is, or refused with a reason; never a traceback, never half."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.business import contents
from tests.support.program import Program, Result, environment


def names(crm: Program) -> list[str]:
    rows = crm.inprocess("customer", "list", "--format", "json").checked().json()
    return sorted(row["name"] for row in rows)


def refused(result: Result, code: int) -> str:
    assert result.code == code, result.stderr
    assert result.stdout == ""
    assert "fault of crmcli" not in result.stderr
    return result.stderr.splitlines()[0]


LITERAL = [
    "Robert'); DROP TABLE customer;--",
    '"; SELECT * FROM customer',
    "Smith [/] Sons",
    "%(name)s {name} %s ${HOME} `id` $(id)",
    "O'Brien & Söhne",
    "C-1",
    "null",
    "NULL",
    "--",
    "a" * 10_000,
]


@pytest.mark.parametrize("name", LITERAL, ids=range(len(LITERAL)))
def test_awkward_text_is_stored_literally(crm_local: Program, name: str) -> None:
    crm_local.inprocess("customer", "add", "--", name).checked()
    assert names(crm_local) == [name]


@pytest.mark.parametrize("name", ["-rf", "--help", "-", "--name=x", "-1"])
def test_a_name_that_begins_with_a_dash_is_taken_behind_two_dashes(crm: Program, name: str) -> None:
    crm.inprocess("customer", "add", "--", name).checked()
    assert names(crm) == [name]


@pytest.mark.parametrize("name", ["", " ", "\t", "\u3000", "\u00a0"])
def test_an_empty_name_is_refused_and_no_row_is_made(crm_local: Program, name: str) -> None:
    refused(crm_local.inprocess("customer", "add", name), 1)
    assert names(crm_local) == []


@pytest.mark.parametrize("character", ["\n", "\t", "\x1b", "\x7f", "\x9b", "\x00", "\r"])
def test_a_control_character_in_a_name_is_refused_and_named(crm_local: Program, character: str) -> None:
    error = refused(crm_local.inprocess("customer", "add", f"a{character}b"), 1)
    assert f"U+{ord(character):04X}" in error
    assert character == "\n" or character not in error
    assert names(crm_local) == []


def test_a_longer_name_than_the_limit_is_refused(crm_local: Program) -> None:
    error = refused(crm_local.inprocess("customer", "add", "a" * 10_001), 1)
    assert "10,001 characters, the limit is 10,000" in error
    assert len(error) < 200


PLACES = [
    ("customer", "add", b"a\xffb"),
    ("customer", "add", b"x", b"--phone", b"\xff"),
    ("customer", "add", b"x", b"--note", b"\xc3"),
    ("customer", "show", b"\xff"),
    ("customer", "list", b"--where", b"name=\xff"),
    ("find", b"\xff"),
    ("log", "call", "C-1", b"\xff"),
    ("import", "customers", b"\xff.csv"),
    ("customer", "list", b"--\xff"),
    (b"\xff",),
    ("--db", b"\xff.db", "customer", "add", "x"),
    ("--user", b"\xff", "customer", "add", "x"),
]


@pytest.mark.parametrize("words", PLACES, ids=lambda words: " ".join(str(word) for word in words))
def test_a_byte_that_is_no_utf_8_ends_in_a_line_and_stores_nothing_wrong(
    crm: Program, tmp_path: Path, words: tuple[str | bytes, ...]
) -> None:
    crm.inprocess("customer", "add", "Önce").checked()
    before = contents(crm.url)
    command: list[str | bytes] = [sys.executable, "-m", "crmcli", *words]
    ended = subprocess.run(
        command,
        capture_output=True,
        check=False,
        env=environment(crm.environment()),
        cwd=tmp_path,
        timeout=60,
    )
    errors = ended.stderr.decode("utf-8", "strict")
    assert "Traceback" not in errors
    assert "fault of crmcli" not in errors
    assert ended.returncode != 0 or b".db" in words[1]
    assert contents(crm.url) == before


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("5" * 200, 2),
        ("CALL ME", 2),
        ("", 0),
        ("0532 123 45 67", 0),
        ("+90 532 123 45 67 dahili 12", 0),
        ("1", 2),
    ],
)
def test_a_phone_that_is_none_is_refused_with_the_way_to_write_one(
    crm: Program, phone: str, code: int
) -> None:
    result = crm.inprocess("customer", "add", "Işık", "--phone", phone)
    if code:
        assert "is no phone number" in refused(result, code)
        assert "0532 123 45 67" in result.stderr
    assert result.code in (code, 1 if not phone else code)
    assert names(crm) == ([] if result.code else ["Işık"])


@pytest.mark.parametrize(
    "ref", ["abc", "C-", "C-0", "C-99999999999999999999999", "C-999999999999999999", "C-1.5", "%", "'", "-5"]
)
def test_what_names_no_record_is_not_found_or_no_reference(crm: Program, ref: str) -> None:
    crm.inprocess("customer", "add", "Işık").checked()
    for words in (
        ("customer", "show"),
        ("customer", "delete", "--yes"),
        ("customer", "timeline"),
        ("history",),
    ):
        result = crm.inprocess(*words, "--", ref)
        assert result.code in (2, 3), (words, result)
        assert "fault of crmcli" not in result.stderr
    assert names(crm) == ["Işık"]


@pytest.mark.parametrize("number", ["9223372036854775808", "99999999999999999999", "-1", "1e5", "½", "٣"])
def test_a_number_that_is_too_large_or_none_is_refused_in_words(crm: Program, number: str) -> None:
    crm.inprocess("customer", "add", "Işık").checked()
    before = contents(crm.url)
    lines = (
        ("undo", number),
        ("customer", "list", "--limit", number),
        ("opportunity", "add", "Büyük", "--customer", "C-1", "--amount", f"{number} TRY"),
        ("log", "call", "C-1", "x", "--minutes", number),
    )
    for words in lines:
        result = crm.inprocess("--" if words[0] == "never" else words[0], *words[1:])
        assert "fault of crmcli" not in result.stderr, words
        assert "Traceback" not in result.stderr, words
        if result.code:
            assert result.stderr.splitlines()[0].startswith("crm: ")
    assert contents(crm.url)["customer"] == before["customer"]


def test_a_second_customer_with_the_same_e_mail_is_refused_and_the_first_is_named(crm: Program) -> None:
    crm.inprocess("customer", "add", "Birinci", "--email", "Ayse@Ornek.example").checked()
    error = refused(crm.inprocess("customer", "add", "İkinci", "--email", "ayse@ornek.EXAMPLE"), 4)
    assert "C-1" in error
    assert names(crm) == ["Birinci"]
    crm.inprocess("customer", "add", "İkinci", "--email", "ayse@ornek.example", "--force").checked()
    assert names(crm) == ["Birinci", "İkinci"]

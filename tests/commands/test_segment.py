"""``crm segment`` and bulk work by filters and by ids on standard input."""

import re

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal


@pytest.fixture
def town(crm: Program) -> Program:
    for name, city in (("Ada", "İzmir"), ("Deniz", "izmir"), ("Can", "Bursa")):
        crm.inprocess("customer", "add", name, "--city", city).checked()
    crm.inprocess("user", "add", "Ayşe").checked()
    return crm


def test_a_segment_is_saved_shown_frozen_compared_and_undone(town: Program) -> None:
    saved = town.inprocess(
        "segment", "save", "İzmir", "--where", "city=izmir", "--where", "orders=0"
    ).checked()
    assert "2 customers now" in saved.stderr
    rows = town.inprocess("segment", "list", "--format", "json").checked().json()
    assert [(row["name"], row["size"], row["filter"]) for row in rows] == [
        ("İzmir", 2, "(city=izmir) and (orders=0)")
    ]
    assert town.inprocess("segment", "show", "izmir", "--format", "ids").checked().stdout == "C-1\nC-2\n"
    town.inprocess("segment", "freeze", "izmir", "--label", "once").checked()
    town.inprocess("customer", "edit", "C-3", "--city", "İzmir").checked()
    found = town.inprocess("segment", "diff", "izmir", "once").checked()
    assert found.stdout == "change\tid\tname\njoined\tC-3\tCan\n"
    assert "1 joined, 0 left, 2 stayed" in found.stderr
    listed = town.inprocess("customer", "list", "--where", "in segment izmir frozen once", "--format", "ids")
    assert listed.checked().stdout == "C-1\nC-2\n"
    town.inprocess("segment", "save", "All", "--where", "orders=0").checked()
    both = town.inprocess("segment", "overlap", "izmir", "all", "--members", "--format", "ids")
    assert both.checked().stdout == "C-1\nC-2\nC-3\n"
    town.inprocess("segment", "delete", "izmir").checked()
    town.inprocess("undo").checked()
    assert len(town.inprocess("segment", "snapshots", "izmir", "--format", "json").checked().json()) == 1


def test_the_journal_keeps_no_filter(town: Program) -> None:
    town.inprocess("segment", "save", "Gizli", "--where", "name = Ada").checked()
    told = town.inprocess("history", "--format", "json").checked().stdout
    assert "Gizli" not in told
    assert "added SG-1" in told


def test_a_dry_run_of_a_segment_keeps_nothing(town: Program) -> None:
    result = town.inprocess("segment", "save", "X", "--where", "city=izmir", "--dry-run").checked()
    assert "X: 2 customers now" in result.stderr
    assert town.inprocess("segment", "list", "--format", "ids").stdout == ""


def test_relative_days_count_from_today_and_from_as_of(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    crm_local.inprocess("order", "add", "C-1", "--total", "5 TL", "--on", "2026-05-20").checked()
    asked = ("customer", "list", "--where", "last_order < 180 days ago", "--format", "ids")
    assert crm_local.inprocess(*asked).checked().stdout == "C-1\n"
    assert crm_local.inprocess(*asked, "--as-of", "2026-06-01").checked().stdout == ""
    crm_local.inprocess("activity", "list", "--where", "at >= last month").checked()


def test_an_error_names_the_column_and_the_nearest_field(town: Program) -> None:
    result = town.inprocess("customer", "list", "--where", "city = x and citty = y")
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr == (
        'crm: customers have no field "citty" (column 14)\n'
        "     city = x and citty = y\n"
        "                  ^\n"
        "hint: did you mean city?\n"
    )
    told = town.inprocess("customer", "list", "--where", "citty = y", "--format", "json").stderr
    assert '"details": {"where": "citty = y", "column": 1}' in told


def test_ids_on_standard_input_have_one_result_line_each_in_their_order(town: Program) -> None:
    lines = '{"id": "C-3", "name": "Can"}\n\nC-9\nid\nC-1\tAda\n'
    for words in (
        ("customer", "assign", "-", "--to", "ayşe"),
        ("tag", "add", "vip", "-"),
        ("customer", "edit", "-", "--set", "source=fuar"),
    ):
        dry = town.inprocess(*words, "--dry-run", input=lines)
        result = town.inprocess(*words, input=lines)
        assert dry.code == result.code == 5
        rows = [line.split("\t") for line in result.stdout.splitlines()[1:]]
        assert [(row[0], row[2]) for row in rows] == [
            ("C-3", "changed"),
            ("", "failed"),
            ("", "failed"),
            ("C-1", "changed"),
        ]
        assert dry.stdout == result.stdout
    listed = town.inprocess(
        "customer", "list", "--where", "owner=ayşe and tag=vip and source=fuar", "--format", "ids"
    )
    assert listed.stdout == "C-1\nC-3\n"


@pytest.mark.parametrize("noun", ["customer", "contact", "lead", "opportunity"])
def test_records_are_given_to_one_of_us_by_a_condition(crm_local: Program, noun: str) -> None:
    crm_local.inprocess("user", "add", "Ayşe").checked()
    for name in ("Bir", "İki", "Üç"):
        crm_local.inprocess(noun, "add", name).checked()
    words = (noun, "assign", "--owner", "ayşe", "--where", "name in (bir, iki)")
    assert "add --yes" in crm_local.inprocess(*words).checked(2).stderr
    crm_local.inprocess(*words, "--yes").checked()
    prefix = {"customer": "C", "contact": "P", "lead": "L", "opportunity": "O"}[noun]
    mine = crm_local.inprocess(noun, "list", "--where", "owner=ayşe", "--format", "ids").checked().stdout
    assert sorted(mine.split()) == [f"{prefix}-1", f"{prefix}-2"]
    crm_local.inprocess(noun, "assign", f"{prefix}-1", "--to", "").checked()
    rest = crm_local.inprocess(noun, "list", "--where", "owner is empty", "--format", "ids").checked().stdout
    assert sorted(rest.split()) == [f"{prefix}-1", f"{prefix}-3"]


def test_segments_are_imported_and_exported(crm_local: Program, tmp_path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    file = tmp_path / "s.csv"
    file.write_text("name,noun,filter\nİzmir,customers,city=izmir\nBozuk,customer,(city=\n", "utf-8")
    refused = crm_local.inprocess("import", "segments", str(file))
    assert refused.code == 1
    assert 'the bracket "(" is not closed (column 1)' in refused.stderr
    crm_local.inprocess("import", "segments", str(file), "--rejects", str(tmp_path / "r.csv")).checked(5)
    rows = crm_local.inprocess("export", "segments", "--format", "json").checked().json()
    assert [(row["name"], row["noun"], row["filter"]) for row in rows] == [
        ("İzmir", "customer", "city=izmir")
    ]


def test_the_list_of_segments_fits_a_terminal(tty_local: Terminal) -> None:
    program = tty_local.program
    program.inprocess(
        "segment", "save", "Uyuyanlar", "--where", "last_order < 180 gün önce and orders > 0"
    ).checked()
    shown = re.sub(r"\x1b\[[0-9;]*m", "", tty_local("segment", "list").stdout)
    assert "Uyuyanlar" in shown
    assert max(map(len, shown.splitlines())) <= 80

"""An import that is refused says no number it can't keep, and a dry run of it what was found out."""

from pathlib import Path

import pytest

from tests.support.program import Program

HEAD = "number,date,customer,total\n"
ODD = f"{HEAD}F1,2026-11-01,Ada,10.00\nF2,2026-11-01,Nobody,10.00\nF3,bad,Ada,1.50\n"


@pytest.fixture
def shop(crm_local: Program) -> Program:
    """A store with the one customer Ada."""
    crm_local.inprocess("customer", "add", "Ada").checked()
    return crm_local


def test_rows_the_store_was_not_asked_of_are_not_promised(shop: Program, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(ODD)
    said = shop.inprocess("import", "orders", tmp_path / "o.csv").checked(1).stderr
    assert "to import the rows that fit" in " ".join(said.split())


def test_a_refused_dry_run_tells_how_the_file_was_read_and_every_row(shop: Program, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(f"{ODD}F4,no,Ada,1\nF5,none,Ada,1\n")
    said = shop.inprocess("import", "orders", tmp_path / "o.csv", "--dry-run").checked(1).stderr
    for part in ("read as UTF-8", "columns: number -> number", "line 3", "line 4", "line 5", "line 6"):
        assert part in said
    assert "nothing would be imported: 4 rows don't fit" in said
    assert "to import the other 1" in said


def test_the_decimal_mark_offered_first_is_the_one_used_before(shop: Program, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(f'{HEAD}F1,2026-11-01,Ada,10.00\nF2,2026-11-01,Ada,"1,5"\n')
    said = shop.inprocess("import", "orders", tmp_path / "o.csv").checked(1).stderr
    assert "--decimal . (or ,)" in said


def test_an_empty_part_of_the_day_says_nothing_of_the_others(shop: Program) -> None:
    shop.inprocess("task", "add", "Ring", "--due", "2020-01-01")
    assert "no payment is late" in shop.inprocess("today", "payments", "--format", "table").stderr

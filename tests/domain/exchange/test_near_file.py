"""A file that is not there: the one that was meant is named, or what its folder has to import."""

from pathlib import Path

import pytest

from crmcli.domain.exchange.near_file import hint_for
from tests.support.program import Program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("müşteriler.csv", "orders.csv", "orders.xlsx", ".gizli.csv", "notes.md", "a\x1b[31mb.csv"):
        (tmp_path / name).touch()
    (tmp_path / "customers.csv").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("musteriler.csv", "müşteriler.csv"), ("order.csv", "orders.csv"), ("orders.xls", "orders.csv")],
)
def test_a_name_with_a_slip_in_it_names_the_file_that_is_there(folder: Path, typed: str, meant: str) -> None:
    assert hint_for(folder / typed) == f"did you mean {folder / meant}?".replace(
        str(folder / "müşteriler.csv"), f"'{folder / 'müşteriler.csv'}'"
    )


def test_a_name_like_none_tells_what_the_folder_has_to_import(folder: Path) -> None:
    assert hint_for(folder / "zzz.csv") == f"{folder} has müşteriler.csv, orders.csv, orders.xlsx"


def test_a_file_whose_name_can_not_be_printed_is_not_named(folder: Path) -> None:
    assert "\x1b" not in (hint_for(folder / "a31mb.csv") or "")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert hint_for(tmp_path / "none" / "a.csv") == f"there is no folder {tmp_path / 'none'} either"


def test_an_empty_folder_says_nothing(tmp_path: Path) -> None:
    assert hint_for(tmp_path / "a.csv") is None


def test_an_import_of_a_file_that_is_not_there_says_which_is(crm_local: Program, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("name\nBir\n", encoding="utf-8")
    refused = crm_local("import", "customers", tmp_path / "custmers.csv")
    assert refused.code == 3
    assert f"hint: did you mean {tmp_path / 'customers.csv'}?" in refused.stderr
    whole = crm_local("import", "all", tmp_path / "custmers.json")
    assert "customers.csv" in whole.stderr

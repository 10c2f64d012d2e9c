"""Which file an export writes: told by the ending of its name, and told when there is none like it."""

from pathlib import Path

import pytest

from tests.support.program import Program


@pytest.fixture
def shop(crm_local: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A store with two customers, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("Ada", "acme.com"):
        crm_local.inprocess("customer", "add", name).checked()
    return crm_local


@pytest.mark.parametrize("name", ["list.pdf", "kişiler.docx", "x.xls"])
def test_a_file_that_cannot_be_written_is_told_with_those_that_can(shop: Program, name: str) -> None:
    result = shop.inprocess("export", "customers", name).checked(3)
    assert result.stderr == (
        f'crm: no customer answers to "{name}", and no file ends so\n'
        "hint: a file ends in .csv, .tsv, .json, .jsonl, .md, .xlsx, .vcf, .html, .eml\n"
    )
    assert result.stdout == ""


def test_a_customer_whose_name_looks_like_a_file_is_a_customer(shop: Program) -> None:
    (row,) = shop.inprocess("export", "customers", "acme.com").checked().tsv()
    assert row["number"] == "C-2"


def test_a_record_that_is_not_there_is_no_matter_of_files(shop: Program) -> None:
    assert shop.inprocess("export", "customers", "acme.com", "C-9").checked(3).stderr == (
        "crm: no customer has number C-9\nhint: crm customer list\n"
    )


@pytest.mark.parametrize("words", [("store.csv",), ("--output", "store.xlsx"), ("STORE.VCF",)])
def test_a_whole_store_is_no_table(shop: Program, words: tuple[str, ...]) -> None:
    result = shop.inprocess("export", "all", *words).checked(2)
    ending = Path(words[-1]).suffix.lower()
    assert result.stderr == f"crm: a whole store is no {ending} file\nhint: crm export all store.jsonl\n"
    assert not list(Path().glob("[sS]*.[cxV]*"))

"""``crm export`` from the command line: what it writes where, in which format, and what it refuses."""

import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from crmcli.commands.export import FORMAT_OF, PARTIES, PLURALS
from crmcli.domain.export.columns import EXPORTED, OWNERS
from crmcli.output import _SUFFIXES
from tests.support.program import Program
from tests.support.terminal import Terminal

HEADER = (
    "number\texternal_id\tname\tkind\tparent\towner\treferrer\tbranch\temail\tphone\ttax_number\ttax_office\t"
    "website\tindustry\taddress\tcity\tdistrict\tregion\tpostal_code\tcountry\tsource\tnote\ttags\tcreated_on\t"
    "cadence_days"
)


@pytest.fixture
def shop(crm: Program) -> Program:
    """Three customers, one a person, and a contact."""
    crm.inprocess("customer", "add", "Işık Mobilya", "--phone", "0532 111 22 33", "--tag", "vip").checked()
    crm.inprocess("customer", "add", "=1+1", "--city", "İzmir", "--note", "a\nb").checked()
    crm.inprocess("customer", "add", "Ali Veli", "--person", "--city", "İzmir").checked()
    crm.inprocess("contact", "add", "Selin Işık", "--customer", "C-1", "--email", "s@isik.example").checked()
    return crm


def test_all_records_come_as_tsv_with_a_header_of_fields(shop: Program) -> None:
    lines = shop.inprocess("export", "customers").checked().lines
    assert lines[0] == HEADER
    assert [line.split("\t")[:4] for line in lines[1:]] == [
        ["C-1", "", "Işık Mobilya", "organisation"],
        ["C-2", "", "=1+1", "organisation"],
        ["C-3", "", "Ali Veli", "person"],
    ]
    assert shop.inprocess("export", "contacts").checked().tsv()[0]["customer"] == "C-1"


@pytest.mark.parametrize("noun", PLURALS)
def test_every_noun_has_a_command_that_also_exports_nothing(crm_local: Program, noun: str) -> None:
    assert len(crm_local.inprocess("export", noun).checked().lines) == 1
    assert crm_local.inprocess("export", noun, "--format", "jsonl").checked().stdout == ""


def test_the_edge_knows_what_the_core_exports() -> None:
    assert set(PLURALS) == {noun.plural for noun in EXPORTED}
    assert set(PARTIES) == {noun.plural for noun in OWNERS}
    assert FORMAT_OF == _SUFFIXES


def test_the_name_of_the_file_picks_the_format(shop: Program, tmp_path: Path) -> None:
    shop.inprocess("config", "set", "mail_to", "ayse@ornek.example").checked()
    for ending in FORMAT_OF:
        told = shop.inprocess("export", "customers", tmp_path / f"a{ending}").checked()
        assert (told.stdout, told.stderr) == ("", f"written to {tmp_path / f'a{ending}'}\n")
    read = {ending: (tmp_path / f"a{ending}").read_bytes() for ending in FORMAT_OF}
    assert read[".csv"].startswith(b"number,external_id,name")
    assert read[".jsonl"].startswith(b'{"number":"C-1",')
    assert read[".md"].startswith(b"## customers\n")
    assert read[".vcf"].count(b"BEGIN:VCARD\r\n") == 3
    book = CalamineWorkbook.from_filelike(io.BytesIO(read[".xlsx"]))
    assert book.sheet_names == ["customers"]
    assert [row[2] for row in book.get_sheet_by_index(0).to_python()] == [
        *("name", "Işık Mobilya", "=1+1", "Ali Veli"),
    ]


def test_records_are_named_by_arguments_or_on_standard_input(shop: Program, tmp_path: Path) -> None:
    found = shop.inprocess("export", "customers", "C-3", "C-1", tmp_path / "a.csv").checked()
    assert found.stdout == ""
    assert [line.split(",")[0] for line in (tmp_path / "a.csv").read_text().splitlines()] == [
        *("number", "C-3", "C-1"),
    ]
    listed = shop.inprocess("customer", "list", "--where", "city=izmir", "--format", "ids").stdout
    assert shop.inprocess("export", "customers", "-", "--format", "ids", input=listed).stdout == listed
    assert "C-2" not in shop.inprocess("export", "customers", "--where", "status!=x", "C-1").checked(2).stdout
    like = shop.inprocess("export", "customers", "--where", "city=izmir", "--where", "kind=person")
    assert [row["number"] for row in like.tsv()] == ["C-3"]
    empty = shop.inprocess("export", "customers", "-", input="\n").checked(2)
    assert empty.stderr == (
        "crm: standard input names no record\nhint: crm export customers exports all of them\n"
    )
    assert shop.inprocess("export", "customers", "C-9").checked(3).stdout == ""


def test_a_spreadsheet_gets_no_formula(shop: Program, tmp_path: Path) -> None:
    shop.inprocess("export", "customers", tmp_path / "a.csv", "--excel").checked()
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert text.startswith("\ufeffnumber,external_id,name")
    assert ",'=1+1," in text
    turkish = shop.inprocess("--locale", "tr", "export", "customers", "--format", "csv", "--excel")
    assert turkish.checked().stdout.startswith("\ufeffnumber;external_id;name")
    assert "\\=1" not in shop.inprocess("export", "customers", "--format", "markdown").checked().stdout


def test_a_terminal_gets_whole_values_and_no_table(tty: Terminal, shop: Program) -> None:
    assert shop is not None
    shown = tty("export", "customers", columns=40).stdout
    assert shown.replace("\r\n", "\n").startswith(HEADER)


def test_a_workbook_is_not_written_to_a_terminal(tty_local: Terminal) -> None:
    refused = tty_local("export", "customers", "--format", "xlsx").checked(2)
    assert "a workbook is nothing to read on a terminal" in refused.stdout
    assert "--output FILE.xlsx" in refused.stdout


def test_a_workbook_in_a_pipe_is_its_bytes(shop: Program, tmp_path: Path) -> None:
    shop.inprocess("export", "customers", tmp_path / "a.xlsx").checked()
    piped = shop.inprocess("export", "customers", "--format", "xlsx").checked().stdout
    assert piped.encode("utf-8", "surrogateescape") == (tmp_path / "a.xlsx").read_bytes()


def test_only_those_who_consented_are_in_an_export_for_marketing(shop: Program) -> None:
    shop.inprocess("consent", "give", "P-1", "--channel", "email").checked()
    told = shop.inprocess("export", "contacts", "--marketing", "email").checked()
    assert [row["number"] for row in told.tsv()] == ["P-1"]
    assert told.stderr == "0 contacts left out: no consent to marketing by email is in force\n"
    told = shop.inprocess("export", "customers", "--marketing", "any", "--format", "vcard").checked()
    assert told.stdout == ""
    assert told.stderr == "3 customers left out: no consent to marketing is in force\n"
    assert shop.inprocess("export", "orders", "--marketing", "email").checked(2).stdout == ""


def test_a_refused_export_leaves_files_as_they_are(shop: Program, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    path = folder / "a.csv"
    path.write_text("mine", encoding="utf-8")
    refused = shop.inprocess("export", "customers", path).checked(1)
    assert refused.stderr == f"crm: {path} exists already\nhint: add --force-output to replace it\n"
    assert shop.inprocess("export", "customers", path, folder / "b.csv").checked(2).stdout == ""
    assert shop.inprocess("export", "customers", path, "--output", folder / "b.csv").checked(2).stdout == ""
    assert (
        shop.inprocess("export", "orders", folder / "a.vcf")
        .checked(2)
        .stderr.startswith("crm: orders are no cards\n")
    )
    assert [child.name for child in folder.iterdir()] == ["a.csv"]
    assert path.read_text(encoding="utf-8") == "mine"
    shop.inprocess("export", "customers", path, "--force-output").checked()
    assert path.read_text(encoding="utf-8").startswith("number,")


def test_the_whole_store_goes_out_and_into_a_new_one(shop: Program, sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "store.jsonl"
    shop.inprocess("export", "all", path).checked()
    assert shop.inprocess("export", "all").checked().stdout == path.read_text(encoding="utf-8")
    new = Program(f"{sqlite_url}.new")
    dry = new.inprocess("import", "all", path, "--dry-run").checked()
    assert dry.stderr == "dry run: nothing was kept\n"
    done = new.inprocess("import", "all", path).checked()
    assert {"table": "customer", "rows": "3"} in done.tsv()
    assert new.inprocess("export", "all").checked().stdout == path.read_text(encoding="utf-8")
    assert new.inprocess("customer", "add", "Yeni", "--format", "ids").stdout == "C-4\n"
    again = new.inprocess("import", "all", "-", input=path.read_text(encoding="utf-8")).checked(4)
    assert again.stderr == (
        "crm: a whole store is loaded into a new one, and this one has changes of its own\n"
        "hint: crm --db new.db import all -\n"
    )


@pytest.mark.parametrize("format", ["csv", "xlsx", "vcard"])
def test_the_whole_store_has_one_format(crm_local: Program, format: str) -> None:
    refused = crm_local.inprocess("export", "all", "--format", format).checked(2)
    assert refused.stderr.startswith(f"crm: a whole store is no {format}\n")

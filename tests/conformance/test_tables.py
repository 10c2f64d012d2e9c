"""Every CSV file and workbook of other projects: its values come out, or the one line that says why not.

``TABLE`` names each file with what becomes of it. Values are compared with what the file's own project
expects (its JSON), with the manifest, or with the rows written down here.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crmcli.domain.exchange.source import SourceOptions, open_source
from tests.support.program import Program

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the conformance data is not at {DATA}")

NO_NAMES = 'line 1 should hold the names of the columns, and holds "{}"'
SPECTRUM, CSVKIT, HORROR = "csv/maxogden_csv-spectrum", "csv/wireservice_csvkit", "csv/okfn_messytables"
SHEETJS, CALAMINE, RELATICLE = "xlsx/SheetJS_test_files", "xlsx/tafia_calamine", "xlsx/relaticle_relaticle"
CONTACTS = "csv_contacts"


class File(NamedTuple):
    """A file: how many rows it gives as it is, some of them, or why it gives none."""

    path: str
    rows: int = 0
    values: tuple[tuple[str, ...], ...] = ()  # the first rows, where no other file tells them
    refused: str = ""
    rejects: int = 0  # rows whose width is not the header's
    note: str = ""

    @property
    def where(self) -> Path:
        """Where the file is."""
        return DATA / self.path


TABLE = (
    File(f"{SPECTRUM}/comma_in_quotes.csv", 1),
    File(f"{SPECTRUM}/empty.csv", 2),
    File(f"{SPECTRUM}/empty_crlf.csv", 2),
    File(f"{SPECTRUM}/escaped_quotes.csv", 2),
    File(f"{SPECTRUM}/json.csv", 1),
    File(f"{SPECTRUM}/newlines.csv", 3),
    File(f"{SPECTRUM}/newlines_crlf.csv", 3, note="came with its CRs lost: LF stands for CRLF"),
    File(f"{SPECTRUM}/quotes_and_newlines.csv", 2),
    File(f"{SPECTRUM}/simple.csv", 1),
    File(f"{SPECTRUM}/simple_crlf.csv", 1),
    File(f"{SPECTRUM}/utf8.csv", 2),
    File(
        f"{CSVKIT}/bad.csv",
        3,
        (("1", "27", "", "I'm too long!"), ("", "I'm too short!"), ("0", "mixed types.... uh oh", "17")),
        rejects=2,
    ),
    File(f"{CSVKIT}/blanks.csv", 1, (("", "NA", "N/A", "NONE", "NULL", "."),), note="words are words"),
    File(f"{CSVKIT}/dummy.csv", 1, (("1", "2", "3"),)),
    File(f"{CSVKIT}/dummy.tsv", 1, (("1", "2", "3"),)),
    File(f"{CSVKIT}/no_header_row.csv", refused=NO_NAMES.format("1"), note="--header 0 reads its row"),
    File(f"{CSVKIT}/optional_quote_characters.csv", 1, (("1", "2", "3"),)),
    File(f"{CSVKIT}/test_empty_columns.csv", 2, (("a", "", "", "", ""), ("", "", "c", "")), rejects=1),
    File(
        f"{CSVKIT}/test_latin1.csv",
        2,
        (("1", "2", "3"), ("4", "5", "©")),
        note="Latin-1 and Windows-1254 agree on its one byte above 127",
    ),
    File(f"{CSVKIT}/test_locale.csv", 1, (("1,7", "200.000.000", ""),)),
    File(f"{CSVKIT}/test_locale_converted.csv", 1, (("1.7", "200000000", ""),)),
    File(f"{CSVKIT}/test_skip_lines.csv", 1, (("1", "2", "3"),)),
    File(f"{CSVKIT}/test_utf8_bom.csv", 2, (("1", "2", "3"), ("4", "5", "ʤ"))),
    File(f"{HORROR}/long.csv", 3999, (("foo",),)),
    File(f"{HORROR}/simple.csv", 6, (("2011-01-01", "1", "Galway"), ("2011-01-02", "-1", "Galway"))),
    File(f"{HORROR}/skip_initials.csv", 2, (("hello", "    goodbye"), ("hello2", "goodbye2"))),
    File(f"{HORROR}/utf8bom.csv", 0, note="a header alone"),
    File(f"{CONTACTS}/marmelab_atomic-crm/atomic_crm_contacts_sample.csv", 2),
    File(
        f"{CONTACTS}/marmelab_atomic-crm/import-sample.json", refused="holds several lists: sales, companies"
    ),
    File(f"{CONTACTS}/relaticle_relaticle/companies.csv", 5),
    File(f"{CONTACTS}/roundcube_roundcubemail/gmail.csv", 1),
    File(f"{CONTACTS}/roundcube_roundcubemail/tb_plain.csv", 1),
    File(f"{CONTACTS}/toofanCodes_hubspotdummydata/hubspot_companies.csv", 200),
    File(f"{CONTACTS}/toofanCodes_hubspotdummydata/hubspot_deals.csv", 500),
    File(f"{SHEETJS}/1904_1904.xlsx", refused=NO_NAMES.format("1"), note="--header 0 reads its rows"),
    File(f"{SHEETJS}/Attendance.xlsx", 24),
    File(f"{SHEETJS}/DataTypesFormats.xlsx", 5, note="a sheet of name and value; --header 0 reads all six"),
    File(f"{SHEETJS}/interview.xlsx", 18),
    File(f"{SHEETJS}/merge_cells.xlsx", 2, note="names merged over two rows and two columns"),
    File(f"{SHEETJS}/text_and_numbers.xlsx", 2),
    File(f"{CALAMINE}/date.xlsx", refused=NO_NAMES.format("2021-01-01"), note="--header 0 reads its rows"),
    File(f"{CALAMINE}/date_1904.xlsx", refused=NO_NAMES.format("2021-01-01"), note="as date.xlsx"),
    File(f"{CALAMINE}/header-row.xlsx", 1, (("put data here", "1", "2", "3"),), note="names in line 9"),
    File(f"{CALAMINE}/inventory-table.xlsx", 4),
    File(f"{CALAMINE}/temperature.xlsx", 2),
    File(f"{RELATICLE}/companies.xlsx", 5),
    File(f"{RELATICLE}/people.xlsx", 3),
)
IDS = [file.path.partition("/")[2] for file in TABLE]
READ = [pytest.param(file, id=name) for file, name in zip(TABLE, IDS, strict=True) if not file.refused]
REFUSED = [pytest.param(file, id=name) for file, name in zip(TABLE, IDS, strict=True) if file.refused]
BOOKS = [pytest.param(file, id=name) for file, name in zip(TABLE, IDS, strict=True) if name[-4:] == "xlsx"]


def test_the_table_names_every_file() -> None:
    folders = [DATA / name for name in ("csv", "csv_contacts", "xlsx")]
    files = {path for folder in folders for path in folder.rglob("*.*") if path.name != "manifest.json"}
    answers = {path for path in files if path.suffix == ".vcf" or path.with_suffix(".csv").exists()}
    answers = {path for path in answers if path.suffix in (".vcf", ".json")}
    assert {file.where for file in TABLE} == files - answers


def expected_of(file: File) -> list[tuple[str, ...]]:
    """Return the first rows that a file should give."""
    answer = file.where.with_suffix(".json")
    if file.path.endswith("csv") and answer.exists():
        rows = [tuple(row.values()) for row in json.loads(answer.read_text(encoding="utf-8"))]
        crlf = file.where.stem.endswith("_crlf")
        return [tuple(value.replace("\r\n", "\n") if crlf else value for value in row) for row in rows]
    return list(file.values)


@pytest.mark.parametrize("file", READ)
def test_a_file_gives_its_rows(file: File) -> None:
    with open_source(file.where) as source:
        rows = [tuple(row) for batch in source.batches() for row in batch.rows]
    assert len(rows) == file.rows
    expected = expected_of(file)
    assert rows[: len(expected)] == expected


@pytest.mark.parametrize("file", READ)
def test_every_value_is_stored_by_the_real_command(crm_local: Program, file: File, tmp_path: Path) -> None:
    with open_source(file.where) as source:
        width = len(source.header)
        rows = [row for batch in source.batches() for row in batch.rows]
    maps = [word for at in range(1, width + 1) for word in ("--map", f"#{at}=custom:c{at}")]
    request: list[str | Path] = [
        "import",
        "customers",
        file.where,
        "--set",
        "name=row {row}",
        *maps,
        "--mode",
        "create",
    ]
    done = crm_local(*request, "--rejects", tmp_path / "rejects.csv", "--format", "json")
    assert done.checked(5 if file.rejects else 0).json()["items"][-1]["rejected"] == file.rejects
    stored: list[list[str]] = []
    if rows:
        with sqlite3.connect(crm_local.url) as db:
            found = db.execute("SELECT custom FROM customer ORDER BY id").fetchall()
        values = [json.loads(text or "{}") for (text,) in found]
        stored = [[value.get(f"c{at}", "") for at in range(1, width + 1)] for value in values]
    assert stored == [[cell.strip() for cell in row] for row in rows if len(row) == width]


@pytest.mark.parametrize("file", REFUSED)
def test_a_file_that_gives_nothing_says_why_in_one_line(crm_local: Program, file: File) -> None:
    done = crm_local("import", "customers", file.where).checked(1)
    reason, hint = done.stderr.splitlines()
    assert file.refused in reason
    assert hint.startswith("hint: ")
    assert done.stdout == ""
    assert not Path(crm_local.url).exists()


# Workbooks, cell by cell

_CUT = 40  # characters of a value in the manifest


def as_read(value: str | None) -> str:
    """Return a value of the manifest in the form in which crm reads it."""
    if value is None:
        return ""
    if value.endswith(" 00:00:00"):
        return value.removesuffix(" 00:00:00")
    words = {"True": "yes", "False": "no", "10 days, 15:10:10": "255:10:10"}
    return words.get(value, value.removesuffix(".0"))


@pytest.mark.parametrize("file", BOOKS)
def test_the_cells_of_a_workbook_are_those_of_the_manifest(file: File) -> None:
    manifest = json.loads((DATA / "xlsx" / "manifest.json").read_text(encoding="utf-8"))
    sheet: dict[str, Any] = manifest[file.path.removeprefix("xlsx/")]["sheets"][0]
    with open_source(file.where, SourceOptions(header=0)) as source:
        found = {
            line: row for batch in source.batches() for line, row in zip(batch.lines, batch.rows, strict=True)
        }
    for line, cells in enumerate(sheet["first_rows"], 1):
        expected = [as_read(cell) for cell in cells]
        read = [cell[:_CUT] for cell in found.get(line, [""] * len(cells))]
        assert read == [cell[:_CUT] for cell in expected[: len(read)]]
        assert not any(expected[len(read) :])


# Contacts and companies, as their owner would import them


class Loaded(NamedTuple):
    """A file of people or companies, the command for it, and what the store then holds."""

    path: str
    noun: str
    more: tuple[str, ...]
    rows: int
    values: str
    """Some columns of the first record, as SQL and its answer."""
    answer: tuple[str | int | None, ...]


LOADED = (
    Loaded(
        f"{CONTACTS}/marmelab_atomic-crm/atomic_crm_contacts_sample.csv",
        "contacts",
        ("--create", "customers"),
        2,
        "SELECT name, email, title, customer_name FROM contact_view",
        ("John Doe", "john@doe.example", "Sales Executive", "Acme"),
    ),
    Loaded(
        f"{CONTACTS}/relaticle_relaticle/companies.csv",
        "customers",
        ("--create", "users"),
        5,
        "SELECT name, owner FROM customer_view",
        ("Acme Corporation", "owner@example.com"),
    ),
    Loaded(
        f"{CONTACTS}/roundcube_roundcubemail/gmail.csv",
        "contacts",
        ("--create", "customers"),
        1,
        "SELECT email, title, birth_date, customer_name FROM contact_view",
        ("home@aaa.pl", "jobtitle", "1975-12-12", "company"),
    ),
    Loaded(
        f"{CONTACTS}/roundcube_roundcubemail/tb_plain.csv",
        "contacts",
        ("--create", "customers"),
        1,
        "SELECT name, email, title FROM contact_view",
        ("Displayname", "test@domain.tld", "title"),
    ),
    Loaded(
        f"{CONTACTS}/toofanCodes_hubspotdummydata/hubspot_companies.csv",
        "customers",
        ("--create", "users"),
        200,
        "SELECT name, industry, city, postal_code, country FROM customer_view",
        ("Cruz Inc", "Technology", "North Christineview", "75424", "Comoros"),
    ),
    Loaded(
        f"{CONTACTS}/toofanCodes_hubspotdummydata/hubspot_deals.csv",
        "opportunities",
        ("--create", "users,contacts,customers,stages", "--set", "currency=USD"),
        500,
        "SELECT name, amount_minor, currency FROM opportunity_view",
        ("Long Group - New Business Opportunity", 21083337, "USD"),
    ),
    Loaded(
        f"{RELATICLE}/companies.xlsx",
        "customers",
        ("--create", "users"),
        5,
        "SELECT name, owner FROM customer_view",
        ("Acme Corporation", "owner@example.com"),
    ),
    Loaded(
        f"{RELATICLE}/people.xlsx",
        "contacts",
        (
            *("--create", "customers", "--map", "custom_fields_emails=email"),
            *("--map", "custom_fields_phones=phone"),
        ),
        3,
        "SELECT name, email, phone, customer_name FROM contact_view",
        ("John Smith", "john@example.com", "555-1234", "Acme Corporation"),
    ),
)


def counts_of(crm: Program, noun: str, request: list[str | Path]) -> dict[str, int]:
    """Import a file and return the counts of one noun in it."""
    items = crm.ok(*request).json()["items"]
    counts: dict[str, int] = next(item for item in items if item["what"] == noun)
    return counts


@pytest.mark.parametrize("loaded", LOADED, ids=lambda loaded: loaded.path.rpartition("/")[2])
def test_people_and_companies_are_in_the_store_after_one_command(crm_local: Program, loaded: Loaded) -> None:
    request: list[str | Path] = ["import", loaded.noun, DATA / loaded.path, *loaded.more, "--format", "json"]
    counts = counts_of(crm_local, loaded.noun, request)
    assert (counts["read"], counts["new"], counts["rejected"]) == (loaded.rows, loaded.rows, 0)
    with sqlite3.connect(crm_local.url) as db:
        assert db.execute(f"{loaded.values} ORDER BY id LIMIT 1").fetchone() == loaded.answer
    assert counts_of(crm_local, loaded.noun, request)["unchanged"] == loaded.rows

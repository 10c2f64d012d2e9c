"""After every kind of command the store is well: a doctor that cries wolf is not asked twice."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import open_store
from tests.store.business import fill
from tests.support.program import Program
from tests.support.store import raw_connection

SCHEMAS = Path(__file__).parents[1] / "store" / "schema"

CARDS = """BEGIN:VCARD
VERSION:3.0
N:Yılmaz;Gül;;;
FN:Gül Yılmaz
ORG:Deniz Ltd. Şti.
TEL;TYPE=CELL:0544 765 43 21
TEL;TYPE=WORK:0212 555 44 33
EMAIL:gul@deniz.example
EMAIL:info@deniz.example
END:VCARD
"""
TABLE = """Ünvan;Telefon;E-posta;Vergi No;Şehir
Kıyı Tekstil A.Ş.;0216 444 55 66;satis@kiyi.example;4387541014;İzmir
Kiyi Tekstil;0216 444 55 66;;;izmir
☃;;kar@adam.example;;
"""

JOURNEY: tuple[tuple[str, ...], ...] = (
    ("user", "add", "Elif Demir", "--email", "elif@biz.example"),
    ("product", "add", "Meşe Masa", "--sku", "M-İ 1", "--price", "1.200 TL"),
    ("customer", "add", "Işık Mobilya A.Ş.", "--phone", "0532 123 45 67", "--email", "a@isik.example"),
    ("customer", "add", "Isik Mobilya AS", "--phone", "0532 123 45 67", "--force"),
    ("customer", "add", "Deniz Kaya", "--set", "kind=person", "--phone", "0533 765 43 21"),
    ("customer", "add", "☃"),
    ("contact", "add", "Ayşe Kaya", "--customer", "C-1", "--phone", "+49 30 1234567"),
    ("contact", "add", "Ayse Kaya", "--customer", "C-2", "--force"),
    ("lead", "add", "Ali Veli", "--company", "Veli Ltd", "--phone", "0535 000 11 22"),
    ("lead", "add", "Can", "--email", "can@x.example"),
    ("lead", "edit", "L-2", "--set", "note=aranacak"),
    ("opportunity", "add", "Büyük iş", "--customer", "C-2", "--amount", "10.000 TL"),
    ("order", "add", "C-2", "--number", "Ş-7", "--total", "1.234,56 TL"),
    ("log", "call", "C-2", "konuştuk"),
    ("tag", "add", "vip", "C-1", "C-2"),
    ("tag", "add", "☃", "C-1"),
    ("field", "add", "customer", "Sadakat", "--type", "number"),
    ("field", "add", "customer", "Üyelik", "--type", "date"),
    ("customer", "edit", "C-1", "--custom", "Sadakat=12,5", "--custom", "Üyelik=31.12.2020"),
    ("consent", "give", "C-2", "--channel", "email"),
    ("address", "add", "C-2", "--kind", "delivery", "--address", "Atatürk Cd. 1", "--city", "İzmir"),
    ("customer", "edit", "C-2", "--phone", "0532 999 88 77", "--email", "b@isik.example"),
    ("convert", "L-1"),
    ("undo",),
    ("redo",),
    ("merge", "C-1", "C-2", "--yes"),
    ("merge", "P-1", "P-2", "--yes"),
    ("customer", "edit", "C-1", "--phone", ""),
    ("undo",),
    ("undo",),
    ("undo",),
    ("redo",),
    ("import", "customers", "liste.csv"),
    ("import", "contacts", "kart.vcf", "--create", "customers"),
    ("undo",),
    ("dedupe", "scan"),
    ("order", "edit", "S-1", "--number", "İ/9"),
    ("opportunity", "win", "O-1"),
    ("lead", "lose", "L-2", "--reason", "timing"),
    ("config", "set", "region", "DE"),
    ("customer", "add", "Berlin GmbH", "--phone", "030 1234567"),
    ("config", "set", "region", "TR"),
    ("privacy", "erase", "C-3", "--yes"),
    ("privacy", "erase", "P-1", "--yes"),
    ("doctor", "--fix"),
    ("customer", "add", "Son Müşteri"),
)


def unwell(crm: Program) -> dict[str, str]:
    """What the doctor says, but for the advice to make a backup."""
    rows: list[dict[str, Any]] = crm.inprocess("doctor", "--format", "json").json()["items"]
    return {row["check"]: row["found"] for row in rows if row["state"] != "ok" and row["check"] != "backups"}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of the journey, in the folder it is made in."""
    monkeypatch.chdir(tmp_path)
    Path("kart.vcf").write_text(CARDS, encoding="utf-8")
    Path("liste.csv").write_text(TABLE, encoding="cp1254", errors="replace")


@pytest.mark.usefixtures("files")
def test_after_every_kind_of_command_the_store_is_well(crm: Program, engine_url: str) -> None:
    for words in JOURNEY:
        result = crm.inprocess(*words)
        assert result.code in (0, 5), (words, result.stderr)
        assert unwell(crm) == {}, words
    crm.inprocess("export", "all", "store.jsonl").checked()
    if engine_url.startswith("postgres"):
        return
    crm.inprocess("backup").checked()
    crm.inprocess("customer", "add", "Fazla").checked()
    crm.inprocess("restore", Path(next(Path("backups").glob("*.db"))), "--yes").checked()
    assert unwell(crm) == {}
    other = Program("other.db")
    other.inprocess("import", "all", "store.jsonl").checked()
    assert unwell(other) == {}
    assert other.inprocess("export", "all").stdout == Path("store.jsonl").read_text(encoding="utf-8")


def test_a_store_of_the_first_version_is_well_when_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    shutil.copyfile(SCHEMAS / "v1.db", path)
    path.chmod(0o600)
    crm = Program(str(path))
    crm.inprocess("migrate").checked()
    connection = sqlite3.connect(path)
    known = connection.execute("SELECT count(*) FROM customer WHERE name_fold <> ''").fetchone()[0]
    connection.close()
    assert known
    found = unwell(crm)
    crm.inprocess("doctor", "--fix").checked()
    assert unwell(crm) == {}
    # It was made by hand, with keys and forms of nothing: no more than these may be said of it.
    assert set(found) <= {"forms", "keys"}


def test_what_fix_mends_stays_mended(crm: Program) -> None:
    fill(open_store(crm.url))
    connection = raw_connection(crm.url)
    for statement in (
        "INSERT INTO current_change (id, change_id, quiet) VALUES (1, 1, 2)",
        "UPDATE customer SET name_sort = 'x' WHERE id < 5",
        "DELETE FROM current_change",
        "DROP VIEW tag_view",
    ):
        connection.execute(statement)
    connection.commit()
    connection.close()
    assert {"forms", "schema"} <= set(unwell(crm))
    crm.inprocess("doctor", "--fix").checked()
    assert unwell(crm) == {}
    changes = crm.inprocess("history", "--format", "json").stdout
    crm.inprocess("doctor", "--fix").checked()
    assert crm.inprocess("history", "--format", "json").stdout == changes


def test_one_finding_is_told_in_the_summary(tmp_path: Path) -> None:
    crm = Program(str(tmp_path / "none.db"))
    said = crm.inprocess("doctor", "--format", "json").checked().json()["summary"]
    assert said == f"there is no store at {tmp_path / 'none.db'} yet: the first change makes it"


def test_the_summary_counts_what_is_well(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    said = crm_local.inprocess("doctor", "--format", "json").checked().json()["summary"]
    assert said == "19 of 20 checks are well"
    crm_local.inprocess("backup").checked()
    assert crm_local.inprocess("doctor", "--format", "json").checked().json()["summary"] == "all is well"

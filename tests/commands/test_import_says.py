"""What an import says: of rows that are lines, of rejects that can't be mended, of values that are none."""

from pathlib import Path

import pytest

from tests.domain.exchange.test_ubl import THEM, US, invoice
from tests.support.program import Program, Result


def write(path: Path, text: str) -> Path:
    """Write a file and return its path."""
    path.write_text(text, encoding="utf-8")
    return path


def told(result: Result) -> str:
    """Return what an import said of its rows."""
    summary: str = result.checked().json()["summary"]
    return summary


def test_an_invoice_finds_a_buyer_who_came_from_another_file(
    crm: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = write(tmp_path / "a.csv", f"name,tax number\nOnlar,{THEM}\n")
    crm.inprocess("import", "customers", known).checked()
    monkeypatch.setenv("CRMCLI_TAX_NUMBER", US)
    bill = write(tmp_path / "a.xml", invoice())
    for new in (1, 0):
        done = crm.inprocess("import", "file", bill, "--format", "json")
        lines = {line["what"]: line for line in done.checked().json()["items"]}
        assert (lines["customers"]["new"], lines["customers"]["skipped"]) == (0, 1)
        assert lines["orders"]["new"] == new
    (order,) = crm.inprocess("order", "list", "--format", "json").json()
    assert order["customer"] == "Onlar"


def test_lines_that_make_up_the_net_are_no_mismatch(crm: Program, tmp_path: Path) -> None:
    done = crm.inprocess("import", "file", write(tmp_path / "a.xml", invoice()), "--format", "json")
    assert not any("sum of" in note for note in done.checked().json()["notes"])


def test_rows_of_one_order_with_other_totals_are_its_lines(crm_local: Program, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Fatura No,Tutar\nF-1,10\nF-2,5\nF-1,20\n")
    refused = crm_local.inprocess("import", "orders", path).checked(1)
    assert refused.stderr == (
        "crm: lines 2 and 4 are one order, F-1, with the totals 10.00 and 20.00\n"
        "hint: if the rows are its lines, leave the totals out: --map Tutar=-; "
        "then crm import order-lines takes them\n"
    )
    crm_local.inprocess("import", "orders", path, "--map", "Tutar=-").checked()
    crm_local.inprocess("import", "order-lines", path, "--map", "Fatura No=order").checked()
    totals = crm_local.inprocess("order", "list", "--format", "json").json()
    assert sorted(row["total"] for row in totals) == ["30.00", "5.00"]


def test_rows_of_one_order_with_one_total_are_one(crm_local: Program, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Fatura No,Tutar\nF-1,10\nF-1,10.00\nF-1,\n")
    assert "1 new" in told(crm_local.inprocess("import", "orders", path, "--format", "json"))


def test_records_that_share_a_line_are_counted(crm_local: Program, tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", '[{"name":"A"},{"x":"1"},{"name":""},{"x":"2","name":null}]')
    rejects = tmp_path / "r.csv"
    crm_local.inprocess("import", "customers", path, "--rejects", rejects).checked(5)
    kept = rejects.read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",")[0] for row in kept] == ["2", "4"]
    refused = crm_local.inprocess("import", "customers", path).checked(1)
    assert "a.json record 2" in refused.stderr


def test_a_skipping_import_says_what_it_skipped(crm_local: Program, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,name\n1,A\n2,B\n2,B\n")
    crm_local.inprocess("import", "customers", path).checked()
    done = crm_local.inprocess("import", "customers", path, "--mode", "skip", "--format", "json")
    assert told(done) == "a.csv: 3 rows, 0 new, 0 changed, 0 unchanged, 1 repeated, 2 skipped, 0 rejected"


def test_a_tax_number_with_wrong_digits_is_told(crm_local: Program, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"name,VKN\nA,{THEM}\nB,9205121121\nC,DE123\n")
    done = crm_local.inprocess("import", "customers", path).checked()
    assert "1 row has a VKN or TCKN whose check digits are wrong, kept as it is: line 3\n" in done.stderr


def test_a_further_phone_that_is_none_is_not_said_to_be_kept(crm_local: Program, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "name,phone\nA,0532 123 45 67;yok\nB,yok\n")
    done = crm_local.inprocess("import", "customers", path).checked()
    assert "1 row has a phone number that is none, kept as text: line 3\n" in done.stderr
    assert "1 row has a further phone number that is none, left out: line 2\n" in done.stderr


@pytest.mark.parametrize(("one", "other"), [("1.234", "5,6"), ("1,234", "5.6")])
def test_a_declared_number_is_read_as_its_column_writes_it(
    crm_local: Program, tmp_path: Path, one: str, other: str
) -> None:
    crm_local.inprocess("field", "add", "customer", "Puan", "--type", "number").checked()
    path = write(tmp_path / "a.csv", f"name;Puan\nA;{one}\nB;{other}\n")
    crm_local.inprocess("import", "customers", path, "--map", "Puan=custom:Puan").checked()
    rows = crm_local.inprocess("export", "customers", "--format", "jsonl").jsonl()
    assert [row["custom:Puan"] for row in rows] == ["1234", "5.6"]


def test_a_reject_of_a_custom_field_names_the_column(crm_local: Program, tmp_path: Path) -> None:
    crm_local.inprocess("field", "add", "customer", "Puan", "--type", "number").checked()
    path = write(tmp_path / "a.csv", "name;Skor\nA;x\n")
    refused = crm_local.inprocess("import", "customers", path, "--map", "Skor=custom:Puan").checked(1)
    assert 'a.csv line 2, column "Skor": ' in refused.stderr


def test_what_cant_be_mended_is_not_said_to_be(crm_local: Program, tmp_path: Path) -> None:
    good = write(tmp_path / "a.xml", invoice())
    bad = write(tmp_path / "b.xml", "<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:Order-2'/>")
    worse = write(tmp_path / "c.xml", "<Invoice>")
    rejects = ("--rejects", tmp_path / "r.csv")
    done = crm_local.inprocess("import", "file", good, bad, worse, *rejects).checked(5)
    assert "mend it and import it" not in done.stderr
    assert "2 files were not read, and not written to the rejects:" in done.stderr
    refused = crm_local.inprocess("import", "file", bad, worse, *rejects).checked(1)
    assert refused.stderr.startswith("crm: nothing was imported: ")
    assert "\nhint: none of these files can be read: name others\n" in refused.stderr
    assert "\nhint: " in crm_local.inprocess("import", "file", bad).checked(1).stderr


def test_a_store_and_a_whole_store_go_in_by_other_commands(crm_local: Program, tmp_path: Path) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    crm_local.inprocess("export", "all", tmp_path / "all.jsonl").checked()
    refused = crm_local.inprocess("import", "file", crm_local.url).checked(1)
    assert refused.stderr.endswith(f"\nhint: crm restore {crm_local.url}\n")
    refused = crm_local.inprocess("import", "file", tmp_path / "all.jsonl").checked(1)
    assert refused.stderr.endswith(f"\nhint: crm --db new.db import all {tmp_path / 'all.jsonl'}\n")


def test_nothing_to_import_makes_no_store(tmp_path: Path) -> None:
    crm = Program(str(tmp_path / "new.db"))
    path = write(tmp_path / "a.csv", "name,phone\n")
    assert "dry run" not in crm.inprocess("import", "customers", path).checked().stderr
    bad = write(tmp_path / "b.csv", "name,phone\n,1\n")
    crm.inprocess("import", "customers", bad).checked(1)
    assert not (tmp_path / "new.db").exists()
    missing = crm.inprocess("import", "show", "1").checked(3)
    assert missing.stderr == "crm: there is no import 1\nhint: crm import list\n"


@pytest.mark.parametrize("text", ["123", "none", "9205121120,12"])
def test_our_own_tax_number_is_checked(crm_local: Program, text: str) -> None:
    refused = crm_local.inprocess("config", "set", "tax_number", text).checked(2)
    assert f'"{text.rpartition(",")[2]}" is no VKN' in refused.stderr


def test_new_records_that_look_like_others_are_told(crm: Program, tmp_path: Path) -> None:
    crm.inprocess("customer", "add", "Işık Mobilya", "--phone", "0532 111 22 33").checked()
    path = write(tmp_path / "a.csv", "name,phone,city\nIşık Mobilya Ltd,0532 111 22 33,\nBaşka,,Bursa\n")
    dry = crm.inprocess("import", "customers", path, "--dry-run").checked()
    assert "1 new customer may be one you already have\n" in dry.stderr
    done = crm.inprocess("import", "customers", path).checked()
    said = next(line for line in done.stderr.splitlines() if line.startswith("1 new customer may be"))
    command = said.removeprefix("1 new customer may be one you already have: ")
    assert command.startswith("crm dedupe scan --noun customers --since-change ")
    assert "Işık Mobilya Ltd" in crm.inprocess(*command.split()[1:]).checked().stdout


@pytest.mark.parametrize(
    ("rows", "english", "turkish"),
    [
        (
            "Işık Mobilya Ltd,0532 111 22 33\nIşık Mobilya A.Ş.,0532 111 22 33\n",
            "2 new customers may be ones you already have",
            "2 yeni müşteri zaten kayıtlı olabilir",
        ),
        (
            "Işık Mobilya Ltd,0532 111 22 33\n",
            "1 new customer may be one you already have",
            "1 yeni müşteri zaten kayıtlı olabilir",
        ),
        (
            "Ege Ahşap Ltd,0532 111 22 44\nEge Ahşap A.Ş.,0532 111 22 44\n",
            "2 new customers may be the same as each other",
            "2 yeni müşteri birbirinin aynısı olabilir",
        ),
    ],
)
def test_who_may_be_known_already_is_told_apart_from_twins_in_the_file(
    crm_local: Program, tmp_path: Path, rows: str, english: str, turkish: str
) -> None:
    crm_local.inprocess("customer", "add", "Işık Mobilya", "--phone", "0532 111 22 33").checked()
    command = ("import", "customers", write(tmp_path / "a.csv", f"name,phone\n{rows}"), "--mode", "create")
    assert f"{english}\n" in crm_local.inprocess(*command, "--dry-run").checked().stderr
    said = crm_local(*command, "--dry-run", env={"CRMCLI_LANG": "tr"}).checked().stderr
    assert f"{turkish}\n" in said


def test_cards_are_leads_when_told(crm_local: Program, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.vcf",
        "BEGIN:VCARD\nVERSION:3.0\nFN:Veli\nTEL:+90 532 123 45 67\nORG:Kart A.Ş.\nEND:VCARD\n",
    )
    crm_local.inprocess("import", "leads", path).checked()
    (lead,) = crm_local.inprocess("export", "leads", "--format", "jsonl").checked().jsonl()
    assert (lead["name"], lead["company"], lead["phone"]) == ("Veli", "Kart A.Ş.", ["+90 532 123 45 67"])

"""What crm itself exported comes back into the same store and changes nothing."""

from pathlib import Path

import pytest

from tests.support.program import Program

NOUNS = (
    *("users", "customers", "contacts", "products", "leads", "opportunities", "orders", "order-lines"),
    "activities",
)


@pytest.mark.parametrize("format", ["csv", "tsv", "xlsx", "jsonl", "json"])
def test_an_export_read_again_into_its_store_changes_nothing(
    crm_local: Program, tmp_path: Path, format: str
) -> None:
    crm_local.ok("demo", "--small", "--keep", crm_local.url)
    for name in ("Ayşe Yılmaz", "Ayşe Yılmaz", "Adsız"):
        crm_local.inprocess("customer", "add", name, "--force").checked()
    for noun in NOUNS:
        path = tmp_path / f"{noun}.{format}"
        crm_local.inprocess("export", noun, path).checked()
        done = crm_local.inprocess("import", noun, path, "--format", "json").checked().json()
        (line,) = done["items"]
        assert (noun, line["read"], line["new"], line["changed"]) == (noun, line["unchanged"], 0, 0)
        assert done["change"] is None


def test_a_number_of_another_store_is_not_believed(crm_local: Program, tmp_path: Path) -> None:
    crm_local.inprocess("customer", "add", "Ayşe Yılmaz").checked()
    crm_local.inprocess("export", "customers", tmp_path / "a.csv").checked()
    other = Program(str(tmp_path / "other.db"))
    other.inprocess("customer", "add", "Mehmet Demir").checked()
    for wanted in (1, 0):
        done = other.inprocess("import", "customers", tmp_path / "a.csv", "--format", "json").checked().json()
        assert [line["new"] for line in done["items"]] == [wanted]


def test_keys_of_other_programs_come_back_as_theirs(crm_local: Program, tmp_path: Path) -> None:
    text = "id,name\n7,Ada\n"
    (tmp_path / "one.csv").write_text(text, encoding="utf-8")
    crm_local.inprocess("import", "customers", tmp_path / "one.csv", "--source", "hubspot").checked()
    crm_local.inprocess("export", "customers", tmp_path / "a.csv").checked()
    other = Program(str(tmp_path / "other.db"))
    other.inprocess("import", "customers", tmp_path / "a.csv").checked()
    done = other.inprocess(
        *("import", "customers", tmp_path / "one.csv", "--source", "hubspot", "--format", "json")
    )
    assert [line["unchanged"] for line in done.checked().json()["items"]] == [1]


@pytest.mark.parametrize("format", ["csv", "xlsx", "jsonl"])
def test_consents_and_addresses_come_back(crm: Program, tmp_path: Path, format: str) -> None:
    crm.inprocess("customer", "add", "Ada", "--phone", "0532 123 45 67").checked()
    crm.inprocess("consent", "give", "C-1", "--channel", "sms").checked()
    for city in ("İzmir", "Bursa"):
        crm.inprocess("address", "add", "C-1", "--kind", "depo", "--city", city).checked()
    crm.inprocess("export", "customers", tmp_path / "customers.csv").checked()
    other = Program(str(tmp_path / "other.db"))
    other.inprocess("import", "customers", tmp_path / "customers.csv").checked()
    for noun, count in (("consents", 1), ("addresses", 2)):
        path = tmp_path / f"{noun}.{format}"
        crm.inprocess("export", noun, path).checked()
        done = crm.inprocess("import", noun, path, "--format", "json").checked().json()
        assert [(line["unchanged"], line["read"]) for line in done["items"]] == [(count, count)]
        assert done["change"] is None
        moved = other.inprocess("import", noun, path, "--format", "json").checked().json()
        assert [line["new"] for line in moved["items"]] == [count]
        there = [one.inprocess("export", noun, "--format", "jsonl").checked().jsonl() for one in (crm, other)]
        assert there[0] == there[1]

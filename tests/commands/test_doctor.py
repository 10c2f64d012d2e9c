"""``crm doctor`` finds what is wrong with a store, says what to do, and puts right what is safe."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import open_store
from tests.store.business import contents, fill
from tests.support.program import Program, Result
from tests.support.store import raw_connection

LOCAL = (
    "store", "pages", "version", "references", "schema", "cells", "numbers", "permissions", "leftovers",
    "backups", "disk", "settings", "forms", "keys", "days", "custom", "values", "aliases", "pairs", "journal",
)  # fmt: skip
SHARED = (
    "store", "version", "schema", "references", "numbers", "settings", "forms", "keys", "days", "custom",
    "values", "aliases", "pairs", "journal",
)  # fmt: skip


@pytest.fixture
def shop(crm: Program) -> Program:
    """The program on a store of either engine with a few records as people type them."""
    for words in (
        ("customer", "add", "Işık Mobilya A.Ş.", "--phone", "0532 123 45 67", "--email", "a@b.example"),
        ("customer", "add", "Öz Ltd.", "--tax-number", "4387541014", "--phone", "0212 555 44 33 dahili 208"),
        ("contact", "add", "Ayşe Çağ", "--customer", "C-1"),
        ("lead", "add", "Veli", "--company", "Şule A.Ş."),
        ("product", "add", "Sandalye", "--sku", "İ-1"),
        ("order", "add", "C-1", "--number", "Ş-7", "--total", "10 TL"),
        ("tag", "add", "vip", "C-1"),
    ):
        crm.inprocess(*words).checked()
    return crm


@pytest.fixture
def local(crm_local: Program) -> Program:
    """The program on a local store with awkward values in every table, their forms and keys put right."""
    fill(open_store(crm_local.url))
    crm_local.inprocess("doctor", "--fix").checked()
    return crm_local


def findings(result: Result) -> dict[str, dict[str, Any]]:
    return {row["check"]: row for row in result.json()["items"]}


def doctor(crm: Program, *words: str, code: int | None = None) -> dict[str, dict[str, Any]]:
    result = crm.inprocess("doctor", *words, "--format", "json")
    assert code is None or result.code == code, result.stdout + result.stderr
    return findings(result)


def bad(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The checks that are not well, but for the advice to make a backup."""
    return {name: row["state"] for name, row in found.items() if row["state"] != "ok" and name != "backups"}


def past(url: str, *statements: str) -> None:
    """Run statements past the program, as a damage or another tool would."""
    connection = raw_connection(url)
    try:
        run_past(connection, url, statements)
    finally:
        connection.close()


def run_past(connection: Any, url: str, statements: Sequence[str]) -> None:
    if not url.startswith("postgres"):
        connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.execute(statement)


CHANGE = "INSERT INTO current_change (id, change_id, quiet) VALUES (1, 1, 2)"
DONE = "DELETE FROM current_change"


def test_a_store_that_people_filled_is_well(shop: Program) -> None:
    found = doctor(shop, code=0)
    assert bad(found) == {}
    assert tuple(found) == (SHARED if shop.url.startswith("postgres") else LOCAL)


def test_the_answer_has_the_same_keys_for_ever(shop: Program) -> None:
    whole = shop.inprocess("doctor", "--format", "json").json()
    assert list(whole) == ["action", "change", "dry_run", "summary", "items", "notes"]
    assert list(whole["items"][0]) == ["check", "state", "found", "todo", "fixable"]


def test_looking_changes_nothing(local: Program) -> None:
    before = Path(local.url).read_bytes()
    doctor(local)
    assert Path(local.url).read_bytes() == before


def test_without_a_store_there_is_a_warning_and_no_file(crm: Program) -> None:
    found = doctor(crm, code=0)
    assert found["store"]["state"] == "warn"
    assert found["store"]["found"].startswith("there is no store at ")
    assert crm.url.startswith("postgres") or not Path(crm.url).exists()


def foreign(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


STALE = [
    ("forms", "UPDATE customer SET name_fold = 'x' WHERE id = 1", "C-1 name_fold"),
    ("forms", "UPDATE contact SET name_sort = 'x' WHERE id = 1", "P-1 name_sort"),
    ("forms", "UPDATE lead SET name_fold = 'veli' WHERE id = 1", "L-1 name_fold"),
    ("forms", "UPDATE product SET sku_fold = NULL WHERE id = 1", "PR-1 sku_fold"),
    ("forms", "UPDATE sales_order SET number_fold = 'x' WHERE id = 1", "S-1 number_fold"),
    ("forms", "UPDATE tag SET name_fold = 'x' WHERE id = 1", "tag 1 name_fold"),
    ("keys", "DELETE FROM identity WHERE customer_id = 1 AND kind = 'phone'", "C-1 phone has no key"),
    ("keys", "DELETE FROM identity WHERE kind = 'tax'", "C-2 tax_number has no key"),
    (
        "keys",
        "UPDATE identity SET norm = '+905321234568' WHERE customer_id = 1 AND kind = 'phone'",
        "C-1 phone key",
    ),
    (
        "keys",
        "UPDATE identity SET norm = 'A@b.example' WHERE customer_id = 1 AND kind = 'email'",
        "C-1 email key",
    ),
    (
        "keys",
        "UPDATE identity SET noun = 'lead' WHERE customer_id = 1 AND kind = 'email'",
        "C-1 key of another noun",
    ),
    ("keys", "UPDATE customer SET phone = '0533 999 88 77' WHERE id = 1", "C-1 phone has no key"),
    ("keys", "UPDATE customer SET tax_number = NULL WHERE id = 2", "C-2 tax key of nothing it says"),
]


@pytest.mark.parametrize(("check", "damage", "place"), STALE)
def test_forms_and_keys_that_went_stale_are_named_and_mended(
    shop: Program, check: str, damage: str, place: str
) -> None:
    past(shop.url, CHANGE, damage, DONE)
    found = doctor(shop, code=1)
    assert bad(found) == {check: "fail"}
    assert place in found[check]["found"]
    assert (found[check]["todo"], found[check]["fixable"]) == ("crm doctor --fix", True)
    assert bad(doctor(shop, "--fix", code=0)) == {check: "mended"}
    assert bad(doctor(shop, code=0)) == {}


def test_what_is_mended_is_one_change_that_undo_takes_back(shop: Program) -> None:
    past(shop.url, CHANGE, *(damage for _, damage, _ in STALE[:8]), DONE)
    before = contents(shop.url)
    number = shop.inprocess("doctor", "--fix", "--format", "json").json()["change"]
    shop.inprocess("undo", str(number)).checked()
    after = contents(shop.url)
    for table in ("customer", "contact", "lead", "product", "sales_order", "tag"):
        assert after[table] == before[table]


def test_a_phone_typed_while_another_country_was_set_is_right(shop: Program) -> None:
    shop.inprocess("config", "set", "region", "DE").checked()
    shop.inprocess("customer", "add", "Berlin", "--phone", "030 123456").checked()
    assert bad(doctor(shop, code=0)) == {}
    shop.inprocess("config", "set", "region", "TR").checked()
    assert bad(doctor(shop, code=0)) == {}


@pytest.mark.parametrize(
    ("check", "damage", "state", "place"),
    [
        ("custom", "UPDATE customer SET custom = '{\"a\": ' WHERE id = 1", "fail", "C-1 custom"),
        ("custom", "UPDATE customer SET custom = '[1]' WHERE id = 1", "fail", "C-1 custom"),
        ("days", "UPDATE customer SET created_on = '2026-13-45' WHERE id = 1", "fail", "C-1 created_on"),
        (
            "journal",
            "INSERT INTO revision (change_id, tbl, row_id, kind) VALUES (4711, 'tag', 1, 'I')",
            "fail",
            "of no change",
        ),
        (
            "aliases",
            "INSERT INTO alias (created_change, noun, number, customer_id) VALUES (1, 'customer', 1, 2)",
            "warn",
            "C-1 is a record and was merged into C-2",
        ),
    ],
)
def test_what_cannot_be_mended_is_named_with_the_way_out(
    shop: Program, check: str, damage: str, state: str, place: str
) -> None:
    past(shop.url, CHANGE, damage, DONE)
    found = doctor(shop, "--fix", code=int(state == "fail"))
    assert bad(found) == {check: state}
    assert place in found[check]["found"]
    assert found[check]["todo"]
    assert not found[check]["fixable"]


def test_a_value_that_is_not_what_its_field_was_declared_as_is_named(shop: Program) -> None:
    shop.inprocess("field", "add", "customer", "Puan", "--type", "number").checked()
    past(shop.url, CHANGE, 'UPDATE customer SET custom = \'{"Puan": "çok"}\' WHERE id = 2', DONE)
    found = doctor(shop, code=0)
    assert (found["values"]["state"], found["values"]["found"]) == ("warn", "1: C-2 Puan")


def test_pairs_of_which_one_is_gone_are_dropped(shop: Program) -> None:
    pair = "INSERT INTO distinct_pair (created_change, noun, low, high) VALUES (1, 'customer', {})"
    past(shop.url, CHANGE, pair.format("1, 2"), pair.format("1, 99"), DONE)
    assert doctor(shop, code=0)["pairs"]["found"] == "1: C-1 and C-99"
    assert doctor(shop, "--fix", code=0)["pairs"]["state"] == "mended"
    assert len(contents(shop.url)["distinct_pair"]) == 1


def test_a_change_that_nobody_ended_is_ended(shop: Program) -> None:
    past(shop.url, CHANGE)
    assert bad(doctor(shop, code=1)) == {"journal": "fail"}
    assert bad(doctor(shop, "--fix", code=0)) == {"journal": "mended"}
    assert contents(shop.url)["current_change"] == []


SCHEMA = [
    ("DROP VIEW tag_view", "view tag_view is missing"),
    ("DROP INDEX ix_customer_name_sort", "index ix_customer_name_sort is missing"),
]


@pytest.mark.parametrize(("damage", "said"), SCHEMA)
def test_views_and_indexes_that_are_gone_are_made_again(shop: Program, damage: str, said: str) -> None:
    past(shop.url, damage)
    found = doctor(shop, code=1)
    assert (found["schema"]["state"], found["schema"]["found"]) == ("fail", f"1: {said}")
    assert bad(doctor(shop, "--fix", code=0)) == {"schema": "mended"}
    assert bad(doctor(shop, code=0)) == {}


def test_a_trigger_that_is_gone_or_off_is_made_again(shop: Program) -> None:
    if shop.url.startswith("postgres"):
        past(shop.url, "ALTER TABLE tagging DISABLE TRIGGER tagging_journal")
    else:
        past(shop.url, "DROP TRIGGER tagging_journal_update")
        past(shop.url, "DROP TRIGGER tagging_journal_delete")
        past(shop.url, "CREATE TRIGGER tagging_journal_delete AFTER DELETE ON tagging BEGIN SELECT 1; END")
    assert "trigger tagging_journal" in doctor(shop, code=1)["schema"]["found"]
    doctor(shop, "--fix", code=0)
    with pytest.raises(Exception, match="a write outside a change"):
        past(shop.url, "DELETE FROM tagging")


def test_a_table_that_was_changed_is_for_a_backup_to_mend(shop: Program) -> None:
    past(shop.url, "ALTER TABLE tag RENAME COLUMN name TO word")
    found = doctor(shop, "--fix", code=1)
    assert found["schema"]["state"] == "fail"
    assert not found["schema"]["fixable"]
    assert "forms" not in found


def test_something_of_another_tool_in_the_store_is_told(local: Program) -> None:
    past(local.url, "CREATE TABLE notes (a)")
    assert doctor(local, code=0)["schema"]["found"] == "not of this program: 1: table notes"


def test_numbers_that_would_be_given_twice_go_on(shop: Program) -> None:
    if shop.url.startswith("postgres"):
        past(shop.url, "SELECT setval('customer_id_seq', 1, false)")
    else:
        past(shop.url, "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'customer'")
    assert bad(doctor(shop, code=1)) == {"numbers": "fail"}
    assert bad(doctor(shop, "--fix", code=0)) == {"numbers": "mended"}
    assert shop.inprocess("customer", "add", "Yeni").checked().tsv()[0]["id"] == "C-3"


def test_references_that_lead_nowhere_are_named(local: Program) -> None:
    past(local.url, CHANGE, "DELETE FROM contact", DONE)
    found = doctor(local, code=1)
    assert found["references"]["state"] == "fail"
    assert "to a contact that is gone" in found["references"]["found"]


def test_a_cell_that_is_no_utf_8_is_named(local: Program) -> None:
    past(local.url, CHANGE, "UPDATE customer SET city = CAST(x'ff41' AS TEXT) WHERE id = 2", DONE)
    found = doctor(local, code=1)
    assert (found["cells"]["state"], found["cells"]["found"]) == ("fail", "not UTF-8: 1: C-2 city")
    assert found["cells"]["todo"] == "crm restore a backup: crm backup list"
    assert "forms" not in found


def test_files_that_others_may_read_are_made_private(local: Program) -> None:
    local.inprocess("backup").checked()
    folder = Path(local.url).parent / "backups"
    for place in (Path(local.url), folder, *folder.iterdir()):
        place.chmod(0o755)
    found = doctor(local, code=1)
    assert bad(found) == {"permissions": "fail"}
    assert found["permissions"]["found"].startswith("others may read 4: ")
    assert bad(doctor(local, "--fix", code=0)) == {"permissions": "mended"}
    for place in (Path(local.url), folder, *folder.iterdir()):
        assert place.stat().st_mode & 0o077 == 0


def test_a_folder_where_others_may_replace_the_store_is_told_and_left(local: Program) -> None:
    folder = Path(local.url).parent
    folder.chmod(0o777)
    found = doctor(local, "--fix", code=0)["permissions"]
    assert (found["state"], found["todo"]) == ("warn", f"chmod go-w {folder}")
    assert folder.stat().st_mode & 0o777 == 0o777


def test_settings_with_a_password_must_be_private(local: Program) -> None:
    file = Path(os.environ["XDG_CONFIG_HOME"]) / "crmcli" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('db = "postgresql://crm:gizli@db.example/crm"\n', encoding="utf-8")
    file.chmod(0o600)
    assert doctor(local)["settings"]["state"] == "ok"
    file.chmod(0o644)
    found = doctor(local, code=1)["settings"]
    assert found["state"] == "fail"
    assert "gizli" not in str(found)
    assert doctor(local, "--fix", code=0)["settings"]["state"] == "mended"
    assert file.stat().st_mode & 0o077 == 0


def test_what_killed_commands_left_is_cleared_away_after_an_hour(local: Program) -> None:
    local.inprocess("backup").checked()
    folder = Path(local.url).parent
    left = [folder / "backups" / "crm-20200101T000000Z-v2.77.partial", folder / ".crm.db.77.restoring"]
    for file in left:
        file.write_bytes(b"half")
    assert doctor(local, code=0)["leftovers"]["state"] == "ok"
    for file in left:
        os.utime(file, (0, 0))
    assert doctor(local, code=0)["leftovers"]["state"] == "warn"
    assert doctor(local, "--fix", code=0)["leftovers"]["state"] == "mended"
    assert not any(file.exists() for file in left)


def test_a_backup_that_is_old_while_the_store_went_on_is_told(local: Program) -> None:
    assert doctor(local, code=0)["backups"]["todo"] == "crm backup"
    (row,) = local.inprocess("backup").checked().tsv()
    assert doctor(local, code=0)["backups"]["state"] == "ok"
    old = Path(row["backup"]).with_name("crm-20260101T000000Z-v2.db")
    Path(row["backup"]).rename(old)
    os.utime(old, (0, 0))
    found = doctor(local, code=0)["backups"]
    assert (found["state"], found["found"]) == ("warn", "the newest is 324 days old")


def test_a_write_ahead_log_is_told(local: Program) -> None:
    past(local.url, "PRAGMA journal_mode = WAL")
    assert "write-ahead log" in doctor(local, code=0)["mode"]["found"]


def test_an_older_store_is_told_to_migrate(tmp_path: Path) -> None:
    import shutil

    old = Path(__file__).parents[1] / "store" / "schema" / "v1.db"
    crm = Program(str(shutil.copy(old, tmp_path / "crm.db")))
    found = doctor(crm)
    assert (found["version"]["state"], found["version"]["todo"]) == ("warn", "crm migrate")
    assert "forms" not in found


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda p: p.write_text("name;city\n"), "is no crmcli store: it is text"),
        (lambda p: p.write_bytes(p.read_bytes()[:20_000]), "is damaged: it is cut"),
        (foreign, "is a database of another program"),
        (newer, "was made by a newer crmcli"),
    ],
)
def test_a_file_that_is_no_sound_store_is_named_for_what_it_is(
    local: Program, make: Callable[[Path], object], said: str
) -> None:
    make(Path(local.url))
    before = Path(local.url).read_bytes()
    found = doctor(local, "--fix", code=1)
    assert said in found["store"]["found"]
    assert Path(local.url).read_bytes() == before


def test_a_server_that_is_not_there_is_a_finding() -> None:
    crm = Program("postgresql://crm:gizli@127.0.0.1:1/crm")
    result = crm("doctor", "--format", "json").checked(1)
    found = findings(result)
    assert found["store"]["state"] == "fail"
    assert "gizli" not in result.stdout + result.stderr


def test_what_needs_no_change_of_rows_makes_none(shop: Program) -> None:
    past(shop.url, "DROP VIEW tag_view")
    before = contents(shop.url)
    doctor(shop, "--fix", code=0)
    assert contents(shop.url) == before

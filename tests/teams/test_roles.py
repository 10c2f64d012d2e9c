"""Who may do what in a shared store, held by the server: readers read, writers add to what is written."""

from collections.abc import Callable

import pytest

from tests.support.program import Program, Result
from tests.support.store import raw_connection

Login = Callable[[str, str, str], str]


@pytest.fixture
def owner(pg_url: str) -> Program:
    """A store with roles, and a person in it."""
    crm = Program(pg_url)
    crm.inprocess("customer", "add", "Ayla Demir", "--set", "kind=person", "--city", "İzmir").checked()
    crm.inprocess("db", "roles", "--apply").checked()
    return crm


def one_error(result: Result, code: int = 1) -> str:
    lines = result.checked(code).stderr.splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["crm", "hint"], result.stderr
    assert not result.stdout
    return "\n".join(lines)


def denied(url: str, sql: str) -> bool:
    """Try a statement past the program."""
    import psycopg

    connection = raw_connection(url)
    try:
        connection.execute(sql)
    except psycopg.errors.InsufficientPrivilege:
        return True
    finally:
        connection.close()
    return False


def test_the_sql_can_be_read_before_it_is_run_and_run_by_psql_as_it_stands(pg_url: str) -> None:
    crm = Program(pg_url)
    assert "there is no store at" in one_error(crm.inprocess("db", "roles"), 3)
    crm.inprocess("customer", "add", "Ayla").checked()
    script = crm.inprocess("db", "roles", "--prefix", "sube").checked().stdout
    assert "CREATE ROLE sube_reader NOLOGIN" in script
    connection = raw_connection(pg_url)
    connection.execute(script)
    connection.execute(script)
    connection.close()
    assert crm.inprocess("db", "info", "--format", "json").json()["guarded"] is True
    assert "is no name of a role" in one_error(crm.inprocess("db", "roles", "--prefix", "x; DROP"), 2)


def test_a_reader_sees_all_and_is_told_in_one_line_what_may_not_be_done(owner: Program, login: Login) -> None:
    reader = Program(login(owner.url, "okuyan", "crm_reader"))
    assert reader.inprocess("customer", "list").checked().tsv()[0]["name"] == "Ayla Demir"
    assert (
        reader.inprocess("report", "sql", "SELECT count(*) AS n FROM customer_view").checked().lines[1] == "1"
    )
    for read in ("history", "export all", "doctor", "customer timeline C-1", "migrate"):
        reader.inprocess(*read.split()).checked()
    assert reader.inprocess("db", "info", "--format", "json").json()["may"] == "read"
    for write in ("customer add Y", "undo", "log call C-1 x", "tag add v C-1"):
        said = one_error(reader.inprocess(*write.split()))
        assert "this login may only read postgresql:///" in said
        assert "GRANT crm_writer TO NAME" in said
    assert len(owner.inprocess("history").checked().tsv()) == 1


FORBIDDEN = (
    "DELETE FROM change",
    "UPDATE change SET actor = 'x'",
    "UPDATE change SET command = 'x'",
    "DELETE FROM revision",
    "UPDATE revision SET old = NULL",
    "TRUNCATE tag",
    "DROP TABLE tag",
    "ALTER TABLE tag ADD COLUMN x int",
    "ALTER TABLE customer DISABLE TRIGGER ALL",
    "DROP TRIGGER crm_actor ON change",
    "CREATE OR REPLACE FUNCTION crm_journal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$",
    "CREATE TABLE mine (x int)",
    "UPDATE meta SET value = '99'",
    "SET session_replication_role = replica",
)


def test_a_writer_can_neither_change_the_schema_nor_what_was_written_in_the_journal(
    owner: Program, login: Login
) -> None:
    url = login(owner.url, "yazan", "crm_writer")
    assert [sql for sql in FORBIDDEN if not denied(url, sql)] == []


def test_a_writer_does_what_commands_do(owner: Program, login: Login) -> None:
    writer = Program(login(owner.url, "yazan", "crm_writer"))
    for words in (
        ("customer", "add", "Işık A.Ş.", "--phone", "0532 123 45 67", "--tag", "vip"),
        ("customer", "edit", "C-2", "--city", "Bursa"),
        ("lead", "add", "Deniz Kara"),
        ("convert", "L-1"),
        ("undo",),
        ("redo",),
        ("merge", "C-2", "C-1", "--yes"),
        ("order", "add", "C-2", "--total", "50 TL"),
        ("segment", "save", "Bursa", "--where", "city = Bursa"),
        ("segment", "freeze", "Bursa"),
        ("opportunity", "list"),
    ):
        writer.inprocess(*words).checked()
    rows = "name,city\n" + "".join(f"Müşteri {n},İzmir\n" for n in range(20))
    writer.inprocess("import", "customers", "-", input=rows).checked()
    writer.inprocess("undo").checked()
    said = one_error(writer.inprocess("privacy", "erase", "C-3", "--yes"))
    assert "only an owner of postgresql:///" in said
    assert owner.inprocess("customer", "show", "C-3", "--format", "json").json()["name"] == "Deniz Kara"


def test_who_logged_in_stands_in_the_journal_whatever_a_program_says(owner: Program, login: Login) -> None:
    writer = Program(login(owner.url, "yazan", "crm_writer"))
    writer.inprocess("customer", "edit", "C-1", "--city", "Van").checked()
    writer.inprocess("--user", "Ayşe", "customer", "edit", "C-1", "--city", "Muş").checked()
    who = [row["who"] for row in owner.inprocess("history").checked().tsv()]
    assert who[:2] == ["yazan (Ayşe)", "yazan"]
    assert not denied(
        writer.url, "INSERT INTO change (at, actor, command) VALUES ('2026-01-01', 'patron', 'x')"
    )
    connection = raw_connection(owner.url)
    query = "SELECT actor FROM change ORDER BY id DESC LIMIT 1"
    assert connection.execute(query).fetchone() == ("yazan (patron)",)
    connection.close()


def test_without_roles_the_login_is_who_writes_unless_somebody_is_named(pg_url: str) -> None:
    crm = Program(pg_url)
    crm.inprocess("customer", "add", "Ayla").checked()
    crm.inprocess("--user", "Ayşe", "customer", "edit", "C-1", "--city", "Muş").checked()
    assert [row["who"] for row in crm.inprocess("history").checked().tsv()] == ["Ayşe", "crm"]


def test_an_owner_may_erase_and_give_the_rights_anew_after_a_migration(owner: Program, login: Login) -> None:
    boss = Program(login(owner.url, "sahip", "crm_owner"))
    connection = raw_connection(boss.url)
    connection.execute("ALTER TABLE tag ADD COLUMN x int")
    connection.execute("ALTER TABLE tag DROP COLUMN x")
    connection.execute("DROP TRIGGER crm_actor ON change")  # as a migration does with what is not its own
    connection.close()
    boss.inprocess("db", "roles", "--apply").checked()
    assert boss.inprocess("db", "info", "--format", "json").json()["guarded"] is True
    boss.inprocess("privacy", "erase", "C-1", "--yes").checked()


def test_the_doctor_says_what_roles_lack(owner: Program) -> None:
    found = {row["check"]: row for row in owner.inprocess("doctor").checked().tsv()}
    assert (found["rights"]["state"], found["rights"]["found"]) == ("ok", "roles may do what they are for")
    connection = raw_connection(owner.url)
    connection.execute("REVOKE INSERT ON wallet FROM crm_writer")
    connection.execute("DROP TRIGGER crm_actor ON change")
    connection.close()
    found = {row["check"]: row for row in owner.inprocess("doctor").checked().tsv()}
    assert "2: crm_writer has no right to INSERT in wallet, the journal" in found["rights"]["found"]
    owner.inprocess("db", "roles", "--apply").checked()
    assert "rights\tok" in owner.inprocess("doctor").checked().stdout


def test_the_doctor_says_that_a_view_made_anew_is_nobodys_to_read_yet(owner: Program) -> None:
    connection = raw_connection(owner.url)
    connection.execute("ALTER VIEW customer_view RENAME COLUMN name TO called")
    connection.close()
    owner.inprocess("doctor", "--fix").checked()
    found = {row["check"]: row for row in owner.inprocess("doctor").checked().tsv()}
    assert "crm_reader has no right to SELECT in customer_view" in found["rights"]["found"]
    owner.inprocess("db", "roles", "--apply").checked()
    assert "rights\tok" in owner.inprocess("doctor").checked().stdout


def test_a_login_without_any_role_is_told_whom_to_ask(owner: Program, login: Login) -> None:
    stranger = Program(login(owner.url, "yabanci", ""))
    said = one_error(stranger.inprocess("customer", "list"))
    assert "this login has no rights in postgresql:///" in said
    assert "GRANT crm_reader TO NAME" in said
    said = one_error(stranger.inprocess("db", "roles", "--apply"))
    assert "hint: " in said

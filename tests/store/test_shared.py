"""The shared store: a PostgreSQL database, refused in words when it is another's or can't be reached."""

import threading

import psycopg
import pytest

from crmcli.db import Store, open_store
from crmcli.engines import postgres
from crmcli.engines.postgres import PostgresStore, translated
from crmcli.engines.secrets import masked
from crmcli.errors import Busy, ExtraMissing, Refused
from crmcli.migrations import SCHEMA_VERSION
from crmcli.sql import Writer
from tests.support.program import Program
from tests.support.store import raw_connection, writing


@pytest.fixture
def store(pg_url: str) -> Store:
    """A shared store that has no tables yet."""
    return open_store(pg_url)


def add(store: Store, word: str = "vip") -> int:
    with writing(store) as db:
        return db.insert("tag", {"name": word, "name_fold": word, "name_sort": word})


def tags(store: Store) -> list[str]:
    with store.reading() as db:
        return [name for (name,) in db.tuples("SELECT name FROM tag ORDER BY id")]


def tables(url: str) -> list[str]:
    connection = raw_connection(url)
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    connection.close()
    return sorted(name for (name,) in found)


def run(url: str, *statements: str) -> None:
    connection = raw_connection(url)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_database_without_tables_reads_as_an_empty_store_and_stays_as_it_is(
    store: Store, pg_url: str
) -> None:
    assert not store.exists()
    with store.reading() as db:
        assert db.value("SELECT count(*) FROM customer") == 0
        assert db.value("SELECT count(*) FROM stage") > 0
    with writing(store, dry_run=True) as db:
        db.insert("tag", {"name": "vip", "name_fold": "vip", "name_sort": "vip"})
    assert tables(pg_url) == []
    add(store)
    assert store.exists()


def test_first_readers_and_writers_at_once_all_succeed(store: Store, pg_url: str) -> None:
    failed: list[BaseException] = []

    def go(number: int) -> None:
        try:
            add(open_store(pg_url), str(number)) if number % 2 else tags(open_store(pg_url))
        except BaseException as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    threads = [threading.Thread(target=go, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(tags(store)) == ["1", "3", "5"]


@pytest.mark.parametrize(
    "theirs",
    [
        "CREATE TABLE meta (key text, value text)",
        "CREATE TABLE customer (name text)",
        "CREATE TABLE sales_order (id int)",
    ],
)
def test_a_database_of_another_program_is_refused_and_left_as_it_is(pg_url: str, theirs: str) -> None:
    run(pg_url, theirs)
    before = tables(pg_url)
    for words in (("customer", "list"), ("customer", "add", "Işık")):
        result = Program(pg_url).inprocess(*words)
        assert result.code == 1
        assert "is a database of another program" in result.stderr
    assert tables(pg_url) == before


@pytest.mark.parametrize(
    ("version", "code", "fact"),
    [(SCHEMA_VERSION + 1, 1, "was made by a newer crmcli"), (SCHEMA_VERSION - 1, 6, "this program needs")],
)
def test_a_newer_or_older_store_is_refused(
    store: Store, pg_url: str, version: int, code: int, fact: str
) -> None:
    add(store)
    run(pg_url, f"UPDATE meta SET value = '{version}' WHERE key = 'schema_version'")
    for words in (("customer", "list"), ("customer", "add", "Işık")):
        result = Program(pg_url).inprocess(*words)
        assert result.code == code
        assert fact in result.stderr


def test_a_server_that_does_not_answer_is_refused_in_one_line_without_the_password() -> None:
    result = Program("postgresql://ayse:sir@localhost:1/crm?connect_timeout=2")("customer", "list")
    assert result.code == 1
    assert result.stderr.startswith("crm: can't use postgresql://ayse@localhost:1/crm: ")
    assert len(result.stderr.splitlines()) == 2
    assert "sir" not in result.stderr


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ayse:sir@[oops/crm",
        "postgresql://ayse:sir@h/crm?nonsense=1",
        "postgresql:///crm?port=x&password=sir",
    ],
)
def test_an_address_that_is_none_is_refused_without_the_password(address: str) -> None:
    result = Program(address)("customer", "list")
    assert result.code == 1
    assert "fault of crmcli" not in result.stderr
    assert "None" not in result.stderr
    assert "sir" not in result.stderr


def test_names_of_stores_never_show_a_password() -> None:
    assert PostgresStore("postgresql://ayse:s@h:5432/crm?x=1").name == "postgresql://ayse@h:5432/crm"
    assert masked("at postgres://a:p:w@h/d and password=geheim&x") == "at postgres://a@h/d and password=…&x"


def test_without_psycopg_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(ExtraMissing, match="postgres") as caught, open_store("postgresql:///x").reading():
        pass
    assert caught.value.hint == "pip install 'crmcli[postgres]'"
    assert caught.value.code == 7


def test_writers_stand_in_one_queue(store: Store, pg_url: str) -> None:
    number = add(store, "0")
    begun = threading.Event()

    def second() -> None:
        begun.set()
        with writing(open_store(pg_url)) as db:
            count = int(db.value("SELECT name FROM tag WHERE id = :id", {"id": number}))
            db.update("tag", number, {"name": str(count + 1)})

    waiting = threading.Thread(target=second)
    with writing(store) as db:
        waiting.start()
        begun.wait()
        count = int(db.value("SELECT name FROM tag WHERE id = :id", {"id": number}))
        waiting.join(0.2)
        assert waiting.is_alive()
        db.update("tag", number, {"name": str(count + 1)})
    waiting.join()
    assert tags(store) == ["2"]


def test_a_queue_that_does_not_move_is_busy(
    store: Store, pg_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store)
    other = psycopg.connect(pg_url)
    other.execute("SELECT pg_advisory_xact_lock(%s)", (postgres.WRITERS,))
    monkeypatch.setattr(postgres, "LOCK_TIMEOUT", "100ms")
    with pytest.raises(Busy, match="the store is busy"):
        add(store, "late")
    other.close()
    assert tags(store) == ["vip"]


def test_a_reader_during_a_write_sees_the_state_before_it_and_keeps_it(store: Store) -> None:
    add(store)
    with store.reading() as before:
        with writing(store) as db:
            db.insert("tag", {"name": "new", "name_fold": "new", "name_sort": "new"})
            assert tags(store) == ["vip"]
        assert before.value("SELECT count(*) FROM tag") == 1
    assert tags(store) == ["vip", "new"]


def test_a_reader_can_not_write(store: Store) -> None:
    add(store)
    with pytest.raises(Refused), store.reading() as db:
        db.tuples("DELETE FROM tag RETURNING id")


def test_text_that_postgres_can_not_hold_is_refused_in_words(store: Store) -> None:
    with pytest.raises(Refused, match="NUL"):
        add(store, "a\0b")


def interrupt() -> None:
    raise KeyboardInterrupt


def test_kept_says_whether_the_last_change_was_committed(store: Store) -> None:
    add(store)
    first = store.kept
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012, SIM117
        with writing(store) as db:
            db.insert("tag", {"name": "new", "name_fold": "new", "name_sort": "new"})
            interrupt()
    assert (first, store.kept) == (True, False)
    assert tags(store) == ["vip"]


def test_names_in_quoted_text_and_casts_are_no_parameters() -> None:
    assert translated("SELECT ':a', x::text, :a, '%', 5 % 2") == "SELECT ':a', x::text, %(a)s, '%%', 5 %% 2"


def test_a_server_that_goes_away_in_mid_change_is_told_in_a_line_and_keeps_nothing(
    store: Store, pg_url: str
) -> None:
    def lose(db: Writer) -> None:
        db.insert("tag", {"name": "new", "name_fold": "new", "name_sort": "new"})
        run(pg_url, f"SELECT pg_terminate_backend({db.value('SELECT pg_backend_pid()')})")
        db.insert("tag", {"name": "late", "name_fold": "late", "name_sort": "late"})

    add(store)
    with (
        pytest.raises(Refused, match=r"postgresql:///.* ended the connection; nothing was saved"),
        writing(store) as db,
    ):
        lose(db)
    assert not store.kept
    assert tags(store) == ["vip"]

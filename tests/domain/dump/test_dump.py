"""The whole store as a file and back: the same records, the same bytes, on either engine."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import Store, open_store
from crmcli.domain.dump import load as loading
from crmcli.domain.dump.file import DumpFile
from crmcli.domain.dump.form import columns, is_whole
from crmcli.domain.dump.load import LoadDump, load_dump
from crmcli.domain.dump.numbers import Numbers
from crmcli.domain.dump.write import Dump, dump
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.results import Change
from crmcli.errors import Conflict, NotFound, Refused
from crmcli.migrations import SCHEMA_VERSION
from crmcli.models import metadata
from tests.store.business import Contents, contents, fill
from tests.support.postgres import PostgresServer
from tests.support.store import NOTE, writing

Making = Callable[[str], Store]


def text_of(store: Store) -> str:
    with store.reading() as db:
        return "".join(dump(db, Dump(SCHEMA_VERSION)).parts)


def loaded(store: Store, text: str, *, dry_run: bool = False) -> Change[Any]:
    with (
        DumpFile(io.BytesIO(text.encode("utf-8", "surrogatepass")), SCHEMA_VERSION) as file,
        writing(store, dry_run=dry_run) as db,
    ):
        return load_dump(db, LoadDump(file))


def changed(text: str, change: Callable[[list[str]], Any]) -> str:
    """Return a file with its lines changed."""
    lines = text.splitlines(keepends=True)
    change(lines)
    return "".join(lines)


def line_of(lines: list[str], table: str) -> int:
    """Return where the rows of a table begin."""
    return next(at for at, line in enumerate(lines) if line.startswith(f'{{"{table}":'))


def with_row(text: str, table: str, **values: Any) -> str:
    """Return a file whose first row of a table has other values."""

    def change(lines: list[str]) -> None:
        at = line_of(lines, table)
        row = json.loads(lines[at])
        row[table] |= values
        lines[at] = json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"

    return changed(text, change)


def with_head(text: str, **values: Any) -> str:
    """Return a file whose first line says something else."""

    def change(lines: list[str]) -> None:
        lines[0] = json.dumps(json.loads(lines[0]) | values) + "\n"

    return changed(text, change)


def records(held: Contents) -> dict[str, list[Any]]:
    """Return the journaled rows that are there, whatever change made them."""
    return {
        table.name: [row[:1] + row[2:] for row in held[table.name]]
        for table in metadata.sorted_tables
        if "created_change" in table.columns
    }


@pytest.fixture
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Making]:
    """Make new stores of an engine, as many as a test asks for."""
    made: list[tuple[PostgresServer, str]] = []

    def make(engine: str) -> Store:
        if engine == "sqlite":
            return open_store(str(tmp_path / f"new{len(list(tmp_path.glob('new*')))}.db"))
        server: PostgresServer = request.getfixturevalue("postgres_server")
        name = server.create_database()
        made.append((server, name))
        return open_store(server.url(name))

    yield make
    for server, name in made:
        server.drop_database(name)


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
@pytest.mark.parametrize("bulk_from", [1, 5_000])
def test_a_store_goes_into_a_new_one_of_either_engine_and_out_again_byte_for_byte(
    store: Store, empty: Making, engine: str, bulk_from: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BULK_FROM", bulk_from)
    fill(store)
    text = text_of(store)
    other = empty(engine)
    result = loaded(other, text)
    assert text_of(other) == text
    assert sum(line.rows for line in result.items) == text.count("\n") - 1


def test_every_column_comes_back_with_the_forms_of_names(
    store: Store, engine_url: str, empty: Making
) -> None:
    fill(store)
    other = empty("sqlite")
    loaded(other, text_of(store))
    mine, theirs = records(contents(engine_url)), records(contents(other.name))
    # These were written by hand, in other forms than the program makes.
    for form, made in (("2026/i-1", "2026 i 1"), (None, "g 1")):
        table = "sales_order" if form else "product"
        at = next(i for i, c in enumerate(theirs[table][0]) if c == made)
        assert mine[table][0][at] == form
        mine[table] = [(*row[:at], made, *row[at + 1 :]) for row in mine[table]]
    assert theirs == mine


def test_pages_and_batches_make_no_difference(
    store: Store, empty: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    text = text_of(store)
    monkeypatch.setattr("crmcli.domain.dump.write.PAGE", 2)
    monkeypatch.setattr(loading, "BATCH", 2)
    assert text_of(store) == text
    other = empty("sqlite")
    loaded(other, text)
    assert text_of(other) == text


def test_an_empty_store_is_a_file_too(store: Store, empty: Making) -> None:
    text = text_of(store)
    other = empty("sqlite")
    assert loaded(other, text).items != []
    assert text_of(other) == text


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_the_number_of_a_deleted_record_is_never_given_again(
    store: Store, empty: Making, engine: str
) -> None:
    fill(store)
    with writing(store) as db:
        last = db.insert("tag", {"name": "x", "name_fold": "x", "name_sort": "x"})
    with writing(store) as db:
        db.delete("tag", last)
    other = empty(engine)
    loaded(other, text_of(store))
    with writing(other) as db:
        assert db.insert("tag", {"name": "y", "name_fold": "y", "name_sort": "y"}) == last + 1


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_the_stages_of_a_new_store_become_those_of_the_file(store: Store, empty: Making, engine: str) -> None:
    with writing(store) as db:
        (one, first), (two, second) = db.tuples(
            "SELECT id, name_fold FROM stage WHERE id IN (1, 2) ORDER BY id"
        )
        db.update("stage", one, {"name_fold": "#"})
        for number, name in ((two, first), (one, second)):
            db.update("stage", number, {"name": name, "name_fold": name, "name_sort": name})
        db.delete("stage", 3)
        db.insert("stage", {"name": "Proposal", "name_fold": "proposal", "name_sort": "p", "position": 9,
                            "probability": 1, "outcome": "open"})  # fmt: skip
        db.delete("lost_reason", 4)
    text = text_of(store)
    other = empty(engine)
    loaded(other, text)
    assert text_of(other) == text


def test_a_load_is_one_change_that_can_be_taken_back(store: Store, empty: Making) -> None:
    new = text_of(store)
    fill(store)
    with writing(store) as db:
        db.delete("alias", 1)  # undo keeps the numbers of merged records that don't come back
    other = empty(store.engine)
    loaded(other, text_of(store))
    with other.writing(NOTE) as db:
        undo(db, Undo(None))
    assert text_of(other).splitlines()[1:] == new.splitlines()[1:]


def test_a_dry_run_keeps_nothing(store: Store, empty: Making) -> None:
    fill(store)
    other = empty(store.engine)
    loaded(other, text_of(store), dry_run=True)
    assert not other.exists() or text_of(other) == text_of(empty("sqlite"))
    loaded(other, text_of(store))
    assert text_of(other) == text_of(store)


def test_a_store_with_changes_of_its_own_is_refused(store: Store) -> None:
    fill(store)
    before = text_of(store)
    with pytest.raises(Conflict, match="this one has changes of its own"):
        loaded(store, before)
    assert text_of(store) == before


BROKEN: dict[str, tuple[Callable[[str], str], str]] = {
    "no such table": (lambda t: t + '{"invoice":{"id":1}}\n', "there is no table invoice"),
    "no such column": (lambda t: with_row(t, "tag", colour="red"), "tag has no column colour"),
    "a form of a name": (lambda t: with_row(t, "tag", name_fold="x"), "tag has no column name_fold"),
    "text for a number": (lambda t: with_row(t, "opportunity", amount_minor="12"), "not a whole number"),
    "a number for text": (lambda t: with_row(t, "customer", city=12), "city is '12', not a text"),
    "a flag": (lambda t: with_row(t, "crm_user", active=True), "active is 'True', not a whole number"),
    "a fraction": (lambda t: with_row(t, "lead", score=1.5), "score is '1.5', not a whole number"),
    "too large": (lambda t: with_row(t, "lead", score=2**63), "is too large a number"),
    "no day": (lambda t: with_row(t, "sales_order", ordered_on="2026-02-30"), "'2026-02-30' is no day"),
    "no moment": (lambda t: with_row(t, "activity", at="2026-02-28T25:00:00Z"), "is no moment"),
    "no JSON": (lambda t: with_row(t, "customer", custom="[1]"), "is no JSON object"),
    "JSON of more than texts": (
        lambda t: with_row(t, "customer", custom='{"a":{"b":1}}'),
        "is no JSON object of texts",
    ),
    "no currency": (lambda t: with_row(t, "sales_order", currency="lira"), "currency 'lira' is no currency"),
    "a NUL": (lambda t: with_row(t, "customer", city="a\0b"), "holds a NUL character"),
    "half a pair": (lambda t: with_row(t, "tag", name="a\ud800").replace("\ud800", "\\ud800"), "Unicode"),
    "a reference": (lambda t: with_row(t, "sales_order", customer_id=99), "customer 99, which is not there"),
    "its own parent's": (lambda t: with_row(t, "customer", parent_id=99), "customer 99, which is not there"),
    "a circle": (lambda t: with_row(t, "customer", parent_id=2), "a customer can't stand above itself"),
    "a rule of the store": (
        lambda t: with_row(t, "opportunity", currency=None),
        "an amount needs a currency",
    ),
    "a needed value": (lambda t: with_row(t, "address", kind=None), "the store refuses this value"),
    "no id": (lambda t: with_row(t, "tag", id=None), "tag needs a number as its id"),
    "an id of nothing": (lambda t: with_row(t, "tag", id=0), "tag needs a number as its id"),
    "one twice": (
        lambda t: changed(t, lambda s: s.insert(line_of(s, "stage"), s[line_of(s, "stage")])),
        "stage 1 comes after 1: numbers must ascend",
    ),
    "a table twice": (
        lambda t: changed(t, lambda s: s.append(s[line_of(s, "stage")])),
        "stage must come before the tables above it",
    ),
    "a line less": (
        lambda t: changed(t, lambda s: s.pop(line_of(s, "tag"))),
        "line 1: it says 1 row of tag, the file has 0",
    ),
    "cut short": (lambda t: t[:-30], "it is broken JSON"),
    "cut at a line": (lambda t: changed(t, lambda s: s.pop()), "rows of identity, the file has"),
    "no row": (lambda t: t + "[1]\n", "it is no row"),
    "no row of a table": (lambda t: t + '{"tag":1}\n', "tag holds no row"),
    "a newer schema": (lambda t: with_head(t, schema=SCHEMA_VERSION + 1), "was made by a newer crmcli"),
    "a newer form": (lambda t: with_head(t, version=2), "was made by a newer crmcli"),
    "another format": (lambda t: with_head(t, format="other"), "is no file of a whole store"),
    "no version": (lambda t: with_head(t, version="1"), "it names no version"),
    "a number too low": (
        lambda t: t.replace('"tag":{"rows":1,"last":1}', '"tag":{"rows":1,"last":0}'),
        "tag has a number above the last one, 0",
    ),
    "a number too high": (
        lambda t: t.replace('"tag":{"rows":1,"last":1}', '"tag":{"rows":1,"last":9223372036854775807}'),
        "line 1: what it says of tag is not understood",
    ),
    "an id too high": (lambda t: with_row(t, "tag", id=2**53 + 1), "tag needs a number as its id"),
    "a strange count": (lambda t: t.replace('"tag":{"rows":1', '"tag":{"rows":-1'), "is not understood"),
    "a table of the head": (lambda t: with_head(t, tables={"invoice": {"rows": 0, "last": 0}}), "no table"),
    "nothing": (lambda _: "", "is no file of a whole store"),
    "a table of rows": (lambda _: "name,email\nA,b@c.d\n", "is no file of a whole store"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_does_not_fit_is_refused_by_its_line_and_nothing_is_loaded(
    store: Store, empty: Making, name: str
) -> None:
    break_it, why = BROKEN[name]
    fill(store)
    text = text_of(store)
    broken = break_it(text)
    assert broken != text
    other = empty(store.engine)
    with pytest.raises(Refused) as caught:
        loaded(other, broken)
    assert why in caught.value.message
    assert caught.value.message.startswith("standard input")
    assert not other.exists() or "customer" not in text_of(other).split("\n", 1)[1]
    loaded(other, text)


def test_a_line_is_named_among_many(store: Store, empty: Making) -> None:
    fill(store)
    lines = text_of(store).splitlines(keepends=True)
    at = line_of(lines, "customer") + 4
    row = json.loads(lines[at])
    row["customer"]["name"] = ""
    lines[at] = json.dumps(row) + "\n"
    with pytest.raises(Refused, match=f"line {at + 1}: a name can't be empty; nothing was loaded"):
        loaded(empty(store.engine), "".join(lines))


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        DumpFile(tmp_path / "none.jsonl", SCHEMA_VERSION)
    with pytest.raises(Refused, match="can't be read: is a directory"):
        DumpFile(tmp_path, SCHEMA_VERSION)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\n")
    with pytest.raises(Refused, match="line 1: it is not UTF-8"):
        DumpFile(tmp_path / "bytes", SCHEMA_VERSION)


def test_columns_hold_what_the_schema_says(store: Store) -> None:
    with store.reading() as db:
        for table in db.tables:
            declared = metadata.tables[table].columns
            for column in columns(db, table):
                whole = declared[column].type.python_type is int
                assert is_whole(table, column) == whole, f"{table}.{column}"


def test_numbers_are_kept_as_runs() -> None:
    numbers = Numbers()
    added = [1, 2, 3, 7, 9, 10, 2**62]
    for number in added:
        numbers.add(number)
    assert [number for number in (*range(12), 2**62, 2**62 + 1) if number in numbers] == added
    assert (numbers.last, Numbers().last) == (2**62, 0)

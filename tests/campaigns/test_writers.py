"""Many processes on one store: nothing is lost, nothing fails, nothing is stored twice."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from crmcli.db import open_store
from tests.campaigns import writer
from tests.campaigns.work import customers, faults_of
from tests.store.business import named
from tests.support.program import Program, Result
from tests.support.store import raw_connection, writing

pytestmark = pytest.mark.campaign

PROCESSES = 8


def rows(url: str, sql: str) -> list[tuple[object, ...]]:
    connection = raw_connection(url)
    found: list[tuple[object, ...]] = connection.execute(sql).fetchall()
    connection.close()
    return found


def at_once(program: Program, *lines: Sequence[str | Path]) -> list[Result]:
    """Start commands together and return how each of them ended."""
    running = [program.start(*line) for line in lines]
    ended = []
    for line, process in zip(lines, running, strict=True):
        with process:
            output, errors = process.communicate(timeout=120)
        ended.append(Result(tuple(map(str, line)), output.decode(), errors.decode(), process.returncode))
    return ended


def test_changes_of_eight_processes_are_all_kept_and_none_fails(
    engine_url: str, rounds: Callable[[int, int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    shared = engine_url.startswith("postgres")
    each = rounds(10 if shared else 25, 250)
    with writing(open_store(engine_url)) as db:
        db.insert("customer", {**named("Sayaç"), "kind": "person", "note": "0"})
    begun = time.perf_counter()
    running = [writer.start(engine_url, each, f"w{number}") for number in range(PROCESSES)]
    ended = [(process.communicate(timeout=900), process.returncode) for process in running]
    seconds = time.perf_counter() - begun
    assert [(errors, code) for (_, errors), code in ended] == [("", 0)] * PROCESSES
    total = each * PROCESSES
    assert rows(engine_url, "SELECT note FROM customer") == [(str(total),)]
    assert rows(engine_url, "SELECT count(*), count(DISTINCT id), count(DISTINCT subject) FROM activity") == [
        (total, total, total)
    ]
    assert rows(engine_url, "SELECT count(*), count(DISTINCT id) FROM change") == [(total + 2, total + 2)]
    assert rows(engine_url, "SELECT count(*) FROM revision WHERE kind = 'U'") == [(total,)]
    assert rows(engine_url, "SELECT count(DISTINCT created_change) FROM activity") == [(total,)]
    if not shared:
        assert faults_of(Path(engine_url)) == []
    with capsys.disabled():
        where = "shared" if shared else "local"
        print(f"\n{total} changes of {PROCESSES} processes in a {where} store: {seconds:.1f} s, lost 0")  # noqa: T201


def test_commands_of_eight_people_at_once_all_succeed_on_a_store_that_is_not_there_yet(crm: Program) -> None:
    lines = [
        ("customer", "add", f"Müşteri {number}", "--phone", f"0532 123 45 {number:02}")
        for number in range(PROCESSES)
    ]
    added = at_once(crm, *lines)
    assert [(result.code, result.stderr) for result in added] == [(0, added[0].stderr)] * PROCESSES
    assert sorted(result.tsv()[0]["id"] for result in added) == [f"C-{n}" for n in range(1, PROCESSES + 1)]
    assert len(crm.ok("customer", "list").tsv()) == PROCESSES


@pytest.mark.parametrize("made", [True, False], ids=["in a store", "in no store yet"])
def test_a_file_imported_by_four_processes_at_once_is_stored_once(
    crm: Program, tmp_path: Path, *, made: bool
) -> None:
    if made:
        crm.ok("customer", "add", "Önce")
    file = customers(tmp_path / "c.csv", 120)
    results = at_once(crm, *[("import", "customers", file)] * 4)
    assert [result.code for result in results] == [0] * 4, [result.stderr for result in results]
    counts = [result.tsv()[0] for result in results]
    assert sorted(count["new"] for count in counts) == ["0", "0", "0", "120"]
    assert sorted(count["unchanged"] for count in counts) == ["0", "120", "120", "120"]
    assert {count["changed"] for count in counts} == {"0"}
    assert rows(crm.url, "SELECT count(*) FROM customer") == [(120 + made,)]
    assert rows(crm.url, "SELECT count(*) FROM change WHERE input_sha256 IS NOT NULL") == [(1,)]


def test_an_undo_beside_an_edit_of_the_same_record_takes_back_all_or_is_refused(
    crm: Program, rounds: Callable[[int, int], int]
) -> None:
    crm.ok("customer", "add", "Işık", "--city", "başta")
    outcomes = set()
    for number in range(rounds(4, 60)):
        crm.ok("customer", "edit", "C-1", "--city", f"önce {number}", "--set", f"region={number}")
        edit = ("customer", "edit", "C-1", "--city", f"sonra {number}")
        lines = (
            (("undo",), edit)
            if number % 2
            else (edit, ("undo", str(rows(crm.url, "SELECT max(id) FROM change")[0][0])))
        )
        results = {result.args[0]: result for result in at_once(crm, *lines)}
        undone, edited = results["undo"], results["customer"]
        assert edited.code == 0, edited.stderr
        outcomes.add(undone.code)
        ((city, region),) = rows(crm.url, "SELECT city, region FROM customer")
        if undone.code == 4:
            assert "changed since, by change" in undone.stderr
            assert (city, region) == (f"sonra {number}", str(number))
        elif "sonra" in undone.stdout + str(city):
            assert undone.code == 0
            assert city == f"sonra {number}"
            assert region != str(number)
        else:  # the undo without a number came after the edit, and took that back
            assert (undone.code, city, region) == (0, f"önce {number}", str(number))
    assert outcomes <= {0, 4}


def test_readers_beside_a_long_import_see_all_of_it_or_nothing(crm: Program, tmp_path: Path) -> None:
    crm.ok("customer", "add", "Önce")
    file = customers(tmp_path / "c.csv", 3000)
    seen = set()
    with crm.start("import", "customers", file) as importing:
        while importing.poll() is None:
            listed = crm("customer", "list", "--format", "ids", "--limit", "0")
            assert listed.code == 0, listed.stderr
            seen.add(len(listed.lines))
        assert importing.returncode == 0
    seen.add(len(crm.ok("customer", "list", "--format", "ids", "--limit", "0").lines))
    assert seen == {1, 3001}

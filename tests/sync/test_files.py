"""Files of changes: whole or refused, in order, private, and never more than data."""

import errno
import gzip
import io
import json
import os
import sqlite3
import stat
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from crmcli.commands.sync import apply
from crmcli.domain.sync.place import write_file
from crmcli.domain.sync.read import read_bytes
from crmcli.errors import NotFound, Refused, UsageError
from tests.support.exchange import Pair, changes, content, differences
from tests.support.program import Program
from tests.support.terminal import Terminal

Lines = list[dict[str, Any]]


@pytest.fixture
def pair(local_pair: Pair) -> Pair:
    """Two stores of which the first has something to tell."""
    local_pair.first.inprocess("customer", "add", "Işık", "--city", "Muş", "--tag", "vip").checked()
    local_pair.first.inprocess("log", "call", "C-1", "hello").checked()
    return local_pair


def exported(pair: Pair, *words: str) -> Path:
    """Export what the first store has."""
    file = pair.folder / "a.sync"
    pair.first.inprocess("sync", "export", file, "--force", *words).checked()
    return file


def sealed(lines: Lines) -> bytes:
    """Return lines as a file whose checksum is right: what a stranger who knows the form would send."""
    body = "".join(json.dumps(line) + "\n" for line in lines).encode()
    closing = {"lines": len(lines), "sha256": sha256(body).hexdigest()}
    return body + json.dumps(closing).encode() + b"\n"


def opened(file: Path) -> Lines:
    """Return the lines of a file without the last one."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()][:-1]


def refused(pair: Pair, data: bytes, code: int = 1) -> str:
    """Apply bytes at the second store; it must refuse them and stay as it was. Return what it said."""
    file = pair.folder / "bad.sync"
    file.write_bytes(data)
    before = Path(pair.second.url).read_bytes()
    result = pair.second.inprocess("sync", "apply", file)
    assert (result.code, result.stdout) == (code, ""), result
    assert Path(pair.second.url).read_bytes() == before
    assert "fault of crmcli" not in result.stderr
    return result.stderr


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "its last line is missing": lambda data: data[: data.rstrip(b"\n").rindex(b"\n") + 1],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut by a byte": lambda data: data[:-1],
    "a line less": lambda data: b"".join(
        line for at, line in enumerate(data.splitlines(keepends=True)) if at != 3
    ),
    "a value changed": lambda data: data.replace(b"Mu\\u015f", b"Van"),
    "a line twice": lambda data: data.replace(b"\n", b"\n" + data.split(b"\n")[1] + b"\n", 1),
    "a line behind": lambda data: data + b"{}\n",
    "a picture": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(200),
    "a table": lambda _: b"name,city\nA,B\n",
    "half of a packed one": lambda data: gzip.compress(data)[:-20],
    "something behind a packed one": lambda data: gzip.compress(data) + b"more",
    "a file of a whole store": lambda _: b'{"format":"crmcli","version":1,"schema":3,"tables":{}}\n',
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_file_that_is_not_as_it_was_written_is_refused_whole(pair: Pair, name: str) -> None:
    said = refused(pair, DAMAGE[name](exported(pair).read_bytes()))
    assert said.startswith("crm: ")
    assert "nothing was applied" in said


def _customer(lines: Lines) -> dict[str, Any]:
    return next(line for line in lines if line.get("new") == "customer")


def _edit(lines: Lines, **values: Any) -> None:
    _customer(lines)["row"].update(values)


STRANGE: dict[str, tuple[Callable[[Lines], object], str]] = {
    "a table that is none": (lambda ls: _customer(ls).update(new="sqlite_schema"), "no table sqlite_schema"),
    "a table of ours alone": (lambda ls: _customer(ls).update(new="rule"), "no table rule"),
    "SQL for a table": (lambda ls: _customer(ls).update(new="customer; DROP TABLE lead"), "no table"),
    "SQL for a column": (lambda ls: _edit(ls, **{"name = 'x' --": 1}), "has no column"),
    "the change that made it": (lambda ls: _edit(ls, created_change=1), "has no column created_change"),
    "a number of its own": (lambda ls: _edit(ls, id=1), "has no column id"),
    "a folded form": (lambda ls: _edit(ls, name_fold="x"), "has no column name_fold"),
    "a text for a number": (lambda ls: _edit(ls, cadence_days="soon"), "no whole number"),
    "a number for a text": (lambda ls: _edit(ls, city=5), "is no text"),
    "a day that is none": (lambda ls: _edit(ls, created_on="2026-02-30"), "is no day"),
    "a NUL": (lambda ls: _edit(ls, city="a\0b"), "NUL"),
    "a list": (lambda ls: _edit(ls, city=["a"]), "is no text"),
    "a number that is too large": (lambda ls: _edit(ls, cadence_days=2**70), "no whole number"),
    "no number": (lambda ls: _customer(ls).update(id=0), "has no number"),
    "yes for a number": (lambda ls: _customer(ls).update(id=True), "has no number"),
    "a peer that is no name": (lambda ls: _customer(ls).update(id="../../etc:1"), "no name for a store"),
    "what refers to nothing": (lambda ls: _edit(ls, owner_id={"x": 1}), "has no number"),
    "our identities": (
        lambda ls: ls.append({"new": "record_key", "id": 9, "row": {"noun": "sync/customer", "number": 1}}),
        "no whole number|has no number|this store's own",
    ),
    "an erasure of nobody": (
        lambda ls: ls.append({"new": "erasure", "id": 9, "row": {"noun": "customer"}}),
        "has no number",
    ),
    "an erasure of what is no record": (
        lambda ls: ls.append({"new": "erasure", "id": 9, "row": {"noun": "ghost", "number": 1}}),
        "not understood",
    ),
    "an erasure of no kind": (
        lambda ls: ls.append({"new": "erasure", "id": 9, "row": {"number": 1}}),
        "not understood",
    ),
    "half of a pair": (
        lambda ls: ls.append({"new": "distinct_pair", "id": 9, "row": {"noun": "customer", "low": 1}}),
        "has no number",
    ),
    "a merged record that loses its number": (
        lambda ls: ls.append({"set": "alias", "id": 9, "row": {"number": [1, None]}}),
        "has no number",
    ),
    "a step of no change": (lambda ls: ls.insert(1, {"del": "customer", "id": 1}), "belongs to no change"),
    "a line that says nothing": (lambda ls: ls.append({"x": 1}), "it says nothing"),
    "changes out of order": (lambda ls: ls.append({"change": 2, "mark": "x"}), "not in order"),
    "a head without an end": (lambda ls: ls[0].pop("until"), "not understood"),
    "marks that are none": (lambda ls: ls[0].update(marks=5), "not understood"),
    "a kind that no customer has": (lambda ls: _edit(ls, kind="ghost"), "does not fit this store"),
    "no name": (lambda ls: _customer(ls)["row"].pop("name"), "does not fit this store"),
    "a record that never was": (
        lambda ls: _customer(ls).update(id="izmir:4711"),
        "which this store never had",
    ),
    "a newer program": (lambda ls: ls[0].update(schema=99), "is of schema 99"),
    "another version": (lambda ls: ls[0].update(version=2), "same version of crmcli"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_file_from_a_stranger_is_data_and_no_more(pair: Pair, name: str) -> None:
    change, why = STRANGE[name]
    lines = opened(exported(pair))
    change(lines)
    said = refused(pair, sealed(lines))
    assert any(part in said for part in why.split("|")), said


@pytest.mark.parametrize("step", ["set", "del", "new", "settle"])
def test_a_file_never_touches_what_a_store_keeps_of_its_exchanges(pair: Pair, step: str) -> None:
    pair.second.inprocess("sync", "apply", exported(pair)).checked()
    pair.first.inprocess("customer", "edit", "C-1", "--city", "Van").checked()
    with sqlite3.connect(pair.second.url) as connection:
        query = "SELECT id FROM record_key WHERE noun = 'sync/customer'"
        (number,) = connection.execute(query).fetchone()
    at = {"id": f"izmir:{number}"}
    forged: dict[str, dict[str, Any]] = {
        "set": {"set": "record_key", **at, "row": {"norm": ["1", "x"]}},
        "del": {"del": "record_key", **at},
        "new": {
            "new": "record_key",
            **at,
            "row": {"noun": "order", "number": 1, "source": "x", "norm": "x"},
            "own": 1,
        },
        "settle": {"settle": "record_key", **at, "field": "norm", "over": "1", "take": "x"},
    }
    lines = opened(exported(pair))
    assert "this store's own" in refused(pair, sealed([*lines, forged[step]]))


def test_a_closed_standard_input_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match="which is closed"):
        apply(cast("Any", SimpleNamespace(obj=None)), "-")


def test_what_cannot_be_read_or_written_has_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as gone:
        read_bytes(tmp_path / "none.sync")
    with pytest.raises(Refused, match="can't be read: is a directory") as folder:
        read_bytes(tmp_path)
    with pytest.raises(Refused, match="can't be written: no such file") as nowhere:
        write_file(tmp_path / "none" / "1.sync", ["{}"], force=False)
    with pytest.raises(Refused, match="the input can't be read: i/o error"):
        read_bytes(Broken())
    assert all(error.value.hint for error in (gone, folder, nowhere))


class Broken(io.BytesIO):
    """A stream that breaks off."""

    def read(self, size: int | None = -1, /) -> bytes:
        del size
        raise OSError(errno.EIO, "I/O error")


def test_text_of_a_stranger_stays_text(pair: Pair) -> None:
    lines = opened(exported(pair))
    _edit(lines, name="Robert'); DROP TABLE customer;-- [/b] \x1b[31m")
    file = pair.folder / "odd.sync"
    file.write_bytes(sealed(lines))
    pair.second.inprocess("sync", "apply", file).checked()
    shown = pair.second.inprocess("customer", "list", "--format", "table").checked().stdout
    assert "DROP TABLE" in shown
    assert "\x1b" not in shown


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crmcli.domain.sync.read.UNPACKED_MOST", 1 << 20)
    begun = time.process_time()
    assert "too large" in refused(pair, gzip.compress(bytes(64 << 20)))
    assert time.process_time() - begun < 5


def test_an_endless_file_is_not_read_to_its_end(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmcli.domain.sync.read.BYTES_MOST", 1 << 16)
    assert "too large" in pair.second.inprocess("sync", "apply", "/dev/zero").stderr


def test_a_file_of_which_an_earlier_one_is_missing_is_refused_with_the_way_out(pair: Pair) -> None:
    pair.send(pair.first, pair.second)
    pair.first.inprocess("customer", "add", "Çınar").checked()
    pair.first.inprocess("customer", "add", "Öz").checked()
    file = exported(pair, "--since", "5")
    said = pair.second.inprocess("sync", "apply", file)
    assert (said.code, said.stdout) == (4, "")
    assert said.stderr.splitlines() == [
        "crm: changes 5 to 5 of ankara are missing",
        "hint: at ankara: crm sync export FILE --since 4",
    ]
    # What overlaps is no trouble.
    pair.second.inprocess("sync", "apply", exported(pair, "--since", "3")).checked()
    assert len(pair.second.inprocess("customer", "list").tsv()) == 3


def test_a_store_that_was_restored_from_a_backup_is_noticed(pair: Pair) -> None:
    kept = Path(pair.first.url).read_bytes()
    pair.first.inprocess("customer", "add", "Çınar").checked()
    pair.send(pair.first, pair.second)
    Path(pair.first.url).write_bytes(kept)
    time.sleep(1.1)  # moments are kept to the second
    pair.first.inprocess("customer", "add", "Öz").checked()
    pair.first.inprocess("customer", "add", "Şen").checked()
    said = pair.second.inprocess("sync", "apply", exported(pair))
    assert said.code == 1
    assert "restored from a backup" in said.stderr


def test_a_file_of_this_store_or_of_a_copy_of_it_is_refused(pair: Pair) -> None:
    own = exported(pair)
    said = pair.first.inprocess("sync", "apply", own)
    assert (said.code, "this store or a copy of it" in said.stderr) == (1, True)
    copy = Program(str(pair.folder / "copy.db"))
    Path(copy.url).write_bytes(Path(pair.first.url).read_bytes())
    assert copy.inprocess("sync", "name", "bursa").code == 4
    assert copy.inprocess("sync", "apply", own).code == 1


def test_a_store_without_a_name_says_how_to_give_it_one(tmp_path: Path) -> None:
    program = Program(str(tmp_path / "new.db"))
    for words in (("export", "x.sync"), ("apply", "-")):
        said = program.inprocess("sync", *words)
        assert (said.code, said.stderr.splitlines()[1]) == (1, "hint: crm sync name merkez")
    for bad in ("", "Şube", "a b", "a:b", "-x", "9", "x" * 41):
        assert program.inprocess("sync", "name", "--", bad).code == 1
    program.inprocess("sync", "name", "Merkez-2").checked()
    assert "This store is merkez-2" in program.inprocess("sync", "status", "--format", "table").stderr


def test_a_file_is_private_replaces_nothing_and_is_packed_by_its_name(pair: Pair) -> None:
    file = pair.folder / "a.sync.gz"
    row = pair.first.inprocess("sync", "export", file).checked().tsv()[0]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (row["since"], row["until"], row["changes"]) == ("0", "4", "3")
    again = pair.first.inprocess("sync", "export", file)
    assert (again.code, "exists already" in again.stderr) == (1, True)
    pair.first.inprocess("sync", "export", file, "--force").checked()
    assert pair.first.inprocess("sync", "export", pair.first.url, "--force").code == 1
    assert list(pair.folder.glob(".*")) == []
    # The same bytes, packed and not, through pipes too.
    plain = pair.first.inprocess("sync", "export", "-").checked().stdout
    assert gzip.decompress(file.read_bytes()).decode() == plain
    pair.second.inprocess("sync", "apply", "-", input=plain).checked()
    assert not differences(content(pair.first.url), content(pair.second.url))


def test_a_dry_run_shows_the_plan_and_keeps_nothing(pair: Pair) -> None:
    file = exported(pair)
    before = Path(pair.second.url).read_bytes()
    shown = pair.second.inprocess("sync", "apply", file, "--dry-run").checked()
    rows = {row["what"]: row["added"] for row in shown.tsv()}
    assert (rows["customer"], rows["activity"]) == ("1", "1")
    assert Path(pair.second.url).read_bytes() == before


def test_what_the_other_store_has_is_not_sent_again(pair: Pair) -> None:
    pair.send(pair.first, pair.second)
    pair.second.inprocess("customer", "add", "Çınar").checked()
    pair.send(pair.second, pair.first)
    pair.first.inprocess("customer", "add", "Öz").checked()
    row = pair.first.inprocess("sync", "export", pair.folder / "next.sync").checked().tsv()[0]
    assert (row["since"], row["changes"], row["rows"]) == ("4", "1", "1")
    status = pair.first.inprocess("sync", "status").tsv()
    assert status == [{"peer": "izmir", "applied": "4", "has": "4", "waiting": "1", "conflicts": "0"}]


def test_a_person_can_be_asked_for_each_conflict(pair: Pair) -> None:
    pair.send(pair.first, pair.second)
    pair.first.inprocess("customer", "edit", "C-1", "--city", "İzmir", "--name", "Işık A").checked()
    pair.second.inprocess("customer", "edit", "C-1", "--city", "Bursa", "--name", "Işık B").checked()
    file = exported(pair)
    assert pair.second.inprocess("sync", "apply", file, "--ask").code == 2
    assert pair.second.inprocess("sync", "apply", file, "--ask", "--ours").code == 2
    keys = [("C-1 Işık B, name: here Işık B, there Işık A", "t\r"), ("city: here Bursa, there İzmir", "h\r")]
    shown = Terminal(pair.second)("sync", "apply", str(file), "--ask", answers=keys)
    assert shown.code == 0, shown.stdout
    row = pair.second.inprocess("customer", "show", "C-1").tsv()[0]
    assert (row["name"], row["city"]) == ("Işık A", "Bursa")
    assert pair.second.inprocess("sync", "conflicts").tsv() == []
    pair.until_quiet()
    assert not differences(content(pair.first.url), content(pair.second.url))


def test_a_killed_apply_leaves_the_store_as_it_was(pair: Pair) -> None:
    file = exported(pair)
    before = changes(pair.second.url)
    for wait in (0.1, 0.2, 0.3):
        with pair.second.start("sync", "apply", file) as process:
            time.sleep(wait)
            process.kill()
    assert changes(pair.second.url) in (before, before + 1)
    pair.second.inprocess("sync", "apply", file).checked()
    assert changes(pair.second.url) == before + 1


def test_what_a_store_says_of_itself_holds_after_all_of_it(pair: Pair) -> None:
    pair.until_quiet()
    found = pair.second.inprocess("doctor").tsv()
    assert [row for row in found if row["state"] == "fail"] == []


def test_nothing_in_a_file_is_of_our_own_rules(pair: Pair) -> None:
    pair.first.inprocess("rule", "add", "Hi", 'when customer added then task "greet"').checked()
    lines = opened(exported(pair))
    kinds = {line.get("new") or line.get("set") or line.get("del") for line in lines}
    assert "rule" not in kinds
    assert os.linesep not in "".join(json.dumps(line) for line in lines)

"""Power cuts: ``unshare --mount python -m tests.campaigns.power FOLDER CUTS SECONDS [SYNCHRONOUS]``.

Commands write to a store on a disk that remembers (disk.py). What each of them has told is noted with the
moment of the disk at which it was told. Then the power goes at random moments: the disk as that leaves it is
mounted, which plays the file system's own journal back, and what was told by then must be there. Prints
one JSON object. Needs root, /dev/fuse, loop devices and mkfs.ext4; leaves no mount behind: they end with
its namespace.
"""

import hashlib
import json
import os
import random
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.campaigns.disk import Disk, Served
from tests.campaigns.work import customers
from tests.support.program import Program, environment

MEGABYTE = 1 << 20
SIZE = 48 * MEGABYTE
SEED = 20261121
ROWS = 40
"""Customers of an imported file: all of them are there, or none."""


class Ack(NamedTuple):
    """What a command told, and the moment of the disk at which it had been told."""

    moment: int
    what: str
    values: list[Any]


def told(what: str, *values: object) -> None:
    """Tell the harness that a command said it had done something."""
    os.write(1, (json.dumps([what, *values]) + "\n").encode())


def count(folder: Path, name: str) -> None:
    """Write small changes for ever, each a transaction of its own."""
    from crmcli.db import open_store
    from tests.support.store import writing

    number = 0
    while True:
        number += 1
        with writing(open_store(str(folder / "crm.db"))) as db:
            row = {"kind": "note", "at": "2026-11-21", "subject": f"{name}-{number}", "customer_id": 1}
            db.insert("activity", row)
        told("note", name, number)


def work(folder: Path, scratch: Path) -> None:
    """Run commands for ever: add, import, undo, export, back up, set."""
    crm = Program(str(folder / "crm.db"))
    os.environ["CRMCLI_CONFIG"] = str(folder / "config.toml")
    number = 0
    while True:
        number += 1
        crm.inprocess("customer", "add", f"Yeni {number}").checked()
        told("customer", number)
        if number % 3 == 0:
            first = 1000 * number
            file = customers(scratch / "some.csv", ROWS, first)
            done = crm.inprocess("import", "customers", file, "--format", "json").checked().json()
            told("import", first)
            if number % 2 == 0:
                crm.inprocess("undo", str(done["change"])).checked()
                told("undo", first)
        if number % 4 == 0:
            out = folder / f"out-{number}.csv"
            crm.inprocess("customer", "list", "--limit", "0", "--output", out).checked()
            told("file", out.name, digest(out))
            crm.inprocess("config", "set", "lapsed_days", str(number)).checked()
            told("setting", number)
        if number % 10 == 0:
            crm.inprocess("backup", folder / f"copy-{number}.db").checked()
            told("backup", number)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def start(role: str, folder: Path, scratch: Path, synchronous: str) -> "subprocess.Popen[bytes]":
    """Start one of the writers above in a process of its own."""
    command: list[str | Path] = [
        *(sys.executable, "-m", "tests.campaigns.power", role, folder, scratch, synchronous)
    ]
    env = environment({"PYTHONPATH": os.pathsep.join(sys.path), "CRMCLI_TODAY": "2026-11-21"})
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)


def recorded(disk: Disk, writers: list["subprocess.Popen[bytes]"], seconds: float) -> list[Ack]:
    """Return what the writers tell for a while; then they are killed."""
    acks: list[Ack] = []
    until = time.monotonic() + seconds
    try:
        _listen(disk, writers, acks, until)
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    return acks


def _listen(disk: Disk, writers: list["subprocess.Popen[bytes]"], acks: list[Ack], until: float) -> None:
    halves: dict[int, bytes] = {}
    streams = {writer.stdout.fileno(): writer for writer in writers if writer.stdout is not None}
    while time.monotonic() < until:
        for stream in select.select(list(streams), [], [], 0.2)[0]:
            # Read before the moment is: it may be noted too late, never too early.
            lines = (halves.get(stream, b"") + os.read(stream, 65536)).split(b"\n")
            moment = len(disk.record)
            halves[stream] = lines.pop()
            acks += [Ack(moment, what, values) for what, *values in map(json.loads, lines)]
        for writer in writers:
            if writer.poll() is not None:
                assert writer.stderr is not None
                raise RuntimeError(writer.stderr.read().decode())


def shell(*command: str | Path) -> str:
    """Run a program of the system and return what it said."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def mounted(device: str | Path, place: Path) -> Iterator[None]:
    """Mount a disk, whose own journal is played back by that."""
    shell("mount", *(() if str(device).startswith("/dev/") else ("-o", "loop")), device, place)
    try:
        yield
    finally:
        shell("umount", "--lazy", place)


def judge(folder: Path, acks: list[Ack]) -> list[str]:
    """Return what is lost or damaged in what a power cut left, of what was told before it."""
    import sqlite3

    try:
        return _judge(folder, acks)
    except sqlite3.DatabaseError as error:
        return [f"the store can't be read: {error}"]


def _judge(folder: Path, acks: list[Ack]) -> list[str]:
    wrong: list[str] = []
    path = folder / "crm.db"
    with closing(_opened(path)) as store:
        if store.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            wrong.append("the store is damaged")
        if store.execute("PRAGMA foreign_key_check").fetchall():
            wrong.append("references don't hold")
        notes = {row[0] for row in store.execute("SELECT subject FROM activity")}
        names = {row[0] for row in store.execute("SELECT name FROM customer")}
        numbers = {int(name.split()[1]) for name in names if name.startswith("Müşteri ")}
    whole = Counter(number // 1000 for number in numbers)
    wrong += [f"part of import {first}" for first, found in whole.items() if found != ROWS]
    for ack in acks:
        wrong += _lost(ack, folder, notes | names, whole)
    return wrong + _halves(folder)


def _lost(ack: Ack, folder: Path, texts: set[str], whole: "Counter[int]") -> list[str]:
    """Return the name of what was told and is not there."""
    kept = True
    if ack.what == "note":
        kept = f"{ack.values[0]}-{ack.values[1]}" in texts
    elif ack.what == "customer":
        kept = f"Yeni {ack.values[0]}" in texts
    elif ack.what == "import":
        # An undo that was not told yet may have been kept already.
        kept = ack.values[0] // 1000 in whole or ack.values[0] // 1000 % 2 == 0
    elif ack.what == "undo":
        kept = ack.values[0] // 1000 not in whole
    elif ack.what == "file":
        kept = (folder / ack.values[0]).is_file() and digest(folder / ack.values[0]) == ack.values[1]
    elif ack.what == "backup":
        kept = (folder / f"copy-{ack.values[0]}.db").is_file()
    elif ack.what == "setting":
        text = (folder / "config.toml").read_text() if (folder / "config.toml").exists() else ""
        kept = any(f'lapsed_days = "{value}"' in text for value in range(ack.values[0], ack.values[0] + 1000))
    return [] if kept else [f"{ack.what} {ack.values[0]}"]


def _halves(folder: Path) -> list[str]:
    """Return files that have their name and are not whole."""
    wrong = [
        f"{file.name} is cut" for file in folder.glob("out-*.csv") if not file.read_bytes().endswith(b"\n")
    ]
    for file in folder.glob("copy-*.db"):
        with closing(_opened(file)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                wrong.append(f"{file.name} is damaged")
    return wrong


def _opened(path: Path) -> Any:
    import sqlite3

    return sqlite3.connect(path, isolation_level=None)


def main(scratch: Path, cuts: int, seconds: float, synchronous: str) -> dict[str, Any]:
    """Record a run, cut the power that often, and return what was found."""
    image, face, live = scratch / "image", scratch / "face", scratch / "live"
    for folder in (face, live):
        folder.mkdir()
    with image.open("wb") as file:
        file.truncate(SIZE)
    shell("mkfs.ext4", "-q", "-F", image)
    disk = Disk(image.read_bytes())
    Served(disk, face)
    device = shell("losetup", "--find", "--show", face / "disk")
    with mounted(device, live):
        shell("losetup", "--detach", device)  # as soon as it is unmounted, however that comes about
        crm = Program(str(live / "crm.db"))
        crm("customer", "add", "Başta", env={"CRMCLI_CONFIG": os.devnull}, check=True)
        os.sync()
        begun = len(disk.record)
        writers = [
            *(start("count", live, Path(name), synchronous) for name in ("a", "b")),
            start("work", live, scratch, synchronous),
        ]
        acks = recorded(disk, writers, seconds)
    shell("umount", face)
    chance, found = random.Random(SEED), []  # noqa: S311 - to be repeated
    for _ in range(cuts):
        moment = chance.randrange(begun, len(disk.record) + 1)
        image.write_bytes(disk.after_cut(moment, chance))
        with mounted(image, live):
            found.append(judge(live, [ack for ack in acks if ack.moment <= moment]))
    return {
        "cuts": cuts,
        "writes": len(disk.record),
        "flushes": sum(entry is None for entry in disk.record),
        "told": dict(Counter(ack.what for ack in acks)),
        "bad cuts": sum(bool(wrong) for wrong in found),
        "wrong": [wrong[:5] for wrong in found if wrong][:10],
    }


def run(words: list[str]) -> None:
    """Be the harness, or one of its writers."""
    if words[0] not in ("count", "work"):
        with tempfile.TemporaryDirectory(dir=words[0], ignore_cleanup_errors=True) as scratch:
            answer = main(Path(scratch), int(words[1]), float(words[2]), [*words, ""][3])
        sys.stdout.write(json.dumps(answer) + "\n")
        return
    from crmcli.engines import sqlite

    role, folder, other, synchronous = words
    if synchronous:  # else as the program itself has it
        sqlite._SETTINGS = tuple(  # type: ignore[assignment]
            f"PRAGMA synchronous={synchronous}" if "synchronous" in setting else setting
            for setting in sqlite._SETTINGS
        )
    count(Path(folder), other) if role == "count" else work(Path(folder), Path(other))


def usable() -> str | None:
    """Return why power can't be cut here, None where it can."""
    if os.geteuid() != 0:
        return "mounting needs root"
    missing = [name for name in ("unshare", "losetup", "mkfs.ext4", "mount") if shutil.which(name) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    if not Path("/dev/fuse").exists() or not Path("/dev/loop-control").exists():
        return "no /dev/fuse or no loop devices here"
    return None


if __name__ == "__main__":
    run(sys.argv[1:])

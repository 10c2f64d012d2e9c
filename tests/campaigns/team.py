"""Many that write in one store for a while: ``python -m tests.campaigns.team URL PEOPLE SECONDS UNDOING``.

Each is forked from this one, and says at its end what it did: a JSON object a line. Every change reads a
counter and writes it back one higher, logs an activity, and now and then adds a customer, is refused, or
(``UNDOING`` 1) takes its own last change back. Who loses the connection goes on with the next change.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from crmcli.db import Store, open_store
from crmcli.domain.journal.undo import Undo, undo
from crmcli.errors import CrmError
from crmcli.sql import ChangeNote, Writer
from tests.store.business import named
from tests.support.program import environment

ROOT = Path(__file__).parents[2]
COUNTER = 1


class Person:
    """One who writes; ``kept`` are the subjects of what was saved, ``unsure`` of what may have been."""

    def __init__(self, url: str, name: str, *, undoing: bool) -> None:
        """Come to a store."""
        self.store: Store = open_store(url)
        self.note = ChangeNote("2026-11-21T09:00:00Z", name, None, "team")
        self.name, self.number, self.undoing = name, 0, undoing
        self.kept: list[str] = []
        self.unsure: list[str] = []
        self.customers: list[int] = []
        self.refused = self.undone = self.blocked = self.set_back = 0
        self.longest = 0.0
        self.wrong: list[str] = []

    def work(self, seconds: float) -> None:
        end = monotonic() + seconds
        while monotonic() < end:
            begun = monotonic()
            self.number += 1
            subject = f"{self.name}-{self.number}"
            try:
                self.change(subject)
            except CrmError as error:
                self.lost(subject, error)
            self.longest = max(self.longest, monotonic() - begun)

    def lost(self, subject: str, error: CrmError) -> None:
        """Note a change that failed: refused as it should be, or cut off with an unknown end."""
        if error.message == "no such thing":
            self.refused += 1
        elif any(part in error.message for part in ("ended the connection", "starting or", "can't use")):
            self.unsure.append(subject)
        else:
            self.wrong.append(f"{type(error).__name__}: {error.message}")

    def change(self, subject: str) -> None:
        with self.store.writing(self.note) as db:
            seen = int(db.value("SELECT note FROM customer WHERE id = :id", {"id": COUNTER}))
            db.update("customer", COUNTER, {"note": str(seen + 1)})
            db.insert("activity", {"kind": "note", "at": "2026-11-21", "subject": subject})
            customer = self.customer(db, subject) if self.number % 4 == 0 else 0
            change = db.change
            if self.number % 7 == 0:
                raise CrmError("no such thing")
        self.kept.append(subject)
        if customer and self.undoing and self.number % 8 == 0:
            self.take_back(change, subject)
        elif customer:
            self.customers.append(customer)

    def customer(self, db: Writer, subject: str) -> int:
        return db.insert("customer", {**named(subject), "kind": "person"})

    def take_back(self, change: int, subject: str) -> None:
        """Take a change back; the counter is set back where nobody wrote after."""
        counter = "SELECT CAST(note AS bigint) FROM customer WHERE id = 1"
        try:
            with self.store.writing(self.note) as db:
                before = db.value(counter)
                undo(db, Undo(change, keep_edited=True))
                set_back = before - db.value(counter)
        except CrmError:
            self.blocked += 1
            return
        self.set_back += set_back
        self.undone += 1
        self.kept.remove(subject)

    def told(self) -> str:
        found = {name: value for name, value in vars(self).items() if name not in ("store", "note", "number")}
        return json.dumps(found)


def run(url: str, people: int, seconds: float, *, undoing: bool) -> None:
    """Fork the people, and pass on what each says."""
    open_store(url).exists()  # what a first call imports is there before the fork
    pipes = []
    for number in range(people):
        out, into = os.pipe()
        if os.fork() == 0:
            person = Person(url, f"kişi{number}", undoing=undoing)
            person.work(seconds)
            with os.fdopen(into, "w") as file:
                file.write(person.told() + "\n")
            os._exit(0)
        os.close(into)
        pipes.append(out)
    for out in pipes:
        with os.fdopen(out) as file:
            sys.stdout.write(file.read())
    for _ in range(people):
        os.wait()


def start(url: str, people: int, seconds: float, *, undoing: bool = False) -> "subprocess.Popen[str]":
    """Run this module in a process of its own."""
    command = [sys.executable, "-m", "tests.campaigns.team", url, str(people), str(seconds)]
    command.append(str(int(undoing)))
    env = environment({"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])})
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


def ended(process: "subprocess.Popen[str]") -> list[dict[str, Any]]:
    """Wait for the end; return what each person said."""
    with process:
        output, errors = process.communicate(timeout=600)
    assert (process.returncode, errors) == (0, "")
    return [json.loads(line) for line in output.splitlines()]


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), undoing=sys.argv[4] == "1")

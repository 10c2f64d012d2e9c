"""Two stores that exchange files: random work on both, and whether they hold the same in the end."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from crmcli.db import open_store
from crmcli.domain.sync.form import columns, pointers, shared
from crmcli.sql import Reader
from tests.support.program import Program, Result

ROUNDS = 6
"""How far apart two rows may be for what they refer to, to tell them apart."""
NUMBERS_OF_THEIR_OWN = ("alias", "erasure", "distinct_pair")
"""Tables about numbers that only one of the stores ever gave."""

Bag = Mapping[str, Counter[str]]


def content(url: str) -> Bag:
    """Return what a store holds, per table, without its numbers: rows that refer to equal rows are equal."""
    with open_store(url).reading() as db:
        return _coloured(db)


def _coloured(db: Reader) -> Bag:
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    plain: dict[tuple[str, int], str] = {}
    for table in shared(db):
        names = columns(db, table)
        for number, created, *values in db.tuples(
            f"SELECT id, created_change, {', '.join(names)} FROM {table}"
        ):
            row = dict(zip(names, values, strict=True))
            if table == "record_key" and row["noun"].startswith("sync"):
                continue
            if table == "consent" and row["decided_on"] is None:
                at = db.value("SELECT at FROM change WHERE id = :id", {"id": created})
                row["decided_on"] = at[:10]
            if table == "erasure":
                row["digest"] = None
            refers = pointers(db, table, row)
            rows[table, number] = {name: (refers[name], row[name]) for name in refers}
            told = {name: value for name, value in row.items() if name not in refers and value is not None}
            plain[table, number] = f"{table} {json.dumps(told, sort_keys=True, ensure_ascii=False)}"
    colours = plain
    for _ in range(ROUNDS):
        # Only a row's own values and what those it refers to hold count: never a number.
        colours = {
            at: f"{plain[at]} {sorted((name, hash(colours.get(to))) for name, to in refers.items())}"
            for at, refers in rows.items()
        }
    found: dict[str, Counter[str]] = {}
    for (table, _), colour in colours.items():
        if table not in NUMBERS_OF_THEIR_OWN:
            found.setdefault(table, Counter())[colour] += 1
    return found


def differences(one: Bag, other: Bag) -> list[str]:
    """Return the rows that only one of two stores holds."""
    told = []
    for table in sorted({*one, *other}):
        first, second = one.get(table, Counter()), other.get(table, Counter())
        told += [f"only first: {row}" for row in (first - second).elements()]
        told += [f"only second: {row}" for row in (second - first).elements()]
    return told


@dataclass
class Pair:
    """Two stores with names, and the folder their files go through."""

    first: Program
    second: Program
    folder: Path
    random: Random = field(default_factory=lambda: Random(1))  # noqa: S311 - to be repeated
    merging: bool = True
    log: list[str] = field(default_factory=list)
    _files: int = 0

    def __post_init__(self) -> None:
        """Name both."""
        for program, name in ((self.first, "ankara"), (self.second, "izmir")):
            program.inprocess("sync", "name", name).checked()

    def send(self, sender: Program, receiver: Program, *words: str, code: tuple[int, ...] = (0, 5)) -> Result:
        """Export from one and apply at the other."""
        result = self._send(sender, receiver, (), words)
        missing = re.search(r"--since (\d+)", result.stderr)
        if result.code == 4 and missing is not None:
            # The receiver took back what it had applied: the sender is told from where to begin.
            result = self._send(sender, receiver, ("--since", missing[1]), words)
        assert result.code in code, f"{result.stderr}\n" + "\n".join(self.log)
        return result

    def _send(
        self, sender: Program, receiver: Program, since: tuple[str, ...], words: tuple[str, ...]
    ) -> Result:
        self._files += 1
        file = self.folder / f"{self._files}.sync"
        sender.inprocess("sync", "export", file, *since).checked()
        result = receiver.inprocess("sync", "apply", file, "--yes", *words)
        told = f"{self.name(sender)} {' '.join(since)} -> {self.name(receiver)} {' '.join(words)}"
        self.log.append(f"{told}: exit {result.code}")
        return result

    def name(self, program: Program) -> str:
        """Return which of the two it is."""
        return "ankara" if program is self.first else "izmir"

    def until_quiet(self) -> None:
        """Exchange until neither has anything to say any more."""
        for _ in range(8):
            before = [changes(program.url) for program in (self.first, self.second)]
            self.send(self.first, self.second)
            self.send(self.second, self.first)
            if before == [changes(program.url) for program in (self.first, self.second)]:
                return
        raise AssertionError("they never come to rest\n" + "\n".join(self.log))

    def settle_all(self) -> None:
        """Decide every conflict: what the first holds stands, the second takes it."""
        for _ in range(4):
            self.first.inprocess("sync", "conflicts", "--ours")
            self.until_quiet()
            self.second.inprocess("sync", "conflicts", "--theirs")
            self.until_quiet()
            if not any(p.inprocess("sync", "conflicts").tsv() for p in (self.first, self.second)):
                return

    def work(self, program: Program) -> None:
        """Do one random thing at one of the stores; what the program refuses is no failure."""
        # Whether to erase somebody who was merged with another one elsewhere is for people to decide.
        deeds = DEEDS
        if self.merging and program is self.first:
            deeds = (*DEEDS, *MERGES)
        elif not self.merging:
            deeds = (*DEEDS, ERASE)
        words = self.random.choice(deeds)(self.random, Numbers(program.url))
        if words:
            result = program.inprocess(*words)
            self.log.append(f"{self.name(program)}: {' '.join(words)}: exit {result.code}")
            assert "fault of crmcli" not in result.stderr, f"{result.stderr}\n" + "\n".join(self.log)


def changes(url: str) -> int:
    """Return how many changes a store has."""
    with open_store(url).reading() as db:
        return int(db.value("SELECT count(*) FROM change"))


@dataclass
class Numbers:
    """The numbers of records that a store has."""

    url: str

    def some(self, random: Random, *tables: str) -> str | None:
        """Return the number of a random record of one of some kinds."""
        from crmcli.domain.nouns import BY_NAME

        noun = BY_NAME[random.choice(tables)]
        with open_store(self.url).reading() as db:
            found = [row[0] for row in db.tuples(f"SELECT id FROM {noun.table} ORDER BY id")]
        return noun.ref(random.choice(found)) if found else None


Deed = Callable[[Random, Numbers], list[str]]
WORDS = ("Işık", "Çınar", "Öz", "Şen", "Kaya", "Deniz", "Yıldız", "Güneş")
CITIES = ("İzmir", "Ankara", "Bursa", "Muş")


def _phone(r: Random) -> str:
    return f"0532 {r.randrange(100, 999)} {r.randrange(10, 99)} {r.randrange(10, 99)}"


def _on(kind: str, *words: str) -> Deed:
    """Return a deed on a random record of some kinds; ``*`` in the words is its number."""

    def deed(random: Random, numbers: Numbers) -> list[str]:
        ref = numbers.some(random, *kind.split("|"))
        return [ref if word == "*" else _word(random, numbers, word) for word in words] if ref else []

    return deed


def _do(*words: str) -> Deed:
    return lambda random, numbers: [_word(random, numbers, word) for word in words]


def _word(random: Random, numbers: Numbers, word: str) -> str:
    made: Mapping[str, Callable[[], str]] = {
        "%name": lambda: f"{random.choice(WORDS)} {random.choice(WORDS)}",
        "%word": lambda: random.choice(WORDS),
        "%city": lambda: random.choice(CITIES),
        "%phone": lambda: _phone(random),
        "%few": lambda: str(random.randrange(1, 6)),
        "%amount": lambda: str(random.randrange(1, 900)),
        "%stage": lambda: random.choice(("Qualified", "Proposal", "Negotiation", "New")),
        "%customer": lambda: numbers.some(random, "customer") or "C-1",
        "%product": lambda: numbers.some(random, "product") or "PR-1",
        "%day": lambda: f"2026-11-{random.randrange(1, 21):02}",
        "%channel": lambda: random.choice(("email", "sms", "phone", "any")),
    }
    return re.sub(r"%[a-z]+", lambda found: made[found[0]](), word)


def _merged(kind: str) -> Deed:
    def deed(random: Random, numbers: Numbers) -> list[str]:
        two = {numbers.some(random, kind), numbers.some(random, kind)} - {None}
        return ["merge", "--yes", *map(str, sorted(map(str, two)))] if len(two) == 2 else []

    return deed


DEEDS: tuple[Deed, ...] = (
    _do("customer", "add", "%name", "--city", "%city", "--phone", "%phone", "--force"),
    _do("customer", "add", "%name", "--tag", "%word"),
    _do("contact", "add", "%name", "--customer", "%customer", "--phone", "%phone", "--force"),
    _do("lead", "add", "%name", "--phone", "%phone", "--force"),
    _do("product", "add", "%word", "--price", "%amount"),
    _do("user", "add", "%word"),
    _do("order", "add", "%customer", "--line", "%product:2:%amount"),
    _do("order", "add", "%customer", "--item", "delivery:1:25"),
    _on("order", "payment", "add", "--order", "*", "%few"),
    _on("customer", "payment", "add", "*", "%amount", "--on", "%day"),
    _on("payment", "payment", "edit", "*", "--method", "%word"),
    _on("payment", "payment", "delete", "*"),
    _on("order", "order", "edit", "*", "--branch", "%word"),
    _on("customer", "customer", "edit", "*", "--city", "%city"),
    _on("customer", "customer", "edit", "*", "--name", "%name"),
    _on("customer", "customer", "edit", "*", "--phone", "%phone", "--force"),
    _on("customer", "customer", "edit", "*", "--custom", "size=%few"),
    _on("customer", "customer", "edit", "*", "--custom", "colour=%few"),
    _on("customer", "customer", "edit", "*", "--set", "parent=%customer"),
    _on("contact", "contact", "edit", "*", "--title", "%word"),
    _on("customer|contact|lead", "log", "call", "*", "%name"),
    _on("customer", "opportunity", "add", "%word", "--customer", "*", "--amount", "%amount"),
    _on("opportunity", "opportunity", "move", "*", "%stage"),
    _on("opportunity", "opportunity", "win", "*"),
    _on("opportunity", "opportunity", "lose", "*", "--reason", "price"),
    _on("opportunity", "opportunity", "edit", "*", "--amount", "%amount"),
    _on("lead", "convert", "*"),
    _on("lead", "lead", "lose", "*", "--reason", "price"),
    _on("customer|contact|lead", "tag", "add", "%word", "*"),
    _on("customer|contact|lead", "tag", "remove", "%word", "*"),
    _on("customer|contact", "consent", "give", "*", "--channel", "%channel", "--on", "%day"),
    _on("customer|contact", "consent", "refuse", "*", "--channel", "%channel", "--on", "%day"),
    _on("customer|contact", "address", "add", "*", "--kind", "delivery", "--city", "%city"),
    _on("customer", "task", "add", "*", "%name", "--due", "2026-12-01"),
    _on("customer", "case", "open", "*", "%word"),
    _on("case", "case", "resolve", "*", "%name"),
    _on("customer", "customer", "delete", "*"),
    _on("contact", "contact", "delete", "*"),
    _on("lead", "lead", "delete", "*"),
    _on("order", "order", "delete", "*"),
    _on("activity", "activity", "delete", "*"),
    _do("undo"),
    _do("undo"),
    _do("redo"),
)
ERASE = _on("contact|lead", "privacy", "erase", "*", "--yes")
MERGES: tuple[Deed, ...] = tuple(_merged(kind) for kind in ("customer", "contact", "lead"))
"""At one store only: two records of which each was merged into the other can't be told which one stays."""

"""Small files loaded into a store the way the command does it, and what the store then holds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.exchange.formats import ReadOptions
from crmcli.domain.exchange.mapping import build_mapping, map_request
from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.exchange.source import open_source
from crmcli.domain.load.apply import load
from crmcli.domain.load.outcome import LoadLine
from crmcli.domain.load.plan import LoadOptions, Passed, prepare
from crmcli.domain.records import Keys
from crmcli.domain.results import Change
from crmcli.sql import Reader
from tests.support.store import writing

Content = dict[str, list[tuple[Any, ...]]]
NUMBERED = ("created_change",)


@dataclass(frozen=True)
class Loaded:
    """What an import answered, its rejects, and its change's number (also of a dry run)."""

    result: Change[LoadLine]
    rejects: list[Reject]
    change: int

    @property
    def counts(self) -> dict[str, int]:
        """The counts that are not zero, without how many rows were read."""
        line = self.result.items[0]
        names = ("new", "changed", "unchanged", "repeated", "skipped", "rejected")
        assert line.read == sum(getattr(line, name) for name in names)
        return {name: getattr(line, name) for name in names if getattr(line, name)}

    @property
    def reasons(self) -> list[tuple[int, str]]:
        """Line and reason of each reject."""
        return [(reject.line, reject.reason) for reject in self.rejects]


@dataclass(frozen=True)
class Importer:
    """Imports texts into one store; with ``rejects`` the good rows are kept."""

    store: Store
    folder: Path
    defaults: dict[str, Any] = field(default_factory=dict)
    passed: Passed = lambda _: None

    def __call__(
        self,
        noun: str,
        text: str,
        *,
        sets: tuple[str, ...] = (),
        maps: tuple[str, ...] = (),
        rejects: bool = False,
        dry_run: bool = False,
        **options: Any,
    ) -> Loaded:
        """Import rows; ``options`` are those of LoadOptions."""
        path = self.folder / f"{noun}.csv"
        path.write_text(text, encoding="utf-8")
        told = {"keys": Keys("TR", options.pop("source", "default")), **self.defaults, **options}
        read = ReadOptions(zone=UTC, currency="TRY")
        with open_source(path) as source:
            mapping = build_mapping(source.header, noun, map_request(maps, sets))
            prepared = prepare(source, mapping, read, LoadOptions(**told), all_or_nothing=not rejects)
            prepared.passed = self.passed
            try:
                with writing(self.store, dry_run=dry_run) as db:
                    result = load(db, prepared)
                    return Loaded(result, prepared.rejects, db.change)
            finally:
                prepared.spool.close()


@pytest.fixture
def importing(store: Store, tmp_path: Path) -> Importer:
    """Import into the new store of each engine in turn."""
    return Importer(store, tmp_path)


@pytest.fixture
def look(store: Store) -> Callable[..., list[tuple[Any, ...]]]:
    """Ask the store in SQL: ``look("SELECT name FROM customer")``."""

    def ask(sql: str, **values: Any) -> list[tuple[Any, ...]]:
        with store.reading() as db:
            return db.tuples(sql, values)

    return ask


@pytest.fixture
def keys_of(look: Callable[..., list[tuple[Any, ...]]]) -> Callable[[int], list[str]]:
    """The keys of a customer as ``kind:norm``, sorted: ``keys_of(1)``."""

    def found(customer: int) -> list[str]:
        rows = look("SELECT kind, norm FROM identity WHERE customer_id = :id", id=customer)
        return sorted(f"{kind}:{norm}" for kind, norm in rows)

    return found


def content(db: Reader) -> Content:
    """Everything the journaled tables hold."""
    return {
        name: db.tuples(f"SELECT {', '.join(info.columns)} FROM {name} ORDER BY id")
        for name, info in db.tables.items()
    }


def meaning(db: Reader) -> Content:
    """Everything the journaled tables hold but which change made it, and in what order keys and tags came."""
    found = {}
    for name, info in db.tables.items():
        parts = name in ("identity", "tagging")
        columns = [c for c in info.columns if c not in NUMBERED and not (parts and c == "id")]
        found[name] = sorted(db.tuples(f"SELECT {', '.join(columns)} FROM {name}"), key=repr)
    return found


@pytest.fixture
def snapshot(store: Store) -> Callable[[], Content]:
    """Everything the journaled tables hold: ``snapshot()``."""

    def take() -> Content:
        with store.reading() as db:
            return content(db)

    return take

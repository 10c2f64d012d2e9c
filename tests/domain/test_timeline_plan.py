"""How SQLite answers: a timeline looks up what it needs and reads no table from end to end."""

import re

import pytest

from crmcli.db import open_store
from crmcli.domain.timeline.fetch import Part, parts
from crmcli.domain.timeline.scope import Scope, resolve
from tests.store.business import fill
from tests.support.history import isik

MAY_BE_READ_WHOLE = {"CONSTANT", "c"}
"""Lists of the records in scope, never a table."""
SCOPES = [
    Scope(customers=(1,)),
    Scope(customers=(1, 2), tree=True),
    Scope(contacts=(1, 2)),
    Scope(leads=(1,)),
    Scope(opportunities=(1,)),
    Scope(orders=(1,)),
]


def statement(part: Part, since: str | None) -> str:
    """Return what is asked for the rows of a part."""
    more = f"{part.moment} >= :since" if since and part.source.big else ""
    columns = ", ".join(part.source.columns.values())
    return f"SELECT {columns} FROM {part.source.tables}\nWHERE {part.where(more)}"


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("since", [None, "2026-01-01"])
def test_no_table_is_read_from_end_to_end(sqlite_url: str, scope: Scope, since: str | None) -> None:
    store = open_store(sqlite_url)
    fill(store)
    sources = set()
    with store.reading() as db:
        for part in parts(resolve(db, scope), frozenset()):
            sources.add(part.source.name)
            values = {**part.values, "since": since}
            query = statement(part, since)
            plan = [str(row[-1]) for row in db.tuples(f"EXPLAIN QUERY PLAN {query}", values)]
            scanned = {match[1] for step in plan if (match := re.match(r"SCAN (\w+)", step))}
            assert scanned <= MAY_BE_READ_WHOLE, [part.source.name, *plan]
            assert not [step for step in plan if "AUTOMATIC" in step], [part.source.name, *plan]
    if scope.customers == (1,):
        assert {"payment", "case_step", "plan", "relation", "member"} <= sources


def test_only_the_sources_of_the_types_asked_for_are_looked_at(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    isik(store)
    with store.reading() as db:
        found = resolve(db, Scope(customers=(1,)))
        assert [part.source.name for part in parts(found, {"call"})] == ["activity"]
        assert {part.source.name for part in parts(found, {"lost"})} >= {"lead_lost", "step", "closed"}


def test_sources_of_tables_without_rows_are_not_looked_at(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    isik(store)
    with store.reading() as db:
        names = {part.source.name for part in parts(resolve(db, Scope(customers=(1,))), frozenset())}
    assert "order" in names
    assert names.isdisjoint(("payment", "case", "case_step", "plan", "member"))

"""How SQLite answers: a timeline looks up what it needs and reads no table from end to end."""

import re

import pytest

from crmcli.db import open_store
from crmcli.domain.timeline.scope import Scope, statement
from tests.support.history import isik

IN_SCOPE = {"c", "p", "o", "s", "l", "e", "f", "j", "CONSTANT"}
"""What may be read whole: the records in scope and the events found, never a table."""


@pytest.mark.parametrize(
    "scope",
    [
        Scope(customers=(1,)),
        Scope(customers=(1,), tree=True),
        Scope(contacts=(1, 2)),
        Scope(leads=(1,)),
        Scope(opportunities=(1,)),
        Scope(orders=(1,)),
    ],
)
@pytest.mark.parametrize("since", [False, True])
def test_no_table_is_read_from_end_to_end(sqlite_url: str, scope: Scope, since: bool) -> None:
    store = open_store(sqlite_url)
    isik(store)
    sql, values = statement(scope, since=since)
    with store.reading() as db:
        bound = {**values, "since": "2026-01-01"} if since else values
        plan = [str(row[-1]) for row in db.tuples(f"EXPLAIN QUERY PLAN {sql}", bound)]
    scanned = {match[1] for step in plan if (match := re.match(r"SCAN (\w+)", step))}
    assert scanned <= IN_SCOPE
    assert not [step for step in plan if "AUTOMATIC" in step]
    activities = [step for step in plan if step.startswith("SEARCH a ")]
    assert activities
    assert all("USING" in step for step in activities)


def test_only_the_sources_of_the_types_asked_for_are_looked_at() -> None:
    sql, _ = statement(Scope(customers=(1,)), frozenset({"call"}))
    assert "'activity'" in sql
    assert "'order'" not in sql
    assert "'revision'" not in sql

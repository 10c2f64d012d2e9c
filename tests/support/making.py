"""Make records for tests of the core the way a person types them."""

from datetime import date
from typing import Any

from crmcli.db import Store
from crmcli.domain.adding import AddRecord, add_record
from crmcli.domain.editing import EditRecords, edit_records
from crmcli.domain.given import Context
from crmcli.domain.nouns import noun_of
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets
from tests.support.store import writing

CONTEXT = Context(date(2026, 11, 21))


def add(store: Store, noun: str, name: str = "", **given: Any) -> int:
    """Add a record of texts as they would be typed, with ``force`` or without; return its number."""
    force = given.pop("force", False)
    if name:
        given["name"] = name
    with writing(store) as db:
        ref = add_record(db, AddRecord(noun, given, CONTEXT, force=force)).items[0].id
    assert ref is not None
    return noun_of(ref)[1]


def edit(store: Store, noun: str, *refs: str, force: bool = False, **given: Any) -> Change[Any]:
    """Change records to texts as they would be typed."""
    with writing(store) as db:
        return edit_records(db, EditRecords(noun, Targets(refs), given, CONTEXT, force=force))


def one(store: Store, query: str, **values: Any) -> tuple[Any, ...]:
    """Return the first row of a query."""
    with store.reading() as db:
        return db.tuples(query, values)[0]

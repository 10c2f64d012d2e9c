"""An import afterwards: its file, what it made and changed, and whether it is still in force."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.journal.changes import STATE, dead_changes
from crmcli.domain.journal.words import done, thing
from crmcli.domain.kinds import Instant, Number, Text
from crmcli.domain.nouns import BY_TABLE
from crmcli.domain.results import Listing, Record
from crmcli.errors import NotFound, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class ImportCard:
    """One import."""

    change: Annotated[int, Number()]
    at: Annotated[datetime, Instant("when")]
    who: str
    branch: str | None
    what: Annotated[str | None, Text()]
    command: Annotated[str, Text(dim=True)]
    state: Annotated[str, STATE]
    file_sha256: str


@frozen
class MadeRow:
    """What an import made of one kind: ``made`` rows that are still there, ``changed`` ones it found."""

    what: str
    made: Annotated[int, Number()]
    changed: Annotated[int, Number()]
    first: Annotated[str | None, Text(wrap=False)]
    last: Annotated[str | None, Text(wrap=False)]


_CARD = """
SELECT c.id AS change, c.at, c.actor AS who, c.branch, c.summary AS what, c.command,
  'in force' AS state, c.input_sha256 AS file_sha256
FROM change c WHERE c.id = :id AND c.input_sha256 IS NOT NULL
"""


def show_import(db: Reader, number: int) -> Record[ImportCard]:
    """Show an import by its number.

    Raises:
        NotFound, UsageError: there is no such change, or it is no import.
    """
    from dataclasses import replace

    card = db.one(ImportCard, _CARD, {"id": number})
    if card is None:
        raise _none(db, number)
    card = replace(
        card,
        state="undone" if number in dead_changes(db) else card.state,
        what=card.what and done(card.what),
    )
    rows = [row for table in db.tables if (row := _made(db, table, number)) is not None]
    empty = say("nothing: every row was there already")
    return Record(
        card, say("Import {number}", number=number), (Listing(MadeRow, rows, title="Made", empty=empty),)
    )


def _made(db: Reader, table: str, number: int) -> MadeRow | None:
    """Return what a change made in a table, None for nothing."""
    query = f"SELECT count(*), min(id), max(id) FROM {table} WHERE created_change = :id"
    ((made, low, high),) = db.tuples(query, {"id": number})
    changed = db.value(
        f"SELECT count(DISTINCT r.row_id) FROM revision r JOIN {table} t ON t.id = r.row_id "
        "WHERE r.change_id = :id AND r.tbl = :name AND t.created_change <> :id",
        {"id": number, "name": table},
    )
    if not made and not changed:
        return None
    noun = BY_TABLE.get(table)
    first, last = (noun.ref(low), noun.ref(high)) if noun and made else (None, None)
    return MadeRow(named(noun.plural) if noun else thing(table), made, changed, first, last)


def check_import(db: Reader, number: int) -> None:
    """Refuse the number of a change that is no import.

    Raises:
        NotFound, UsageError: there is no such change, or it is no import.
    """
    if db.value("SELECT input_sha256 FROM change WHERE id = :id", {"id": number}) is None:
        raise _none(db, number)


def _none(db: Reader, number: int) -> NotFound | UsageError:
    # The first change made the store, be it there yet or not.
    if number == 1 or db.value("SELECT id FROM change WHERE id = :id", {"id": number}) is None:
        return NotFound(say("there is no import {number}", number=number), "crm import list")
    return UsageError(say("change {number} is no import", number=number), f"crm undo {number}")

"""Numbers of merged records while a merge is taken back or done again: each means one record at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.journal.words import describe
from crmcli.domain.journal.work import PARTS, Old, Row, Work
from crmcli.domain.nouns import BY_NAME
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Writer


def meant_by(db: Writer, alias: int) -> Row | None:
    """Return the record whose number an alias is."""
    found = db.tuples("SELECT noun, number FROM alias WHERE id = :id", {"id": alias})
    return (BY_NAME[found[0][0]].table, found[0][1]) if found else None


def hold_unreturned(db: Writer, work: Work) -> None:
    """Leave records as they are that hold what is all that is left of one that can't come back.

    Its number goes on meaning the record it was merged into, which keeps what it got from it.
    """
    for alias in work.created.get("alias", ()):
        meant = meant_by(db, alias)
        if meant is None or meant not in work.blocked:
            continue
        work.kept.add(("alias", alias))
        table = meant[0]
        column = next(c for c, parent in db.tables["alias"].references.items() if parent == table)
        into = db.value(f"SELECT {column} FROM alias WHERE id = :id", {"id": alias})
        why = say("{describe} does not come back", describe=describe(db, meant, short=True))
        for old in work.updates:
            if old.row == (table, into) or _belongs(db, old, table, into):
                work.blocked.setdefault(old.row, why)


def _belongs(db: Writer, old: Old, table: str, number: int) -> bool:
    """Tell whether a row was a part of a record, or its link to another."""
    if old.table not in (*PARTS, "customer_contact"):
        return False
    references = db.tables[old.table].references.items()
    return any(old.values.get(column) == number for column, parent in references if parent == table)


def keep_unreturned_numbers(db: Writer, work: Work) -> None:
    """Keep the former numbers of records that don't come back after all."""
    for alias in work.created.get("alias", ()):
        meant = meant_by(db, alias)
        if meant and db.value(f"SELECT id FROM {meant[0]} WHERE id = :id", {"id": meant[1]}) is None:
            work.kept.add(("alias", alias))


def hold_numbers_in_use(db: Writer, work: Work) -> None:
    """Leave two records apart that a redo would make one again, where the one that was to go stays."""
    for alias in [old for old in work.deletes if old.table == "alias"]:
        table, number = BY_NAME[alias.values["noun"]].table, alias.values["number"]
        goes = (table, number) in work.returned and (table, number) not in work.blocked
        if goes or db.value(f"SELECT id FROM {table} WHERE id = :id", {"id": number}) is None:
            continue
        work.left.add(alias.row)
        into = next(
            alias.values[column]
            for column, parent in db.tables["alias"].references.items()
            if parent == table
        )
        why = say("{describe} stays", describe=describe(db, (table, number), short=True))
        for old in work.updates:
            if old.row == (table, into) or _handed(db, old, table, number, into):
                work.blocked.setdefault(old.row, why)


def _handed(db: Writer, old: Old, table: str, number: int, into: int) -> bool:
    """Tell whether setting a row back would hand it from one record to another."""
    columns = [
        column
        for column, parent in db.tables[old.table].references.items()
        if parent == table and old.values.get(column) == into
    ]
    query = f"SELECT {{}} FROM {old.table} WHERE id = :id"
    return any(db.value(query.format(column), {"id": old.number}) == number for column in columns)

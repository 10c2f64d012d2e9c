"""What else stands in the way of taking a change back: rows that refer to what goes, rows that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.journal.words import describe
from crmcli.domain.journal.work import PART_OF, PARTS, Old, Row, Work
from crmcli.domain.nouns import BY_TABLE
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.sql import Writer


def find_references(db: Writer, work: Work) -> None:
    """Mark the rows to be deleted that a later row refers to."""
    # Newest first: of a row that was changed more than once, the oldest values stay.
    restored = {(*old.row, column): value for old in work.updates for column, value in old.values.items()}
    doomed = {name: set(rows) for name, rows in work.created.items()}
    for name, row_id in work.returned:
        doomed.setdefault(name, set()).add(row_id)
    for child, info in db.tables.items():
        for column, parent in info.references.items():
            if parent not in doomed:
                continue
            for row_id, pointed, born in _referring(db, work, child, column, parent):
                if pointed not in doomed[parent] or row_id in doomed.get(child, ()):
                    continue
                if restored.get((child, row_id, column), pointed) != pointed:
                    continue  # taking the change back turns this reference away again
                if (parent, pointed) not in work.blocked:
                    since = born if born > work.target.number else _last_touched(db, work, (child, row_id))
                    _block(db, work, (parent, pointed), (child, row_id), since)


def _block(db: Writer, work: Work, row: Row, by: Row, since: int) -> None:
    """Leave a row because another one refers to it, since a change where the journal knows which."""
    name = describe(db, by)
    if since:
        work.blocked[row] = say("{name} refers to it, since change {since}", name=name, since=since)
        work.later[row] = since
    else:
        work.blocked[row] = say("{describe} refers to it", describe=name)


def _last_touched(db: Writer, work: Work, row: Row, kind: str = "") -> int:
    """Return the last change after this one that altered a row (or removed it), 0 without one."""
    query = f"SELECT max(change_id) FROM revision WHERE tbl = :tbl AND row_id = :row AND {work.after}"
    bound = {"tbl": row[0], "row": row[1]}
    return db.value(f"{query} AND kind = '{kind}'" if kind else query, bound) or 0


def _referring(
    db: Writer, work: Work, child: str, column: str, parent: str
) -> Iterator[tuple[int, int, int]]:
    """Yield (row, what it refers to, what made it) of the rows that refer to rows this change made."""
    number = work.target.number
    if parent in work.created:
        yield from db.tuples(
            f"SELECT c.id, c.{column}, c.created_change FROM {parent} p JOIN {child} c ON c.{column} = p.id "
            f"WHERE p.created_change = :change AND c.created_change <> :change ORDER BY c.id",
            {"change": number},
        )
    for name, row_id in sorted(work.returned):
        if name == parent:
            yield from db.tuples(
                f"SELECT id, {column}, created_change FROM {child} WHERE {column} = :id ORDER BY id",
                {"id": row_id},
            )


def find_missing(db: Writer, work: Work) -> None:
    """Mark the rows to be put back or set back that would refer to a row which is gone."""
    waiting = [*work.deletes, *work.updates]
    returning = {old.row for old in work.deletes}
    again = True
    while again:
        again = False
        for old in waiting:
            if old.row in work.blocked:
                continue
            gone = _gone(db, old, returning)
            if gone is not None:
                removed = _last_touched(db, work, gone, kind="D")
                if removed:
                    work.later[old.row] = removed
                work.blocked[old.row] = say("it needs {gone}, which is gone", gone=describe(db, gone))
                again = old.row in returning or again
                returning.discard(old.row)


def _gone(db: Writer, old: Old, returning: set[Row]) -> Row | None:
    """Return the first record that a row's old values refer to and that is neither there nor coming back."""
    for column, parent in db.tables[old.table].references.items():
        value = old.values.get(column)
        if value is None or (parent, value) in returning:
            continue
        if db.value(f"SELECT id FROM {parent} WHERE id = :id", {"id": value}) is None:
            return parent, value
    return None


def unmet(db: Writer, work: Work, old: Old) -> str | None:
    """Return why a row can't have its old values: it would refer to one that the store refused."""
    for column, parent in db.tables[old.table].references.items():
        if (parent, old.values.get(column)) in work.refused:
            return say(
                "it needs {describe}, which did not come back",
                describe=describe(db, (parent, old.values[column])),
            )
    return None


def close_over_kept(db: Writer, work: Work) -> None:
    """Keep with every kept row what it refers to and its parts, as far as this change made them.

    A record that the change only altered is kept as it stands as well: with the parts it got, without
    those it lost.
    """
    made = {name: set(rows) for name, rows in work.created.items()}
    waiting = [row for row in work.blocked if row[1] in made.get(row[0], ())]
    altered = {old.row for old in work.updates} & work.blocked.keys()
    for row in sorted(altered):
        waiting += _parts(db, work, made, row)
        work.left |= {old.row for old in work.deletes if _is_part(db, old, row)}
    while waiting:
        name, row_id = waiting.pop()
        if (name, row_id) in work.kept:
            continue
        work.kept.add((name, row_id))
        references = db.tables[name].references
        if references:
            columns = list(references)
            query = f"SELECT {', '.join(columns)} FROM {name} WHERE id = :id"
            for values in db.tuples(query, {"id": row_id}):
                for column, value in zip(columns, values, strict=True):
                    if value in made.get(references[column], ()):
                        waiting.append((references[column], value))
        waiting += _parts(db, work, made, (name, row_id))


def _parts(db: Writer, work: Work, made: dict[str, set[int]], row: Row) -> list[Row]:
    """Return the parts of a row that the change made."""
    name, row_id = row
    found: list[Row] = []
    for part in PARTS:
        for column in _columns(db, part, name):
            if part in made:
                query = f"SELECT id FROM {part} WHERE {column} = :id AND created_change = :change"
                rows = db.tuples(query, {"id": row_id, "change": work.target.number})
                found += [(part, number) for (number,) in rows]
    return found


def _is_part(db: Writer, old: Old, row: Row) -> bool:
    """Tell whether a deleted row was a part of another one."""
    if old.table not in PARTS or row[0] not in BY_TABLE:
        return False
    values: dict[str, Any] = old.values
    return any(values.get(column) == row[1] for column in _columns(db, old.table, row[0]))


def _columns(db: Writer, part: str, whole: str) -> list[str]:
    """Return the columns by which a part belongs to a row of a table."""
    references = db.tables[part].references.items()
    return [c for c, parent in references if parent == whole and c in PART_OF.get(part, (c,))]

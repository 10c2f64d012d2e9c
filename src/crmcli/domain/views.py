"""Lists and single records of any noun, from the one query each noun declares for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import Noun
from crmcli.domain.results import Listing, Record
from crmcli.domain.targets import label
from crmcli.said import say
from crmcli.sql import EVERY_ROW, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader


class View(NamedTuple):
    """What is shown of a noun: ``query`` selects ``row`` from its table as ``r``, up to WHERE.

    ``{tags}`` in the query stands for the tags of ``r``.
    """

    noun: Noun
    row: type[Any]
    query: str
    order: str = "r.id"
    empty: str = ""
    group: str | None = None


class Part(NamedTuple):
    """A section of a record: its query takes ``:id``."""

    title: str
    row: type[Any]
    query: str


@frozen
class ListRecords:
    """Which records of a noun; ``limit`` 0 is all of them."""

    where: tuple[str, ...] = ()
    limit: int = 0


@frozen
class ShowRecord:
    """One record of a noun, by anything it is called."""

    ref: str
    region: str = "TR"


def known_status(noun: Noun, text: str, known: Sequence[str]) -> str:
    """Return a status as it is stored.

    Raises:
        UsageError: there is no such status.
    """
    from crmcli.domain.text import nearest
    from crmcli.errors import UsageError

    wanted = text.strip().lower()
    if wanted not in known:
        close = nearest(wanted, known)
        hint = (
            f"--status {close[0]}" if close else say("--status takes one of {known}", known=", ".join(known))
        )
        raise UsageError(say('no {name} has the status "{text}"', name=noun.word, text=text), hint)
    return wanted


def list_of(db: Reader, view: View, request: ListRecords, *more: tuple[str, dict[str, Any]]) -> Listing[Any]:
    """Return the records that are like ``request.where`` and pass the further tests, in the view's order."""
    from crmcli.domain.where import conditions

    tests = [conditions(db, view.noun, request.where), *more]
    where = " AND ".join(f"({test})" for test, _ in tests)
    values = {name: value for _, bound in tests for name, value in bound.items()}
    limit = request.limit or EVERY_ROW
    query = f"{with_tags(db, view.noun, view.query)} WHERE {where} ORDER BY {view.order} LIMIT :limit"
    rows = db.rows(view.row, query, values | {"limit": limit + bool(request.limit)})
    total = None
    if len(rows) > limit:
        total = db.value(f"SELECT count(*) FROM {view.noun.table} r WHERE {where}", values)
    narrowed = bool(request.where or more)
    empty = say("no {name} is like that", name=view.noun.word) if narrowed else view.empty
    return Listing(view.row, rows[:limit], total=total, group=view.group, empty=empty)


def record_of(db: Reader, view: View, request: ShowRecord, *parts: Part) -> Record[Any]:
    """Return one record with those of its sections that hold anything.

    Raises:
        NotFound, Conflict: see ``refs.resolve``.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, view.noun, request.ref, region=request.region)
    item = db.one(view.row, f"{with_tags(db, view.noun, view.query)} WHERE r.id = :id", {"id": number})
    title = f"{view.noun.ref(number)}  {label(db, view.noun, number) or ''}".rstrip()
    listings = (Listing(row, db.rows(row, query, {"id": number}), title=name) for name, row, query in parts)
    return Record(item, title=title, sections=tuple(listing for listing in listings if listing.rows))


def with_tags(db: Reader, noun: Noun, query: str) -> str:
    """Return a query with its ``{tags}`` filled in."""
    tags = (
        f"(SELECT {joined(db.engine, 't.name', 't.name_sort')} FROM tagging g "
        f"JOIN tag t ON t.id = g.tag_id WHERE g.{noun.owner} = r.id)"
    )
    return query.replace("{tags}", tags)

"""``crm db``: a store copied to another one, two compared, what one is, who may do what in a shared one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Context, Option, Typer

from crmcli.app import App
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Flag, Instant, Number, Text, Words
from crmcli.domain.results import Change, Document, Listing, Record
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.db import Store

app = Typer()

From = Annotated[str, Argument(metavar="FROM", help="A file (crm.db), or postgresql:///crm.")]
To = Annotated[str, Argument(metavar="TO", help="The other one, of either kind.")]
Which = Annotated[
    str | None, Argument(metavar="[STORE]", help="A file or an address; else the store in use.")
]

SAME, DIFFERS = "same", "differs"
STATE = Choice({SAME: ("✓", "green"), DIFFERS: ("✗", "red")})


@frozen
class CopiedTable:
    """A table that was copied; ``last`` is the highest number it ever gave, which the next one follows."""

    table: str
    rows: Annotated[int, Number()]
    last: Annotated[int | None, Number("last number", show=ROOMY)]
    sha256: Annotated[str, Text(show=DETAIL)]


@frozen
class ComparedTable:
    """A table of two stores; ``differing`` counts the rows that differ or that one of them lacks."""

    table: str
    state: Annotated[str, STATE]
    rows: Annotated[int, Number()]
    other_rows: Annotated[int, Number("in the other")]
    differing: Annotated[int, Number()]
    places: Annotated[tuple[str, ...], Words()]
    sha256: Annotated[str, Text(show=DETAIL)]
    other_sha256: Annotated[str, Text(show=DETAIL)]


@frozen
class RoleRow:
    """A role of a shared store, and the logins that are in it."""

    role: str
    may: str
    members: Annotated[tuple[str, ...], Words()]


@frozen
class StoreInfo:
    """What a store is; ``may`` is what this login, or this user of the system, may do in it."""

    store: str
    engine: str
    schema: int | None
    rows: Annotated[int | None, Number()]
    bytes: Annotated[int | None, Number()]
    changes: Annotated[int | None, Number()]
    last_change: Annotated[datetime | None, Instant("last change")]
    login: str | None
    may: str | None
    guarded: Annotated[bool | None, Flag("login in the journal")]
    encoding: str | None
    standby: Annotated[bool | None, Flag()]
    trip_ms: Annotated[float | None, Number("there and back, ms")]


@app.command("copy")
def copy(
    ctx: Context,
    source: From,
    target: To,
    replace: Annotated[
        bool, Option("--replace", help="Where TO is a file with something in it: back that up first.")
    ] = False,
) -> Change[CopiedTable]:
    """Copy a whole store to another one, compared row by row.

    The journal goes along, so that old changes can be taken back in the copy, and so do the numbers, which
    go on after the last one. TO is empty, or stays as it was.

    Example: crm db copy crm.db postgresql:///crm
    """
    from crmcli import db, notes

    run: App = ctx.obj
    run.may_write()
    one, other = _store(source), _store(target)
    made = db.copy(one, other, f"{run.now():%Y-%m-%dT%H:%M:%SZ}", notes.progress, replace=replace)
    items = [CopiedTable(t.table, t.rows, t.last, t.digest) for t in made.tables if t.rows]
    said = [say("compared: every row is the same in both")]
    if made.kept is not None:
        said.append(say("what was there is kept: {path}", path=made.kept))
    attached = next((t.rows for t in made.tables if t.table == "attachment"), 0)
    if attached:
        said.append(say("the files of {count:,} attachments stay where they are", count=attached))
    rows = sum(item.rows for item in items)
    summary = say(
        "Copied {rows:,} rows of {tables} tables to {name}", rows=rows, tables=len(items), name=other.name
    )
    return Change("copied a store", CopiedTable, items, summary=summary, notes=tuple(said))


@app.command("verify")
def verify(ctx: Context, source: From, target: To) -> Listing[ComparedTable]:
    """Compare two stores row by row; exit code 1 where they differ.

    Example: crm db verify crm.db postgresql:///crm
    """
    from crmcli import db, notes

    del ctx
    one, other = _store(source), _store(target)
    found = db.verify(one, other, notes.progress)
    rows = [
        ComparedTable(
            *(t.table, SAME if t.same else DIFFERS, t.rows, t.other_rows, t.differing, _places(t)),
            *(t.digest, t.other_digest),
        )
        for t in found
        if t.rows or t.other_rows or not t.same
    ]
    wrong = [row.table for row in rows if row.state == DIFFERS]
    total = sum(row.rows for row in rows)
    said = (
        say("{tables} differ", tables=", ".join(wrong))
        if wrong
        else say("all {rows:,} rows are the same", rows=total)
    )
    return Listing(
        ComparedTable,
        rows,
        empty=say("both are empty"),
        notes=(said,) if rows else (),
        exit_code=int(bool(wrong)),
    )


@app.command("info")
def info(ctx: Context, store: Which = None) -> Record[StoreInfo]:
    """Show what a store is, and what this login may do in it.

    Example: crm db info postgresql:///crm
    """
    from crmcli import db

    run: App = ctx.obj
    one = run.store if store is None else _store(store)
    found = db.about(one)
    item = StoreInfo(
        *(one.name, found.engine, found.schema, found.rows, found.bytes, found.changes),
        datetime.fromisoformat(found.last_change) if found.last_change else None,
        *(found.login, found.may, found.guarded, found.encoding, found.standby, found.trip),
    )
    empty = (say("nothing was stored there yet"),) if found.schema is None else ()
    return Record(item, notes=empty)


@app.command("roles")
def roles(
    ctx: Context,
    store: Which = None,
    apply: Annotated[bool, Option("--apply", help="Run it, instead of printing it.")] = False,
    prefix: Annotated[str, Option("--prefix", metavar="NAME", help="How the roles begin.")] = "crm",
) -> Document | Listing[RoleRow]:
    """Print the SQL of crm_reader, crm_writer and crm_owner, or run it.

    A reader reads tables and views. A writer does what commands do, but neither changes the schema nor
    takes anything out of the journal. An owner migrates and erases people.

    Example: crm db roles postgresql:///crm
    """
    from crmcli import db

    run: App = ctx.obj
    one = run.store if store is None else _store(store)
    if apply:
        run.may_write()
        made = [RoleRow(*role) for role in db.make_roles(one, prefix)]
        return Listing(RoleRow, made)
    return Document(db.roles(one, prefix))


def _places(table: object) -> tuple[str, ...]:
    """Return where two tables differ; the numbers they gave too."""
    places: tuple[str, ...] = table.places  # type: ignore[attr-defined]
    last, other = table.last, table.other_last  # type: ignore[attr-defined]
    return (
        places if last == other else (*places, say("last number {last} and {other}", last=last, other=other))
    )


def _store(address: str) -> Store:
    """Return the store at an address as people write it: ``sqlite:crm.db`` is a file too.

    Raises:
        UsageError: it is empty, or holds a password.
    """
    from crmcli.config import typed
    from crmcli.db import open_store

    if address.startswith("sqlite:") and not address.startswith("sqlite:///"):
        address = address.removeprefix("sqlite:")
    if not address.strip():
        raise UsageError(say("a store has a name"), "crm db copy crm.db postgresql:///crm")
    return open_store(typed("db", address))

"""``crm restore``: a backup in the place of the store."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Context, Typer

from crmcli.app import App, writes
from crmcli.commands.options import Yes
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Flag, Instant, Number, Words
from crmcli.domain.results import Record
from crmcli.errors import Conflict
from crmcli.said import say
from crmcli.sql import EVERY_ROW

app = Typer()


@frozen
class RestoreRow:
    """What a restore did: ``lost`` changes were in the store and not in the backup.

    ``kept`` is where the store lies that was there before; ``erased`` are people of the backup whose
    data the store had been told to forget.
    """

    store: str
    restored: str
    schema: int
    rows: Annotated[int, Number()]
    checksum: Annotated[bool, Flag(show=ROOMY)]
    lost: Annotated[int, Number("changes lost")]
    first: Annotated[datetime | None, Instant("lost from")]
    last: Annotated[datetime | None, Instant("lost until")]
    kept: str | None
    erased: Annotated[tuple[str, ...], Words("erased since")]


@app.command("restore")
@writes
def restore(
    ctx: Context,
    file: Annotated[Path, Argument(metavar="FILE", help="The backup, or its name in crm backup list.")],
    yes: Yes = False,
) -> Record[RestoreRow]:
    """Put a backup in the place of the store, which is backed up before.

    Example: crm restore crm-20261121T101500Z-v2.db
    """
    from crmcli import db, notes

    run: App = ctx.obj
    at = f"{run.now():%Y-%m-%dT%H:%M:%SZ}"
    if run.dry_run:
        return _told(run, file, db.weigh(run.store, file), None)
    run.may_write()
    try:
        weighed, kept = db.restore(run.store, file, at, EVERY_ROW if yes else None)
    except Conflict as error:
        if not notes.can_ask():
            raise
        notes.warn(error.message)
        if not notes.confirm("Restore the backup all the same?"):
            raise
        agreed = error.details["changes"] if isinstance(error.details, dict) else 0
        weighed, kept = db.restore(run.store, file, at, agreed)
    return _told(run, file, weighed, kept)


def _told(run: App, file: Path, weighed: Any, kept: str | None) -> Record[RestoreRow]:
    """Return what was done, or would be, with what is left to do."""
    from crmcli.migrations import SCHEMA_VERSION

    first, last = (at and datetime.fromisoformat(at) for at in (weighed.first, weighed.last))
    row = RestoreRow(
        run.store.name,
        str(file),
        weighed.version,
        weighed.rows,
        weighed.checksum,
        weighed.lost,
        first or None,
        last or None,
        kept,
        weighed.erased,
    )
    said = []
    if weighed.damaged:
        said.append(weighed.damaged)
    if weighed.erased:
        people = f"{len(weighed.erased):,} {'person' if len(weighed.erased) == 1 else 'people'}"
        said.append(
            say(
                "this backup holds {people} erased since: crm privacy erase {erased}",
                people=people,
                erased=" ".join(weighed.erased),
            )
        )
    if weighed.version < SCHEMA_VERSION:
        said.append(
            say(
                "it has schema {version}, this program needs {schema_version}: crm migrate",
                version=weighed.version,
                schema_version=SCHEMA_VERSION,
            )
        )
    if run.dry_run:
        said.append(say("dry run: nothing was changed"))
    return Record(row, title="The backup is sound" if run.dry_run else "Restored", notes=tuple(said))

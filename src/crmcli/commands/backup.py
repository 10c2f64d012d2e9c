"""``crm backup``: a checked copy of the store, and the list of those there are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Flag, Instant, Kind, Number, Words
from crmcli.domain.results import Listing, Record
from crmcli.errors import UsageError
from crmcli.said import say

app = Typer()

LIST = "list"


@frozen
class BackupRow:
    """A backup that was made and checked."""

    backup: str
    bytes: Annotated[int, Number()]
    rows: Annotated[int, Number()]
    schema: int
    sha256: str
    removed: Annotated[tuple[str, ...], Words(show=DETAIL)]


class Name(Kind):
    """A file of the backups' folder: people see its name, which crm restore takes, programs its path."""

    wraps = False
    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the name."""
        del row, locale
        return Path(value).name


@frozen
class KeptRow:
    """A backup of the store's folder; ``schema`` is None where the file is no store (any more)."""

    backup: Annotated[str, Name()]
    at: Annotated[datetime, Instant("when")]
    made_by: Annotated[str, Choice(dict.fromkeys(("backup", "migrate", "restore"), ("", "")))]
    schema: Annotated[int | None, Number(show=ROOMY)]
    bytes: Annotated[int, Number(show=ROOMY)]
    checksum: Annotated[bool, Flag(show=ROOMY)]


@app.command("backup")
def backup(
    ctx: Context,
    file: Annotated[
        Path | None, Argument(metavar="[FILE|list]", help="A new file or a folder; list shows what is there.")
    ] = None,
    keep: Annotated[
        int | None, Option("--keep", min=1, metavar="N", help="Remove all but the newest N of crm backup.")
    ] = None,
) -> Record[BackupRow] | Listing[Any]:
    """Copy the store, checked, while others may write in it.

    Example: crm backup --keep 14
    """
    run: App = ctx.obj
    if str(file) == LIST:
        if keep is not None:
            raise UsageError("--keep goes with making a backup", "crm backup --keep 14")
        return _listed(run)
    from crmcli.db import back_up

    made = back_up(run.store, f"{run.now():%Y-%m-%dT%H:%M:%SZ}", file, keep)
    notes = []
    if made.removed:
        notes.append(say("{count:,} older removed", count=len(made.removed)))
    if made.loose:
        notes.append(
            say("1 reference doesn't hold in it, as in the store; older ones stay: crm doctor")
            if made.loose == 1
            else say(
                "{loose:,} references don't hold in it, as in the store; older ones stay: crm doctor",
                loose=made.loose,
            )
        )
    row = BackupRow(made.path, made.bytes, made.rows, made.version, made.sha256, made.removed)
    return Record(row, title=say("Backed up and checked"), notes=tuple(notes))


def _listed(run: App) -> Listing[KeptRow]:
    from crmcli.db import backups

    rows = [
        KeptRow(one.path, datetime.fromisoformat(one.at), one.made_by, one.version, one.bytes, one.checksum)
        for one in backups(run.store)
    ]
    return Listing(KeptRow, rows, empty="no backup yet: crm backup")

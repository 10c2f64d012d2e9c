"""``crm import all``: a file of a whole store into a new store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Context, Typer

from crmcli.app import App, writes
from crmcli.domain.results import Change
from crmcli.said import say

File = Annotated[str, Argument(metavar="FILE|-", help="What crm export all wrote; - reads standard input.")]


def register(app: Typer) -> None:
    """Add the command to the group of imports."""
    app.command("all")(import_all)


@writes
def import_all(ctx: Context, file: File) -> Change[Any]:
    """Put a whole store into a new one.

    The file is what crm export all wrote; records keep their numbers.

    Example: crm import all store.jsonl
    """
    from crmcli import notes
    from crmcli.domain.dump.file import DumpFile
    from crmcli.domain.dump.load import LoadDump, load_dump
    from crmcli.migrations import SCHEMA_VERSION

    run: App = ctx.obj
    where = sys.stdin.buffer if file == "-" else Path(file)
    with DumpFile(where, SCHEMA_VERSION) as found:
        rows = sum(table.rows for table in found.head.tables.values())
        with notes.progress(rows, say("loading {name}", name=found.name)) as bar:
            return run.write(load_dump, LoadDump(found, bar.advance), input_sha256=found.sha256)

"""``crm undo`` and ``crm redo``: take a change back, whole or what is left of it."""

from __future__ import annotations

import sys
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.domain.results import Change

app = Typer()

Keep = Annotated[
    bool, Option("--keep-edited", help="Leave what was touched since as it is, reverse the rest.")
]


@app.command("undo")
@writes
def undo(
    ctx: Context,
    number: Annotated[int | None, Argument(metavar="N", help="The change; the latest without it.")] = None,
    keep_edited: Keep = False,
) -> Change[Any]:
    """Take a change back.

    Example: crm undo 17
    """
    return _undo(ctx.obj, number, keep_edited=keep_edited, redo=False)


@app.command("redo")
@writes
def redo(ctx: Context, keep_edited: Keep = False) -> Change[Any]:
    """Take the last undo back.

    Example: crm redo
    """
    return _undo(ctx.obj, None, keep_edited=keep_edited, redo=True)


def _undo(run: App, number: int | None, *, keep_edited: bool, redo: bool) -> Change[Any]:
    from crmcli.domain.journal.told import InPart
    from crmcli.domain.journal.undo import Undo
    from crmcli.domain.journal.undo import undo as act

    try:
        return run.write(act, Undo(number, keep_edited=keep_edited, redo=redo))
    except InPart as error:
        if run.dry_run or not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        from crmcli import notes

        notes.warn(error.message)
        if not notes.confirm("Leave these as they are and reverse the rest?"):
            raise
        return run.write(act, Undo(number, keep_edited=True, redo=redo))

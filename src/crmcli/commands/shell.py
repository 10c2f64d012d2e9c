"""``crm shell``: the commands at a prompt, quick since everything is loaded once."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option, Typer

from crmcli.app import App
from crmcli.errors import UsageError

app = Typer()


@app.command("shell")
def shell(
    ctx: Context,
    keep_going: Annotated[
        bool, Option("--keep-going", help="Lines from a file: go on behind one that fails.")
    ] = False,
    no_history: Annotated[bool, Option("--no-history", help="Don't remember what is typed.")] = False,
) -> int:
    """Run commands at a prompt, or line by line from a file.

    At the prompt: the commands as ever, exit or Ctrl-D to leave, use PROFILE or use --db PATH for
    another store. Ctrl-C ends the line or the command, not the shell.

    Example: crm shell < commands.txt
    """
    from crmcli.running.shell import serve

    run: App = ctx.obj
    if run.shown:
        raise UsageError(
            "how a result is written is told line by line", "crm shell, then: customer list --format json"
        )
    history = not no_history and run.config.get("shell_history") == "on"
    return serve(run, ctx.find_root().command, keep_going=keep_going, history=history)

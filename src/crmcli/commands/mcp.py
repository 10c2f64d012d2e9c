"""``crm mcp``: the store for an assistant, over standard input and output."""

from __future__ import annotations

from typing import Annotated

from typer import Context, Option, Typer

from crmcli.app import App
from crmcli.errors import ExitCode, UsageError
from crmcli.said import say

app = Typer()


@app.command("mcp")
def mcp(
    ctx: Context,
    allow_writes: Annotated[
        bool, Option("--allow-writes", help="Offer tools that change the store; each shows first.")
    ] = False,
) -> int:
    """Let an assistant ask the store, by the Model Context Protocol.

    An assistant's program starts this and talks to it; it ends with the input. It reads only, unless told.

    Example: crm mcp < messages.jsonl
    """
    import sys

    from crmcli.commands.assistant.server import Server

    run: App = ctx.obj
    if run.shown:
        option = "--" + next(iter(run.shown)).replace("_", "-")
        raise UsageError(
            say("an assistant is answered as its protocol says, without {option}", option=option),
            "crm mcp < messages.jsonl",
        )
    if sys.stdin is None:
        raise UsageError("- reads standard input, which is closed", "crm mcp --help")
    if sys.stdin.isatty():
        raise UsageError("this waits for the messages of a program, and a terminal is none", "crm mcp --help")
    try:
        Server(run, ctx.find_root().command, writes=allow_writes).serve(sys.stdin.buffer, sys.stdout.buffer)
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
    return int(ExitCode.DONE)

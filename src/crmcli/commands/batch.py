"""``crm batch``: commands as JSON lines in, an answer each as a JSON line out."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.errors import UsageError
from crmcli.said import say

app = Typer()


@app.command("batch")
@writes
def batch(
    ctx: Context,
    file: Annotated[str, Argument(metavar="[FILE]", help="The lines; standard input without.")] = "-",
    all_or_nothing: Annotated[
        bool, Option("--all-or-nothing", help="One change: a line that fails takes all back.")
    ] = False,
    keep_going: Annotated[bool, Option("--keep-going", help="Go on behind a line that fails.")] = False,
) -> int:
    """Run commands given as JSON lines; answer each with a JSON line.

    A line: {"command": "customer add", "args": ["Işık"], "options": {"city": "İzmir"}}, or
    {"argv": ["customer", "add", "Işık"]}; "id" comes back in the answer. Every line is a change of
    its own; with --all-or-nothing all of them are one.

    Example: crm batch --all-or-nothing commands.jsonl
    """
    from crmcli.running.batching import Asked, serve

    run: App = ctx.obj
    if all_or_nothing and keep_going:
        raise UsageError("--all-or-nothing and --keep-going exclude each other", "leave one of them out")
    format = run.shown.get("format", "jsonl")
    if format != "jsonl" or run.shown.get("excel"):
        raise UsageError(
            say("a batch answers in JSON lines, not in {format}", format=format), "leave --format out"
        )
    return serve(run, ctx.find_root().command, file, Asked(all_or_nothing, keep_going))

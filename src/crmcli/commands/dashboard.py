"""``crm dashboard``: a screen that stays open and follows the store."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Context, Option, Typer

from crmcli.app import App
from crmcli.errors import UsageError

app = Typer()


@app.command("dashboard")
def dashboard(
    ctx: Context,
    panels: Annotated[
        list[str] | None,
        Option(
            "--panel", metavar="NAME", help="today, pipeline, month, alerts, leads or events; repeatable."
        ),
    ] = None,
    every: Annotated[
        float, Option("--every", metavar="SECONDS", min=0.2, max=3600, help="How often to look for changes.")
    ] = 2.0,
    once: Annotated[bool, Option("--once", help="Show it once and end: for a pipe, a mail, a test.")] = False,
) -> Any:
    """Keep today, pipeline, month, alerts and the newest events on the screen.

    It follows what others change. q ends it.

    Example: crm dashboard --panel today --panel pipeline --every 5
    """
    from crmcli.commands.watching import Watch

    run: App = ctx.obj
    if run.shown.get("format", "table") != "table" or "output" in run.shown:
        raise UsageError("a dashboard is a screen and no table", "crm today --format json")
    run.shown["format"] = "table"  # read by people, also from a pipe
    names = panels or [name.strip() for name in run.config.get("dashboard").split(",") if name.strip()]
    return Watch(run, names, every=every, once=once)

"""``crm today``: what to do first, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App
from crmcli.commands import options
from crmcli.domain.results import Document, Listing

app = Typer()

LINES = 18
"""Rows of a screen of 24 lines that are left beside the title, the headings and the prompt."""


@app.command("today")
def today(
    ctx: Context,
    only: Annotated[
        list[str] | None,
        Argument(metavar="[PART...]", help="Only these parts, whole: overdue, cases, quotes, quiet ..."),
    ] = None,
    owner: Annotated[
        str | None, Option("--owner", metavar="USER", help="Only what is for one of us, or me.")
    ] = None,
    days: Annotated[
        int | None, Option("--days", min=0, max=366, help="Look so far ahead; 7, and tasks of today only.")
    ] = None,
    every: Annotated[bool, Option("--all", help="All there is, not only what a screen holds.")] = False,
    as_of: options.AsOf = None,
    exit_code: Annotated[bool, Option("--exit-code", help="Exit with 10 when something is overdue.")] = False,
    ics: Annotated[bool, Option("--ics", help="As a calendar file: add --output today.ics.")] = False,
) -> Listing[Any] | Document:
    """Say what to do first: due, overdue, waiting, promised, quiet, birthdays.

    Example: crm today --owner me
    """
    from crmcli.domain.today.agenda import Today, is_late
    from crmcli.domain.today.agenda import today as gather

    run: App = ctx.obj
    brief = run.for_people and not (only or every or ics)
    config = run.config
    request = Today(
        _ask(run, as_of, days),
        tuple(only or ()),
        LINES if brief else None,
        owner,
        config.get("user"),
        config.get("region"),
    )
    if ics:
        from crmcli.domain.today.ics import today_calendar

        return run.read(today_calendar, request)
    found = run.read(gather, request)
    if not exit_code:
        return found
    return replace(found, exit_code=10 if is_late(found.rows) else 0)


def _ask(run: App, as_of: str | None, days: int | None) -> Any:
    """Return what every part of the list is asked."""
    from crmcli.commands.task_options import calendar
    from crmcli.commands.work_time import promise
    from crmcli.domain.today.items import Ask

    found = calendar(run)._replace(today=options.day(run, as_of))
    config = run.config
    return Ask(
        found,
        7 if days is None else days,
        days is not None,
        lapsed_days=config.integer("lapsed_days"),
        currency=config.get("currency"),
        payment_days=config.integer("payment_days"),
        promise=promise(run),
    )

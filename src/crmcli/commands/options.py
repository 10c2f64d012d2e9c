"""Options that several commands share, declared once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from typer import Option

if TYPE_CHECKING:
    from crmcli.app import App

Where = Annotated[
    list[str] | None,
    Option("--where", metavar="'FIELD=VALUE'", help="Only records like this (=, !=, <, <=, >, >=, ~); may be repeated."),
]
Limit = Annotated[int | None, Option("--limit", min=0, help="Rows at most; 0 for all. On a terminal 50, else all.")]
AsOf = Annotated[str | None, Option("--as-of", metavar="DAY", help="As things stood at the end of this day.")]
Yes = Annotated[bool, Option("--yes", "-y", help="Do not ask.")]


def row_limit(app: App, limit: int | None) -> int:
    """Return how many rows to fetch: the option, or all for a machine and the setting for a person."""
    if limit is not None:
        return limit
    if app.for_people:
        return app.config.integer("limit")
    return 0


def day(app: App, text: str | None) -> date:
    """Return the day an option names, today when it names none."""
    if text is None:
        return app.today()
    from crmcli.domain.dates import parse_when

    return parse_when(text, app.today())

"""Options that several commands share, declared once; a parameter has the name of the field it fills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.app import App

Where = Annotated[
    list[str] | None,
    Option(
        "--where",
        metavar="FILTER",
        help="Only records like this: 'city=İzmir and orders > 3'; may be repeated.",
    ),
]
Limit = Annotated[
    int | None, Option("--limit", min=0, help="Rows at most; 0 for all. On a terminal 50, else all.")
]
AsOf = Annotated[str | None, Option("--as-of", metavar="DAY", help="As things stood at the end of this day.")]
Yes = Annotated[bool, Option("--yes", "-y", help="Do not ask.")]
Refs = Annotated[
    list[str] | None,
    Argument(metavar="RECORD...", help="Numbers, phones, e-mails or names; - reads them, one a line."),
]
Sought = Annotated[str, Argument(metavar="TEXT", help="What is known: a number, a phone, part of a name.")]

Name = Annotated[str | None, Option("--name", help="The name.")]
Emails = Annotated[list[str] | None, Option("--email", help="E-mail; the first is the main one.")]
Phones = Annotated[list[str] | None, Option("--phone", help="Phone; the first is the main one.")]
TaxNumber = Annotated[str | None, Option("--tax-number", help="VKN, TCKN or a foreign tax number.")]
City = Annotated[str | None, Option("--city", help="The city.")]
Title = Annotated[str | None, Option("--title", help="The job title.")]
Owner = Annotated[str | None, Option("--owner", metavar="USER", help="Who of us looks after it.")]
Customer = Annotated[str | None, Option("--customer", metavar="CUSTOMER", help="The customer.")]
Contact = Annotated[str | None, Option("--contact", metavar="CONTACT", help="The contact.")]
Opportunity = Annotated[str | None, Option("--opportunity", metavar="OPPORTUNITY", help="The opportunity.")]
Branch = Annotated[str | None, Option("--branch", help="Our branch it belongs to.")]
Channel = Annotated[str | None, Option("--channel", help="Through which channel.")]
Currency = Annotated[str | None, Option("--currency", metavar="CODE", help="Of the amounts: TRY, EUR, USD.")]
Amount = Annotated[str | None, Option("--amount", help="What it is worth: '12.500 TL'.")]
Source = Annotated[str | None, Option("--source", help="Where it came from: a fair, the website.")]
Tags = Annotated[list[str] | None, Option("--tag", help="A tag; may be repeated.")]
Note = Annotated[str | None, Option("--note", help="Anything worth keeping; - reads it.")]
Sets = Annotated[
    list[str] | None, Option("--set", metavar="FIELD=VALUE", help="Any other field; may be repeated.")
]
Customs = Annotated[
    list[str] | None,
    Option("--custom", metavar="NAME=VALUE", help="A field of your own; may be repeated."),
]
ExternalId = Annotated[str | None, Option("--external-id", help="Its key in another program.")]
Drops = Annotated[
    list[str] | None,
    Option("--drop", metavar="KEY", help="A further phone, e-mail or id to take away; may be repeated."),
]
Force = Annotated[bool, Option("--force", help="Share a phone, e-mail or tax number with another.")]


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

    return parse_when(text, app.today(), past=True)


def text(value: str) -> str:
    """Return a text; ``-`` is all of standard input."""
    return _standard_input() if value == "-" else value


def refs(values: Sequence[str]) -> tuple[str, ...]:
    """Return references; ``-`` stands for those on standard input.

    There, each line names one: as it is, as the first column of a table this program wrote, or as the
    ``id`` of a JSON object.
    """
    found: list[str] = []
    for value in values:
        found += _read_refs() if value == "-" else [value]
    return tuple(found)


def _read_refs() -> list[str]:
    from crmcli.domain.ref_lines import read_refs
    from crmcli.errors import UsageError

    lines = _standard_input().splitlines()
    try:
        return read_refs(lines)
    except UsageError as error:
        message = say("a line of standard input has no id: {message}", message=error.message)
        raise UsageError(message, "crm customer list --format ids gives one a line") from error


def _standard_input() -> str:
    """Return standard input as UTF-8.

    Raises:
        UsageError: it is closed, or not UTF-8.
    """
    import sys

    from crmcli.errors import UsageError

    if sys.stdin is None:
        raise UsageError("- reads standard input, which is closed", "give the text itself")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = say("standard input is not UTF-8: byte {start}", start=error.start + 1)
        raise UsageError(message, "iconv -f cp1254 -t utf-8 FILE | crm ... -") from error

"""The day's list as a calendar file: each thing to do a whole day, today or the day it is for."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from crmcli.domain.exchange.ical import Component, Line, calendar_text, day_line, moment_line, text_line
from crmcli.domain.results import Document
from crmcli.domain.today.agenda import Today, parts

if TYPE_CHECKING:
    from crmcli.domain.today.items import Item
    from crmcli.sql import Reader


def today_calendar(db: Reader, request: Today) -> Document:
    """Return what to do as iCalendar text; what was for an earlier day stands on the day asked about."""
    found = [_component(item, part.name, request) for part in parts(db, request) for item in part.items]
    return Document(calendar_text(found, "crm today"))


def _component(item: Item, part: str, request: Today) -> Component:
    from datetime import timedelta

    today = request.ask.today
    day = max(item.day or today, today)
    stamp = datetime.combine(today, time(), UTC)
    who = f"{item.who}: " if item.who else ""
    lines = (
        text_line("UID", f"{item.ref}.{part}.{today:%Y%m%d}@crmcli"),
        moment_line("DTSTAMP", stamp),
        day_line("DTSTART", day),
        day_line("DTEND", day + timedelta(days=1)),
        text_line("SUMMARY", f"{who}{item.what}"),
        text_line("DESCRIPTION", f"{item.ref}: {item.why}{f', for {item.owner}' if item.owner else ''}"),
        text_line("CATEGORIES", part),
        Line("TRANSP", "TRANSPARENT"),
    )
    return Component("VEVENT", lines)

"""Where things stand today, on one screen: what waits, what comes in, what changed since yesterday.

Only questions that stay quick on a large store are asked; ``crm today`` looks further.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.filled import filled
from crmcli.domain.frozen import frozen
from crmcli.domain.journal.words import done
from crmcli.domain.kinds import AnyRef, Instant, Kind, Number, Text
from crmcli.domain.nouns import ACTIVITY, CASE, CONTACT, CUSTOMER, LEAD, OPPORTUNITY, ORDER, PRODUCT, QUOTE
from crmcli.domain.results import Document, Listing, Record
from crmcli.domain.today import sale, work
from crmcli.domain.today.items import Ask
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.domain.today.items import Item, Part
    from crmcli.sql import Reader

ROOM = 7
"""Rows of a screen of 24 lines that are left for what to do and what was changed."""
CHANGES = 3
"""The latest changes: so many rows at most."""
SHORT = 30
"""A name of a store up to so long stands within a sentence on one line, in any language."""
NEW_DAYS = 7
"""A lead is new in the week it came in."""
_COUNTED = 1000  # changes since yesterday that are counted at most

_CHANGES = """
SELECT at, actor, coalesce(summary, command) FROM change WHERE id > 1 ORDER BY id DESC LIMIT :most
"""
_OPEN = """
SELECT o.currency, count(*), sum(o.amount_minor) FROM stage s JOIN opportunity o ON o.stage_id = s.id
WHERE s.outcome = 'open' GROUP BY o.currency ORDER BY o.currency
"""
_SOLD = """
SELECT currency, count(*), sum(total_minor) FROM sales_order WHERE ordered_on >= :first
AND ordered_on <= :today AND status <> 'cancelled' GROUP BY currency ORDER BY currency
"""
_NEW_LEADS = """
SELECT count(*) FROM lead WHERE created_on > :since AND created_on <= :today
AND status NOT IN ('lost', 'converted')
"""
_NOUNS = (CUSTOMER, CONTACT, LEAD, OPPORTUNITY, ORDER, PRODUCT, ACTIVITY, QUOTE, CASE)
_PARTS: dict[str, Callable[[Reader, Ask], Part]] = {
    "cases": work.cases,
    "overdue": work.overdue,
    "deliveries": sale.deliveries,
    "planned": work.planned,
    "today": work.due_today,
    "quotes": sale.quotes,
}


class Sums(Kind):
    """Amounts of several currencies: pairs of minor units and ISO 4217 code."""

    wraps = False
    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``₺1,234.50, $300.00``."""
        from crmcli.domain.money import human

        del row
        return ", ".join(human(minor, currency, locale) for minor, currency in value)

    def machine(self, value: Any, row: Any) -> Any:
        """Return a list of amounts with their currencies."""
        from crmcli.domain.money import decimal_text

        del row
        return [{"amount": decimal_text(minor, currency), "currency": currency} for minor, currency in value]


@frozen
class Standing:
    """Where things stand.

    ``promised`` are orders to be delivered within a week or late, cases nobody has answered and quotes that
    end; ``new_leads`` came in the last seven days and are still open; ``sold`` is what was ordered since the
    first of the month, less what was given back. Sums are None where nothing has an amount.
    """

    overdue: Annotated[int, Number()]
    due_today: Annotated[int, Number()]
    promised: Annotated[int, Number()]
    new_leads: Annotated[int, Number()]
    opportunities: Annotated[int, Number("open opportunities")]
    pipeline: Annotated[tuple[tuple[int, str], ...] | None, Sums("worth")]
    orders: Annotated[int, Number("orders this month")]
    sold: Annotated[tuple[tuple[int, str], ...] | None, Sums("sold this month")]


@frozen
class FirstRow:
    """A thing to do, and why now."""

    id: Annotated[str, AnyRef("no.")]
    what: Annotated[str, Text("what to do", wrap=False)]
    why: Annotated[str, Text(wrap=False)]


@frozen
class ChangedRow:
    """A command that wrote; ``what`` holds no personal value."""

    at: Annotated[datetime, Instant("when")]
    who: Annotated[str, Text(wrap=False)]
    what: Annotated[str, Text(wrap=False)]


@frozen
class Look:
    """What is asked for: ``ask`` as for the day's list, ``store`` what a person calls this one."""

    ask: Ask
    store: str


def home(db: Reader, request: Look) -> Record[Standing] | Document:
    """Return where things stand; of an empty store, how to begin."""
    if not is_filled(db):
        return welcome(request.store)
    ask = request.ask._replace(limit=ROOM)
    parts = {name: read(db, ask) for name, read in _PARTS.items()}
    since = _start(ask.today - timedelta(days=1), ask)
    lately = [row for row in db.tuples(_CHANGES, {"most": _COUNTED}) if row[0] >= since]
    standing = _standing(db, ask, {name: part.total for name, part in parts.items()})
    # An amount in a further currency takes a line of its own.
    room = max(2, ROOM - sum(max(0, len(sums or ()) - 1) for sums in (standing.pipeline, standing.sold)))
    shown = lately[: min(CHANGES, room // 2)]
    items = sorted((item for part in parts.values() for item in part.items), key=lambda item: -item.points)
    sections = (
        Listing(
            FirstRow,
            [_row(item) for item in items[: room - len(shown)]],
            title=say("Do first"),
            total=sum(part.total for part in parts.values()),
            empty="" if items else work.nothing_due(db, ask),
        ),
        Listing(
            ChangedRow,
            [ChangedRow(datetime.fromisoformat(at), who, done(what)) for at, who, what in shown],
            title=say("Since yesterday"),
            total=len(lately),
        ),
    )
    title = say("Where things stand on {day}", day=ask.today)
    return Record(standing, title=title, sections=sections, notes=(_way(),))


def is_filled(db: Reader, _: object = None) -> bool:
    """Tell whether a store holds any record that people work with."""
    return bool(filled(db, [noun.table for noun in _NOUNS]))


def welcome(store: str) -> Document:
    """Return the first screen a person sees: how to begin."""
    lines = (
        say("A customer relationship manager that lives in a terminal."),
        "",
        *_nothing_in(store),
        "",
        _command("crm demo", say("see it all on an invented business")),
        say("  crm import customers FILE  {about}", about=say("bring in your own list: CSV, XLSX ...")),
        '  crm customer add "Işık Mobilya" --phone "0532 123 45 67"',
        "",
        say("crm help explains dates, filters, formats; crm --help lists all commands."),
        "",
    )
    return Document(listed(lines, "\n"))


def _nothing_in(store: str) -> tuple[str, ...]:
    """Return that a store is empty; a long name has a line of its own, where nothing cuts it in two."""
    if len(store) <= SHORT:
        return (say("There is nothing in {store} yet. Begin with one of these:", store=store),)
    return say("There is nothing yet in this store:"), f"  {store}", "", say("Begin with one of these:")


def _command(words: str, about: str) -> str:
    return listed((f"  {words:27}", about), "")


def _way() -> str:
    return say("crm today has it all; crm find NAME finds a record; crm dashboard; crm help")


def _standing(db: Reader, ask: Ask, totals: dict[str, int]) -> Standing:
    """Return the figures of the day."""
    today = ask.today.isoformat()
    opened, pipeline = _sums(db, ask, _OPEN, {})
    orders, sold = _sums(db, ask, _SOLD, {"first": ask.today.replace(day=1).isoformat(), "today": today})
    since = (ask.today - timedelta(days=NEW_DAYS)).isoformat()
    leads = db.value(_NEW_LEADS, {"since": since, "today": today})
    return Standing(
        overdue=totals["overdue"],
        due_today=totals["today"] + totals["planned"],
        promised=totals["deliveries"] + totals["cases"] + totals["quotes"],
        new_leads=leads,
        opportunities=opened,
        pipeline=pipeline or None,
        orders=orders,
        sold=sold or None,
    )


def _sums(
    db: Reader, ask: Ask, query: str, values: dict[str, Any]
) -> tuple[int, tuple[tuple[int, str], ...]]:
    """Return how many there are, and their amounts by currency, our own first.

    What has no amount only counts.
    """
    found = db.tuples(query, values)
    sums = [(int(total), currency) for currency, _, total in found if currency and total is not None]
    return sum(count for _, count, _ in found), tuple(sorted(sums, key=lambda one: one[1] != ask.currency))


def _row(item: Item) -> FirstRow:
    what = say("{who}: {what}", who=item.who, what=item.what) if item.who else item.what
    return FirstRow(item.ref, what, item.why)


def _start(day: date, ask: Ask) -> str:
    """Return the moment a day begins where people are, as the journal writes moments."""
    from datetime import UTC

    begun = datetime.combine(day, time(), ask.calendar.zone).astimezone(UTC)
    return f"{begun:%Y-%m-%dT%H:%M:%SZ}"

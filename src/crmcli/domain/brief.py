"""What to know before calling a customer: standing, value, what is open, what is next, what is unknown.

``facts`` reads, ``suggestion`` and the other rules are pure. Purchases are orders that were not
cancelled, on or before the day asked for; refunds are no purchases but count in what was spent.
"""

from __future__ import annotations

from datetime import date, datetime
from statistics import median
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.customer import STATUS, CustomerRecord, fetch_customer
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Choice, Day, Duration, Money, Number, Ref, Text, Words
from crmcli.domain.nouns import ACTIVITY, CUSTOMER, OPPORTUNITY
from crmcli.domain.results import Listing, Record
from crmcli.domain.timeline import Scope, View, pick, row_type, rows_of
from crmcli.domain.timeline.rows import MARKS, AnyRef
from crmcli.domain.timeline.words import counted, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.timeline import Heading, Picked
    from crmcli.domain.timeline.events import Placed
    from crmcli.sql import Reader

BIRTHDAY_DAYS = 30
LAST_EVENTS = 5
SILENT_DAYS = 60  # without a contact for longer than this, a call is due
CLOSING_DAYS = 30
TALKS = frozenset(("call", "email", "meeting", "visit", "message"))
_BOOKKEEPING = frozenset(("change", "customer", "contact"))


class Since(Day):
    """A day, with how far away it is from the record's ``as_of`` in words."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``2026-07-02, 4 months ago``."""
        from crmcli.domain.periods import ago

        return f"{super().human(value, row, locale)}, {ago((row.as_of - value).days, locale)}"


@frozen
class CustomerBrief:
    """One customer, as of a day; ``now`` has the zone of days."""

    ref: str
    as_of: date
    now: datetime
    lapsed_days: int
    region: str = "TR"


@frozen
class Brief:
    """A customer before a call.

    ``known_since`` is the day of the first event, ``customer_since`` of the first purchase. Amounts
    are None without orders and with several currencies (the section Bought has them); ``average`` is
    that of purchases. ``rhythm`` is the median of days between days of purchase, None for fewer than
    three such days. ``last_contact`` is the last call, e-mail, meeting, visit or message.
    """

    id: Annotated[int, Ref("C", "no.")]
    name: str
    status: Annotated[str, STATUS]
    city: str | None
    phone: Annotated[str | None, Text(wrap=False)]
    email: Annotated[str | None, Text(wrap=False)]
    owner: str | None
    known_since: Annotated[date | None, Since()]
    customer_since: Annotated[date | None, Since()]
    orders: Annotated[int, Number()]
    spent: Annotated[int | None, Money("currency")]
    average: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    last_order: Annotated[date | None, Since()]
    rhythm: Annotated[float | None, Duration("buys every", digits=0)]
    last_contact: Annotated[date | None, Since()]
    next_step: str
    unknown: Annotated[tuple[str, ...], Words()]
    tags: Annotated[tuple[str, ...] | None, Words()]
    note: str | None
    as_of: date


@frozen
class OpenItem:
    """Something open: an opportunity with its expected close, or an activity that is not done."""

    due: Annotated[date | None, Since()]
    type: Annotated[str, Choice(MARKS)]
    text: Annotated[str, Text("what")]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    ref: Annotated[str, AnyRef()]
    as_of: Annotated[date, Day(show=DETAIL)]


@frozen
class Person:
    """A contact who is at the customer now."""

    id: Annotated[int, Ref("P", "no.")]
    name: str
    role: str | None
    phone: Annotated[str | None, Text(wrap=False)]
    email: Annotated[str | None, Text(wrap=False)]


@frozen
class Birthday:
    """A contact's next birthday and the age reached on it."""

    id: Annotated[int, Ref("P", "no.")]
    name: str
    on: Annotated[date, Since()]
    turns: Annotated[int, Number()]
    as_of: Annotated[date, Day(show=DETAIL)]


@frozen
class Bought:
    """What was bought in one currency; ``average`` is that of purchases."""

    currency: str
    orders: Annotated[int, Number()]
    spent: Annotated[int, Money("currency")]
    average: Annotated[int | None, Money("currency")]


class Facts(NamedTuple):
    """What a next step is chosen by; days are counted from the day asked about."""

    planned: tuple[int, str] | None = None  # days ahead (negative: overdue) and what
    closing: tuple[int, str] | None = None  # likewise, of an opportunity's expected close
    rhythm: float | None = None
    days_since_order: int | None = None
    days_since_contact: int | None = None


def customer_brief(db: Reader, request: CustomerBrief) -> Record[Brief]:
    """Show what to know before calling one customer.

    Raises:
        NotFound: nobody answers to the reference.
        Conflict: several do.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, CUSTOMER, request.ref, region=request.region)
    record = fetch_customer(db, number, request.as_of, request.lapsed_days)
    view = View(as_of=request.as_of, now=request.now, group="none")
    picked = pick(db, Scope(customers=(number,)), view)
    heading = _heading(record)
    past = [place for place in picked.places if place.event.state != "open" or place.event.source == "order"]
    items = open_items(db, number, picked, request.as_of)
    people = db.rows(Person, _PEOPLE, {"id": number, "as_of": request.as_of.isoformat()})
    birthdays = _birthdays(db, number, request.as_of)
    bought = values(past)
    item = _brief(record, past, items, people, bought, request.as_of)
    last = [place for place in past if place.event.type not in _BOOKKEEPING][-LAST_EVENTS:]
    sections: tuple[Listing[Any], ...] = (
        Listing(OpenItem, items, title="Open", empty="nothing is open"),
        Listing(row_type(view), rows_of(db, last, picked, heading, view), title="Last events"),
        Listing(Person, people, title="People"),
        Listing(Birthday, birthdays, title="Birthdays"),
        Listing(Bought, bought if len(bought) > 1 else [], title="Bought"),
    )
    return Record(item, title=heading.title, sections=sections)

"""What to know before calling a customer: standing, value, what is open, what is next, what is unknown.

Purchases are orders that were not cancelled, on or before the day asked for; refunds are no
purchases but count in what was spent. The rules are in ``brief_rules``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain import brief_rules as rules
from crmcli.domain.brief_around import Touching, cadence_of
from crmcli.domain.brief_around import sections as around
from crmcli.domain.customer import STATUS, CustomerRecord, fetch_customer
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import (
    ALWAYS,
    DETAIL,
    AnyRef,
    Choice,
    Day,
    Duration,
    Money,
    Number,
    Ref,
    Text,
    Words,
    stage_told,
)
from crmcli.domain.nouns import CUSTOMER, INCIDENT, OPPORTUNITY
from crmcli.domain.results import Listing, Record
from crmcli.domain.timeline import Heading, Scope, View, pick, row_type, rows_of
from crmcli.domain.timeline.rows import MARKS
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.brief_around_rules import Kept
    from crmcli.domain.timeline import Picked
    from crmcli.sql import Reader

BIRTHDAY_DAYS = 30
LAST_EVENTS = 5
_BOOKKEEPING = frozenset(("change", "customer", "contact"))


class Away(Day):
    """A day, with how far away it is from the record's ``as_of`` in words."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``2026-07-02, 4 months ago``."""
        from crmcli.domain.periods import ago

        return f"{super().human(value, row, locale)}, {ago((row.as_of - value).days, locale)}"


class Step(Text):
    """What to do next: it stands out."""

    __slots__ = ()

    def style(self, value: Any, row: Any) -> str:
        """Return bold."""
        del value, row
        return "bold"


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
    next_step: Annotated[str, Step()]
    city: str | None
    phone: Annotated[str | None, Text(wrap=False)]
    email: Annotated[str | None, Text(wrap=False)]
    owner: str | None
    known_since: Annotated[date | None, Away()]
    customer_since: Annotated[date | None, Away()]
    orders: Annotated[int, Number()]
    spent: Annotated[int | None, Money("currency")]
    average: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    last_order: Annotated[date | None, Away()]
    rhythm: Annotated[float | None, Duration("buys every", digits=0)]
    last_contact: Annotated[date | None, Away()]
    unknown: Annotated[tuple[str, ...], Words("missing")]
    tags: Annotated[tuple[str, ...] | None, Words()]
    note: str | None
    as_of: date
    cadence: str | None


@frozen
class OpenItem:
    """Something open: an opportunity with its expected close, or an activity that is not done."""

    due: Annotated[date | None, Away()]
    type: Annotated[str, Choice(MARKS)]
    text: Annotated[str, Text("what")]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    ref: Annotated[str, AnyRef(show=ALWAYS)]
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
    on: Annotated[date, Away()]
    turns: Annotated[int, Number()]
    as_of: Annotated[date, Day(show=DETAIL)]


@frozen
class Bought:
    """What was bought in one currency; ``average`` is that of purchases."""

    currency: str
    orders: Annotated[int, Number()]
    spent: Annotated[int, Money("currency")]
    average: Annotated[int | None, Money("currency")]


_PEOPLE = """
SELECT p.id, p.name, k.role, p.phone, p.email FROM customer_contact k JOIN contact p ON p.id = k.contact_id
WHERE k.customer_id = :id AND (k.until IS NULL OR k.until >= :as_of)
ORDER BY k.is_primary DESC, p.name_sort, p.id
"""
_BIRTHDAYS = """
SELECT DISTINCT p.id, p.name, p.name_sort, p.birth_date FROM customer_contact k
JOIN contact p ON p.id = k.contact_id
WHERE k.customer_id = :id AND p.birth_date IS NOT NULL AND (k.until IS NULL OR k.until >= :as_of)
ORDER BY p.name_sort, p.id
"""
_OPEN = """
SELECT o.id, o.name, s.name, o.amount_minor, o.currency, coalesce(o.probability, s.probability),
  o.expected_close
FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE o.customer_id = :id AND s.outcome = 'open' ORDER BY o.id
"""


def customer_brief(db: Reader, request: CustomerBrief) -> Record[Brief]:
    """Show what to know before calling one customer.

    Raises:
        NotFound: nobody answers to the reference.
        Conflict: several do.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, CUSTOMER, request.ref, region=request.region)
    day = request.as_of.isoformat()
    record = fetch_customer(db, number, request.as_of, request.lapsed_days)
    heading = Heading(f"{CUSTOMER.ref(number)}  {record.name}", "", customer=number)
    view = View(as_of=request.as_of, now=request.now, group="none")
    picked = pick(db, Scope(customers=(number,)), view)
    past = rules.past(picked.places)
    people = db.rows(Person, _PEOPLE, {"id": number, "as_of": day})
    items = _open(db, number, picked, request.as_of)
    newest = [place for place in past if place.event.type not in _BOOKKEEPING][-LAST_EVENTS:]
    values = rules.values(past)
    events = rows_of(db, newest, picked, heading, view)
    beside = list(around(db, number, request.as_of, request.now))
    # What they may speak of before we do stands first.
    late = [listing for listing in beside if listing.row is Touching]
    sections: tuple[Listing[Any], ...] = (
        *late,
        Listing(OpenItem, items, title="Open", empty="nothing is open"),
        Listing(type(events[0]) if events else row_type(view), events, title="Last events"),
        Listing(Person, people, title="People"),
        Listing(Birthday, _birthdays(db, number, request.as_of), title="Birthdays"),
        *(listing for listing in beside if listing not in late),
        Listing(Bought, [Bought(*value) for value in values] if len(values) > 1 else [], title="Bought"),
    )
    # A purchase is a contact too: somebody was here.
    last = max(filter(None, (rules.last_talk(past), record.last_order)), default=rules.first_day(past))
    kept = cadence_of(db, number, request.as_of, last)
    touched = _touched(db, number, request.as_of, rules.last_talk(past))
    item = _brief(record, past, items, people, (request.as_of, kept, touched))
    return Record(item, title=heading.title, sections=sections)


def _brief(
    record: CustomerRecord,
    past: Sequence[rules.Placed],
    items: Sequence[OpenItem],
    people: Sequence[Person],
    judged: tuple[date, Kept | None, str | None],
) -> Brief:
    """Put the record, its history and what is open together."""
    as_of, kept, touched = judged
    values = rules.values(past)
    value = values[0] if len(values) == 1 else None
    talked = rules.last_talk(past)
    rhythm = rules.rhythm(rules.purchase_days(past))
    facts = rules.Facts(
        due=tuple(rules.Due((due - as_of).days, *what) for due, *what in _dated(items)),
        rhythm=rhythm,
        days_since_order=(as_of - record.last_order).days if record.last_order else None,
        days_since_contact=(as_of - talked).days if talked else None,
        cadence=kept,
        touched=touched,
    )
    known = rules.Known(
        phone=bool(record.phone or any(person.phone for person in people)),
        email=bool(record.email or any(person.email for person in people)),
        tax_number=bool(record.tax_number),
        owner=bool(record.owner),
        city=bool(record.city),
        contact=bool(people) or record.kind == "person",
    )
    return Brief(
        id=record.id,
        name=record.name,
        status=record.status,
        next_step=rules.next_step(facts),
        city=record.city,
        phone=record.phone,
        email=record.email,
        owner=record.owner,
        known_since=rules.first_day(past),
        customer_since=record.first_order,
        orders=record.orders,
        spent=value.spent if value else None,
        average=value.average if value else None,
        currency=value.currency if value else None,
        last_order=record.last_order,
        rhythm=rhythm,
        last_contact=talked,
        unknown=known.missing(),
        tags=record.tags,
        note=record.note,
        as_of=as_of,
        cadence=kept.text if kept else None,
    )


def _touched(db: Reader, customer: int, as_of: date, talked: date | None) -> str | None:
    """Return the last incident that touched a customer nobody has spoken with since, as name and number."""
    from crmcli.domain.incidents_near import incidents_near

    for one in incidents_near(db, customer, as_of.isoformat()):
        if talked is None or talked.isoformat() < one.started_at.isoformat()[: len("2026-12-31")]:
            return f"{one.name} ({INCIDENT.ref(one.id)})"
    return None


def _dated(items: Sequence[OpenItem]) -> Iterator[tuple[date, str, str, str]]:
    """Yield day, type, text and number of what has a day."""
    return ((item.due, item.type, item.text, item.ref) for item in items if item.due)


def _open(db: Reader, number: int, picked: Picked, as_of: date) -> list[OpenItem]:
    """Return open opportunities and activities that are not done, what is due first at the top."""
    items = [
        OpenItem(
            date.fromisoformat(close) if close else None,
            "opportunity",
            say("{name} ({stage}, {percent} %)", name=name, stage=stage_told(stage), percent=percent),
            amount,
            currency,
            OPPORTUNITY.ref(opportunity),
            as_of,
        )
        for opportunity, name, stage, amount, currency, percent, close in db.tuples(_OPEN, {"id": number})
    ]
    items += [
        OpenItem(date.fromisoformat(due.day), due.type, due.text, None, None, due.ref, as_of)
        for due in rules.planned(picked.places)
    ]
    return sorted(items, key=lambda item: (item.due or date.max, item.ref))


def _birthdays(db: Reader, number: int, as_of: date) -> list[Birthday]:
    """Return the birthdays of the next days, the nearest first."""
    found = []
    for contact, name, _, born in db.tuples(_BIRTHDAYS, {"id": number, "as_of": as_of.isoformat()}):
        on, turns = rules.next_birthday(date.fromisoformat(born), as_of)
        if (on - as_of).days <= BIRTHDAY_DAYS:
            found.append(Birthday(contact, name, on, turns, as_of))
    return sorted(found, key=lambda birthday: birthday.on)

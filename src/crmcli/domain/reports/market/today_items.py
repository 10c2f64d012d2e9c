"""What ``report today`` lists: the parts of the day's list, picked, with what each thing is worth."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, AnyRef, Day, Duration, Money, Number, Ref, Text
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import Asked
from crmcli.domain.today.agenda import Today, WithWhom
from crmcli.domain.today.agenda import parts as gather
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.domain.today.items import Ask, Item, Part
    from crmcli.sql import Reader

WHAT = {
    "cases": say("Cases that nobody has answered yet; urgent ones and those past their promise first."),
    "overdue": say("Tasks that were due before the day."),
    "deliveries": say("Orders promised for a day up to the last one ahead, not delivered and not cancelled."),
    "planned": say("Calls, meetings and visits planned for the day, and earlier ones nobody said are done."),
    "today": say("Tasks due on the day."),
    "quotes": say(
        "Quotes that were sent, are not answered, and end in the days ahead or ended within 30 days."
    ),
    "payments": say("Orders whose day of payment has passed and of which something is open."),
    "cadence": say("Customers with whom nobody spoke for longer than their cadence."),
    "birthdays": say("Contacts whose birthday is on the day or in the days ahead."),
    "quiet": say("Good customers whose last purchase is more than twice their usual gap ago."),
    "stuck": say("Open opportunities past their expected close, or longer in their stage than 9 of 10 were."),
    "soon": say("Tasks due in the days ahead."),
}


@frozen
class Request(Asked):
    """What is due up to ``days`` ahead (text, 7 without), of these parts, for one of us.

    ``user`` is who asks, whom ``owner`` "me" means. The rest are settings, as text.
    """

    only: tuple[str, ...] = ()
    owner: str | None = None
    days: int | None = None
    user: str = ""
    work_days: str = "mon-fri"
    work_hours: str = "09:00-18:00"
    holidays: str = ""
    case_response_hours: str = ""
    payment_days: str = "0"


@frozen
class ItemRow:
    """One thing to do."""

    id: Annotated[str, AnyRef("no."), "Number of the record it is about."]
    part: Annotated[
        str, Text(wrap=False), say("The part of the list it is of: {what}.", what=", ".join(WHAT))
    ]
    what: Annotated[str, WithWhom("what to do"), "What is to be done."]
    why: Annotated[str, Text(wrap=False), "Why now: how late it is, how pressing, how long it waits."]
    who: Annotated[str | None, Text(show=DETAIL), "With whom; blank: nobody is named."]
    day: Annotated[date | None, Day(show=DETAIL), "The day it is or was due, promised or expected."]
    late: Annotated[int | None, Duration(show=DETAIL), "Days since then, negative ahead of it."]
    amount: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "Total of the order or quote, amount of the opportunity it is about; blank for anything else.",
    ]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False), "Who of us looks after it."]
    points: Annotated[
        int, Number(show=DETAIL), "How urgent: 100 is somebody who waits for us now, 20 can wait a day."
    ]
    customer: Annotated[int | None, Ref("C", show=DETAIL), "Number of the customer, where it is about one."]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amount."]


def item_rows(db: Reader, request: Request) -> tuple[list[ItemRow], tuple[str, ...]]:
    """Return what to do, the most urgent part first, and what was left out."""
    found = gather(db, Today(_ask(request), request.only, None, request.owner, request.user))
    picked = [(one, item) for one in found for item in one.items]
    notes: tuple[str, ...] = ()
    if request.where:
        chosen_ones = _customers(db, request)
        of_nobody = sum(item.customer is None for _, item in picked)
        notes += figures.left_out(of_nobody, "item", say("of no customer left out"))
        picked = [pair for pair in picked if pair[1].customer in chosen_ones]
    if request.bounded:
        undated = sum(item.day is None for _, item in picked)
        notes += figures.left_out(undated, "item", say("without a day left out"))
        picked = [pair for pair in picked if _within(pair[1].day, request)]
    worth, told = _worth(db, request, [item.ref for _, item in picked])
    return [_row(one, item, worth) for one, item in picked], (*notes, *told)


def _ask(request: Request) -> Ask:
    """Return what every part is asked.

    Raises:
        UsageError: a setting can't be read.
    """
    from crmcli.domain.cases_due import Promise, read_promise
    from crmcli.domain.reports.moments import zone_of
    from crmcli.domain.tasks.due import Calendar
    from crmcli.domain.tasks.work_days import read_holidays, work_days
    from crmcli.domain.today.items import Ask
    from crmcli.domain.work_time import WorkTime, read_days, read_hours

    zone = zone_of(request.zone)
    hours = read_hours(request.work_hours)
    work = WorkTime(zone, read_days(request.work_days), hours, read_holidays(request.holidays))
    midnight = datetime.combine(request.as_of + timedelta(days=1), time(), zone).astimezone(UTC)
    return Ask(
        Calendar(request.as_of, zone, work_days(request.work_days, request.holidays)),
        7 if request.days is None else min(max(request.days, 0), 366),
        request.days is not None,
        lapsed_days=request.lapsed_days,
        currency=request.currency or request.home,
        payment_days=int(request.payment_days),
        promise=Promise(midnight, work, read_promise(request.case_response_hours)),
    )


def _customers(db: Reader, request: Request) -> set[int]:
    from crmcli.domain.where import conditions

    test, values = conditions(
        db, CUSTOMER, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days
    )
    return {number for (number,) in db.tuples(f"SELECT r.id FROM customer r WHERE {test}", values)}


def _within(day: date | None, request: Request) -> bool:
    return day is not None and (
        (request.since is None or day >= request.since) and (request.until is None or day <= request.until)
    )


_WORTH = {
    "S": "SELECT o.id, o.total_minor, o.currency FROM sales_order o WHERE {listed}",
    "O": "SELECT o.id, o.amount_minor, o.currency FROM opportunity o WHERE {listed}",
    "Q": "SELECT o.id, o.total_minor, o.currency FROM quote o WHERE {listed}",
}
Worth = tuple[int | None, str | None]


def _worth(db: Reader, request: Request, refs: Iterable[str]) -> tuple[dict[str, Worth], tuple[str, ...]]:
    """Return what orders, opportunities and quotes are worth, and what could not be turned."""
    from crmcli.domain.rates import converter
    from crmcli.sql import within

    numbers: dict[str, set[int]] = {}
    for ref in refs:
        prefix, _, number = ref.rpartition("-")
        if prefix in _WORTH:
            numbers.setdefault(prefix, set()).add(int(number))
    found: dict[str, Worth] = {}
    rates = converter(db, request.currency, request.as_of) if request.currency else None
    for prefix, ids in numbers.items():
        listed, values = within(db.engine, "o.id", "ids", sorted(ids))
        for number, amount, currency in db.tuples(_WORTH[prefix].format(listed=listed), values):
            worth = amount, currency
            if rates is not None and amount is not None and currency is not None:
                worth = rates.minor(amount, currency, None), rates.base
            found[f"{prefix}-{number}"] = worth
    missing = sorted(rates.missing.items()) if rates is not None else []
    return found, tuple(
        say(
            "{plural} in {code} left out: no rate in {currency}; crm rate set {code} DAY RATE "
            "--base {currency}",
            plural=figures.plural(count, "amount"),
            code=code,
            currency=request.currency,
        )
        for code, count in missing
    )


def _row(one: Part, item: Item, worth: dict[str, Worth]) -> ItemRow:
    amount, currency = worth.get(item.ref, (None, None))
    return ItemRow(
        id=item.ref,
        part=named(one.name, "part"),
        what=item.what,
        why=item.why,
        who=item.who,
        day=item.day,
        late=item.late,
        amount=amount,
        owner=item.owner,
        points=item.points,
        customer=item.customer,
        currency=currency,
    )

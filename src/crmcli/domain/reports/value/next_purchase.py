"""``report next-purchase``: when each customer is due to buy again, by its own rhythm.

The last purchase plus the median of the days between its purchases, from the lower to the upper quartile;
before three purchases what others did after as many (``rhythm``). By product the same for each product a
customer has bought. Who has been quiet for more than twice the days at which it is at risk (``leaving``) is
lost, not late, and left out.
"""

from __future__ import annotations

from datetime import date
from statistics import median_low
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Duration, Money, Number, Ref, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.scope import Asked
from crmcli.domain.reports.value import leaving, occasions
from crmcli.domain.reports.value.occasions import day_of, last_day, values_of
from crmcli.domain.results import Report
from crmcli.domain.uncollected import uncollected
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Picture
    from crmcli.domain.reports.value.leaving import Leaver
    from crmcli.domain.reports.value.occasions import Occasions
    from crmcli.domain.reports.value.rhythm import Rhythm
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("customer", "product")
BASIS = Choice({"own": ("●", ""), "others": ("○", "dim")}, "rhythm", show=ROOMY)
_MOST_DAYS = 36500


@frozen
class Request(Asked):
    """``within`` keeps what is due until so many days ahead, overdue too; ``cycle_quiet_factor`` as text."""

    within: int | None = None
    cycle_quiet_factor: str = "2"


@frozen
class DueRow:
    """When a customer is due; in the total's row what all of them are expected to bring."""

    id: Annotated[int | None, Ref("C", "no."), "The customer's number."]
    name: Annotated[str | None, Text(), "The customer's name."]
    expected: Annotated[date | None, Day(), "The last purchase plus the usual gap: the median."]
    earliest: Annotated[
        date | None, Day(named("from", "day"), show=ROOMY), "The last purchase plus the lower quartile."
    ]
    latest: Annotated[date | None, Day(named("to", "day")), "The last purchase plus the upper quartile."]
    overdue: Annotated[
        int | None, Duration(), "Days by which the latest day has passed; blank when it has not."
    ]
    gap: Annotated[float | None, Duration("every", digits=0), "Days between purchases: the median."]
    basis: Annotated[
        str | None, BASIS, "Own from three purchases on; others: what all did after as many purchases."
    ]
    last: Annotated[date | None, Day("last bought", show=ROOMY), "Day of the last purchase."]
    purchases: Annotated[int, Number("bought", show=DETAIL), "Days with a purchase."]
    amount: Annotated[
        int | None,
        Money("currency", "usually"),
        "What a purchase usually brings: the lower median of those known, refunds off.",
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class ReorderRow:
    """When a customer is due to buy a product again."""

    KEYS = ("key",)
    key: Annotated[str | None, Text(show=DETAIL), "Customer and product, as --explain takes them."]
    id: Annotated[int | None, Ref("C", "no.", show=ROOMY), "The customer's number."]
    name: Annotated[str | None, Text("customer"), "The customer's name."]
    product: Annotated[int | None, Ref("PR", "product no.", show=DETAIL), "The product's number."]
    product_name: Annotated[str | None, Text("product"), "The product's name."]
    expected: Annotated[date | None, Day(), "The last purchase of it plus the usual gap: the median."]
    earliest: Annotated[
        date | None, Day(named("from", "day"), show=DETAIL), "The last purchase plus the lower quartile."
    ]
    latest: Annotated[
        date | None, Day(named("to", "day"), show=ROOMY), "The last purchase plus the upper quartile."
    ]
    overdue: Annotated[
        int | None, Duration(), "Days by which the latest day has passed; blank when it has not."
    ]
    gap: Annotated[float | None, Duration("every", digits=0), "Days between purchases of it: the median."]
    basis: Annotated[
        str | None,
        BASIS,
        "Own from three purchases of it on; others: what all buyers of it did after as many.",
    ]
    last: Annotated[date | None, Day("last bought", show=DETAIL), "Day of the last purchase of it."]
    purchases: Annotated[int, Number("bought", show=DETAIL), "Days with a purchase of it."]
    quantity: Annotated[
        float | None,
        Number("usually", digits=0),
        "The lower median of the quantities of a day; blank if unknown.",
    ]


ROWS = (DueRow, ReorderRow)


class Due(NamedTuple):
    """The days (ordinals) from the earliest to the latest on which a purchase is due."""

    earliest: int
    expected: int
    latest: int

    @classmethod
    def of(cls, last: int, rhythm: Rhythm) -> Due:
        """Return when the next purchase is due after the last; halves of days round up."""
        early, gap, late = (int(days + 0.5) for days in (rhythm.early, rhythm.gap, rhythm.late))
        return cls(*(min(last + days, date.max.toordinal()) for days in (early, gap, late)))


@uncollected()
def report(db: Reader, request: Request) -> Report[Any]:
    """List who is due, the most overdue first, then by the expected day.

    Raises:
        UsageError: the days ahead are none.
    """
    if request.within is not None and not 0 <= request.within <= _MOST_DAYS:
        raise UsageError(
            say("--within {within} is no span of days", within=request.within),
            say("0 to {most_days}, as in --within 14", most_days=_MOST_DAYS),
        )
    if request.by == "product":
        from crmcli.domain.reports.value import reorders

        return reorders.report(db, request)
    found = occasions.fetch(db, request)
    people, lost, unknown = due_people(db, request, found)
    rows = due_rows(people, found, request, occasions.labels(db))
    shown, rest = cut(rows, request.limit, "customer")
    return Report(
        "next-purchase",
        DueRow,
        shown,
        title(say("Next purchases"), request),
        request.as_of,
        pictures=pictures(rows, request),
        total=_total(rows, found.currency) if len(rows) > 1 else None,
        empty="nobody is due; crm report winback lists who has lapsed",
        notes=(
            *rest,
            *figures.left_out(
                lost, "customer", say("quiet for too long to be late left out: crm report winback")
            ),
            *figures.left_out(
                unknown, "customer", say("left out: too few ever came again to tell when one does")
            ),
            *found.notes,
        ),
    )


def title(what: str, request: Request) -> str:
    """Return what is shown, until when."""
    until = (
        "" if request.within is None else say(" due within {counted}", counted=counted(request.within, "day"))
    )
    return what + until + request.span


def due_people(db: Reader, request: Request, found: Occasions) -> tuple[list[Leaver], int, int]:
    """Return the buyers with a rhythm who are not lost, and how many are lost or have none."""
    numbers = occasions.asked(db, request)
    every = [
        one
        for one in leaving.leavers(found, float(request.cycle_quiet_factor), request.lapsed_days)
        if numbers is None or one.history.id in numbers
    ]
    known = [one for one in every if one.rhythm is not None]
    return (
        [one for one in known if one.kind != "lost"],
        sum(one.kind == "lost" for one in known),
        len(every) - len(known),
    )


def due_rows(
    people: Sequence[Leaver], found: Occasions, request: Request, labels: dict[int, tuple[str, str]]
) -> list[DueRow]:
    """Return a row a customer that is due in time."""
    listed = []
    for one in people:
        if one.rhythm is None:
            continue
        due = Due.of(one.history.last, one.rhythm)
        if request.within is None or due.expected <= found.end + request.within:
            listed.append((one, one.rhythm, due))
    listed.sort(key=lambda each: order(each[2], found.end, labels[each[0].history.id][1], each[0].history.id))
    return [
        DueRow(
            id=one.history.id,
            name=labels[one.history.id][0],
            expected=day_of(due.expected),
            earliest=day_of(due.earliest),
            latest=day_of(due.latest),
            overdue=late(due, found.end),
            gap=rhythm.gap,
            basis="own" if rhythm.own else "others",
            last=day_of(one.history.last),
            purchases=len(one.history.days),
            amount=median_low(values_of(one.history)) if values_of(one.history) else None,
            currency=found.currency if values_of(one.history) else None,
        )
        for one, rhythm, due in listed
    ]


def order(due: Due, end: int, name: str, number: int) -> tuple[Any, ...]:
    """Return where a row stands: the most overdue first, then by the expected day, name and number."""
    return (-(late(due, end) or 0), due.expected, name, number)


def late(due: Due, end: int) -> int | None:
    """Return the days by which the latest day has passed, None when it has not."""
    return end - due.latest if end > due.latest else None


def _total(rows: Sequence[DueRow], currency: str | None) -> DueRow:
    amount = figures.added(row.amount for row in rows)
    names = ("id", "name", "expected", "earliest", "latest", "overdue", "gap", "basis", "last")
    blank: dict[str, Any] = dict.fromkeys(names)
    return DueRow(
        **blank,
        purchases=sum(row.purchases for row in rows),
        amount=amount,
        currency=currency if amount is not None else None,
    )


def pictures(rows: Sequence[Any], request: Request) -> tuple[Picture, ...]:
    """Return how many are overdue, and how many are due in each of the weeks to come."""
    from datetime import timedelta

    from crmcli.domain.pictures import Bar, Bars

    if not rows:
        return ()
    counts = [0] * 9
    end = last_day(request)
    for row in rows:
        ahead = (row.expected - end).days
        place = 0 if row.overdue else min(max(ahead, 0) // 7, 7) + 1
        counts[place] += 1
    weeks = (say("from {end}", end=end + timedelta(days=7 * week)) for week in range(7))
    labels = (say("overdue"), *weeks, say("later"))
    bars = tuple(
        Bar(label, float(count), say("{number:,}", number=count))
        for label, count in zip(labels, counts, strict=True)
    )
    return (Bars("Due by week", bars),)


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how the days are made, and the purchases behind them; of the total, the customers."""
    from crmcli.domain.reports.value import next_purchase_told, reorders

    if isinstance(row, ReorderRow):
        return reorders.explain(db, request, row)
    found = occasions.fetch(db, request)
    people, _, _ = due_people(db, request, found)
    if row.id is None:
        return next_purchase_told.several(due_rows(people, found, request, occasions.labels(db)), row)
    (one,) = (each for each in people if each.history.id == row.id)
    return next_purchase_told.customer(db, request, found, one)

"""``report abc``: the few that bring most of it, by what they bring: customers, products, places.

Which class a value is in is said in ``abc_classes``, what the values are in ``abc_values``.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.reports import figures
from crmcli.domain.reports.groups import TRAITS, cut
from crmcli.domain.reports.money.abc_classes import parse_cuts, standing
from crmcli.domain.reports.money.abc_rows import (
    PREFIX,
    ClassRow,
    GroupRow,
    RecordRow,
    class_rows,
    in_order,
    rows_of,
    total_of,
)
from crmcli.domain.reports.money.abc_values import MEASURES, fetch
from crmcli.domain.reports.money.profit_sums import Prices
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report
from crmcli.errors import UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("customer", "product", "category", *TRAITS)
ROWS = (RecordRow, GroupRow, ClassRow)


@frozen
class Request(Asked):
    """``measure`` is one of ``MEASURES`` (None: revenue), ``cuts`` two percents, ``summary`` of classes."""

    measure: str | None = None
    cuts: str | None = None
    summary: bool = False
    minute_cost: str = "0"
    case_cost: str = "0"
    delivery_cost: str = "0"
    cost_currency: str = "TRY"

    @property
    def prices(self) -> Prices:
        """What serving costs."""
        return Prices(self.minute_cost, self.case_cost, self.delivery_cost, self.cost_currency)


def report(db: Reader, request: Request) -> Report[Any]:
    """Sort what there is by what it brings, the most first, ties by name; or count the classes.

    Raises:
        UsageError: no such measure, cuts that are none, or the report can't be told by that.
    """
    from crmcli.domain.uncollected import uncollected

    with uncollected():
        return _report(db, request)


def _report(db: Reader, request: Request) -> Report[Any]:
    by = chosen("abc", request.by or "customer", BY)
    measure = measured(request)
    cuts = parse_cuts(request.cuts)
    found = fetch(db, request, by, measure, request.prices)
    known = in_order(found.items)
    values = list(map(attrgetter("value"), known))
    places = standing(values, cuts)
    classes = class_rows(places, found.currency)
    noun = by if by in PREFIX else "group"
    rows: Sequence[Any] = classes
    notes: tuple[str, ...] = ()
    if not request.summary:
        shown, notes = cut(known, request.limit, noun)
        rows = rows_of(shown, places, found.currency, by)
    from crmcli.domain.reports.money.abc_pictures import pictures

    return Report(
        "abc",
        ClassRow if request.summary else (RecordRow if by in PREFIX else figures.headed(GroupRow, by)),
        rows if known else (),
        say(
            "ABC of {plural} by {measure}{span}",
            plural=_PLURALS[by],
            measure=named(measure),
            span=request.span,
        )
        + (say(" in {currency}", currency=request.currency) if request.currency else ""),
        request.as_of,
        pictures=pictures(values, places, classes, (measure, noun, request.language)),
        total=total_of(classes, places, found.currency, by, summary=request.summary),
        empty="nothing was sold: crm import orders FILE brings orders in",
        notes=(*notes, *_told(classes, noun), *_unknown(len(found.items) - len(known), noun), *found.notes),
    )


_PLURALS = {
    "customer": say("customers"),
    "product": say("products"),
    "category": say("categories"),
    "city": say("cities"),
    "country": say("countries"),
    "owner": say("owners"),
    "branch": say("branches"),
    "source": say("sources"),
    "kind": say("kinds"),
}


def measured(request: Request) -> str:
    """Return what is added up.

    Raises:
        UsageError: there is no such measure.
    """
    measure = request.measure or "revenue"
    if measure not in MEASURES:
        from crmcli.domain.near import one_of

        said = say('there is no measure "{measure}"', measure=measure)
        raise UsageError(said, one_of(measure, MEASURES, "--measure"))
    return measure


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how a row comes to its class, and what is behind its value."""
    from crmcli.domain.reports.money.abc_behind import behind

    return behind(db, request, row)


def _told(classes: Sequence[ClassRow], noun: str) -> tuple[str, ...]:
    """Return the classes in a line."""
    told = [
        say(
            "{abc} {plural} ({share})",
            abc=named(row.abc or "", "choice"),
            plural=figures.plural(row.count, noun),
            share=figures.percentage(row.share, rounded=True),
        )
        + (": " + figures.percentage(row.value_share, rounded=True) if row.value_share is not None else "")
        for row in classes
        if row.share is not None and row.count
    ]
    return (listed(told, "; "),) if told else ()


def _unknown(count: int, noun: str) -> tuple[str, ...]:
    """Return how many are in no class, since nobody knows what they bring."""
    return figures.left_out(count, noun, say("of unknown value in no class"))

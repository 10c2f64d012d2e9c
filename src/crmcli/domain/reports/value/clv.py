"""``report clv``: what customers will be worth, from how often, how recently and for how much they bought.

BG/NBD and Gamma-Gamma (``bgnbd``, ``gamma_gamma``) where the data are enough, a simple formula where they
are not, which is said. The models learn from all buyers; ``--where`` picks who is shown. Amounts are revenue,
refunds off, or with ``--margin`` what is left after the cost of the goods: never some of one and some of the
other. A figure of the fit has six significant digits; a total is the sum of the rows.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.reports import figures
from crmcli.domain.reports.groups import TRAITS, cut, groups, in_order
from crmcli.domain.reports.scope import Asked
from crmcli.domain.reports.value import occasions
from crmcli.domain.reports.value.clv_rows import ClvRow, GroupRow, ParameterRow
from crmcli.domain.reports.value.clv_valued import fitted, told, valued
from crmcli.domain.reports.value.fitting import shown
from crmcli.domain.reports.value.occasions import WEEK, day_of
from crmcli.domain.results import Report
from crmcli.domain.uncollected import uncollected
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from crmcli.domain.reports.value.clv_valued import Valued
    from crmcli.domain.reports.value.lifetime import Worth
    from crmcli.domain.reports.value.occasions import History
    from crmcli.domain.reports.value.purchase_statistics import Statistic
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("customer", *TRAITS)
ROWS = (ClvRow, GroupRow, ParameterRow)
Person = tuple["History", "Statistic", "Worth"]


@frozen
class Request(Asked):
    """``horizon`` (52 weeks) and ``discount`` (10 percent a year) as text; ``occasion`` day or week.

    ``simple`` asks for the simple formula, ``margin`` for what is left after the cost of goods,
    ``parameters`` for what the models found instead of the customers.
    """

    horizon: str | None = None
    discount: str | None = None
    margin: bool = False
    simple: bool = False
    parameters: bool = False
    occasion: str | None = None


@uncollected()
def report(db: Reader, request: Request) -> Report[Any]:
    """Value the customers, those worth most first; groups of them, the most valuable first.

    Raises:
        UsageError: a horizon or a discount that is none.
        Refused: parameters are asked for and the data are too few for a model.
        ExtraMissing: the data are enough for a model, and its libraries are not installed.
    """
    if request.parameters:
        return _parameters(db, request)
    one = valued(db, request)
    chosen = occasions.asked(db, request)
    people = [each for each in one.people if chosen is None or each[0].id in chosen]
    by = request.by or "customer"
    labels = occasions.labels(db)
    if by == "customer":
        ranked, rest = cut(in_rank(people, labels), request.limit, "customer")
        rows: list[Any] = [customer_row(one, each, labels[each[0].id][0]) for each in ranked]
    else:
        rows, rest = cut(group_rows(db, one, people, by), request.limit, "group")
    from crmcli.domain.reports.value.clv_seen import pictures

    return Report(
        "clv",
        ClvRow if by == "customer" else figures.headed(GroupRow, by),
        rows,
        _title(one, request, by),
        request.as_of,
        pictures=pictures(one, people, rows, request) if people else (),
        total=_total(one, people, by) if len(people) > 1 else None,
        empty=say(
            "nobody bought anything until {as_of}: crm import orders FILE brings orders in",
            as_of=request.as_of,
        ),
        notes=(*rest, *(told(one, request) if people else ()), *one.found.notes),
    )


def _title(one: Valued, request: Request, by: str) -> str:
    """Return what is shown: by what, how far ahead, by which formula."""
    ahead = say("next {weeks:.4g} weeks", weeks=one.horizon.weeks)
    how = say(" (simple formula)") if one.model is None else ""
    of = "" if by == "customer" else say(" by {by}", by=named(by))
    return say(
        "Customer lifetime value{of}, {ahead}{how}{span}", of=of, ahead=ahead, how=how, span=request.span
    )


def in_rank(people: Sequence[Person], labels: dict[int, tuple[str, str]]) -> list[Person]:
    """Return the customers, the most valuable first, ties by expected purchases, name and number."""
    return sorted(
        people,
        key=lambda each: (
            -(_minor(each[2].value) or 0),
            -each[2].expected,
            labels[each[0].id][1],
            each[0].id,
        ),
    )


def customer_row(one: Valued, person: Person, name: str) -> ClvRow:
    """Return the row of a customer."""
    history, statistic, worth = person
    code = one.found.currency
    average = figures.per(statistic.money, statistic.known) if statistic.known else None
    # In the order of the fields: there may be a hundred thousand.
    return ClvRow(
        history.id,
        name,
        statistic.x,
        round(statistic.recency / WEEK, 6),
        round(statistic.age / WEEK, 6),
        worth.alive,
        worth.expected,
        worth.least,
        worth.most,
        average,
        _minor(worth.spend),
        _minor(worth.value),
        _minor(worth.low),
        _minor(worth.high),
        day_of(history.first),
        day_of(history.last),
        code if worth.value is not None else None,
    )


def _minor(amount: float | None) -> int | None:
    """Return a fitted amount in whole minor units."""
    return None if amount is None else round(amount)


def _sum(one: Valued, people: Sequence[Person]) -> dict[str, Any]:
    """Return the figures of several customers together, by the names that the rows share."""
    values = [_minor(worth.value) for _, _, worth in people]
    alive = [worth.alive for _, _, worth in people if worth.alive is not None]
    ends = None
    if one.model is not None and any(value is not None for value in values):
        from crmcli.domain.reports.value.lifetime import interval

        ends = interval(one.model, [worth for _, _, worth in people])
    return {
        "repeat": sum(statistic.x > 0 for _, statistic, _ in people),
        "alive": shown(fsum(alive)) if alive else None,
        "expected": shown(fsum(worth.expected for _, _, worth in people)),
        "value": figures.added(values),
        "low": round(shown(ends[0])) if ends else None,
        "high": round(shown(ends[1])) if ends else None,
        "currency": one.found.currency if any(value is not None for value in values) else None,
    }


def _total(one: Valued, people: Sequence[Person], by: str) -> Any:
    """Return the row of all customers asked about."""
    sums = _sum(one, people)
    if by != "customer":
        share = 1.0 if (sums["value"] or 0) > 0 else None
        return figures.headed(GroupRow, by)(group=None, customers=len(people), share=share, **sums)
    alive = sums.pop("alive")
    sums["repeat"] = sum(statistic.x for _, statistic, _ in people)
    blank: dict[str, Any] = dict.fromkeys(
        ("id", "name", "recency", "age", "least", "most", "average", "spend", "first", "last")
    )
    return ClvRow(**blank, alive=None if alive is None else shown(alive / len(people)), **sums)


def group_rows(db: Reader, one: Valued, people: Sequence[Person], by: str) -> list[Any]:
    """Return a row a group, the most valuable first."""
    found = groups(db, by)
    members: dict[Hashable, list[Person]] = {}
    for each in people:
        members.setdefault(found.of.get(each[0].id), []).append(each)
    sums = {key: _sum(one, part) for key, part in members.items()}
    whole = figures.added(one_sum["value"] for one_sum in sums.values())
    order = in_order(found.labels, {key: one_sum["value"] or 0 for key, one_sum in sums.items()})
    row = figures.headed(GroupRow, by)
    return [
        row(
            group=found.labels.get(key),
            customers=len(members[key]),
            share=figures.share(sums[key]["value"], whole),
            **sums[key],
        )
        for key in order
    ]


def _parameters(db: Reader, request: Request) -> Report[ParameterRow]:
    """Return what the models found, and on how many customers."""
    from crmcli.domain.reports.value.clv_parameters import parameter_rows

    one = fitted(db, request)
    return Report(
        "clv",
        ParameterRow,
        parameter_rows(one),
        say("Models of customer lifetime value{span}", span=request.span),
        request.as_of,
        notes=(*told(one, request)[1:], *one.found.notes),
    )


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return the statistics, the formulas with the numbers in them, and the orders behind a row."""
    from crmcli.domain.reports.value import clv_told

    if isinstance(row, ParameterRow):
        return clv_told.parameter(fitted(db, request), row)
    one = valued(db, request)
    chosen = occasions.asked(db, request)
    people = [each for each in one.people if chosen is None or each[0].id in chosen]
    if isinstance(row, ClvRow) and row.id is not None:
        (person,) = (each for each in people if each[0].id == row.id)
        return clv_told.customer(db, request, one, person)
    if not isinstance(row, ClvRow) and row.group is not None:
        found = groups(db, request.by or "")
        people = [each for each in people if found.labels.get(found.of.get(each[0].id)) == row.group]
    elif not isinstance(row, ClvRow) and row.customers != len(people):
        found = groups(db, request.by or "")
        people = [each for each in people if found.of.get(each[0].id) is None]
    labels = occasions.labels(db)
    rows = [customer_row(one, each, labels[each[0].id][0]) for each in in_rank(people, labels)]
    return clv_told.several(rows, row)

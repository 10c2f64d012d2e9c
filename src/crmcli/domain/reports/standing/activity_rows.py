"""Rows of ``report activity-class``: a customer, a class, a group of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Money, Number, Percent, Ref, Text
from crmcli.domain.reports import figures
from crmcli.said import named

if TYPE_CHECKING:
    from collections.abc import Sequence

CLASSES = ("active", "passive", "none")
CLASS = Choice({"active": ("●", "green"), "passive": ("○", "yellow"), "none": ("◌", "dim")}, "class")
_CODE = "Currency of the amounts."


@frozen
class CustomerRow:
    """A customer and why it is in its class; ``breadth`` is bought / sold, None where no line says what."""

    id: Annotated[int, Ref("C", "no."), "Number of the customer."]
    name: Annotated[str, Text(), "Its name."]
    group: Annotated[str, CLASS, "Its class: active, passive, or none that bought nothing in the days."]
    bought: Annotated[int, Number(show=ROOMY), "Kinds of product it bought in the days."]
    sold: Annotated[int, Number(named("of", "count"), show=ROOMY), "Kinds of product that are sold."]
    breadth: Annotated[
        float | None, Percent(digits=0), "Kinds bought over kinds sold; blank where no line says what."
    ]
    requests: Annotated[int, Number(show=ROOMY), "What it asked for in the days that we lack."]
    referrals: Annotated[int, Number(show=ROOMY), "Customers and candidates it brought in the days."]
    surveys: Annotated[int, Number(show=ROOMY), "Surveys it answered in the days."]
    why: Annotated[str, Text(), "What puts it in its class."]
    revenue: Annotated[
        int | None, Money("currency", show=ROOMY), "Sum of the totals of its purchases and refunds."
    ]
    currency: Annotated[str | None, Text(show=DETAIL), _CODE]


@frozen
class ClassRow:
    """A class; ``share`` is of all customers, ``breadth`` the mean of those known, 0..1."""

    group: Annotated[str | None, CLASS, "The class: active, passive, or none that bought nothing."]
    customers: Annotated[int, Number(), "Customers in it."]
    share: Annotated[float | None, Percent(bar=True), "Its part of all customers."]
    breadth: Annotated[float | None, Percent("mean breadth"), "Mean of the breadths that are known."]
    requests: Annotated[int, Number(), "What they asked for in the days."]
    referrals: Annotated[int, Number(), "Customers and candidates they brought."]
    surveys: Annotated[int, Number(), "Surveys they answered."]
    revenue: Annotated[int | None, Money("currency", show=ROOMY), "Sum of what they spent in the days."]
    currency: Annotated[str | None, Text(show=DETAIL), _CODE]


@frozen
class CircleRow:
    """A group of customers and how many of them are in which class."""

    group: Annotated[str | None, Text(), "What the rows are told by; blank for who has none."]
    customers: Annotated[int, Number(), "Customers in it."]
    active: Annotated[int, Number("● active"), "Those who are active."]
    passive: Annotated[int, Number("○ passive"), "Those who are passive."]
    none: Annotated[int, Number("◌ none"), "Those who bought nothing in the days."]
    share: Annotated[float | None, Percent("active %", bar=True), "The active ones over all of it."]
    breadth: Annotated[float | None, Percent("mean breadth"), "Mean of the breadths that are known."]
    requests: Annotated[int, Number(show=ROOMY), "What they asked for in the days."]
    referrals: Annotated[int, Number(show=ROOMY), "Customers and candidates they brought."]
    surveys: Annotated[int, Number(show=ROOMY), "Surveys they answered."]
    revenue: Annotated[int | None, Money("currency", show=ROOMY), "Sum of what they spent in the days."]
    currency: Annotated[str | None, Text(show=DETAIL), _CODE]


def class_row(name: str | None, part: Sequence[CustomerRow], whole: int, currency: str | None) -> ClassRow:
    """Return those of a class as a row."""
    return ClassRow(
        name,
        len(part),
        figures.share(len(part), whole),
        _mean_breadth(part),
        sum(row.requests for row in part),
        sum(row.referrals for row in part),
        sum(row.surveys for row in part),
        sum(row.revenue or 0 for row in part) if currency else None,
        currency,
    )


def circle_row(name: str | None, part: Sequence[CustomerRow], currency: str | None) -> CircleRow:
    """Return those of a group as a row."""
    sums = class_row(name, part, len(part), currency)
    active, passive, none = (sum(row.group == each for row in part) for each in CLASSES)
    return CircleRow(
        name,
        len(part),
        active,
        passive,
        none,
        figures.share(active, len(part)),
        sums.breadth,
        sums.requests,
        sums.referrals,
        sums.surveys,
        sums.revenue,
        currency,
    )


def _mean_breadth(part: Sequence[CustomerRow]) -> float | None:
    """Return the mean of the breadths that are known: all are of the same number of kinds sold."""
    known = [row for row in part if row.breadth is not None]
    return sum(row.bought for row in known) / (len(known) * known[0].sold) if known else None

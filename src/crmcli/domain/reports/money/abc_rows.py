"""The rows of ``report abc``, made of items and of where their values stand."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, AnyRef, Choice, Number, Percent, Text
from crmcli.domain.money import decimal_text
from crmcli.domain.reports import figures
from crmcli.domain.reports.money.abc_classes import CLASSES, Standing
from crmcli.domain.target import Measure
from crmcli.said import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.reports.money.abc_values import Item


class Worth(Measure):
    """An amount, or a count; one of very many, so its text is made with as few calls as can be."""

    __slots__ = ()

    def machine(self, value: Any, row: Any) -> Any:
        """Return exact decimal text, or the number."""
        currency = row.currency
        return value if currency is None else decimal_text(value, currency)


CLASS = Choice(
    {
        "A": ("", "green"),
        "B": ("", "cyan"),
        "C": ("", "dim"),
        "zero": ("", "dim"),
        "negative": ("", "red"),
    },
    "class",
)
_VALUE = (
    "Revenue: net of purchases and refunds (of products the amounts of their lines); profit: what report"
    " profit tells (of products net - cost of goods); or the number of purchases. Blank where unknown."
)


@frozen
class Figures:
    """What something brings, and where it stands."""

    abc: Annotated[
        str | None,
        CLASS,
        "A while what stands above comes to less than the first cut of all values above 0, B less than the"
        " second, else C; zero and negative apart; blank where the value is unknown.",
    ]
    value: Annotated[int | None, Worth("currency"), _VALUE]
    share: Annotated[
        float | None,
        Percent(bar=True),
        "Value / the sum of all values above 0; blank for a value that is not above 0.",
    ]
    cumulated: Annotated[
        float | None, Percent("together"), "Share of this and all that are as great or greater together."
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the values; blank where purchases count."]


@frozen
class _Record:
    id: Annotated[str | None, AnyRef("no."), "Number of the customer or product; blank in the total."]
    name: Annotated[str | None, Text(), "Its name."]


@frozen
class RecordRow(Figures, _Record):
    """A customer or a product."""


@frozen
class _Group:
    group: Annotated[str | None, Text(), "What customers or products have in common."]


@frozen
class GroupRow(Figures, _Group):
    """Customers or products of a group."""

    KEYS = ("group", "currency")


@frozen
class ClassRow:
    """A class."""

    abc: Annotated[str | None, CLASS, "A, B, C, zero, negative; blank in the total."]
    count: Annotated[int, Number(), "How many are in it."]
    share: Annotated[float | None, Percent(bar=True), "Count / how many have a class."]
    value: Annotated[int, Worth("currency"), "What they bring together."]
    value_share: Annotated[
        float | None,
        Percent("of value", bar=True),
        "Value / the sum of all values above 0; blank for a value that is not above 0.",
    ]
    least: Annotated[
        int | None,
        Worth("currency", named("from", "amount")),
        "The least value in it; blank where nobody is.",
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the values; blank where purchases count."]


PREFIX = {"customer": "C", "product": "PR"}
"""The letter of the records that rows stand for; all else are groups."""


def in_order(items: Iterable[Item]) -> list[Item]:
    """Return items of known value, the greatest first, ties by name; who has the same too stays as it is."""
    found = [item for item in items if item.value is not None]
    found.sort(key=attrgetter("sort"))
    found.sort(key=attrgetter("value"), reverse=True)
    return found


def rows_of(items: Sequence[Item], places: Standing, currency: str | None, by: str) -> list[Any]:
    """Return the rows of items, in their order."""
    told: dict[int, tuple[Any, ...]] = {}
    for value, place in places.places.items():
        above = value > 0
        share = figures.share(value, places.whole) if above else None
        cumulated = figures.share(place.cumulated, places.whole) if above else None
        told[value] = (place.name, value, share, cumulated, currency)
    if by not in PREFIX:
        return [GroupRow(name, *told[value or 0]) for _, name, _, value in items]
    letter = PREFIX[by]
    return [RecordRow(f"{letter}-{key}", name, *told[value or 0]) for key, name, _, value in items]


def class_rows(places: Standing, currency: str | None) -> list[ClassRow]:
    """Return the classes, A first; zero and negative where somebody is in them."""
    values: dict[str, list[int]] = {name: [] for name in CLASSES}
    for value, place in places.places.items():
        values[place.name].append(value)
    counted = {name: sum(places.counts[value] for value in part) for name, part in values.items()}
    sums = {name: sum(value * places.counts[value] for value in part) for name, part in values.items()}
    everybody = sum(counted.values())
    return [
        ClassRow(
            name,
            counted[name],
            figures.share(counted[name], everybody),
            sums[name],
            figures.share(sums[name], places.whole) if sums[name] > 0 else None,
            min(part, default=None),
            currency,
        )
        for name, part in values.items()
        if part or name in ("A", "B", "C")
    ]


def total_of(
    classes: Sequence[ClassRow], places: Standing, currency: str | None, by: str, *, summary: bool
) -> Any:
    """Return the row of all, None of nothing."""
    count, value = sum(row.count for row in classes), sum(row.value for row in classes)
    if not count:
        return None
    whole = figures.share(value, places.whole) if value == places.whole else None
    if summary:
        return ClassRow(None, count, figures.share(count, count), value, whole, None, currency)
    if by in PREFIX:
        return RecordRow(None, None, None, value, whole, None, currency)
    return GroupRow(None, None, value, whole, None, currency)

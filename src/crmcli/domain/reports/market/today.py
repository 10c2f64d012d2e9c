"""``report today``: what to do first, as ``crm today`` says it, whole and ready to be mailed.

The list is what is open in the store now, with its days counted to the day of the report: what was done
since does not come back on an earlier day. A day ends at midnight of the zone; a first answer that was
promised until then is late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, AnyRef, Duration, Number, Text
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures
from crmcli.domain.reports.behind import orders_of
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.market.today_items import WHAT, ItemRow, Request, item_rows
from crmcli.domain.reports.scope import chosen
from crmcli.domain.results import Listing, Report
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.sql import Reader

BY = ("item", "part", "owner", "customer", "day")


@frozen
class GroupRow:
    """What there is to do of a group."""

    group: Annotated[str | None, Text(), "The part, owner, customer or day; blank: none."]
    items: Annotated[int, Number(), "Things to do."]
    late: Annotated[int, Number(), "Those of them whose day has passed."]
    most_late: Annotated[int | None, Duration("most late"), "Days since the oldest of those days."]
    first: Annotated[str, AnyRef("first"), "Number of the record of the most urgent one."]
    what: Annotated[str, Text(), "What is to be done first."]
    points: Annotated[int, Number(show=DETAIL), "How urgent that is, as in the list."]


ROWS = (ItemRow, GroupRow)


def report(db: Reader, request: Request) -> Report[Any]:
    """List what to do, the most urgent part first; or count it by part, owner, customer or day.

    Raises:
        UsageError: there is no such part, the report can't be told by that, or a setting can't be read.
        NotFound, Conflict: no user, or several, are called like the owner.
    """
    by = chosen("today", request.by or "item", BY)
    rows, notes = item_rows(db, request)
    shown: list[Any] = list(rows) if by == "item" else group_rows(rows, by)
    shown, rest = cut(shown, request.limit, "row")
    late = sum((row.late or 0) > 0 for row in rows)
    return Report(
        "today",
        ItemRow if by == "item" else figures.headed(GroupRow, by),
        shown,
        say("What to do") + ("" if by == "item" else say(" by {by}", by=named(by))) + request.span,
        request.as_of,
        pictures=pictures(rows) if by == "item" else (),
        empty="nothing is due, and nobody waits",
        notes=(
            *rest,
            *((say("{late:,} of {count:,} past their day", late=late, count=len(rows)),) if late else ()),
            *notes,
        ),
    )


def group_rows(rows: Sequence[ItemRow], by: str) -> list[GroupRow]:
    """Return counts by group: days in order, everything else by what is most urgent in it."""
    from crmcli.domain.text import sort_key

    parts = _parts(rows, by)
    labels = _labels(parts, by)

    def order(key: Any) -> tuple[Any, ...]:
        if by == "day":
            return (key is None, str(key))
        return (-max(row.points for row in parts[key]), key is None, sort_key(labels[key] or ""), str(key))

    return [_group(labels[key], parts[key]) for key in sorted(parts, key=order)]


def _parts(rows: Sequence[ItemRow], by: str) -> dict[Any, list[ItemRow]]:
    """Return the rows of each group by what tells groups apart."""
    parts: dict[Any, list[ItemRow]] = {}
    for row in rows:
        parts.setdefault(getattr(row, by), []).append(row)
    return parts


def _labels(parts: Mapping[Any, Sequence[ItemRow]], by: str) -> dict[Any, str | None]:
    """Return what groups are called."""
    return figures.told_apart({key: _label(part[0], by) for key, part in parts.items()}, "C")


def _label(row: ItemRow, by: str) -> str | None:
    if by == "customer":
        return row.who if row.customer is not None else None
    found = getattr(row, by)
    return found if found is None or isinstance(found, str) else say("{day}", day=found)


def _group(name: str | None, part: Sequence[ItemRow]) -> GroupRow:
    most = max(part, key=lambda row: row.points)
    late = [row.late for row in part if row.late is not None and row.late > 0]
    what = say("{who}: {what}", who=most.who, what=most.what) if most.who else most.what
    return GroupRow(name, len(part), len(late), max(late, default=None), most.id, what, most.points)


def pictures(rows: Sequence[ItemRow]) -> tuple[Bars, ...]:
    """Return how many things there are to do of each part."""
    count: dict[str, int] = {}
    for row in rows:
        count[row.part] = count.get(row.part, 0) + 1
    if not count:
        return ()
    bars = tuple(Bar(name, float(number), say("{number:,}", number=number)) for name, number in count.items())
    return (Bars("How much of what", bars),)


@frozen
class PartLine:
    """A part of the list and what belongs to it."""

    part: str
    what: str


def explain(db: Reader, request: Request, row: ItemRow | GroupRow) -> tuple[Listing[Any], ...]:
    """Return why it is in the list, and what its customer bought; of a group its things to do."""
    if isinstance(row, ItemRow):
        steps = [
            StepRow(say("day of the report"), say("{day}", day=request.as_of)),
            StepRow(say("day it is about"), None if row.day is None else say("{day}", day=row.day)),
            StepRow(say("late = days between them"), None if row.late is None else str(row.late)),
            StepRow(say("points"), str(row.points)),
        ]
        told: list[Listing[Any]] = [
            Listing(StepRow, steps, title="steps"),
            Listing(PartLine, [PartLine(row.part, figures.own(WHAT[row.part]))], title="part"),
        ]
        if row.customer is not None:
            told.append(orders_of(db, request, row.customer))
        return tuple(told)
    by = request.by or "item"
    rows, _ = item_rows(db, request)
    parts = _parts(rows, by)
    labels = _labels(parts, by)
    part = next(part for key, part in parts.items() if labels[key] == row.group)
    return (Listing(ItemRow, part, title="items"),)

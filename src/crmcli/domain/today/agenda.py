"""The day's list: all parts, the most urgent first, the whole of it or what a screen holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, AnyRef, Day, Duration, Kind, Number, Ref, Text
from crmcli.domain.results import Listing
from crmcli.domain.today import people, sale, work
from crmcli.domain.today.fit import Shown, fitted
from crmcli.domain.today.items import Ask, Item, Part
from crmcli.errors import UsageError
from crmcli.said import Said, listed, named, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.sql import Reader

PARTS: dict[str, Callable[[Reader, Ask], Part]] = {
    "cases": work.cases,
    "overdue": work.overdue,
    "deliveries": sale.deliveries,
    "planned": work.planned,
    "today": work.due_today,
    "quotes": sale.quotes,
    "payments": sale.payments,
    "cadence": people.broken,
    "birthdays": people.birthdays,
    "quiet": people.quiet,
    "stuck": sale.stuck,
    "soon": work.soon,
}
LATE = ("overdue", "deliveries", "payments")
"""The parts in which what is late makes the whole list one that found something overdue."""
_TAKEN = 20  # items of a part that a screen is chosen from


class PartName(Kind):
    """The part a row is of, with how many there are; only at the first of them."""

    wraps = False
    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``overdue 40`` at the part's first row, a blank below."""
        del locale
        if row.place > 1:
            return " "
        return say("{part} {count:,}", part=named(value, "part"), count=row.count)


class WithWhom(Text):
    """What to do, behind the name of whom it is with."""

    well = 40
    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``Işık Mobilya: call back``."""
        del locale
        return f"{row.who}: {value}" if row.who else str(value)


class Why(Text):
    """Why it is to be done; people read days as other columns show them, ``3 d``."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``3 d late, high``."""
        del row, locale
        return str(value).replace(" days", " d").replace(" day", " d")


@frozen
class TodayRow:
    """One thing to do; ``late`` are the days since ``day``, negative ahead of it.

    ``place`` is the row's in its part, ``count`` how many there are in that.
    """

    part: Annotated[str, PartName("")]
    id: Annotated[str, AnyRef("no.")]
    what: Annotated[str, WithWhom("what to do", wrap=False)]
    why: Annotated[str, Why(wrap=False)]
    who: Annotated[str | None, Text(show=DETAIL)]
    day: Annotated[date | None, Day(show=DETAIL)]
    late: Annotated[int | None, Duration(show=DETAIL)]
    points: Annotated[int, Number(show=DETAIL)]
    owner: Annotated[str | None, Text(show=DETAIL)]
    customer: Annotated[int | None, Ref("C", show=DETAIL)]
    place: Annotated[int, Number(show=DETAIL)]
    count: Annotated[int, Number(show=DETAIL)]


@frozen
class Today:
    """What is asked for; ``lines`` is the room that a screen has, None for all there is."""

    ask: Ask
    only: tuple[str, ...] = ()
    lines: int | None = None
    owner: str | None = None
    me: str = ""
    region: str = "TR"


def today(db: Reader, request: Today) -> Listing[TodayRow]:
    """Return what to do, the most urgent part first; the title says what to begin with, and why.

    Raises:
        UsageError: there is no such part.
        NotFound, Conflict: no user, or several, are called like the owner.
    """
    found = parts(db, request)
    shown = [Shown(part, len(part.items)) for part in found]
    if request.lines is not None:
        shown = fitted(found, request.lines)
    rows = [row for one in shown for row in _rows(one, request)]
    title = _first(found[0].items[0]) if found else None
    empty = say("nothing is due today, and nobody waits")
    if not rows and request.only:
        empty = _none_of(request.only)
    elif not rows:
        empty = work.nothing_due(db, _ask(db, request))
    return Listing(TodayRow, rows, title=title, empty=empty)


def _none_of(names: Sequence[str]) -> str:
    """Return that the parts asked for are empty; the others are not spoken of."""
    if names == ("payments",):
        return say("no payment is late")
    if names == ("quiet",):
        return say("nobody has gone quiet")
    return say("nothing in {names}", names=listed([named(name, "part") for name in names]))


def parts(db: Reader, request: Today) -> list[Part]:
    """Return the parts that hold anything, the one with the most urgent item first."""
    unknown = [name for name in request.only if name not in PARTS]
    if unknown:
        from crmcli.domain.near import one_of

        said = say('no part of the list is called "{unknown}"', unknown=unknown[0])
        raise UsageError(said, one_of(unknown[0], PARTS))
    ask = _ask(db, request)
    if request.lines is not None:
        ask = ask._replace(limit=_TAKEN)
    if "soon" in request.only:
        ask = ask._replace(soon=True)
    made = [read(db, ask) for name, read in PARTS.items() if not request.only or name in request.only]
    return sorted((part for part in made if part.items), key=lambda part: -part.items[0].points)


def _ask(db: Reader, request: Today) -> Ask:
    """Return what each part is asked, with the number of the owner."""
    if request.owner is None:
        return request.ask
    from crmcli.domain.tasks.owners import owner_of

    return request.ask._replace(owner=owner_of(db, request.owner, request.me, request.region))


def is_late(rows: Sequence[TodayRow]) -> bool:
    """Tell whether a list has found something overdue: a task, a delivery or a payment."""
    return any(row.part in LATE and (row.late or 0) > 0 for row in rows)


def _first(item: Item) -> str:
    """Return what to do first and why, in one line."""
    from crmcli.domain.text import excerpt

    who = f"{excerpt(item.who, 24)}: " if item.who else ""
    what = excerpt(item.what, 30)
    if isinstance(item.what, Said):  # cut in English, whole where it is told anew
        what = Said(what)
        what.sentence, what.values = item.what.sentence, item.what.values
        what.parts, what.context = item.what.parts, item.what.context
    return say("Do first: {ref} {who}{excerpt} ({why})", ref=item.ref, who=who, excerpt=what, why=item.why)


def _rows(shown: Shown, request: Today) -> list[TodayRow]:
    """Return the rows of a part; on a screen the last one names the rest and the command that lists it."""
    part, count = shown.part, shown.part.total
    rows = [
        TodayRow(
            part.name,
            item.ref,
            item.what,
            item.why,
            item.who,
            item.day,
            item.late,
            item.points,
            item.owner,
            item.customer,
            place,
            count,
        )
        for place, item in enumerate(part.items[: shown.items], 1)
    ]
    if request.lines is not None and shown.items < count:
        rest = f"+{count - shown.items:,}"
        rows.append(
            TodayRow(
                part.name,
                rest,
                _lists(part.name, request),
                " ",
                None,
                None,
                None,
                0,
                None,
                None,
                len(rows) + 1,
                count,
            )
        )
    return rows


def _lists(name: str, request: Today) -> str:
    """Return the command that lists a part whole."""
    from shlex import quote

    command = {"overdue": "crm task list --overdue", "today": "crm task list --due today"}.get(name)
    who = request.owner or ""
    owner = f" --owner {who if who.isalnum() else quote(who)}" if who else ""
    return f"{command or f'crm today {name}'}{owner}"

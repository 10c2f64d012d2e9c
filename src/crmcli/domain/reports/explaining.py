"""``--explain ROW``: one row of a report, how each of its figures is made, and the records behind it.

What the figures mean stands in the row type. The steps and the records are the report's own: its
``explain(db, request, row)`` gives listings, the arithmetic as ``StepRow``. The records come first: they
are what most people ask for. A module's ``aliases(request, row)`` are further names that a row answers to.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DASH as BLANK
from crmcli.domain.kinds import Choice, Flag, Money, Percent, Ref, Text
from crmcli.domain.reports.comparing import keys_of, own_heading
from crmcli.domain.reports.exact import Exact, figure
from crmcli.domain.reports.figures import exact, own, percentage
from crmcli.domain.results import Listing, Record, columns_of
from crmcli.domain.whole import Whole
from crmcli.errors import NotFound
from crmcli.said import Said, listed, named, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from crmcli.domain.kinds import Kind
    from crmcli.domain.reports.scope import Asked
    from crmcli.domain.results import Column, Report
    from crmcli.sql import Reader

TOTAL = ("total", "toplam")
ALIKE = 3


@frozen
class FigureRow:
    """A figure of the row, its value as exact text, and what it is."""

    figure: str
    value: Annotated[str | None, Exact(wrap=False)]
    meaning: Annotated[str, Whole()]


@frozen
class StepRow:
    """A step of the arithmetic: what is taken, and the amount or number it is, as exact text."""

    step: Annotated[str, Exact()]
    value: Annotated[str | None, Exact(wrap=False)]


def explained(
    db: Reader,
    module: Any,
    request: Asked,
    found: Report[Any],
    name: str,
    says: Callable[[str], Iterable[str]] = lambda text: (text,),
) -> Record[Any]:
    """Return a row of a report with what is behind it.

    Raises:
        NotFound: no row of the report answers to the name.
    """
    aliases = getattr(module, "aliases", lambda _request, _row: ())
    row, others = row_named(found, name, says, lambda row: aliases(request, row))
    figures = Listing(FigureRow, list(_figures(row)), title="figures")
    behind = module.explain(db, request, row)
    records = (one for one in behind if one.row is not StepRow)
    steps = (one for one in behind if one.row is StepRow)
    label = label_of(row)
    alone = [label_of(one) for one in found.rows].count(label) == 1
    called = say("total") if row is found.total else _called(row) if alone and label else full_name(row)
    notes = (*_alike(name, found, others), *found.notes)
    title = say("{title}: {called}", title=own(found.title), called=called)
    return Record(row, title, (*records, figures, *steps), notes)


def row_named(
    found: Report[Any],
    name: str,
    says: Callable[[str], Iterable[str]] = lambda text: (text,),
    also: Callable[[Any], Iterable[str]] = lambda _: (),
) -> tuple[Any, tuple[Any, ...]]:
    """Return the first row that a name fits, and the others that it fits as well.

    A row answers to the number of its record, to the texts before its figures, to a dash or none where
    its first column is blank, and to its full name, counted where others have the same. ``says`` gives a
    word of the program's own as people read it, in whichever language: a row answers to those, too, and to
    what ``also`` gives.

    Raises:
        NotFound: there is none.
    """
    from crmcli.domain.text import fold, nearest

    wanted = fold(name)
    if found.total is not None and wanted in TOTAL:
        return found.total, ()
    whole = [text.replace(BLANK, "-") for text in own_names(found.rows)]
    if (typed := name.replace(BLANK, "-")) in whole:
        return found.rows[whole.index(typed)], ()
    for names in (_texts, lambda row: (one for text in _told(row) for one in says(text)), also, _blanks):
        fitting = [row for row in found.rows if wanted in map(fold, names(row))]
        if fitting:
            return fitting[0], tuple(fitting[1:])
    folded = [fold(text) for text in whole]
    if wanted in folded:
        return found.rows[folded.index(wanted)], ()
    known = [
        one
        for row in found.rows
        for one in (*(word for text in _told(row) for word in says(text)), label_of(row))
    ]
    close = nearest(name, [one for one in known if one])
    hint = f'--explain "{close[0]}"' if close else say("--explain takes what stands first in a row, or total")
    fact = say('no row of "{title}" is called "{name}"', title=own(found.title), name=name)
    raise NotFound(fact, hint)


def label_of(row: Any) -> str | None:
    """Return what a row is called: its record's number, else its first text."""
    return next(_texts(row), None)


def _called(row: Any) -> str:
    """Return what a row is called, in the program's own words where it chose them."""
    refs = (column for column in columns_of(type(row)) if isinstance(column.kind, Ref))
    number = any(getattr(row, column.name) is not None for column in refs)
    return label_of(row) or "" if number else next(_told(row), "")


def full_name(row: Any) -> str:
    """Return all that tells which row it is, blanks as a dash: ``İzmir, EUR``."""
    keys = keys_of(type(row))
    return listed(told(column, row) or BLANK for column in columns_of(type(row)) if column.name in keys)


def _texts(row: Any) -> Iterator[str]:
    """Yield the numbers of a row's records, then the texts before any figure."""
    columns = columns_of(type(row))
    for column in columns:
        if isinstance(column.kind, Ref) and getattr(row, column.name) is not None:
            yield str(column.kind.machine(getattr(row, column.name), row))
    for column in columns:
        value = getattr(row, column.name)
        if isinstance(value, int | float):
            if not isinstance(column.kind, Ref):
                return
        elif value is not None and not isinstance(column.kind, Ref):
            yield str(column.kind.machine(value, row))


def _told(row: Any) -> Iterator[str]:
    """Yield the texts before any figure in the program's own words where it chose them."""
    for column in columns_of(type(row)):
        value = getattr(row, column.name)
        if isinstance(value, int | float) and not isinstance(column.kind, Ref):
            return
        if value is not None and not isinstance(column.kind, Ref):
            yield told(column, row) or ""


def _blanks(row: Any) -> tuple[str, ...]:
    """Return what a row answers to when its first column is blank."""
    first = columns_of(type(row))[0]
    return (BLANK, "-", "none") if getattr(row, first.name) is None else ()


def own_names(rows: Sequence[Any]) -> list[str]:
    """Return the full names of rows; those alike in all of it are counted: ``İzmir, EUR (2)``."""
    from collections import Counter

    names = [full_name(row) for row in rows]
    times, seen = Counter(names), Counter[str]()
    for place, name in enumerate(names):
        seen[name] += 1
        if times[name] > 1:
            names[place] = f"{name} ({seen[name]})"
    return names


def _alike(name: str, found: Report[Any], others: tuple[Any, ...]) -> tuple[str, ...]:
    """Return a note of the other rows that a name fits, the first few by names that they alone have."""
    if not others:
        return ()
    names = {id(row): text for text, row in zip(own_names(found.rows), found.rows, strict=True)}
    few = ", ".join(f'"{names[id(row)]}"' for row in others[:ALIKE])
    more = say(" and {count:,} more", count=len(others) - ALIKE) if len(others) > ALIKE else ""
    return (say('"{name}" fits other rows too: --explain {listed}{more}', name=name, listed=few, more=more),)


def _figures(row: Any) -> Iterator[FigureRow]:
    """Yield the figures of a row that have a definition."""
    for column in columns_of(type(row)):
        if column.about:
            value = figure(told(column, row), column.kind, getattr(row, column.name), row)
            yield FigureRow(own_heading(column), value, own(column.about))


def told(column: Column, row: Any) -> str | None:
    """Return a value as exact text with its unit: ``1234.50 TRY``, ``63.2 %``, ``C-12``."""
    value = getattr(row, column.name)
    if value is None:
        return None
    kind = column.kind
    if isinstance(kind, Money):
        currency = getattr(row, kind.currency)
        return exact(value, currency) if currency else str(kind.machine(value, row))
    if isinstance(kind, Percent):
        return percentage(value)
    if isinstance(value, Said):
        return value
    return say("{number:.6g}", number=value) if isinstance(value, float) else _worded(kind, value, row)


def _worded(kind: Kind, value: Any, row: Any) -> str:
    """Return a value that is neither money nor a fraction; the program's own words as such."""
    text = str(kind.machine(value, row))
    if isinstance(kind, Flag):
        return named("yes" if value else "no", shown=text)
    if type(value) is date:
        return say("{day}", day=value)
    if isinstance(kind, Choice):
        return named(text, "choice")
    # A text may be a word of the program's own, such as a stage that the store began with.
    shown = kind.human(value, row, "en") if isinstance(kind, Text) else text
    return shown if isinstance(shown, Said) else text

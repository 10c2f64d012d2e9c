"""``--explain ROW``: one row of a report, how each of its figures is made, and the records behind it.

What the figures mean stands in the row type. The steps and the records are the report's own: its
``explain(db, request, row)`` gives listings, the arithmetic (``StepRow``) first where there is any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Money, Percent, Ref, Text
from crmcli.domain.results import Listing, Record, columns_of
from crmcli.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.domain.reports.scope import Asked
    from crmcli.domain.results import Column, Report
    from crmcli.sql import Reader

TOTAL = ("total", "toplam")


@frozen
class FigureRow:
    """A figure of the row, its value as exact text, and what it is."""

    figure: str
    value: Annotated[str | None, Text(wrap=False)]
    meaning: str


@frozen
class StepRow:
    """A step of the arithmetic: what is taken, and the amount or number it is, as exact text."""

    step: str
    value: Annotated[str | None, Text(wrap=False)]


def explained(db: Reader, module: Any, request: Asked, found: Report[Any], name: str) -> Record[Any]:
    """Return a row of a report with what is behind it.

    Raises:
        NotFound: no row of the report answers to the name.
    """
    row = row_named(found, name)
    figures = Listing(FigureRow, list(_figures(row)), title="figures")
    sections = tuple(module.explain(db, request, row))
    title = f"{found.title}: {label_of(row) or 'total'}"
    return Record(row, title, (figures, *sections), found.notes)


def row_named(found: Report[Any], name: str) -> Any:
    """Return the row of that number, name or label; several of one label, the first.

    Raises:
        NotFound: there is none.
    """
    from crmcli.domain.text import fold, nearest

    wanted = fold(name)
    if found.total is not None and wanted in TOTAL:
        return found.total
    names: dict[str, Any] = {}
    for row in found.rows:
        for text in _names(row):
            names.setdefault(fold(text), row)
    if wanted in names:
        return names[wanted]
    known = [label_of(row) or "" for row in found.rows]
    close = nearest(name, [one for one in known if one])
    hint = f'--explain "{close[0]}"' if close else "--explain takes what stands first in a row, or total"
    raise NotFound(f'no row of "{found.title}" is called "{name}"', hint)


def label_of(row: Any) -> str | None:
    """Return what a row is called: its record's number, else its first text."""
    return next(_names(row), None)


def _names(row: Any) -> Iterator[str]:
    """Yield what a row answers to: numbers of records first, then the texts before any figure."""
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


def _figures(row: Any) -> Iterator[FigureRow]:
    """Yield the figures of a row that have a definition."""
    for column in columns_of(type(row)):
        if column.about:
            yield FigureRow(column.label, told(column, row), column.about)


def told(column: Column, row: Any) -> str | None:
    """Return a value as exact text with its unit: ``1234.50 TRY``, ``63.2 %``, ``C-12``."""
    value = getattr(row, column.name)
    if value is None:
        return None
    kind = column.kind
    if isinstance(kind, Money):
        return f"{kind.machine(value, row)} {getattr(row, kind.currency) or ''}".rstrip()
    if isinstance(kind, Percent):
        return f"{value * 100:.4g} %"
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(kind.machine(value, row))

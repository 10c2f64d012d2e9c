"""Which columns people see, and the text of one cell; every renderer for people builds on this.

A missing value (None, an empty text, no words) is the dash, never "None".
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import DASH, DETAIL, Choice, Instant, Money, Ref
from crmcli.domain.results import Change, Column, Listing, Record, Report, columns_of
from crmcli.said import Said, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.output import Settings


def rows_of(result: Any) -> tuple[type, Sequence[Any]]:
    """Return the type and the rows that a result is about; a record is one row."""
    match result:
        case Listing() | Report():
            return result.row, result.rows
        case Change():
            return result.row, result.items
        case Record():
            return type(result.item), (result.item,)
    message = say("{name} has no rows", name=type(result).__name__)
    raise TypeError(message)


def continues(result: Any) -> bool:
    """Tell whether the rows go on where others were written, headings and all."""
    return isinstance(result, Listing) and result.continued


def columns_for_people(row: type, *, group: str | None = None, detail: bool = False) -> list[Column]:
    """Return the columns a person may see, in order.

    Left out: the field the rows are grouped by, codes of currency (the amount says it), and,
    unless ``detail`` is set, columns of detail.
    """
    from crmcli.language import is_plain

    columns = columns_of(row)
    silent = {column.kind.currency for column in columns if isinstance(column.kind, Money)}
    silent.add(group or "")
    shown = [c for c in columns if c.name not in silent and (detail or c.kind.show != DETAIL)]
    return shown if is_plain() else [_headed(column) for column in shown]


def _headed(column: Column) -> Column:
    """Return a column under a heading in the language of this run."""
    from copy import copy

    from crmcli.language import told

    kind = copy(column.kind)
    kind.label = told(column.label, "column")
    return column._replace(kind=kind, about=told(column.about) if column.about else "")


def reference_of(row: type) -> Column | None:
    """Return the column that holds the rows' own number, None when they have none."""
    return next((column for column in columns_of(row) if isinstance(column.kind, Ref)), None)


def is_missing(value: Any) -> bool:
    """Tell None, an empty text and an empty collection; zero and False are values."""
    return value is None or value in ("", (), {}, [])


def has_values(column: Column, rows: Sequence[Any]) -> bool:
    """Tell whether any row has a value in a column."""
    return any(not is_missing(getattr(row, column.name)) for row in rows)


def unsummed(column: Column, total: Any, rows: Sequence[Any]) -> bool:
    """Tell whether a total is blank in a column: a dash stands where no row has a value to be summed."""
    return is_missing(getattr(total, column.name)) and (not rows or has_values(column, rows))


def word_for_total(settings: Settings) -> str:
    """Return what heads a line of sums whose first field is blank."""
    from crmcli.language import told

    del settings
    return told("Total")


def human(column: Column, row: Any, settings: Settings) -> str:
    """Return a cell as people read it, before it is made safe for a terminal."""
    from crmcli.language import cell, told

    value = getattr(row, column.name)
    if is_missing(value):
        return DASH
    if isinstance(value, datetime) and isinstance(column.kind, Instant) and settings.zone is not None:
        value = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(settings.zone)
    if isinstance(value, Said):
        value = cell(column.kind.people(value, settings.locale))
    shown = column.kind.human(value, row, settings.locale)
    if isinstance(column.kind, Choice):
        return told(shown, "choice")
    return cell(shown)


def plain_cell(column: Column, row: Any, settings: Settings) -> str:
    """Return a cell as one harmless line of text."""
    from crmcli.output.safe import safe_text

    return safe_text(human(column, row, settings))


def groups(listing: Listing[Any], settings: Settings) -> Iterator[tuple[str, list[Any]]]:
    """Yield runs of rows that share the grouping field, with the field's harmless human form."""
    name = listing.group or ""
    row_type: type = listing.row
    column = next(column for column in columns_of(row_type) if column.name == name)
    run: list[Any] = []
    for row in listing.rows:
        if run and getattr(row, name) != getattr(run[0], name):
            yield plain_cell(column, run[0], settings), run
            run = []
        run.append(row)
    if run:
        yield plain_cell(column, run[0], settings), run


def key_of(listing: Listing[Any], taken: set[str]) -> str:
    """Return the JSON key of a section: its title in snake case, kept apart from ``taken``."""
    words = "".join(c if c.isalnum() else " " for c in (listing.title or "rows").casefold()).split()
    key = "_".join(words) or "rows"
    while key in taken:
        key += "_list"
    taken.add(key)
    return key

"""Rows as a table of a page, a record as a list of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import DASH, ROOMY, Choice, Percent
from crmcli.domain.kinds import Text as FreeText
from crmcli.domain.pictures import Spark
from crmcli.output.cells import columns_for_people, groups, human, is_missing, unsummed, word_for_total
from crmcli.output.page.words import classes, style_classes, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.results import Column, Listing
    from crmcli.output import Settings

_BAR = 60
_MANY = 12  # Printed with more columns than these, a table has small letters.
_SPARK_STEP, _SPARK_HEIGHT = 5, 16


def shown_columns(listing: Listing[Any]) -> list[Column]:
    """Return the columns of a listing; one of second rank without any value isn't shown."""
    return [
        column
        for column in columns_for_people(listing.row, group=listing.group)
        if column.kind.show < ROOMY or any(not is_missing(getattr(row, column.name)) for row in listing.rows)
    ]


def table(listing: Listing[Any], settings: Settings, *, total: Any = None) -> Iterator[str]:
    """Yield a table in a box that scrolls, with the total as its last row; nothing without rows."""
    if not listing.rows and total is None:
        return
    columns = shown_columns(listing)
    many = classes("many" if len(columns) > _MANY else None)
    yield f'<div class="box">\n<table{many}>\n<thead><tr>'
    for column in columns:
        about = f' title="{text(column.about)}"' if column.about else ""
        yield f'<th scope="col"{classes("n" if _right(column) else None)}{about}>{text(column.label)}</th>'
    yield "</tr></thead>\n<tbody>\n"
    if listing.group is None:
        yield from (_row(columns, row, settings) for row in listing.rows)
    else:
        for heading, rows in groups(listing, settings):
            span = f' colspan="{len(columns)}"' if len(columns) > 1 else ""
            yield f'<tr class="group"><th scope="rowgroup"{span}>{text(heading)}</th></tr>\n'
            yield from (_row(columns, row, settings) for row in rows)
    if total is not None:
        yield _total(columns, total, listing.rows, settings)
    yield "</tbody>\n</table>\n</div>\n"


def fields(item: Any, settings: Settings) -> str:
    """Return the fields of a record that have a value."""
    lines = [
        f"<dt>{text(column.label)}</dt>{_cell(column, item, settings, tag='dd')}"
        for column in columns_for_people(type(item), detail=True)
        if not is_missing(getattr(item, column.name))
    ]
    return "<dl>\n" + "\n".join(lines) + "\n</dl>\n" if lines else ""


def _right(column: Column) -> bool:
    """Tell whether a column holds figures."""
    return column.kind.align == "right"


def _row(columns: Sequence[Column], row: Any, settings: Settings) -> str:
    """Return a row."""
    return f"<tr>{''.join(_cell(column, row, settings) for column in columns)}</tr>\n"


def _total(columns: Sequence[Column], total: Any, rows: Sequence[Any], settings: Settings) -> str:
    """Return the last row: blank where there is no sum, and without bars."""
    cells = []
    for at, column in enumerate(columns):
        if at == 0:
            missing = is_missing(getattr(total, column.name))
            said = word_for_total(settings) if missing else human(column, total, settings)
            cells.append(f'<th scope="row"{classes("n" if _right(column) else None)}>{text(said)}</th>')
        elif unsummed(column, total, rows):
            cells.append("<td></td>")
        else:
            cells.append(_cell(column, total, settings, bars=False))
    return f'<tr class="sum">{"".join(cells)}</tr>\n'


def _cell(column: Column, row: Any, settings: Settings, *, tag: str = "td", bars: bool = True) -> str:
    """Return one value in its tag, with what is drawn beside it."""
    value, kind = getattr(row, column.name), column.kind
    said = human(column, row, settings)
    if said == DASH:
        return f"<{tag}{classes('n' if _right(column) and tag == 'td' else None, 'dim')}>{DASH}</{tag}>"
    wide = kind.wraps or isinstance(kind, FreeText)
    place = ("n" if _right(column) else "t" if wide else "k") if tag == "td" else None
    shown = text(said, multiline=True)
    if isinstance(kind, Spark):
        shown = _spark(value, settings)
    elif isinstance(kind, Choice) and kind.icon(value):
        shown = f"{text(kind.icon(value))} {shown}"
    elif bars and isinstance(kind, Percent) and kind.bar:
        shown = f'{_share(float(value))}<span class="v">{shown}</span>'
    return f"<{tag}{classes(place, style_classes(kind.style(value, row)))}>{shown}</{tag}>"


def _share(share: float) -> str:
    """Return the bar beside a share; one outside 0..1 is held at the ends."""
    filled = round(min(1.0, max(0.0, share)) * _BAR, 1)
    return (
        f'<svg class="share" width="{_BAR}" height="8" viewBox="0 0 {_BAR} 8" aria-hidden="true">'
        f'<rect class="rail" width="{_BAR}" height="8"/><rect class="f" width="{filled:g}" height="8"/></svg>'
    )


def _spark(values: Sequence[float | None], settings: Settings) -> str:
    """Return little bars; a reader of the page hears the numbers."""
    from crmcli.domain.kinds import Number

    known = [float(value) for value in values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    unit = (_SPARK_HEIGHT - 1) / ((high - low) or 1.0)
    bars = "".join(
        f'<rect class="f" x="{at * _SPARK_STEP}" y="{_SPARK_HEIGHT - height:g}" width="{_SPARK_STEP - 1}" '
        f'height="{height:g}"/>'
        for at, value in enumerate(values)
        if value is not None
        for height in (round(1 + (float(value) - low) * unit, 1),)
    )
    said = [DASH if value is None else Number().human(value, None, settings.locale) for value in values]
    width, numbers = _SPARK_STEP * len(values), text("; ".join(said))
    return (
        f'<svg class="spark" width="{width}" height="{_SPARK_HEIGHT}" '
        f'viewBox="0 0 {width} {_SPARK_HEIGHT}" role="img" aria-label="{numbers}">'
        f"<title>{numbers}</title>{bars}</svg>"
    )

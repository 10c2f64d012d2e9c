"""The triangle of cohorts as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.pictures import Cell, Grid
from crmcli.domain.reports import figures
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.customers.cohort_periods import Length
    from crmcli.domain.reports.customers.cohorts import Cell as Counted
    from crmcli.domain.reports.customers.cohorts import Cohort
    from crmcli.domain.reports.customers.retention import Request

MOST = 24
"""So many cohorts are in the picture: the last ones, or the largest."""
PERIODS = 12


def picture(
    found: Sequence[tuple[str | None, Cohort]],
    whole: Cohort,
    request: Request,
    length: Length,
    currency: str | None,
) -> Grid:
    """Return the cohorts down and the periods since their first across, the average below them.

    A cell weighs its share; of revenue, what it is of that of the first period. Blank where not over.
    """
    far = max((after for _, one in found for after in one.cells), default=0)
    across = range(min(far, request.periods or PERIODS) + 1)
    what = request.show or "share"
    in_time = (request.by or "month") == length.name
    shown = found[-MOST:] if in_time else found[:MOST]
    lines = [*shown, (named("all", "sum"), whole)] if what == "share" and len(shown) > 1 else shown
    size = max((len(f"{one.customers:,}") for _, one in lines), default=1)
    titles = {
        "share": say("% buying"),
        "count": say("customers buying"),
        "revenue": say("revenue in {currency}", currency=currency),
    }
    return Grid(
        title=say("Customers of a cohort, and {titles}", titles=titles[what]),
        down="cohort",
        across=_SINCE[length.name],
        rows=tuple(_line(name or "—", one.customers, size) for name, one in lines),
        columns=tuple(f"+{after}" for after in across),
        cells=tuple(
            tuple(_cell(one, one.cells.get(after), what, currency) for after in across) for _, one in lines
        ),
    )


_SINCE = {
    "month": say("months since the first purchase"),
    "quarter": say("quarters since the first purchase"),
    "year": say("years since the first purchase"),
}


def _line(name: str, customers: int, size: int) -> str:
    """Return a cohort with its customers, their numbers below each other."""
    pad = " " * (size - len(f"{customers:,}"))
    return say("{name} {pad}{customers:,}", name=name, pad=pad, customers=customers)


def _cell(one: Cohort, cell: Counted | None, what: str, currency: str | None) -> Cell:
    """Return a square; blank where nothing is known."""
    if cell is None or not cell.customers:
        return Cell("", 0.0)
    share = cell.share or 0.0
    if what == "count":
        return Cell(say("{number:,}", number=cell.buying), share)
    if what == "share":
        return Cell(f"{share * 100:.0f}", share)
    first = one.cells[0].revenue
    weight = figures.share(cell.revenue or 0, first) or 0.0
    return Cell(_rounded(cell.revenue or 0, currency), min(1.0, max(0.0, weight)))


def _rounded(amount: int, currency: str | None) -> str:
    """Return an amount in whole units, thousands and millions shortened: 950, 12k, 1.3M."""
    from crmcli.domain.money import minor_digits

    whole = amount / 10 ** (minor_digits(currency) if currency else 2)
    if abs(whole) >= 1e6:
        return say("{number:.1f}M", number=whole / 1e6)
    return f"{whole / 1e3:.0f}k" if abs(whole) >= 1e4 else f"{whole:.0f}"

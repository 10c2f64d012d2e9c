"""The pictures of ``report sales``: bars of periods beside the year before, weekdays by month as heat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.pictures import Bar, Bars, Cell, Grid, Picture
from crmcli.domain.reports.money.order_groups import IN_TIME, key_in, weekdays
from crmcli.domain.reports.scope import total
from crmcli.said import named as named_word
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.money.orders import Sold

MOST_BARS = 24
MOST_MONTHS = 12
_ROOM = 1000
_SCALES = ((1, ""), (1_000, say("thousand ")), (1_000_000, say("million ")))


def pictures(sold: Sold, rows: Sequence[Any]) -> tuple[Picture, ...]:
    """Return what is to be seen of the first currency: bars in time, or the heat of weekdays."""
    known = [row for row in rows if row.currency is not None and row.net is not None]
    if not known:
        return ()
    currency = known[0].currency
    if sold.by in IN_TIME:
        return (bars([row for row in known if row.currency == currency], sold.by, sold.request.language),)
    if sold.by == "weekday" and sold.one is None:
        grid = heat(sold, currency)
        return () if grid is None else (grid,)
    return ()


def bars(rows: Sequence[Any], by: str, language: str) -> Bars:
    """Return the net of the last periods, the year before as a mark."""
    from crmcli.domain.money import human, minor_digits

    unit = 10 ** minor_digits(rows[0].currency)
    shown = rows[-MOST_BARS:]
    marked = say(", | the year before") if any(row.before is not None for row in shown) else ""
    return Bars(
        say("Net by {by}{marked}", by=named_word(by), marked=marked),
        tuple(
            Bar(
                row.group or "",
                row.net / unit,
                human(row.net, row.currency, language),
                mark=None if row.before is None else row.before / unit,
            )
            for row in shown
        ),
    )


_HEAT = f"""
SELECT {{key}}, substr(r.ordered_on, 1, 7), {total("r.total_minor")}
FROM sales_order r WHERE {{scope}} AND r.currency = :shown AND r.ordered_on >= :from_month GROUP BY 1, 2
"""
_LAST = "SELECT max(r.ordered_on) FROM sales_order r WHERE {scope}"


def heat(sold: Sold, currency: str) -> Grid | None:
    """Return the net by weekday and month, the last twelve months with a sale at the most."""
    from crmcli.domain.money import minor_digits
    from crmcli.domain.periods import named, place_of

    tests, values = sold.scope()
    last = sold.db.value(_LAST.format(scope=tests), values)
    if last is None:
        return None
    place = place_of(last[:7])
    months = [named("month", one) for one in range(max(place - MOST_MONTHS + 1, 12), place + 1)]
    query = _HEAT.format(key=key_in(sold.db.engine, "weekday"), scope=tests)
    asked = values | {"shown": currency, "from_month": months[0]}
    nets = {(row[0], row[1]): row[2] for row in sold.db.tuples(query, asked)}
    most = max((net or 0 for net in nets.values()), default=0) or 1
    unit: int = 10 ** minor_digits(currency)
    scale, told = next(
        (pair for pair in _SCALES if most < unit * pair[0] * _ROOM),
        _SCALES[-1],
    )

    def cell(day: int, month: str) -> Cell:
        net = nets.get((day, month))
        if net is None:
            return Cell("", 0.0)
        return Cell(say("{net:,.0f}", net=net / unit / scale), max(net, 0) / most)

    names = weekdays(sold.request.language)
    return Grid(
        say(
            "Net by weekday and month, {first} to {last}, {told}{currency}",
            first=months[0],
            last=months[-1],
            told=told,
            currency=currency,
        ),
        "weekday",
        "month",
        names,
        tuple(month[5:] for month in months),
        tuple(tuple(cell(day, month) for month in months) for day in range(len(names))),
    )

"""What is behind a row of the funnel: opportunities or leads, how far each came, and when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Day, Money, Ref, Text
from crmcli.domain.reports.pipeline.opportunity_listing import day_of
from crmcli.domain.results import Listing
from crmcli.said import named
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.pipeline.funnel_facts import Mover
    from crmcli.sql import Reader


@frozen
class DealMoved:
    """An opportunity in a funnel: the furthest stage it was in, what it is now, the day it began."""

    id: Annotated[int, Ref("O", "no.")]
    name: Annotated[str | None, Text()]
    furthest: Annotated[str, Text(wrap=False)]
    now: Annotated[str, Text(wrap=False)]
    began: Annotated[date | None, Day()]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class LeadMoved:
    """A lead in a funnel: how far it came, what it is now, the day it was created on."""

    id: Annotated[int, Ref("L", "no.")]
    name: Annotated[str | None, Text()]
    furthest: Annotated[str, Text(wrap=False)]
    now: Annotated[str, Text(wrap=False)]
    began: Annotated[date | None, Day()]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


_LEADS = "SELECT r.id, coalesce(r.name, r.company) FROM lead r WHERE {among}"
_DEALS = "SELECT r.id, r.name FROM opportunity r WHERE {among}"
_CHUNK = 20_000


def moved_listing(db: Reader, movers: Sequence[Mover], places: Sequence[str], *, leads: bool) -> Listing[Any]:
    """Return the movers, by the day they began, then by number; those without a day last."""
    listed = sorted(movers, key=lambda one: (one.began is None, one.began or "", one.id))
    numbers = [one.id for one in listed]
    names: dict[int, str | None] = {}
    for start in range(0, len(numbers), _CHUNK):
        among, values = within(db.engine, "r.id", "ids", numbers[start : start + _CHUNK])
        names |= dict(db.tuples((_LEADS if leads else _DEALS).format(among=among), values))
    end = len(places) - 1
    row: Any = LeadMoved if leads else DealMoved
    rows = []
    for one in listed:
        now = "won" if one.furthest == end else "lost" if one.lost else "open"
        place = places[min(one.furthest, end)]
        rows.append(
            row(
                one.id,
                names[one.id],
                place,
                named(now, "outcome"),
                day_of(one.began),
                one.amount,
                one.currency,
            )
        )
    return Listing(row, rows, title="leads" if leads else "opportunities")

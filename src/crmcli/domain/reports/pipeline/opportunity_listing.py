"""Opportunities as ``--explain`` and the list of the stuck ones show them: number, name, day, amount."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Money, Percent, Ref, Text
from crmcli.domain.results import Listing
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crmcli.domain.reports.pipeline.opportunities import Deal, Stage
    from crmcli.sql import Reader


@frozen
class DealBehind:
    """An opportunity behind a figure, as it stood on the day."""

    id: Annotated[int, Ref("O", "no.")]
    name: Annotated[str, Text()]
    customer: Annotated[str | None, Text(show=ROOMY)]
    stage: Annotated[str | None, Text(wrap=False)]
    created: Annotated[date | None, Day("created", show=ROOMY)]
    due: Annotated[date | None, Day("closes")]
    amount: Annotated[int | None, Money("currency")]
    probability: Annotated[float | None, Percent("chance", digits=0)]
    currency: Annotated[str | None, Text(show=DETAIL)]


_NAMES = """
SELECT r.id, r.name, c.name, u.name FROM opportunity r LEFT JOIN customer c ON c.id = r.customer_id
LEFT JOIN crm_user u ON u.id = r.owner_id WHERE {among}
"""
_CHUNK = 20_000


def names(db: Reader, numbers: Sequence[int]) -> dict[int, tuple[str, str | None, str | None]]:
    """Return what opportunities, their customers and their owners are called, by number."""
    found: dict[int, tuple[str, str | None, str | None]] = {}
    for start in range(0, len(numbers), _CHUNK):
        among, values = within(db.engine, "r.id", "ids", list(numbers[start : start + _CHUNK]))
        for number, *said in db.tuples(_NAMES.format(among=among), values):
            found[number] = (said[0], said[1], said[2])
    return found


def behind(
    db: Reader, deals: Iterable[Deal], stages: Mapping[int, Stage], title: str = "opportunities"
) -> Listing[DealBehind]:
    """Return the opportunities, by the day they are due, then by number; those without a day last."""
    listed = sorted(deals, key=lambda deal: (deal.due is None, deal.due or "", deal.id))
    called = names(db, [deal.id for deal in listed])
    rows = [_row(deal, called[deal.id], stages) for deal in listed]
    return Listing(DealBehind, rows, title=title)


def _row(deal: Deal, called: tuple[Any, ...], stages: Mapping[int, Stage]) -> DealBehind:
    percent = chance(deal, stages)
    return DealBehind(
        id=deal.id,
        name=called[0],
        customer=called[1],
        stage=None if deal.stage is None else stages[deal.stage].label,
        created=day_of(deal.created),
        due=day_of(deal.due),
        amount=deal.amount,
        probability=None if percent is None or deal.outcome != "open" else percent / 100,
        currency=deal.currency,
    )


def chance(deal: Deal, stages: Mapping[int, Stage]) -> int | None:
    """Return the probability of an open opportunity in percent: its own, else its stage's default."""
    if deal.chance is not None or deal.stage is None:
        return deal.chance
    return stages[deal.stage].chance


def day_of(text: str | None) -> date | None:
    """Return an ISO day as a date."""
    return date.fromisoformat(text) if text else None

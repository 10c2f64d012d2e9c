"""The chance that each buyer still buys, P(alive) of BG/NBD, for reports with a rule of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.value.fitting import extra, shown
from crmcli.domain.reports.value.purchase_statistics import lacking, statistics
from crmcli.errors import ExtraMissing
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.reports.value.occasions import Occasions


class Chances(NamedTuple):
    """The chances by customer, {} when there is no model; ``notes`` say why."""

    of: dict[int, float]
    notes: tuple[str, ...]


def chances(found: Occasions) -> Chances:
    """Return the chance of every repeat buyer; of who bought once the model tells nothing."""
    every = statistics(found)
    why = lacking(every)
    if why is not None:
        return Chances({}, (say("P(alive) is blank: {why}", why=why),) if every else ())
    try:
        extra()
    except ExtraMissing as missing:
        return Chances(
            {}, (say("P(alive) is blank: {message}; {hint}", message=missing.message, hint=missing.hint),)
        )
    from crmcli.domain.reports.value import bgnbd
    from crmcli.domain.reports.value.lifetime import Table

    table = Table(every)
    model = bgnbd.Parameters(*bgnbd.fit_table(table.facts, table.counts).values)
    alive = [shown(chance) for chance in bgnbd.alive(model, table.facts).tolist()]
    return Chances(
        {
            one.id: alive[place]
            for one, each, place in zip(found.histories, every, table.which, strict=True)
            if each.x
        },
        (),
    )

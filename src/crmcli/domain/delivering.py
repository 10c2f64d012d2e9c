"""Orders delivered: on which day, and how that stands to the day that was promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import ORDER
from crmcli.domain.targets import Steps, Targets, Touched, on_each, steps_of
from crmcli.errors import Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.results import Change
    from crmcli.sql import Writer

SAID = 5
"""Deliveries of which it is said one by one how late or early they are; more are counted."""


@frozen
class DeliverOrders:
    """Orders delivered on a day, no later than ``today``.

    ``told`` says that a person named the day, which puts right another one.
    """

    targets: Targets
    on: date
    told: bool = True
    today: date | None = None


def deliver_orders(db: Writer, request: DeliverOrders) -> Change[Touched]:
    """Set the day of delivery; an open order is completed. One that has a day keeps it unless told another.

    Raises:
        Refused: the order was cancelled, or is of a later day than its delivery.
        UsageError: the day is still to come.
    """
    if request.today is not None and request.on > request.today:
        from shlex import quote

        named = quote(request.targets.refs[0]) if request.targets.refs else "S-1"
        raise UsageError(
            say("{on} is still to come", on=request.on), f"crm order edit {named} --promised {request.on}"
        )
    late: list[tuple[str, int]] = []

    def apply(number: int) -> Steps:
        query = "SELECT status, ordered_on, promised_on, delivered_on FROM sales_order WHERE id = :id"
        status, ordered, promised, delivered = db.tuples(query, {"id": number})[0]
        ref, day = ORDER.ref(number), request.on.isoformat()
        if status == "cancelled":
            raise Refused(say("{ref} is cancelled", ref=ref), f"crm order edit {ref} --status open")
        if delivered is not None and not request.told:
            return {}
        if ordered is not None and day < ordered:
            raise Refused(
                say("{ref} was ordered on {ordered}, after {day}", ref=ref, ordered=ordered, day=day),
                f"crm order deliver {ref} --on {ordered}",
            )
        values: dict[str, Any] = {"delivered_on": day}
        if status == "open":
            values["status"] = "completed"
        if promised is not None:
            late.append((ref, (request.on - date.fromisoformat(promised)).days))
        return steps_of(db, ORDER, number, db.update("sales_order", number, values))

    return replace(on_each(db, ORDER, request.targets, apply, "delivered"), notes=tuple(_told(late)))


def _told(late: list[tuple[str, int]]) -> list[str]:
    """Return how late or early deliveries are."""
    if len(late) <= SAID:
        return [say("{ref}: {away}", ref=ref, away=_away(days)) for ref, days in late]
    behind = sum(days > 0 for _, days in late)
    return [
        say(
            "{counted} on time, {behind:,} late",
            counted=counted(len(late) - behind, "delivery", "deliveries"),
            behind=behind,
        )
    ]


def _away(days: int) -> str:
    if not days:
        return say("on the day it was promised for")
    away = counted(abs(days), "day")
    return say("{counted} late", counted=away) if days > 0 else say("{days} early", days=away)

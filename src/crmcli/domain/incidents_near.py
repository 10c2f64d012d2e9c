"""Incidents that touched a customer of late: what whoever answers the phone should know beforehand."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Instant, Ref, Text
from crmcli.domain.nouns import INCIDENT
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader

NEAR_DAYS = 7


@frozen
class NearIncident:
    """An incident that touched somebody; ``ended_at`` is None while it lasts."""

    id: Annotated[int, Ref("IN", "no.")]
    name: Annotated[str, Text("incident")]
    started_at: Annotated[datetime, Instant(named("from", "time"))]
    ended_at: Annotated[datetime | None, Instant(named("to", "time"))]
    kind: Annotated[str | None, Text(show=ROOMY)]
    note: Annotated[str | None, Text(show=ROOMY)]


_NEAR = """
SELECT r.id, r.name, r.started_at, r.ended_at, r.kind, r.note
FROM incident_customer k JOIN incident r ON r.id = k.incident_id
WHERE k.customer_id = :customer AND r.started_at <= :until AND coalesce(r.ended_at, :until) >= :since
ORDER BY r.started_at DESC, r.id DESC
"""


def incidents_near(db: Reader, customer: int | None, at: str) -> list[NearIncident]:
    """Return the incidents that touched a customer in the week before ``at``, the latest first."""
    if customer is None:
        return []
    since = (datetime.fromisoformat(at[:10]) - timedelta(days=NEAR_DAYS)).date().isoformat()
    # A day alone sorts before its own times: ~ lets all of that day in.
    until = at if "T" in at else f"{at}~"
    return db.rows(NearIncident, _NEAR, {"customer": customer, "since": since, "until": until})


def incident_note(incident: NearIncident, zone: tzinfo) -> str:
    """Return ``IN-1 ATM kesintisi touched them: 2026-11-22 15:00 to 15:30``."""
    start, end = _said(incident.started_at, zone), _said(incident.ended_at, zone)
    if end is not None and start is not None and end[:10] == start[:10]:
        end = end[11:]
    span = (
        say("since {start}", start=start)
        if end is None
        else say("{start} to {end}", start=start, end=end)
        if end
        else str(start)
    )
    return say(
        "{ref} {name} touched them: {span}", ref=INCIDENT.ref(incident.id), name=incident.name, span=span
    )


def _said(moment: object, zone: tzinfo) -> str | None:
    """Return a moment in a zone as day and minute, a day as itself."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
    return None if moment is None else str(moment)

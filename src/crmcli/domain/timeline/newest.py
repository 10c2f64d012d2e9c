"""How far back the newest events reach, so that of a long history only its end is read.

What lies before is counted and summed up by the store. The same rows come out as if all were read.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.timeline.events import DAY, Sums, local_days

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import tzinfo

    from crmcli.domain.timeline.fetch import Part
    from crmcli.sql import Reader


_DATED = frozenset(("activity", "task_done", "delivery", "payment"))  # each of their events has a moment


class Reach(NamedTuple):
    """From which day on events are to be read, None for all; ``ends`` are the days of sources read whole."""

    since: str | None
    ends: dict[str, list[str]]


def floor(db: Reader, asked: Sequence[Part], limit: int, as_of: date, zone: tzinfo) -> Reach:
    """Return a day from which on there are at least ``limit`` events, if that can be known.

    Only what is shown on the day ``as_of`` counts: what is later is not, unless it is planned.
    """
    day = as_of.isoformat()
    # Zones may move an instant by a day.
    values = {"limit": limit, "ceiling": (as_of + timedelta(days=2)).isoformat()}
    days: list[str] = []
    ends: dict[str, list[str]] = {}
    local = local_days(zone)
    for part in (part for part in asked if part.source.big):
        moments, whole = _newest(db, part, values)
        days += [local(moment) if len(moment) > DAY else moment for moment in moments]
        if whole:
            ends[part.source.name] = moments
    days = sorted((found for found in days if found <= day), reverse=True)
    if len(days) < limit:
        return Reach(None, ends)
    return Reach((date.fromisoformat(days[limit - 1]) - timedelta(days=1)).isoformat(), ends)


def _newest(db: Reader, part: Part, values: dict[str, Any]) -> tuple[list[str], bool]:
    """Return the moments of a part's newest events, and whether there are no others."""
    found: dict[int, str] = {}
    whole = True
    for way in part.ways:
        query = (
            f"SELECT r.id, {part.moment} FROM {part.source.tables}\nWHERE ({way}) "
            f"AND {part.moment} < :ceiling{f' AND {part.test}' if part.test else ''}\n"
            f"ORDER BY {part.moment} DESC LIMIT :limit"
        )
        rows = db.tuples(query, {**part.values, **values})
        found |= dict(rows)
        whole = whole and len(rows) < values["limit"]
    return list(found.values()), whole


def before(db: Reader, asked: Sequence[Part], reach: Reach, counted: Collection[str]) -> tuple[int, Sums]:
    """Return how many the big sources have before a day, and what was bought and paid by then.

    ``counted`` are the names of the sources that count.
    """
    count, bought, paid = 0, dict[str, int](), dict[str, int]()
    for part in (part for part in asked if part.source.big):
        values = {**part.values, "since": reach.since}
        ends = reach.ends.get(part.source.name)
        if part.source.name in counted and ends is not None and part.source.name in _DATED:
            count += sum(moment < (reach.since or "") for moment in ends)
        elif part.source.name in counted:
            older = f"({part.moment} IS NULL OR {part.moment} < :since)"
            query = f"SELECT count(*) FROM {part.source.tables}\nWHERE {part.where(older)}"
            count += int(db.value(query, values))
        if part.source.name in ("order", "payment"):
            sums = bought if part.source.name == "order" else paid
            amount = part.source.columns["amount"]
            tests = f"{part.moment} < :since AND {amount} IS NOT NULL"
            tests += " AND r.status <> 'cancelled'" if sums is bought else ""
            query = (
                f"SELECT r.currency, CAST(sum({amount}) AS BIGINT) FROM {part.source.tables}\n"
                f"WHERE {part.where(tests)} GROUP BY r.currency"
            )
            sums |= dict(db.tuples(query, values))
    return count, Sums(bought, paid)

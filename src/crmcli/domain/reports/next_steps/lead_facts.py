"""What is known of leads as of a day: their traits, and what became of them.

Traits are what was known before the outcome: where a lead came from, how it can be reached, and what
happened in its first 14 days, before the day it was converted or lost. Nothing that converting or losing
writes is among them. Fields are those of today: the store keeps no day for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import LEAD
from crmcli.domain.reports.moments import day_of
from crmcli.domain.reports.scope import within
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

DAYS = 14
"""Days from its creation in which touches of a lead count."""
USUAL = (
    "source", "campaign", "city", "country", "industry", "branch", "company", "email", "phone", "website",
    "referrer", "rating", "first touch", "channel", "touches", "response",
)  # fmt: skip
TRAITS = (*USUAL, "owner", "custom")
"""Traits a score may be learned from; owner only when asked for: who has a lead is often decided late."""
_RATINGS = ((70, say("70 and more")), (40, "40-69"), (None, say("below 40")))
_AFTER = ((0, say("same day")), (1, say("1 day")), (3, say("2-3 days")), (7, say("4-7 days")))


class Lead(NamedTuple):
    """A lead: its traits as text, and what became of it: converted, lost or open.

    ``asked`` is 1 where the span and the filter hold; ``closed_on`` None is not known.
    """

    id: int
    name: str | None
    state: str
    created_on: str | None
    closed_on: str | None
    status: str
    source: str | None
    owner: str | None
    owner_id: int | None
    asked: int
    traits: Mapping[str, str]


_CONVERTED = "(v.converted_on <= :as_of OR (v.id IS NULL AND r.status = 'converted'))"
_LOST = "(r.status = 'lost' AND coalesce(r.lost_on, '') <= :as_of)"
_LEADS = f"""
SELECT r.id, coalesce(r.name, r.company), CASE WHEN {_CONVERTED} THEN 'converted' WHEN {_LOST} THEN 'lost'
    ELSE 'open' END, r.created_on, CASE WHEN {_CONVERTED} THEN v.converted_on WHEN {_LOST} THEN r.lost_on END,
  r.status, r.source, u.name, r.owner_id, CASE WHEN {{days}} AND {{where}} THEN 1 ELSE 0 END,
  r.campaign, r.city, r.country, r.industry, r.branch, r.company, r.email, r.phone, r.website,
  r.referrer_id, r.score, r.custom
FROM lead r LEFT JOIN conversion v ON v.lead_id = r.id LEFT JOIN crm_user u ON u.id = r.owner_id
WHERE coalesce(r.created_on, '') <= :as_of ORDER BY r.id
"""
_OWN = 10
_WORDS = ("campaign", "city", "country", "industry", "branch")
_HAS = ("company", "email", "phone", "website", "referrer")
_TOUCHES = """
SELECT a.lead_id, a.at, a.kind, a.direction, a.channel FROM activity a
WHERE a.lead_id IS NOT NULL AND a.done = 1 AND a.kind <> 'note' AND substr(a.at, 1, 10) <= :soon
ORDER BY a.lead_id, a.at, a.kind, a.direction, a.channel, a.id
"""


class Touch(NamedTuple):
    """Something that happened with a lead, and the day it did."""

    day: date
    kind: str
    direction: str | None
    channel: str | None


def fetch(db: Reader, request: Asked, traits: tuple[str, ...] = USUAL) -> list[Lead]:
    """Return the leads that there were on the day, by number, with these traits."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, LEAD, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days)
    days, bounds = within("r.created_on", request)
    query = _LEADS.format(days=days, where=where)
    rows = db.tuples(query, {**values, **bounds, "as_of": request.as_of.isoformat()})
    touched = _touches(db, request)
    custom = _custom(db) if "custom" in traits else {}
    found = [_traits(row, touched, custom, traits) for row in rows]
    spelt = _spelling(found)
    return [
        Lead(*(*row[:_OWN], {name: spelt[name, text] for name, text in one.items()}))
        for row, one in zip(rows, found, strict=True)
    ]


def _spelling(found: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    """Return trait and value -> the spelling most leads have, ties as a reader sorts: İzmir, IZMIR, izmir."""
    from collections import Counter

    from crmcli.domain.text import fold, sort_key

    counts = Counter(part for one in found for part in one.items())
    best: dict[tuple[str, str], str] = {}
    for name, text in sorted(counts, key=lambda part: (-counts[part], sort_key(part[1]), part)):
        best.setdefault((name, fold(text) or text), text)
    return {(name, text): best[name, fold(text) or text] for name, text in counts}


def _touches(db: Reader, request: Asked) -> dict[int, list[Touch]]:
    """Return the touches of each lead up to the day, in time."""
    from datetime import timedelta

    soon = request.as_of + timedelta(days=1) if request.as_of < date.max else request.as_of
    found: dict[int, list[Touch]] = {}
    for lead, at, kind, direction, channel in db.tuples(_TOUCHES, {"soon": soon.isoformat()}):
        day = day_of(at, request.zone)
        if day <= request.as_of:
            found.setdefault(lead, []).append(Touch(day, kind, direction, channel))
    return found


def _custom(db: Reader) -> dict[str, str]:
    """Return the declared custom fields of leads that have few values: name -> type."""
    from crmcli.domain.custom import declared

    return {one.name: one.type for one in declared(db, LEAD).values() if one.type in ("choice", "yes_no")}


def _traits(
    row: tuple[Any, ...],
    touched: Mapping[int, list[Touch]],
    custom: Mapping[str, str],
    wanted: tuple[str, ...],
) -> dict[str, str]:
    """Return what is known of a lead; what is not known is not there."""
    found: dict[str, str | None] = {"source": _word(row[6]), "owner": row[7]}
    found |= {name: _word(value) for name, value in zip(_WORDS, row[_OWN:], strict=False)}
    found |= {
        name: named("no" if value is None else "yes")
        for name, value in zip(_HAS, row[_OWN + len(_WORDS) :], strict=False)
    }
    score, fields = row[-2], row[-1]
    found["rating"] = None if score is None else _rating(score)
    if row[3] is not None:
        found |= _started(touched.get(row[0], []), date.fromisoformat(row[3]), row[4])
    kept = {name: value for name, value in found.items() if value is not None and name in wanted}
    if custom and fields:
        import json

        from crmcli.domain.text import fold

        own = {fold(name): value for name, value in json.loads(fields).items()}
        for name in custom:
            if own.get(fold(name)):
                kept[say("custom {name}", name=name)] = str(own[fold(name)])
    return kept


def factor(trait: str, value: str, meant: str | None) -> str:
    """Return a trait with its value, and what the value counts as where that is another."""
    known = trait in TRAITS
    found = say("{trait}={value}", trait=named(trait, "column") if known else trait, value=value)
    if meant in (value, None):
        return found
    return say("{factor} ({meant})", factor=found, meant=meant)


def _word(value: str | None) -> str | None:
    """Return a word without what stands around it, None for nothing."""
    return value.strip() or None if value else None


def _rating(score: int) -> str:
    return next(name for least, name in _RATINGS if least is None or score >= least)


def _started(touches: list[Touch], created: date, closed: str | None) -> dict[str, str | None]:
    """Return how a lead's first 14 days went, up to the day before its outcome."""
    counted = [one for one in touches if (one.day - created).days in range(DAYS)]
    if closed is not None:
        end = date.fromisoformat(closed)
        counted = [one for one in counted if one.day < end]
    if not counted:
        return {
            "touches": "0",
            "response": say("none in {days} days", days=DAYS),
            "first touch": None,
            "channel": None,
        }
    first = counted[0]
    told = named(first.kind, "choice")
    if first.direction:
        told = say("{kind} {direction}", kind=told, direction=named(first.direction, "choice"))
    return {
        "touches": _many(len(counted)),
        "response": _after((first.day - created).days),
        "first touch": told,
        "channel": _word(first.channel),
    }


def _many(count: int) -> str:
    return str(count) if count <= 2 else "3-4" if count <= 4 else say("5 and more")


def _after(days: int) -> str:
    """Return in how many days a lead was first touched."""
    return next((name for most, name in _AFTER if days <= most), say("8 days and more"))

"""Open leads in the order in which to work them: by score, then by likeness, and what to do next.

The score is that of ``report lead-score`` in whole points, likeness that of ``report look-alike``. What
too few records can tell is left out and said: without a score the leads stand by likeness, without
likeness by score, without either the oldest first.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Number, Percent, Ref, Text
from crmcli.domain.nouns import LEAD
from crmcli.domain.reports.moments import day_of
from crmcli.domain.results import Listing
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader


@frozen
class RankLeads:
    """Which open leads, as of when; ``owner`` None is anybody's, ``me`` the name that writes here.

    ``zone`` (IANA name) is where the days of moments are those of; ``limit`` 0 is all.
    """

    as_of: date
    where: tuple[str, ...] = ()
    owner: str | None = None
    limit: int = 20
    me: str = ""
    region: str = "TR"
    zone: str = "UTC"
    lapsed_days: int = 365


@frozen
class LeadRankRow:
    """A lead and what to do with it; ``score`` and ``likeness`` None are not known."""

    id: Annotated[int, Ref("L", "no.")]
    name: Annotated[str | None, Text()]
    score: Annotated[float | None, Number(digits=0)]
    likeness: Annotated[float | None, Percent("like the best", digits=0)]
    next: Annotated[str, Text()]
    why: Annotated[str | None, Text(show=ROOMY)]
    like: Annotated[str | None, Text(show=DETAIL)]
    owner: Annotated[str | None, Text(show=ROOMY)]
    created_on: Annotated[date | None, Day("created", show=DETAIL)]


class Open(NamedTuple):
    """An open lead as it stands: how to reach it, its earliest open task, its touches."""

    id: int
    name: str | None
    phone: str | None
    email: str | None
    owner: str | None
    created_on: str | None
    touches: int
    last: str | None
    due: str | None
    task: int | None
    subject: str | None


_OPEN = """
SELECT r.id, coalesce(r.name, r.company), r.phone, r.email, u.name, r.created_on, coalesce(t.touches, 0),
  t.last_at, d.at, d.id, d.subject
FROM lead r LEFT JOIN crm_user u ON u.id = r.owner_id LEFT JOIN conversion v ON v.lead_id = r.id
LEFT JOIN (
  SELECT lead_id, count(*) AS touches, max(at) AS last_at FROM activity
  WHERE lead_id IS NOT NULL AND done = 1 AND kind <> 'note' AND substr(at, 1, 10) <= :as_of GROUP BY lead_id
) t ON t.lead_id = r.id
LEFT JOIN (
  SELECT lead_id, at, id, subject, row_number() OVER (PARTITION BY lead_id ORDER BY at, id) AS place
  FROM activity WHERE lead_id IS NOT NULL AND done = 0
) d ON d.lead_id = r.id AND d.place = 1
WHERE coalesce(r.created_on, '') <= :as_of AND NOT coalesce(v.converted_on <= :as_of, r.status = 'converted')
  AND NOT (r.status = 'lost' AND coalesce(r.lost_on, '') <= :as_of) AND {where} AND {owner}
"""


def rank_leads(db: Reader, request: RankLeads) -> Listing[LeadRankRow]:
    """Return the open leads, the first to be worked first; equals by age, then by number.

    Raises:
        NotFound, Conflict: no user, or several, are called like the owner.
    """
    leads = _open(db, request)
    scores, told = _scores(db, request)
    alike, more = _alike(db, request)

    def order(one: Open) -> tuple[Any, ...]:
        score, like = scores.get(one.id), alike.get(one.id)
        return (
            -round(score[0]) if score else 0,
            -like[0] if like else 0,
            one.created_on or "9999",
            one.id,
        )

    leads.sort(key=order)
    shown = leads[: request.limit or None]
    silent = _refused(db, shown)
    rows = []
    for one in shown:
        score, like = scores.get(one.id), alike.get(one.id)
        rows.append(
            LeadRankRow(
                one.id, one.name, score[0] if score else None, like[0] if like else None,
                next_step(one, request, refused=one.id in silent), score[1] if score else None,
                like[1] if like else None, one.owner,
                date.fromisoformat(one.created_on) if one.created_on else None,
            )
        )  # fmt: skip
    return Listing(
        LeadRankRow,
        rows,
        title="Open leads by score and likeness",
        total=len(leads) if len(shown) < len(leads) else None,
        empty='no open lead: crm lead add "Ayşe Işık" --phone "0532 123 45 67"',
        notes=(*told, *more),
    )


def _open(db: Reader, request: RankLeads) -> list[Open]:
    """Return the open leads that are asked about."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, LEAD, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days)
    owner = "1 = 1"
    values = {**values, "as_of": request.as_of.isoformat()}
    if request.owner is not None:
        from crmcli.domain.tasks.owners import owner_of

        owner, values["owner"] = (
            "r.owner_id = :owner",
            owner_of(db, request.owner, request.me, request.region),
        )
    return [Open(*row) for row in db.tuples(_OPEN.format(where=where, owner=owner), values)]


def _scores(db: Reader, request: RankLeads) -> tuple[dict[int, tuple[float, str]], tuple[str, ...]]:
    """Return the score of each open lead and why, and what is to be told."""
    from crmcli.domain.reports.next_steps import lead_score

    asked = lead_score.Request(as_of=request.as_of, zone=request.zone, lapsed_days=request.lapsed_days)
    found = lead_score.report(db, asked)
    told = tuple(say("score: {note}", note=note) for note in found.notes[:2])
    return {row.id: (row.score, row.why) for row in found.rows}, told


def _alike(db: Reader, request: RankLeads) -> tuple[dict[int, tuple[float, str]], tuple[str, ...]]:
    """Return the likeness of each open lead to the best customers and why, and what is to be told."""
    from crmcli.domain.reports.next_steps import look_alike

    asked = look_alike.Request(as_of=request.as_of, zone=request.zone, lapsed_days=request.lapsed_days)
    found = look_alike.report(db, asked)
    told = tuple(say("likeness: {note}", note=note) for note in found.notes[:2])
    return {int(row.no[2:]): (row.likeness, row.because) for row in found.rows}, told


def _refused(db: Reader, leads: Sequence[Open]) -> set[int]:
    """Return those who want no calls."""
    from crmcli.domain.consent import state_of

    return {
        one.id
        for one in leads
        if one.phone and state_of(db, LEAD, one.id, "phone") in ("refused", "withdrawn")
    }


def next_step(one: Open, request: RankLeads, *, refused: bool) -> str:
    """Return what to do with a lead next, in words."""
    if one.due is not None:
        day = day_of(one.due, request.zone)
        late = (request.as_of - day).days
        when = (
            say("on {day}", day=day)
            if late < 0
            else named("due today", "todo")
            if not late
            else say("{counted} overdue", counted=counted(late, "day"))
        )
        what = one.subject or say("task")
        return say("{what} (A-{task}), {when}", what=what, task=one.task, when=when)
    if one.phone and not refused:
        what = named("call", "todo")
    elif one.email:
        what = say("write") if not one.phone else say("write, no calls wanted")
    else:
        what = say("find a phone or an e-mail") if not one.phone else say("no calls wanted, find an e-mail")
    if one.last is None:
        return say("{what}; nobody has yet", what=what)
    days = (request.as_of - day_of(one.last, request.zone)).days
    ago = say("today") if days <= 0 else say("{counted} ago", counted=counted(days, "day"))
    return say(
        "{what}; {counted}, the last {ago}",
        what=what,
        counted=counted(one.touches, "touch", "touches"),
        ago=ago,
    )

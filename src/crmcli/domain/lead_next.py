"""Whom to call now, and why: open leads by what was promised, how new, how hot and how long silent they are.

Points add up and are the same for the same store and moment; what is equal stands by age and number.
A lead tried today is not tried again; one with a task for a later day, or touched too short a time ago
for how often it was touched, waits.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Instant, Number, Ref, Text
from crmcli.domain.nouns import LEAD
from crmcli.domain.results import Listing
from crmcli.domain.tasks.due import Calendar, local
from crmcli.said import listed, say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.sql import Reader

GAPS = (0, 1, 2, 4, 7, 14, 30)
"""Days to wait after so many touches: a day after the first, a month from the sixth on."""
HOT = 70
"""The score from which on a lead is called hot."""
_UNREACHED = ("no answer", "not reached", "voicemail", "busy", "ulasilamadi", "cevap yok", "acmadi", "mesgul")
_PARTS = (
    (12, say("picks up in the morning")),
    (17, say("picks up in the afternoon")),
    (24, say("picks up in the evening")),
)
_AGES = ((1, 45), (3, 40), (7, 35), (10**6, 25))
"""Points of a lead nobody has touched, by the days since it came."""


@frozen
class NextLeads:
    """How many leads, whose, and the moment it is; ``me`` is the name that writes here."""

    calendar: Calendar
    now: datetime
    limit: int = 5
    owner: str | None = None
    me: str = ""
    region: str = "TR"


@frozen
class NextRow:
    """A lead to call; ``why`` are the reasons, the weightiest first."""

    id: Annotated[int, Ref("L", "no.")]
    name: Annotated[str | None, Text()]
    phone: Annotated[str | None, Text(wrap=False)]
    why: Annotated[str, Text()]
    points: Annotated[int, Number(show=ROOMY)]
    company: Annotated[str | None, Text(show=DETAIL)]
    email: Annotated[str | None, Text(show=DETAIL)]
    owner: Annotated[str | None, Text(show=DETAIL)]
    touches: Annotated[int, Number(show=DETAIL)]
    last_touch: Annotated[datetime | None, Instant(show=DETAIL)]
    task: Annotated[int | None, Ref("A", show=DETAIL)]


class Facts(NamedTuple):
    """What is known of an open lead; ``due`` is the earliest open task's moment, as the store has it."""

    id: int
    name: str | None
    company: str | None
    phone: str | None
    email: str | None
    status: str
    score: int | None
    created_on: str | None
    owner: str | None
    touches: int
    last: str | None
    due: str | None
    task: int | None
    subject: str | None


class Reason(NamedTuple):
    """Why a lead is to be called, and how much that weighs."""

    points: int
    words: str


_QUERY = """
SELECT r.id, coalesce(r.name, p.name) AS name, r.company, coalesce(r.phone, p.phone) AS phone,
  coalesce(r.email, p.email) AS email, r.status, r.score, r.created_on, u.name AS owner,
  coalesce(t.touches, 0), t.last_at, d.at, d.id, d.subject
FROM lead r LEFT JOIN contact p ON p.id = r.contact_id LEFT JOIN crm_user u ON u.id = r.owner_id
LEFT JOIN (
  SELECT lead_id, count(*) AS touches, max(at) AS last_at FROM activity
  WHERE lead_id IS NOT NULL AND done = 1 AND kind <> 'note' GROUP BY lead_id
) t ON t.lead_id = r.id
LEFT JOIN (
  SELECT lead_id, at, id, subject, row_number() OVER (PARTITION BY lead_id ORDER BY at, id) AS place
  FROM activity WHERE lead_id IS NOT NULL AND done = 0
) d ON d.lead_id = r.id AND d.place = 1
WHERE r.status NOT IN ('converted', 'lost') AND (r.created_on IS NULL OR r.created_on <= :today)
"""


def next_leads(db: Reader, request: NextLeads) -> Listing[NextRow]:
    """Return whom to call now, the first first; those who refused calls are left out and counted.

    Raises:
        NotFound, Conflict: no user, or several, are called like the owner.
    """
    query = _QUERY
    values: dict[str, Any] = {"today": request.calendar.today.isoformat()}
    if request.owner is not None:
        from crmcli.domain.tasks.owners import owner_of

        number = owner_of(db, request.owner, request.me, request.region)
        query, values = f"{query} AND r.owner_id = :owner", values | {"owner": number}
    leads = [Facts(*row) for row in db.tuples(query, values)]
    waiting = [lead for lead in leads if _may_be_called(lead, request)]
    hours = _answered(db, [lead.id for lead in waiting], request.calendar)
    weighed = [(lead, reasons(lead, request, hours.get(lead.id, ()))) for lead in waiting]
    weighed.sort(key=lambda one: (-points(one[1]), one[0].created_on or "9999", one[0].id))
    rows, refused = _willing(db, weighed, request)
    notes = [say("{counted} left out: no calls wanted", counted=counted(refused, "lead"))] if refused else []
    later = len(leads) - len(waiting)
    notes += (
        [
            say(
                "{counted} wait: tried today, or to be called on a later day",
                counted=counted(later, "open lead"),
            )
        ]
        if later
        else []
    )
    total = len(waiting) - refused if len(rows) < len(waiting) - refused else None
    empty = (
        "nobody is to be called now"
        if leads
        else 'no open lead: crm lead add "Ayşe Işık" --phone "0532 123 45 67"'
    )
    return Listing(NextRow, rows, total=total, empty=empty, notes=tuple(notes))


def _willing(
    db: Reader, weighed: Sequence[tuple[Facts, list[Reason]]], request: NextLeads
) -> tuple[list[NextRow], int]:
    """Return the first leads that have not refused calls, and how many before them have."""
    from crmcli.domain.consent import state_of

    rows: list[NextRow] = []
    refused = 0
    for lead, why in weighed:
        if request.limit and len(rows) == request.limit:
            break
        if lead.phone and state_of(db, LEAD, lead.id, "phone") in ("refused", "withdrawn"):
            refused += 1
            continue
        rows.append(_row(lead, why))
    return rows, refused


def _row(lead: Facts, why: list[Reason]) -> NextRow:
    last = None
    if lead.last is not None:
        last = datetime.fromisoformat(lead.last)
    weightiest = sorted(why, key=lambda one: -abs(one.points))
    words = listed([reason.words for reason in weightiest if reason.words], "; ")
    return NextRow(
        lead.id,
        lead.name or lead.company,
        lead.phone,
        words,
        points(why),
        lead.company,
        lead.email,
        lead.owner,
        lead.touches,
        last,
        lead.task,
    )


def points(why: Sequence[Reason]) -> int:
    """Return what reasons weigh together."""
    return sum(reason.points for reason in why)


def _may_be_called(lead: Facts, request: NextLeads) -> bool:
    """Tell whether it is time to call: not tried today, nothing agreed for later, silent long enough."""
    today, zone = request.calendar.today, request.calendar.zone
    since = None if lead.last is None else (today - local(lead.last, zone)[0]).days
    if since is not None and since <= 0:
        return False
    if lead.due is not None:
        if "T" in lead.due:
            return lead.due <= f"{request.now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return lead.due <= today.isoformat()
    return since is None or since >= GAPS[min(lead.touches, len(GAPS) - 1)]


def reasons(lead: Facts, request: NextLeads, hours: Sequence[int]) -> list[Reason]:
    """Return why a lead is to be called; ``hours`` are those at which it picked up, where people are."""
    found = [_promised(lead, request) or _silent(lead, request)]
    if lead.score is not None:
        hot = say("hot: score {score}", score=lead.score) if lead.score >= HOT else ""
        found.append(Reason(max(0, min(lead.score // 4, 25)), hot))
    if lead.status == "qualified":
        found.append(Reason(10, say("qualified")))
    if hours:
        best = max(_PARTS, key=lambda part: (sum(_part_of(hour) == part for hour in hours), -part[0]))
        fits = _part_of(request.now.astimezone(request.calendar.zone).hour) == best
        found.append(Reason(8 if fits else -8, best[1]))
    if not lead.phone:
        found.append(
            Reason(
                -20,
                say("no phone: write to {email}", email=lead.email)
                if lead.email
                else say("no phone and no e-mail"),
            )
        )
    return found


def _promised(lead: Facts, request: NextLeads) -> Reason | None:
    """Return the reason that a call back or another task is due."""
    if lead.due is None:
        return None
    day, clock = local(lead.due, request.calendar.zone)
    late = (request.calendar.today - day).days
    at = say(" at {clock:%H:%M}", clock=clock) if clock else ""
    when = say("{counted} overdue", counted=counted(late, "day")) if late > 0 else say("due today{at}", at=at)
    what = lead.subject or say("task")
    words = say("{what} (A-{task}): {when}", what=what, task=lead.task, when=when)
    return Reason(90 + min(late, 14) if late > 0 else 85, words)


def _silent(lead: Facts, request: NextLeads) -> Reason:
    """Return the reason that a lead is new, or has not been touched for longer than is good."""
    today = request.calendar.today
    if lead.last is None:
        if lead.created_on is None:
            return Reason(_AGES[-1][1], say("never called"))
        age = (today - date.fromisoformat(lead.created_on)).days
        since = {0: say("new today"), 1: say("new since yesterday")}.get(age) or say(
            "waits for {counted}", counted=counted(age, "day")
        )
        weight = next(weight for most, weight in _AGES if age <= most)
        return Reason(weight, say("{since}, never called", since=since))
    since_days = (today - local(lead.last, request.calendar.zone)[0]).days
    over = since_days - GAPS[min(lead.touches, len(GAPS) - 1)]
    touched = counted(lead.touches, "touch", "touches")
    return Reason(
        15 + min(over, 14),
        say("{touched}, the last {counted} ago", touched=touched, counted=counted(since_days, "day")),
    )


def _part_of(hour: int) -> tuple[int, str]:
    """Return the part of the day of an hour."""
    return next(part for part in _PARTS if hour < part[0])


def _answered(db: Reader, leads: Sequence[int], calendar: Calendar) -> Mapping[int, Sequence[int]]:
    """Return the hours, where people are, of the calls that leads took."""
    if not leads:
        return {}
    from crmcli.domain.text import fold

    listed, values = within(db.engine, "lead_id", "ids", list(leads))
    query = f"SELECT lead_id, at, outcome FROM activity WHERE kind = 'call' AND done = 1 AND {listed}"
    found: dict[int, list[int]] = {}
    for lead, at, outcome in db.tuples(query, values):
        clock = local(at, calendar.zone)[1]
        said: Any = fold(outcome or "")
        if clock is not None and not any(word in said for word in _UNREACHED):
            found.setdefault(lead, []).append(clock.hour)
    return found

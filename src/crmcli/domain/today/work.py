"""Tasks that are overdue, due today and soon; what was planned; cases that wait for a first answer."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from crmcli.domain.counting import counted
from crmcli.domain.tasks.due import local, stored
from crmcli.domain.tasks.rows import FIRST, WHO, before
from crmcli.domain.today.items import Ask, Item, Part, Query, asked, part, weighed, when
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader

_WEIGHT = {"high": 20, "low": -20}
_ACTIVITY = f"""SELECT r.id, {WHO} AS who, coalesce(r.subject, r.body, r.kind) AS what, r.at, r.priority,
  r.kind, coalesce(u.name, w.name) AS owner, r.customer_id
FROM activity r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN lead l ON l.id = r.lead_id LEFT JOIN crm_user u ON u.id = r.user_id
LEFT JOIN crm_user w ON w.id = coalesce(c.owner_id, l.owner_id)
"""
_OWNER = "coalesce(r.user_id, c.owner_id, l.owner_id)"


def _tasks(db: Reader, ask: Ask, name: str, first: date | None, end: date) -> Part:
    """Return open tasks due from a day on, up to but without another."""
    zone = ask.calendar.zone
    test, values = before(end, zone, "end")
    if first is not None:
        old, more = before(first, zone, "first")
        test, values = f"({test}) AND NOT ({old})", values | more
    tests = f"r.done = 0 AND r.kind = 'task' AND ({test})"
    order = f"{FIRST}, r.at, r.id"
    base = {"overdue": 70, "today": 60, "soon": 20}[name]

    def made(*row: Any) -> Item:
        return _activity(ask, row, base)

    return part(name, asked(db, Query(_ACTIVITY, tests, order, values, _OWNER), ask), made)


def _activity(ask: Ask, row: tuple[Any, ...], base: int) -> Item:
    """Return the item of an activity that is to be done."""
    number, who, what, at, priority, kind, owner, customer = row
    day, clock = local(at, ask.calendar.zone)
    late = (ask.today - day).days
    why = when(late) + (f" {clock:%H:%M}" if clock and late <= 0 else "")
    if priority == "high":
        why = say("{why}, high", why=why)
    if kind != "task":
        told = named(kind, "choice")
        what = say("{kind}: {what}", kind=told, what=what) if what != kind else told
    points = weighed(base, late) + _WEIGHT.get(priority, 0)
    return Item(f"A-{number}", who, what, day, late, why, points, owner, customer)


def overdue(db: Reader, ask: Ask) -> Part:
    """Return tasks that were due before today."""
    return _tasks(db, ask, "overdue", None, ask.today)


def due_today(db: Reader, ask: Ask) -> Part:
    """Return tasks due today."""
    return _tasks(db, ask, "today", ask.today, ask.today + timedelta(days=1))


def soon(db: Reader, ask: Ask) -> Part:
    """Return tasks due in the days ahead, where they are asked for."""
    if not ask.soon:
        return Part(name="soon", items=[], total=0)
    return _tasks(db, ask, "soon", ask.today + timedelta(days=1), ask.until + timedelta(days=1))


def nothing_due(db: Reader, ask: Ask) -> str:
    """Return that nothing is due today, with what comes next where anything does."""
    old, values = before(ask.today + timedelta(days=1), ask.calendar.zone, "first")
    query = Query(_ACTIVITY, f"r.done = 0 AND NOT ({old})", "r.at, r.id", values, _OWNER)
    rows, _ = asked(db, query, ask._replace(limit=1))
    if not rows:
        return say("nothing is due today, and nobody waits")
    item = _activity(ask, rows[0], 0)
    return say("nothing is due today; next: {ref}, {when}", ref=item.ref, when=when(item.late or 0))


def planned(db: Reader, ask: Ask) -> Part:
    """Return calls, meetings and visits planned for today, and earlier ones nobody said are done."""
    test, values = before(ask.today + timedelta(days=1), ask.calendar.zone, "end")
    query = Query(_ACTIVITY, f"r.done = 0 AND r.kind <> 'task' AND ({test})", "r.at, r.id", values, _OWNER)

    def made(*row: Any) -> Item:
        item = _activity(ask, row, 65)
        if item.late:
            return item._replace(
                why=say("{counted} ago, done?", counted=counted(item.late, "day")),
                points=40 + min(item.late, 10),
            )
        return item

    return part("planned", asked(db, query, ask), made)


_CASES = """SELECT r.id, coalesce(c.name, p.name, l.name, l.company) AS who, r.name, r.opened_at, r.priority,
  u.name AS owner, r.customer_id
FROM support_case r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN lead l ON l.id = r.lead_id LEFT JOIN crm_user u ON u.id = coalesce(r.owner_id, c.owner_id)
"""
_URGENT = {"urgent": 30, "high": 20, "low": -15}
_BY_PRIORITY = "CASE r.priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'low' THEN 3 ELSE 2 END"


def cases(db: Reader, ask: Ask) -> Part:
    """Return cases that nobody has answered, the most urgent and the oldest first."""
    tests = "r.status = 'open' AND r.first_response_at IS NULL AND r.opened_at < :end"
    end = stored(ask.today + timedelta(days=1), time(), ask.calendar.zone)
    query = Query(
        _CASES, tests, f"{_BY_PRIORITY}, r.opened_at, r.id", {"end": end}, "coalesce(r.owner_id, c.owner_id)"
    )

    def made(*row: Any) -> Item:
        number, who, what, opened, priority, owner, customer = row
        day, _ = local(opened, ask.calendar.zone)
        days = (ask.today - day).days
        late = _answer_late(ask, opened, priority)
        why = _waiting(days, late=late)
        if priority in ("urgent", "high"):
            why = say("{priority}, {why}", priority=named(priority, "choice"), why=why)
        points = 70 + _URGENT.get(priority, 0) + min(days, 10) + (10 if late else 0)
        return Item(f"CS-{number}", who, what, day, days, why, points, owner, customer)

    return part("cases", asked(db, query, ask), made)


def _waiting(days: int, *, late: bool) -> str:
    """Return ``waits 3 days``, or ``overdue 3 days`` where an answer was promised until then."""
    if days <= 0:
        return say("overdue") if late else say("waits")
    since = counted(days, "day")
    return say("overdue {days}", days=since) if late else say("waits {days}", days=since)


def _answer_late(ask: Ask, opened: str, priority: str) -> bool:
    """Tell whether an answer that was promised is late."""
    if ask.promise is None or not ask.promise.minutes:
        return False
    by = ask.promise.answer_by(opened, priority)
    return by is not None and by < ask.promise.now

"""Customers who should have heard from us, good ones that went silent, birthdays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crmcli.domain.counting import counted
from crmcli.domain.tasks.cadence import TALKS, ListCadences, cadences
from crmcli.domain.today.items import Ask, Item, Part, Query, asked, part, ranked, when
from crmcli.said import say
from crmcli.sql import days_between, marks

if TYPE_CHECKING:
    from crmcli.sql import Reader

_LEAST_PURCHASES = 4
_LEAST_SILENCE = 21  # days
_JUST_SPOKEN = 14  # days


def broken(db: Reader, ask: Ask) -> Part:
    """Return customers who should have heard from us by their cadence."""
    items = [
        Item(
            f"C-{row.id}",
            row.name,
            say("get in touch") if row.last_contact else say("get in touch for the first time"),
            None if row.over is None else ask.today - timedelta(days=row.over),
            row.over,
            say("{counted}, every {every}", counted=counted(row.silent, "day"), every=row.every)
            if row.silent is not None
            else say("never spoken with"),
            35 + min(5 * (row.silent or 0) // row.every, 15),
            row.owner,
            row.id,
        )
        for row in cadences(db, ListCadences(ask.today, owner=ask.owner))
    ]
    return Part(name="cadence", items=ranked(items)[: ask.limit or None], total=len(items))


_QUIET = """WITH bought AS (
  SELECT customer_id, count(DISTINCT ordered_on) AS times, min(ordered_on) AS first_day,
    max(ordered_on) AS last_day,
    CAST(sum(CASE WHEN currency = :currency THEN total_minor END) AS bigint) AS spent
  FROM sales_order WHERE customer_id IS NOT NULL AND status <> 'cancelled' AND ordered_on <= :today
    AND coalesce(total_minor, 0) >= 0 GROUP BY customer_id HAVING count(DISTINCT ordered_on) >= :least
), silent AS (
  SELECT customer_id, times, last_day, spent, {since} AS since_last, {span} AS span FROM bought
  WHERE last_day <= :recent AND last_day >= :lapsed
)
SELECT c.id, c.name, r.times, r.last_day, r.since_last, r.span, u.name AS owner
FROM silent r JOIN customer c ON c.id = r.customer_id LEFT JOIN crm_user u ON u.id = c.owner_id
"""
_TALKED = f"""EXISTS (SELECT 1 FROM activity a WHERE a.customer_id = c.id AND a.done = 1 AND a.at >= :spoken
  AND a.kind IN {TALKS})"""
_IN_HAND = "EXISTS (SELECT 1 FROM activity a WHERE a.customer_id = c.id AND a.done = 0)"


def quiet(db: Reader, ask: Ask) -> Part:
    """Return good customers that have not bought for more than twice their usual time between purchases.

    Good are those with purchases on four days or more who spent at least what such customers spend on
    average. Left out are the lapsed, those spoken with in the last fortnight, and those with an open task.
    """
    head = _QUIET.replace("{since}", days_between(db.engine, "last_day", "CAST(:today AS TEXT)"))
    head = head.replace("{span}", days_between(db.engine, "first_day", "last_day"))
    tests = (
        "r.since_last * (r.times - 1) > 2 * r.span "
        "AND coalesce(r.spent, 0) >= coalesce((SELECT avg(spent) FROM bought), 0) "
        f"AND NOT {_TALKED} AND NOT {_IN_HAND}"
    )
    values = {
        "currency": ask.currency,
        "today": ask.today.isoformat(),
        "least": _LEAST_PURCHASES,
        "recent": (ask.today - timedelta(days=_LEAST_SILENCE)).isoformat(),
        "lapsed": (ask.today - timedelta(days=ask.lapsed_days)).isoformat(),
        "spoken": (ask.today - timedelta(days=_JUST_SPOKEN)).isoformat(),
    }
    query = Query(head, tests, "coalesce(r.spent, 0) DESC, r.times DESC, c.id", values, "c.owner_id")

    def made(*row: Any) -> Item:
        number, name, times, last, since, span, owner = row
        usual = max(1, round(span / (times - 1)))
        expected = date.fromisoformat(last) + timedelta(days=usual)
        why = say("{counted}, usually {usual}", counted=counted(since, "day"), usual=usual)
        late = (ask.today - expected).days
        what = say("went quiet: ask what changed")
        return Item(f"C-{number}", name, what, expected, late, why, 30, owner, number)

    return part("quiet", asked(db, query, ask), made)


_BIRTHDAYS = """SELECT p.id, p.name, p.birth_date, u.name AS owner, c.id AS customer, c.name AS firm
FROM contact p LEFT JOIN customer c ON c.id = (SELECT k.customer_id FROM customer_contact k
    WHERE k.contact_id = p.id AND k.until IS NULL ORDER BY k.is_primary DESC, k.id LIMIT 1)
LEFT JOIN crm_user u ON u.id = coalesce(p.owner_id, c.owner_id)
"""


def birthdays(db: Reader, ask: Ask) -> Part:
    """Return contacts whose birthday is today or in the days ahead, at most a year.

    Who was born on 29 February has it on the 28th in other years.
    """
    from crmcli.domain.brief_rules import next_birthday

    ahead = min(ask.ahead, 364)
    days = {(ask.today + timedelta(days=away)).strftime("%m-%d") for away in range(ahead + 1)}
    if "02-28" in days:
        days.add("02-29")
    names, values = marks("d", sorted(days))
    tests = f"substr(p.birth_date, 6, 5) IN ({names})"
    query = Query(
        _BIRTHDAYS,
        tests,
        "substr(p.birth_date, 6, 5), p.name_sort, p.id",
        values,
        "coalesce(p.owner_id, c.owner_id)",
    )
    found = []
    for number, name, born, owner, customer, firm in asked(db, query, ask._replace(limit=0))[0]:
        birth = date.fromisoformat(born)
        on, age = next_birthday(birth, ask.today)
        if birth > ask.today or on > ask.today + timedelta(days=ahead):
            continue
        away = (on - ask.today).days
        who = f"{name} · {firm}" if firm else name
        what = say("turns {age}", age=age) if age else say("is born")
        found.append(
            Item(f"P-{number}", who, what, on, -away, when(-away), 50 if not away else 20, owner, customer)
        )
    found.sort(key=lambda item: (item.day or ask.today, item.ref))
    return Part(name="birthdays", items=ranked(found)[: ask.limit or None], total=len(found))

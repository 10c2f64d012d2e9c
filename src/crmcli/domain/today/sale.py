"""What sales ask for today: deliveries, money that is overdue, quotes that end, stuck opportunities."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crmcli.domain.counting import counted
from crmcli.domain.kinds import stage_told
from crmcli.domain.today.items import Ask, Item, Part, Query, asked, days_late, part, ranked, weighed, when
from crmcli.said import say
from crmcli.sql import days_between, within

if TYPE_CHECKING:
    from crmcli.sql import Reader

_LEAST_STAYS = 10
"""Stays in a stage from which on a long one is told from a usual one."""
_DELIVERIES = """SELECT o.id, c.name AS who, o.number, o.promised_on, u.name AS owner, o.customer_id
FROM sales_order o LEFT JOIN customer c ON c.id = o.customer_id
LEFT JOIN crm_user u ON u.id = coalesce(o.owner_id, c.owner_id)
"""


def deliveries(db: Reader, ask: Ask) -> Part:
    """Return orders promised for a day up to the last one ahead and not delivered."""
    tests = "o.promised_on <= :until AND o.delivered_on IS NULL AND o.status <> 'cancelled'"
    values = {"until": ask.until.isoformat()}
    query = Query(_DELIVERIES, tests, "o.promised_on, o.id", values, "coalesce(o.owner_id, c.owner_id)")

    def made(*row: Any) -> Item:
        number, who, name, promised, owner, customer = row
        late = days_late(promised, ask)
        points = weighed(80, late) if late > 0 else 60 if late == 0 else 25
        what = say("deliver {name}", name=name or f"S-{number}")
        return Item(
            f"S-{number}", who, what, date.fromisoformat(promised), late, when(late), points, owner, customer
        )

    return part("deliveries", asked(db, query, ask), made)


def payments(db: Reader, ask: Ask) -> Part:
    """Return orders that name a day of payment which has passed, and of which something is open."""
    from crmcli.domain.payments.account import Asked, accounts

    late = "SELECT 1 FROM sales_order WHERE due_on < :late LIMIT 1"
    bound = {"late": ask.today.isoformat()}
    if db.value(late, bound) is None:
        return Part(name="payments", items=[], total=0)
    whose = "{c} IN (SELECT customer_id FROM sales_order WHERE due_on < :late)"
    found = accounts(db, Asked(ask.today, ask.payment_days, whose=whose, values=tuple(bound.items())))
    open_of = {
        one.order: (one.amount, currency, one.due)
        for (_, currency), account in found.items()
        for one in account.open
        if one.order and one.due is not None and one.due < ask.today
    }
    listed, values = within(db.engine, "o.id", "ids", sorted(open_of))
    mine = " AND coalesce(o.owner_id, c.owner_id) = :whose" if ask.owner is not None else ""
    query = f"""
SELECT o.id, c.name AS who, o.number, u.name AS owner, o.customer_id
FROM sales_order o LEFT JOIN customer c ON c.id = o.customer_id
LEFT JOIN crm_user u ON u.id = coalesce(o.owner_id, c.owner_id)
WHERE o.due_on IS NOT NULL AND {listed}{mine} ORDER BY o.due_on, o.id
"""
    rows = db.tuples(query, values | ({"whose": ask.owner} if ask.owner is not None else {}))
    items = [_owed(ask, row, open_of[row[0]]) for row in rows]
    kept = ranked(items)
    return Part(name="payments", items=kept[: ask.limit] if ask.limit else kept, total=len(kept))


def _owed(ask: Ask, row: tuple[Any, ...], opened: tuple[int, str, date | None]) -> Item:
    from crmcli.domain.money import human

    number, who, name, owner, customer = row
    amount, currency, due = opened
    late = 0 if due is None else (ask.today - due).days
    what = say("{amount} open of {name}", amount=human(amount, currency), name=name or f"S-{number}")
    return Item(f"S-{number}", who, what, due, late, when(late), 40 + min(late // 7, 10), owner, customer)


_QUOTES = """SELECT q.id, coalesce(c.name, l.name, l.company) AS who, q.name, q.valid_until, u.name AS owner,
  q.customer_id
FROM quote q LEFT JOIN customer c ON c.id = q.customer_id LEFT JOIN lead l ON l.id = q.lead_id
LEFT JOIN crm_user u ON u.id = coalesce(q.owner_id, c.owner_id, l.owner_id)
"""


def quotes(db: Reader, ask: Ask) -> Part:
    """Return quotes that wait for an answer and end within the days ahead, or ended within a month."""
    tests = "q.status = 'sent' AND q.valid_until <= :until AND q.valid_until >= :since"
    values = {"until": ask.until.isoformat(), "since": (ask.today - timedelta(days=30)).isoformat()}
    order = "CASE WHEN q.valid_until < :today THEN 1 ELSE 0 END, q.valid_until, q.id"
    owner = "coalesce(q.owner_id, c.owner_id, l.owner_id)"
    query = Query(_QUOTES, tests, order, values | {"today": ask.today.isoformat()}, owner)

    def made(*row: Any) -> Item:
        number, who, name, valid, whose, customer = row
        late = days_late(valid, ask)
        why = (
            say("ended {counted} ago", counted=counted(late, "day"))
            if late > 0
            else say("ends {when}", when=when(late))
        )
        points = 35 if late > 0 else 55 if late >= -1 else 40
        return Item(f"Q-{number}", who, name, date.fromisoformat(valid), late, why, points, whose, customer)

    return part("quotes", asked(db, query, ask), made)


_STUCK = """WITH stays AS (
  SELECT stage, {length} AS stay FROM (
    SELECT to_stage_id AS stage, changed_on AS came, lead(changed_on) OVER (
      PARTITION BY opportunity_id ORDER BY coalesce(changed_on, ''), id) AS went FROM stage_change) moves
  WHERE came IS NOT NULL AND went IS NOT NULL
), usual AS (
  SELECT stage, min(stay) AS longest FROM (
    SELECT stage, stay, row_number() OVER (PARTITION BY stage ORDER BY stay) AS place,
      count(*) OVER (PARTITION BY stage) AS many FROM stays) ordered
  WHERE place * 10 >= many * 9 AND many >= :least GROUP BY stage
), present AS (
  SELECT r.id, r.name, r.customer_id, r.owner_id, r.expected_close, s.name AS stage, s.position,
    g.longest, {stayed} AS stayed
  FROM opportunity r JOIN stage s ON s.id = r.stage_id AND s.outcome = 'open'
  LEFT JOIN usual g ON g.stage = r.stage_id
)
SELECT r.id, c.name AS who, r.name, r.expected_close, r.stage, r.stayed, r.longest, u.name AS owner,
  r.customer_id
FROM present r LEFT JOIN customer c ON c.id = r.customer_id
LEFT JOIN crm_user u ON u.id = coalesce(r.owner_id, c.owner_id)
"""
_CAME = """coalesce((SELECT max(x.changed_on) FROM stage_change x
  WHERE x.opportunity_id = r.id AND x.to_stage_id = r.stage_id), r.created_on)"""


def stuck(db: Reader, ask: Ask) -> Part:
    """Return open opportunities past their expected close, or longer in their stage than 9 of 10 were.

    Stages with fewer than 10 finished stays tell nothing of what is long.
    """
    head = _STUCK.replace("{length}", days_between(db.engine, "came", "went"))
    head = head.replace("{stayed}", days_between(db.engine, _CAME, "CAST(:today AS TEXT)"))
    values = {"today": ask.today.isoformat(), "least": _LEAST_STAYS}
    tests = "(r.expected_close < :today OR r.stayed > r.longest)"
    order = "CASE WHEN r.expected_close < :today THEN 0 ELSE 1 END, r.position DESC, r.expected_close, r.id"
    query = Query(head, tests, order, values, "coalesce(r.owner_id, c.owner_id)")

    def made(*row: Any) -> Item:
        number, who, name, close, stage, stayed, longest, owner, customer = row
        late = days_late(close, ask) if close else None
        if late is not None and late > 0:
            why, points = say("close {counted} ago", counted=counted(late, "day")), 30 + min(late // 7, 5)
        else:
            why, points = (
                say("{counted}, usually {longest}", counted=counted(stayed, "day"), longest=longest),
                25,
            )
        day = date.fromisoformat(close) if close else None
        return Item(
            f"O-{number}",
            who,
            say("{name} in {stage}", name=name, stage=stage_told(stage)),
            day,
            late,
            why,
            points,
            owner,
            customer,
        )

    return part("stuck", asked(db, query, ask), made)

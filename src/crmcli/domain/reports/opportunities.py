"""Opportunities as they stood on a day, summed up by the store.

The stage of an opportunity as of a day is its stage now with every dated step after that day
taken back. One that is closed now and closed after that day, with no step that says from where,
was open then, at a stage that is not known. Amounts, probabilities and owners are those of today.
An opportunity without a creation date is taken to have existed.

In one currency (``request.currency``) amounts in others are turned into it: of open ones at the
rate of the day asked about, of closed ones at that of their closing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from crmcli.domain.nouns import OPPORTUNITY
from crmcli.domain.reports.in_one import InOne
from crmcli.domain.reports.scope import By, only_currency, total, within
from crmcli.sql import days_between

if TYPE_CHECKING:
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader


# Over the opportunities seen, their stage s, owner u, manager m and product p.
BY = {
    "stage": By("s.id", "s.name"),
    "owner": By("u.id", "u.name", "U"),
    "team": By("u.team", "u.team"),
    "branch": By("coalesce(seen.branch, u.branch)", "coalesce(seen.branch, u.branch)"),
    "manager": By("m.id", "m.name", "U"),
    "product": By("p.id", "p.name", "PR"),
    "source": By("seen.source", "seen.source"),
    "month": By("substr(seen.due, 1, 7)", "substr(seen.due, 1, 7)"),
}


class Open(NamedTuple):
    """Sums over open opportunities; ``weighted`` in hundredths of minor units.

    ``defaulted`` have an amount and no probability but their stage's, ``unpriced`` no amount,
    ``undated`` no creation date.
    """

    key: Any
    label: str | None
    position: int | None
    currency: str | None
    deals: int
    amount: int | None
    weighted: int | None
    defaulted: int
    unpriced: int
    undated: int
    oldest: str | None


class Closed(NamedTuple):
    """Sums over closed opportunities; ``value`` over the ``priced`` won ones, days over the ``timed``."""

    key: Any
    label: str | None
    currency: str | None
    won: int
    lost: int
    value: int | None
    priced: int
    won_days: int | None
    won_timed: int
    lost_days: int | None
    lost_timed: int

    @property
    def deals(self) -> int:
        """How many were closed."""
        return self.won + self.lost


class Stage(NamedTuple):
    """An open stage that is in use."""

    key: int
    label: str
    position: int


_SEEN = """
WITH later AS (
  SELECT opportunity_id, coalesce(from_stage_id, to_stage_id) AS stage_id,
    row_number() OVER (PARTITION BY opportunity_id ORDER BY changed_on, id) AS place
  FROM stage_change WHERE changed_on > :as_of
), placed AS (
  SELECT r.*, coalesce(l.stage_id, r.stage_id) AS stage_then
  FROM opportunity r LEFT JOIN later l ON l.opportunity_id = r.id AND l.place = 1
  WHERE (r.created_on IS NULL OR r.created_on <= :as_of) AND {where}
), ended AS (
  SELECT o.*,
    CASE WHEN t.outcome <> 'open' AND o.closed_on > :as_of THEN 'unknown' ELSE t.outcome END AS ending
  FROM placed o JOIN stage t ON t.id = o.stage_then WHERE {currency}
), seen AS (
  SELECT e.id, e.owner_id, e.product_id, e.branch, e.source, e.created_on, e.amount_minor, e.probability,
    coalesce(e.currency, :only) AS currency, e.closed_on,
    CASE WHEN e.ending <> 'unknown' THEN e.stage_then END AS stage_id,
    CASE WHEN e.ending = 'unknown' THEN 'open' ELSE e.ending END AS outcome,
    CASE WHEN e.ending IN ('open', 'unknown') THEN e.expected_close ELSE e.closed_on END AS due
  FROM ended e
)
"""
_JOINS = """
FROM seen LEFT JOIN stage s ON s.id = seen.stage_id LEFT JOIN crm_user u ON u.id = seen.owner_id
LEFT JOIN crm_user m ON m.id = u.manager_id LEFT JOIN product p ON p.id = seen.product_id
"""
_OPEN = f"""
SELECT {{key}}, {{label}}, {{position}}, seen.currency, count(*), {total("seen.amount_minor")},
  {total("seen.amount_minor * coalesce(seen.probability, s.probability)")},
  count(CASE WHEN seen.probability IS NULL AND seen.amount_minor IS NOT NULL THEN s.id END),
  count(*) - count(seen.amount_minor), count(*) - count(seen.created_on), min(seen.created_on)
{_JOINS} WHERE seen.outcome = 'open' AND {{days}} GROUP BY 1, 2, 3, 4
"""
_CLOSED = f"""
SELECT {{key}}, {{label}}, {{day}}, seen.currency, count(CASE WHEN seen.outcome = 'won' THEN 1 END),
  count(CASE WHEN seen.outcome = 'lost' THEN 1 END),
  {total("CASE WHEN seen.outcome = 'won' THEN seen.amount_minor END")},
  count(CASE WHEN seen.outcome = 'won' THEN seen.amount_minor END),
  {total("CASE WHEN seen.outcome = 'won' THEN {took} END")},
  count(CASE WHEN seen.outcome = 'won' THEN {{took}} END),
  {total("CASE WHEN seen.outcome = 'lost' THEN {took} END")},
  count(CASE WHEN seen.outcome = 'lost' THEN {{took}} END)
{_JOINS} WHERE seen.outcome <> 'open' AND {{days}} GROUP BY 1, 2, 3, 4
"""


def in_one(db: Reader, request: Asked) -> InOne | None:
    """Return how amounts are turned into the currency asked for, None where none is."""
    if request.currency is None:
        return None
    found = [row[0] for row in db.tuples("SELECT DISTINCT currency FROM opportunity")]
    return InOne(db, request.currency, request.as_of, found)


def fetch_open(db: Reader, request: Asked, by: str, one: InOne | None = None) -> list[Open]:
    """Return the sums over open opportunities by a name of ``BY``, in no order."""
    seen, values = _seen(db, request, one, closed=False)
    days, bounds = within("seen.due", request)
    # A NULL that stands alone has no type in PostgreSQL.
    position = "s.position" if by == "stage" else "CAST(NULL AS BIGINT)"
    query = _OPEN.format(key=BY[by].key, label=BY[by].label, position=position, days=days)
    found = [Open(*row) for row in db.tuples(seen + query, values | bounds)]
    if one is None:
        return found
    merged: dict[Any, Open] = {}
    for sums in found:
        amount, weighted = (_turned(one, part, sums.currency, None) for part in (sums.amount, sums.weighted))
        own = sums._replace(currency=one.code, amount=amount, weighted=weighted)
        merged[sums.key] = _joined(merged[sums.key], own) if sums.key in merged else own
    return list(merged.values())


def fetch_closed(db: Reader, request: Asked, by: str, one: InOne | None = None) -> list[Closed]:
    """Return the sums over closed opportunities by a name of ``BY``, in no order."""
    seen, values = _seen(db, request, one, closed=True)
    days, bounds = within("seen.due", request)
    days_open = days_between(db.engine, "seen.created_on", "seen.closed_on")
    took = f"CASE WHEN seen.closed_on >= seen.created_on THEN {days_open} END"
    day = "CAST(NULL AS TEXT)" if one is None else "seen.closed_on"
    query = _CLOSED.format(key=BY[by].key, label=BY[by].label, days=days, took=took, day=day)
    rows = db.tuples(seen + query, values | bounds)
    if one is None:
        return [Closed(key, label, *rest) for key, label, _, *rest in rows]
    merged: dict[Any, Closed] = {}
    for key, label, on, *rest in rows:
        sums = Closed(key, label, *rest)
        own = sums._replace(currency=one.code, value=_turned(one, sums.value, sums.currency, on))
        merged[key] = _joined(merged[key], own) if key in merged else own
    return list(merged.values())


def _turned(one: InOne, amount: int | None, currency: str | None, day: str | None) -> int | None:
    """Return an amount in the one currency; what has no currency has no amount."""
    return None if amount is None or currency is None else one.rates.minor(int(amount), currency, day)


Sums = TypeVar("Sums", Open, Closed)
_SAME = ("key", "label", "position", "currency")


def _joined(one: Sums, other: Sums) -> Sums:
    """Return two sums of one group as one: what is counted is added, of days the earliest stays."""
    values: dict[str, Any] = {}
    for name, mine, theirs in zip(one._fields, one, other, strict=True):
        known = [value for value in (mine, theirs) if value is not None]
        if name in _SAME:
            values[name] = mine
        elif name == "oldest":
            values[name] = min(known, default=None)
        else:
            values[name] = sum(known) if known else None
    return one._replace(**values)


def told_of_rates(db: Reader, request: Asked, one: InOne | None, *, closed: bool) -> tuple[str, ...]:
    """Return in words which opportunities were turned into the one currency, and which left out."""
    if one is None:
        return ()
    seen, values = _seen(db, request, None, closed=closed)
    days, bounds = within("seen.due", request)
    test, asked = one.test("seen.currency", "seen.closed_on" if closed else ":as_of")
    query = _FOREIGN.format(test=test, days=days, ending="<>" if closed else "=")
    rows = db.tuples(seen + query, {**values, **bounds, **asked})
    return (
        *one.turned(((code, count) for code, count, _ in rows), "opportunity", _RATE_OF[closed]),
        *one.left_out(((code, count) for code, _, count in rows if count), "opportunity"),
    )


_RATE_OF = {False: "the report's day", True: "its closing day"}
_FOREIGN = """
SELECT seen.currency, count(CASE WHEN {test} THEN 1 END), count(CASE WHEN NOT {test} THEN 1 END)
FROM seen WHERE seen.outcome {ending} 'open' AND {days} AND seen.currency <> :one_code
GROUP BY seen.currency ORDER BY count(*) DESC, seen.currency
"""


def fetch_stages(db: Reader) -> list[Stage]:
    """Return the open stages in use, in order."""
    query = "SELECT id, name, position FROM stage WHERE outcome = 'open' AND active = 1 ORDER BY position, id"
    return [Stage(*row) for row in db.tuples(query)]


def count_without_day(db: Reader, request: Asked, one: InOne | None = None, *, closed: bool) -> int:
    """Return how many opportunities a span leaves out because the day in question is missing."""
    seen, values = _seen(db, request, one, closed=closed)
    test = "seen.outcome <> 'open'" if closed else "seen.outcome = 'open'"
    return int(db.value(f"{seen} SELECT count(*) FROM seen WHERE seen.due IS NULL AND {test}", values))


def _seen(db: Reader, request: Asked, one: InOne | None, *, closed: bool) -> tuple[str, dict[str, Any]]:
    """Return the WITH clause that shows opportunities as they stood, and its values.

    With ``one`` only those are seen whose amounts can be turned, as open or as ``closed`` ones.
    """
    from crmcli.domain.where import conditions

    where, values = conditions(db, OPPORTUNITY, request.where, as_of=request.as_of)
    only = request.currency or only_currency(db, "r.currency", f"opportunity r WHERE {where}", values)
    currency, asked = "1 = 1", dict[str, Any]()
    if one is not None:
        currency, asked = one.test("o.currency", "o.closed_on" if closed else ":as_of")
    values = {**values, **asked, "only": only, "as_of": request.as_of.isoformat()}
    return _SEEN.format(where=where, currency=currency), values

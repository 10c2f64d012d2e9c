"""How often a customer is to hear from us, and where that was broken.

A contact is a call, e-mail, meeting, visit or message that is done, or an order that was not
cancelled. Without any the days count from when the customer was added.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Day, Duration, Ref, Text
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.results import Change, Listing
from crmcli.domain.targets import Targets, Touched, on_each
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

TALKS = "('call', 'email', 'meeting', 'visit', 'message')"
"""The kinds of activity in which somebody heard from us, as a list of SQL."""
_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
_OFF = frozenset(("off", "none", "never", "no", "0", "yok", "kapali", "hic", "kapat"))
_MOST = 3660
_HINT = say("crm customer cadence C-12 30d, monthly, or off")


@frozen
class SetCadence:
    """Customers, and how often they are to hear from us, as typed."""

    targets: Targets
    every: str


def cadence_days(text: str) -> int | None:
    """Return the days between contacts of 30d, monthly, "2 weeks" or "her ay"; None for off.

    A month is 30 days, a quarter 90, a year 365.

    Raises:
        UsageError: it is no length of time from 1 to 3,660 days.
    """
    from crmcli.domain.date_words import UNITS
    from crmcli.domain.tasks.repeat import read_repeat
    from crmcli.domain.text import fold

    body = fold(text)
    if body in _OFF:
        return None
    found = re.fullmatch(r"(?:every |her )?([0-9]{1,4}) ?([a-z]*)(?:de bir|da bir)?", body)
    days = 0
    if found is not None and (found[2] or "day") in UNITS:
        days = int(found[1]) * _DAYS.get(UNITS[found[2] or "day"], 0)
    elif found is None or found[2]:
        try:
            repeat = read_repeat(text)
        except UsageError:
            repeat = None
        if repeat is not None and not (repeat.weekdays or repeat.day or repeat.nth):
            days = repeat.every * _DAYS.get(repeat.unit, 0)
    if not 1 <= days <= _MOST:
        raise UsageError(say('"{text}" is no length of time between contacts', text=text.strip()), _HINT)
    return days


def set_cadence(db: Writer, request: SetCadence) -> Change[Touched]:
    """Say how often customers are to hear from us.

    Raises:
        UsageError: it is no length of time.
    """
    days = cadence_days(request.every)

    def apply(number: int) -> dict[str, tuple[Any, Any]]:
        changed = db.update("customer", number, {"cadence_days": days})
        return {"cadence": tuple(_said(value) for value in changed["cadence_days"])} if changed else {}  # type: ignore[dict-item]

    return on_each(db, CUSTOMER, request.targets, apply)


def _said(days: int | None) -> str | None:
    return None if days is None else say("every {days} days", days=days) if days > 1 else say("every day")


@frozen
class CadenceRow:
    """A customer with a cadence; ``over`` the days since a contact was due, None while it is kept."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text()]
    every: Annotated[int, Duration()]
    last_contact: Annotated[date | None, Day("last contact")]
    silent: Annotated[int | None, Duration()]
    over: Annotated[int | None, Duration()]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    phone: Annotated[str | None, Text(show=ROOMY, wrap=False)]


@frozen
class ListCadences:
    """Broken cadences as of a day; ``every`` those that are kept as well; ``limit`` 0 is no limit."""

    as_of: date
    every: bool = False
    limit: int = 0
    owner: int | None = None


_QUERY = f"""
SELECT c.id, c.name, c.cadence_days, c.created_on, u.name AS owner, c.phone,
  (SELECT substr(max(a.at), 1, 10) FROM activity a WHERE a.customer_id = c.id AND a.done = 1
    AND a.at < :after AND a.kind IN {TALKS}) AS talked,
  (SELECT max(o.ordered_on) FROM sales_order o WHERE o.customer_id = c.id
    AND o.ordered_on < :after AND o.status <> 'cancelled') AS bought
FROM customer c LEFT JOIN crm_user u ON u.id = c.owner_id WHERE c.cadence_days IS NOT NULL
"""


def cadences(db: Reader, request: ListCadences) -> list[CadenceRow]:
    """Return customers with a cadence, the longest broken in proportion to it first."""
    from datetime import timedelta

    mine = " AND c.owner_id = :owner" if request.owner is not None else ""
    values = {"after": (request.as_of + timedelta(days=1)).isoformat()}
    bound = values | ({"owner": request.owner} if request.owner is not None else {})
    found = []
    for number, name, every, created, owner, phone, talked, bought in db.tuples(_QUERY + mine, bound):
        last = max(filter(None, (talked, bought)), default=None)
        since = last or created
        silent = (request.as_of - date.fromisoformat(since)).days if since else None
        over = silent - every if silent is not None and silent > every else None
        if request.every or over is not None or silent is None:
            day = date.fromisoformat(last) if last else None
            found.append(CadenceRow(number, name, every, day, silent, over, owner, phone))
    return sorted(found, key=_urgency)


def _urgency(row: CadenceRow) -> tuple[float, int]:
    """Return what rows are sorted by: those of an unknown beginning first, then the most overdue."""
    return (-row.silent / row.every if row.silent is not None else -1e9, row.id)


def list_cadences(db: Reader, request: ListCadences) -> Listing[CadenceRow]:
    """List the customers who should have heard from us."""
    rows = cadences(db, request)
    shown = rows[: request.limit] if request.limit else rows
    total = len(rows) if len(shown) < len(rows) else None
    empty = (
        say("no cadence is broken")
        if _any(db)
        else say("no customer has a cadence yet: crm customer cadence C-12 30d")
    )
    return Listing(CadenceRow, shown, total=total, empty=empty)


def _any(db: Reader) -> bool:
    return db.value("SELECT id FROM customer WHERE cadence_days IS NOT NULL LIMIT 1") is not None

"""Our branches: a dimension of everything that happens, held as a name on every record.

There is no list of them: a branch is where something carries its name. Names that fold alike
(Kadikoy, Kadıköy) are told apart here and hinted at.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Instant, Money, Number, Text
from crmcli.domain.nouns import BY_TABLE
from crmcli.domain.results import Change, Listing
from crmcli.errors import Conflict, NotFound, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.sql import Reader, Writer

# Table -> when something of it happened, and what it was about; of those that are events.
EVENTS = {
    "activity": ("r.at", "coalesce(r.subject, r.kind)"),
    "sales_order": ("r.ordered_on", "r.number"),
    "payment": ("r.paid_on", "r.number"),
    "quote": ("r.quoted_on", "r.name"),
    "opportunity": ("r.created_on", "r.name"),
    "lead": ("r.created_on", "coalesce(r.name, r.company)"),
    "customer": ("r.created_on", "r.name"),
    "support_case": ("r.opened_at", "r.name"),
    "request": ("r.asked_on", "r.name"),
    "survey": ("r.answered_on", "r.topic"),
    "shop_check": ("r.checked_on", "r.note"),
    "verification": ("r.at", "NULL"),
    "incident": ("r.started_at", "r.name"),
    "need": ("r.noted_on", "r.name"),
    "attachment": ("r.attached_on", "r.name"),
    "account_plan": ("r.created_on", "r.name"),
}
_COUNTED = {
    "customer": "customers",
    "crm_user": "users",
    "activity": "activities",
    "sales_order": "orders",
    "support_case": "cases",
    "payment": "payments",
    "shop_check": "checks",
}


@frozen
class BranchRow:
    """A branch with what is there; ``revenue`` is of orders not cancelled, refunds included.

    ``others`` counts further records; ``last`` is the latest event, up to the day asked about.
    """

    branch: str
    customers: int
    users: Annotated[int, Number(show=ROOMY)]
    activities: int
    orders: int
    revenue: Annotated[int | None, Money("currency")]
    cases: Annotated[int, Number(show=ROOMY)]
    payments: Annotated[int, Number(show=ROOMY)]
    checks: Annotated[int, Number(show=ROOMY)]
    others: Annotated[int, Number(show=DETAIL)]
    last: Annotated[datetime | date | None, Instant("last event")]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class ListBranches:
    """As of which day, and in which currency."""

    as_of: date
    currency: str | None = None


def _tables(db: Reader) -> list[str]:
    """Return the tables whose records carry a branch."""
    return [table for table, info in db.tables.items() if "branch" in info.columns]


def list_branches(db: Reader, request: ListBranches) -> Listing[BranchRow]:
    """List every branch that any record carries, by name."""
    from crmcli.domain.text import sort_key
    from crmcli.domain.tree_totals import one_currency

    counts: dict[str, dict[str, int]] = {}
    last: dict[str, str] = {}
    for table in _tables(db):
        # An event that lies ahead (a task) is no last one.
        when = EVENTS[table][0] if table in EVENTS else "NULL"
        latest = (
            f"max(CASE WHEN substr({when}, 1, 10) <= :as_of THEN {when} END)" if table in EVENTS else "NULL"
        )
        query = (
            f"SELECT r.branch, count(*), {latest} FROM {table} r WHERE r.branch IS NOT NULL GROUP BY r.branch"
        )
        values = {"as_of": request.as_of.isoformat()} if table in EVENTS else {}
        for branch, count, moment in db.tuples(query, values):
            found = counts.setdefault(branch, {})
            name = _COUNTED.get(table, "others")
            found[name] = found.get(name, 0) + count
            if moment is not None:
                last[branch] = max(last.get(branch, ""), moment)
    revenue, currency, notes = _revenue(db, request, one_currency)
    names = sorted(counts, key=lambda name: (sort_key(name), name))
    rows = [
        BranchRow(
            branch=name,
            **{key: counts[name].get(key, 0) for key in (*_COUNTED.values(), "others")},
            revenue=revenue.get(name, 0 if currency else None),
            last=moment_of(last.get(name)),
            currency=currency,
        )
        for name in names
    ]
    empty = say("no record has a branch yet: crm config set branch Kadıköy, or --branch with any command")
    return Listing(
        BranchRow,
        rows,
        empty=empty,
        notes=(*notes, *_alike({name: sum(counts[name].values()) for name in names})),
    )


def _revenue(
    db: Reader, request: ListBranches, settle: Any
) -> tuple[dict[str, int], str | None, tuple[str, ...]]:
    """Return branch -> revenue in one currency, the currency, and what is left out."""
    query = (
        "SELECT branch, currency, CAST(sum(total_minor) AS BIGINT), count(*) FROM sales_order "
        "WHERE branch IS NOT NULL AND status <> 'cancelled' AND total_minor IS NOT NULL "
        "AND ordered_on <= :as_of GROUP BY branch, currency"
    )
    found = db.tuples(query, {"as_of": request.as_of.isoformat()})
    currency, notes = settle(found, request.currency, ("branch", "branches"))
    return {row[0]: row[2] for row in found if row[1] == currency}, currency, notes


def moment_of(text: str | None) -> datetime | date | None:
    """Return a stored instant or day."""
    if not text:
        return None
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _alike(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return a hint for each pair of names that may be one branch; the rarer one is to be renamed."""
    from shlex import quote

    from crmcli.domain.text import fold

    usual: dict[str, str] = {}
    hints = []
    for name in sorted(counts, key=lambda name: -counts[name]):
        one = usual.setdefault(fold(name).replace(" ", ""), name)
        if one != name:
            hints.append(
                say(
                    "{one} and {name} may be one: crm branch rename {old} {new}",
                    one=one,
                    name=name,
                    old=quote(name),
                    new=quote(one),
                )
            )
    return tuple(hints)


def named(db: Reader, text: str) -> str:
    """Return the branch that a text means: its very name, else the only one that folds alike or holds it.

    Raises:
        NotFound: no record carries such a branch.
        Conflict: several may be meant.
    """
    from crmcli.domain.text import fold, nearest

    known: set[str] = set()
    for table in _tables(db):
        query = f"SELECT DISTINCT branch FROM {table} WHERE branch IS NOT NULL"
        known |= {row[0] for row in db.tuples(query)}
    if text in known:
        return text
    wanted = fold(text)
    found = sorted(name for name in known if fold(name) == wanted)
    found = found or sorted(name for name in known if wanted and wanted in fold(name))
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(found)
        raise Conflict(
            say('"{text}" may be any of {listed}', text=text, listed=listed),
            "write the name as it stands there",
        )
    close = nearest(text, known)
    hint = say("did you mean {close}?", close=close[0]) if close else "crm branch list"
    raise NotFound(say('no record carries the branch "{text}"', text=text), hint)


@frozen
class RenameBranch:
    """A branch and its new name."""

    old: str
    new: str


@frozen
class RenamedRow:
    """Records of one kind that carry the new name now."""

    records: str
    count: int
    status: str = "changed"


def rename_branch(db: Writer, request: RenameBranch) -> Change[RenamedRow]:
    """Give a branch another name on every record; one that is there already takes them in.

    Raises:
        NotFound, Conflict: see ``named``.
        UsageError: the names are the same.
    """
    from crmcli.domain.text import check_text

    old = named(db, request.old)
    new = check_text(request.new, "branch").strip()
    if old == new:
        raise UsageError(say("{old} is called that already", old=old), "crm branch list")
    rows = []
    for table in _tables(db):
        values = {"old": old, "new": new}
        count = db.execute(f"UPDATE {table} SET branch = :new WHERE branch = :old", values)
        if count:
            rows.append(RenamedRow(BY_TABLE[table].plural if table in BY_TABLE else table, count))
    total = sum(row.count for row in rows)
    return Change(
        "renamed a branch",
        RenamedRow,
        rows,
        summary=say("{old} is {new} now, on {counted}", old=old, new=new, counted=counted(total, "record")),
    )

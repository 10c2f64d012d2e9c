"""Referrals told by a trait of the customers: which part of a city's customers was brought by others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports import figures
from crmcli.domain.reports.groups import groups, in_order
from crmcli.domain.reports.scope import of_customers
from crmcli.domain.reports.standing.referral_rows import GroupRow

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from crmcli.domain.reports.standing.referrals import Known, Request
    from crmcli.domain.tree import Placed
    from crmcli.sql import Reader


class Member(NamedTuple):
    """A customer: who brought it, whether it brought others, and how many candidates it brought."""

    number: int
    referrer: int | None
    brings: bool
    leads: int


_THERE = "SELECT c.id FROM customer c WHERE (c.created_on IS NULL OR c.created_on <= :as_of) AND {customers}"


def grouped(
    db: Reader, request: Request, by: str, known: Known, places: Sequence[Placed]
) -> list[tuple[str | None, list[Member]]]:
    """Return the names of the groups and their customers, the largest first; ``by`` "" puts all in one."""
    test, values = of_customers(db, "c.id", request)
    values = {**values, "as_of": request.as_of.isoformat()}
    there = [row[0] for row in db.tuples(_THERE.format(customers=test) + " ORDER BY c.id", values)]
    referrers = {place.node.number: place.node.parent for place in places}
    brings = {number for number in referrers.values() if number is not None}
    traits = groups(db, by) if by else None
    found: dict[Hashable, list[Member]] = {}
    for number in there:
        key = traits.of.get(number) if traits is not None else None
        member = Member(number, referrers.get(number), number in brings, known.leads.get(number, 0))
        found.setdefault(key, []).append(member)
    labels = traits.labels if traits is not None else {}
    ordered = in_order(labels, {key: len(part) for key, part in found.items()})
    return [(labels.get(key), found[key]) for key in ordered]


def group_rows(
    db: Reader, request: Request, by: str, known: Known, places: Sequence[Placed]
) -> tuple[list[GroupRow], GroupRow | None]:
    """Return a row a group, and their total."""
    parts = grouped(db, request, by, known, places)
    rows = [group_row(name, part, known) for name, part in parts]
    everybody = [one for _, part in parts for one in part]
    return rows, group_row(None, everybody, known) if rows else None


def group_row(name: str | None, part: Sequence[Member], known: Known) -> GroupRow:
    """Return the row of a group."""
    referred = [one for one in part if one.referrer is not None]
    revenue, whole = (
        sum(known.revenue.get(one.number, 0) for one in some) if known.currency else None
        for some in (referred, part)
    )
    return GroupRow(
        name,
        len(part),
        len(referred),
        figures.share(len(referred), len(part)),
        sum(one.brings for one in part),
        sum(one.leads for one in part),
        revenue,
        whole,
        figures.share(revenue, whole),
        known.currency,
    )

"""What customers are told by: a trait, a segment that was saved, or the segment by what they bought."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.groups import TRAITS, groups

if TYPE_CHECKING:
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

CIRCLES = (*TRAITS, "segment", "rfm")
"""``segment`` are the saved ones, of which a customer may be in several; ``rfm`` those of report segments."""


class Circles(NamedTuple):
    """Which circles each customer is in (by their keys), and what they are called.

    Who is in none has no entry. Circles that are ``apart`` have nobody in common.
    """

    of: dict[int, tuple[Hashable, ...]]
    labels: dict[Hashable, str | None]
    apart: bool

    def keys(self, customer: int | None) -> tuple[Hashable, ...]:
        """Return the circles of a customer; nobody's circle, None, where there is none."""
        found = self.of.get(customer, ()) if customer is not None else ()
        return found or ((None,) if self.apart else ())


def circles(db: Reader, request: Asked, by: str) -> Circles:
    """Return the circles of all customers by one of ``CIRCLES``, as of the day."""
    if by == "segment":
        return _saved(db, request)
    if by == "rfm":
        return _bought(db, request)
    found = groups(db, by)
    return Circles({number: (key,) for number, key in found.of.items()}, found.labels, apart=True)


def _saved(db: Reader, request: Asked) -> Circles:
    """Return the saved segments of customers."""
    from crmcli.domain.nouns import CUSTOMER
    from crmcli.domain.where import conditions

    of: dict[int, tuple[Hashable, ...]] = {}
    labels: dict[Hashable, str | None] = {}
    saved = db.tuples("SELECT id, name, filter FROM segment WHERE noun = 'customer' ORDER BY name_sort, id")
    for number, name, condition in saved:
        test, values = conditions(
            db, CUSTOMER, (condition,), as_of=request.as_of, lapsed_days=request.lapsed_days
        )
        labels[number] = name
        for (customer,) in db.tuples(f"SELECT r.id FROM customer r WHERE {test} ORDER BY r.id", values):
            of[customer] = (*of.get(customer, ()), number)
    return Circles(of, labels, apart=False)


def _bought(db: Reader, request: Asked) -> Circles:
    """Return the segments by recency, frequency and money of all who ever bought."""
    from crmcli.domain.reports.scored import ScoredAsked, scoring

    found = scoring(db, ScoredAsked(as_of=request.as_of, lapsed_days=request.lapsed_days)).scored
    names = {one.segment.called(request.language) for one in found}
    of: dict[int, tuple[Hashable, ...]] = {
        one.buyer.id: (one.segment.called(request.language),) for one in found
    }
    return Circles(of, {name: name for name in names}, apart=True)


_LEADS = {
    "city": ("r.city", "r.city"),
    "country": ("r.country", "r.country"),
    "owner": ("u.id", "u.name"),
    "branch": ("r.branch", "r.branch"),
    "source": ("r.source", "r.source"),
}


def of_leads(db: Reader, trait: str) -> dict[int, tuple[Hashable, str | None]]:
    """Return by lead the group that one of ``TRAITS`` puts it in, and what that is called.

    Nothing for traits that leads don't have.
    """
    if trait not in _LEADS:
        return {}
    key, label = _LEADS[trait]
    query = f"SELECT r.id, {key}, {label} FROM lead r LEFT JOIN crm_user u ON u.id = r.owner_id ORDER BY r.id"
    return {row[0]: (row[1], row[2]) for row in db.tuples(query)}

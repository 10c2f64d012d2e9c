"""Rows told by a trait of the customers: the city, the owner, the branch."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports.figures import told_apart
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader

TRAITS = ("city", "country", "owner", "branch", "source", "kind")
"""What customers can be told by; each customer has one of each at most."""

_LABELS = {
    "city": ("c.city", "c.city", ""),
    "country": ("c.country", "c.country", ""),
    "owner": ("u.id", "u.name", "U"),
    "branch": ("c.branch", "c.branch", ""),
    "source": ("c.source", "c.source", ""),
    "kind": ("c.kind", "c.kind", ""),
}


class Groups(NamedTuple):
    """Which group each customer is in (by its key), and what the groups are called."""

    of: dict[int, Hashable]
    labels: dict[Hashable, str | None]


def groups(db: Reader, trait: str) -> Groups:
    """Return the groups of all customers by one of ``TRAITS``; who has none is in the group None."""
    key, label, prefix = _LABELS[trait]
    found = db.tuples(
        f"SELECT c.id, {key}, {label} FROM customer c LEFT JOIN crm_user u ON u.id = c.owner_id ORDER BY c.id"
    )
    labels: dict[Hashable, str | None] = {}
    for _, group, text in found:
        labels.setdefault(group, text)
    return Groups({number: group for number, group, _ in found}, worded(told_apart(labels, prefix), trait))


def worded(labels: dict[Hashable, str | None], by: str) -> dict[Hashable, str | None]:
    """Return what groups are called; kinds of customers and priorities are words of the program's own."""
    if by not in ("kind", "priority"):
        return labels
    return {key: label and named(label, "choice") for key, label in labels.items()}


def gathered(
    found: Iterable[Any], prefix: str
) -> tuple[dict[Hashable, list[Any]], dict[Hashable, str | None]]:
    """Return what has a ``key`` and a ``label`` by its key, and what each key is called."""
    parts: dict[Hashable, list[Any]] = {}
    for one in found:
        parts.setdefault(one.key, []).append(one)
    return parts, told_apart({key: part[0].label for key, part in parts.items()}, prefix)


def in_order(labels: dict[Hashable, str | None], weights: dict[Hashable, Any]) -> list[Hashable]:
    """Return the keys of groups, the heaviest first, ties by name; nobody's group stands last."""
    from crmcli.domain.text import sort_key

    return sorted(
        weights,
        key=lambda key: (labels.get(key) is None, -weights[key], sort_key(labels.get(key) or ""), str(key)),
    )


def cut(rows: list[Any], limit: int, noun: str) -> tuple[list[Any], tuple[str, ...]]:
    """Return the first ``limit`` rows (0: all), and a note when some are left out."""
    from crmcli.domain.reports.figures import plural

    if not limit or len(rows) <= limit:
        return rows, ()
    return rows[:limit], (
        say("{limit:,} of {plural} shown; --limit 0 shows all", limit=limit, plural=plural(len(rows), noun)),
    )

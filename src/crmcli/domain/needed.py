"""Which fields a record can't be without, so that emptying one is refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmcli.domain.nouns import Noun

_EVERYWHERE = frozenset(("name", "kind", "status", "stage", "active", "at", "done"))
"""Fields that can't be emptied where a record has them."""
_MAY_LACK = frozenset((("lead", "name"), ("incident", "kind"), ("campaign", "kind")))
_OF = {
    "attachment": "path sha256 size copied",
    "campaign": "purpose holdout_percent",
    "case": "priority opened_at",
    "check": "branch checked_on points best",
    "closing_step": "position required",
    "incident": "started_at",
    "member": "campaign part",
    "need": "weight",
    "order_line": "order",
    "payment": "paid_on amount currency",
    "plan": "customer",
    "playbook": "filter period steps",
    "price": "product valid_from currency",
    "quote": "version",
    "quote_line": "quote",
    "rate": "currency base day rate",
    "relation": "role",
    "rule": "wording",
    "segment": "noun filter",
    "survey": "answered_on scale",
    "target": "metric from_on until_on",
    "verification": "passed",
    "wallet": "customer amount currency estimated_on",
}
"""Further ones of each noun, parted by spaces."""


def is_needed(noun: Noun, field: str) -> bool:
    """Tell whether a record of a noun must have a value in a field."""
    if field in _EVERYWHERE:
        return (noun.name, field) not in _MAY_LACK
    return field in _OF.get(noun.name, "").split()

"""What opportunities can be told by: their own traits, their days, the bands of their amounts.

A trait is a key and what people call it. Those that hang on the day of the report (stage, month) are
made of the opportunity as it stood; the others are columns of the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reason_words import reason_told
from crmcli.domain.reports.figures import told_apart
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from crmcli.domain.reports.pipeline.opportunities import Deal, Stage


class Trait(NamedTuple):
    """What rows are grouped by and what people call it, as SQL over ``r``; the letter of its records."""

    key: str
    label: str
    prefix: str = ""
    joins: tuple[str, ...] = ()


_OWNER = "LEFT JOIN crm_user u ON u.id = r.owner_id"
_MANAGER = "LEFT JOIN crm_user m ON m.id = u.manager_id"
_PRODUCT = "LEFT JOIN product p ON p.id = r.product_id"
_CUSTOMER = "LEFT JOIN customer c ON c.id = r.customer_id"
_REASON = "LEFT JOIN lost_reason n ON n.id = r.lost_reason_id"
_RIVAL = "LEFT JOIN competitor k ON k.id = r.competitor_id"


def _plain(column: str, *joins: str) -> Trait:
    return Trait(column, column, "", joins)


TRAITS = {
    "owner": Trait("u.id", "u.name", "U", (_OWNER,)),
    "team": _plain("u.team", _OWNER),
    "branch": _plain("coalesce(r.branch, u.branch)", _OWNER),
    "manager": Trait("m.id", "m.name", "U", (_OWNER, _MANAGER)),
    "product": Trait("p.id", "p.name", "PR", (_PRODUCT,)),
    "category": _plain("p.category", _PRODUCT),
    "source": _plain("r.source"),
    "campaign": _plain("r.campaign"),
    "customer": Trait("c.id", "c.name", "C", (_CUSTOMER,)),
    "industry": _plain("c.industry", _CUSTOMER),
    "city": _plain("c.city", _CUSTOMER),
    "reason": Trait("n.id", "n.name", "", (_REASON,)),
    "competitor": Trait("k.id", "k.name", "CO", (_RIVAL,)),
}
"""Traits that are columns of the store."""
IN_TIME = ("month", "quarter", "year")
COMPUTED = ("stage", *IN_TIME, "band")
OF_A_LOSS = ("reason", "competitor")
"""Traits that are known only while the opportunity is as it was left."""
Key = tuple["Hashable", str | None]


def stored(*names: str) -> tuple[str, ...]:
    """Return those of the names that are columns of the store, each once."""
    return tuple(dict.fromkeys(name for name in names if name in TRAITS))


def telling(
    by: str,
    fetched: Sequence[str],
    stages: Mapping[int, Stage],
    day: Callable[[Deal], str | None] | None = None,
) -> Callable[[Deal], Key]:
    """Return what gives the key and label of an opportunity; ``fetched`` are the traits it carries.

    ``day`` is the one whose month, quarter or year counts, its ``due`` without.
    """
    if by in IN_TIME:
        return _period(by, day or (lambda deal: deal.due))
    if by == "stage":
        return lambda deal: (deal.stage, None if deal.stage is None else stages[deal.stage].label)
    if by == "band":
        return lambda deal: band(deal.amount, deal.currency)
    place = fetched.index(by)
    if by in OF_A_LOSS:
        return lambda deal: (
            of_loss(by, deal.traits[place]) if deal.settled and deal.outcome != "open" else (None, None)
        )
    return lambda deal: deal.traits[place]


def of_loss(by: str, key: Key) -> Key:
    """Return key and label; a reason that the store began with is the program's own word."""
    return (key[0], reason_told(key[1])) if by == "reason" and key[1] is not None else key


def _period(by: str, day: Callable[[Deal], str | None]) -> Callable[[Deal], Key]:
    def key(deal: Deal) -> Key:
        name = period_of(day(deal), by)
        return name, name

    return key


def period_of(day: str | None, by: str) -> str | None:
    """Return the month (2026-07), quarter (2026-Q3) or year of an ISO day; None of none."""
    if day is None:
        return None
    if by == "quarter":
        return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
    return day[:7] if by == "month" else day[:4]


def band(amount: int | None, currency: str | None) -> Key:
    """Return the band of an amount by its whole units: below 1,000, then one for each power of ten.

    The key sorts; None is no amount.
    """
    if amount is None or currency is None:
        return None, None
    from crmcli.domain.money import minor_digits

    whole = abs(amount) // 10 ** minor_digits(currency)
    if whole < 1000:
        return 3, say("under 1,000")
    low = len(str(whole)) - 1
    return low + 1, say("{low:,} to {high:,}", low=10**low, high=10 ** (low + 1) - 1)


def grouped(
    deals: Iterable[Deal], key: Callable[[Deal], Key]
) -> tuple[dict[Any, list[Deal]], dict[Any, str | None]]:
    """Return the opportunities by key, and the label of each."""
    groups: dict[Any, list[Deal]] = {}
    labels: dict[Any, str | None] = {}
    for deal in deals:
        number, label = key(deal)
        if number in groups:
            groups[number].append(deal)
        else:
            groups[number] = [deal]
            labels[number] = label
    return groups, labels


def prefix_of(by: str) -> str:
    """Return the letter of the records that a trait stands for, '' for none."""
    return TRAITS[by].prefix if by in TRAITS else ""


def named(labels: Mapping[Any, str | None], by: str) -> dict[Any, str | None]:
    """Return what the groups are called, those of one name told apart by their numbers."""
    return told_apart(labels, prefix_of(by))


def in_order(
    labels: Mapping[Any, str | None], by: str, weight: Callable[[Any], Any], stages: Mapping[int, Stage]
) -> list[Any]:
    """Return the keys in the order of rows: stages, periods and bands in theirs, else the heaviest first.

    Ties stand by name, nobody's group last among equals.
    """
    from crmcli.domain.text import sort_key

    if by == "stage":
        return sorted(labels, key=lambda key: (key is None, -1 if key is None else stages[key].rank))
    if by in COMPUTED:
        return sorted(labels, key=lambda key: (key is None, key))
    return sorted(
        labels,
        key=lambda key: (-weight(key), labels[key] is None, sort_key(labels[key] or ""), str(key)),
    )

"""What orders can be told by: the SQL of each group, and what its key is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.sql import days_between

if TYPE_CHECKING:
    from crmcli.sql import Engine


class By(NamedTuple):
    """SQL over order ``r``: what rows are grouped by, what people call it, the tables needed.

    ``joins`` names tables of ``JOINS``; ``label`` None is called by its key; ``prefix`` is the letter of
    the records' numbers; ``lines`` is set when the lines of orders are added up. ``DAYS`` in a key stands
    for the days since Monday, 1 January of the year 1.
    """

    key: str
    label: str | None = None
    joins: tuple[str, ...] = ()
    prefix: str = ""
    lines: bool = False


DAYS = "{days}"
_QUARTER = "substr(r.ordered_on, 1, 4) || '-Q' || ((CAST(substr(r.ordered_on, 6, 2) AS INTEGER) + 2) / 3)"
IN_TIME = ("month", "quarter", "year", "week")
BY = {
    "month": By("substr(r.ordered_on, 1, 7)"),
    "quarter": By(_QUARTER),
    "year": By("substr(r.ordered_on, 1, 4)"),
    "week": By(f"{DAYS} / 7"),
    "weekday": By(f"{DAYS} % 7"),
    "product": By(
        "coalesce(CAST(p.id AS TEXT), '=' || l.description)",
        "coalesce(p.name, l.description)",
        ("line", "product"),
        "PR",
        lines=True,
    ),
    "category": By("p.category", None, ("line", "product"), lines=True),
    "owner": By("u.id", "u.name", ("customer", "owner"), "U"),
    "manager": By("m.id", "m.name", ("customer", "owner", "manager"), "U"),
    "team": By("u.team", None, ("customer", "owner")),
    "city": By("c.city", None, ("customer",)),
    "country": By("c.country", None, ("customer",)),
    "customer": By("r.customer_id", "", (), "C"),
    "branch": By("coalesce(r.branch, c.branch)", None, ("customer",)),
    "channel": By("r.channel"),
}
JOINS = {
    "line": "JOIN order_line l ON l.order_id = r.id",
    "product": "LEFT JOIN product p ON p.id = l.product_id",
    "customer": "LEFT JOIN customer c ON c.id = r.customer_id",
    "owner": "LEFT JOIN crm_user u ON u.id = coalesce(r.owner_id, c.owner_id)",
    "manager": "LEFT JOIN crm_user m ON m.id = u.manager_id",
}
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "tr": ("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"),
}


def key_in(engine: Engine, by: str) -> str:
    """Return the SQL of a key."""
    key = BY[by].key
    return key.replace(DAYS, days_between(engine, "'0001-01-01'", "r.ordered_on")) if DAYS in key else key


def weekdays(language: str) -> tuple[str, ...]:
    """Return the names of the days from Monday on."""
    return _WEEKDAYS.get(language, _WEEKDAYS["en"])


def named_key(by: str, key: Any) -> Any:
    """Return a key of the store as reports keep it: a week by its name, all else as it is."""
    if by != "week" or key is None:
        return key
    from crmcli.domain.periods import named

    return named("week", int(key))


def stored_key(by: str, key: Any) -> Any:
    """Return a key of a report as the store knows it."""
    if by != "week" or key is None:
        return key
    from crmcli.domain.periods import place_of

    return place_of(key)

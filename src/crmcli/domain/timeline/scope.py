"""Whose events: records named, what belongs to them, and one statement that asks for all of it.

Nothing is copied when a lead becomes a customer: its events are found through the conversion.
Every access goes through an index; ``CROSS JOIN`` keeps SQLite from turning a join around.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen
from crmcli.domain.timeline.events import STORED, Event
from crmcli.domain.timeline.sources import SOURCES, Source
from crmcli.sql import marks

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class Scope:
    """Whose events: numbers of records, a few hundred at most.

    A customer brings its contacts (within their time there), leads, opportunities and orders;
    with ``tree`` also the customers under it. A contact brings its leads, opportunities and orders,
    an opportunity its leads and orders.
    """

    customers: Sequence[int] = ()
    contacts: Sequence[int] = ()
    leads: Sequence[int] = ()
    opportunities: Sequence[int] = ()
    orders: Sequence[int] = ()
    tree: bool = False


# What brings the records of a kind into scope: the part of a scope it starts from, and a SELECT of
# number and customer. What starts from an empty part is left out.
_PARTS = ("customers", "contacts", "leads", "opportunities", "orders")
_BROUGHT = {
    "c(id)": (
        ("customers", "SELECT id FROM customer WHERE id IN ({customers})"),
        ("tree", "SELECT k.id FROM c CROSS JOIN customer k WHERE k.parent_id = c.id"),
    ),
    "p(id, customer, since, until)": (
        (
            "contacts",
            """SELECT id, CAST(NULL AS BIGINT), CAST(NULL AS TEXT), CAST(NULL AS TEXT)
    FROM contact WHERE id IN ({contacts})""",
        ),
        (
            "customers",
            """SELECT k.contact_id, c.id, k.since, k.until
    FROM c CROSS JOIN customer_contact k WHERE k.customer_id = c.id""",
        ),
    ),
    "o(id, customer)": (
        ("opportunities", "SELECT id, customer_id FROM opportunity WHERE id IN ({opportunities})"),
        ("contacts", "SELECT id, customer_id FROM opportunity WHERE contact_id IN ({contacts})"),
        ("customers", "SELECT r.id, c.id FROM c CROSS JOIN opportunity r WHERE r.customer_id = c.id"),
    ),
    "s(id, customer)": (
        ("orders", "SELECT id, customer_id FROM sales_order WHERE id IN ({orders})"),
        ("contacts", "SELECT id, customer_id FROM sales_order WHERE contact_id IN ({contacts})"),
        (
            "opportunities",
            "SELECT id, customer_id FROM sales_order WHERE opportunity_id IN ({opportunities})",
        ),
        ("customers", "SELECT r.id, c.id FROM c CROSS JOIN sales_order r WHERE r.customer_id = c.id"),
    ),
    "l(id, customer)": (
        ("leads", "SELECT id, customer_id FROM lead WHERE id IN ({leads})"),
        ("contacts", "SELECT lead_id, customer_id FROM conversion WHERE contact_id IN ({contacts})"),
        ("customers", "SELECT v.lead_id, c.id FROM c CROSS JOIN conversion v WHERE v.customer_id = c.id"),
        ("", "SELECT v.lead_id, o.customer FROM o CROSS JOIN conversion v WHERE v.opportunity_id = o.id"),
        (
            "",
            """SELECT r.lead_id, o.customer FROM o CROSS JOIN opportunity r
    WHERE r.id = o.id AND r.lead_id IS NOT NULL""",
        ),
        ("customers", "SELECT r.id, c.id FROM c CROSS JOIN lead r WHERE r.customer_id = c.id"),
        # A contact's lead that became another customer, or is about one, is that customer's.
        (
            "",
            """SELECT r.id, p.customer FROM p CROSS JOIN lead r WHERE r.contact_id = p.id AND (
      p.customer IS NULL OR (r.customer_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM conversion v WHERE v.lead_id = r.id AND v.customer_id IS NOT NULL)))""",
        ),
    ),
}

_NONE, _NO_TEXT = "CAST(NULL AS BIGINT)", "CAST(NULL AS TEXT)"
_NOBODY = {
    "c(id)": f"SELECT {_NONE} WHERE 1 = 0",
    "p(id, customer, since, until)": f"SELECT {_NONE}, {_NONE}, {_NO_TEXT}, {_NO_TEXT} WHERE 1 = 0",
}
_NO_RECORD = f"SELECT {_NONE}, {_NONE} WHERE 1 = 0"

_NUMBERS = ("number", "key", "change", "customer", "contact", "minutes", "amount")
# Names and types of the columns for all SELECTs: PostgreSQL takes a bare NULL in any but the first.
_FIRST = ", ".join(
    f"CAST(NULL AS {'BIGINT' if column in _NUMBERS else 'TEXT'}) AS {column}"
    for column in ("source", *STORED)
)
_OUTER = """WITH RECURSIVE {ctes}
SELECT e.*, h.at, h.actor, h.branch, h.command, m.name FROM (
SELECT {first} WHERE 1 = 0
UNION ALL
{union}
) e JOIN change h ON h.id = e.change LEFT JOIN customer m ON m.id = e.customer{test}"""
_SINCE = "\nWHERE e.source IN ('order', 'conversion') OR coalesce(e.moment, h.at) >= :since"


def statement(
    scope: Scope, types: frozenset[str] = frozenset(), *, since: bool = False
) -> tuple[str, dict[str, int]]:
    """Return the SQL for the events of a scope and its values.

    ``types`` leaves out the sources that give none of them (none: all). With ``since`` the SQL leaves
    out what lies before the day ``:since``, except for orders, which the running total needs, and
    conversions.
    """
    named: dict[str, str] = {}
    values: dict[str, int] = {}
    for part in _PARTS:
        named[part], bound = marks(part[:2], list(getattr(scope, part)))
        values |= bound
    selects = [_select(part) for part in SOURCES if not types or not types.isdisjoint(part.types)]
    sql = _OUTER.format(
        ctes=",\n".join(_brought(scope, name) for name in _BROUGHT),
        first=_FIRST,
        union="\nUNION ALL\n".join(selects),
        test=_SINCE if since else "",
    )
    return sql.format(**named), values


def _brought(scope: Scope, name: str) -> str:
    """Return the table of the records of one kind in scope."""
    selects = [select for part, select in _BROUGHT[name] if not part or getattr(scope, part)]
    union = "\n  UNION ".join(selects) or _NOBODY.get(name, _NO_RECORD)
    return f"{name} AS (\n  {union}\n)"


def _select(source: Source) -> str:
    """Return a source's SELECT."""
    cells = [f"'{source.name}'", *(source.columns.get(column, "NULL") for column in STORED)]
    return f"SELECT {', '.join(cells)}\nFROM {source.tables}"


def fetch(
    db: Reader, scope: Scope, types: frozenset[str] = frozenset(), since: str | None = None
) -> list[Event]:
    """Return the events of a scope, unordered; the same event may come by several ways.

    ``types`` and ``since`` (a day) only spare work: more may come back than they say.
    """
    sql, values = statement(scope, types, since=since is not None)
    bound: dict[str, int | str] = {**values}
    if since is not None:
        bound["since"] = since
    return [Event(*row) for row in db.tuples(sql, bound)]

"""Whose events: the records named, and what belongs to them, found before any event is asked for.

Nothing is copied when a lead becomes a customer: its events are found through the conversion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.domain.filled import filled
from crmcli.domain.frozen import frozen
from crmcli.sql import marks

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class Scope:
    """Whose events: numbers of records.

    A customer brings its contacts (within their time there), leads, opportunities and orders;
    with ``tree`` also the customers under it. A contact brings its leads, opportunities and orders,
    an opportunity its leads and orders. All of them bring what was noted, promised, asked and paid.
    """

    customers: Sequence[int] = ()
    contacts: Sequence[int] = ()
    leads: Sequence[int] = ()
    opportunities: Sequence[int] = ()
    orders: Sequence[int] = ()
    tree: bool = False


Stays = Mapping[int, Sequence[tuple[int, str | None, str | None]]]
"""Contact -> the customers in scope whom they are or were at, each since and until when."""


class Found:
    """The records in scope.

    ``lists`` is name -> SQL of its numbers, to stand within ``IN ()``: c customers, k contacts asked for,
    p contacts of the customers, q both, o opportunities, l leads, x opportunities and s orders asked for,
    a activities and y payments about an order that name no customer in scope; one that is empty isn't
    there. ``leads`` and ``opportunities`` say which customer brought each.
    ``filled`` are the tables that may have rows.
    """

    __slots__ = ("filled", "leads", "lists", "opportunities", "people", "values")

    def __init__(self, filled: frozenset[str], lists: Lists) -> None:
        """Begin with no one's leads, opportunities and people."""
        self.filled = filled
        self.lists: Mapping[str, str] = lists.names
        self.values: Mapping[str, Any] = lists.values
        self.people: Stays = {}
        self.leads: Mapping[int, int | None] = {}
        self.opportunities: Mapping[int, int | None] = {}

    @property
    def timed(self) -> bool:
        """Whether a contact's time at a customer has a known beginning or end."""
        return any(since or until for stays in self.people.values() for _, since, until in stays)


_TREE = """
WITH RECURSIVE c(id) AS (
  SELECT id FROM customer WHERE id IN ({c})
  UNION SELECT k.id FROM c CROSS JOIN customer k WHERE k.parent_id = c.id
)
SELECT id FROM c ORDER BY id
"""
_STAYS = """SELECT contact_id, customer_id, since, until FROM customer_contact WHERE customer_id IN ({c})
ORDER BY id"""
_OPPORTUNITIES = "SELECT r.id, r.customer_id FROM opportunity r WHERE {test} ORDER BY r.id"
_LEADS = "SELECT r.id, r.customer_id, r.contact_id FROM lead r WHERE {test} ORDER BY r.id"
_CONVERTED = """SELECT v.lead_id, v.customer_id, v.opportunity_id FROM conversion v WHERE {test}
ORDER BY v.id"""
_OF_SALES = """SELECT r.lead_id, r.customer_id, r.id FROM opportunity r
WHERE r.id IN ({o}) AND r.lead_id IS NOT NULL ORDER BY r.id"""
# A contact's lead that became another customer, or is about one, is that customer's.
_OF_PEOPLE = """r.contact_id IN ({p}) AND r.customer_id IS NULL AND NOT EXISTS (
  SELECT 1 FROM conversion v WHERE v.lead_id = r.id AND v.customer_id IS NOT NULL)"""
# What is about an order in scope and not about its customer: mostly nothing, so it is looked up once.
_OF_ORDERS = """SELECT r.id FROM sales_order w CROSS JOIN {table} r
WHERE r.order_id = w.id AND ({test}) AND {elsewhere} ORDER BY r.id"""
ORDERS = ("customer_id IN ({c})", "contact_id IN ({k})", "opportunity_id IN ({x})", "id IN ({s})")
"""How an order belongs to the records in scope."""
_TABLES = (
    *("customer_contact", "opportunity", "conversion", "lead", "sales_order", "activity", "tagging"),
    *("stage_change", "quote", "payment", "need", "step_done", "support_case", "case_step", "request"),
    *("incident_customer", "survey", "campaign_member", "verification", "account_plan", "attachment"),
    *("relation", "wallet", "consent", "alias"),
)
_FEW = 200  # numbers in an IN list; more are bound as one value


class Lists:
    """The numbers of the records in scope as SQL, with the values bound to it."""

    def __init__(self, db: Reader) -> None:
        """Start with none."""
        self._engine = db.engine
        self.names: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    def put(self, name: str, numbers: Iterable[int]) -> None:
        """Name a list; an empty one isn't kept."""
        found = list(dict.fromkeys(numbers))
        if not found:
            return
        if len(found) <= _FEW:
            self.names[name], bound = marks(name, found)
            self.values |= bound
        elif self._engine == "sqlite":
            import json

            self.names[name] = f"SELECT value FROM json_each(:{name})"
            self.values[name] = json.dumps(found)
        else:
            self.names[name] = f"SELECT unnest(:{name})"
            self.values[name] = found

    def any_of(self, *tests: str) -> str:
        """Return those of the tests whose lists are there, joined by OR; '' for none."""
        made = [_filled_in(test, self.names) for test in tests]
        return " OR ".join(f"({test})" for test in made if test)


def _filled_in(test: str, names: Mapping[str, str]) -> str | None:
    """Return a test with its lists, None where one of them is empty."""
    try:
        return test.format_map(names)
    except KeyError:
        return None


def resolve(db: Reader, scope: Scope) -> Found:
    """Return the records in scope."""
    lists = Lists(db)
    found = Found(filled(db, _TABLES), lists)
    for name, numbers in (
        ("c", scope.customers),
        ("k", scope.contacts),
        ("x", scope.opportunities),
        ("s", scope.orders),
    ):
        lists.put(name, numbers)
    if scope.tree and scope.customers:
        lists.put("c", [row[0] for row in db.tuples(_TREE.format_map(lists.names), lists.values)])
    people: dict[int, list[tuple[int, str | None, str | None]]] = {}
    if "c" in lists.names and "customer_contact" in found.filled:
        for contact, customer, since, until in db.tuples(_STAYS.format_map(lists.names), lists.values):
            people.setdefault(contact, []).append((customer, since, until))
    found.people = people
    lists.put("p", people)
    lists.put("q", (*scope.contacts, *people))
    test = lists.any_of("r.customer_id IN ({c})", "r.contact_id IN ({k})", "r.id IN ({x})")
    if test and "opportunity" in found.filled:
        found.opportunities = dict(db.tuples(_OPPORTUNITIES.format(test=test), lists.values))
    lists.put("o", found.opportunities)
    if "lead" in found.filled:
        found.leads = _leads(db, scope, lists, found)
    lists.put("l", found.leads)
    test = lists.any_of(*[f"w.{test}" for test in ORDERS])
    for name, table in (("a", "activity"), ("y", "payment")):
        if test and {table, "sales_order"} <= found.filled:
            elsewhere = lists.any_of("r.customer_id IS NULL OR r.customer_id NOT IN ({c})") or "1 = 1"
            query = _OF_ORDERS.format(table=table, test=test, elsewhere=elsewhere)
            lists.put(name, [row[0] for row in db.tuples(query, lists.values)])
    return found


def _leads(db: Reader, scope: Scope, lists: Lists, found: Found) -> dict[int, int | None]:
    """Return lead -> customer of the leads in scope."""
    taken: dict[int, int | None] = {}

    def take(lead: int, customer: int | None) -> None:
        if taken.get(lead) is None:
            taken[lead] = customer

    for lead in scope.leads:
        take(lead, db.value("SELECT customer_id FROM lead WHERE id = :id", {"id": lead}))
    test = lists.any_of("v.customer_id IN ({c})", "v.contact_id IN ({k})", "v.opportunity_id IN ({o})")
    if test and "conversion" in found.filled:
        for lead, customer, sale in db.tuples(_CONVERTED.format(test=test), lists.values):
            take(lead, customer or found.opportunities.get(sale))
    if "o" in lists.names:
        for lead, customer, sale in db.tuples(_OF_SALES.format_map(lists.names), lists.values):
            take(lead, customer or found.opportunities.get(sale))
    test = lists.any_of("r.customer_id IN ({c})", "r.contact_id IN ({k})", _OF_PEOPLE)
    if test:
        for lead, customer, contact in db.tuples(_LEADS.format(test=test), lists.values):
            stays = found.people.get(contact)
            take(lead, customer or (stays[0][0] if stays else None))
    return taken

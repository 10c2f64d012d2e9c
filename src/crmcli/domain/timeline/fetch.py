"""Asking for events: the SELECT of each source over the records in scope, and events from its rows.

Names of people and customers, and what the journal knows, are looked up once for all events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.timeline.events import Event
from crmcli.domain.timeline.scope import ORDERS
from crmcli.domain.timeline.sources import CORE, Source
from crmcli.errors import damaged
from crmcli.said import say
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from crmcli.domain.timeline.scope import Found
    from crmcli.sql import Reader

# How a row of ``r`` belongs to the records in scope. A contact's calls about another customer are that
# customer's.
_PARTIES = ("customer_id IN ({c})", "contact_id IN ({k})", "lead_id IN ({l})")
_PEOPLE = "r.contact_id IN ({p}) AND (r.customer_id IS NULL OR r.customer_id IN ({c}))"
_MEANWHILE = """ AND EXISTS (SELECT 1 FROM customer_contact k
    WHERE k.contact_id = r.contact_id AND k.customer_id IN ({c})
    AND (k.since IS NULL OR MOMENT IS NULL OR substr(MOMENT, 1, 10) >= k.since)
    AND (k.until IS NULL OR MOMENT IS NULL OR substr(MOMENT, 1, 10) <= k.until))"""
_WAYS: Mapping[str, Sequence[str]] = {
    "own_customers": ("r.id IN ({c})",),
    "customers": ("r.customer_id IN ({c})",),
    "contacts": ("r.contact_id IN ({k})",),
    "leads": ("r.lead_id IN ({l})",),
    "own_leads": ("r.id IN ({l})",),
    "converted": ("v.lead_id IN ({l})",),
    "opportunities": ("r.opportunity_id IN ({o})",),
    "own_opportunities": ("r.id IN ({o})",),
    "stepped": ("v.opportunity_id IN ({o})",),
    "own_orders": [f"r.{test}" for test in ORDERS],
    "order_activities": ("r.id IN ({a})",),
    "order_payments": ("r.id IN ({y})",),
    "others": ("r.other_customer_id IN ({c})", "r.other_contact_id IN ({q})", "r.other_lead_id IN ({l})"),
    "revised_customer": ("v.row_id IN ({c})",),
    "revised_contact": ("v.row_id IN ({q})",),
    "revised_lead": ("v.row_id IN ({l})",),
    "revised_opportunity": ("v.row_id IN ({o})",),
}
# Way -> the column that refers to a record, its table, and how that record belongs to those in scope.
_THROUGH = {
    "orders": ("r.order_id", "sales_order", ORDERS),
    "cases": ("r.case_id", "support_case", _PARTIES),
    "quotes": ("r.quote_id", "quote", _PARTIES),
    "plans": ("r.plan_id", "account_plan", _PARTIES[:1]),
    "revised_quote": ("v.row_id", "quote", (*_PARTIES, "opportunity_id IN ({o})")),
    "revised_need": ("v.row_id", "need", (*_PARTIES, "opportunity_id IN ({o})")),
}
_NAMES = {
    "user": "SELECT id, name FROM crm_user WHERE id IN ({})",
    "contact": "SELECT id, name FROM contact WHERE id IN ({})",
    "lead": "SELECT id, coalesce(name, company) FROM lead WHERE id IN ({})",
    "customer": "SELECT id, name FROM customer WHERE id IN ({})",
}
_CHANGES = "SELECT id, at, actor, branch, command FROM change WHERE id IN ({})"
_AT_ONCE = 5_000
_MORE = (
    ("sources_offer", "OFFER", ("sales_order", "quote", "payment", "need", "step_done")),
    (
        "sources_care",
        "CARE",
        ("support_case", "request", "incident_customer", "survey", "campaign_member", "verification"),
    ),
    ("sources_bond", "BOND", ("account_plan", "attachment", "relation", "wallet", "consent", "alias")),
)


class Part:
    """The rows of a source in scope: the ways by which they are found, what all pass, the values bound."""

    __slots__ = ("source", "test", "values", "ways")

    def __init__(self, source: Source, ways: Sequence[str], test: str, values: Mapping[str, Any]) -> None:
        """Keep the parts."""
        self.source = source
        self.ways = ways
        self.test = test
        self.values = values

    @property
    def moment(self) -> str:
        """The expression of an event's moment."""
        return self.source.columns.get("moment", "NULL")

    def where(self, more: str = "") -> str:
        """Return the condition of its rows, each once; ``more`` narrows every way."""
        tests = [f"({way}){f' AND {more}' if more else ''}" for way in self.ways]
        found = tests[0]
        if len(tests) > 1:
            # Not one OR: PostgreSQL would read the table from end to end.
            words = self.source.tables.split()
            table = words[words.index("r") - 1]
            listed = "\n  UNION ALL ".join(f"SELECT r.id FROM {table} r WHERE {test}" for test in tests)
            found = f"r.id IN (\n  {listed})"
        return f"{found} AND {self.test}" if self.test else found


def parts(found: Found, types: Collection[str]) -> Iterator[Part]:
    """Yield the sources that may give events of the types (none: all), with their conditions."""
    for source in _sources(found.filled):
        if (source.needs and source.needs not in found.filled) or (
            types and not set(source.types) & set(types)
        ):
            continue
        ways = [test for way in source.ways for test in _ways(way, source, found)]
        if not ways:
            continue
        test, values = source.test, found.values
        if source.name == "activity" and types:
            listed, bound = marks("t", sorted(set(source.types) & set(types)))
            test, values = f"{test} AND r.kind IN ({listed})", {**values, **bound}
        if source.name == "case_step" and not types:
            test = "v.activity_id IS NULL"  # the call or e-mail tells it
        yield Part(source, ways, test, values)


def _sources(filled: Collection[str]) -> Iterator[Source]:
    """Yield the sources; those of tables without rows aren't even loaded."""
    yield from CORE
    for module, name, tables in _MORE:
        if any(table in filled for table in tables):
            from importlib import import_module

            yield from getattr(import_module(f"crmcli.domain.timeline.{module}"), name)


def _ways(way: str, source: Source, found: Found) -> list[str]:
    """Return the conditions by which rows of a source belong to the records in scope."""
    if way == "people":
        moment = source.columns.get("moment", "NULL")
        tests: Sequence[str] = [_PEOPLE + (_MEANWHILE.replace("MOMENT", moment) if found.timed else "")]
    elif way in _THROUGH:
        column, table, belongs = _THROUGH[way]
        inner = _there([f"w.{test}" for test in belongs], found) if table in found.filled else []
        listed = " UNION ALL ".join(f"SELECT w.id FROM {table} w WHERE {test}" for test in inner)
        return [f"{column} IN ({listed})"] if listed else []
    else:
        tests = _WAYS[way]
    return _there(tests, found)


def _there(tests: Sequence[str], found: Found) -> list[str]:
    """Return those of the tests whose records there are."""
    made = []
    for test in tests:
        try:
            made.append(test.format_map(found.lists))
        except KeyError:  # a list without records
            continue
    return made


def rows(db: Reader, part: Part, since: str | None = None) -> list[tuple[Any, ...]]:
    """Return a part's rows as its columns give them; of a big source those from the day ``since`` on."""
    source, values, more = part.source, part.values, ""
    if since is not None and source.big:
        more, values = say("{moment} >= :since", moment=part.moment), {**values, "since": since}
    query = f"SELECT {', '.join(source.columns.values())} FROM {source.tables}\nWHERE {part.where(more)}"
    return db.tuples(query, values)


def events(db: Reader, found: Found, asked: Sequence[Part], since: str | None = None) -> list[Event]:
    """Return the events of some parts, unordered; see ``rows`` for ``since``."""
    taken = [(part.source, rows(db, part, since)) for part in asked]
    return _Maker(db, found).events([(source, some) for source, some in taken if some])


class _Maker:
    """Makes events of rows, with the names and the journal's part looked up."""

    def __init__(self, db: Reader, found: Found) -> None:
        self._db = db
        self._found = found

    def events(self, taken: Sequence[tuple[Source, list[tuple[Any, ...]]]]) -> list[Event]:
        """Return the events of all sources."""
        wanted: dict[str, set[int]] = {name: set() for name in (*_NAMES, "change")}
        whole = [
            (source, [dict(zip(source.columns, row, strict=True)) for row in some]) for source, some in taken
        ]
        for _, named in whole:
            for row in named:
                row["customer"] = row.get("customer") or self._brought_by(row)
                for name, numbers in wanted.items():
                    if row.get(name) is not None:
                        numbers.add(row[name])
        self._names = {name: dict(self._looked_up(_NAMES[name], wanted[name])) for name in _NAMES}
        changes = self._looked_up(_CHANGES, wanted["change"])
        self._changes: dict[int, tuple[Any, ...]] = {row[0]: row[1:] for row in changes}
        return [self._event(source, row) for source, named in whole for row in named]

    def _looked_up(self, query: str, numbers: Collection[int]) -> Iterator[tuple[Any, ...]]:
        every = sorted(numbers)
        for start in range(0, len(every), _AT_ONCE):
            listed, values = marks("n", every[start : start + _AT_ONCE])
            yield from self._db.tuples(query.format(listed), values)

    def _brought_by(self, row: Mapping[str, Any]) -> int | None:
        """Return the customer in scope whose lead, opportunity or contact a row is about."""
        found = self._found
        for name, brought in (("lead", found.leads), ("opportunity", found.opportunities)):
            if brought.get(row.get(name, 0)) is not None:
                return brought[row[name]]
        stays = found.people.get(row.get("contact") or 0)
        return stays[0][0] if stays else None

    def _event(self, source: Source, row: dict[str, Any]) -> Event:
        names, get = self._names, row.get
        customer, contact = row["customer"], get("contact")
        party = get("party") or names["contact"].get(contact) or names["lead"].get(get("lead"))
        made = self._changes.get(row["change"])
        if made is None:
            raise damaged("created_change", row["change"])
        at, actor, branch, command = made
        return Event(
            source.name,
            get("type") or source.kind,
            get("noun") or source.noun,
            row["number"],
            row["key"],
            get("moment"),
            row["change"],
            get("direction"),
            get("channel"),
            get("branch"),
            get("who") or names["user"].get(get("user")),
            customer,
            contact,
            party,
            get("title"),
            get("detail"),
            get("outcome"),
            get("state"),
            get("minutes"),
            get("amount"),
            get("currency"),
            at,
            actor,
            branch,
            command,
            names["customer"].get(customer),
        )

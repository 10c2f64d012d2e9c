"""What must hold whatever writes: each rule is tried past the program, by SQL, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from crmcli.db import Store
from crmcli.engines import faults
from crmcli.engines.schema import table_map
from crmcli.errors import Conflict, Refused
from tests.store.business import contents, fill
from tests.support.store import raw_connection, writing

ERRORS: tuple[type[Exception], ...] = (__import__("sqlite3").Error, psycopg.Error)


class Raw:
    """A connection of another tool's, with statements that it may or may not get through."""

    def __init__(self, url: str) -> None:
        """Connect."""
        self.connection = raw_connection(url)
        self.url = url

    def __call__(self, sql: str) -> Any:
        return self.connection.execute(sql)

    def value(self, sql: str) -> Any:
        return self.connection.execute(sql).fetchone()[0]

    @contextmanager
    def change(self) -> Iterator[int]:
        """A transaction that says which change it is, as the program does; rolled back."""
        self("BEGIN")
        try:
            self("INSERT INTO change (at, actor, command) VALUES ('2026-11-21T09:00:00Z', 'raw', 'raw')")
            number: int = self.value("SELECT max(id) FROM change")
            self(f"INSERT INTO current_change (id, change_id) VALUES (1, {number})")
            yield number
        finally:
            self("ROLLBACK")

    def error(self, sql: str, *before: str) -> str:
        """Run statements inside a change and return the error of the last one; the others must pass."""
        with self.change() as number:
            for statement in before:
                self(statement.replace("@change", str(number)))
            with pytest.raises(ERRORS) as caught:
                self(sql.replace("@change", str(number)))
        name = getattr(getattr(caught.value, "diag", None), "constraint_name", None)
        return f"{name or ''} {caught.value}".strip()

    def passes(self, sql: str, *before: str) -> None:
        """Run statements inside a change; all must pass."""
        with self.change() as number:
            for statement in (*before, sql):
                self(statement.replace("@change", str(number)))


@pytest.fixture
def raw(store: Store, engine_url: str) -> Iterator[Raw]:
    """Another tool's connection to a store with a business in it."""
    fill(store)
    opened = Raw(engine_url)
    yield opened
    opened.connection.close()


def test_no_write_outside_a_change_gets_through_on_any_table(raw: Raw) -> None:
    before = contents(raw.url)
    for table, info in table_map().items():
        assert before[table], f"{table} is empty: the business must fill it"
        columns = ", ".join(column for column in info.columns if column != "id")
        statements = (
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} ORDER BY id LIMIT 1",
            f"UPDATE {table} SET created_change = created_change",
        )
        for statement in statements:
            with pytest.raises(ERRORS, match="crmcli: a write outside a change"):
                raw(statement)
        with pytest.raises(ERRORS):  # on PostgreSQL the references may speak first
            raw(f"DELETE FROM {table}")
    assert contents(raw.url) == before


def test_a_delete_of_a_row_nobody_refers_to_is_told_it_is_outside_a_change(raw: Raw) -> None:
    for table in ("tagging", "identity", "customer_contact", "conversion", "stage_change"):
        with pytest.raises(ERRORS, match="crmcli: a write outside a change"):
            raw(f"DELETE FROM {table}")


def test_a_row_can_not_be_laid_to_another_change(raw: Raw) -> None:
    row = "INSERT INTO tag (created_change, name, name_fold, name_sort) VALUES ({}, 'a', 'a', 'a')"
    assert "crmcli: a write outside a change" in raw.error(row.format(1))
    assert raw.error(row.format("NULL"))
    raw.passes(row.format("@change"))


def customer(columns: str, values: str) -> str:
    return (
        f"INSERT INTO customer (created_change, name, name_fold, name_sort, {columns}) "
        f"VALUES (@change, 'a', 'a', 'a', {values})"
    )


LEAD = "INSERT INTO lead (created_change, name, name_fold, name_sort, {}) VALUES (@change, 'a', 'a', 'a', {})"
OPPORTUNITY = LEAD.replace("lead", "opportunity")
ORDER = "INSERT INTO sales_order (created_change, {}) VALUES (@change, {})"
ACTIVITY = "INSERT INTO activity (created_change, {}) VALUES (@change, {})"
PRODUCT = LEAD.replace("lead", "product")
LINE = "INSERT INTO order_line (created_change, order_id, position, {}) VALUES (@change, 1, 9, {})"
IDENTITY = "INSERT INTO identity (created_change, noun, {}) VALUES (@change, 'customer', {})"
PRICE, OTHER = 1, 9
"""Lost reasons of a new store; "other" asks for a note."""

BROKEN = [
    # statement, the rule's name in the error, what a person reads
    (LEAD.format("status", "'lost'"), "lost_has_reason", "a lost lead needs a reason"),
    ("UPDATE lead SET lost_reason_id = NULL", "lost_has_reason", "a lost lead needs a reason"),
    (
        LEAD.format("status, lost_reason_id", f"'new', {PRICE}"),
        "reason_only_when_lost",
        "only a lost lead has a lost reason",
    ),
    ("UPDATE lead SET status = 'new'", "reason_only_when_lost", "only a lost lead has a lost reason"),
    (LEAD.format("status, lost_reason_id", f"'lost', {OTHER}"), "needs a note", "needs a note of your own"),
    ("UPDATE lead SET lost_note = '  '", "needs a note", "needs a note of your own"),
    ("UPDATE opportunity SET lost_reason_id = 9", "needs a note", "needs a note of your own"),
    (
        "UPDATE customer SET parent_id = 2 WHERE id = 1",
        "cycle in customer.parent_id",
        "can't stand above itself",
    ),
    ("UPDATE customer SET parent_id = id", "parent", "a customer can't"),
    (
        "UPDATE customer SET referrer_id = 2 WHERE id = 3",
        "cycle in customer.referrer_id",
        "can't go in a circle",
    ),
    ("UPDATE customer SET referrer_id = id", "referrer", "a c"),
    (
        "UPDATE crm_user SET manager_id = 2 WHERE id = 1",
        "cycle in crm_user.manager_id",
        "managers can't go in a circle",
    ),
    (LEAD.format("status, amount_minor", "'new', 5"), "has_currency", "an amount needs a currency"),
    (OPPORTUNITY.format("stage_id, amount_minor", "1, 5"), "has_currency", "an amount needs a currency"),
    ("UPDATE opportunity SET currency = NULL", "has_currency", "an amount needs a currency"),
    (ORDER.format("status, total_minor", "'open', 5"), "has_currency", "an amount needs a currency"),
    (PRODUCT.format("cost_minor", "5"), "has_currency", "an amount needs a currency"),
    (LINE.format("tax_minor", "5"), "amounts_have_currency", "an amount needs a currency"),
    (customer("kind", "'club'"), "kind_known", "the store refuses this value"),
    (LEAD.format("status", "'warm'"), "status_known", "the store refuses this value"),
    (ORDER.format("status", "'paid'"), "status_known", "the store refuses this value"),
    (ACTIVITY.format("kind, at", "'fax', '2026-11-21'"), "kind_known", "the store refuses this value"),
    (
        ACTIVITY.format("kind, at, direction", "'call', '2026-11-21', 'up'"),
        "direction_known",
        "the store refuses this value",
    ),
    (
        IDENTITY.format("kind, norm, customer_id", "'fax', '1', 1"),
        "kind_known",
        "the store refuses this value",
    ),
    (IDENTITY.format("kind, norm", "'phone', '1'"), "exactly_one_owner", "the store refuses this value"),
    (
        IDENTITY.format("kind, norm, customer_id, lead_id", "'phone', '1', 1, 1"),
        "exactly_one_owner",
        "the store refuses",
    ),
    (
        IDENTITY.format("kind, norm, customer_id", "'external', '1', 1"),
        "external_has_source",
        "the store refuses this value",
    ),
    (
        customer("kind, created_on", "'person', '31.12.2026'"),
        "created_on_is_a_day",
        "a day is written 2026-12-31",
    ),
    (
        customer("kind, created_on", "'person', '2026-1-2'"),
        "created_on_is_a_day",
        "a day is written 2026-12-31",
    ),
    (
        customer("kind, created_on", "'person', '2026-12-31T10:00:00Z'"),
        "created_on_is_a_day",
        "a day is written",
    ),
    (ORDER.format("status, ordered_on", "'open', ''"), "ordered_on_is_a_day", "a day is written 2026-12-31"),
    (ACTIVITY.format("kind, at", "'call', '2026-11-21 10:00'"), "at_is_a_moment", "a moment is written"),
    (
        ACTIVITY.format("kind, at, minutes", "'call', '2026-11-21', -1"),
        "minutes_not_negative",
        "minutes can't be negative",
    ),
    (
        ACTIVITY.format("kind, at, done", "'call', '2026-11-21', 2"),
        "done_yes_no",
        "the store refuses this value",
    ),
    (
        "UPDATE customer_contact SET since = '2026-02-01', until = '2026-01-31'",
        "ends_after_start",
        "the end lies before",
    ),
    ("UPDATE customer SET name = '' WHERE id = 1", "has_a_name", "a name can't be empty"),
    ("UPDATE stage SET probability = 101", "probability_is_percent", "between 0 and 100 percent"),
    ("UPDATE opportunity SET probability = -1", "probability_is_percent", "between 0 and 100 percent"),
    ("UPDATE conversion SET days = -1", "days_not_negative", "the store refuses this value"),
    ("INSERT INTO current_change (id, change_id) VALUES (2, 1)", "one_row", "the store refuses this value"),
]


@pytest.mark.parametrize(
    ("statement", "rule", "words"), BROKEN, ids=[f"{n}-{b[1]}" for n, b in enumerate(BROKEN)]
)
def test_a_broken_rule_is_refused_and_told_in_words(
    raw_once: Raw, statement: str, rule: str, words: str
) -> None:
    error = raw_once.error(statement)
    assert rule in error
    told = faults.rule(error)
    assert isinstance(told, Refused)
    assert words in told.message


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def raw_once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raw]:
    """One business for many statements, each of them rolled back."""
    from crmcli.db import open_store

    if request.param == "sqlite":
        url = str(tmp_path_factory.mktemp("rules") / "crm.db")
    else:
        server = request.getfixturevalue("postgres_server")
        url = server.url(server.create_database())
    fill(open_store(url))
    opened = Raw(url)
    yield opened
    opened.connection.close()


ALLOWED = [
    LEAD.format("status, lost_reason_id", f"'lost', {PRICE}"),
    LEAD.format("status, lost_reason_id, lost_note", f"'lost', {OTHER}, 'vazgeçti'"),
    "UPDATE customer SET parent_id = 1 WHERE id IN (2, 3)",
    "UPDATE customer SET parent_id = NULL",
    "UPDATE customer SET referrer_id = 3 WHERE id = 1",
    OPPORTUNITY.format("stage_id, amount_minor, currency", "1, 0, 'TRY'"),
    ORDER.format("status", "'open'"),
    ACTIVITY.format("kind, at", "'call', '2026-11-21T10:00:00Z'"),
    IDENTITY.format("kind, norm, customer_id", "'phone', '+905321234567', 2"),
]


@pytest.mark.parametrize("statement", ALLOWED, ids=range(len(ALLOWED)))
def test_what_breaks_no_rule_passes(raw_once: Raw, statement: str) -> None:
    raw_once.passes(statement)


def test_a_longer_circle_is_seen_too(raw_once: Raw) -> None:
    chain = (
        "UPDATE customer SET parent_id = 3 WHERE id = 1",
        "UPDATE customer SET parent_id = 4 WHERE id = 3",
    )
    assert "cycle in customer.parent_id" in raw_once.error(
        "UPDATE customer SET parent_id = 2 WHERE id = 4", *chain
    )
    assert "cycle" in raw_once.error(
        customer("kind, id, parent_id", "'person', 900, 901"),
        *(
            ("PRAGMA defer_foreign_keys = ON",)
            if "postgres" not in raw_once.url
            else ("SET CONSTRAINTS ALL DEFERRED",)
        ),
        customer("kind, id, parent_id", "'person', 901, 900"),
    )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM customer WHERE id = 1",
        "DELETE FROM contact",
        "DELETE FROM crm_user WHERE id = 1",
        "DELETE FROM stage WHERE id = 1",
        "DELETE FROM lost_reason WHERE id = 9",
        "DELETE FROM product",
        "DELETE FROM change WHERE id = 1",
        "UPDATE activity SET customer_id = 4711",
    ],
)
def test_no_row_is_left_referring_to_one_that_is_gone(raw_once: Raw, statement: str) -> None:
    told = faults.rule(raw_once.error(statement))
    assert isinstance(told, Conflict)
    assert told.message == "other records still refer to this one"


def test_an_external_id_is_unique_in_its_source_and_kind_of_record(raw_once: Raw) -> None:
    columns = "kind, norm, source, customer_id"
    told = faults.rule(raw_once.error(IDENTITY.format(columns, "'external', 'a''1', 'erp', 2")))
    assert isinstance(told, Conflict)
    assert told.message == "another record has this external id already"
    raw_once.passes(IDENTITY.format(columns, "'external', 'a''1', 'shop', 2"))


@pytest.mark.parametrize("table", ["tag", "stage", "lost_reason"])
def test_names_that_people_choose_from_are_unique_when_folded(raw_once: Raw, table: str) -> None:
    columns = ", ".join(c for c in table_map()[table].columns if c not in ("id", "created_change"))
    copy = f"INSERT INTO {table} (created_change, {columns}) SELECT @change, {columns} FROM {table} LIMIT 1"
    told = faults.rule(raw_once.error(copy))
    assert isinstance(told, Conflict)


def test_text_in_a_number_and_a_number_out_of_range_are_refused(raw_once: Raw) -> None:
    assert raw_once.error("UPDATE product SET price_minor = 'much'")
    if "postgres" not in raw_once.url:
        told = faults.rule(raw_once.error("UPDATE product SET price_minor = 1.5"))
        assert isinstance(told, Refused)
        assert faults.rule(raw_once.error("UPDATE tag SET name = x'00'")) is not None


def test_the_same_rule_reaches_a_person_through_the_program(store: Store) -> None:
    with pytest.raises(Refused, match="a lost lead needs a reason") as caught, writing(store) as db:
        db.insert("lead", {"name": "a", "name_fold": "a", "name_sort": "a", "status": "lost"})
    assert caught.value.hint == "crm lead lose L-1 --reason price"

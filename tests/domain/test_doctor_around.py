"""The doctor finds and mends what is wrong with the tables around a sale, of care and marketing."""

import pytest

from crmcli.db import Store
from crmcli.domain.doctor.content import Content, check_content, mend_content
from tests.store.business import fill
from tests.support.store import raw_connection, writing


@pytest.fixture
def business(store: Store) -> Store:
    """A business with a row in every table."""
    fill(store)
    return store


def states(store: Store) -> dict[str, str]:
    """Return check -> what it found."""
    with store.reading() as db:
        return {finding.check: finding.found for finding in check_content(db, Content())}


def spoil(url: str, *statements: str) -> None:
    """Write past the program, without its triggers."""
    connection = raw_connection(url)
    if url.startswith("postgres"):
        connection.execute("SET session_replication_role = replica")
    else:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_business_with_a_row_in_every_table_is_well(business: Store) -> None:
    found = states(business)
    # Its maker left these out.
    assert found["forms"] == "2: PR-1 sku_fold, S-1 number_fold"
    assert found["keys"].startswith("1: C-1 phone key")
    for check in ("days", "custom", "values"):
        assert not found[check][:1].isdigit(), (check, found[check])


@pytest.mark.parametrize(
    ("table", "column", "place"),
    [
        ("quote", "name_fold", "Q-1 name_fold"),
        ("support_case", "name_sort", "CS-1 name_sort"),
        ("campaign", "name_fold", "CA-1 name_fold"),
        ("competitor", "name_sort", "CO-1 name_sort"),
        ("quote", "number_fold", "Q-1 number_fold"),
    ],
)
def test_a_form_that_is_not_its_names_is_put_right(
    business: Store, engine_url: str, table: str, column: str, place: str
) -> None:
    spoil(engine_url, f"UPDATE {table} SET {column} = 'spoilt' WHERE id = 1")
    assert place in states(business)["forms"]
    if engine_url.startswith("postgres"):
        with writing(business) as db:
            mend_content(db, Content(mend=("forms",)))
        assert place not in states(business)["forms"]


def test_a_key_of_nothing_and_a_day_that_is_none_are_found(business: Store, engine_url: str) -> None:
    spoil(
        engine_url,
        "UPDATE record_key SET number = 999 WHERE id = 1",
        "UPDATE payment SET paid_on = '2026-02-31' WHERE id = 1",
        "UPDATE support_case SET opened_at = '2026-13-01' WHERE id = 1",
    )
    found = states(business)
    assert "CO-999 has a key and is not there" in found["keys"]
    assert "PY-1 paid_on" in found["days"]
    assert "CS-1 opened_at" in found["days"]

"""What functions, triggers and views of a shared store do is compared with what they do in a new one."""

import pytest

from tests.support.program import Program
from tests.support.store import raw_connection

CHANGES = {
    "a function": (
        "CREATE OR REPLACE FUNCTION crm_lost_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$",
        "function crm_lost_note is changed",
    ),
    "a trigger": (
        "CREATE OR REPLACE TRIGGER tag_journal AFTER UPDATE ON tag EXECUTE FUNCTION crm_journal()",
        "trigger tag_journal is changed",
    ),
    "a view": (
        "CREATE OR REPLACE VIEW tag_view AS SELECT * FROM (SELECT * FROM tag_view) x WHERE false",
        "view tag_view is changed",
    ),
}


@pytest.fixture
def shared(pg_url: str) -> Program:
    crm = Program(pg_url)
    crm.inprocess("customer", "add", "Işık").checked()
    return crm


def test_a_new_store_has_nothing_that_is_changed(shared: Program) -> None:
    assert "are there" in shared.inprocess("doctor").checked().stdout


@pytest.mark.parametrize("change", CHANGES)
def test_what_does_something_else_is_named_and_put_right(shared: Program, change: str) -> None:
    sql, said = CHANGES[change]
    if change == "a view":  # a view can't be made of itself
        connection = raw_connection(shared.url)
        (text,) = connection.execute("SELECT pg_get_viewdef('tag_view')").fetchone()
        sql = f"CREATE OR REPLACE VIEW tag_view AS SELECT * FROM ({text.rstrip('; ')}) x WHERE false"
        connection.close()
    connection = raw_connection(shared.url)
    connection.execute(sql)
    connection.close()
    assert said in shared.inprocess("doctor").checked(1).stdout
    shared.inprocess("doctor", "--fix").checked()
    assert "are there" in shared.inprocess("doctor").checked().stdout


def test_a_view_that_others_are_made_of_is_put_right_with_them(shared: Program) -> None:
    connection = raw_connection(shared.url)
    connection.execute("ALTER VIEW customer_view RENAME COLUMN name TO called")
    connection.close()
    assert "view customer_view is changed" in shared.inprocess("doctor").checked(1).stdout
    shared.inprocess("doctor", "--fix").checked()
    rows = shared.inprocess("report", "sql", "SELECT name FROM customer_view").checked().tsv()
    assert rows == [{"name": "Işık"}]


def test_a_view_of_somebody_elses_never_goes_with_one_that_is_put_right(shared: Program) -> None:
    connection = raw_connection(shared.url)
    connection.execute("CREATE VIEW my_own AS SELECT name FROM customer_view")
    connection.execute("CREATE VIEW mine_too AS SELECT name FROM my_own")
    connection.execute("ALTER VIEW customer_view RENAME COLUMN city TO town")
    connection.close()
    refused = shared.inprocess("doctor", "--fix").checked(4)
    assert "my_own" in refused.stderr
    assert "mine_too" in refused.stderr
    connection = raw_connection(shared.url)
    assert connection.execute("SELECT name FROM mine_too").fetchone() == ("Işık",)
    connection.execute("DROP VIEW mine_too, my_own")
    connection.close()
    shared.inprocess("doctor", "--fix").checked()
    assert "are there" in shared.inprocess("doctor").checked().stdout

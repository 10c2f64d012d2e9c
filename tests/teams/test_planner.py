"""The server's planner knows what a large import has brought before the next command asks."""

from pathlib import Path

from tests.campaigns.work import customers
from tests.support.program import Program
from tests.support.store import raw_connection


def test_after_a_large_import_the_planner_knows_the_tables(pg_url: str, tmp_path: Path) -> None:
    crm = Program(pg_url)
    crm.inprocess("import", "customers", customers(tmp_path / "c.csv", 6_000)).checked()
    connection = raw_connection(pg_url)
    known = dict(
        connection.execute(
            "SELECT relname, CAST(reltuples AS bigint) FROM pg_class "
            "WHERE relname IN ('customer', 'identity', 'tagging')"
        ).fetchall()
    )
    connection.close()
    assert known["customer"] == 6_000
    assert known["identity"] > 6_000

"""Three years of a shop, on each engine, filled once a test process and only read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmcli.db import open_store
from tests.support.postgres import PostgresServer
from tests.support.program import Program
from tests.support.store import writing
from tests.support.years import fill_years


def _filled(url: str) -> str:
    with writing(open_store(url)) as db:
        fill_years(db)
    return url


@pytest.fixture(scope="session")
def years_sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of the shop's local store."""
    return _filled(str(tmp_path_factory.mktemp("years") / "crm.db"))


@pytest.fixture(scope="session")
def years_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of the shop's PostgreSQL store."""
    name = postgres_server.create_database()
    yield _filled(postgres_server.url(name))
    postgres_server.drop_database(name)


@pytest.fixture
def shop(years_sqlite: str) -> Program:
    """The program on the shop's local store."""
    return Program(years_sqlite)


@pytest.fixture
def shop_pg(years_postgres: str) -> Program:
    """The program on the shop's PostgreSQL store."""
    return Program(years_postgres)


@pytest.fixture
def nothing(tmp_path: Path) -> Program:
    """The program on a store that isn't there yet."""
    return Program(str(tmp_path / "empty.db"))

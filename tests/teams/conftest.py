"""Stores of either engine, as many as a test asks for, and people of a server."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.support.postgres import PostgresServer

Making = Callable[[str], str]


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Making]:
    """Name a new, empty store: ``place("sqlite")``, ``place("postgres")``."""
    made: list[str] = []
    numbers = count(1)

    def make(engine: str) -> str:
        if engine == "sqlite":
            return str(tmp_path / f"yer{next(numbers)}.db")
        server: PostgresServer = request.getfixturevalue("postgres_server")
        made.append(server.create_database())
        return server.url(made[-1])

    yield make
    for name in made:
        request.getfixturevalue("postgres_server").drop_database(name)


@pytest.fixture
def login(postgres_server: PostgresServer) -> Iterator[Callable[[str, str, str], str]]:
    """Make a person of the server with a role: ``login(url, "ayse", "crm_writer")`` is their address."""
    people: list[str] = []

    def make(url: str, name: str, role: str) -> str:
        if name not in people:
            people.append(name)
            postgres_server.execute(f"CREATE ROLE {name} LOGIN")
        if role:
            postgres_server.execute(f"GRANT {role} TO {name}")
        return url.replace("user=crm", f"user={name}")

    yield make
    for name in people:
        postgres_server.execute(f"DROP OWNED BY {name}", f"DROP ROLE {name}")

"""Fixtures every test may use; the first one keeps tests away from the person who runs them."""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from crmcli.db import Store
from tests.support.postgres import PostgresServer
from tests.support.program import Program, Result, modules_loaded_by, run_python
from tests.support.terminal import Terminal

ENGINES = ("sqlite", "postgres")
TODAY = "2026-11-21"

FOREIGN = ("CRMCLI_", "PG", "XDG_", "LC_", "CLICOLOR", "PYTHONUTF8", "PYTHONIOENCODING", "_TYPER_", "_CRM")
"""Beginnings of variables that would let a person's own settings into a test."""

UNSET = {
    *("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TERM_PROGRAM", "LANGUAGE"),
    *("PAGER", "LESS", "EDITOR", "VISUAL"),
}


# Two test processes share the machine with whatever else runs: time is no reason to fail.
settings.register_profile("project", deadline=None, print_blob=True)
settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch between the short and the whole form of the long campaigns."""
    parser.addoption("--campaign", action="store_true", help="run the campaigns in full, not in short")


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """How often a campaign repeats: ``rounds(20, 1000)`` is 20, or 1000 with ``--campaign``."""
    whole: bool = request.config.getoption("--campaign")
    return lambda short, full: full if whole else short


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fix home, settings, day, time zone, language, width and file modes for every test."""
    for name in list(os.environ):
        if name.startswith(FOREIGN) or name in UNSET:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    places = {"CONFIG": ".config", "DATA": ".local/share", "CACHE": ".cache", "STATE": ".local/state"}
    fixed = {
        "HOME": str(home),
        **{f"XDG_{kind}_HOME": str(home / folder) for kind, folder in places.items()},
        "CRMCLI_TODAY": TODAY,
        "TZ": "UTC",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "80",
        "LINES": "24",
        "CRMCLI_PAGER": "never",
        "TERM": "xterm-256color",
    }
    for name, value in fixed.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    mask = os.umask(0o022)
    yield
    os.umask(mask)
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server per test process; a test that asks for it fails when it can't be started."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def pg_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty PostgreSQL database that only this test sees."""
    name = postgres_server.create_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The path of an SQLite store that does not exist yet."""
    return str(tmp_path / "crm.db")


@pytest.fixture(params=ENGINES)
def engine_url(request: pytest.FixtureRequest) -> str:
    """A new, empty store on each engine in turn: the test runs once on SQLite, once on PostgreSQL."""
    url: str = request.getfixturevalue("pg_url" if request.param == "postgres" else "sqlite_url")
    return url


@pytest.fixture
def store(engine_url: str) -> Store:
    """The new store of ``engine_url``, for tests of the core: ``store.reading()``, ``writing(store)``."""
    from crmcli.db import open_store

    return open_store(engine_url)


@pytest.fixture
def crm(engine_url: str) -> Program:
    """The program as a person runs it, on each engine in turn: ``crm("customer", "list")``."""
    return Program(engine_url)


@pytest.fixture
def crm_local(sqlite_url: str) -> Program:
    """The program on a local file only, for what has nothing to do with the engine."""
    return Program(sqlite_url)


@pytest.fixture
def tty(crm: Program) -> Terminal:
    """The program and store of ``crm`` on a terminal: ``tty("customer", "list", columns=200)``."""
    return Terminal(crm)


@pytest.fixture
def tty_local(crm_local: Program) -> Terminal:
    """The program and store of ``crm_local`` on a terminal."""
    return Terminal(crm_local)


@pytest.fixture
def python() -> Callable[..., Result]:
    """Run a snippet in a fresh interpreter: ``python("import crmcli; print(1)").stdout``."""
    return run_python


@pytest.fixture
def modules(crm_local: Program, tmp_path: Path) -> Callable[..., set[str]]:
    """The modules loaded at the end of a run in a pipe: ``modules("--version")``."""
    return partial(modules_loaded_by, crm_local, folder=tmp_path)

"""Tests of a local file run on a server instead: ``pytest -p tests.support.on_server tests/stories``.

What asks for ``sqlite_url``, ``crm_local`` or ``tty_local`` gets a database; what runs on both engines
already, and what knows no store, is left out.
"""

from collections.abc import Sequence
from typing import Any

import pytest

LOCAL = ("sqlite_url", "crm_local", "tty_local")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that run on a local file only."""
    kept = [item for item in items if _is_local(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _is_local(item: pytest.Item) -> bool:
    names: Sequence[str] = getattr(item, "fixturenames", ())
    return any(name in names for name in LOCAL) and "engine_url" not in names


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> str | None:
    """Put a database in the place of the path of a file."""
    if fixturedef.argname != "sqlite_url":
        return None
    url: str = request.getfixturevalue("pg_url")
    fixturedef.cached_result = (url, fixturedef.cache_key(request), None)  # type: ignore[arg-type]
    return url

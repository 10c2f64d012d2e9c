"""Two stores that exchange: the first on each engine in turn, the second a local file."""

from pathlib import Path

import pytest

from tests.support.exchange import Pair
from tests.support.program import Program


@pytest.fixture
def pair(engine_url: str, tmp_path: Path) -> Pair:
    """Two new, named stores."""
    return Pair(Program(engine_url), Program(str(tmp_path / "izmir.db")), tmp_path)


@pytest.fixture
def local_pair(tmp_path: Path) -> Pair:
    """Two new, named stores in local files, for what has nothing to do with the engine."""
    return Pair(Program(str(tmp_path / "ankara.db")), Program(str(tmp_path / "izmir.db")), tmp_path)

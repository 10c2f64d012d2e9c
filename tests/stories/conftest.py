"""The cooperative in a new store, on each engine in turn."""

import pytest

from tests.stories.cooperative import Cooperative
from tests.support.program import Program


@pytest.fixture
def coop(crm: Program) -> Cooperative:
    """The cooperative's store before any of its stories."""
    return Cooperative(crm)

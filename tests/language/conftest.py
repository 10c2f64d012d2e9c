"""Three years of a shop, filled once a test process and only read, asked by somebody who speaks Turkish."""

from collections.abc import Callable, Iterator

import pytest

from crmcli.db import open_store
from crmcli.language import Choice
from crmcli.said import Listener
from tests.support.program import Program, Result
from tests.support.store import writing
from tests.support.years import fill_years

Asked = Callable[..., Result]


@pytest.fixture(scope="session")
def filled_years(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of the shop's store."""
    path = str(tmp_path_factory.mktemp("years") / "crm.db")
    with writing(open_store(path)) as db:
        fill_years(db)
    return path


@pytest.fixture
def turkish(filled_years: str, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Run the program in Turkish on a wide terminal's table: ``turkish("customer", "list")``."""
    monkeypatch.setenv("CRMCLI_LANG", "tr")
    monkeypatch.setenv("COLUMNS", "160")
    return Program(filled_years).inprocess


@pytest.fixture
def in_turkish() -> Iterator[None]:
    """Let the sentences of this process be told in Turkish."""
    before = Listener.language
    Listener.language = lambda: Choice("tr", {})
    yield
    Listener.language = before

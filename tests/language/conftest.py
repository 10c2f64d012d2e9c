"""Three years of a shop, filled once a test process and only read, asked by somebody who speaks Turkish."""

import os
from collections.abc import Callable, Iterator

import pytest

from crmcli.db import open_store
from crmcli.language import Choice
from crmcli.said import Listener
from tests.support.program import Program, Result
from tests.support.store import writing
from tests.support.years import fill_years

Asked = Callable[..., Result]

MORE = (
    ("contact", "add", "Ayşe Işık", "--customer", "C-1"),
    ("address", "add", "C-1", "--city", "İzmir", "--kind", "teslimat"),
    ("tag", "add", "gözde", "C-1"),
    ("relation", "add", "C-1", "C-2", "--as", "tedarikçi/müşteri"),
    ("attachment", "add", "C-1", "FILE"),
    ("consent", "give", "P-1", "--channel", "email"),
    ("verify", "add", "C-1", "--right", "city"),
    ("incident", "add", "Kesinti", "--from", "2026-11-20 15:00", "--to", "2026-11-20 15:30"),
    ("need", "add", "C-1", "akşam teslimi", "--weight", "5"),
    ("closing-step", "add", "Sözleşme", "--stage", "Proposal"),
    ("quote", "add", "C-1", "Vitrin", "--line", "Masa:2:1.250"),
    ("price", "set", "PR-1", "4.900 TL", "--from", "2027-01-01"),
    ("segment", "save", "Sessiz", "--where", "city=İzmir"),
    ("playbook", "add", "Karşılama", "--where", "tag=gözde", "--step", "Ara; +3 days; high"),
    ("rule", "add", "Öncelik", "ne zaman anket yanıtlanırsa o zaman etiketle kırgın"),
    ("field", "add", "customer", "Sektör", "--type", "choice", "--choices", "A,B"),
    ("plan", "add", "C-1", "İki katı", "--by", "2026-12-31", "--step", "Toplantı; 2026-12-05"),
    ("survey", "add", "C-1", "--nps", "9"),
    ("contact", "add", "Veli Çağ"),
    ("privacy", "erase", "P-2", "--yes"),
)
"""What a shop of three years has besides, so that no list is empty."""


@pytest.fixture(scope="session")
def filled_years(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of the shop's store."""
    path = str(tmp_path_factory.mktemp("years") / "crm.db")
    with writing(open_store(path)) as db:
        fill_years(db)
    crm = Program(path, {"CRMCLI_CONFIG": os.devnull, "CRMCLI_TODAY": "2026-11-21"})
    for words in MORE:
        crm.inprocess(*(path if word == "FILE" else word for word in words)).checked()
    return path


@pytest.fixture
def turkish(filled_years: str, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Run the program in Turkish on a wide terminal's table: ``turkish("customer", "list")``."""
    monkeypatch.setenv("CRMCLI_LANG", "tr")
    monkeypatch.setenv("COLUMNS", "160")
    return Program(filled_years).inprocess


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """Leave the sentences of this process to be told in English, whatever was run in it."""
    yield
    Listener.language = None


@pytest.fixture
def in_turkish() -> Iterator[None]:
    """Let the sentences of this process be told in Turkish."""
    before = Listener.language
    Listener.language = lambda: Choice("tr", {})
    yield
    Listener.language = before

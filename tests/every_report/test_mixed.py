"""The same shop with other numbers, written in another order, gives the same figures in every report."""

import re
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from crmcli.db import open_store
from crmcli.domain.kinds import Ref
from crmcli.domain.reports import REPORTS, Entry
from crmcli.domain.results import columns_of
from tests.support.store import writing
from tests.support.years import fill_years

DAY = date(2026, 9, 30)
# Where numbers decide: goals stand as they were set; of bills due on one day the first is settled first; what
# is stuck is told by stages in the order in which they were written.
AS_SET = ("today", "targets")
BY_NUMBER = {"today": ("what", "who", "why", "amount", "owner")}
NUMBER = re.compile(r"\b[A-Z]{1,3}-\d+\b")
every_by = pytest.mark.parametrize(
    ("entry", "by"),
    [(entry, by) for entry in REPORTS for by in entry.by],
    ids=[f"{entry.name}-{by}" for entry in REPORTS for by in entry.by],
)


@pytest.fixture(scope="module")
def years_mixed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of the shop's store with other numbers, in another order."""
    path = str(tmp_path_factory.mktemp("mixed") / "crm.db")
    with writing(open_store(path)) as db:
        fill_years(db, mixed=7)
    return path


def told(url: str, entry: Entry, by: str) -> tuple[Any, ...]:
    """What a report says, without numbers of records."""
    module: Any = import_module(entry.module)
    with open_store(url).reading() as db:
        found = module.report(db, module.Request(as_of=DAY, by=by, zone="Europe/Istanbul"))
    rows = [unnumbered(row) for row in (*found.rows, *([found.total] if found.total else ()))]
    return rows, [NUMBER.sub("#", note) for note in found.notes]


def unnumbered(row: Any) -> dict[str, Any]:
    values = {
        column.name: getattr(row, column.name)
        for column in columns_of(type(row))
        if not isinstance(column.kind, Ref)
    }
    return {name: NUMBER.sub("#", text) if isinstance(text, str) else text for name, text in values.items()}


@every_by
def test_numbers_and_order_of_records_change_nothing(
    years_sqlite: str, years_mixed: str, entry: Entry, by: str
) -> None:
    (mixed, mixed_notes), (rows, notes) = (told(url, entry, by) for url in (years_mixed, years_sqlite))
    assert mixed_notes == notes
    if entry.name in AS_SET:
        mixed, rows = (comparable(entry, listed) for listed in (mixed, rows))
    assert mixed == rows


def comparable(entry: Entry, rows: list[dict[str, Any]]) -> list[str]:
    left_out = BY_NUMBER.get(entry.name, ())
    return sorted(str({name: row[name] for name in row if name not in left_out}) for row in rows)

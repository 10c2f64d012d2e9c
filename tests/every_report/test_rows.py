"""What holds for every row of every report: it has a name of its own, and what stands behind it adds up."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from crmcli.db import open_store
from crmcli.domain.reports import REPORTS, Entry
from crmcli.domain.reports.answer import Question, answer
from crmcli.domain.reports.comparing import compared, keys_of
from crmcli.domain.reports.explaining import explained, own_names
from crmcli.domain.results import Listing, Report
from crmcli.sql import Reader

DAY, THEN = date(2026, 9, 30), date(2025, 9, 30)
SAMPLE = 6
every_by = pytest.mark.parametrize(
    ("entry", "by"),
    [(entry, by) for entry in REPORTS for by in entry.by],
    ids=[f"{entry.name}-{by}" for entry in REPORTS for by in entry.by],
)
# Of a listing: how many it lists, or the sum of a column of it, and the figure of the row that this is.
MANY = ""
ADDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "today": (("items", MANY, "items"),),
    "targets": (("targets", MANY, "targets"),),
    "channels": (
        ("touches", MANY, "touches"),
        *(("orders", each, each) for each in ("first", "last", "linear")),
    ),
    "campaigns": (
        ("campaigns", MANY, "campaigns"),
        *(("campaigns", each, each) for each in ("held_out", "reached", "responses", "buyers")),
    ),
    "sales": (("orders", "total", "net"),),
    "products": (("lines", "amount", "net"), ("lines", "units", "units")),
    "abc": (("members", "value", "value"),),
    "profit": (
        ("customers", MANY, "customers"),
        *(
            ("customers", each, each)
            for each in ("orders", "revenue", "discount", "tax", "serving", "minutes")
        ),
    ),
    "segments": (
        ("customers", MANY, "customers"),
        *(("customers", each, each) for each in ("orders", "revenue")),
    ),
    "rfm": (("orders", "total", "revenue"),),
    "retention": (
        ("customers", MANY, "customers"),
        *(("customers", each, each) for each in ("orders", "revenue")),
    ),
    "clv": (("customers", MANY, "customers"), ("customers", "value", "value")),
    "churn": (("customers", MANY, "customers"), ("customers", "at_risk", "at_risk")),
    "crosssell": (("orders", MANY, "both"),),
    "lead-score": (("leads", MANY, "leads"),),
    "pipeline": (("opportunities", MANY, "count"), ("opportunities", "amount", "amount")),
    "forecast": (("opportunities", MANY, "count"), ("opportunities", "amount", "amount")),
    "funnel": (("opportunities", MANY, "entered"),),
    "stages": (("stays", MANY, "stays"),),
    "path": (("people", MANY, "people"),),
    "conversion": (("leads", MANY, "leads"),),
    "cycle": (
        ("who", MANY, "count"),
        *(("who", each, each) for each in ("revenue", "cost", "margin")),
        ("open offers", MANY, "offers"),
    ),
    "activity-class": (
        ("orders", "total", "revenue"),
        ("who", MANY, "customers"),
        *(("who", each, each) for each in ("revenue", "requests", "referrals", "surveys")),
    ),
    "referrals": (
        ("brought", MANY, "below"),
        ("brought", "revenue", "revenue"),
        ("own orders", "total", "own"),
        ("orders of who was brought", "total", "revenue"),
        ("referred", MANY, "referred"),
        ("referred", "revenue", "revenue"),
    ),
    "wallet": (
        ("estimates", "estimate", "estimate"),
        ("lines", "amount", "revenue"),
        ("orders", "total", "revenue"),
    ),
    "receivables": (
        ("open", "open", "balance"),
        ("open", "open", "open"),
        ("orders and payments", "amount", "balance"),
        ("who", "balance", "balance"),
        ("who", "credit", "credit"),
    ),
    "deliveries": (("promises", MANY, "promised"),),
    "satisfaction": (("answers", MANY, "answers"),),
    "service": (("cases", MANY, "opened"),),
    "demand": (
        ("requests", MANY, "requests"),
        ("requests", "weight", "weight"),
        *(("who asks", each, each) for each in ("revenue", "open_sales")),
    ),
    "checks": (
        ("checks", MANY, "checks"),
        *(("checks", each, each) for each in ("points", "best")),
    ),
}


@pytest.fixture(scope="module")
def db(years_sqlite: str) -> Iterator[Reader]:
    """The shop's store, read only."""
    with open_store(years_sqlite).reading() as reader:
        yield reader


def asked(db: Reader, entry: Entry, by: str, **more: Any) -> tuple[Any, Any, Report[Any]]:
    module: Any = import_module(entry.module)
    request = module.Request(**{"as_of": DAY, "by": by, "zone": "Europe/Istanbul", **more})
    return module, request, module.report(db, request)


def key_of(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in keys_of(type(row)))


@every_by
def test_rows_of_one_report_are_told_apart(db: Reader, entry: Entry, by: str) -> None:
    _, _, found = asked(db, entry, by)
    keys = [key_of(row) for row in found.rows]
    assert len(keys) == len(set(keys))
    assert len(set(own_names(found.rows))) == len(found.rows)


@every_by
def test_rows_from_all_over_a_report_are_explained_and_add_up(db: Reader, entry: Entry, by: str) -> None:
    module, request, found = asked(db, entry, by)
    places = sorted({len(found.rows) * part // SAMPLE for part in range(SAMPLE)} | {len(found.rows) - 1})
    names = own_names(found.rows)
    picked = [(names[at], found.rows[at]) for at in places if 0 <= at < len(found.rows)]
    if found.total is not None:
        picked.append(("total", found.total))
    for name, row in picked:
        record = explained(db, module, request, found, name)
        assert record.item is row, name
        assert len(record.sections) > 1, f"{name}: nothing stands behind the figures"
        for listing in record.sections[1:]:
            adds_up(entry, name, row, listing)


def adds_up(entry: Entry, name: str, row: Any, listing: Listing[Any]) -> None:
    for title, column, figure in ADDS.get(entry.name, ()):
        if listing.title != title or getattr(row, figure, None) is None:
            continue
        if column == MANY:
            assert len(listing.rows) == getattr(row, figure), f"{name}: {title}"
        elif all(hasattr(one, column) for one in listing.rows):
            # Amounts in other currencies are listed as they are, and are in no sum.
            codes = (None, _code(row))
            told = sum(getattr(one, column) or 0 for one in listing.rows if _code(one) in codes)
            assert told == pytest.approx(getattr(row, figure), rel=1e-9), f"{name}: {title} {column}"


def _code(row: Any) -> str | None:
    return getattr(row, "currency", None)


@every_by
def test_a_past_day_beside_it_loses_no_row_of_either(db: Reader, entry: Entry, by: str) -> None:
    module, request, now = asked(db, entry, by)
    if hasattr(module, "compare"):
        assert compared(db, module, request, THEN).rows
        return
    _, _, then = asked(db, entry, by, as_of=THEN)
    found = compared(db, module, request, THEN)
    assert len(found.rows) >= max(len(now.rows), len(then.rows))
    for name in COUNTS:
        if now.rows and hasattr(now.rows[0], name):
            for day, suffix in ((now, ""), (then, "_then")):
                told = [getattr(row, name + suffix) for row in found.rows]
                assert sum(filter(None, told)) == sum(getattr(row, name) or 0 for row in day.rows), name


COUNTS = (
    "orders",
    "customers",
    "revenue",
    "net",
    "lost",
    "won",
    "leads",
    "count",
    "answers",
    "opened",
    "value",
)


@every_by
def test_a_limit_shows_the_first_rows_of_the_whole(db: Reader, entry: Entry, by: str) -> None:
    _, _, whole = asked(db, entry, by)
    request = import_module(entry.module).Request(as_of=DAY, by=by, zone="Europe/Istanbul", limit=3)
    few = answer(db, Question(entry, request, limit=3))
    assert isinstance(few, Report)
    assert list(few.rows) == list(whole.rows)[:3]
    assert few.total == whole.total
    if len(whole.rows) > 3:
        assert any("--limit 0 shows all" in note for note in few.notes)


def test_the_whole_of_referrals_stands_beside_itself(db: Reader) -> None:
    (entry,) = (entry for entry in REPORTS if entry.name == "referrals")
    module, request, _ = asked(db, entry, "customer", summary=True)
    (row,) = compared(db, module, request, THEN).rows
    assert row.customers > row.customers_then > 0

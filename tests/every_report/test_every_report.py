"""What holds for each line of the table of reports, on three years of a shop.

A report that is added is tried here without a word: the same bytes on any day, in any zone and on both
engines; every ``--by``; a past day beside it; a row explained; every format; an empty store.
"""

import email
import email.policy
import json
import time
from html.parser import HTMLParser
from typing import Any

import pytest
from rich.cells import cell_len

from crmcli.domain.reports import REPORTS, Entry
from crmcli.domain.reports.columns import defined, rows_of
from crmcli.domain.results import columns_of
from tests.support.program import Program, Result

AS_OF = "2026-09-30"
every_report = pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)
every_by = pytest.mark.parametrize(
    ("entry", "by"),
    [(entry, by) for entry in REPORTS for by in entry.by],
    ids=[f"{entry.name}-{by}" for entry in REPORTS for by in entry.by],
)
WHERE = {
    "customers": "city = İzmir",
    "orders": "branch = Kadıköy",
    "opportunities": "branch = Kadıköy",
    "leads": "source = fair",
}


def asked(crm: Program, entry: Entry, *more: str) -> Result:
    return crm.inprocess("report", entry.name, "--as-of", AS_OF, *more)


def shown(crm: Program, entry: Entry, *more: str) -> Any:
    return json.loads(asked(crm, entry, "--format", "json", *more).checked().stdout)


@every_report
def test_the_shop_has_rows_for_it(shop: Program, entry: Entry) -> None:
    assert shown(shop, entry)["rows"], "an empty report would make the other promises hold for nothing"


@every_report
def test_the_same_bytes_on_any_day_in_any_zone_and_on_both_engines(
    shop: Program, shop_pg: Program, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(shop, entry, "--format", "json").checked().stdout
    assert asked(shop_pg, entry, "--format", "json").checked().stdout == first
    for zone, today in (("Pacific/Kiritimati", "2027-03-03"), ("America/Los_Angeles", "2026-10-01")):
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("CRMCLI_TODAY", today)
        monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
        time.tzset()
        assert asked(shop, entry, "--format", "json").checked().stdout == first


@every_by
def test_told_by_anything_both_engines_say_the_same(
    shop: Program, shop_pg: Program, entry: Entry, by: str
) -> None:
    first = asked(shop, entry, "--by", by, "--format", "json").checked().stdout
    assert asked(shop_pg, entry, "--by", by, "--format", "json").checked().stdout == first


@every_report
def test_nothing_after_the_day_is_known(shop: Program, entry: Entry) -> None:
    early = json.loads(
        shop.inprocess("report", entry.name, "--as-of", "2023-06-30", "--format", "json").checked().stdout
    )
    numbers = [
        value
        for row in early["rows"]
        for name, value in row.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and name in MONEY_OR_COUNT
    ]
    assert not any(numbers), early["rows"][:3]


MONEY_OR_COUNT = {"orders", "customers", "revenue", "net", "won", "lost", "cases", "answers", "deals"}


@every_report
def test_a_span_narrows_it(shop: Program, entry: Entry) -> None:
    asked(shop, entry, "--period", "2026-Q2", "--format", "json").checked()
    asked(shop, entry, "--since", "2026-01-01", "--until", "2026-06-30", "--format", "json").checked()


@every_report
def test_a_filter_narrows_it(shop: Program, shop_pg: Program, entry: Entry) -> None:
    condition = WHERE.get(entry.of)
    if condition is None:
        return
    first = asked(shop, entry, "--where", condition, "--format", "json").checked().stdout
    assert asked(shop_pg, entry, "--where", condition, "--format", "json").checked().stdout == first


@every_report
def test_all_amounts_can_stand_in_one_currency(shop: Program, entry: Entry) -> None:
    found = shown(shop, entry, "--currency", "EUR")
    used = {row.get("currency") for row in found["rows"]} - {None}
    assert used <= {"EUR"}


@every_report
def test_a_past_day_stands_beside_it(shop: Program, shop_pg: Program, entry: Entry) -> None:
    first = asked(shop, entry, "--compare", "2025-09-30", "--format", "json").checked().stdout
    assert asked(shop_pg, entry, "--compare", "2025-09-30", "--format", "json").checked().stdout == first


@every_report
def test_first_and_last_row_and_the_total_are_explained(
    shop: Program, shop_pg: Program, entry: Entry
) -> None:
    found = shown(shop, entry, "--limit", "0")
    names = [name_of(row) for row in (found["rows"][0], found["rows"][-1])]
    if found["total"] is not None:
        names.append("total")
    for name in names:
        if name is None:
            continue
        told = asked(shop, entry, "--explain", name, "--format", "json").checked()
        record = json.loads(told.stdout)
        assert record["figures"], name
        assert len([value for value in record.values() if isinstance(value, list)]) > 1, (
            f"{name}: nothing stands behind the figures"
        )
        assert asked(shop_pg, entry, "--explain", name, "--format", "json").checked().stdout == told.stdout


def name_of(row: dict[str, Any]) -> str | None:
    """What a row is called: its first text."""
    return next((value for value in row.values() if isinstance(value, str) and value), None)


@every_report
@pytest.mark.parametrize("width", [80, 140])
def test_it_fits_the_terminal(
    shop: Program, entry: Entry, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for more in ((), ("--compare", "2025-09-30")):
        text = asked(shop, entry, "--format", "table", *more).checked().stdout
        assert [line for line in text.splitlines() if cell_len(line) > width] == []


@every_report
def test_it_goes_into_every_format(shop: Program, entry: Entry, tmp_path: Any) -> None:
    for name in ("plain", "markdown", "csv", "tsv", "jsonl"):
        assert asked(shop, entry, "--format", name).checked().stdout
    page = asked(shop, entry, "--format", "html").checked().stdout
    Balanced().check(page)
    assert "<script" not in page
    assert "//" not in page.replace("http://www.w3.org/", "")
    letter = asked(shop, entry, "--format", "eml").checked().stdout.encode("utf-8", "surrogateescape")
    mail = email.message_from_bytes(letter, policy=email.policy.default)
    assert mail["Subject"]
    assert len(letter) < 100_000
    assert not mail.defects
    book = tmp_path / "report.xlsx"
    asked(shop, entry, "--output", str(book)).checked()
    assert book.stat().st_size > 1000


class Balanced(HTMLParser):
    """Checks that what is opened is closed."""

    EMPTY = frozenset(("meta", "br", "hr", "img", "input", "link", "col", "rect", "line", "path", "circle"))

    def check(self, page: str) -> None:
        """Read a page, and fail where a tag is left open."""
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Keep what is opened."""
        del attrs
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Take what is closed."""
        if tag not in self.EMPTY:
            assert self.open.pop() == tag


@every_report
def test_an_empty_store_says_so_and_is_no_failure(nothing: Program, entry: Entry) -> None:
    result = nothing.inprocess("report", entry.name, "--format", "table").checked()
    assert "Traceback" not in result.stderr
    assert len(result.lines) >= 3, "an empty report says how the first row comes"


@every_report
def test_its_help_defines_the_columns(shop: Program, entry: Entry) -> None:
    text = shop.inprocess("report", entry.name, "--help").checked().stdout
    told = " ".join(text.split())
    for column in defined(entry):
        assert column.name in told
        assert column.about.split()[0] in told


@every_report
def test_machine_columns_have_the_names_of_their_row(shop: Program, entry: Entry) -> None:
    rows = shown(shop, entry)["rows"]
    known = [tuple(column.name for column in columns_of(row)) for row in rows_of(entry)]
    assert tuple(rows[0]) in known

"""What every report says to what can't be asked: a line, a way out, an exit code; and no odd number."""

import json
from typing import Any, NoReturn

import pytest

from crmcli.domain.reports import REPORTS, Entry
from tests.support.program import Program, Result

AS_OF = "2026-09-30"
every_report = pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)


def asked(crm: Program, entry: Entry, *more: str) -> Result:
    return crm.inprocess("report", entry.name, "--as-of", AS_OF, *more)


@pytest.mark.parametrize(
    ("asked_for", "code", "told"),
    [
        (("--where", "nonsense"), 2, "compares nothing"),
        (("--where", "nosuchfield = 3"), 2, "have no field"),
        (("--by", "zzz"), 2, "--by takes one of"),
        (("--currency", "XXX"), 2, "is no currency"),
        (("--since", "2026-09-01", "--until", "2026-08-01"), 2, "is before --since"),
        (("--period", "2026-Q5"), 2, "is no period"),
        (("--compare", AS_OF), 2, "the day of the report itself"),
        (("--compare", "2026-10-01"), 2, f"is after the day of the report, {AS_OF}"),
        (("--limit", "-1"), 2, "--limit"),
        (("--explain", "no such row at all"), 3, "is called"),
    ],
    ids=lambda value: value[0] + "=" + value[1] if isinstance(value, tuple) else "",
)
@every_report
def test_what_can_not_be_asked_is_said_with_a_way_out(
    shop: Program, entry: Entry, asked_for: tuple[str, ...], code: int, told: str
) -> None:
    result = asked(shop, entry, *asked_for).checked(code)
    assert result.stdout == ""
    assert told in result.stderr
    assert "hint" in result.stderr


@every_report
def test_a_mistyped_by_is_told_with_the_nearest(shop: Program, entry: Entry) -> None:
    result = asked(shop, entry, "--by", f"{entry.by[0]}x").checked(2)
    assert f"crm report {entry.name} --by {entry.by[0]}" in result.stderr


@every_report
def test_days_to_come_are_for_what_is_due_or_expected(shop: Program, entry: Entry) -> None:
    for span in (("--since", "2026-10-01"), ("--period", "2031")):
        result = asked(shop, entry, *span).checked(0 if entry.ahead else 2)
        assert entry.ahead or f"nothing is known as of {AS_OF}" in result.stderr


@every_report
def test_every_number_is_one(shop: Program, entry: Entry) -> None:
    def odd(constant: str) -> NoReturn:
        pytest.fail(f"{entry.name} says {constant}")

    for more in ((), ("--compare", "2025-09-30")):
        answer: Any = asked(shop, entry, "--format", "json", "--limit", "0", *more).checked()
        json.loads(answer.stdout, parse_constant=odd)

"""``--alert``: what a test of a report's rows means, and what it says when it is met."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Duration, Flag, Money, Number, Percent, Ref, Text, Words
from crmcli.domain.reports.alerts import SHOWN, alarms, untested
from crmcli.domain.results import Report
from crmcli.errors import UsageError

DAY = date(2026, 11, 22)


@frozen
class Row:
    id: Annotated[int | None, Ref("C", "no.")]
    group: Annotated[str | None, Text("month")]
    net: Annotated[int | None, Money("currency")]
    share: Annotated[float | None, Percent("of all")]
    waits: Annotated[int | None, Duration()]
    orders: Annotated[int | None, Number()]
    due: date | None
    vip: Annotated[bool | None, Flag()]
    tags: Annotated[tuple[str, ...] | None, Words()]
    currency: str | None


BLANK = Row(None, None, None, None, None, None, None, None, None, None)
OCTOBER = Row(1, "2026-10", 310_00, 0.8, 3, 12, date(2026, 10, 1), True, ("vip", "bayi"), "TRY")
NOVEMBER = Row(2, "2026-11", -5_00, 0.1, 40, 0, date(2026, 11, 20), False, (), "TRY")
DOLLARS = Row(3, "İzmir", 900_00, 0.1, None, 3, None, None, None, "USD")
TOTAL = Row(None, None, 305_00, 1.0, None, 12, None, None, None, "TRY")


def report(*rows: Row, total: Row | None = None) -> Report[Any]:
    return Report("x", Row, rows or (OCTOBER, NOVEMBER, DOLLARS), "X", DAY, total=total)


def met(test: str, *rows: Row, total: Row | None = None) -> list[str]:
    """The names of the rows that meet a test."""
    lead = f"alert: {test}: "
    told = alarms(report(*rows, total=total), (test,))
    assert all(one.startswith(lead) for one in told)
    named = [name.split(" ")[0] for one in told for name in one.removeprefix(lead).split(", ")]
    return [name for name in named if name.startswith("C-")]


@pytest.mark.parametrize(
    ("test", "rows"),
    [
        ("net < 0", ["C-2"]),
        ("net < 310", ["C-2"]),
        ("net <= 310", ["C-1", "C-2"]),
        ("net < 310,01", ["C-1", "C-2"]),
        ("net > 1.000", []),
        ("net > 500 TRY", []),
        ("net > $500", ["C-3"]),
        ("net between 0 and 400", ["C-1"]),
        ("share >= 80%", ["C-1"]),
        ("share >= %80", ["C-1"]),
        ("share >= 0.8", ["C-1"]),
        ("of all > 10%", ["C-1"]),
        ("waits > 30", ["C-2"]),
        ("waits > 30 days", ["C-2"]),
        ("waits > 30 gün", ["C-2"]),
        ("orders = 0", ["C-2"]),
        ("orders > 2.5 and net > 0", ["C-1", "C-3"]),
        ("orders = 0 or share > 50%", ["C-1", "C-2"]),
        ("orders = 0 veya net > 800", ["C-2", "C-3"]),
        ("due < 30 days ago", ["C-1"]),
        ("due >= 2026-11-20", ["C-2"]),
        ("due = 01.10.2026", ["C-1"]),
        ("month = 2026-11", ["C-2"]),
        ("group ~ izm", ["C-3"]),
        ("group = İZMİR", ["C-3"]),
        ("group in (2026-10, 2026-11) and not orders = 0", ["C-1"]),
        ("id = C-2", ["C-2"]),
        ("vip = yes", ["C-1"]),
        ("vip = hayır", ["C-2"]),
        ("tags = VIP", ["C-1"]),
        ("tags ~ bay", ["C-1"]),
    ],
)
def test_a_test_is_met_by_these_rows(test: str, rows: list[str]) -> None:
    assert met(test) == rows


def test_it_says_which_row_and_the_values_that_were_tested() -> None:
    assert alarms(report(), ("net < 310.01 and share > 50%",)) == (
        "alert: net < 310.01 and share > 50%: C-1 (310.00 TRY, 80 %)",
    )


def test_a_test_of_the_total_is_asked_once() -> None:
    assert alarms(report(total=TOTAL), ("total net < 5000",)) == (
        "alert: total net < 5000: total (305.00 TRY)",
    )
    assert alarms(report(total=TOTAL), ("toplam net > 5000",)) == ()


def test_rows_are_tested_beside_the_total() -> None:
    assert met("net > 300 and total net < 400", total=TOTAL) == ["C-1", "C-3"]
    assert met("net > 300 and total net > 400", total=TOTAL) == []


def test_without_a_total_its_tests_are_told_as_not_asked() -> None:
    assert alarms(report(), ("total net < 5000",)) == ()
    assert untested(report(), ("total net < 5000", "net < 0")) == (
        "not tested, there is no total: total net < 5000",
    )
    assert untested(report(total=TOTAL), ("total net < 5000",)) == ()


@pytest.mark.parametrize(
    "test",
    [
        "net < 5",
        "net != 5",
        "not net = 5",
        "share > 1%",
        "waits <= 3",
        "due < today",
        "group != x",
        "vip = no",
    ],
)
def test_a_blank_meets_no_test_whichever_way_it_is_put(test: str) -> None:
    assert alarms(report(BLANK), (test,)) == ()
    assert alarms(report(BLANK), (f"not ({test})",)) == ()
    assert alarms(report(BLANK), (f"{test} and net is empty",)) == ()


def test_only_is_empty_finds_a_blank() -> None:
    assert len(alarms(report(OCTOBER, BLANK), ("net is empty",))) == 1
    assert alarms(report(OCTOBER), ("net is empty",)) == ()
    assert met("net is not empty") == ["C-1", "C-2", "C-3"]


def test_many_rows_are_named_in_part() -> None:
    rows = [replace(OCTOBER, id=number) for number in range(SHOWN + 3)]
    (told,) = alarms(report(*rows), ("orders > 1",))
    assert told.count("(12)") == SHOWN
    assert told.endswith(", and 3 more")


@pytest.mark.parametrize(
    ("test", "fact", "hint"),
    [
        ("nett < 3", 'no column is called "nett" (column 1)', "--alert 'net < 1000'"),
        ("total nett < 3", 'no column is called "total nett" (column 1)', "--alert 'total net < 1000'"),
        ("zzz = 1", 'no column is called "zzz"', "columns are id, group, net"),
        ("net < abc", '"abc" is no number', "net >= 5"),
        ("net ~ 3", "net is an amount: it can't be compared with ~", "net >= 3"),
        ("net", '"net" compares nothing', "--alert 'net < 1000'"),
        ("net < 5 XYZ", "is no currency", "net < 1000"),
        ("share > 80", "share is a share: 80 may be 80% or 8000%", "share >= 80%"),
        ("waits > 3 hours", 'waits counts days, not "hours"', "waits > 30 days"),
        ("due < someday", "is no day", "due < 30 days ago"),
        ("vip = perhaps", "vip is yes or no", "vip = yes"),
        ("tags < vip", "tags can't be compared with <", "tags = vip"),
        ("bought x", "an alert tests the columns of a report", "--alert 'net < 1000'"),
        ("net since 2026 > 3", "a column has no since or until", "crm report ... --since 90d"),
    ],
)
def test_what_is_no_test_is_refused_with_a_way_out(test: str, fact: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        alarms(report(), (test,))
    assert fact in error.value.message
    assert hint in (error.value.hint or "")


amounts = st.integers(-(10**12), 10**12)


@given(st.lists(amounts | st.none(), min_size=1, max_size=20), amounts)
def test_every_known_amount_is_below_or_not_below(values: list[int | None], bound: int) -> None:
    rows = [replace(OCTOBER, id=number, net=value) for number, value in enumerate(values, 1)]
    text = f"{'-' if bound < 0 else ''}{abs(bound) // 100}.{abs(bound) % 100:02} TRY"

    def count(test: str) -> int:
        told = alarms(report(*rows), (test,))
        named = sum(one.count("(") for one in told)
        more = [int(one.rpartition("and ")[2].split()[0]) for one in told if one.endswith("more")]
        return named + sum(more)

    known = [value for value in values if value is not None]
    assert count(f"net < {text}") == sum(value < bound for value in known)
    assert count(f"not net < {text}") == sum(value >= bound for value in known)
    assert count(f"net = {text}") == known.count(bound)

"""What currencies are worth: which rate decides, and amounts that are turned exactly or not at all."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.editing import EditRecords
from crmcli.domain.rate_set import SetRate, edit_rates, set_rate
from crmcli.domain.rates import Converter, ShowRate, converter, list_rates, show_rate
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets, Touched
from crmcli.domain.views import ListRecords
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from tests.support.making import CONTEXT, add, edit, one
from tests.support.store import writing

ON = date(2026, 11, 21)


def rate(
    store: Store, currency: str, day: str, worth: str, *, replaces: bool = True, **rest: Any
) -> Change[Touched]:
    fields = {"currency": currency, "day": day, "rate": worth, **rest}
    with writing(store) as db:
        return set_rate(db, SetRate(fields, CONTEXT, replaces))


def turned(store: Store, base: str, amount: int, currency: str, day: str, on: date = ON) -> int | None:
    with store.reading() as db:
        return converter(db, base, on).minor(amount, currency, day)


def test_the_newest_rate_not_after_the_day_decides(store: Store) -> None:
    rate(store, "USD", "2026-11-01", "41,90")
    rate(store, "USD", "2026-11-10", "42.5")
    assert turned(store, "TRY", 10000, "USD", "2026-11-09") == 419000
    assert turned(store, "TRY", 10000, "USD", "2026-11-10") == 425000
    assert turned(store, "TRY", 10000, "USD", "2030-01-01") == 425000
    assert turned(store, "TRY", 10000, "USD", "2026-10-31") is None


def test_a_rate_after_the_day_asked_about_is_not_known_yet(store: Store) -> None:
    rate(store, "USD", "2026-11-01", "41.90")
    rate(store, "USD", "2026-11-10", "42.5")
    assert turned(store, "TRY", 100, "USD", "2026-11-20", date(2026, 11, 9)) == 4190


def test_the_same_currency_needs_no_rate(store: Store) -> None:
    assert turned(store, "TRY", 12345, "TRY", "1999-01-01") == 12345


def test_the_opposite_pair_counts_inversely_and_the_newer_of_both_decides(store: Store) -> None:
    rate(store, "USD", "2026-11-01", "40")
    assert turned(store, "USD", 4000, "TRY", "2026-11-05") == 100
    rate(store, "TRY", "2026-11-03", "0.02", base="USD")
    assert turned(store, "USD", 5000, "TRY", "2026-11-05") == 100
    assert turned(store, "TRY", 100, "USD", "2026-11-05") == 5000
    assert turned(store, "TRY", 100, "USD", "2026-11-02") == 4000


def test_two_currencies_meet_over_a_third(store: Store) -> None:
    rate(store, "USD", "2026-11-01", "40")
    rate(store, "EUR", "2026-11-02", "50")
    assert turned(store, "EUR", 10000, "USD", "2026-11-02") == 8000
    assert turned(store, "EUR", 10000, "USD", "2026-11-01") is None
    rate(store, "USD", "2026-11-03", "0.9", base="EUR")
    assert turned(store, "EUR", 10000, "USD", "2026-11-03") == 9000


def test_minor_units_differ_between_currencies(store: Store) -> None:
    rate(store, "JPY", "2026-11-01", "0.28")
    rate(store, "KWD", "2026-11-01", "137")
    assert turned(store, "TRY", 1000, "JPY", "2026-11-01") == 28000
    assert turned(store, "JPY", 28000, "TRY", "2026-11-01") == 1000
    assert turned(store, "TRY", 1500, "KWD", "2026-11-01") == 20550


@pytest.mark.parametrize(("amount", "expected"), [(1, 0), (3, 2), (5, 2), (7, 4), (-1, 0), (-3, -2)])
def test_a_half_is_rounded_to_the_even_unit(store: Store, amount: int, expected: int) -> None:
    rate(store, "USD", "2026-11-01", "0.5")
    assert turned(store, "TRY", amount, "USD", "2026-11-01") == expected


def test_what_could_not_be_turned_is_counted(store: Store) -> None:
    rate(store, "USD", "2026-11-01", "40")
    with store.reading() as db:
        found = converter(db, "TRY", ON)
        assert [found.minor(1, code, "2026-10-01") for code in ("USD", "GBP", "GBP", "TRY")] == [None] * 3 + [
            1
        ]
        assert found.missing == {"USD": 1, "GBP": 2}
        assert [found.known_from(code) for code in ("USD", "GBP", "TRY")] == ["2026-11-01", None, ""]


def test_a_currency_is_known_from_the_first_day_that_any_way_leads_there(store: Store) -> None:
    rate(store, "EUR", "2026-11-01", "50")
    rate(store, "USD", "2026-11-05", "40")
    with store.reading() as db:
        assert converter(db, "EUR", ON).known_from("USD") == "2026-11-05"
        assert converter(db, "EUR", date(2026, 11, 4)).known_from("USD") is None


DAYS = [f"2026-11-{day:02}" for day in range(1, 8)]
CODES = ("TRY", "USD", "EUR", "GBP")
RATES = st.dictionaries(
    st.tuples(st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from(DAYS)).filter(
        lambda key: key[0] != key[1]
    ),
    st.decimals("0.01", "90", places=4),
    max_size=12,
)


class Stub:
    """A store that holds rates and nothing else."""

    def __init__(self, rows: list[tuple[str, str, str, str]]) -> None:
        """Hold them."""
        self.rows = rows

    def tuples(self, _sql: str, values: dict[str, str]) -> list[tuple[str, str, str, str]]:
        return sorted((row for row in self.rows if row[2] <= values["on"]), key=lambda row: row[2])


@given(
    RATES, st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from(DAYS), st.integers(-(10**9), 10**9)
)
def test_a_plain_search_finds_the_same_rate(
    rates: dict[tuple[str, str, str], Any], currency: str, base: str, day: str, amount: int
) -> None:
    rows = [(one, other, on, str(worth)) for (one, other, on), worth in rates.items()]
    found = Converter(Stub(rows), base, date(2026, 11, 7))  # type: ignore[arg-type]

    def between(one: str, other: str) -> tuple[str, Fraction] | None:
        ways = [(on, 1, Fraction(w)) for a, b, on, w in rows if (a, b) == (one, other) and on <= day]
        ways += [(on, 0, 1 / Fraction(w)) for a, b, on, w in rows if (b, a) == (one, other) and on <= day]
        return (max(ways)[0], max(ways)[2]) if ways else None

    expected = (day, Fraction(1)) if currency == base else between(currency, base)
    if expected is None:
        best = ""
        for third in sorted(set(CODES) - {currency, base}):
            one, two = between(currency, third), between(third, base)
            if one and two and min(one[0], two[0]) > best:
                best = min(one[0], two[0])
                expected = best, one[1] * two[1]
    assert found.minor(amount, currency, day) == (None if expected is None else round(amount * expected[1]))
    first = found.known_from(currency)
    assert (expected is not None) == (first is not None and first <= day)


def test_the_same_day_again_replaces_it_and_add_refuses(store: Store) -> None:
    assert rate(store, "USD", "2026-11-01", "41.90").summary == "FX-1 1 USD = 41.90 TRY from 2026-11-01"
    assert rate(store, "usd", "01.11.2026", "41,95").items[0].status == "changed"
    assert rate(store, "$", "2026-11-01", "41.95").items[0].status == "unchanged"
    assert one(store, "SELECT count(*), min(rate) FROM rate") == (1, "41.95")
    with pytest.raises(Conflict, match="USD in TRY has a rate from 2026-11-01 already: FX-1"):
        rate(store, "USD", "2026-11-01", "42", replaces=False)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("41,905", "41.9050"), ("41.905", "41.9050"), ("0.02", "0.02"), ("1.234,5678", "1234.5678")],
)
def test_a_rate_is_kept_exactly(store: Store, text: str, kept: str) -> None:
    rate(store, "USD", "2026-11-01", text)
    assert one(store, "SELECT rate FROM rate") == (kept,)


@pytest.mark.parametrize("text", ["0", "-41", "abc", ""])
def test_what_is_no_rate_is_refused(store: Store, text: str) -> None:
    with pytest.raises((UsageError, Refused)):
        rate(store, "USD", "2026-11-01", text)
    assert one(store, "SELECT count(*) FROM rate") == (0,)


def test_a_currency_in_itself_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="TRY in TRY is always 1"):
        rate(store, "TRY", "2026-11-01", "1")


def test_a_rate_that_leaps_is_doubted(store: Store) -> None:
    rate(store, "USD", "2026-11-01", "41.90")
    assert rate(store, "USD", "2026-11-02", "4190").notes == (
        "the rate before it is 41.90: a decimal mark may be wrong",
    )
    assert rate(store, "USD", "2026-10-01", "4").notes == ()


def test_a_currency_is_shown_with_what_it_is_worth(store: Store) -> None:
    rate(store, "USD", "2026-11-01", "40")
    rate(store, "EUR", "2026-11-02", "48")
    with store.reading() as db:
        found = show_rate(db, ShowRate("usd", ON, "EUR")).item
        assert (found.rate, found.base, found.since) == ("0.8333333333", "EUR", date(2026, 11, 1))
        assert show_rate(db, ShowRate("FX-2", ON, "TRY")).item.rate == "48"
        with pytest.raises(NotFound, match="no rate leads from GBP to TRY on 2026-11-21"):
            show_rate(db, ShowRate("GBP", ON, "TRY"))
        assert [row.currency for row in list_rates(db, ListRecords(("currency=USD",))).rows] == ["USD"]


def test_an_edit_obeys_the_store(store: Store) -> None:
    rate(store, "USD", "2026-11-01", "40")
    edit(store, "rate", "FX-1", rate="41,5")
    assert one(store, "SELECT rate FROM rate") == ("41.5",)
    with pytest.raises(Refused):
        edit(store, "rate", "FX-1", rate="0")
    assert add(store, "rate", currency="EUR", day="2026-11-01", rate="50") == 2


def test_an_edit_reads_a_rate_as_setting_it_does(store: Store) -> None:
    rate(store, "USD", "2026-11-01", "41.90")
    with writing(store) as db:
        edit_rates(db, EditRecords("rate", Targets(("FX-1",)), {"rate": "41.905"}, CONTEXT))
    assert one(store, "SELECT rate FROM rate") == ("41.9050",)
    with writing(store) as db, pytest.raises(UsageError, match="a rate is above zero, not 0"):
        edit_rates(db, EditRecords("rate", Targets(("FX-1",)), {"rate": "0"}, CONTEXT))


def test_a_currency_is_worth_one_of_itself_whatever_the_rates(store: Store) -> None:
    rate(store, "USD", "2026-11-01", "41.90")
    with store.reading() as db:
        shown = show_rate(db, ShowRate("TRY", ON, "TRY")).item
    assert (shown.rate, shown.since) == ("1", ON)

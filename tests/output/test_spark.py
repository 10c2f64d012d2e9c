"""Numbers drawn as a line of little bars, and written whole for programs."""

import pytest

from crmcli.domain.pictures import Spark
from crmcli.domain.results import Listing
from tests.output.samples import TRENDS, Trend, piped, shown


def test_a_terminal_draws_the_numbers() -> None:
    assert (
        shown(TRENDS)
        == """\
name  last months
─────────────────
Işık  ▁▃▅ █
Acme  ▁▅█
None  —
"""
    )


def test_an_encoding_without_blocks_gets_them_in_ascii() -> None:
    assert (
        shown(TRENDS, encoding="ascii")
        == """\
name            last months
---------------------------
I\\u015f\\u0131k  _:= #
Acme            _=#
None            -
"""
    )


def test_programs_get_the_numbers() -> None:
    assert piped(TRENDS) == "name\tmonths\nIşık\t0;1;2;;4\nAcme\t-2;0;2\nNone\t\n"
    assert '"months": [0, 1, 2, null, 4]' in piped(TRENDS, format="json")
    assert "▁▃▅ █" in piped(TRENDS, format="markdown")


@pytest.mark.parametrize(
    ("numbers", "drawn"),
    [
        ((), ""),
        ((0,), "▁"),
        ((0, 0, 0), "▁▁▁"),
        ((5, 5, 5), "███"),
        ((None, None), "  "),
        ((1e300, 0, -1e300), "█▄▁"),
        ((0.001, 1000), "▁█"),
    ],
)
def test_bars_stand_on_nothing_or_on_the_least(numbers: tuple[float | None, ...], drawn: str) -> None:
    assert Spark().human(numbers, None, "en") == drawn


def test_a_column_of_little_bars_is_shown_whole_or_not_at_all() -> None:
    long = Listing(Trend, (Trend("Işık", tuple(range(36))),))
    assert "█" in shown(long, width=44)
    assert "█" not in shown(long, width=30)

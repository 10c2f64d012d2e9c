"""Days that a spreadsheet left as numbers: read as days only where a whole column is such numbers."""

import pytest

from crmcli.domain.exchange.formats import is_serial, serial_day
from crmcli.domain.exchange.source import Source
from tests.domain.exchange.conftest import Opener
from tests.domain.exchange.test_columns import formats_of, mapping_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("45992", "2025-12-01"),
        ("45631.0", "2024-12-05"),
        ("45631.5", "2024-12-05 12:00:00"),
        ("36526", "2000-01-01"),
    ],
)
def test_a_number_is_the_day_that_a_spreadsheet_shows(text: str, day: str) -> None:
    assert is_serial(text)
    assert serial_day(text) == day


@pytest.mark.parametrize("text", ["1", "2026", "14610", "73051", "4599", "045992", "45992a", "-45992", "1.5"])
def test_numbers_that_would_be_no_day_of_ours_are_none(text: str) -> None:
    assert not is_serial(text)


def told(source: Source) -> list[str]:
    return formats_of(source, "order").sentences(mapping_of(source, "order"))


def test_a_column_of_numbers_is_days_and_said_so(opened: Opener) -> None:
    assert told(opened("order number,date\n1,45992\n2,45993\n")) == [
        'column "date": days are numbers as a spreadsheet counts them: "45992" is 2025-12-01'
    ]


def test_a_column_with_one_real_date_is_no_column_of_numbers(opened: Opener) -> None:
    formats = formats_of(opened("order number,date\n1,45992\n2,2025-12-02\n"), "order")
    assert not formats.columns[1].serial

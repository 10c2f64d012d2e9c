"""Decimal marks, date orders and keys, found per column with a reason; in doubt refused."""

from datetime import UTC

import pytest

from crmcli.domain.exchange.columns import find_formats
from crmcli.domain.exchange.formats import ColumnFormat, Formats, ReadOptions, is_no_date
from crmcli.domain.exchange.mapping import Mapping, build_mapping, map_request
from crmcli.domain.exchange.source import Source
from crmcli.errors import Refused
from tests.domain.exchange.conftest import Opener

UNTOLD = ReadOptions()


def formats_of(source: Source, noun: str, options: ReadOptions = UNTOLD, *values: str) -> Formats:
    """Return the formats that a file's columns have."""
    return find_formats(source, mapping_of(source, noun, *values), options)


def mapping_of(source: Source, noun: str, *values: str) -> Mapping:
    """Return the mapping that the headers say."""
    return build_mapping(source.header, noun, map_request([], [], values))


def test_a_decimal_comma_is_found_and_reported(opened: Opener) -> None:
    source = opened("Fatura No;Tutar\n1;100\n2;1.234,56\n3;1.500\n")
    formats = formats_of(source, "order")
    assert formats.columns[1].decimal == ","
    assert formats.sentences(mapping_of(source, "order")) == [
        'column "Tutar": the decimal mark is a comma, as "1.234,56" in line 3 shows'
    ]
    assert formats.rows == 3


def test_a_date_order_is_found_and_reported(opened: Opener) -> None:
    source = opened("order id,date\n1,10/11/2016\n2,10/20/2016\n")
    formats = formats_of(source, "order")
    assert formats.columns[1].order == "mdy"
    assert formats.sentences(mapping_of(source, "order")) == [
        'column "date": dates are month/day/year, as "10/20/2016" in line 3 shows'
    ]


def test_a_column_in_doubt_takes_what_the_others_tell(opened: Opener) -> None:
    source = opened("deal id,created,close date,amount\n1,01/02/2020,25/03/2020,5\n")
    formats = formats_of(source, "opportunity")
    assert formats.columns[1].order == formats.columns[2].order == "dmy"
    assert formats.columns[1].reason == 'dates are day/month/year, as in column "close date"'


def test_dates_nobody_can_tell_are_refused(opened: Opener) -> None:
    with pytest.raises(Refused, match='column "date": "01/02/2020" can be read two ways') as refusal:
        formats_of(opened("order id,date\n1,01/02/2020\n2,03/04/2020\n"), "order")
    assert refusal.value.hint == "say the order of day, month and year: --date-order dmy (or mdy, ymd)"


def test_columns_that_contradict_each_other_tell_nothing_about_a_third(opened: Opener) -> None:
    with pytest.raises(Refused, match='column "created"'):
        formats_of(
            opened("deal id,created,close date,closed on\n1,01/02/2020,25/03/2020,03/25/2020\n"),
            "opportunity",
        )


def test_numbers_nobody_can_tell_are_refused(opened: Opener) -> None:
    with pytest.raises(Refused, match=r'column "total": "1.234" can be read two ways') as refusal:
        formats_of(opened("order id,total\n1,1.234\n2,5.678\n"), "order")
    assert refusal.value.hint == "say the decimal mark: --decimal , (or .)"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("order id;total\n1;1,5\n2;1.5\n", "have different decimal marks"),
        ("order id;date\n1;31/12/2020\n2;12/31/2020\n", "day and month in different order"),
    ],
)
def test_a_column_written_two_ways_is_refused(opened: Opener, content: str, what: str) -> None:
    with pytest.raises(Refused, match=what):
        formats_of(opened(content), "order")


def test_what_is_told_is_not_looked_for(opened: Opener) -> None:
    options = ReadOptions(decimal=",", date_order="mdy", zone=UTC)
    formats = formats_of(opened("order number,date,total\n1,01/02/2020,1.234\n"), "order", options)
    assert formats.columns[1] == ColumnFormat(decimal=",", order="mdy")
    assert formats.rows is None


def test_whole_numbers_and_iso_dates_leave_nothing_to_tell(opened: Opener) -> None:
    source = opened("order id,date,total\n1,2020-01-02,100\n2,31.12.2020,2000\n")
    assert formats_of(source, "order").sentences(mapping_of(source, "order")) == []


def test_json_numbers_have_a_point(opened: Opener) -> None:
    formats = formats_of(opened('[{"order id": "A", "total": 1.234}]'), "order")
    assert formats.columns[1].decimal == "."


def test_keys_that_a_program_wrote_as_decimals_are_found(opened: Opener) -> None:
    source = opened("EmployeeId,Name,ReportsTo\n1,A,\n2,B,1.0\n3,C,2.0\n")
    formats = formats_of(source, "user")
    assert formats.columns[2].floated
    assert not formats.columns.get(0, ColumnFormat()).floated
    assert formats.sentences(mapping_of(source, "user")) == [
        'column "ReportsTo": whole numbers written as 1.0 are read as 1'
    ]


def test_one_key_of_another_form_leaves_all_keys_alone(opened: Opener) -> None:
    source = opened("EmployeeId,Name,ReportsTo\n1.0,A,1.0\n1.1,B,2.0\n")
    formats = formats_of(source, "user")
    assert not formats.columns[0].floated
    assert formats.columns[2].floated


@pytest.mark.parametrize(
    ("cells", "ratio", "reason"),
    [
        (["0.25", "1", "0"], True, "0..1 are read as 0 to 100 percent"),
        (["25", "100"], False, ""),
        (["%70", "0"], False, ""),
        (
            ["12.5", "60"],
            False,
            'the decimal mark is a point, as "12.5" in line 2 shows; rounded to whole percents',
        ),
        (["0", "0"], False, ""),
    ],
)
def test_percentages_are_told_from_ratios_by_the_whole_column(
    opened: Opener, cells: list[str], ratio: bool, reason: str
) -> None:
    source = opened("deal id;probability\n" + "".join(f"{i};{cell}\n" for i, cell in enumerate(cells)))
    found = formats_of(source, "opportunity").columns[1]
    assert (found.ratio, found.reason) == (ratio, reason)


def test_a_one_that_could_be_one_percent_is_refused(opened: Opener) -> None:
    content = "deal id;probability\n1;0\n2;1\n"
    with pytest.raises(Refused, match="1 could be 1 % or 100 %") as refusal:
        formats_of(opened(content), "opportunity")
    assert "--value 'probability:1=100'" in (refusal.value.hint or "")
    assert not formats_of(opened(content), "opportunity", ReadOptions(), "probability:1=100").columns[1].ratio


@pytest.mark.parametrize("text", ["0/0/00", "0000-00-00", "0000-00-00 00:00:00", "00.00.0000"])
def test_zeros_stand_for_no_date(text: str) -> None:
    assert is_no_date(text)


def test_zeros_for_a_date_leave_nothing_to_tell(opened: Opener) -> None:
    formats = formats_of(opened("order id,date\n1,0/0/00\n2,2020-01-02\n"), "order")
    assert formats.columns[1].order is None


@pytest.mark.parametrize("text", ["2000-01-01", "-", "", "10/10/00"])
def test_dates_and_dashes_are_not_zeros(text: str) -> None:
    assert not is_no_date(text)


def test_rows_of_another_width_are_not_looked_at(opened: Opener) -> None:
    formats = formats_of(opened("order id;total\n1;1,5\n2;1.5;x\n"), "order")
    assert formats.columns[1].decimal == ","

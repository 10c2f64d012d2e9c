"""What every report shares: set beside an earlier day, one row explained, its columns defined."""

from datetime import date
from types import SimpleNamespace
from typing import Annotated, Any, cast

import pytest

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Choice, Day, Duration, Money, Number, Percent, Ref, Text
from crmcli.domain.reports.answer import watched
from crmcli.domain.reports.comparing import beside, compared, keys_of, moved
from crmcli.domain.reports.explaining import explained, label_of, own_names
from crmcli.domain.reports.scope import Asked
from crmcli.domain.results import Listing, Report, columns_of
from crmcli.errors import NotFound, UsageError
from crmcli.sql import Reader

NOBODY = cast("Reader", None)


@frozen
class CityRow:
    city: Annotated[str | None, Text(), "The city."]
    orders: Annotated[int, Number(), "Purchases."]
    net: Annotated[int | None, Money("currency"), "What they bring."]
    share: Annotated[float | None, Percent(bar=True), "Of all."]
    state: Annotated[str, Choice({}), "In a word."]
    note: str | None
    currency: Annotated[str | None, Text(show=DETAIL), "Of the amounts."]


@frozen
class PersonRow:
    id: Annotated[int, Ref("C", "no."), "The number."]
    name: Annotated[str, Text(), "The name."]
    days: Annotated[float, Duration(), "How long."]


@frozen
class ReasonRow:
    reason: Annotated[str, Text(), "Why."]
    stage: Annotated[str, Text(), "Where."]
    lost: Annotated[int, Number(), "How many."]
    worst: Annotated[str, Text(), "Whose."]


NOW, THEN = date(2026, 6, 30), date(2025, 6, 30)


def city(name: str | None, orders: int, net: int | None, currency: str | None = "TRY") -> CityRow:
    return CityRow(name, orders, net, orders / 10, "ok", f"of {name}", currency)


def cities(day: date, *rows: CityRow, total: CityRow | None = None) -> Report[Any]:
    return Report("cities", CityRow, rows, "Cities", day, total=total, notes=("a note",))


def told(row: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in columns_of(type(row))}


def test_rows_of_both_days_stand_once_those_of_now_first() -> None:
    now = cities(NOW, city("İzmir", 7, 700), city("Bursa", 3, None))
    then = cities(THEN, city("Bursa", 5, 100), city("Iğdır", 1, 900))
    found = beside(now, then)
    assert [row.city for row in found.rows] == ["İzmir", "Bursa", "Iğdır"]
    izmir, bursa, igdir = map(told, found.rows)
    assert (izmir["orders"], izmir["orders_then"], izmir["orders_change"]) == (7, None, None)
    assert (bursa["orders"], bursa["orders_then"], bursa["orders_change"]) == (3, 5, -2)
    assert (bursa["net"], bursa["net_then"], bursa["net_change"]) == (None, 100, None)
    assert (igdir["orders"], igdir["orders_then"], igdir["orders_change"]) == (None, 1, None)
    assert igdir["note"] == "of Iğdır"
    assert found.notes == ("a note",)
    assert found.title == "Cities, beside 2025-06-30"


def test_a_change_has_the_unit_of_its_figure() -> None:
    (row,) = beside(cities(NOW, city("İzmir", 7, 700)), cities(THEN, city("İzmir", 5, 100))).rows
    kinds = {column.name: column.kind for column in columns_of(type(row))}
    assert isinstance(kinds["net_change"], Money)
    assert kinds["net_change"].machine(row.net_change, row) == "6.00"
    assert isinstance(kinds["share_change"], Percent)
    assert row.share_change == pytest.approx(0.2)


def test_a_change_of_a_share_has_no_noise_in_its_last_digits() -> None:
    (row,) = beside(cities(NOW, city("İzmir", 3, 1)), cities(THEN, city("İzmir", 1, 1))).rows
    assert row.share_change == 0.2


def test_amounts_of_different_currencies_are_never_compared() -> None:
    now = cities(NOW, city("İzmir", 7, 700), city("İzmir", 2, 90, "EUR"))
    then = cities(THEN, city("İzmir", 1, 40, "EUR"))
    found = beside(now, then)
    assert [(row.currency, row.net, row.net_change) for row in found.rows] == [
        ("TRY", 700, None),
        ("EUR", 90, 50),
    ]


def test_totals_are_compared_where_both_days_have_one() -> None:
    now = cities(NOW, city("İzmir", 7, 700), total=city(None, 7, 700))
    then = cities(THEN, total=city(None, 4, 100))
    assert (found := beside(now, then).total) is not None
    assert (found.orders, found.orders_then, found.orders_change) == (7, 4, 3)
    assert beside(now, cities(THEN)).total is None


def test_a_limit_holds_for_the_rows_of_both() -> None:
    now = cities(NOW, *(city(f"{n}", n, n) for n in range(5)))
    found = beside(now, cities(THEN), limit=2)
    assert len(found.rows) == 2
    assert found.notes[0] == "2 of 5 rows shown; --limit 0 shows all"


def test_what_stands_before_the_figures_tells_rows_apart_or_the_number_of_a_record_alone() -> None:
    assert keys_of(CityRow) == ("city", "currency")
    assert keys_of(PersonRow) == ("id",)
    assert keys_of(ReasonRow) == ("reason", "stage")


def test_a_span_moves_along_with_the_day() -> None:
    asked = Asked(NOW, since=date(2026, 4, 1), until=date(2026, 6, 30))
    then = moved(asked, THEN)
    assert (then.as_of, then.since, then.until) == (THEN, date(2025, 4, 1), THEN)
    assert moved(Asked(NOW), THEN).since is None


@pytest.mark.parametrize(
    ("then", "now", "day"),
    [
        ("2025-06", "2026-06", THEN),
        ("2025-Q2", "2026-Q2", THEN),
        ("2025", "2026", THEN),
        ("2025-W26", "2026-W26", THEN),
        ("2026-05", "2026-06", date(2026, 5, 31)),
        ("2026-06", "2026-06", date(2026, 6, 2)),
        ("2024-12", "2025-01", date(2026, 5, 1)),
    ],
)
def test_periods_stand_beside_those_as_many_earlier(then: str, now: str, day: date) -> None:
    def report(_db: Reader, asked: Asked) -> Report[Any]:
        name = now if asked.as_of == NOW else then
        return cities(asked.as_of, city(name, asked.as_of.year, None))

    (row,) = compared(NOBODY, SimpleNamespace(report=report), Asked(NOW), day).rows
    assert (row.city, row.orders_change) == (now, 2026 - day.year)


def test_a_report_that_knows_better_compares_itself() -> None:
    own = SimpleNamespace(compare=lambda _db, request, then: (request.as_of, then.as_of))
    assert compared(NOBODY, own, Asked(NOW), THEN) == cast("Any", (NOW, THEN))
    with pytest.raises(UsageError, match="is the day of the report itself"):
        compared(NOBODY, own, Asked(NOW), NOW)


def behind(_db: Reader, _request: Asked, row: Any) -> tuple[Listing[Any], ...]:
    return (Listing(CityRow, [row], title="orders"),)


MODULE = SimpleNamespace(explain=behind)


@pytest.mark.parametrize("name", ["İzmir", "izmir", "IZMIR", "İZMİR "])
def test_a_row_is_explained_by_its_name_however_it_is_typed(name: str) -> None:
    found = cities(NOW, city("Bursa", 1, 1), city("İzmir", 7, 123450))
    record = explained(NOBODY, MODULE, Asked(NOW), found, name)
    assert record.item is found.rows[1]
    orders, figures = record.sections
    assert orders.title == "orders"
    values = {row.figure: (row.value, row.meaning) for row in figures.rows}
    assert values["net"] == ("1234.50 TRY", "What they bring.")
    assert values["share"] == ("70 %", "Of all.")
    assert "note" not in values


def test_a_row_is_explained_by_the_number_of_its_record_or_its_name() -> None:
    found = Report("p", PersonRow, [PersonRow(3, "Ada", 1.5), PersonRow(12, "C-3", 2.5)], "People", NOW)
    assert explained(NOBODY, MODULE, Asked(NOW), found, "C-3").item.name == "Ada"
    assert explained(NOBODY, MODULE, Asked(NOW), found, "ada").item.id == 3
    assert label_of(found.rows[1]) == "C-12"


@pytest.mark.parametrize("name", ["total", "Toplam"])
def test_the_total_is_explained(name: str) -> None:
    whole = city(None, 9, 900)
    found = cities(NOW, city("İzmir", 7, 700), total=whole)
    assert explained(NOBODY, MODULE, Asked(NOW), found, name).item is whole


def test_a_name_that_no_row_has_is_told_with_the_nearest() -> None:
    with pytest.raises(NotFound) as told_of:
        explained(NOBODY, MODULE, Asked(NOW), cities(NOW, city("İzmir", 7, 700)), "Izmirr")
    assert told_of.value.hint == '--explain "İzmir"'


def test_rows_of_one_name_are_explained_by_all_that_tells_them_apart() -> None:
    lira, euro, none = city("İzmir", 7, 700), city("İzmir", 2, 90, "EUR"), city("İzmir", 1, None, None)
    found = cities(NOW, lira, euro, none)
    first = explained(NOBODY, MODULE, Asked(NOW), found, "izmir")
    assert first.item is lira
    assert first.notes[0] == '"izmir" fits other rows too: --explain "İzmir, EUR", "İzmir, —"'
    assert first.title == "Cities: İzmir, TRY"
    for name in ("İzmir, EUR", "izmir, eur"):
        record = explained(NOBODY, MODULE, Asked(NOW), found, name)
        assert (record.item, record.notes) == (euro, ("a note",))
    assert explained(NOBODY, MODULE, Asked(NOW), found, "İzmir, -").item is none


def test_rows_alike_in_all_that_tells_them_apart_are_counted() -> None:
    found = cities(NOW, city("İzmir", 7, 700), city("İzmir", 2, 90))
    assert own_names(found.rows) == ["İzmir, TRY (1)", "İzmir, TRY (2)"]
    assert explained(NOBODY, MODULE, Asked(NOW), found, "İzmir, TRY (2)").item is found.rows[1]


@pytest.mark.parametrize("name", ["-", "—", "none", "None"])
def test_a_row_without_a_name_is_explained_by_a_dash(name: str) -> None:
    found = cities(NOW, city("İzmir", 7, 700), city(None, 2, 90), total=city(None, 9, 790))
    record = explained(NOBODY, MODULE, Asked(NOW), found, name)
    assert record.item is found.rows[1]
    assert record.title == "Cities: —, TRY"


def test_a_name_that_only_differs_in_its_signs_is_taken_as_it_is_typed() -> None:
    found = cities(NOW, city("A-1", 1, 1, None), city("A 1", 2, 2, None))
    for row in found.rows:
        assert explained(NOBODY, MODULE, Asked(NOW), found, f"{row.city}, -").item is row


@frozen
class DueRow:
    what: Annotated[str, Text(), "What."]
    expected: Annotated[date | None, Day(), "When."]
    count: Annotated[int, Number(), "How many."]


@frozen
class GradedRow:
    KEYS = ("group",)
    group: Annotated[str, Text(), "Which."]
    grade: Annotated[str, Text(), "How good."]
    count: Annotated[int, Number(), "How many."]


def test_a_day_and_what_else_may_change_tells_no_row_from_another() -> None:
    assert keys_of(DueRow) == ("what",)
    assert keys_of(GradedRow) == ("group",)
    now = Report("g", GradedRow, [GradedRow("a", "good", 3)], "Graded", NOW)
    then = Report("g", GradedRow, [GradedRow("a", "bad", 1)], "Graded", THEN)
    (row,) = beside(now, then).rows
    assert told(row) == {"group": "a", "grade": "good", "count": 3, "count_then": 1, "count_change": 2}


def test_a_later_day_is_nothing_to_compare_with() -> None:
    with pytest.raises(UsageError, match="is after the day of the report, 2026-06-30"):
        compared(NOBODY, SimpleNamespace(), Asked(NOW), date(2026, 7, 1))


def test_exit_code_10_is_for_who_asked() -> None:
    found = cities(NOW, city("İzmir", 7, 700))
    assert code(found) == 0
    assert code(found, any_row=True) == 10
    assert code(cities(NOW), any_row=True) == 0
    assert code(found, "orders > 6") == 10
    assert code(found, "orders > 7") == 0


def code(found: Report[Any], *alerts: str, any_row: bool = False) -> int:
    result = watched(found, alerts, any_row=any_row).result
    assert isinstance(result, Report)
    return result.exit_code


def test_an_alert_is_about_rows_too_that_are_not_shown() -> None:
    found = cities(NOW, city("İzmir", 7, 700), city("Bursa", 3, 100), city("Iğdır", 9, 1))
    told, raised = watched(found, ("orders = 9",), limit=1)
    assert isinstance(told, Report)
    assert [row.city for row in told.rows] == ["İzmir"]
    assert (len(raised), told.exit_code) == (1, 10)
    assert "1 of 3 rows shown; --limit 0 shows all" in told.notes

"""Days and spans as filters name them, on a fixed day."""

from datetime import date

import pytest

from crmcli.domain.dates import DayError
from crmcli.domain.filter.days import span

TODAY = date(2026, 11, 21)  # a Saturday
SPANS = {
    "today": ("2026-11-21", "2026-11-21"),
    "bugün": ("2026-11-21", "2026-11-21"),
    "yesterday": ("2026-11-20", "2026-11-20"),
    "dün": ("2026-11-20", "2026-11-20"),
    "now": ("2026-11-21", "2026-11-21"),
    "180 days ago": ("2026-05-25", "2026-05-25"),
    "180 gün önce": ("2026-05-25", "2026-05-25"),
    "a week ago": ("2026-11-14", "2026-11-14"),
    "bir hafta önce": ("2026-11-14", "2026-11-14"),
    "2 months ago": ("2026-09-21", "2026-09-21"),
    "2 AY ÖNCE": ("2026-09-21", "2026-09-21"),
    "one year ago": ("2025-11-21", "2025-11-21"),
    "2 quarters ago": ("2026-05-21", "2026-05-21"),
    "in 2 weeks": ("2026-12-05", "2026-12-05"),
    "3 days from now": ("2026-11-24", "2026-11-24"),
    "10 gün sonra": ("2026-12-01", "2026-12-01"),
    "this week": ("2026-11-16", "2026-11-22"),
    "bu hafta": ("2026-11-16", "2026-11-22"),
    "last week": ("2026-11-09", "2026-11-15"),
    "geçen hafta": ("2026-11-09", "2026-11-15"),
    "next week": ("2026-11-23", "2026-11-29"),
    "this month": ("2026-11-01", "2026-11-30"),
    "last month": ("2026-10-01", "2026-10-31"),
    "geçen ay": ("2026-10-01", "2026-10-31"),
    "next month": ("2026-12-01", "2026-12-31"),
    "this quarter": ("2026-10-01", "2026-12-31"),
    "geçen çeyrek": ("2026-07-01", "2026-09-30"),
    "this year": ("2026-01-01", "2026-12-31"),
    "bu yıl": ("2026-01-01", "2026-12-31"),
    "last year": ("2025-01-01", "2025-12-31"),
    "gelecek yıl": ("2027-01-01", "2027-12-31"),
    "last 30 days": ("2026-10-22", "2026-11-21"),
    "son 3 ay": ("2026-08-21", "2026-11-21"),
    "next 2 weeks": ("2026-11-21", "2026-12-05"),
    "2026": ("2026-01-01", "2026-12-31"),
    "2026-02": ("2026-02-01", "2026-02-28"),
    "2026-Q3": ("2026-07-01", "2026-09-30"),
    "2026-07..2026-08": ("2026-07-01", "2026-08-31"),
    "31.12.2026": ("2026-12-31", "2026-12-31"),
    "2026-12-31": ("2026-12-31", "2026-12-31"),
}


@pytest.mark.parametrize("text", SPANS)
def test_a_text_names_the_days(text: str) -> None:
    assert tuple(day.isoformat() for day in span(text, TODAY)) == SPANS[text]


def test_a_month_that_is_too_short_gives_its_last_day() -> None:
    assert span("1 month ago", date(2026, 3, 31)).first == date(2026, 2, 28)
    assert span("1 year ago", date(2024, 2, 29)).first == date(2023, 2, 28)


@pytest.mark.parametrize(
    "text", ["never", "13 elephants ago", "999999999 years ago", "last purchase", "0000", ""]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(DayError):
        span(text, TODAY)


def test_a_relative_day_needs_a_day_to_count_from() -> None:
    assert span("2026-05-25", None).first == date(2026, 5, 25)
    with pytest.raises(DayError):
        span("last month", None)

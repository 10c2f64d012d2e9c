"""How tasks come again: the phrases, the one form they are kept in, the days they fall on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.tasks.repeat import anchored, canonical, falls_on, first_due, next_due, read_repeat
from crmcli.domain.tasks.work_days import WorkDays
from crmcli.errors import UsageError

DUE = date(2026, 1, 31)  # a Saturday

FORMS = """
every day | every day | 2026-02-01 2026-02-02
her gün | every day | 2026-02-01 2026-02-02
daily | every day | 2026-02-01 2026-02-02
her 3 günde bir | every 3 days | 2026-02-03 2026-02-06
every 2 weeks | every 2 weeks on saturday | 2026-02-14 2026-02-28
her 2 haftada bir | every 2 weeks on saturday | 2026-02-14 2026-02-28
iki haftada bir | every 2 weeks on saturday | 2026-02-14 2026-02-28
every other week | every 2 weeks on saturday | 2026-02-14 2026-02-28
haftada bir | every saturday | 2026-02-07 2026-02-14
every friday | every friday | 2026-02-06 2026-02-13
her cuma | every friday | 2026-02-06 2026-02-13
every 2 weeks on friday | every 2 weeks on friday | 2026-02-13 2026-02-27
every monday and thursday | every monday, thursday | 2026-02-02 2026-02-05
her pazartesi ve perşembe | every monday, thursday | 2026-02-02 2026-02-05
every month on the 31st | every month on the 31st | 2026-02-28 2026-03-31 2026-04-30 2026-05-31
every month | every month on the 31st | 2026-02-28 2026-03-31
her ay | every month on the 31st | 2026-02-28 2026-03-31
her ayın 1'i | every month on the 1st | 2026-02-01 2026-03-01
her ayın 15'inde | every month on the 15th | 2026-02-15 2026-03-15
15th of every month | every month on the 15th | 2026-02-15 2026-03-15
every 3 months | every 3 months on the 31st | 2026-04-30 2026-07-31 2026-10-31
quarterly | every 3 months on the 31st | 2026-04-30 2026-07-31
3 ayda bir | every 3 months on the 31st | 2026-04-30 2026-07-31
month end | every month on the last day | 2026-02-28 2026-03-31
her ay sonu | every month on the last day | 2026-02-28 2026-03-31
every last working day | every month on the last working day | 2026-02-27 2026-03-31
her ayın son iş günü | every month on the last working day | 2026-02-27 2026-03-31
every month on the first working day | every month on the 1st working day | 2026-02-02 2026-03-02
every last friday | every month on the last friday | 2026-02-27 2026-03-27
her ayın ilk pazartesi | every month on the 1st monday | 2026-02-02 2026-03-02
every year | every year on 31 january | 2027-01-31 2028-01-31
her yıl 29 şubat | every year on 29 february | 2026-02-28 2027-02-28 2028-02-29 2029-02-28
yılda bir | every year on 31 january | 2027-01-31 2028-01-31
every working day | every working day | 2026-02-02 2026-02-03
her iş günü | every working day | 2026-02-02 2026-02-03
every 3 working days | every 3 working days | 2026-02-04 2026-02-09
3 iş gününde bir | every 3 working days | 2026-02-04 2026-02-09
after 10 days | after 10 days | 2026-02-10 2026-02-20
yapıldıktan 10 gün sonra | after 10 days | 2026-02-10 2026-02-20
after 2 weeks | after 2 weeks | 2026-02-14 2026-02-28
after 1 working day | after 1 working day | 2026-02-02 2026-02-03
"""
TABLE = [tuple(part.strip() for part in line.split("|")) for line in FORMS.strip().splitlines()]


@pytest.mark.parametrize(("said", "kept", "days"), TABLE)
def test_a_phrase_is_kept_in_one_form_and_falls_on_its_days(said: str, kept: str, days: str) -> None:
    assert canonical(said, DUE) == kept
    assert canonical(kept, date(2020, 5, 5)) == kept
    due, found = DUE, []
    for _ in days.split():
        due = next_due(kept, due, due)
        found.append(due.isoformat())
    assert found == days.split()


@pytest.mark.parametrize(
    ("repeat", "due", "done", "following"),
    [
        ("every friday", "2026-11-06", "2026-11-24", "2026-11-27"),  # done late: what has passed is skipped
        (
            "every friday",
            "2026-11-27",
            "2026-11-24",
            "2026-12-04",
        ),  # done early: not on the same Friday again
        ("every 2 weeks on friday", "2026-11-06", "2026-11-24", "2026-12-04"),  # in the same rhythm
        ("every 3 days", "2026-11-01", "2026-11-05", "2026-11-07"),
        ("every month on the 31st", "2026-01-31", "2026-04-15", "2026-04-30"),
        ("after 10 days", "2026-11-01", "2026-11-20", "2026-11-30"),
        ("after 3 working days", "2026-11-01", "2026-11-20", "2026-11-25"),
        ("every year on 29 february", "2028-02-29", "2028-03-05", "2029-02-28"),
        ("every 3 working days", "2026-11-02", "2026-11-21", "2026-11-23"),
    ],
)
def test_what_is_done_late_or_early_keeps_the_rhythm(
    repeat: str, due: str, done: str, following: str
) -> None:
    assert next_due(repeat, date.fromisoformat(due), date.fromisoformat(done)).isoformat() == following


def test_holidays_and_a_week_of_six_days_are_counted() -> None:
    work = WorkDays((0, 1, 2, 3, 4, 5), frozenset((date(2026, 10, 31),)))
    assert next_due(
        "every month on the last working day", date(2026, 10, 1), date(2026, 10, 1), work
    ) == date(2026, 10, 30)
    assert next_due("every 2 working days", date(2026, 10, 29), date(2026, 10, 29), work) == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("said", "today", "first"),
    [
        ("every friday", "2026-11-27", "2026-11-27"),
        ("every 2 weeks on monday", "2026-11-23", "2026-11-23"),
        ("her ayın 1'i", "2026-11-22", "2026-12-01"),
        ("every 3 days", "2026-11-22", "2026-11-22"),
        ("after 10 days", "2026-11-22", "2026-11-22"),
        ("every year on 29 february", "2026-11-22", "2027-02-28"),
    ],
)
def test_the_first_day_is_the_first_that_fits(said: str, today: str, first: str) -> None:
    assert first_due(read_repeat(said), date.fromisoformat(today)).isoformat() == first


NONE = (
    "|soon|biweekly|every second tuesday|every 0 days|every 2000 days|every|her|every 32nd|every 30 february"
)
MORE = "after|every blah|friday|every day and night"


@pytest.mark.parametrize("said", [*NONE.split("|"), *MORE.split("|"), "x" * 300])
def test_what_is_no_repetition_is_refused_with_a_way_out(said: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_repeat(said)
    assert refused.value.hint


def test_a_next_day_after_the_last_year_is_refused() -> None:
    with pytest.raises(UsageError, match="outside the years"):
        next_due("every year", date(9999, 12, 31), date(9999, 12, 31))


KEPT = sorted({kept for _, kept, _ in TABLE})


@given(st.sampled_from(KEPT), st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(-40, 400))
def test_the_next_day_is_later_falls_on_the_repetition_and_is_the_first_such(
    said: str, due: date, late: int
) -> None:
    done = due + timedelta(days=late)
    repeat = anchored(read_repeat(said), due)
    following = next_due(repeat, due, done)
    assert following > done
    if not repeat.after:
        assert following > due
        assert falls_on(repeat, following)
        start = max(due, done) + timedelta(days=1)
        between = (start + timedelta(days=away) for away in range((following - start).days))
        if repeat.every == 1:
            assert not any(falls_on(repeat, day) for day in between if repeat.unit != "work")


@given(st.text(max_size=120))
def test_any_text_is_a_repetition_or_refused(text: str) -> None:
    hint: str | None = "none is needed"
    try:
        assert read_repeat(str(read_repeat(text))) == read_repeat(text)
    except UsageError as error:
        hint = error.hint
    assert hint

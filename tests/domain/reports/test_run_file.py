"""The file of ``crm report run``: what it may say, which files it names, and what is wrong with it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.reports.run_file import Job, RunFile, only, read
from crmcli.domain.reports.run_names import PLACES, dated, filled, kept
from crmcli.errors import UsageError

DAY = date(2026, 11, 22)


def jobs(text: str, **over: Any) -> list[Job]:
    return list(read(text, over).jobs)


def job(text: str, **over: Any) -> Job:
    (found,) = jobs(f"[[report]]\n{text}", **over)
    return found


def test_options_are_those_of_the_command_line() -> None:
    found = job(
        """
        name = "segments"
        by = "segment"
        since = 2026-01-01
        where = "city = İzmir"
        bins = ["f=2,3,5,10", "r=30,60,90,120"]
        list = true
        as-of = "2026-11-21"
        alert = ["customers < 3", "total revenue < 10"]
        limit = 20
        """
    )
    assert found.wrong is None
    assert found.given == {
        "by": "segment",
        "since": "2026-01-01",
        "where": ["city = İzmir"],
        "bins": ["f=2,3,5,10", "r=30,60,90,120"],
        "list": True,
        "as_of": "2026-11-21",
        "alert": ["customers < 3", "total revenue < 10"],
        "limit": 20,
        "exit_code": False,
    }


def test_what_counts_for_all_counts_where_a_report_says_nothing_else() -> None:
    text = """
    [run]
    format = "csv"
    keep = 7
    if-changed = true
    since = "90d"
    [[report]]
    name = "sales"
    output = "a-{date}.csv"
    [[report]]
    name = "sales"
    period = "2026"
    format = "json"
    keep = 2
    if_changed = false
    output = "b-{week}.json"
    [[report]]
    name = "sales"
    output = "c.csv"
    """
    first, second, third = jobs(text)
    assert (first.format, first.keep, first.if_changed, first.given["since"]) == ("csv", 7, True, "90d")
    assert (second.format, second.keep, second.if_changed) == ("json", 2, False)
    assert "since" not in second.given, "a period says both ends"
    assert third.keep == 0, "a name without a day has no older files"
    (over, *_) = jobs(text, keep=1, format="tsv", since="last-run")
    assert (over.keep, over.format, over.last_run, "since" in over.given) == (1, "tsv", True, False)


def test_a_run_may_set_settings_and_places() -> None:
    found = read(
        '[run]\nout = "o"\nmemory = "m.json"\nquiet = true\nlocale = "tr"\n[[report]]\nname = "sales"', {}
    )
    assert found == RunFile(found.jobs, "o", "m.json", quiet=True, settings={"locale": "tr"})


def test_reports_of_one_name_are_told_apart() -> None:
    text = '[[report]]\nname = "sales"\n' * 2 + '[[report]]\nname = "sales"\nas = "by product"\n'
    found = jobs(text)
    assert [one.name for one in found] == ["sales", "sales 2", "by product"]
    assert [one.name for one in only(found, ["by product"])] == ["by product"]
    assert len(only(found, ["sales"])) == 3
    with pytest.raises(UsageError) as error:
        only(found, ["by prodct"])
    assert error.value.hint == "--only by product"


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("[[report", "it is no TOML"),
        ("", "the file names no report"),
        ("report = 3", "the file names no report"),
        ("run = 3\n[[report]]\nname='sales'", "[run] is a table"),
        ("[runs]\n[[report]]\nname='sales'", '"runs" means nothing in the file'),
        ("[run]\nkepe = 3\n[[report]]\nname='sales'", '"kepe" means nothing in [run]'),
        ("[run]\nquiet = 3\n[[report]]\nname='sales'", "quiet is true or false, not 3"),
    ],
)
def test_what_is_wrong_with_the_whole_is_refused(text: str, fact: str) -> None:
    with pytest.raises(UsageError) as error:
        read(text, {})
    assert fact in error.value.message


@pytest.mark.parametrize(
    ("text", "fact", "hint"),
    [
        ('name = "sale"', 'no report is called "sale"', 'name = "sales"'),
        ('by = "month"', "a report has no name", "[[report]]"),
        ('name = "sales"\nbin = "x"', '"bin" means nothing in a report of sales', None),
        ('name = "sales"\noutptu = "x"', '"outptu" means nothing', 'write it as "output"'),
        ('name = "segments"\nlist = "yes"', "list is true or false, not 'yes'", "list = true"),
        ('name = "sales"\nlimit = "x"', "limit is a whole number, not 'x'", "limit = 30"),
        ('name = "sales"\nkeep = -1\noutput = "a-{date}"', "keep is a whole number, not -1", "keep = 30"),
        ('name = "sales"\nby = ["month"]', "by is a text, not ['month']", 'by = "..."'),
        ('name = "sales"\nif_empty = "no"', "if_empty is print or silent, not 'no'", 'if_empty = "print"'),
        ('name = "sales"\nas = "../x"', '"../x" can\'t be a name', 'as = "sales by month"'),
    ],
)
def test_what_is_wrong_with_one_report_is_kept_with_it(text: str, fact: str, hint: str | None) -> None:
    found = jobs(f'[[report]]\n{text}\n[[report]]\nname = "today"')
    assert [one.wrong is None for one in found] == [False, True]
    wrong = found[0].wrong
    assert wrong is not None
    assert fact in wrong.message
    assert hint is None or hint in (wrong.hint or "")


def test_names_of_files_hold_the_day() -> None:
    assert (
        filled("{name}-{date}-{week}-{month}.html", "sales", DAY) == "sales-2026-11-22-2026-W47-2026-11.html"
    )
    assert filled("{week}", "x", date(2027, 1, 1)) == "2026-W53"
    with pytest.raises(UsageError) as error:
        filled("{day}.html", "x", DAY)
    assert error.value.message == '"{day}.html" asks for {day}'


def test_older_files_are_those_of_the_same_name_only() -> None:
    pattern = re.compile(kept("old/{name}.x-{date}.html", "a+b", 3).pattern)
    assert pattern.fullmatch("a+b.x-2026-01-31.html")
    for other in (
        "aab.x-2026-01-31.html",
        "a+bxx-2026-01-31.html",
        "a+b.x-2026-01-31.html.bak",
        "a+b.x-.html",
    ):
        assert pattern.fullmatch(other) is None


@pytest.mark.parametrize("pattern", ["sales.html", "{name}.html", "{month}/{date}.html", "{date}/sales.html"])
def test_keep_needs_a_day_in_the_name_of_the_file(pattern: str) -> None:
    with pytest.raises(UsageError):
        kept(pattern, "sales", 3)


names = st.text(
    st.characters(blacklist_characters="/\\{}", blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=8
)


@given(
    names, names, st.lists(st.sampled_from(PLACES), max_size=3), st.dates(date(1000, 1, 1), date(9998, 1, 1))
)
def test_a_written_file_is_one_of_its_name_and_newer_ones_sort_behind(
    lead: str, name: str, places: list[str], day: date
) -> None:
    pattern = lead + "".join(f"{{{place}}}." for place in places)
    if not dated(pattern):
        return
    found = re.compile(kept(pattern, name, 1).pattern)
    now, later = (found.fullmatch(filled(pattern, name, one)) for one in (day, day + timedelta(days=40)))
    assert now is not None
    assert later is not None
    assert now.groups() < later.groups()

"""A clock that is set back, stands, or is years off: nothing is lost or refused without a reason."""

from pathlib import Path

import pytest

from tests.faults.ending import names, refused
from tests.support.program import Program
from tests.support.store import raw_connection

DAYS = ["1970-01-01", "2000-02-29", "2026-03-29", "2038-01-20", "2099-12-31", "9899-12-31"]


@pytest.fixture
def crm(crm_local: Program) -> Program:
    """The program on a local store that was used on the day of all tests."""
    crm_local.inprocess("customer", "add", "Önce").checked()
    crm_local.inprocess("customer", "edit", "C-1", "--city", "İzmir").checked()
    return crm_local


@pytest.mark.parametrize("day", DAYS)
def test_a_clock_that_is_years_off_stops_no_command_and_loses_nothing(
    crm: Program, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_TODAY", day)
    for words in (
        ("customer", "add", "Sonra"),
        ("log", "call", "C-1", "arandı"),
        ("customer", "timeline", "C-1"),
        ("customer", "list", "--where", "created_on >= 30 days ago"),
        ("today",),
        ("report", "rfm"),
        ("report", "sales"),
        ("history",),
        ("backup",),
        ("doctor",),
    ):
        result = crm.inprocess(*words)
        assert result.code == 0, f"{words}: {result.stderr}"
        assert "Traceback" not in result.stderr
    monkeypatch.undo()
    assert names(crm) == ["Sonra", "Önce"]


def test_what_was_done_last_is_undone_first_whatever_the_clock_says(
    crm: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_TODAY", "2020-01-01")
    crm.inprocess("customer", "edit", "C-1", "--city", "Ankara").checked()
    crm.inprocess("undo").checked()
    connection = raw_connection(crm.url)
    assert connection.execute("SELECT city FROM customer").fetchone() == ("İzmir",)
    numbers = [row[0] for row in connection.execute("SELECT id FROM change ORDER BY id").fetchall()]
    connection.close()
    assert numbers == list(range(1, len(numbers) + 1))
    assert [row["change"] for row in crm.inprocess("history", "C-1").checked().tsv()]


def test_backups_made_while_the_clock_was_back_replace_none_and_the_newest_by_name_is_told(
    crm: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in ("2026-11-21", "2026-11-20", "2026-11-20", "1999-01-01"):
        monkeypatch.setenv("CRMCLI_TODAY", day)
        crm.inprocess("backup").checked()
    made = sorted(file.name for file in (Path(crm.url).parent / "backups").glob("*.db"))
    assert len(made) == 4
    monkeypatch.setenv("CRMCLI_TODAY", "2026-11-24")
    told = {row["check"]: row["found"] for row in crm.inprocess("doctor").checked().tsv()}
    assert told["backups"] == "the newest is 3 days old"
    assert "2026-11-21" in crm.inprocess("backup", "list").checked().lines[1]


@pytest.mark.parametrize(
    "day", ["0001-01-01", "1899-12-31", "9900-01-01", "9999-12-31", "2026-02-30", "abc", " "]
)
def test_a_day_that_no_clock_shows_is_refused_and_nothing_is_stored(
    crm: Program, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_TODAY", day)
    refused(crm.inprocess("customer", "add", "Sonra"), 2)
    monkeypatch.undo()
    monkeypatch.setenv("CRMCLI_TODAY", "2026-11-21")
    assert names(crm) == ["Önce"]


@pytest.mark.parametrize(
    "zone", ["Nowhere/Land", "", ":", "../../etc/passwd", "/etc/passwd", "UTC+25", "\x01", "A" * 5000]
)
def test_a_time_zone_that_is_none_stops_nothing(crm: Program, zone: str) -> None:
    env = {"TZ": zone}
    assert crm("log", "call", "C-1", "x", env=env).code == 0
    shown = crm("customer", "timeline", "C-1", "--format", "table", env=env)
    assert shown.code == 0, shown.stderr
    assert "Traceback" not in shown.stderr
    assert crm("--version", env=env).code == 0


def test_a_zone_of_the_settings_that_is_none_is_refused_in_words(crm: Program) -> None:
    result = crm("today", env={"CRMCLI_ZONE": "Nowhere/Land"})
    assert 'no time zone is called "Nowhere/Land"' in refused(result, 2)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2024-02-29", 0),
        ("2023-02-29", 2),
        ("2026-02-30", 2),
        ("31.04.2026", 2),
        ("10000-01-01", 2),
        ("2026-13-01", 2),
        ("00.00.0000", 2),
        ("1900-01-01", 0),
    ],
)
def test_a_day_that_is_none_is_refused_and_a_leap_day_is_one(crm: Program, typed: str, code: int) -> None:
    result = crm.inprocess("log", "call", "C-1", "x", "--at", typed)
    assert result.code == code, result.stderr
    assert "fault of crmcli" not in result.stderr


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-03-29 02:30", "2026-03-29T01:30:00Z"),  # no clock shows it
        ("2026-03-29 03:30", "2026-03-29T01:30:00Z"),
        ("2026-10-25 02:30", "2026-10-25T00:30:00Z"),  # it comes twice: the first
        ("2026-10-25 03:30", "2026-10-25T02:30:00Z"),
    ],
)
def test_an_hour_that_is_skipped_or_comes_twice_is_stored_as_one_moment(
    crm: Program, at: str, moment: str
) -> None:
    env = {"CRMCLI_ZONE": "Europe/Berlin", "CRMCLI_TODAY": "2026-11-21"}
    assert crm("log", "call", "C-1", "gece", "--at", at, env=env).code == 0
    connection = raw_connection(crm.url)
    stored = connection.execute("SELECT at FROM activity").fetchone()
    connection.close()
    assert stored == (moment,)
    shown = crm("customer", "timeline", "C-1", env=env)
    assert shown.code == 0
    assert "gece" in shown.stdout


def test_ten_thousand_times_ten_kurus_are_a_thousand_lira_to_the_last_one(
    crm_local: Program, tmp_path: Path
) -> None:
    rows = "".join(f'N{n},Ali,2026-11-01,"0,10",TRY\n' for n in range(10_000))
    (tmp_path / "o.csv").write_text(f"number,customer,ordered_on,total,currency\n{rows}", encoding="utf-8")
    crm_local.inprocess("customer", "add", "Ali").checked()
    crm_local.inprocess("import", "orders", tmp_path / "o.csv").checked()
    (row,) = crm_local.inprocess("customer", "list").checked().tsv()
    assert (row["spent"], row["currency"]) == ("1000.00", "TRY")


def test_two_currencies_are_never_added(crm_local: Program, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "number,customer,ordered_on,total,currency\nN1,Ali,2026-11-01,10,TRY\nN2,Ali,2026-11-01,10,EUR\n"
    )
    crm_local.inprocess("customer", "add", "Ali").checked()
    crm_local.inprocess("import", "orders", tmp_path / "o.csv").checked()
    assert "20.00" not in crm_local.inprocess("customer", "list").checked().stdout
    for words in (("report", "sales"), ("report", "rfm"), ("report", "abc")):
        result = crm_local.inprocess(*words)
        assert "20.00" not in result.stdout, words
        assert "fault of crmcli" not in result.stderr

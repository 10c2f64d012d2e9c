"""The example business: whole, in both languages, on any day, in a place of its own."""

import re
import sqlite3
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from crmcli.commands.example import MORE, SMALL, moved_by, write_files
from crmcli.domain.nouns import NOUNS
from tests.support.program import Program


def home(tmp_path: Path, **more: str) -> Program:
    """The program of a person who has a store already, and whose data live in a folder of the test."""
    own = {"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path), **more}
    return Program(str(tmp_path / "own.db"), {**own, "CRMCLI_DB": None})


def demo_store(tmp_path: Path) -> Path:
    """Where the demo keeps its store."""
    return tmp_path / "data" / "crmcli" / "demo" / "crm.db"


def ran(program: Program, *args: str, env: Mapping[str, str | None] | None = None) -> str:
    """Run the program as a person without CRMCLI_DB does; return what it wrote."""
    done = program(*args, env={"CRMCLI_DB": None, **(env or {})}).checked()
    assert done.stderr == "" or args[0] != "demo" or "not shown" in done.stderr, done.stderr
    return done.stdout


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_demo_is_whole_and_ends_with_what_there_is_to_see(tmp_path: Path, language: str) -> None:
    crm = home(tmp_path)
    shown = ran(crm, "demo", "--language", language)
    typed = [line.split()[2:4] for line in shown.splitlines() if line.startswith("$ crm")]
    assert typed[-4:] == [
        ["convert", "A1" if language == "tr" else "LD-1"],
        *[["customer", "timeline"]] * 2,
        ["report", "segments"],
    ]
    assert "crm --profile demo today" in shown
    with sqlite3.connect(demo_store(tmp_path)) as store:
        tables = [noun.table for noun in NOUNS]
        empty = [name for name in tables if not store.execute(f"SELECT count(*) FROM {name}").fetchone()[0]]
        assert empty == []
        assert store.execute("SELECT count(*) FROM customer WHERE referrer_id IS NOT NULL").fetchone()[0] > 5
        texts = " ".join(
            str(row) for row in store.execute("SELECT name, note, city FROM customer").fetchall()
        )
        assert bool(re.search("[şğıİ]", texts)) == (language == "tr")
    call = ("--profile", "demo")
    due = ran(crm, *call, "task", "list", "--format", "json")
    assert '"late": 4' in due
    assert '"due": "2026-11-21"' in due
    for report in (
        "clv",
        "churn",
        "crosssell",
        "receivables",
        "retention",
        "campaigns",
        "satisfaction",
        "cycle",
    ):
        assert len(ran(crm, *call, "report", report).splitlines()) > 3, report
    assert ("TRY" if language == "tr" else "GBP") in ran(crm, *call, "order", "list", "--limit", "3")
    assert "✗" not in ran(crm, *call, "doctor", "--format", "plain")
    assert not Path(crm.url).exists()


def test_running_it_again_leaves_it_and_fresh_builds_it_anew(tmp_path: Path) -> None:
    crm = home(tmp_path)
    ran(crm, "demo", "--small")
    ran(crm, "--profile", "demo", "customer", "add", "Mine")
    before = demo_store(tmp_path).read_bytes()
    again = ran(crm, "demo")
    assert again.startswith("The example business is there already, made on 2026-11-21")
    assert "report segments" in again
    assert demo_store(tmp_path).read_bytes() == before
    ran(crm, "demo", "--small", "--fresh", env={"CRMCLI_TODAY": "2026-12-24"})
    found = ran(crm, "--profile", "demo", "find", "Mine", "--noun", "customers")
    assert "Mine" not in found
    files = demo_store(tmp_path).with_name("files")
    assert "2026-12" in (files / "orders.csv").read_text(encoding="utf-8")


def test_the_files_are_private_and_nothing_half_made_stays(tmp_path: Path) -> None:
    crm = home(tmp_path)
    ran(crm, "demo", "--small")
    place = demo_store(tmp_path).parent
    assert sorted(path.name for path in place.iterdir()) == ["crm.db", "files", "settings.toml"]
    for name in ("crm.db", "settings.toml"):
        assert stat.S_IMODE((place / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((place / "files").stat().st_mode) == 0o700


def test_in_a_folder_of_any_name_the_profile_can_be_read(tmp_path: Path) -> None:
    crm = home(tmp_path / 'a "line\nand \\ more')
    ran(crm, "demo", "--small")
    assert "C-1" in ran(crm, "--profile", "demo", "customer", "list", "--format", "ids")


def test_a_store_of_ones_own_is_never_touched(tmp_path: Path) -> None:
    crm = home(tmp_path)
    mine = Program(crm.url)
    mine.inprocess("customer", "add", "Mine").checked()
    before = Path(crm.url).read_bytes()
    refused = crm("demo", "--keep", crm.url).checked(1)
    assert "exists already" in refused.stderr
    server = crm("demo", "--keep", "postgresql:///crm").checked(2)
    assert "kept in a file" in server.stderr
    with_own = Program(crm.url, {"XDG_DATA_HOME": str(tmp_path / "data")})
    shown = with_own.ok("demo", "--small").stdout
    assert f"crm --db {demo_store(tmp_path)} today" in shown
    assert Path(crm.url).read_bytes() == before


def test_a_language_that_it_does_not_speak_is_refused(crm_local: Program) -> None:
    refused = crm_local("demo", "--language", "fr").checked(2)
    assert refused.stderr.splitlines()[1] == "hint: crm demo --language tr"


@pytest.mark.parametrize("day", ["2024-02-29", "2026-11-21", "2031-01-01"])
def test_on_any_day_the_same_business_ends_yesterday(tmp_path: Path, day: str) -> None:
    from datetime import date, timedelta

    today = date.fromisoformat(day)
    for language in ("en", "tr"):
        for folder in ("a", "b"):
            write_files(tmp_path / language / folder, language, today, (*SMALL, *MORE))
        for path in sorted((tmp_path / language / "a").iterdir()):
            assert path.read_bytes() == (tmp_path / language / "b" / path.name).read_bytes()
        orders = (tmp_path / language / "a" / "orders_more.csv").read_text(encoding="utf-8").splitlines()[1:]
        cells = [re.split("[;,]", line) for line in orders]
        days = [
            date.fromisoformat(c[2]) if language == "en" else date(*map(int, reversed(c[2].split("."))))
            for c in cells
        ]
        assert max(days) <= today - timedelta(days=1)
        assert max(days) >= today - timedelta(days=5)
        assert all(c[0].split("-")[1] == str(on.year) for c, on in zip(cells, days, strict=True))
        lines = (
            (tmp_path / language / "a" / "order_lines_more.csv").read_text(encoding="utf-8").splitlines()[1:]
        )
        assert {re.split("[;,]", line)[0] for line in lines} == {c[0] for c in cells}


def test_the_owners_hooks_hear_nothing_of_an_invented_business(tmp_path: Path) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text('[hooks.no]\nrun = ["/bin/false"]\nwhen = "before"\n', encoding="utf-8")
    settings.chmod(0o600)
    crm = home(tmp_path, CRMCLI_CONFIG=str(settings))
    assert "C-1" in ran(crm, "demo", "--small", "--language", "en")


def test_days_are_moved_and_nothing_else() -> None:
    assert (
        moved_by("A;28.02.2026 10:30;1.234,56;0532 123 45 67", "tr", 1)
        == "A;01.03.2026 10:30;1.234,56;0532 123 45 67"
    )
    assert moved_by("2026-12-31,1,234.50", "en", 1) == "2027-01-01,1,234.50"


def test_both_languages_hold_the_same_records() -> None:
    import csv

    from crmcli.commands import example

    folder = Path(example._FOLDER)
    for file in (*SMALL, *MORE):
        counts = []
        for language, mark in (("tr", ";"), ("en", ",")):
            with (folder / language / f"{file.name}.csv").open(encoding="utf-8", newline="") as text:
                counts.append([len(row) for row in csv.reader(text, delimiter=mark)])
        assert counts[0] == counts[1], file.name
    turkish, english = (sorted(path.name for path in (folder / each).iterdir()) for each in ("tr", "en"))
    assert turkish == english == sorted(f"{file.name}.csv" for file in (*SMALL, *MORE))

"""``crm report run``: what cron calls. Files, exit codes, silence, and what is remembered."""

import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from crmcli import notes
from crmcli.db import open_store
from tests.domain.reports.shop import customers, order
from tests.support.program import Program, Result, run
from tests.support.store import writing

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _talkative() -> Iterator[None]:
    """Let the next test of this process hear notes again."""
    yield
    notes.configure()


def buy(program: Program, day: str, total: int) -> None:
    with writing(open_store(program.url)) as db:
        order(db, 1, day, total)


@pytest.fixture
def shop(crm: Program) -> Program:
    """The program on a small shop, on each engine in turn."""
    with writing(open_store(crm.url)) as db:
        customers(db, "Işık Mobilya", city="İzmir")
    buy(crm, "2026-10-10", 500_00)
    buy(crm, "2026-11-10", 100_00)
    return crm


@pytest.fixture
def local(crm_local: Program) -> Program:
    """The program on the same shop in a local file."""
    with writing(open_store(crm_local.url)) as db:
        customers(db, "Işık Mobilya", city="İzmir")
    buy(crm_local, "2026-10-10", 500_00)
    buy(crm_local, "2026-11-10", 100_00)
    return crm_local


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the file of reports lies."""
    found = tmp_path / "reports"
    found.mkdir()
    return found


def asking(folder: Path, text: str) -> Path:
    path = folder / "daily.toml"
    path.write_text(text, encoding="utf-8")
    return path


SALES = '[[report]]\nname = "sales"\noutput = "sales-{date}.csv"\n'


def test_reports_go_into_files_with_the_day_in_their_names(shop: Program, folder: Path) -> None:
    file = asking(
        folder,
        """
        [run]
        out = "out"
        [[report]]
        name = "sales"
        by = "month"
        output = "{name}-{date}.csv"
        [[report]]
        name = "sales"
        as = "by customer"
        by = "customer"
        output = "{name} {week}.json"
        [[report]]
        name = "segments"
        output = "segments.html"
        """,
    )
    result = shop.inprocess("report", "run", file).checked()
    assert result.stdout == ""
    out = folder / "out"
    assert sorted(one.name for one in out.iterdir()) == [
        "by customer 2026-W47.json",
        "sales-2026-11-21.csv",
        "segments.html",
    ]
    direct = shop.inprocess("report", "sales", "--by", "month", "--format", "csv").checked().stdout
    assert (out / "sales-2026-11-21.csv").read_text(encoding="utf-8") == direct
    rows = json.loads((out / "by customer 2026-W47.json").read_text(encoding="utf-8"))["rows"]
    assert [row["group"] for row in rows] == ["Işık Mobilya"]
    assert (out / "segments.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_quiet_it_says_nothing_when_all_went_well(local: Program, folder: Path) -> None:
    file = asking(folder, SALES)
    for line in (
        ("-q", "report", "run", file),
        ("report", "run", asking(folder, f"[run]\nquiet = true\n{SALES}")),
    ):
        result = local.inprocess(*line).checked()
        assert (result.stdout, result.stderr) == ("", "")


def test_what_has_no_file_is_printed(local: Program, folder: Path) -> None:
    file = asking(folder, '[[report]]\nname = "sales"\nformat = "csv"\n')
    direct = local.inprocess("report", "sales", "--format", "csv").checked().stdout
    assert local.inprocess("-q", "report", "run", file).checked().stdout == direct


def test_an_alert_ends_with_ten_and_is_said_even_quietly(local: Program, folder: Path) -> None:
    file = asking(folder, f"{SALES}alert = ['net < 200', 'total net > 5']\n")
    result = local.inprocess("-q", "report", "run", file)
    assert (result.code, result.stdout) == (10, "")
    assert result.stderr == (
        "warning: sales: net < 200: 2026-11 (100.00 TRY)\nwarning: sales: total net > 5: total (600.00 TRY)\n"
    )
    assert (folder / "sales-2026-11-21.csv").is_file()
    calm = asking(folder, f"{SALES}alert = 'net < 1'\n")
    assert local.inprocess("-q", "report", "run", calm).code == 0


def test_one_report_that_fails_leaves_the_others_and_outranks_alerts(local: Program, folder: Path) -> None:
    file = asking(
        folder,
        f"""
        {SALES}
        alert = "net < 200"
        [[report]]
        name = "segments"
        where = "citty = x"
        output = "s.csv"
        [[report]]
        name = "sale"
        [[report]]
        name = "sales"
        as = "bad alert"
        alert = "nett < 3"
        """,
    )
    result = local.inprocess("-q", "report", "run", file)
    assert result.code == 5
    assert (folder / "sales-2026-11-21.csv").is_file()
    assert not (folder / "s.csv").exists()
    told = [line for line in result.stderr.splitlines() if line.startswith("crm: ")]
    assert [line.split(":")[1].strip() for line in told] == ["segments", "sale", "bad alert"]
    assert "Traceback" not in result.stderr


def test_all_that_fail_end_with_the_code_of_the_first(local: Program, folder: Path) -> None:
    file = asking(folder, '[[report]]\nname = "sales"\nby = "mont"\n')
    result = local.inprocess("-q", "report", "run", file)
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr.startswith('crm: sales: sales can\'t be told by "mont"\n')


@pytest.mark.parametrize(
    ("text", "fact"),
    [("[[report", "daily.toml: it is no TOML"), ("", "daily.toml: the file names no report")],
)
def test_a_file_that_is_wrong_as_a_whole_runs_nothing(
    local: Program, folder: Path, text: str, fact: str
) -> None:
    result = local.inprocess("report", "run", asking(folder, text))
    assert (result.code, result.stdout) == (2, "")
    assert fact in result.stderr
    assert [one.name for one in folder.iterdir()] == ["daily.toml"]


def test_a_file_that_cannot_be_read_is_refused(local: Program, folder: Path) -> None:
    assert local.inprocess("report", "run", folder / "no.toml").code == 1
    (folder / "latin.toml").write_bytes("[run]\nout = 'ş'".encode("cp1254"))
    result = local.inprocess("report", "run", folder / "latin.toml")
    assert (result.code, "it is not UTF-8" in result.stderr) == (1, True)


def test_check_says_what_would_be_done_and_does_nothing(local: Program, folder: Path) -> None:
    file = asking(folder, f'[run]\nout = "out"\n{SALES}since = "90d"\n[[report]]\nname = "todai"\n')
    result = local.inprocess("report", "run", file, "--check")
    assert result.code == 2
    good, bad = result.tsv()
    assert good["writes"] == str(folder / "out" / "sales-2026-11-21.csv")
    assert good["days"] == "since 2026-08-23"
    assert bad["problem"] == 'no report is called "todai"'
    assert [one.name for one in folder.iterdir()] == ["daily.toml"]
    assert local.inprocess("report", "run", asking(folder, SALES), "--check").code == 0


def test_two_reports_do_not_write_one_file(local: Program, folder: Path) -> None:
    result = local.inprocess("report", "run", asking(folder, SALES + SALES))
    assert result.code == 5
    assert "sales 2: sales-2026-11-21.csv is taken by sales already" in result.stderr


def test_two_mails_are_not_printed_as_one(local: Program, folder: Path) -> None:
    mail = '[[report]]\nname = "sales"\nformat = "eml"\n'
    result = local.inprocess("-q", "report", "run", asking(folder, mail + mail))
    assert (result.code, result.stdout.count("Subject: ")) == (5, 1)
    assert "sales 2: standard output, as eml, is taken by sales already" in result.stderr


def test_the_store_is_never_written_over(local: Program, folder: Path) -> None:
    file = asking(folder, f'[[report]]\nname = "sales"\noutput = "{local.url}"\n')
    result = local.inprocess("report", "run", file)
    assert (result.code, "is the store itself" in result.stderr) == (1, True)
    local.inprocess("customer", "list").checked()


def test_keep_removes_older_files_of_the_name_only(local: Program, folder: Path) -> None:
    out = folder / "out"
    out.mkdir()
    (out / "sales-notes.csv").write_text("mine", encoding="utf-8")
    file = asking(folder, f'[run]\nout = "out"\nkeep = 2\n{SALES}')
    for day in range(18, 22):
        local.inprocess("report", "run", file, "--as-of", f"2026-11-{day}").checked()
    names = sorted(one.name for one in out.iterdir())
    assert names == ["sales-2026-11-20.csv", "sales-2026-11-21.csv", "sales-notes.csv"]


def test_what_has_not_changed_is_not_touched(shop: Program, folder: Path) -> None:
    file = asking(folder, '[[report]]\nname = "sales"\nif_changed = true\noutput = "sales.json"\n')
    shop.inprocess("report", "run", file).checked()
    path = folder / "sales.json"
    os.utime(path, (1, 1))
    for day in ("2026-11-21", "2026-11-22"):
        result = shop.inprocess("report", "run", file, "--as-of", day).checked()
        assert "sales: as it was" in result.stderr
    assert path.stat().st_mtime == 1
    buy(shop, "2026-11-20", 1)
    shop.inprocess("report", "run", file).checked()
    assert path.stat().st_mtime > 1


def test_nothing_is_written_of_an_empty_report_where_it_is_to_be_silent(local: Program, folder: Path) -> None:
    file = asking(folder, '[[report]]\nname = "sales"\nwhere = "total > 1000000"\nformat = "csv"\n')
    assert local.inprocess("-q", "report", "run", file, "--if-empty", "silent").checked().stdout == ""
    assert local.inprocess("-q", "report", "run", file, "--if-empty", "print").checked().stdout != ""
    assert local.inprocess("report", "run", file, "--if-empty", "no").code == 2


def test_last_run_asks_for_what_came_after_it(shop: Program, folder: Path) -> None:
    file = asking(folder, '[[report]]\nname = "sales"\nsince = "last-run"\nformat = "csv"\n')

    def months(day: str) -> list[str]:
        lines = shop.inprocess("-q", "report", "run", file, "--as-of", day).checked().lines[1:]
        return [line.split(",")[0] for line in lines if line.split(",")[1] != "0"]

    assert months("2026-10-31") == ["2026-10"]
    assert months("2026-11-21") == ["2026-11"]
    remembered = json.loads((folder / ".daily.last-run.json").read_text(encoding="utf-8"))
    assert remembered["papers"]["sales"]["last"] == "2026-11-21"
    assert months("2026-11-21") == []


def test_last_run_moves_only_when_the_report_was_written(local: Program, folder: Path) -> None:
    file = asking(folder, '[[report]]\nname = "sales"\nsince = "last-run"\noutput = "sales.csv"\n')
    local.inprocess("report", "run", file, "--as-of", "2026-10-31").checked()
    (folder / "sales.csv").unlink()
    (folder / "sales.csv").mkdir()
    assert local.inprocess("report", "run", file).code == 1
    remembered = json.loads((folder / ".daily.last-run.json").read_text(encoding="utf-8"))
    assert remembered["papers"]["sales"]["last"] == "2026-10-31"


def test_a_memory_that_is_none_is_refused_and_kept(local: Program, folder: Path) -> None:
    file = asking(folder, '[[report]]\nname = "sales"\nsince = "last-run"\n')
    memory = folder / ".daily.last-run.json"
    memory.write_text("[1]", encoding="utf-8")
    result = local.inprocess("report", "run", file)
    assert (result.code, memory.read_text(encoding="utf-8")) == (1, "[1]")


def test_the_command_line_says_what_the_file_does_not(local: Program, folder: Path, tmp_path: Path) -> None:
    file = asking(folder, SALES + '[[report]]\nname = "segments"\nformat = "csv"\n')
    out = tmp_path / "elsewhere"
    result = local.inprocess("-q", "report", "run", file, "--out", out, "--only", "sales", "--format", "json")
    assert (result.code, result.stdout) == (0, "")
    assert json.loads((out / "sales-2026-11-21.csv").read_text(encoding="utf-8"))["report"] == "sales"
    assert local.inprocess("report", "run", file, "--only", "sale").code == 2
    assert local.inprocess("report", "run", file, "--output", tmp_path / "x.csv").code == 2


def test_settings_of_the_file_hold_for_its_run(local: Program, folder: Path) -> None:
    file = asking(folder, '[run]\nlocale = "tr"\n[[report]]\nname = "sales"\nformat = "markdown"\n')
    assert "₺500,00" in local.inprocess("report", "run", file).checked().stdout
    assert "₺500.00" in local.inprocess("--locale", "en", "report", "run", file).checked().stdout


def test_a_mail_can_be_sent_as_it_is_printed(local: Program, folder: Path) -> None:
    from email import message_from_string
    from email.policy import default

    text = '[run]\nmail_to = "Ayşe <ayse@example.com>"\n[[report]]\nname = "sales"\nformat = "eml"\n'
    mail = message_from_string(
        local.inprocess("-q", "report", "run", asking(folder, text)).checked().stdout, policy=default
    )
    assert "ayse@example.com" in mail["To"]


def bare(program: Program, *words: str | Path, code: str | None = None) -> Result:
    """Run the program as cron may: with no environment at all, from the root folder."""
    python = [sys.executable, "-c", code] if code else [sys.executable, "-m", "crmcli"]
    command = ["env", "-i", "-C", "/", *python, "--db", program.url, *map(str, words)]
    return run(command)


def test_it_needs_no_environment(local: Program, folder: Path) -> None:
    file = asking(
        folder,
        """
        [run]
        out = "çıktı"
        keep = 3
        [[report]]
        name = "sales"
        by = "customer"
        output = "satış-{date}.html"
        [[report]]
        name = "today"
        output = "bugün.eml"
        [[report]]
        name = "segments"
        list = true
        output = "müşteriler.csv"
        """,
    )
    result = bare(local, "-q", "report", "run", file)
    assert (result.code, result.stdout, result.stderr) == (0, "", "")
    names = sorted(one.name for one in (folder / "çıktı").iterdir())
    assert names[:2] == ["bugün.eml", "müşteriler.csv"]
    assert "Işık Mobilya" in (folder / "çıktı" / "müşteriler.csv").read_text(encoding="utf-8")
    assert "Işık Mobilya" in (folder / "çıktı" / names[2]).read_text(encoding="utf-8")
    printed = bare(local, "report", "sales", "--by", "customer").checked()
    assert "Işık Mobilya" in printed.stdout


NOBODY = """
import pwd, sys
def none(uid): raise KeyError(uid)
pwd.getpwuid = none
from crmcli.__main__ import main
main()
"""


def test_it_needs_no_home_and_no_entry_in_the_password_file(local: Program, folder: Path) -> None:
    file = asking(folder, SALES)
    assert bare(local, "-q", "report", "run", file, code=NOBODY).checked().stderr == ""
    lost = run(["env", "-i", sys.executable, "-c", NOBODY, "report", "sales"])
    assert (lost.code, lost.stderr) == (
        2,
        "crm: no home folder is known\nhint: name the store: crm --db /path/to/crm.db ...\n",
    )


@pytest.mark.campaign
def test_a_killed_run_leaves_whole_files_only(
    local: Program, folder: Path, rounds: Callable[[int, int], int]
) -> None:
    with writing(open_store(local.url)) as db:
        for number in customers(db, *(f"Müşteri {n}" for n in range(300))):
            for away in range(5):
                order(db, number, (date(2026, 11, 1) - timedelta(days=away)).isoformat(), number * 100)
    text = "".join(
        f'[[report]]\nname = "sales"\nas = "r{n}"\nby = "customer"\noutput = "r{n}.json"\n' for n in range(6)
    )
    file = asking(folder, f'[run]\nout = "out"\n{text}')
    local.ok("report", "run", file)
    out = folder / "out"
    whole = {one.name: one.read_bytes() for one in out.iterdir()}
    began = time.monotonic()
    local.ok("report", "run", file)
    took = time.monotonic() - began
    count = rounds(6, 200)
    for turn in range(count):
        with local.start("report", "run", file) as process:
            time.sleep(took * (turn + 1) / (count + 1))
            process.send_signal(signal.SIGKILL)
            process.wait()
        found = {one.name: one.read_bytes() for one in out.iterdir() if not one.name.endswith(".tmp")}
        assert found == whole


def test_a_store_that_is_not_there_replaces_no_report_by_an_empty_one(local: Program, folder: Path) -> None:
    file = asking(folder, SALES)
    local.inprocess("report", "run", file).checked()
    before = (folder / "sales-2026-11-21.csv").read_bytes()
    for more in ((), ("--check",)):
        result = local.inprocess("-q", "--db", folder / "moved.db", "report", "run", file, *more)
        assert (result.code, result.stdout) == (1, "")
        assert "there is no store at" in result.stderr
    assert (folder / "sales-2026-11-21.csv").read_bytes() == before
    assert not (folder / "moved.db").exists()


def test_an_alert_that_could_not_be_tested_is_said_even_quietly(local: Program, folder: Path) -> None:
    file = asking(folder, f'{SALES}where = "total > 1000000"\nalert = "total net < 5000"\n')
    result = local.inprocess("-q", "report", "run", file).checked()
    assert result.stderr == "warning: sales: not tested, there is no total: total net < 5000\n"


def test_check_finds_what_only_the_store_knows_to_be_wrong(local: Program, folder: Path) -> None:
    file = asking(folder, f'{SALES}where = "citty = x"\n')
    result = local.inprocess("report", "run", file, "--check")
    assert (result.code, [one["problem"] for one in result.tsv()]) == (
        2,
        ['orders have no field "citty" (column 1)'],
    )
    assert [one.name for one in folder.iterdir()] == ["daily.toml"]


def test_a_last_run_in_the_future_is_told_with_a_way_out(local: Program, folder: Path) -> None:
    file = asking(folder, f'{SALES}since = "last-run"\n')
    local.inprocess("report", "run", file, "--as-of", "2030-01-01").checked()
    result = local.inprocess("-q", "report", "run", file)
    assert (result.code, result.stdout) == (2, "")
    assert "the last run was as of 2030-01-01, which is after 2026-11-21" in result.stderr
    local.inprocess("-q", "report", "run", file, "--since", "2026-11-01").checked()


DIGEST = """
[run]
digest = "sabah-{date}.html"
title = "Sabah"
mail_to = "ayse@example.com"
[[report]]
name = "sales"
by = "month"
alert = "net < 200"
[[report]]
name = "sales"
as = "buyers"
by = "customer"
[[report]]
name = "sales"
as = "none"
where = "total > 1000000"
if-empty = "silent"
"""


def test_a_digest_is_one_page_of_all_and_nothing_is_printed(shop: Program, folder: Path) -> None:
    result = shop.inprocess("-q", "report", "run", asking(folder, DIGEST))
    assert (result.code, result.stdout) == (10, "")
    assert sorted(one.name for one in folder.iterdir()) == ["daily.toml", "sabah-2026-11-21.html"]
    page = (folder / "sabah-2026-11-21.html").read_text(encoding="utf-8")
    assert page.index("<h1>Sabah</h1>") < page.index("sales: net &lt; 200: 2026-11 (100.00 TRY)")
    assert page.count("<h2>") == 2
    assert "Işık Mobilya" in page
    names = re.findall(r' id="([^"]+)"', page)
    assert len(names) == len(set(names)) > 0


def test_a_digest_may_be_a_mail_and_tells_what_failed(local: Program, folder: Path) -> None:
    from email import message_from_bytes
    from email.policy import default

    file = asking(folder, DIGEST.replace(".html", ".eml") + '[[report]]\nname = "slaes"\n')
    assert local.inprocess("-q", "report", "run", file).code == 5
    data = (folder / "sabah-2026-11-21.eml").read_bytes()
    mail = message_from_bytes(data, policy=default)
    assert (mail["Subject"], mail["To"]) == ("Sabah, as of 2026-11-21", "ayse@example.com")
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        text = body.get_content()
        assert "slaes failed: no report is called" in text
        assert "Işık Mobilya" in text
        assert "2026-10" in text
    assert len(data) < 100_000


def test_a_report_with_a_file_has_it_beside_the_digest(local: Program, folder: Path) -> None:
    local.inprocess("-q", "report", "run", asking(folder, f'[run]\ndigest = "d.html"\n{SALES}')).checked()
    assert sorted(one.name for one in folder.iterdir()) == ["d.html", "daily.toml", "sales-2026-11-21.csv"]


def test_only_some_reports_make_no_digest(local: Program, folder: Path) -> None:
    file = asking(folder, DIGEST)
    assert local.inprocess("-q", "report", "run", file, "--only", "buyers").checked().stdout != ""
    assert [one.name for one in folder.iterdir()] == ["daily.toml"]


def test_last_run_does_not_move_when_the_digest_was_not_written(local: Program, folder: Path) -> None:
    text = '[run]\ndigest = "d.html"\n[[report]]\nname = "sales"\nsince = "last-run"\n'
    file = asking(folder, text)
    local.inprocess("report", "run", file, "--as-of", "2026-10-31").checked()
    (folder / "d.html").unlink()
    full = folder / "d.html"
    full.symlink_to("/dev/full")
    result = local.inprocess("-q", "report", "run", file)
    assert (result.code, result.stdout) == (1, "")
    remembered = json.loads((folder / ".daily.last-run.json").read_text(encoding="utf-8"))
    assert remembered["papers"]["sales"] == {"last": "2026-10-31"}


def test_older_digests_go_and_nothing_to_tell_makes_none(local: Program, folder: Path) -> None:
    file = asking(folder, DIGEST.replace("[run]", "[run]\nkeep = 2"))
    for day in range(18, 22):
        local.inprocess("-q", "report", "run", file, "--as-of", f"2026-11-{day}")
    assert sorted(one.name for one in folder.glob("*.html")) == [
        "sabah-2026-11-20.html",
        "sabah-2026-11-21.html",
    ]
    quiet = (
        '[run]\ndigest = "q.html"\nif-empty = "silent"\n[[report]]\nname = "sales"\nwhere = "total > 99999"\n'
    )
    local.inprocess("-q", "report", "run", asking(folder, quiet)).checked()
    assert not (folder / "q.html").exists()


@pytest.mark.parametrize("name", ["d.csv", "d", "d-{day}.html"])
def test_a_digest_is_a_page_or_a_mail(local: Program, folder: Path, name: str) -> None:
    result = local.inprocess("report", "run", asking(folder, f'[run]\ndigest = "{name}"\n{SALES}'))
    assert (result.code, [one.name for one in folder.iterdir()]) == (2, ["daily.toml"])


def test_an_alert_of_one_report_is_said_even_quietly(local: Program) -> None:
    words = ("report", "sales", "--format", "csv", "--alert", "total net > 5")
    assert "alert: total net > 5: total (600.00 TRY)" in local.inprocess(*words).stderr
    quiet = local.inprocess("-q", *words)
    assert (quiet.code, quiet.stderr) == (10, "warning: total net > 5: total (600.00 TRY)\n")

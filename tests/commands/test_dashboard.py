"""The screen that stays open: what is on it, how it follows the store, and how the terminal comes back."""

import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Timer
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.app import App
from crmcli.commands.watching import Watch
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, AnyRef, Day, Money, Percent, Text
from crmcli.domain.reports import answer
from crmcli.domain.results import Listing
from crmcli.errors import Refused
from crmcli.output import Settings
from crmcli.output.live.frame import cells, frame_lines, shared
from crmcli.output.terminal import Terminal as Seen
from tests.support.program import Program, run
from tests.support.terminal import Size, Terminal, run_on_terminal

LEAVE = "\x1b[?1049l"
PANELS = ("Today", "Pipeline", "This month, last month", "Look at", "New leads", "Newest")


@pytest.fixture
def shop(crm: Program) -> Program:
    """Something in every panel, on each engine."""
    for line in (
        ("customer", "add", "Işık Mobilya [/]", "--city", "İzmir"),
        ("task", "add", "C-1", "Teklifi sor", "--due", "2026-11-19"),
        ("opportunity", "add", "Ofis", "--customer", "C-1", "--amount", "86.000 TL", "--stage", "Proposal"),
        ("lead", "add", "Derya Pamuk", "--source", "Fuar"),
        ("case", "open", "C-1", "Kutu ezik geldi"),
        ("order", "add", "C-1", "--on", "2026-11-05", "--total", "1250"),
        ("order", "add", "C-1", "--on", "2026-10-05", "--total", "80", "--currency", "EUR"),
        ("order", "add", "C-1", "--on", "2026-11-06", "--total", "100", "--currency", "EUR"),
    ):
        crm.inprocess(*line).checked()
    return crm


def test_one_frame_in_a_pipe_is_plain_text(shop: Program) -> None:
    shown = shop("dashboard", "--once").checked()
    assert shown.stderr == ""
    assert "\x1b" not in shown.stdout
    assert all(title in shown.stdout for title in PANELS)
    assert "Işık Mobilya [/]: Teklifi sor" in shown.stdout
    assert re.search(r"Proposal +1 +█+ +₺86,000.00", shown.stdout)
    assert re.search(r"sold +₺1,250.00 +₺0.00", shown.stdout)
    assert re.search(r"sold +€100.00 +€80.00", shown.stdout)
    assert re.search(r"orders +2 +1", shown.stdout)
    assert "L-1  Derya Pamuk" in shown.stdout
    assert max(map(len, shown.lines)) <= 80


def test_the_same_store_says_the_same_on_a_terminal(tty: Terminal, shop: Program) -> None:
    assert tty.program == shop
    shown = tty("dashboard", "--once", "--panel", "pipeline", env={"NO_COLOR": "1"}).stdout
    assert "Pipeline 1" in shown
    assert "Today" not in shown
    assert "\x1b" not in shown
    coloured = tty("dashboard", "--once", "--panel", "pipeline").stdout
    assert "\x1b[" in coloured
    assert LEAVE not in coloured


def test_an_empty_store_has_a_sentence_in_every_panel(crm_local: Program) -> None:
    shown = crm_local.inprocess("dashboard", "--once").checked()
    for sentence in (
        "nobody waits",
        "no open opportunity",
        "all is well",
        "no open lead",
        "nothing has happened",
    ):
        assert sentence in shown.stdout
    assert not Path(crm_local.url).exists()


def test_a_report_that_cannot_be_told_is_an_alert_and_never_all_is_well(
    crm_local: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm_local.inprocess("customer", "add", "Işık").checked()
    answered = answer.answer

    def failing(db: Any, question: Any) -> Any:
        if question.entry.name == "receivables":
            raise Refused("no rate from USD to TRY")
        return answered(db, question)

    monkeypatch.setattr(answer, "answer", failing)
    shown = crm_local.inprocess("dashboard", "--once", "--panel", "alerts").checked().stdout
    assert "all is well" not in shown
    assert re.search(r"owe what is late: could not be told .* crm report receivables", shown)


def test_what_was_written_down_late_does_not_hide_what_happened_today(shop: Program, tmp_path: Path) -> None:
    shop.inprocess("payment", "add", "C-1", "70", "--on", "2026-11-20").checked()
    for noun, head, row in (
        ("payments", "number,customer,amount,paid on", "E-{},Işık Mobilya [/],5,2020-01-02"),
        ("cases", "name,customer,opened on,external id", "Eski {0},Işık Mobilya [/],2020-01-02,old:{0}"),
        ("leads", "name,created on", "Eski {},2020-01-02"),
    ):
        old = tmp_path / f"{noun}.csv"
        old.write_text("\n".join([head, *(row.format(number) for number in range(31))]), "utf-8")
        shop.inprocess("import", noun, old).checked()
    newest = shop.inprocess("dashboard", "--once", "--panel", "events").checked().stdout
    assert "₺70.00" in newest
    assert "Işık Mobilya [/]: Kutu ezik" in newest
    assert "Derya Pamuk" in newest


def test_panels_are_an_owners_own_choice(crm_local: Program) -> None:
    chosen = crm_local("dashboard", "--once", env={"CRMCLI_DASHBOARD": "month, leads"}).checked()
    assert ("This month" in chosen.stdout, "Pipeline" in chosen.stdout) == (True, False)
    wrong = crm_local.inprocess("dashboard", "--once", "--panel", "moon").checked(2)
    assert wrong.stderr.startswith('crm: no panel is called "moon"\nhint: crm dashboard --panel mon')


def test_without_a_terminal_nothing_stays_open(crm_local: Program) -> None:
    refused = crm_local("dashboard").checked(2)
    assert refused.stderr.splitlines()[1] == "hint: crm dashboard --once"
    assert crm_local.inprocess("dashboard", "--format", "json").checked(2).stdout == ""


@pytest.mark.parametrize("key", ["q", "\x03", "\x1b"])
def test_a_key_ends_it_well_and_gives_the_terminal_back(tty_local: Terminal, key: str) -> None:
    tty_local.program.inprocess("lead", "add", "Ada").checked()
    ended = tty_local("dashboard", answers=[("q quits", key)]).checked()
    assert ended.stdout.startswith("\x1b[?1049h\x1b[?25l")
    assert ended.stdout.endswith(f"\x1b[?25h{LEAVE}")


def test_a_dumb_terminal_is_told_the_way_out(tty_local: Terminal) -> None:
    refused = tty_local("dashboard", env={"TERM": "dumb"}).checked(2)
    assert "crm dashboard --once" in refused.stdout
    assert "\x1b" not in refused.stdout


def test_a_request_to_end_gives_the_terminal_back(tty_local: Terminal, tmp_path: Path) -> None:
    killer = tmp_path / "killer.py"
    killer.write_text(
        "import os, signal, sys, threading, time\n"
        "threading.Timer(1.5, lambda: os.kill(os.getpid(), signal.SIGTERM)).start()\n"
        "sys.argv = ['crm', 'dashboard']\n"
        "from crmcli.__main__ import main\n"
        "main()\n"
    )
    env = tty_local.program.environment({"COLUMNS": None, "LINES": None})
    ended = run_on_terminal([sys.executable, str(killer)], Size(), (), env)
    assert ended.code == 143
    assert LEAVE in ended.stdout


def test_it_follows_what_others_write(tty_local: Terminal) -> None:
    crm = tty_local.program
    crm.inprocess("lead", "add", "Birinci").checked()
    # The second key is typed when the second lead has appeared, which another process adds meanwhile.
    later = Timer(1.5, lambda: run(_adding(crm)))
    later.start()
    tty_local("dashboard", "--every", "0.2", answers=[("Birinci", "r"), ("İkinci", "q")]).checked()
    later.join()


def _adding(crm: Program) -> list[str]:
    return [sys.executable, "-m", "crmcli", "--db", crm.url, "lead", "add", "İkinci"]


def watched(crm: Program, *names: str, every: float = 0.0) -> Watch:
    """A dashboard in this process, looked at by hand."""
    return Watch(App([], {"CRMCLI_DB": crm.url, **os.environ}), names, every=every, once=False)


def settled(watch: Watch, test: Callable[[Any], bool] = lambda _: True) -> Any:
    """Return the next frame that is like that."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        frame = watch.poll(now=True)
        if frame is not None and test(frame):
            return frame
        time.sleep(0.01)
    raise AssertionError


def test_nothing_is_asked_while_nothing_changes(crm_local: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    crm_local.inprocess("lead", "add", "Bir").checked()
    watch = watched(crm_local, "leads")
    settled(watch)
    asked: list[object] = []
    real = App.read

    def counted(run: App, act: Any, request: Any) -> Any:
        asked.append(act)
        return real(run, act, request)

    monkeypatch.setattr(App, "read", counted)
    for _ in range(200):
        watch.poll(now=True)
        time.sleep(0.001)
    assert asked == []
    crm_local.inprocess("lead", "add", "İki").checked()
    assert settled(watch).panels[0].listing.total == 2
    assert len([act for act in asked if getattr(act, "__name__", "") == "leads"]) == 1


def test_no_lock_is_held_between_looks_and_a_locked_store_is_told(crm_local: Program) -> None:
    crm_local.inprocess("lead", "add", "Bir").checked()
    watch = watched(crm_local, "leads")
    settled(watch)
    with sqlite3.connect(crm_local.url, timeout=0, isolation_level=None) as store:
        store.execute("BEGIN EXCLUSIVE")
        os.utime(crm_local.url)
        frame = settled(watch, lambda frame: frame.trouble is not None)
        assert frame.trouble == "waiting for the store"
        assert frame.panels[0].listing.total == 1
        store.execute("ROLLBACK")
    assert settled(watch, lambda frame: frame.trouble is None).panels[0].listing.total == 1


def test_a_store_that_goes_away_or_is_replaced_is_told(crm_local: Program, tmp_path: Path) -> None:
    crm_local.inprocess("lead", "add", "Bir").checked()
    watch = watched(crm_local, "leads")
    settled(watch)
    aside = tmp_path / "aside.db"
    Path(crm_local.url).rename(aside)
    gone = settled(watch, lambda frame: frame.trouble is not None)
    assert gone.trouble == f"there is no store at {crm_local.url}"
    assert gone.panels[0].listing.total == 1
    Path(crm_local.url).write_bytes(b"not a database at all, but text" * 100)
    assert (
        "damaged or no crmcli store"
        in settled(watch, lambda frame: "damaged" in (frame.trouble or "")).trouble
    )
    Path(crm_local.url).unlink()
    aside.rename(crm_local.url)
    assert settled(watch, lambda frame: frame.trouble is None).panels[0].listing.total == 1


@frozen
class Line:
    """A row with something of everything that a panel shows."""

    id: Annotated[str, AnyRef()]
    what: Annotated[str, Text(wrap=False)]
    share: Annotated[float | None, Percent(bar=True)]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text()]
    day: Annotated[date | None, Day(show=ROOMY)]


LINES = st.builds(
    Line,
    st.sampled_from(["C-1", "S-123456"]),
    st.text(max_size=60),
    st.none() | st.floats(0, 1),
    st.none() | st.integers(-(10**9), 10**9),
    st.just("TRY"),
    st.none() | st.dates(),
)
FRAMES = st.lists(
    st.tuples(st.text(max_size=40), st.none() | st.lists(LINES, max_size=12), st.booleans()),
    min_size=1,
    max_size=6,
)


def framed(panels: Any, trouble: str | None = None) -> Any:
    """A frame of drawn-up panels."""
    made = [
        SimpleNamespace(
            title=title,
            wide=wide,
            listing=None if rows is None else Listing(Line, rows, total=len(rows), empty="nothing"),
        )
        for title, rows, wide in panels
    ]
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    return SimpleNamespace(store="/a/b.db", at=at, panels=made, trouble=trouble)


@given(FRAMES, st.integers(20, 240), st.integers(1, 70), st.booleans(), st.none() | st.text(max_size=200))
def test_a_frame_fits_its_terminal(
    panels: Any, width: int, height: int, plain: bool, trouble: str | None
) -> None:
    colour, encoding = (None, "ascii") if plain else ("truecolor", "utf-8")
    seen = Seen(width=width, colour=colour, encoding=encoding)
    lines = frame_lines(framed(panels, trouble), Settings(), seen, height)
    assert len(lines) == height
    assert max(map(cells, lines)) <= width
    assert all("\n" not in line for line in lines)
    if plain:
        assert all(line.isascii() and line.isprintable() for line in lines)


@given(st.lists(st.integers(2, 40), min_size=1, max_size=8), st.integers(0, 90))
def test_lines_are_shared_out_whole(needs: list[int], room: int) -> None:
    heights = shared(needs, room)
    assert sum(heights) <= room
    assert all(
        height == 0 or 3 <= height <= max(3, need) for height, need in zip(heights, needs, strict=True)
    )
    if sum(max(3, need) for need in needs) <= room:
        assert heights == [max(3, need) for need in needs]


def test_names_are_data(crm_local: Program, tty_local: Terminal) -> None:
    crm_local.inprocess("lead", "add", "[red]Kırmızı[/red] \u202eters").checked()
    shown = tty_local("dashboard", "--once", "--panel", "leads").stdout
    assert "[red]Kırmızı[/red] <U+202E>ters" in shown

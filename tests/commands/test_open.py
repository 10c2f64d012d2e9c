"""``crm open``: a private page of any record or report, shown by a program of one's own, gone after a day."""

import os
import sys
import time
from pathlib import Path

import pytest

from crmcli.domain.nouns import NOUNS
from tests.store.business import fill
from tests.support.program import Program
from tests.support.store import writing
from tests.support.terminal import Terminal

NO_DISPLAY = {"DISPLAY": None, "WAYLAND_DISPLAY": None}


@pytest.fixture(autouse=True)
def _headless(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NO_DISPLAY:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable))  # noqa: PTH120 - no xdg-open, no wslview


@pytest.fixture
def shop(crm_local: Program) -> Program:
    """A customer with a name that is markup, a contact, a call, a task, an order."""
    for words in (
        ("customer", "add", "Işık <script>alert(1)</script>", "--city", "İzmir", "--note", '" onload="x'),
        ("contact", "add", "Ayşe Işık", "--customer", "C-1"),
        ("log", "call", "C-1", "asked for an offer"),
        ("task", "add", "C-1", "Call back", "--due", "2026-11-25"),
        ("order", "add", "C-1", "--total", "900 TL", "--on", "2026-11-02"),
    ):
        crm_local.inprocess("-q", *words).checked()
    return crm_local


def page(result: object) -> Path:
    """Return the page whose path a run printed."""
    [line] = result.checked().lines  # type: ignore[attr-defined]
    return Path(line)


def test_a_card_is_a_private_page_that_needs_nothing_beside_it(shop: Program) -> None:
    path = page(shop.inprocess("open", "C-1", "--print"))
    assert path.name == "C-1.html"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    text = path.read_text(encoding="utf-8")
    assert "Content-Security-Policy\" content=\"default-src 'none'" in text
    assert "<script" not in text
    assert 'onload="' not in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert not [word for word in ("http://", "https://", "src=", "@import", "url(") if word in text]
    for told in (
        "Before a call",
        "Open",
        "Contacts",
        "Timeline",
        "Ayşe Işık",
        "asked for an offer",
        "₺900.00",
    ):
        assert told in text, told
    assert text.index("Call back") < text.index("Timeline")


def test_the_whole_timeline_is_on_it_the_newest_first(shop: Program) -> None:
    for number in range(12):
        shop.inprocess("-q", "log", "call", "C-1", f"call no. {number:03}", "--at", "2026-11-03").checked()
    text = page(shop.inprocess("open", "C-1", "--print")).read_text(encoding="utf-8")
    assert all(f"call no. {number:03}" in text for number in range(12))
    timeline = text[text.index("Timeline") :]
    assert timeline.index("asked for an offer") < timeline.index("call no.") < timeline.index("₺900.00")


def test_every_record_and_any_report_has_a_page(crm_local: Program) -> None:
    from crmcli.db import open_store

    store = open_store(crm_local.url)
    fill(store)
    with writing(store) as db:
        db.update("conversion", db.value("SELECT min(id) FROM conversion"), {"plan": "[]"})
    for noun in NOUNS:
        if noun.name == "check":
            continue  # whose answers are nothing but awkward letters here
        with store.reading() as db:
            number = db.value(f"SELECT min(id) FROM {noun.table}")
        if number is not None:
            text = page(crm_local.inprocess("-q", "open", noun.ref(number), "--print")).read_text()
            assert text.startswith("<!DOCTYPE html>"), noun
            assert text.count("<h1>") == 1, noun
    for words in (("sales",), ("report", "churn"), ("sales", "--by", "product"), ("today",)):
        text = page(crm_local.inprocess("-q", "open", "--print", *words)).read_text()
        assert text.startswith("<!DOCTYPE html>"), words


def test_a_name_opens_the_customer(shop: Program) -> None:
    assert page(shop.inprocess("open", "ışık", "--print")).name == "C-1.html"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("C-9",), 3, "crm: no customer has number C-9\n"),
        (("nobody",), 3, 'crm: no customer answers to "nobody"\n'),
        (("SL-9",), 3, "crm: no order line has number SL-9\n"),
        (("C-1", "--by", "month"), 2, 'crm: "--by" is too much\n'),
        (("sales", "--bye", "month"), 2, "crm: no such option: --bye\n"),
    ],
)
def test_what_there_is_no_page_of_is_said(
    shop: Program, words: tuple[str, ...], code: int, said: str
) -> None:
    result = shop.inprocess("open", *words)
    assert (result.code, result.stdout) == (code, "")
    assert result.stderr.startswith(said)


def test_without_a_display_the_path_is_printed_and_that_is_said(shop: Program) -> None:
    result = shop.inprocess("open", "C-1")
    path = page(result)
    assert path.is_file()
    assert result.stderr == f"there is no display here to show the page on; it is in {path}\n"


def test_on_a_terminal_without_a_display_the_path_is_told_once_below_what_says_so(shop: Program) -> None:
    shown = Terminal(shop)("open", "C-1", env={"NO_COLOR": "1"}).checked().lines
    assert " ".join(shown[:-1]).replace("   ", " ") == (
        "there is no display here to show the page on; it was written to this file:"
    )
    assert Path(shown[-1]).is_file()


def test_the_persons_program_gets_the_path_as_a_word(shop: Program, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    viewer = tmp_path / "my viewer.py"
    viewer.write_text(f"import pathlib, sys\npathlib.Path({str(seen)!r}).write_text(repr(sys.argv[1:]))\n")
    shop.inprocess("config", "set", "opener", f"{sys.executable} '{viewer}' --new").checked()
    path = page(shop.inprocess("open", "C-1"))
    assert seen.read_text() == repr(["--new", str(path)])
    seen.unlink()
    page(shop.inprocess("open", "C-1", "--print"))
    assert not seen.exists()


@pytest.mark.parametrize(
    ("opener", "why"),
    [("/nowhere/firefox", "no such file or directory"), (f"{sys.executable} -c 1/0", "it ended with 1")],
)
def test_a_program_that_fails_is_no_failure(shop: Program, opener: str, why: str) -> None:
    result = shop(*("open", "C-1"), env={"CRMCLI_OPENER": opener})
    assert page(result).is_file()
    assert f"can't show it: {why}" in result.stderr.lower()


def test_a_folder_can_name_no_program(shop: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "somebody's"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / ".crmcli.toml").write_text(f'opener = "touch {tmp_path}/run"\n')
    assert "no display" in shop.inprocess("open", "C-1").checked().stderr
    assert not (tmp_path / "run").exists()


def test_yesterdays_pages_are_cleaned_away_and_nothing_else(shop: Program) -> None:
    path = page(shop.inprocess("open", "C-1", "--print"))
    old, young, other = (path.with_name(name) for name in ("C-7.html", "C-8.html", "notes.txt"))
    for file, hours in ((old, 25), (young, 23), (other, 99)):
        file.write_text("x")
        os.utime(file, (time.time() - hours * 3600,) * 2)
    page(shop.inprocess("open", "C-1", "--print"))
    assert (old.exists(), young.exists(), other.exists(), path.exists()) == (False, True, True, True)


def test_a_folder_that_is_a_link_is_refused(shop: Program, tmp_path: Path) -> None:
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "crmcli"
    folder.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (folder / "cards").symlink_to(tmp_path / "elsewhere")
    result = shop.inprocess("open", "C-1")
    assert (result.code, result.stdout) == (1, "")
    assert "is not a folder of yours" in result.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_output_keeps_it_elsewhere_and_other_formats_are_the_records(shop: Program, tmp_path: Path) -> None:
    target = tmp_path / "ada.html"
    assert shop.inprocess("open", "C-1", "--output", target).checked().stdout == ""
    assert target.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert shop.inprocess("open", "C-1", "--format", "json").checked().json()["id"] == "C-1"

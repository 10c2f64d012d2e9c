"""notes: everything for stderr, harmless, in one line each."""

import io
import json
import sys
from types import SimpleNamespace

import pytest

from crmcli import notes
from crmcli.errors import Conflict, NotFound
from tests.output.samples import HOSTILE, Stream


@pytest.fixture(autouse=True)
def _as_at_the_start() -> None:
    notes.configure()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Stream:
    """Stand in for a terminal's stderr, which pytest sets anew between set-up and test."""
    stream = Stream(terminal=True)
    monkeypatch.setattr("crmcli.notes.sys", SimpleNamespace(stderr=stream, stdin=sys.stdin))
    return stream


def test_each_kind_has_its_lead(capsys: pytest.CaptureFixture[str]) -> None:
    notes.note("20 of 412 shown")
    notes.warn("not UTF-8")
    notes.hint("crm customer find acme")
    assert capsys.readouterr() == ("", "20 of 412 shown\nwarning: not UTF-8\nhint: crm customer find acme\n")


def test_quiet_keeps_warnings_and_errors(capsys: pytest.CaptureFixture[str]) -> None:
    notes.configure(quiet=True)
    notes.note("n")
    notes.hint("h")
    notes.warn("w")
    notes.error(NotFound("no customer has number C-4711", "crm customer find acme"))
    assert capsys.readouterr().err == (
        "warning: w\ncrm: no customer has number C-4711\nhint: crm customer find acme\n"
    )


def test_an_error_is_one_line_of_fact_and_the_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    notes.error(NotFound("no customer has number C-4711", "crm customer find acme"))
    notes.error(NotFound("nothing to do"))
    assert capsys.readouterr().err == (
        "crm: no customer has number C-4711\nhint: crm customer find acme\ncrm: nothing to do\n"
    )


def test_programs_get_an_error_as_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    notes.error(
        Conflict("ambiguous", "crm customer show C-1", [{"ref": "C-1"}, {"ref": "C-2"}]), as_json=True
    )
    text = capsys.readouterr().err
    assert text.count("\n") == 1
    assert json.loads(text) == {
        "error": "ambiguous",
        "hint": "crm customer show C-1",
        "code": 4,
        "details": [{"ref": "C-1"}, {"ref": "C-2"}],
    }


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_one_harmless_line(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    notes.note(text)
    notes.error(NotFound(text, text))
    written = capsys.readouterr().err
    assert written.count("\n") == (3 if text else 2)  # an empty hint is no hint
    assert all(c.isprintable() or c in "\n\u200c\u200d" for c in written)


def test_a_terminal_gets_colour_unless_it_is_refused(terminal: Stream) -> None:
    notes.error(NotFound("gone", "look"))
    notes.note("by the way")
    assert terminal.getvalue() == (
        "\x1b[1;31mcrm:\x1b[0m gone\n\x1b[36mhint:\x1b[0m look\n\x1b[2mby the way\x1b[0m\n"
    )
    terminal.seek(0)
    terminal.truncate()
    notes.configure(colour="never")
    notes.warn("plain")
    assert terminal.getvalue() == "warning: plain\n"


@pytest.mark.parametrize("stream", [None, "closed", "broken"])
def test_a_stderr_that_fails_is_no_failure(stream: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    made: io.StringIO | None = None
    if stream == "broken":
        made = Broken()
    elif stream == "closed":
        made = io.StringIO()
        made.close()
    monkeypatch.setattr(sys, "stderr", made)
    notes.note("x")
    notes.error(NotFound("x"), as_json=True)
    with notes.progress(10, "reading") as bar:
        bar.advance()


def test_an_encoding_that_lacks_a_letter_gets_an_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="ascii"))
    notes.note("Işık")
    assert raw.getvalue() == b"I\\u015f\\u0131k\n"


def test_progress_in_a_pipe_shows_nothing_and_loads_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with notes.progress(100, "reading") as bar:
        bar.advance(50)
        bar.update(100)
    assert capsys.readouterr().err == ""


def test_progress_on_a_terminal_waits_a_moment_then_shows_and_goes(
    terminal: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    with notes.progress(10, "reading [bold]x\x1b[31m") as bar:
        bar.advance()
        assert terminal.getvalue() == ""
        monkeypatch.setattr(notes, "_PATIENCE_SECONDS", 0)
        bar.advance(4)
        bar.update(10)
    text = terminal.getvalue()
    assert "reading [bold]x␛[31m" in text
    assert "10/10" in text
    assert "x\x1b[31m" not in text


def test_progress_is_quiet_when_asked_and_on_dumb_terminals(
    terminal: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "_PATIENCE_SECONDS", 0)
    notes.configure(quiet=True)
    with notes.progress(None, "reading") as bar:
        bar.advance()
    notes.configure()
    monkeypatch.setenv("TERM", "dumb")
    with notes.progress(None, "reading") as bar:
        bar.advance()
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(
    ("typed", "answer"), [("y\n", True), ("Evet\n", True), ("\n", False), ("", False), ("n\n", False)]
)
def test_only_a_typed_yes_is_a_yes(
    typed: str, answer: bool, terminal: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyboard = Stream(terminal=True)
    keyboard.write(typed)
    keyboard.seek(0)
    monkeypatch.setattr("crmcli.notes.sys.stdin", keyboard)
    assert notes.confirm("Reverse the rest?\x1b[31m") is answer
    assert terminal.getvalue() == "Reverse the rest?␛[31m [y/N] "


def test_the_line_of_a_ctrl_c_is_left_on_a_terminal_only(
    terminal: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes.leave_line()
    assert terminal.getvalue() == "\n"
    pipe = Stream(terminal=False)
    monkeypatch.setattr("crmcli.notes.sys.stderr", pipe)
    notes.leave_line()
    assert pipe.getvalue() == ""


def test_without_a_person_nothing_is_asked(terminal: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmcli.notes.sys.stdin", io.StringIO("y\n"))
    assert not notes.can_ask()
    assert notes.confirm("sure?") is False
    assert terminal.getvalue() == ""


LONG = "20 of 412 shown, which is fewer than there are, so ask for more or leave some out of them"


def test_a_terminal_gets_long_lines_broken_between_words_and_a_pipe_one_line(
    terminal: Stream, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notes.configure(colour="never")
    notes.note(LONG)
    notes.warn(LONG)
    notes.error(NotFound(LONG, LONG))
    asked = terminal.getvalue()
    assert asked == (
        "20 of 412 shown, which is fewer than there are, so ask for more or leave some\n"
        "  out of them\n"
        "warning: 20 of 412 shown, which is fewer than there are, so ask for more or\n"
        "         leave some out of them\n"
        "crm: 20 of 412 shown, which is fewer than there are, so ask for more or leave\n"
        "     some out of them\n"
        "hint: 20 of 412 shown, which is fewer than there are, so ask for more or leave\n"
        "      some out of them\n"
    )
    monkeypatch.setattr("crmcli.notes.sys", sys)
    notes.note(LONG)
    notes.error(NotFound(LONG, LONG))
    assert capsys.readouterr().err == f"{LONG}\ncrm: {LONG}\nhint: {LONG}\n"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_harmless_on_a_terminal_too(text: str, terminal: Stream) -> None:
    notes.configure(colour="never")
    notes.note(f"{LONG} {text}")
    written = terminal.getvalue()
    assert all(c.isprintable() or c in "\n\u200c\u200d" for c in written)
    assert "\0" not in written


def test_a_long_question_is_broken_between_words_and_keeps_the_blank_before_the_answer(
    terminal: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyboard = Stream(terminal=True)
    keyboard.write("y\n")
    keyboard.seek(0)
    monkeypatch.setattr("crmcli.notes.sys.stdin", keyboard)
    assert notes.asked(f"{LONG}: ") == "y"
    assert terminal.getvalue() == (
        "20 of 412 shown, which is fewer than there are, so ask for more or leave some\n  out of them: "
    )

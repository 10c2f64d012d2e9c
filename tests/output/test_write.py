"""write: which format, where to, and what happens when the other end is gone."""

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crmcli.domain.results import Change, Document, Listing, Record
from crmcli.durable import move_to_free_name
from crmcli.errors import Refused, UsageError
from crmcli.output import FORMATS, Settings, check, target, write
from tests.output.samples import ACME, ISIK, SHOPS, Named, Shop, Stream, named, piped, segments, shown

# A workbook is bytes and a card is made of a person: see test_xlsx.py and commands/test_export.py.
TEXTS = tuple(format for format in FORMATS if format not in ("xlsx", "vcard"))

SCRIPT = """
import sys
from tests.output.samples import *
from crmcli.output import Settings, write
"""


def python(code: str, **options: Any) -> subprocess.CompletedProcess[Any]:
    root = Path(__file__).parents[2]
    path = f"{root / 'src'}{os.pathsep}{root}"
    # A buffer, as a person's Python has it: what is left in one is flushed at the end.
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "", **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT + code],
        check=False,
        env=environment,
        cwd=root,
        **{"capture_output": True, "text": True, **options},
    )


def test_a_terminal_gets_a_table_and_a_pipe_tsv() -> None:
    assert shown(named("a")) == shown(named("a"), format="table")
    assert piped(named("a")) == piped(named("a"), format="tsv")


@pytest.mark.parametrize("format", sorted(set(TEXTS) - {"table"}))
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1254"])
def test_every_other_format_is_the_same_everywhere(format: str, encoding: str) -> None:
    on_terminal = shown(SHOPS, format=format, encoding=encoding, colour="always", width=40)
    assert on_terminal == piped(SHOPS, format=format)
    assert "\x1b" not in on_terminal


@pytest.mark.parametrize("format", TEXTS)
@pytest.mark.parametrize(
    "result",
    [
        SHOPS,
        Listing(Shop, []),
        Listing(Shop, [ISIK], group="status"),
        Record(ACME),
        Record(ISIK, title="C-12", sections=(SHOPS,)),
        Change("add", Shop, []),
        Change("add", Shop, [ISIK, ACME], sections=(SHOPS,)),
        Document("text\n"),
    ],
    ids=["listing", "empty", "grouped", "record", "sections", "nothing", "change", "document"],
)
def test_every_result_has_every_format(format: str, result: Any) -> None:
    if format == "eml" and isinstance(result, Document):
        with pytest.raises(UsageError, match="this is a text, which a mail has no place for"):
            piped(result, format=format)
        return
    shown(result, format=format)
    piped(result, format=format)


def test_a_format_that_does_not_exist_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match='there is no format "yaml"') as caught:
        piped(SHOPS, format="yaml")
    assert caught.value.hint == (
        "formats: table, plain, markdown, csv, tsv, json, jsonl, ids, xlsx, html, eml, vcard"
    )


def test_a_document_is_printed_as_it_stands_and_harmless_on_a_terminal() -> None:
    document = Document("[section]\n\tkey = '\x1b[31m'")
    assert piped(document) == "[section]\n\tkey = '\x1b[31m'\n"
    assert shown(document) == "[section]\n        key = '␛[31m'\n"
    assert piped(Document("")) == ""


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_raw_values_on_a_terminal_are_warned_of(format: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown(named("plain"), format=format)
    assert capsys.readouterr().err == ""
    shown(named("evil\x9b31m"), format=format)
    assert "control characters" in capsys.readouterr().err
    piped(named("evil\x9b31m"), format=format)
    assert capsys.readouterr().err == ""


def test_machine_formats_are_utf_8_whatever_the_locale() -> None:
    ended = python(
        "write(named('Işık'), Settings())", text=False, env={"PYTHONIOENCODING": "latin-1", "LC_ALL": "C"}
    )
    assert ended.stdout == "number\tname\tshort\nC-1\tIşık\tIşık\n".encode()


def test_a_lone_surrogate_is_no_traceback_in_a_pipe() -> None:
    for format in TEXTS:
        ended = python(f"write(named('a\\ud800b'), Settings(format='{format}'))", text=False)
        assert ended.returncode == 0, ended.stderr
        assert b"C-1" in ended.stdout


def test_a_reader_that_leaves_is_a_broken_pipe_and_nothing_more() -> None:
    code = """
try:
    write(named(*['x' * 100] * 20_000), Settings(format=sys.argv[1] if len(sys.argv) > 1 else None))
except BrokenPipeError:
    sys.exit(0)
sys.exit(9)
"""
    for format in ("tsv", "csv", "json", "jsonl", "ids", "plain"):
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT + code, format],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": ""},
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait() == 0, format


@pytest.mark.parametrize("format", TEXTS)
def test_a_reader_that_has_left_before_a_few_lines_is_no_noise_at_the_end(format: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    code = (
        "try:\n    write(SHOPS, Settings(format={!r}))\nexcept BrokenPipeError:\n    sys.exit(0)\nsys.exit(9)"
    )
    ended = python(code.format(format), stdout=writer, stderr=subprocess.PIPE, capture_output=False)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_closed_stdout_takes_everything() -> None:
    ended = python(
        "write(SHOPS, Settings())",
        stdout=None,
        capture_output=False,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: os.close(1),
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_refused_in_one_line() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        ended = python(
            "from crmcli.errors import Refused\n"
            "try:\n    write(SHOPS, Settings())\n"
            "except Refused as e:\n    sys.exit(str(e))",
            stdout=full,
            stderr=subprocess.PIPE,
            capture_output=False,
        )
    assert ended.stderr == "the output can't be written: no space left on device\n"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def to_file(path: Path, result: Any = None, **choices: Any) -> None:
    write(result or named("Işık"), Settings(output=path, **choices))


def test_a_file_is_written_whole_for_its_owner_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.txt"
    to_file(path)
    assert path.read_bytes() == "number\tname\tshort\nC-1\tIşık\tIşık\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names_in(tmp_path) == ["home", "out.txt"]
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"written to {path}\n")


@pytest.mark.parametrize(
    ("name", "format"),
    [("a.csv", "csv"), ("a.JSON", "json"), ("a.jsonl", "jsonl"), ("a.md", "markdown"), ("a.dat", "tsv")],
)
def test_the_name_of_the_file_picks_the_format(tmp_path: Path, name: str, format: str) -> None:
    to_file(tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8") == piped(named("Işık"), format=format)


@pytest.mark.parametrize("name", ["a.xls", "a.ODS", "a.pdf"])
def test_a_name_that_promises_another_format_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"no format here is \."):
        check(tmp_path / name)
    check(tmp_path / name, format="csv")


def test_a_dry_run_says_that_nothing_was_kept(capsys: pytest.CaptureFixture[str]) -> None:
    change = Change("added C-7", Shop, [ISIK], dry_run=True, summary="Added C-7")
    for format in ("tsv", "csv", "jsonl", "ids"):
        shown(change, format=format)
        assert capsys.readouterr().err == "dry run: nothing was kept\n"
    shown(change, format="json")
    assert capsys.readouterr().err == ""


def test_a_dry_run_says_in_its_first_line_that_nothing_was_kept_and_says_it_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    change = Change("added C-7", Shop, [ISIK], dry_run=True, summary="Added C-7")
    for format in ("table", "plain", "markdown"):
        first = shown(change, format=format).splitlines()[0]
        assert first.removeprefix("○ ").replace("\\", "") == "Dry run, nothing was kept: Added C-7"
        assert capsys.readouterr().err == ""
    shown(replace(change, summary=None), format="plain")
    assert capsys.readouterr().err == "dry run: nothing was kept\n"


def test_a_table_in_a_file_has_no_colour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    to_file(tmp_path / "a.txt", segments(), format="table", colour="always")
    assert "\x1b" not in (tmp_path / "a.txt").read_text(encoding="utf-8")


def test_an_existing_file_is_replaced_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("precious")
    with pytest.raises(Refused, match=r"a\.csv exists already") as caught:
        to_file(path)
    assert caught.value.hint == "add --force-output to replace it"
    assert path.read_text() == "precious"
    to_file(path, force=True)
    assert path.read_text().startswith("number,name")


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"

    def chunks() -> Any:
        yield "late"
        path.write_text("precious")

    with pytest.raises(Refused, match="exists already"):
        target.to_file(chunks(), path)
    assert path.read_text() == "precious"
    assert names_in(tmp_path) == ["a.csv", "home"]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    goal, link = tmp_path / "goal", tmp_path / "link"
    link.symlink_to(goal)
    for force in (False, True):
        with pytest.raises(Refused, match="symbolic link"):
            to_file(link, force=force)
    goal.write_text("precious")
    with pytest.raises(Refused, match="symbolic link"):
        to_file(link, force=True)
    assert goal.read_text() == "precious"


def test_folders_and_devices_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not a regular file"):
        to_file(tmp_path, force=True)
    with pytest.raises(Refused, match="not a regular file"):
        to_file(Path("/dev/null"), force=True)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no folder") as caught:
        to_file(tmp_path / "no" / "a.csv")
    assert caught.value.hint == f"mkdir -p {tmp_path / 'no'}"


def test_the_way_to_a_missing_folder_can_be_pasted_whatever_its_name(tmp_path: Path) -> None:
    folder = tmp_path / 'of "Işık" $HOME `x`'
    with pytest.raises(Refused, match="there is no folder") as caught:
        to_file(folder / "a.csv")
    subprocess.run(["sh", "-c", str(caught.value.hint)], check=True)
    assert folder.is_dir()


def test_a_failure_half_way_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def chunks() -> Any:
        yield "new"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        target.to_file(chunks(), path, force=True)
    assert path.read_text() == "old"
    assert names_in(tmp_path) == ["a.csv", "home"]


def test_a_file_system_without_hard_links_still_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    to_file(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().startswith("number,name")
    with pytest.raises(FileExistsError):
        move_to_free_name(tmp_path / "b.csv", tmp_path / "a.csv")


def test_a_very_long_name_of_a_file_works(tmp_path: Path) -> None:
    to_file(tmp_path / ("ş" * 120 + ".csv"))


def test_notes_come_after_the_result(capfd: pytest.CaptureFixture[str]) -> None:
    ended = python(
        "import dataclasses\nwrite(dataclasses.replace(named('a'), total=9), Settings(format='table'))",
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        capture_output=False,
    )
    assert ended.stdout.splitlines()[-1] == "1 of 9 shown; --limit 0 shows all"
    assert capfd.readouterr() == ("", "")


def test_a_stream_without_a_buffer_is_written_as_text() -> None:
    stream = Stream(terminal=False)
    write(named("a"), Settings(), stream)
    assert stream.getvalue().startswith("number\t")


def test_an_unbuffered_stream_that_takes_bytes_in_parts_gets_all() -> None:
    class Slow:
        def __init__(self) -> None:
            self.got = b""

        def write(self, data: memoryview) -> int:
            self.got += bytes(data[:7])
            return min(7, len(data))

        def flush(self) -> None: ...

    class Text:
        buffer = Slow()

        def flush(self) -> None: ...

    target.to_stream(["abc" * 10, "d"], Text())
    assert Text.buffer.got == b"abc" * 10 + b"d"


def test_a_name_with_a_tab_is_one_field(tmp_path: Path) -> None:
    to_file(tmp_path / "a.tsv", Listing(Named, [Named(1, "a\tb", "c")]))
    assert (tmp_path / "a.tsv").read_text().splitlines()[1] == "C-1\ta\\tb\tc"

"""Streams that are closed, full or of an old encoding: what was done is told, never lost, never garbled."""

import shlex
import sys

import pytest

from tests.faults.ending import names
from tests.faults.test_environment import shell
from tests.support.program import Program
from tests.support.terminal import Terminal

NAMES = ["Işık Mobilya", "Şükrü Çağ 😀", "İpek Gıda", "Öz ₺ Ünlü"]


@pytest.fixture
def crm(crm_local: Program) -> Program:
    """The program on a local store with Turkish names, a lira sign and an emoji."""
    for name in NAMES:
        crm_local.inprocess("customer", "add", name).checked()
    return crm_local


@pytest.mark.parametrize("line", ["crm --version", "crm --help", "crm customer --help", "crm help dates"])
def test_help_and_version_into_a_closed_or_early_reader_are_no_failure(crm: Program, line: str) -> None:
    for way in (">&-", "<&- >&- 2>&-", "| true"):
        result = shell(crm, f"{line} {way}")
        assert (result.code, result.stderr) == (0, ""), way


@pytest.mark.parametrize(
    "line",
    [
        "crm --version",
        "crm --help",
        "crm customer list",
        "crm customer list --format json",
        "crm report sales",
    ],
)
def test_a_full_disk_under_what_is_shown_is_a_failure_in_a_line(crm: Program, line: str) -> None:
    result = shell(crm, f"{line} > /dev/full")
    assert result.code == 1
    assert "o space left on device" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) <= 2


def test_a_change_whose_answer_could_not_be_shown_says_that_it_was_saved(crm: Program) -> None:
    result = shell(crm, "crm customer add Yeni > /dev/full")
    assert result.code == 1
    assert result.stderr.splitlines() == [
        "crm: the output can't be written: no space left on device; the change itself was saved",
        "hint: crm undo takes it back",
    ]
    assert names(crm) == sorted([*NAMES, "Yeni"])
    assert shell(crm, "crm customer add Prova --dry-run > /dev/full").stderr.count("saved") == 0


@pytest.mark.parametrize("way", ["2>/dev/full", "2>&-", "2> >(exec 0<&-; sleep 0.2)"])
def test_a_standard_error_that_takes_nothing_changes_no_exit_code_and_no_result(
    crm: Program, way: str
) -> None:
    assert shell(crm, f"crm customer show C-999 {way}").code == 3
    assert len(shell(crm, f"crm customer list --format ids {way}").lines) == len(NAMES)
    added = shell(crm, f"crm customer add Yeni {way}")
    assert added.code == 0
    assert names(crm) == sorted([*NAMES, "Yeni"])


@pytest.mark.parametrize("encoding", ["cp1254", "iso8859-9", "cp857", "cp1252", "latin-1", "ascii", "cp437"])
def test_a_terminal_of_an_old_encoding_shows_every_row_in_letters_it_has(crm: Program, encoding: str) -> None:
    env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    shown = crm("customer", "list", "--format", "table", env=env).checked()
    text = shown.stdout.encode("utf-8", "surrogateescape").decode(encoding)
    assert all(f"C-{number}" in text for number in range(1, 5))
    for name in NAMES:
        fitting = name.replace("₺ ", "TL  ")
        try:
            fitting.encode(encoding)
        except UnicodeEncodeError:
            continue
        assert fitting in text
    assert crm("customer", "add", "Ğül", env=env).code == 0
    failed = crm("customer", "show", "Işıksız", env=env)
    assert failed.code == 3
    failed.stderr.encode("utf-8", "surrogateescape").decode(encoding)
    assert "Ğül" in names(crm)


def test_a_turkish_terminal_shows_turkish_letters_and_no_escapes(crm: Program) -> None:
    shown = Terminal(crm)("customer", "list", env={"PYTHONIOENCODING": "cp1254", "PYTHONUTF8": "0"})
    text = shown.stdout.encode("utf-8", "surrogateescape").decode("cp1254")
    assert "Işık Mobilya" in text
    assert "İpek Gıda" in text
    assert "Şükrü Çağ \\U0001f600" in text


def test_machine_formats_are_utf_8_whatever_the_terminal_speaks(crm: Program) -> None:
    for form in ("tsv", "csv", "jsonl"):
        plain = crm("customer", "list", "--format", form).checked().stdout
        env = {"PYTHONIOENCODING": "cp1254", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        assert crm("customer", "list", "--format", form, env=env).checked().stdout == plain


def test_what_is_typed_in_an_old_encoding_is_refused_or_stored_as_it_was_meant(crm: Program) -> None:
    program = f"{shlex.quote(sys.executable)} -m crmcli"
    typed = b"\xdeen".decode("utf-8", "surrogateescape")  # "Şen" as a cp1254 terminal sends it
    result = shell(crm, f"{program} customer add {shlex.quote(typed)}")
    assert result.code != 0
    assert "not valid UTF-8" in result.stderr
    assert names(crm) == sorted(NAMES)

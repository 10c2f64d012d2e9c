"""Every example of the Turkish help runs on the Turkish demo; what it answers, or refuses, is in Turkish."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.test_help_topics import up_to_its_end
from tests.language.english import left_over
from tests.language.messages import entries
from tests.support.program import Program

SKIPPED = {"dashboard", "demo", "mcp", "open", "shell"}
"""What stays on the screen, asks another program, or makes a demo of its own."""
LISTED = {"crm import presets shopify-orders", "crm help cron", "crm segment fields --noun leads"}
"""What lists names that are typed, or stand in others' files."""
REFUSED = {
    "crm dedupe review --noun contacts",
    'crm payment add C-12 "500 TL" --order S-3 --method cash --on dün',
    "crm branch rename Kadikoy Kadıköy",
}
"""What needs a person, or other records than the demo has: the only examples that may be wrong usage."""


def examples() -> Iterator[str]:
    """Yield the examples that Turkish people read in the help of the commands."""
    for entry in entries("tr"):
        for line in re.findall(r"^Örnek: (crm .*)$", entry.msgstr, re.MULTILINE):
            if "|" not in line and line.split()[1] not in SKIPPED:
                yield line


BY_COMMAND: dict[str, list[str]] = {}
for _example in examples():
    BY_COMMAND.setdefault(_example.split()[1], []).append(_example)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the Turkish demo, made once a test process and then copied."""
    path = tmp_path_factory.mktemp("demo") / "crm.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRMCLI_TODAY", "2026-11-21")
        patch.setenv("CRMCLI_CONFIG", str(path.with_name("none.toml")))
        Program(str(path)).inprocess("demo", "--keep", path, "--language", "tr").checked()
    return path


@pytest.mark.parametrize("command", BY_COMMAND)
def test_examples_run_and_answer_in_turkish(
    command: str, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_LANG", "tr")
    monkeypatch.setenv("COLUMNS", "160")
    for number, example in enumerate(BY_COMMAND[command]):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        crm = Program(str(shutil.copy(demo, folder)))
        words = shlex.split(up_to_its_end(example))[1:]
        ran = crm.inprocess(*words, *(() if "--format" in words else ("--format", "table")))
        if ran.code == 2:  # not every command makes a table
            ran = crm.inprocess(*words)
        assert "bu crmcli programının bir kusuru" not in ran.stderr, (example, ran.stderr)
        assert ran.code != 2 or example in REFUSED, (example, ran.stderr)
        if example not in LISTED:
            said = "\n".join(without_own(line, words) for line in (ran.stdout + ran.stderr).splitlines())
            assert left_over(said) == [], example


def without_own(line: str, words: list[str]) -> str:
    """Return a line without what was typed, and without a filter as somebody stored it."""
    for word in sorted((word for word in words if " " in word or "." in word), key=len, reverse=True):
        line = line.replace(word, "")
    return re.sub(r"\w+=\S+ and \w+ [<>=]+ \S+", "", line)


def test_there_are_as_many_examples_as_commands() -> None:
    assert sum(map(len, BY_COMMAND.values())) > 400

"""What the documents print is what the program writes."""

import re
from pathlib import Path

import pytest

from tests.docs.consoles import Folder, matches, steps

ROOT = Path(__file__).parents[2]
PRINTED = [path for path in sorted(ROOT.glob("docs/*.md")) if "```console" in path.read_text("utf-8")]


@pytest.mark.parametrize("document", PRINTED, ids=lambda path: path.name)
def test_every_console_shows_what_the_program_writes(document: Path, tmp_path: Path) -> None:
    folder = Folder.make(tmp_path / "docs", {})
    wrong = []
    for step in steps(document.read_text("utf-8")):
        shown = folder.written(step)
        if not matches(step.text, shown):
            wrong.append(f"$ {step.command}\n--- printed\n{step.text}--- shown\n{shown}")
    assert not wrong, "\n".join(wrong)


def test_every_link_between_the_documents_leads_somewhere() -> None:
    broken = [
        f"{document.name}: {target}"
        for document in (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")))
        for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", document.read_text("utf-8"))
        if not (document.parent / target).exists()
    ]
    assert not broken


def test_times_of_day_and_sizes_may_differ_and_nothing_else() -> None:
    assert matches("crm-20261121T101500Z-v2.db  581,632\n", "crm-20261121T101501Z-v2.db  602,112\n")
    assert matches("2026-11-21 10:15  ayse\n", "2026-11-21 10:16  ayse\n")
    assert not matches("2026-11-20 10:15\n", "2026-11-21 10:15\n")
    assert not matches("3 new\n", "4 new\n")
    assert not matches("3 new\n", "3 new\nand more\n")

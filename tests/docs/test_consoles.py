"""What the documents print is what the program writes."""

import re
from pathlib import Path

import pytest

from tests.docs.consoles import DOCS, Folder, books, matches, steps

ROOT = DOCS.parent
DOCUMENTS = (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))
PRINTED = [path for path in DOCUMENTS[1:] if "```console" in path.read_text("utf-8")]


@pytest.mark.parametrize("pages", books(PRINTED), ids=lambda pages: str(pages[0].relative_to(DOCS)))
def test_every_console_shows_what_the_program_writes(pages: list[Path], tmp_path: Path) -> None:
    folder = Folder.make(tmp_path / "docs", {})
    wrong = []
    for page in pages:
        folder.take(page)
        for step in steps(page.read_text("utf-8")):
            shown = folder.written(step)
            if not matches(step.text, shown, step.days):
                wrong.append(f"{page.name} $ {step.command}\n--- printed\n{step.text}--- shown\n{shown}")
    assert not wrong, "\n".join(wrong)


def test_the_readme_shows_screens_of_the_documents() -> None:
    printed = [step for page in PRINTED for step in steps(page.read_text("utf-8"))]
    shown = list(steps((ROOT / "README.md").read_text("utf-8")))
    assert shown
    for screen in shown:
        assert any(
            step.command == screen.command and matches(step.text, screen.text, step.days) for step in printed
        ), screen.command


def test_every_link_between_the_documents_leads_somewhere() -> None:
    broken = [
        f"{document.name}: {target}"
        for document in DOCUMENTS
        for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", document.read_text("utf-8"))
        if not (document.parent / target).exists()
    ]
    assert not broken


def test_times_of_day_and_sizes_may_differ_and_nothing_else() -> None:
    assert matches("crm-20261121T101500Z-v2.db  581,632\n", "crm-20261121T101501Z-v2.db  602,112\n")
    assert matches("2026-11-21 10:15  ayse\n", "2026-11-21 10:16  ayse\n")
    assert not matches("2026-11-20 10:15\n", "2026-11-21 10:15\n")
    assert matches("21 Sat 10:15  call\n", "21 Sat 10:16  call\n")
    assert not matches("20 Fri 15:00  incident\n", "20 Fri 15:01  incident\n")
    assert matches("20 Fri 15:00  incident\n", "20 Fri 15:01  incident\n", ["2026-11-20"])
    assert not matches("3 new\n", "4 new\n")
    assert not matches("3 new\n", "3 new\nand more\n")

"""What the pages about a server print is what the program writes, on a server."""

from pathlib import Path

import pytest

from tests.docs.consoles import DOCS, matches, steps
from tests.docs.servers import MARKED, at_hand, plain
from tests.support.postgres import PostgresServer

PAGES = [page for page in sorted(DOCS.rglob("*.md")) if MARKED in page.read_text("utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_console_shows_what_the_program_writes(
    page: Path, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    wrong = []
    with at_hand(postgres_server, tmp_path / "docs", {}) as folder:
        for step in steps(plain(page)):
            shown = folder.written(step)
            if not matches(step.text, shown, step.days):
                wrong.append(f"$ {step.command}\n--- printed\n{step.text}--- shown\n{shown}")
    assert not wrong, "\n".join(wrong)


def test_there_is_such_a_page() -> None:
    assert [page.name for page in PAGES] == ["teams.md"]

"""SECURITY.md promises what tests hold: each test that it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
SECTIONS = (
    "Files from strangers",
    "Names from strangers",
    "Shared machines",
    "Backups and copies",
    "PostgreSQL",
    "Programs that are run: hooks, pager, page viewer",
    "Attachments",
    "Reports sent by mail",
)


def test_every_test_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 40
    assert named - there == set()


def test_every_threat_says_what_can_happen_what_is_done_and_what_is_left_to_the_owner() -> None:
    for section in SECTIONS:
        body = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
        for part in ("What can happen.", "What the program does", "What you must do."):
            assert f"**{part}" in body, (section, part)


def test_the_page_invents_no_address() -> None:
    assert "@" not in PAGE
    assert "http" not in PAGE

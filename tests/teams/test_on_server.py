"""What is tried on a local file is tried on a server too: journeys always, all else in the long form."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JOURNEYS = ("tests/stories", "tests/conformance/test_journeys.py")
ALL = (*JOURNEYS, "tests/commands")

OF_A_FILE = (
    *("backup", "restore", "completion", "config", "doctor", "kept_private", "usage", "follow", "report_sql"),
    *("import_again", "home", "mcp", "shell", "lines_of_cron", "no_help_about", "examples_that_only_read"),
    *(
        "dry_run_counts_as_the_real_run",
        "every_field_that_a_record_needs",
        "takes_its_noun",
        "whole_store_go",
    ),
    *("a_person_is_asked_and_takes", "a_person_may_ask", "no_file_of_the_store", "still_holds_the_person"),
    *("loads_no_heavy", "never_written_over"),
)
"""Parts of the names of tests that look at a file itself: its name, its tools, its numbers without a gap."""


@pytest.mark.campaign
def test_what_runs_on_a_file_runs_on_a_server(rounds: Callable[[int, int], int]) -> None:
    chosen = ALL if rounds(0, 1) else JOURNEYS
    others = " and ".join(f"not {part}" for part in OF_A_FILE)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "tests.support.on_server"]
    ended = subprocess.run(
        [*command, "-k", others, *chosen], cwd=ROOT, capture_output=True, text=True, check=False, timeout=3600
    )
    assert ended.returncode == 0, ended.stdout[-4000:]
    assert " passed" in ended.stdout

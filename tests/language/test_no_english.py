"""No English is left over in what a Turkish person reads: reports, lists, records, errors."""

import re
from email import message_from_string
from email.policy import default
from html import unescape

import pytest

from crmcli.cli import TABLE, root
from crmcli.domain.reports import REPORTS
from tests.language.conftest import Asked
from tests.language.english import left_over
from tests.support.program import Result

TABLE_OF = ("--format", "table")
SHOWN = (
    "customer show C-3",
    "customer timeline C-3",
    "customer brief C-3",
    "customer suggest C-3",
    "customer tree C-1",
    "lead show L-1",
    "lead next",
    "lead rank",
    "opportunity show O-1",
    "order show S-1",
    "case show CS-1",
    "campaign show CA-1",
    "campaign report CA-1",
    "payment balance",
    "payment balance C-3",
    "today",
    "history",
    "doctor",
    "find cel",
    "dedupe scan",
    "segment fields",
    "need gaps",
)
EMPTY = {"hook", "import"}
"""Lists of which there is nothing here: hooks stand in settings, and nothing was imported."""
WRONG = (
    "customer show C-4711",
    "customer show",
    "customer add",
    "customer add Işık --phone",
    "customer lst",
    "customer list --limit abc",
    "customer list --whre x=1",
    "customer list --where colour=red",
    "customer list --format pdf",
    "report sales --by moon",
    "report sales --as-of 30.02.2026",
    "lead lose L-1",
    "undo 4711",
    "import customers missing.csv",
    "config set lang de",
    "help nonsense",
)


@pytest.mark.parametrize("report", [entry.name for entry in REPORTS])
def test_reports_have_no_english(turkish: Asked, report: str) -> None:
    for words in (
        ("report", report, *TABLE_OF),
        ("report", report, "--format", "markdown"),
    ):
        assert _check(turkish, words).code == 0
    _check(turkish, ("report", report, "--explain", "total", *TABLE_OF))
    first = turkish("report", report, "--format", "tsv").lines[1:2]
    for row in first:
        explained = ("report", report, "--explain", row.split("\t")[0], *TABLE_OF)
        assert _check(turkish, explained).code == 0


@pytest.mark.parametrize("report", ["churn", "clv", "service", "survival"])
def test_mails_and_pages_have_no_english(turkish: Asked, report: str) -> None:
    mail = message_from_string(turkish("report", report, "--format", "eml").stdout, policy=default)
    plain, page = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    assert left_over(plain.get_content()) == []
    for html in (page.get_content(), turkish("report", report, "--format", "html").stdout):
        bare = re.sub(r"<style.*?</style>|<script.*?</script>", "", html, flags=re.DOTALL)
        assert left_over(unescape(re.sub(r"<[^>]+>", "\n", bare))) == []


@pytest.mark.parametrize("panel", ["today", "pipeline", "month", "alerts", "leads", "events"])
def test_panels_have_no_english(turkish: Asked, panel: str) -> None:
    assert _check(turkish, ("dashboard", "--once", "--panel", panel)).code == 0


def _groups() -> list[str]:
    program = root()
    groups = {name: program.get_command(None, name) for name in TABLE}
    return [name for name, group in groups.items() if "list" in getattr(group, "infos", dict)()]


@pytest.mark.parametrize("group", _groups())
def test_lists_have_no_english(turkish: Asked, group: str) -> None:
    listed = _check(turkish, (group, "list", *TABLE_OF))
    assert listed.code == 0
    assert len(listed.lines) > 2 or group in EMPTY


@pytest.mark.parametrize("line", SHOWN)
def test_records_have_no_english(turkish: Asked, line: str) -> None:
    assert _check(turkish, (*line.split(), *TABLE_OF)).code == (line == "doctor")


@pytest.mark.parametrize("line", WRONG)
def test_errors_have_no_english(turkish: Asked, line: str) -> None:
    assert _check(turkish, tuple(line.split())).code


def _check(turkish: Asked, words: tuple[str, ...]) -> Result:
    said = turkish(*words)
    assert left_over(said.stdout) + left_over(said.stderr) == [], " ".join(words)
    return said

"""What the stories' screens need: the branch in sight, nothing told twice, hints about the right record."""

import re

from crmcli.domain.results import columns_of
from crmcli.domain.timeline.flat import FlatRow
from crmcli.domain.timeline.rows import EventRow
from crmcli.domain.timeline.unbought import BranchRow, FlatBranchRow, FlatUnboughtRow, UnboughtRow
from tests.support.program import Program
from tests.support.terminal import Terminal

PAY = ("payment", "add", "C-1", "500 TL", "--on", "2026-11-18", "--branch")


def test_every_form_of_an_event_has_the_same_columns_for_programs() -> None:
    names = [column.name for column in columns_of(EventRow)]
    for row in (FlatRow, UnboughtRow, FlatUnboughtRow, BranchRow, FlatBranchRow):
        assert [column.name for column in columns_of(row)] == names


def _head(tty: Terminal) -> list[str]:
    shown = re.sub(r"\x1b\[[0-9;]*m", "", tty("customer", "timeline", "C-1").stdout)
    return next(line for line in shown.splitlines() if line.startswith("when")).split()


def test_branches_are_seen_where_there_are_no_totals(tty_local: Terminal) -> None:
    crm = tty_local.program
    crm.ok("customer", "add", "Leyla")
    crm.ok(*PAY, "Bornova")
    assert "total" not in _head(tty_local)
    crm.ok(*PAY, "Konak", "--back")
    assert _head(tty_local)[-1] == "branch"
    crm.ok("order", "add", "C-1", "--total", "50 TL")
    assert "total" in _head(tty_local)


def test_a_consent_without_a_day_counts_from_when_it_came_in(crm_local: Program) -> None:
    crm_local.ok("import", "customers", "-", input="name,email,E-posta izni\nLeyla,leyla@posta.example,yes\n")
    (row,) = crm_local.ok("customer", "timeline", "C-1", "--type", "consent", "--format", "json").json()
    assert row["when"][:10] == "2026-11-21"


def test_a_brief_opens_with_cases_that_know_their_time(crm_local: Program) -> None:
    crm_local.ok("customer", "add", "Leyla")
    crm_local.ok("case", "open", "C-1", "Kart", "--at", "2026-11-20 15:40")
    crm_local.ok("case", "open", "C-1", "Ekstre", "--at", "2026-11-19")
    brief = crm_local.ok("customer", "brief", "C-1", "--format", "json").json()
    assert [row["opened"] for row in brief["cases"]] == ["2026-11-19", "2026-11-20T15:40:00Z"]


def test_a_campaign_shows_its_calls_with_their_time(crm_local: Program) -> None:
    crm_local.ok("customer", "add", "Leyla", "--city", "İzmir")
    crm_local.ok("campaign", "plan", "Geri gel", "--where", "city = İzmir", "--channel", "phone")
    crm_local.ok("task", "add", "C-1", "Ara", "--due", "2026-11-24 10:00", "--campaign", "CA-1")
    shown = crm_local.ok("campaign", "show", "CA-1", "--format", "json").json()
    assert "2026-11-24T10:00:00Z" in [row["at"] for row in shown["activities"]]


def test_a_brief_speaks_of_an_outage_until_somebody_has(crm_local: Program) -> None:
    crm_local.ok("customer", "add", "Leyla")
    crm_local.ok("incident", "add", "ATM", "--from", "15:00", "--to", "15:30", "--customer", "C-1")
    step = "speak of ATM (IN-1) first"
    assert crm_local.ok("customer", "brief", "C-1", "--format", "json").json()["next_step"] == step
    crm_local.ok("log", "call", "C-1", "özür diledik", "--out")
    assert crm_local.ok("customer", "brief", "C-1", "--format", "json").json()["next_step"] != step


def test_a_case_is_resolved_where_it_was_and_said_once(crm_local: Program) -> None:
    crm_local.ok("customer", "add", "Leyla")
    crm_local.ok("case", "open", "C-1", "Komisyon", "--branch", "Bornova")
    crm_local.ok("--branch", "Konak", "case", "resolve", "CS-1", "iade edildi")
    rows = crm_local.ok("customer", "timeline", "C-1", "--type", "case", "--format", "json").json()
    assert [(row["branch"], row["text"]) for row in rows] == [
        ("Bornova", "case: Komisyon"),
        ("Konak", "resolved: Komisyon — iade edildi"),
    ]


def test_the_hint_of_a_delivery_still_to_come_names_the_order(crm_local: Program) -> None:
    crm_local.ok("order", "add", "--total", "5 TL", "--number", "SP 7")
    refused = crm_local("order", "deliver", "SP 7", "--on", "2026-12-24").checked(2)
    assert "hint: crm order edit 'SP 7' --promised 2026-12-24" in refused.stderr
    crm_local.ok("order", "edit", "SP 7", "--promised", "2026-12-24")

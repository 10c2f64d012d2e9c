"""What somebody new reads is true, and what a hint says can be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crmcli.domain.reports.value.leaving import _kind
from crmcli.output.wrapping import cells, wrapped

if TYPE_CHECKING:
    from tests.support.program import Program


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("config set curency EUR", "crm config set currency EUR"),
        ("completion", "crm --install-completion"),
        ("sales", "crm report sales"),
        ("tasks", "crm task list"),
        ("orders --format csv", "crm order list --format csv"),
        ("show C-1", "crm customer show C-1"),
    ],
)
def test_a_near_name_leads_to_the_command_that_was_meant(crm: Program, typed: str, hint: str) -> None:
    result = crm.inprocess(*typed.split())
    assert result.code == 2
    assert f"hint: {hint}\n" in result.stderr


def test_a_customer_nobody_knows_is_named_once_and_can_be_added(crm: Program) -> None:
    result = crm.inprocess("order", "add", "Nobody Ltd", "--total", "100")
    assert result.code == 3
    assert (
        result.stderr == "crm: no customer answers to \"Nobody Ltd\"\nhint: crm customer add 'Nobody Ltd'\n"
    )


def test_a_group_alone_shows_its_commands(crm: Program) -> None:
    result = crm.inprocess("customer")
    assert result.code == 2
    assert "timeline" in result.stdout


def test_a_redo_says_what_is_done_again(crm: Program) -> None:
    crm.inprocess("customer", "add", "Işık Mobilya").checked()
    crm.inprocess("undo").checked()
    redone = crm.inprocess("redo", "--format", "tsv").checked().tsv()
    assert [row["outcome"] for row in redone] == ["done again"]


def test_nobody_is_safe_who_rather_does_not_come_back() -> None:
    assert [_kind(20, 30.0, 60.0, risk) for risk in (0.49, 0.5, 0.79)] == ["safe", "watch", "watch"]


def test_a_line_that_is_held_together_is_measured_with_its_blanks() -> None:
    pairs = ", ".join(f"Kayıt Tarihi {number} -> created_on" for number in range(9))
    assert max(map(cells, wrapped(f"columns: {pairs}", 80).splitlines())) <= 80

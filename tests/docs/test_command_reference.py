"""The page of all commands is what the commands are."""

import pytest

from crmcli.cli import root
from crmcli.commands.described.commands import walk
from tests.docs import command_reference, man_page


def test_no_command_or_option_changes_without_its_page() -> None:
    written = command_reference.PAGE.read_text(encoding="utf-8")
    assert written == command_reference.page(), "python -m tests.docs.command_reference writes it"


@pytest.mark.parametrize("written", [command_reference.page, man_page.page])
def test_every_command_of_the_program_is_told_of(written: object) -> None:
    text = written().replace("\\-", "-")  # type: ignore[operator]
    lacking = [found.path for found in walk(root(), ()) if " ".join(found.path) not in text]
    assert not lacking

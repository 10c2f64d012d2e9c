"""Every command explains itself, and its help needs nothing but itself."""

from collections.abc import Iterator
from typing import Any

from tests.support.program import Program

Path = tuple[str, ...]


def commands(group: Any, path: Path = ()) -> Iterator[Path]:
    """Walk the tree of commands: every group and every command, by the words that lead to it."""
    yield path
    if not hasattr(group, "list_commands"):
        return
    context = group.make_context("crm", [], resilient_parsing=True)
    for name in group.list_commands(context):
        yield from commands(group.get_command(context, name), (*path, name))


def tree() -> list[Path]:
    """List the program's commands, itself first."""
    from crmcli.cli import root

    return list(commands(root()))


def test_every_help_runs_and_says_how_to_call_the_command(crm_local: Program) -> None:
    for path in tree():
        result = crm_local.inprocess(*path, "--help").checked()
        assert result.stderr == "", path
        assert result.stdout.startswith(" ".join(("Usage: crm", *path))), result.stdout
        longest = max(map(len, result.lines))
        assert longest <= 80, f"{path}: a line of {longest} characters on a terminal of 80"


def test_every_command_shows_an_example_that_a_person_would_type(crm_local: Program) -> None:
    silent = []
    for path in tree():
        text = crm_local.inprocess(*path, "--help").stdout
        is_group = "COMMAND [ARGS]" in text
        if not is_group and f"crm {path[0]}" not in text.split("\n", 1)[1]:
            silent.append(" ".join(path))
    assert silent == []

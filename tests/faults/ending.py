"""How a command may end: what the tests of faults ask of every one of them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.campaigns.work import faults_of
from tests.support.program import Program, Result


def refused(result: Result, code: int = 1) -> str:
    """Return the one line that says what failed, of a command that showed nothing else and no traceback."""
    assert result.code == code, f"{result.args}: {result.code} {result.stderr}"
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert "fault of crmcli" not in result.stderr
    (error,) = [line for line in result.stderr.splitlines() if line.startswith("crm: ")]
    return error.removeprefix("crm: ")


def names(crm: Program) -> list[str]:
    """Return the customers' names, sorted, from a store that SQLite finds nothing wrong with."""
    if not crm.url.startswith("postgres"):
        assert faults_of(Path(crm.url)) == []
    return sorted(row["name"] for row in crm.inprocess("customer", "list", "--limit", "0").checked().tsv())


def locked(path: str, kind: str = "EXCLUSIVE") -> "closing[sqlite3.Connection]":
    """Hold a store as another tool may."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"BEGIN {kind}")
    return closing(other)

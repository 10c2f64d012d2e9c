"""An import that is taken back leaves every export as it was, byte for byte."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.campaigns.work import customers
from tests.support.program import Program

KINDS = ("customers.csv", "customers.xlsx", "customers.jsonl", "all")


def exported(crm: Program, folder: Path) -> dict[str, bytes]:
    """Return what every kind of export writes."""
    folder.mkdir()
    for kind in KINDS[:-1]:
        crm.inprocess("export", "customers", folder / kind).checked()
    crm.inprocess("export", "all", folder / "all").checked()
    return {kind: (folder / kind).read_bytes() for kind in KINDS}


def records(dump: bytes) -> bytes:
    """Return the rows of a whole store; its first line counts the numbers that were given."""
    return dump.partition(b"\n")[2]


@pytest.mark.parametrize("before", [0, 50])
def test_an_import_taken_back_leaves_the_exports_as_they_were(
    crm: Program, rounds: Callable[[int, int], int], tmp_path: Path, before: int
) -> None:
    count = rounds(1_000, 100_000)
    if before:
        crm.inprocess("import", "customers", customers(tmp_path / "old.csv", before)).checked()
    first = exported(crm, tmp_path / "first")
    # Some of the file's customers are there already and change; the others are new.
    crm.inprocess(
        "import", "customers", customers(tmp_path / "new.csv", count), "--set", "region=Ege"
    ).checked()
    during = exported(crm, tmp_path / "during")
    assert all(during[kind] != first[kind] for kind in KINDS)
    crm.inprocess("undo").checked()
    after = exported(crm, tmp_path / "after")
    assert all(after[kind] == first[kind] for kind in KINDS[:-1])
    assert records(after["all"]) == records(first["all"])

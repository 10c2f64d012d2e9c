"""Which tables have rows: what has none need not be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.sql import Reader


def filled(db: Reader, tables: Iterable[str]) -> frozenset[str]:
    """Return those of the tables that may have rows: on a local file those that ever had one."""
    wanted = tuple(tables)
    if db.engine == "sqlite":
        return frozenset(name for (name,) in db.tuples("SELECT name FROM sqlite_sequence")) & set(wanted)
    asked = ", ".join(f"EXISTS (SELECT 1 FROM {table})" for table in wanted)
    return frozenset(name for name, has in zip(wanted, db.tuples(f"SELECT {asked}")[0], strict=True) if has)

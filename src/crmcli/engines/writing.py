"""What both engines' writers do alike: change and delete one row by its number."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmcli.sql import Values


class RowWriter(ABC):
    """Changes single rows through the engine's own ``tuples`` and ``execute``."""

    wrote: bool

    @abstractmethod
    def tuples(self, sql: str, values: Values | None = None) -> list[tuple[Any, ...]]:
        """Return all rows undecoded."""

    @abstractmethod
    def execute(self, sql: str, values: Values | None = None) -> int:
        """Run a statement and return how many rows it touched."""

    def update(self, table: str, row_id: int, values: Values) -> dict[str, tuple[Any, Any]]:
        """Set the columns that differ."""
        names = list(values)
        found = self.tuples(f"SELECT {', '.join(names)} FROM {table} WHERE id = :id", {"id": row_id})[0]
        changed = {
            name: (old, values[name]) for name, old in zip(names, found, strict=True) if old != values[name]
        }
        if changed:
            setters = ", ".join(f"{name} = :{name}" for name in changed)
            bound = {name: new for name, (_, new) in changed.items()} | {"id": row_id}
            self.execute(f"UPDATE {table} SET {setters} WHERE id = :id", bound)
        return changed

    def delete(self, table: str, row_id: int) -> None:
        """Delete one row."""
        self.wrote = True
        self.execute(f"DELETE FROM {table} WHERE id = :id", {"id": row_id})

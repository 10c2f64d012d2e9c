"""The journal: one row a command that wrote, and the old values of what it touched.

Inserts need no log row: every record carries the change that created it. The triggers that
write ``revision`` are made from these tables in ``triggers.py``.
"""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from crmcli.models.base import BYTES_SORTED, STRICT, WHOLE, link, one_of, text, whole


class ChangeRow(SQLModel, table=True):
    """One command that wrote: when, who, where, what, and which change it takes back."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_undoes", "undoes"), STRICT)

    id: int | None = Field(default=None, primary_key=True, sa_type=WHOLE)
    at: str = text(null=False)
    actor: str = text(null=False)
    branch: str | None = text()
    command: str = text(null=False)
    summary: str | None = text()
    detail: str | None = text()
    part_of: int | None = link("change")
    undoes: int | None = link("change")
    input_sha256: str | None = text()
    redoable: int = Field(default=1, sa_type=WHOLE, sa_column_kwargs={"server_default": "1"})


class CurrentChange(SQLModel, table=True):
    """The change in progress: one row inside a transaction, none outside.

    ``quiet`` 1 stops the triggers from logging (the undo of a very large import).
    """

    __tablename__ = "current_change"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"sqlite_strict": True})

    id: int | None = Field(default=1, primary_key=True, sa_type=WHOLE)
    change_id: int = whole(null=False)
    quiet: int = Field(default=0, sa_type=WHOLE, sa_column_kwargs={"server_default": "0"})


class Revision(SQLModel, table=True):
    """A row as it was: before an update (U) or a delete (D); I is nothing (re-inserted by an undo)."""

    __tablename__ = "revision"
    __table_args__ = (
        one_of("kind", "U", "D", "I"),
        Index("ix_revision_row", "tbl", "row_id"),
        Index("ix_revision_change", "change_id"),
        STRICT,
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=WHOLE)
    change_id: int = whole(null=False)
    tbl: str = text(null=False)
    row_id: int = whole(null=False)
    kind: str = text(null=False)
    old: str | None = text()


class Meta(SQLModel, table=True):
    """Facts of the store itself: its schema version (PostgreSQL) and its identity."""

    __tablename__ = "meta"
    __table_args__ = ({"sqlite_strict": True},)

    key: str = Field(primary_key=True, sa_type=BYTES_SORTED)
    value: str = text(null=False)

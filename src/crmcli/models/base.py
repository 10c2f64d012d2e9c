"""Column makers shared by every table, so that both engines hold the same representation.

Days are TEXT ``YYYY-MM-DD``, instants TEXT ``YYYY-MM-DDTHH:MM:SSZ`` in UTC, amounts integer minor
units, yes/no 0 or 1, custom fields a JSON object as TEXT. Text sorts by bytes on both engines.
SQLModel does not validate table classes: the store's STRICT types and CHECKs do.
"""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import TEXT
from sqlmodel import Field, SQLModel

# STRICT tables know INTEGER and TEXT only; PostgreSQL's INTEGER is too small for money.
WHOLE = BigInteger().with_variant(Integer(), "sqlite")
BYTES_SORTED = Text().with_variant(TEXT(collation="C"), "postgresql")

DAY = "____-__-__"


def text(*, null: bool = True) -> Any:
    """Declare a text column."""
    return Field(default=None, sa_type=BYTES_SORTED, nullable=null)


def whole(*, null: bool = True) -> Any:
    """Declare an integer column of 64 bits."""
    return Field(default=None, sa_type=WHOLE, nullable=null)


def flag(*, default: bool) -> Any:
    """Declare a yes/no column, stored as 0 or 1."""
    return Field(
        default=int(default),
        sa_type=WHOLE,
        nullable=False,
        sa_column_kwargs={"server_default": str(int(default))},
    )


def link(target: str, *, null: bool = True) -> Any:
    """Declare a reference to ``target``'s id; never cascades, may be deferred by an undo."""
    return Field(
        default=None,
        sa_type=WHOLE,
        nullable=null,
        sa_column_args=[ForeignKey(f"{target}.id", deferrable=True, initially="IMMEDIATE")],
    )


def one_of(column: str, *words: str) -> CheckConstraint:
    """Hold a column to a closed list of words; SQLite would build the list of an IN for every row."""
    listed = " OR ".join(f"{column} = '{word}'" for word in words)
    return CheckConstraint(listed, name=f"{column}_known")


def yes_no(column: str) -> CheckConstraint:
    """Hold a column to 0 and 1."""
    return CheckConstraint(f"{column} IN (0, 1)", name=f"{column}_yes_no")


def days(*columns: str) -> list[CheckConstraint]:
    """Hold columns to the shape of a day."""
    return [CheckConstraint(f"{c} LIKE '{DAY}'", name=f"{c}_is_a_day") for c in columns]


def with_currency(column: str) -> CheckConstraint:
    """Refuse an amount that has no currency."""
    return CheckConstraint(f"{column} IS NULL OR currency IS NOT NULL", name=f"{column}_has_currency")


def exactly_one(*columns: str) -> CheckConstraint:
    """Hold exactly one of several references."""
    total = " + ".join(f"(CASE WHEN {c} IS NULL THEN 0 ELSE 1 END)" for c in columns)
    return CheckConstraint(f"{total} = 1", name="exactly_one_owner")


def sparse(table: str, *columns: str) -> list[Index]:
    """Index references that are mostly empty; also what a delete of the target looks up."""
    from sqlalchemy import text as sql

    return [
        Index(
            f"ix_{table}_{c}",
            c,
            sqlite_where=sql(f"{c} IS NOT NULL"),
            postgresql_where=sql(f"{c} IS NOT NULL"),
        )
        for c in columns
    ]


STRICT = {"sqlite_strict": True, "sqlite_autoincrement": True}


class Recorded(SQLModel):
    """What every journaled row has: its number, and the change that created it."""

    id: int | None = Field(default=None, primary_key=True, sa_type=WHOLE)
    created_change: int = Field(default=None, sa_type=WHOLE, nullable=False, foreign_key="change.id")


class Named(Recorded):
    """A record with a name: as given, folded for search, and as a key that sorts in Turkish."""

    name: str = text(null=False)
    name_fold: str = text(null=False)
    name_sort: str = text(null=False)

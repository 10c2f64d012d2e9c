"""What a change did, read back from the store, and what is to become of each row when it is taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.journal.changes import Target, later
from crmcli.domain.journal.image import damaged, image

if TYPE_CHECKING:
    from crmcli.sql import Writer

# Rows that are a part of another: they stay when it is kept.
PART_OF = {
    "stage_change": ("opportunity_id",),
    "order_line": ("order_id",),
    "quote_line": ("quote_id",),
    "case_step": ("case_id",),
    "step_done": ("opportunity_id",),
    "incident_customer": ("incident_id",),
    "campaign_member": ("campaign_id",),
    "segment_snapshot": ("segment_id",),
    "segment_member": ("snapshot_id",),
    "firing": ("rule_id", "playbook_id"),
}
PARTS = ("identity", "tagging", "address", "consent", *PART_OF)

Row = tuple[str, int]


class Old(NamedTuple):
    """A row as it was before the change: all its columns, or those that are to be set back."""

    table: str
    number: int
    values: dict[str, Any]

    @property
    def row(self) -> Row:
        """Table and number."""
        return self.table, self.number


@dataclass(slots=True)
class Work:
    """What a change did, and what stands in the way of taking it back.

    ``updates`` and ``deletes`` come newest first, one for each time; ``returned`` are rows that the
    change, itself an undo, put back. ``blocked`` rows are left as they are, ``refused`` ones the store
    would not have back; both say why, and ``later`` names the change that put it in the way. ``kept`` are
    rows the change made that stay with them, and ``left`` rows it deleted that don't come back because
    what they belong to is kept without them.
    ``after`` is an SQL test of the changes that came later and are in force, without the ``neutral`` ones.
    """

    target: Target
    created: dict[str, list[int]] = field(default_factory=dict)
    returned: set[Row] = field(default_factory=set)
    updates: list[Old] = field(default_factory=list)
    deletes: list[Old] = field(default_factory=list)
    blocked: dict[Row, str] = field(default_factory=dict)
    later: dict[Row, int] = field(default_factory=dict)
    refused: dict[Row, str] = field(default_factory=dict)
    kept: set[Row] = field(default_factory=set)
    left: set[Row] = field(default_factory=set)
    after: str = "change_id > 0"
    neutral: set[int] = field(default_factory=set)

    def returning(self) -> set[Row]:
        """Return the rows that are to be put back."""
        return {old.row for old in self.deletes} - self.blocked.keys() - self.refused.keys() - self.left


def collect(db: Writer, change: Target) -> Work:
    """Read what a change did.

    Raises:
        Refused: the journal is damaged.
    """
    work = Work(change)
    work.after, work.neutral = later(db, change.number)
    bound = {"id": change.number}
    for name in db.tables:
        rows = db.tuples(f"SELECT id FROM {name} WHERE created_change = :id", bound)
        if rows:
            work.created[name] = [row[0] for row in rows]
    query = "SELECT tbl, row_id, kind, old FROM revision WHERE change_id = :id ORDER BY id DESC"
    born: set[Row] = {(name, row) for name, rows in work.created.items() for row in rows}
    for name, row_id, kind, old in db.tuples(query, bound):
        if name not in db.tables:
            raise damaged()
        if kind == "I":
            work.returned.add((name, row_id))
        elif kind == "D":
            values = image(old)
            # A row made and removed within the change leaves nothing to put back.
            if values["created_change"] != change.number:
                work.deletes.append(Old(name, row_id, values))
        elif (name, row_id) not in born:
            work.updates.append(Old(name, row_id, image(old)))
    gone = {old.row for old in work.deletes}
    returned_and_gone = gone & work.returned
    work.returned -= returned_and_gone
    work.deletes = [old for old in work.deletes if old.row not in returned_and_gone]
    _as_before_the_first(work)
    return work


def _as_before_the_first(work: Work) -> None:
    """Let a row that was changed and then deleted come back as it was before both."""
    gone = {old.row for old in work.deletes}
    first = {old.row: old for old in work.updates if old.row in gone}  # newest first: the last one stays
    if first:
        work.deletes = [first.get(old.row, old) for old in work.deletes]
        work.updates = [old for old in work.updates if old.row not in first]

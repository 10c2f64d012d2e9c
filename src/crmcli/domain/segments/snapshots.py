"""Snapshots of a segment: who was in it on a day, frozen by number; and what changed since.

A record that was merged since is the one it was merged into; one that was deleted keeps its number.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Choice, Day, Number, Text
from crmcli.domain.nouns import SEGMENT
from crmcli.domain.results import Change, Listing
from crmcli.domain.segments.saved import Saved, members, segment_of
from crmcli.errors import Conflict, NotFound
from crmcli.said import listed, named, say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.sql import Reader, Writer


class Snapshot(NamedTuple):
    """When a segment was frozen, under which label."""

    id: int
    taken_on: str
    label: str | None

    @property
    def called(self) -> str:
        """What people call it."""
        day = say("{day}", day=date.fromisoformat(self.taken_on))
        return say("{label} ({day})", label=self.label, day=day) if self.label else day


@frozen
class FreezeSegment:
    """A segment to freeze as of a day, under a label."""

    ref: str
    as_of: date
    label: str | None = None


@frozen
class SnapshotRow:
    """A snapshot and how many it holds."""

    segment: Annotated[str, AnyRef("segment")]
    taken_on: Annotated[date, Day("frozen")]
    label: Annotated[str | None, Text()]
    size: Annotated[int, Number()]
    filter: Annotated[str, Text()]


def freeze_segment(db: Writer, request: FreezeSegment) -> Change[SnapshotRow]:
    """Keep who is in a segment, as of a day.

    Raises:
        Conflict: a snapshot of the segment has the label.
        UsageError: its filter asks for what there is no longer.
    """
    segment = segment_of(db, request.ref)
    label = None
    if request.label is not None:
        from crmcli.domain.text import check_text, fold

        label = check_text(request.label, "label")
        for other in _snapshots(db, segment):
            if other.label and fold(other.label) == fold(label):
                hint = f'crm segment diff {SEGMENT.ref(segment.id)} "{other.label}"'
                raise Conflict(
                    say("{name} has a snapshot {called} already", name=segment.name, called=other.called),
                    hint,
                )
    found = members(db, segment, request.as_of)
    day = request.as_of.isoformat()
    values = {"segment_id": segment.id, "taken_on": day, "label": label, "filter": segment.filter}
    number = db.insert("segment_snapshot", values)
    db.insert_many("segment_member", ("number",), ((one,) for one in found), {"snapshot_id": number})
    ref = SEGMENT.ref(segment.id)
    row = SnapshotRow(ref, request.as_of, label, len(found), segment.filter)
    plural = segment.noun.plural.replace("-", " ") if len(found) != 1 else segment.noun.name
    called = say(" as {label}", label=label) if label else ""
    summary = say(
        "Froze {name}{named}: {count:,} {plural} on {day}",
        name=segment.name,
        named=called,
        count=len(found),
        plural=named(plural),
        day=day,
    )
    return Change(say("froze {ref}", ref=ref), SnapshotRow, [row], summary=summary)


@frozen
class OneSegment:
    """A segment, by number or name."""

    ref: str


_LIST = """
SELECT s.taken_on, s.label, count(m.id), s.filter
FROM segment_snapshot s LEFT JOIN segment_member m ON m.snapshot_id = s.id WHERE s.segment_id = :id
GROUP BY s.id, s.taken_on, s.label, s.filter ORDER BY s.taken_on, s.id
"""


def list_snapshots(db: Reader, request: OneSegment) -> Listing[SnapshotRow]:
    """List the snapshots of a segment, the oldest first."""
    segment = segment_of(db, request.ref)
    ref = SEGMENT.ref(segment.id)
    rows = [
        SnapshotRow(ref, date.fromisoformat(day), *rest)
        for day, *rest in db.tuples(_LIST, {"id": segment.id})
    ]
    return Listing(
        SnapshotRow,
        rows,
        empty=say("{name} was never frozen: crm segment freeze {ref}", name=segment.name, ref=ref),
    )


def _snapshots(db: Reader, segment: Saved) -> list[Snapshot]:
    """Return the snapshots of a segment, the oldest first."""
    query = "SELECT id, taken_on, label FROM segment_snapshot WHERE segment_id = :id ORDER BY taken_on, id"
    return [Snapshot(*row) for row in db.tuples(query, {"id": segment.id})]


def snapshot_of(db: Reader, segment: Saved, text: str | None) -> Snapshot:
    """Return the snapshot of a label, else the last until a day; without a text the last of all.

    Raises:
        NotFound: there is none.
    """
    from crmcli.domain.filter.days import span
    from crmcli.domain.text import fold

    every = _snapshots(db, segment)
    ref = SEGMENT.ref(segment.id)
    if not every:
        raise NotFound(say("{name} was never frozen", name=segment.name), f"crm segment freeze {ref}")
    if text is None:
        return every[-1]
    for one in every:
        if one.label and fold(one.label) == fold(text):
            return one
    try:
        last = span(text, db.asked_on).last.isoformat()
    except ValueError:
        labels = ", ".join(one.label or one.taken_on for one in every)
        raise NotFound(
            say('{name} has no snapshot "{text}"', name=segment.name, text=text),
            say("it has {labels}", labels=labels),
        ) from None
    before = [one for one in every if one.taken_on <= last]
    if not before:
        first = every[0].taken_on
        raise NotFound(
            say("{name} has no snapshot until {last}", name=segment.name, last=last),
            say("the first is of {first}", first=first),
        )
    return before[-1]


def frozen_members(db: Reader, segment: Saved, snapshot: Snapshot) -> set[int]:
    """Return the numbers that a snapshot holds, as they are called now."""
    rows = db.tuples("SELECT number FROM segment_member WHERE snapshot_id = :id", {"id": snapshot.id})
    return set(_current(db, segment, (row[0] for row in rows)))


def _current(db: Reader, segment: Saved, numbers: Iterable[int]) -> list[int]:
    """Return numbers with those that were merged replaced by what they were merged into."""
    noun = segment.noun
    if noun.owner not in db.tables["alias"].references:
        return list(numbers)
    query = f"SELECT number, {noun.owner} FROM alias WHERE noun = :noun AND {noun.owner} IS NOT NULL"
    moved = dict(db.tuples(query, {"noun": noun.name}))
    return [moved.get(number, number) for number in numbers]


CHANGES = Choice({"joined": ("+", "green"), "left": ("-", "red"), "stayed": ("·", "dim")})


@frozen
class DiffSegment:
    """A segment at two times: labels or days of snapshots; ``to`` None is now, ``since`` None the last."""

    ref: str
    as_of: date
    since: str | None = None
    to: str | None = None
    stayed: bool = False


@frozen
class MovedRow:
    """Who joined, left or stayed; the name is None when the record is gone."""

    change: Annotated[str, CHANGES]
    id: Annotated[str, AnyRef("no.")]
    name: Annotated[str | None, Text()]


def diff_segment(db: Reader, request: DiffSegment) -> Listing[MovedRow]:
    """List who joined a segment and who left it between two times; those who stayed when asked for.

    Raises:
        NotFound: there is no such segment or snapshot.
    """
    segment = segment_of(db, request.ref)
    since = snapshot_of(db, segment, request.since)
    before = frozen_members(db, segment, since)
    if request.to is None:
        after, until = set(members(db, segment, request.as_of)), say("now")
    else:
        to = snapshot_of(db, segment, request.to)
        after, until = frozen_members(db, segment, to), to.called
    parts = {"joined": after - before, "left": before - after, "stayed": before & after}
    shown = {name: part for name, part in parts.items() if name != "stayed" or request.stayed}
    names = names_of(db, segment, set().union(*shown.values()))
    rows = [
        MovedRow(change, segment.noun.ref(number), names.get(number))
        for change, part in shown.items()
        for number in sorted(part)
    ]
    counts = listed(
        [say("{count:,} {what}", count=len(p), what=named(n, "choice")) for n, p in parts.items()]
    )
    title = say("{name}, {called} to {until}", name=segment.name, called=since.called, until=until)
    notes = (
        counts
        if request.stayed or not parts["stayed"]
        else say("{counts}; --stayed lists those, too", counts=counts),
    )
    return Listing(
        MovedRow,
        rows,
        title=title,
        empty=say("nobody joined {name} or left it", name=segment.name),
        notes=notes,
    )


def names_of(db: Reader, segment: Saved, numbers: set[int]) -> dict[int, str | None]:
    """Return what records are called, by number; those that are gone are not there."""
    listed, values = within(db.engine, "r.id", "ids", sorted(numbers))
    query = f"SELECT r.id, {segment.noun.label} FROM {segment.noun.table} r WHERE {listed}"
    return dict(db.tuples(query, values))

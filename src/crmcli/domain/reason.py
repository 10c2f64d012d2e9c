"""The catalogue of reasons for which leads and opportunities are lost.

A reason is renamed in place and keeps what was lost for it; one that was used is retired, never
deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Flag, Number
from crmcli.domain.reason_words import LostReason, reason_told
from crmcli.domain.records import name_columns, name_key
from crmcli.domain.results import Change, Listing
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader, Writer


class Reason(NamedTuple):
    """One reason."""

    number: int
    name: str
    needs_note: bool
    active: bool


@frozen
class ReasonRow:
    """A reason and how often it was given; ``needs_note`` asks for words of one's own."""

    name: Annotated[str, LostReason()]
    needs_note: Annotated[bool, Flag("asks for a note")]
    leads: Annotated[int, Number("leads lost")]
    opportunities: Annotated[int, Number("opportunities lost")]
    active: Annotated[bool, Flag()]


_LIST = """
SELECT r.name, r.needs_note, (SELECT count(*) FROM lead l WHERE l.lost_reason_id = r.id) AS leads,
  (SELECT count(*) FROM opportunity o WHERE o.lost_reason_id = r.id) AS opportunities, r.active
FROM lost_reason r {where} ORDER BY r.active DESC, r.needs_note, r.name_sort, r.id
"""


@frozen
class ListReasons:
    """All reasons, those that are retired last."""


def list_reasons(db: Reader, _request: ListReasons) -> Listing[ReasonRow]:
    """List the reasons by name, those that ask for a note behind the others."""
    rows = db.rows(ReasonRow, _LIST.format(where=""))
    return Listing(ReasonRow, rows, empty='no reason yet: crm reason add "price"')


def find_reason(db: Reader, text: str, *, retired: bool = False) -> Reason:
    """Return the reason of a name, or of an unambiguous part of one.

    Raises:
        NotFound: there is none; the hint names the nearest, or all.
        Conflict: a part of several names.
        Refused: it is retired, and ``retired`` ones are not asked for.
    """
    from crmcli.domain.stage_words import told_as
    from crmcli.domain.text import fold, nearest

    rows = db.tuples("SELECT id, name, needs_note, active, name_fold FROM lost_reason ORDER BY name_sort, id")
    every = [(Reason(row[0], row[1], bool(row[2]), bool(row[3])), row[4]) for row in rows]
    wanted = fold(text)
    told = told_as("lost_reason", wanted, whole=True)
    found = [reason for reason, name in every if wanted and name == wanted]
    found = found or [reason for reason, name in every if name in told]
    if not found and wanted:
        usable = [pair for pair in every if retired or pair[0].active]
        parts = told_as("lost_reason", wanted, whole=False)
        found = [reason for reason, name in usable if wanted in name or name in parts]
    if len(found) > 1:
        names = listed(reason_told(reason.name) for reason in found)
        raise Conflict(
            say('"{text}" may be any of the reasons {names}', text=text.strip(), names=names),
            f'--reason "{found[0].name}"',
        )
    names_in_use = [reason_told(reason.name) for reason, _ in every if reason.active]
    if not found:
        close = nearest(text, names_in_use)
        hint = (
            say("did you mean {close}?", close=listed(close, say(" or ")))
            if close
            else say("reasons: {names_in_use}", names_in_use=listed(names_in_use))
        )
        raise NotFound(say('no reason is called "{text}"', text=text.strip()), hint)
    if not found[0].active and not retired:
        raise Refused(
            say('the reason "{name}" is retired', name=reason_told(found[0].name)),
            f'crm reason edit "{found[0].name}" --active',
        )
    return found[0]


def check_note(reason: Reason, note: str | None, command: str) -> None:
    """Refuse a reason that asks for a note and gets none.

    Raises:
        UsageError: so it is; ``command`` is what to type before ``--note``.
    """
    if reason.needs_note and not (note or "").strip():
        raise UsageError(
            say('the reason "{name}" needs a note of your own', name=reason_told(reason.name)),
            f'{command} --note "..."',
        )


@frozen
class AddReason:
    """A reason to add."""

    name: str
    needs_note: bool = False


def add_reason(db: Writer, request: AddReason) -> Change[ReasonRow]:
    """Add a reason; one that was retired is back in use.

    Raises:
        Conflict: there is one of that name.
    """
    from crmcli.domain.text import check_text

    name = check_text(request.name, "name")
    number = _same_name(db, name)
    if number is None:
        number = db.insert("lost_reason", {**name_columns(name), "needs_note": int(request.needs_note)})
        return _told(db, "added", [number])
    if db.value("SELECT active FROM lost_reason WHERE id = :id", {"id": number}):
        raise Conflict(say('there is a reason "{name}" already', name=name), f'crm reason edit "{name}"')
    db.update("lost_reason", number, {"active": 1, "needs_note": int(request.needs_note)})
    return _told(db, "changed", [number])


@frozen
class EditReason:
    """A reason to change; None leaves what is there."""

    name: str
    new_name: str | None = None
    needs_note: bool | None = None
    active: bool | None = None


def edit_reason(db: Writer, request: EditReason) -> Change[ReasonRow]:
    """Rename a reason, or change what it asks for; what was lost for it stays.

    Raises:
        NotFound: there is none of that name.
        Conflict: another one has the new name.
        UsageError: nothing is to be changed.
    """
    from crmcli.domain.text import check_text

    reason = find_reason(db, request.name, retired=True)
    values: dict[str, object] = {}
    if request.new_name is not None:
        name = check_text(request.new_name, "name")
        if _same_name(db, name) not in (None, reason.number):
            raise Conflict(say('there is a reason "{name}" already', name=name), "crm reason list")
        values |= name_columns(name)
    if request.needs_note is not None:
        values["needs_note"] = int(request.needs_note)
    if request.active is not None:
        values["active"] = int(request.active)
    if not values:
        raise UsageError("nothing is given to change", f'crm reason edit "{reason.name}" --name "..."')
    changed = db.update("lost_reason", reason.number, values)
    return _told(db, "changed" if changed else "unchanged", [reason.number])


@frozen
class RetireReasons:
    """Reasons to take out of use."""

    names: tuple[str, ...]


def retire_reasons(db: Writer, request: RetireReasons) -> Change[ReasonRow]:
    """Take reasons out of use; what was lost for them stays, and `reason edit --active` brings them back.

    Raises:
        NotFound: there is none of a name.
        Refused: none would be left.
    """
    numbers = list(dict.fromkeys(find_reason(db, name, retired=True).number for name in request.names))
    changed = [number for number in numbers if db.update("lost_reason", number, {"active": 0})]
    if not db.value("SELECT count(*) FROM lost_reason WHERE active = 1"):
        raise Refused("no reason would be left, and a lost lead needs one", say('crm reason add "..." first'))
    return _told(db, "retired" if changed else "unchanged", numbers)


def _same_name(db: Reader, name: str) -> int | None:
    found = db.value("SELECT id FROM lost_reason WHERE name_fold = :fold", {"fold": name_key(name)})
    return None if found is None else int(found)


def _told(db: Reader, verb: str, numbers: Sequence[int]) -> Change[ReasonRow]:
    """Return what is told of reasons that were written."""
    rows = [
        row
        for number in numbers
        for row in db.rows(ReasonRow, _LIST.format(where="WHERE r.id = :id"), {"id": number})
    ]
    names = ", ".join(f'"{row.name}"' for row in rows)
    what = say("reason") if len(rows) == 1 else say("reasons")
    summaries = {
        "unchanged": say("{names}: nothing to change", names=names),
        "added": say("Added {what} {names}", what=what, names=names),
        "changed": say("Changed {what} {names}", what=what, names=names),
        "retired": say("Retired {what} {names}", what=what, names=names),
    }
    return Change(f"{verb} {len(rows)} {what}", ReasonRow, rows, summary=summaries[verb])

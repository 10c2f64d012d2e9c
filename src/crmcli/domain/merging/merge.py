"""Merging records of one noun: one is kept, the others' numbers mean it from then on.

One merge is a part of one change, so undo brings the others back with all that was theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.merging.choosing import BOTH, FURTHER, KEPT, KEYS, NOTE, OTHER
from crmcli.domain.merging.keys import mains, move, settle
from crmcli.domain.merging.links import counts, relink
from crmcli.domain.merging.plan import Pair, Plan, field_lines, plan, told_label
from crmcli.domain.merging.request import FieldLine, Merged, MergeRequest, MovedLine, parties
from crmcli.domain.nouns import LEAD, Noun
from crmcli.domain.records import Keys, add_key, dump_custom, keys_of, tag
from crmcli.domain.results import Change, Listing, Record
from crmcli.errors import CrmError, ExitCode
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.sql import Reader, Writer

_SHOWN = 3  # records named in a summary
_KEYS = "keys"


def merge(db: Writer, request: MergeRequest) -> Change[Merged]:
    """Merge records into one.

    Raises:
        NotFound: one is not there.
        UsageError: a choice or a new value that can't be.
        Refused: the same record twice, or two converted leads.
    """
    made = plan(db, request)
    sections = _sections(db, made) if request.preview else ()
    done = _done(db, made)
    _carry_out(db, made, request.keys)
    refs, ref = ", ".join(done.gone), done.id
    moved = listed(counted(what, count) for what, count in (done.moved or {}).items())
    into = say("Merged {refs} into {ref}", refs=refs, ref=ref)
    if done.name:
        into = say("Merged {refs} into {ref} {name}", refs=refs, ref=ref, name=done.name)
    return Change(
        say(
            "merged {refs} into {ref}",
            refs=refs if len(done.gone) <= _SHOWN else say("{count} records", count=len(done.gone)),
            ref=ref,
        ),
        Merged,
        [done],
        summary=say("{into}: {moved}", into=into, moved=moved) if moved else into,
        notes=_notes(made),
        sections=sections,
    )


def preview(db: Reader, request: MergeRequest) -> Record[Merged]:
    """Show what a merge would come to: each field with both values and the reason, and what moves.

    Raises:
        CrmError: as ``merge``.
    """
    made = plan(db, request)
    done = _done(db, made)
    title = say("{gone} into {id}", gone=", ".join(done.gone), id=done.id)
    if done.name:
        title = say("{gone} into {id}  {name}", gone=", ".join(done.gone), id=done.id, name=done.name)
    return Record(done, title=title, sections=_sections(db, made), notes=_notes(made))


@frozen
class MergeMany:
    """Merges one after the other: each names the record that is kept, then those that go."""

    lines: tuple[tuple[str, ...], ...]
    keys: Keys = Keys()


def merge_many(db: Writer, request: MergeMany) -> Change[Merged]:
    """Carry out many merges in one change; one that fails leaves the others done, and is told.

    Records that are one already, by an earlier line or an earlier merge, stay as they are.
    """
    items, nouns = [], set()
    for words in request.lines:
        try:
            with db.savepoint():
                noun, numbers = parties(db, words, request.keys.region)
                nouns.add(noun)
                items.append(_next(db, noun, numbers, words, request.keys))
        except CrmError as error:
            items.append(Merged(None, None, "failed", tuple(words), reason=error.message))
    good = sum(item.status == "merged" for item in items)
    failed = sum(item.status == "failed" for item in items)
    what = nouns.pop().words if len(nouns) == 1 else say("records")
    gone = sum(len(item.gone) for item in items if item.status == "merged")
    parts = [say("Merged {gone:,} {what} into {good:,}", gone=gone, what=what, good=good)]
    parts += (
        [say("{count:,} merged already", count=len(items) - good - failed)]
        if good + failed < len(items)
        else []
    )
    parts += [say("{failed:,} failed", failed=failed)] if failed else []
    code = ExitCode.DONE if not failed else ExitCode.PARTIAL if failed < len(items) else ExitCode.REFUSED
    action = say("merged {gone} {what} into {good}", gone=gone, what=what, good=good)
    return Change(action, Merged, items, summary=listed(parts), exit_code=int(code))


def _next(db: Writer, noun: Noun, numbers: Sequence[int], words: Sequence[str], keys: Keys) -> Merged:
    """Merge one line's records; those that are the kept one already are left out."""
    keep, gone = numbers[0], tuple(number for number in dict.fromkeys(numbers) if number != numbers[0])
    if not gone:
        ref = noun.ref(keep)
        others = [word for word in words if word != ref]
        reason = (
            say("{others} is {ref} already", others=", ".join(others), ref=ref)
            if others
            else say("{ref} is named twice", ref=ref)
        )
        return Merged(ref, None, "unchanged", tuple(others), reason=reason)
    made = plan(db, MergeRequest(noun, keep, gone, keys=keys))
    done = _done(db, made)
    _carry_out(db, made, keys)
    return done


def _carry_out(db: Writer, made: Plan, keys: Keys) -> None:
    """Write the kept record, hand over all that refers to the others, and take them away."""
    noun, keep = made.noun, made.keep
    db.update(noun.table, keep, _columns(made))
    before, after = (mains(noun, row, keys) for row in (made.before, made.after))
    settle(db, noun, keep, before, after)
    for pair in made.pairs:
        move(db, noun, (pair.gone, mains(noun, pair.other, keys)), keep, after)
        _keep_address(db, noun, keep, pair)
        relink(db, noun, pair.gone, keep)
        _name_anew(db, noun, pair.gone, keep)
        db.delete(noun.table, pair.gone)
    for key in keys_of(noun, made.typed, keys):
        add_key(db, noun, keep, key, keys)
    tag(db, noun, keep, made.typed.get("tags") or ())


def _columns(made: Plan) -> dict[str, Any]:
    """Return the kept record's columns as they are stored."""
    from crmcli.domain.text import fold, sort_key

    row = {name: value for name, value in made.after.items() if name not in ("id", "created_change")}
    row["custom"] = dump_custom(made.after.get("custom") or {})
    if all(made.after.get(name) == made.before.get(name) for name in ("name", "company")):
        return row
    folded, sorted_by = row["name"], row["name"]
    if made.noun is LEAD:
        folded, sorted_by = f"{row['name'] or ''} {row['company'] or ''}", row["name"] or row["company"]
    return row | {"name_fold": fold(folded or ""), "name_sort": sort_key(sorted_by or "")}


def _keep_address(db: Writer, noun: Noun, keep: int, pair: Pair) -> None:
    """Keep an address that was not chosen as a further one, unless it is there."""
    for choice in pair.choices:
        if choice.place == FURTHER:
            from crmcli.domain.address import add_address

            add_address(db, noun, keep, "other", choice.kept if choice.side == OTHER else choice.other)


def _name_anew(db: Writer, noun: Noun, gone: int, keep: int) -> None:
    """Let a number mean the kept record."""
    query = "SELECT id FROM alias WHERE noun = :noun AND number = :number"
    known = db.value(query, {"noun": noun.name, "number": gone})
    if known is None:
        db.insert("alias", {"noun": noun.name, "number": gone, noun.owner: keep})
    else:
        db.update("alias", known, {noun.owner: keep})


def _done(db: Reader, made: Plan) -> Merged:
    """Return what comes of a plan; asked before it is carried out."""
    moved: dict[str, Any] = {}
    for pair in made.pairs:
        for what, count in counts(db, made.noun, pair.gone, made.keep).items():
            moved[what] = moved.get(what, 0) + count
    choices = [choice for pair in made.pairs for choice in pair.choices]
    filled = dict.fromkeys(told_label(choice.field) for choice in choices if choice.side in (OTHER, BOTH))
    differed = dict.fromkeys(told_label(choice.field) for choice in choices if choice.place)
    name = made.after.get("name") or made.after.get("company")
    gone = tuple(made.noun.ref(pair.gone) for pair in made.pairs)
    ref = made.noun.ref(made.keep)
    return Merged(ref, name, "merged", gone, moved or None, tuple(filled) or None, tuple(differed) or None)


def _sections(db: Reader, made: Plan) -> tuple[Listing[Any], ...]:
    moved = _done(db, made).moved or {}
    fields = Listing(FieldLine, list(field_lines(db, made)), title="Fields", group="gone")
    called = {_KEYS: say("phones, e-mails and ids")}
    rows = [MovedLine(called.get(what, what), count) for what, count in moved.items()]
    listings = (fields, Listing(MovedLine, rows, title="Moves"))
    return tuple(listing for listing in listings if listing.rows)


def counted(what: str, count: int) -> str:
    """Return ``12 orders``, ``1 order``; keys are called what they are, as ``12 phones, e-mails and ids``."""
    if what == _KEYS:
        one = say("1 phone, e-mail or id")
        return one if count == 1 else say("{count:,} phones, e-mails and ids", count=count)
    ends = (("addresses", "address"), ("ies", "y"), ("s", ""))
    single = next((what.removesuffix(many) + one for many, one in ends if what.endswith(many)), what)
    return say("{count:,} {what}", count=count, what=named(single, "counted", single if count == 1 else what))


def _notes(made: Plan) -> tuple[str, ...]:
    """Return what to look at twice: signs that the records may not be one party."""
    told = []
    for pair in made.pairs:
        refs: Mapping[str, str] = {KEPT: made.noun.ref(made.keep), OTHER: made.noun.ref(pair.gone)}
        for choice in pair.choices:
            if choice.field in ("tax_number", "birth_date", "kind") and choice.place in (KEYS, NOTE):
                values = (next(iter(part.values())) for part in (choice.kept, choice.other))
                pairs = zip(values, refs.values(), strict=True)
                said = listed((f"{value} ({ref})" for value, ref in pairs), say(" and "))
                told.append(say("{label} differs: {said}", label=told_label(choice.field), said=said))
    return tuple(told)

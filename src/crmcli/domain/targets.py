"""Which records a command means, several at once, and what became of each of them.

Records are named one by one, in an order that the result keeps, or by a condition. Where several are
named, one that fails leaves the others done; a single one that fails is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DASH, AnyRef, Choice, Kind, Text
from crmcli.domain.nouns import BY_TABLE, Noun
from crmcli.domain.records import COLUMNS
from crmcli.domain.results import Change
from crmcli.errors import CrmError, ExitCode
from crmcli.said import Said, listed, named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer


Steps = Mapping[str, tuple[Any, Any]]
SHOWN = 3  # numbers named in a summary


class Edits(Kind):
    """What changed: field -> (old, new), where None is an empty field."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``city: Ankara → İzmir`` for each."""
        del row
        return listed([_edit(name, old, new, locale) for name, (old, new) in value.items()], "; ")

    def machine(self, value: Any, row: Any) -> dict[str, Any]:
        """Return ``{"city": {"old": "Ankara", "new": "İzmir"}}``."""
        del row
        return {name: {"old": old, "new": new} for name, (old, new) in value.items()}


DONE = (
    *("added", "assigned", "cancelled", "changed", "covered", "declined", "deleted", "delivered", "disabled"),
    *("done", "dropped", "enabled", "ended", "finished", "linked", "left", "lost", "marked as duplicate"),
    *(
        "moved",
        "open",
        "planned",
        "reached",
        "rejected",
        "removed",
        "renamed",
        "reopened",
        "resolved",
        "sent",
    ),
    *("set to waiting", "snoozed", "tagged", "unchanged", "untagged", "won"),
)
"""What is told to have been done to a record."""
OUTCOMES = Choice(
    {
        "added": ("+", "green"),
        "changed": ("✓", "green"),
        "deleted": ("✓", "green"),
        "unchanged": ("·", "dim"),
        "failed": ("✗", "red"),
    }
)


@frozen
class Touched:
    """One record that a command was to change; ``id`` is None when no record answered."""

    id: Annotated[str | None, AnyRef("no.")]
    name: str | None
    status: Annotated[str, OUTCOMES]
    changes: Annotated[dict[str, Any] | None, Edits()] = None
    reason: Annotated[str | None, Text()] = None


@frozen
class Targets:
    """Records of one noun: by what they are called, or all that are like ``where``.

    ``as_of`` and ``lapsed_days`` say what a customer's status is, which a condition may name.
    """

    refs: tuple[str, ...]
    where: tuple[str, ...] = ()
    as_of: date | None = None
    lapsed_days: int = 365
    region: str = "TR"


def matching(db: Reader, noun: Noun, targets: Targets) -> list[int]:
    """Return the numbers of the records that are like ``targets.where``, ascending."""
    from crmcli.domain.where import conditions

    test, values = conditions(
        db,
        noun,
        targets.where,
        as_of=targets.as_of,
        lapsed_days=targets.lapsed_days if targets.as_of else None,
    )
    return [
        row[0] for row in db.tuples(f"SELECT r.id FROM {noun.table} r WHERE {test} ORDER BY r.id", values)
    ]


def label(db: Reader, noun: Noun, number: int) -> str | None:
    """Return what a record is called, None when it has no name."""
    found = db.value(f"SELECT {noun.label} FROM {noun.table} r WHERE r.id = :id", {"id": number})
    return None if found is None else str(found)


def on_each(
    db: Writer, noun: Noun, targets: Targets, apply: Callable[[int], Steps | None], verb: str = "changed"
) -> Change[Touched]:
    """Do something to each target and say what became of it, in the order they were named.

    ``apply`` returns what changed, field -> (old, new); nothing means unchanged, None that the
    record is gone. ``verb`` is what is told to have been done.

    Raises:
        CrmError: the one record that is named is not there, or refuses.
    """
    from crmcli.domain.refs import resolve

    wanted: Sequence[str | int] = matching(db, noun, targets) if targets.where else targets.refs
    items = []
    for target in wanted:
        number = target if isinstance(target, int) else None
        name = None
        try:
            if isinstance(target, str):
                number = resolve(db, noun, target, region=targets.region)
            assert number is not None  # noqa: S101 - resolved above
            name = label(db, noun, number)
            with db.savepoint():
                steps = apply(number)
        except CrmError as error:
            if len(wanted) == 1:
                raise
            ref = None if number is None else noun.ref(number)
            items.append(Touched(ref, name, "failed", None, error.message))
            continue
        status = "changed" if steps else "deleted" if steps is None else "unchanged"
        now = label(db, noun, number) if steps else name
        items.append(Touched(noun.ref(number), now, status, dict(steps) if steps else None))
    return summed_up(noun, items, verb)


def summed_up(noun: Noun, items: Sequence[Touched], verb: str) -> Change[Touched]:
    """Return the change of several records: counts, names and the exit code."""
    good = [item for item in items if item.status not in ("unchanged", "failed")]
    failed = sum(item.status == "failed" for item in items)
    refs = ", ".join(item.id or "" for item in good[:SHOWN])
    action = f"{verb} {refs}" if len(good) <= SHOWN else f"{verb} {len(good)} {noun.plural}"
    code = ExitCode.DONE if not failed else ExitCode.PARTIAL if failed < len(items) else ExitCode.REFUSED
    return Change(
        action if good else say("{verb} nothing", verb=verb),
        Touched,
        items,
        summary=_sentence(noun, items, len(good), failed, verb),
        exit_code=int(code),
    )


def _sentence(noun: Noun, items: Sequence[Touched], good: int, failed: int, verb: str) -> str:
    """Return what a person reads about the whole."""
    if not items:
        name = named(noun.name, shown=noun.name.replace("_", " "))
        return say("No {name} is like that; nothing {verb}", name=name, verb=verb)
    if len(items) == 1:
        only = items[0]
        told = f"{only.id} {only.name or ''}".strip()
        if only.status == "unchanged":
            return say("{told} is like that already; nothing {verb}", told=told, verb=verb)
        from crmcli.domain.field_values import AS_SAID

        edits = ": " + Edits().human(only.changes, only, AS_SAID) if only.changes else ""
        return say("{verb} {told}{edits}", verb=_done(verb), told=told, edits=edits)
    same = len(items) - good - failed
    of = say("{count:,} {plural}", count=len(items), plural=named(noun.name, shown=noun.plural))
    parts = [say("{verb} {good:,} of {of}", verb=_done(verb), good=good, of=of)]
    parts += [say("{same:,} unchanged", same=same)] if same else []
    parts += [say("{failed:,} failed", failed=failed)] if failed else []
    return listed(parts)


def _done(verb: str) -> str:
    """Return what was done as a sentence begins with it."""
    return named(verb, "done", verb.capitalize())


def steps_of(
    db: Reader, noun: Noun, number: int, changed: Mapping[str, tuple[Any, Any]]
) -> dict[str, tuple[Any, Any]]:
    """Return stored changes as people name them: fields for columns, C-12 for references, whole amounts."""
    found: dict[str, tuple[Any, Any]] = {}
    currency = None
    if any(column.endswith("_minor") for column in changed):
        currency = db.value(f"SELECT currency FROM {noun.table} WHERE id = :id", {"id": number})
    for column, (old, new) in changed.items():
        if column.endswith(("_fold", "_sort")):
            continue
        if column == "custom":
            found |= _custom_steps(old, new)
            continue
        codes = changed.get("currency", (currency, currency))
        name = _FIELDS.get(column, column)
        pair = (stored_text(db, noun, column, old, codes[0]), stored_text(db, noun, column, new, codes[1]))
        if name.endswith(" key") and name.removesuffix(" key") in changed:
            continue
        found[name] = pair
    return found


_FIELDS = {column: field for field, column in COLUMNS.items()}
_YES_NO = frozenset(("active", "done", "is_primary"))


def stored_text(db: Reader, noun: Noun, column: str, value: Any, currency: str | None) -> Any:
    """Return a stored value as a person names it: C-12, 12.50 EUR, yes; None where it is empty."""
    if value is None:
        return None
    if column.endswith("_minor") and currency:
        from crmcli.domain.money import decimal_text

        return f"{decimal_text(value, currency)} {currency}"
    if column in _YES_NO:
        return say("yes") if value else say("no")
    parent = db.tables[noun.table].references.get(column)
    if parent is None:
        return value
    if parent in BY_TABLE:
        return BY_TABLE[parent].ref(value)
    return db.value(f"SELECT name FROM {parent} WHERE id = :id", {"id": value})


def _custom_steps(old: str | None, new: str | None) -> dict[str, tuple[Any, Any]]:
    """Return what changed within custom fields."""
    import json

    before, after = (json.loads(text) if text else {} for text in (old, new))
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return {name: (before.get(name), after.get(name)) for name in names}


def _edit(name: str, old: Any, new: Any, locale: str) -> str:
    """Return ``city: Ankara → İzmir``."""
    shown = name.replace("_", " ")
    was, now = (_said(name, value, locale) for value in (old, new))
    return say("{name}: {old} → {new}", name=named(shown, "column"), old=was, new=now)


def _said(name: str, value: Any, locale: str) -> str:
    """Return a value as people read it; where one of a few words stands, it is the program's own."""
    if value is None:
        return DASH
    if isinstance(value, Said) or not isinstance(value, str):
        return value if isinstance(value, str) else str(value)
    from crmcli.domain.field_values import value_told

    return value_told(name, value, locale)

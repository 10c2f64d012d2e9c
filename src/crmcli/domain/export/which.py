"""Which records an export takes: those named, those like a condition, those who consented."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crmcli.domain.export.columns import OWNERS
from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import NOUNS, Noun
from crmcli.errors import NotFound, UsageError
from crmcli.said import named, say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

CHUNK = 5_000


@frozen
class Which:
    """Records of a noun: by what they are called, or all that are like ``where``; without both, all.

    Those named keep their order, others come by number. ``marketing`` is the channel that they must
    have consented to. ``as_of`` and ``lapsed_days`` say what a customer's status is.
    """

    refs: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    marketing: str | None = None
    as_of: date | None = None
    lapsed_days: int = 365
    region: str = "TR"


def chosen(db: Reader, noun: Noun, which: Which) -> tuple[list[int], int]:
    """Return the numbers of the records, and how many are left out for want of consent.

    Raises:
        NotFound, Conflict: nobody, or several, answer to a reference.
        UsageError: both ways are used at once, or the noun is none that consents.
    """
    if which.refs and which.where:
        raise UsageError("both records and --where named", f"crm export {noun.plural} --where ...")
    if which.marketing and noun not in OWNERS:
        names = ", ".join(owner.plural for owner in OWNERS)
        raise UsageError(
            say(
                "{plural} consent to nothing", plural=named(noun.plural, shown=noun.plural.replace("-", " "))
            ),
            say("--marketing is for {names}", names=names),
        )
    numbers = _named(db, noun, which) if which.refs else _like(db, noun, which)
    if which.marketing is None:
        return numbers, 0
    from crmcli.domain.consent import allowed, asked

    query = f"SELECT r.id FROM {noun.table} r WHERE {allowed(noun, 'r.id')}"
    willing = {row[0] for row in db.tuples(query, asked(which.marketing))}
    kept = [number for number in numbers if number in willing]
    return kept, len(numbers) - len(kept)


def _like(db: Reader, noun: Noun, which: Which) -> list[int]:
    """Return the records that are like a condition, ascending."""
    if which.where:
        from crmcli.domain.targets import Targets, matching

        return matching(db, noun, Targets((), which.where, which.as_of, which.lapsed_days, which.region))
    return [row[0] for row in db.tuples(f"SELECT id FROM {noun.table} ORDER BY id")]


def _named(db: Reader, noun: Noun, which: Which) -> list[int]:
    """Return the records that are named, each once, in that order."""
    if noun not in NOUNS:
        return _of_owners(db, noun, which)
    from crmcli.domain.nouns import split_ref
    from crmcli.domain.refs import resolve

    found: dict[str, int] = {}
    plain = {ref: split[1] for ref in which.refs if (split := split_ref(ref.strip())) and split[0] is noun}
    there = _there(db, noun, sorted(set(plain.values())))
    for ref in which.refs:
        if ref in plain and plain[ref] in there:
            found[ref] = plain[ref]
        elif ref not in found:
            found[ref] = resolve(db, noun, ref, region=which.region)
    return list(dict.fromkeys(found[ref] for ref in which.refs))


def _there(db: Reader, noun: Noun, numbers: Sequence[int]) -> set[int]:
    """Return which of many numbers a noun has: asked at once, not one by one."""
    there: set[int] = set()
    for start in range(0, len(numbers), CHUNK):
        listed, values = within(db.engine, "id", "ids", list(numbers[start : start + CHUNK]))
        there |= {row[0] for row in db.tuples(f"SELECT id FROM {noun.table} WHERE {listed}", values)}
    return there


def _of_owners(db: Reader, noun: Noun, which: Which) -> list[int]:
    """Return the addresses or consents of the customers, contacts and leads that are named."""
    from crmcli.domain.nouns import noun_of

    found: list[int] = []
    for ref in which.refs:
        owner, number = noun_of(ref)
        if owner not in OWNERS:
            raise UsageError(
                say("{ref} has no {plural}", ref=ref, plural=named(noun.plural)),
                "name customers, contacts or leads",
            )
        if number not in _there(db, owner, [number]):
            raise NotFound(say("no {name} has number {ref}", name=owner.name, ref=ref), f"crm find {ref}")
        query = f"SELECT id FROM {noun.table} WHERE {owner.owner} = :number ORDER BY id"
        found += [row[0] for row in db.tuples(query, {"number": number})]
    return list(dict.fromkeys(found))

"""What a person decided on pairs: told apart for good, or not any longer; merging is elsewhere.

Decisions are on numbers; a number that was merged away means the record it went into.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Annotated, NamedTuple

from crmcli.domain.duplicates.items import MATCHED
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Choice, Text
from crmcli.domain.nouns import Noun, noun_of
from crmcli.domain.refs import resolve
from crmcli.domain.results import Change
from crmcli.errors import ExitCode, UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader, Writer

OUTCOMES = Choice(
    {
        "distinct": ("≠", "cyan"),
        "merged": ("✓", "green"),
        "forgotten": ("○", "yellow"),
        "unchanged": ("·", "dim"),
        "failed": ("✗", "red"),
    }
)


@frozen
class Decided:
    """What became of one decision on a pair."""

    a: Annotated[str, AnyRef("no.")]
    b: Annotated[str, AnyRef("and")]
    status: Annotated[str, OUTCOMES]
    reason: Annotated[str | None, Text()] = None


@frozen
class OnPairs:
    """Two records, or several of which every pair is meant."""

    refs: tuple[str, ...]
    region: str = "TR"


def named_records(db: Reader, refs: Sequence[str], region: str) -> tuple[Noun, list[int]]:
    """Return the noun and the numbers of records, ascending; the first one's number says the noun.

    Raises:
        UsageError: fewer than two records, or of a kind that is not matched.
        NotFound: one is not there.
    """
    if len(refs) < 2:
        raise UsageError("a decision is on two records or more", "crm dedupe distinct C-1 C-7")
    noun = noun_of(refs[0])[0]
    if noun not in MATCHED.values():
        raise UsageError(
            say("{plural} are not looked through for duplicates", plural=noun.words),
            say("{matched} are: crm dedupe scan", matched=", ".join(MATCHED)),
        )
    numbers = sorted({resolve(db, noun, ref, region=region) for ref in refs})
    if len(numbers) < 2:
        raise UsageError(
            say("{refs} are one record", refs=listed(refs, say(" and "))), f"crm {noun.name} show {refs[0]}"
        )
    return noun, numbers


def to_merge(db: Reader, request: OnPairs) -> tuple[Noun, int, int] | None:
    """Return the noun, the record that is kept and the one that goes into it; None where they are one.

    Raises:
        UsageError, NotFound: see ``named_records``.
    """
    keep, gone = (resolve(db, noun_of(ref)[0], ref, region=request.region) for ref in request.refs)
    if keep == gone:
        return None
    return named_records(db, request.refs, request.region)[0], keep, gone


def tell_apart(db: Writer, request: OnPairs) -> Change[Decided]:
    """Remember that records are not the same one: no scan brings them up again.

    Raises:
        UsageError, NotFound: see ``named_records``.
    """
    noun, numbers = named_records(db, request.refs, request.region)
    known = told_apart(db, noun)
    items = []
    for low, high in combinations(numbers, 2):
        new = (low, high) not in known
        if new:
            db.insert("distinct_pair", {"noun": noun.name, "low": low, "high": high})
        status = "distinct" if new else "unchanged"
        reason = None if new else say("told apart before")
        items.append(Decided(noun.ref(low), noun.ref(high), status, reason))
    return _summed(items, "distinct", ("told apart", say("Told apart")))


def forget(db: Writer, request: OnPairs) -> Change[Decided]:
    """Forget that records were told apart: a scan may bring them up again.

    Raises:
        UsageError, NotFound: see ``named_records``.
    """
    noun, numbers = named_records(db, request.refs, request.region)
    known = told_apart(db, noun)
    items = []
    for low, high in combinations(numbers, 2):
        rows = known.get((low, high), ())
        for row in rows:
            db.delete("distinct_pair", row)
        status = "forgotten" if rows else "unchanged"
        reason = None if rows else say("not told apart")
        items.append(Decided(noun.ref(low), noun.ref(high), status, reason))
    return _summed(items, "forgotten", ("forgot a decision on", say("Forgot the decision on")))


def told_apart(db: Reader, noun: Noun) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return (low, high) -> rows that say so, of records as they are numbered now."""
    rows = db.tuples(
        "SELECT id, low, high FROM distinct_pair WHERE noun = :noun ORDER BY id", {"noun": noun.name}
    )
    if not rows:
        return {}
    names = dict(
        db.tuples(
            f"SELECT number, {noun.owner} FROM alias WHERE noun = :noun AND {noun.owner} IS NOT NULL",
            {"noun": noun.name},
        )
    )
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for row, low, high in rows:
        first, second = sorted((names.get(low, low), names.get(high, high)))
        if first != second:
            found[first, second] = (*found.get((first, second), ()), row)
    return found


def _summed(items: list[Decided], status: str, named: tuple[str, str]) -> Change[Decided]:
    """Return the change of some decisions; ``named`` is what was done, for the journal and for people."""
    done, sentence = named
    good = [item for item in items if item.status == status]
    told = ", ".join(f"{item.a} {item.b}" for item in good[:3])
    if not good:
        return Change(
            f"{done} nothing",
            Decided,
            items,
            summary=say("{sentence} nothing: {reason}", sentence=sentence, reason=items[0].reason),
        )
    action = f"{done} {told}" if len(good) <= 3 else f"{done} {len(good)} pairs"
    one = say("{a} and {b}", a=good[0].a, b=good[0].b)
    words = one if len(good) == 1 else say("{count} pairs", count=len(good))
    return Change(action, Decided, items, summary=say("{sentence} {words}", sentence=sentence, words=words))


class Decision(NamedTuple):
    """A line of decisions: two records and a word."""

    a: str
    b: str
    word: str


WORDS = ("merge", "distinct", "skip")


def read_decisions(lines: Sequence[str]) -> list[Decision]:
    """Return what lines like ``C-1 C-7 merge`` decide; tabs, commas and semicolons part as spaces do.

    Empty lines and those that begin with # are passed over, ``skip`` decides nothing.

    Raises:
        UsageError: a line is none; it is named, and nothing was done.
    """
    found = []
    hint = say("each line is two numbers and merge, distinct or skip: C-1 C-7 merge")
    for number, line in enumerate(lines, 1):
        words = line.replace(",", " ").replace(";", " ").split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 3 or words[2].lower() not in WORDS:
            raise UsageError(
                say('line {number}, "{line}", is no decision', number=number, line=line.strip()), hint
            )
        first, second = (noun_of(word)[0] for word in words[:2])
        if first is not second:
            raise UsageError(
                say(
                    "line {number}: {first} and {second} are of different kinds",
                    number=number,
                    first=words[0],
                    second=words[1],
                ),
                hint,
            )
        found.append(Decision(words[0], words[1], words[2].lower()))
    return found


def all_decided(items: Sequence[Decided]) -> Change[Decided]:
    """Return one account of decisions that were saved one by one."""
    counts = {word: sum(item.status == word for item in items) for word in OUTCOMES.marks}
    parts = [
        said
        for word, said in (
            ("merged", say("{count:,} merged", count=counts["merged"])),
            ("distinct", say("{count:,} told apart", count=counts["distinct"])),
            ("unchanged", say("{count:,} unchanged", count=counts["unchanged"])),
            ("failed", say("{count:,} failed", count=counts["failed"])),
        )
        if counts[word]
    ]
    failed, good = counts["failed"], len(items) - counts["failed"]
    code = ExitCode.DONE if not failed else ExitCode.PARTIAL if good else ExitCode.REFUSED
    summary = listed(parts) if parts else say("Nothing was decided")
    return Change("decided on pairs", Decided, list(items), summary=summary, exit_code=int(code))

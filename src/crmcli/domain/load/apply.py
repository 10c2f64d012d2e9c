"""Loading: a prepared file into the store, a frame at a time, in the import's one transaction.

A record is new, changes one that is stored, or finds it as it is; a blank cell keeps what is stored.
What can't be related or matched is refused with its line.
"""

from __future__ import annotations

from contextlib import nullcontext
from itertools import compress
from typing import TYPE_CHECKING, Any

from crmcli.domain.bulk import create_many
from crmcli.domain.counting import counted
from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.exchange.spool import Spool
from crmcli.domain.load.addresses import Addresses
from crmcli.domain.load.alike import looks_like_others
from crmcli.domain.load.consents import Consents
from crmcli.domain.load.declared import DeclaredFields, Refuse
from crmcli.domain.load.frame import Frame, Values, columns_of
from crmcli.domain.load.hooks import HOOKS, Hooks
from crmcli.domain.load.inner import Inner
from crmcli.domain.load.known import Known
from crmcli.domain.load.matching import Matcher, Target, lend_keys
from crmcli.domain.load.other_keys import OtherKeys
from crmcli.domain.load.outcome import DETAILED, IN_PART, LoadLine, Outcome, answer, refuse
from crmcli.domain.load.places import Places
from crmcli.domain.load.plan import ADDRESSES, CONSENTS, Prepared
from crmcli.domain.load.relations import Relations, Unresolved
from crmcli.domain.load.rules import RULES
from crmcli.domain.load.statements import Statements
from crmcli.domain.load.twice import Twice
from crmcli.domain.load.whoever import Whoever
from crmcli.domain.nouns import CORE, NOUNS
from crmcli.domain.records import COLUMNS, REACHED, TAGGED
from crmcli.domain.uncollected import uncollected
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from crmcli.domain.nouns import Noun
    from crmcli.domain.results import Change
    from crmcli.sql import Writer

BULK_FROM = 5_000  # new records from which on indexes are built behind them
_SHARE = 2  # ... when they are at least a half of what is stored: its indexes are built anew as well


def load(db: Writer, prepared: Prepared) -> Change[LoadLine]:
    """Load a prepared file.

    Raises:
        Refused: rows don't fit and the file is to be taken whole; nothing is stored.
    """
    return load_parts(db, [prepared])


def load_parts(db: Writer, parts: Sequence[Prepared]) -> Change[LoadLine]:
    """Load prepared rows of one or several nouns and files in one change, in this order.

    Raises:
        Refused: rows don't fit and all are to be taken whole; nothing is stored.
    """
    whole = any(part.all_or_nothing for part in parts)
    outcomes = []
    for part in parts:
        loader = _BESIDE.get(part.noun, Loader)(db, part)
        with uncollected():
            loader.run()
        part.rejects.sort(key=lambda reject: reject.line)
        outcomes.append(loader.outcome())
    if whole:
        refuse(parts)
    made = {part.noun: 0 for part in parts if part.noun in REACHED}
    for part, outcome in zip(parts, outcomes, strict=True):
        if part.noun in made:
            made[part.noun] += outcome.counts["new"]
    return answer(parts, outcomes, looks_like_others(db, made))


class Loader:
    """One load of one file."""

    def __init__(self, db: Writer, prepared: Prepared) -> None:
        """Look up what is particular to the noun."""
        self._db = db
        self._prepared = prepared
        self._noun = prepared.noun
        self._rules = RULES[self._noun.name]
        self._mode = prepared.options.mode
        self._relations = Relations(db, prepared.options)
        self._hooks: Hooks = HOOKS.get(self._noun.name, Hooks)(db)
        self._matcher = Matcher(db, prepared)
        self._known = Known(db, prepared, self._hooks)
        self._inner = Inner(db, prepared)
        references = {f.name: f.ref for f in prepared.mapping.noun.fields if f.type == "ref"}
        references["lost_reason"] = "reason"
        outer = [name for name in prepared.texts if name not in self._inner.names]
        self._references = {name: references[name] for name in outer}
        self._whoever: Whoever | None = None
        if prepared.options.whoever and "contact" in prepared.texts:
            self._whoever = Whoever(db, prepared.texts["contact"])
            prepared.texts["contact"] -= self._whoever.parties.keys()
        self._declared = DeclaredFields(db, self._noun, prepared)
        self._twice = Twice(prepared)
        fields = set(prepared.fields)
        self._beside: list[Consents | Addresses | OtherKeys] = [
            kind(db, self._noun) for kind in (Consents, Addresses) if fields & set(kind.fields)
        ]
        self._other_keys = OtherKeys.of(db, prepared)
        if self._other_keys is not None:
            self._beside.append(self._other_keys)
        self._new = 0
        self._skipped = 0
        self._also: dict[int, list[int]] = {}  # a record's first line -> those of its later rows
        self._targets: set[int] = set()  # records that rows are
        self._more: dict[int, list[Values]] = {}  # record -> rows that are it too, by another key

    def run(self) -> None:
        """Relate, match, change and insert."""
        prepared = self._prepared
        for name, noun in self._references.items():
            self._relations.find(noun, prepared.texts[name])
        if self._mode != "update" and self._db.value(f"SELECT id FROM {self._noun.table} LIMIT 1") is None:
            self._insert_all(self._ready(), prepared.records)
        else:
            self._match_then_insert()
        self.finish()

    def _ready(self) -> Iterator[Frame]:
        """Yield the records of the file: related, checked, and joined to the rows that repeat them."""
        first = 0
        for packed in self._prepared.spool:
            frame = Frame.unpacked(packed)
            count = len(frame)
            places, later = self._prepared.later(first, frame)
            keep = self._fit(frame)
            if places:
                self._join(frame, keep, places, later)
            first += count
            yield frame.kept(keep)
            self._prepared.passed(count)

    def _fit(self, frame: Frame) -> list[bool]:
        """Resolve what rows refer to; return which rows can be taken, and reject the others."""
        keep = [True] * len(frame)

        def refuse(place: int, field: str, reason: str) -> None:
            if keep[place]:
                keep[place] = False
                self._reject(frame.lines[place], field, reason)

        if self._other_keys is not None:
            self._other_keys.take_from(frame)
        self._declared.settle(frame, refuse)
        if self._rules.check and len(frame):
            rows = frame.rows()
            for place, reason in enumerate(map(self._rules.check, rows)):
                if reason is None and self._hooks.checks:
                    reason = self._hooks.fits(rows[place])  # noqa: PLW2901 - asked where the first is silent
                if reason is not None:
                    refuse(place, "", reason)
            frame.columns = columns_of(rows)
        self._refer(frame, refuse)
        return keep

    def _refer(self, frame: Frame, refuse: Refuse) -> None:
        """Put the records in that rows refer to."""
        parties = self._whoever.take_from(frame) if self._whoever is not None else {}
        for name, noun in self._references.items():
            if name not in frame.columns:
                continue
            texts = frame.columns[name]
            known = self._relations.find(noun, filter(None, texts))
            column = frame.columns[name] = [known[text] if text else None for text in texts]
            if name in frame.folds:  # a key that refers to a record compares by its number
                frame.folds[name] = ["" if answer is None else str(answer) for answer in column]
            if Unresolved in set(map(type, column)):
                header = self._prepared.mapping.header_of(name)
                for place, answered in enumerate(column):
                    if isinstance(answered, Unresolved):
                        refuse(place, header, answered.why)
        if self._whoever is not None:
            header = self._prepared.mapping.header_of("contact")
            self._whoever.put_into(frame, parties, lambda place, reason: refuse(place, header, reason))

    def _join(self, frame: Frame, keep: list[bool], places: Sequence[int], later: Frame) -> None:
        """Join later rows to the records they repeat; where the first row doesn't fit, the next one leads."""
        joined: dict[int, Values] = {place: frame.row(place) for place in places if keep[place]}
        lines = {place: frame.lines[place] for place in joined}
        for place, fits, line, values in zip(
            places, self._fit(later), later.lines, later.rows(), strict=True
        ):
            if fits and place in joined:
                why = self._twice.clash(lines[place], joined[place], line, values)
                if why is not None:
                    self._reject(line, "", why)
                    continue
                join(joined[place], values)
                self._also.setdefault(lines[place], []).append(line)
            elif fits:
                joined[place], lines[place], keep[place] = values, line, True
        self._put(frame, list(joined), list(lines.values()), list(joined.values()))

    def _put(self, frame: Frame, places: list[int], lines: list[int], rows: list[Values]) -> None:
        """Put joined rows in their places."""
        new = Frame.of_rows(lines, rows)
        self._prepared.forms.add_to(new)
        frame.put(places, new)

    def _match_then_insert(self) -> None:
        """Find out what every row is in the store as it was; then change the known, insert the rest."""
        new, known = Spool(), Spool()
        try:
            count = 0
            for frame in self._ready():
                targets = self._matcher.targets(frame)
                if self._prepared.options.stub:
                    lend_keys(self._db, self._noun, frame, targets, self._prepared.options.keys.source)
                fresh = frame.kept(
                    [self._is_new(line, target) for line, target in zip(frame.lines, targets, strict=True)]
                )
                count += len(fresh)
                new.add(fresh.packed())
                known.add(self._first_of(frame, targets))
            for packed, ids in known:
                self._change(Frame.unpacked(packed), ids)
            self._insert_all(map(Frame.unpacked, new), count)
        finally:
            new.close()
            known.close()

    def _first_of(self, frame: Frame, targets: Sequence[Target]) -> tuple[Any, ...]:
        """Return the rows that are the first of a record to be changed, packed, and the records' numbers."""
        first = [False] * len(frame)
        for place, target in enumerate(targets):
            if not isinstance(target, int) or self._mode not in ("upsert", "update"):
                continue
            if target in self._targets:
                self._more.setdefault(target, []).append(frame.row(place))
            else:
                self._targets.add(target)
                first[place] = True
        return frame.kept(first).packed(), list(compress(targets, first))

    def _change(self, frame: Frame, ids: Sequence[int]) -> None:
        """Change the records of a frame, joined to what else the file says of them."""
        if self._more:
            several = [place for place, row_id in enumerate(ids) if row_id in self._more]
            rows = [frame.row(place) for place in several]
            for place, values in zip(several, rows, strict=True):
                for more in self._more[ids[place]]:
                    join(values, more)
            self._put(frame, several, [frame.lines[place] for place in several], rows)
        self._inner.wait(self._inner.take_from(frame), frame.lines, ids)
        self._known.take(frame, ids)
        for beside in self._beside:
            beside.take(frame, ids, new=False)

    def _is_new(self, line: int, target: Target) -> bool:
        """Return whether a row is to be inserted; count or reject it when it is neither that nor changed."""
        if isinstance(target, str):
            self._reject(line, "", target)
        elif target is None:
            self._skipped += self._mode == "update"
            return self._mode != "update"
        elif self._mode == "create":
            self._reject(
                line,
                "",
                say("{ref} is this {name} already", ref=self._noun.ref(target), name=self._noun.name),
            )
        else:
            self._skipped += self._mode == "skip"
        return False

    def _insert_all(self, frames: Iterable[Frame], count: int) -> None:
        with self._room(count):
            for frame in frames:
                self._insert(frame)

    def _room(self, count: int) -> AbstractContextManager[None]:
        """Return how to insert so many records: a large load has the indexes built behind it."""
        stored = self._db.value(f"SELECT coalesce(max(id), 0) FROM {self._noun.keyed}")
        if count < BULK_FROM or count * _SHARE < stored:
            return nullcontext()
        owner = self._noun.owner
        filled: dict[str, set[str]] = {"identity": {"norm", owner}} if self._noun in CORE else {}
        if self._noun in TAGGED:
            filled["tagging"] = {"tag_id", owner}
        if self._noun in REACHED:
            given = {*self._prepared.fields, "name_fold", "name_sort"} - {*self._inner.names}
            filled[self._noun.table] = {COLUMNS.get(name, name) for name in given}
        return self._db.bulk(filled)

    def _insert(self, frame: Frame) -> None:
        if self._hooks.sifts and len(frame):
            unsaid = self._hooks.unsaid(frame.rows())
            self._known.unchanged += unsaid.count(False)
            frame = frame.kept(unsaid)
        inner = self._inner.take_from(frame)
        for name, value in self._rules.defaults.items():
            told = frame.columns.get(name) or [None] * len(frame)
            frame.columns[name] = [value if cell is None else cell for cell in told]
        rows: list[Values] = []
        if self._hooks.by_row:
            rows = frame.rows()
            self._hooks.before(rows)
            frame.columns = columns_of(rows)
        ids = create_many(self._db, self._noun, frame, self._prepared.options.keys.source)
        if rows:
            self._hooks.after(ids, rows)
        for beside in self._beside:
            beside.take(frame, ids, new=True)
        self._new += len(ids)
        self._inner.wait(inner, frame.lines, ids)

    def finish(self) -> None:
        """Set the references to the same noun, and settle what the new rows add up to."""
        self._inner.finish(self._relations, self._reject)
        self._hooks.finish()

    def _reject(self, line: int, column: str, reason: str) -> None:
        """Reject a row, and the later ones that were joined to it unless it is taken in part."""
        lines = [line] if reason.endswith(IN_PART) else [line, *self._also.pop(line, ())]
        # Of very many no more is kept than the text itself.
        why = reason if len(self._prepared.rejects) < DETAILED else str(reason)
        self._prepared.rejects += [Reject(each, column, "", why, ()) for each in lines]

    def outcome(self) -> Outcome:
        """Return what became of the rows, with the notes a person needs."""
        made = [
            say("made on the way: {made}", made=counted(count, *_words(plural)))
            for plural, count in self._relations.made.items()
        ]
        counts = {
            "new": self._new,
            "changed": self._known.changed,
            "unchanged": self._known.unchanged,
            "repeated": sum(map(len, self._also.values())) + sum(map(len, self._more.values())),
            "skipped": self._skipped,
        }
        beside = [note for one in self._beside for note in one.notes()]
        return Outcome(counts, (*made, *self._twice.notes(), *self._hooks.notes(), *beside))


def _words(plural: str) -> tuple[str, str]:
    """Return what one, and what many, of the records are called that a plural names."""
    one = next((noun.name for noun in NOUNS if noun.plural == plural), plural.removesuffix("s"))
    return one.replace("_", " "), plural.replace("-", " ")


_BESIDE: dict[Noun, type[Statements | Places]] = {CONSENTS: Statements, ADDRESSES: Places}
"""What loads rows that are no records of their own."""


def join(first: Values, second: Values) -> None:
    """Join a row to an earlier one of the same record: what it says wins, lists and custom fields grow."""
    for name, value in second.items():
        old = first.get(name)
        if isinstance(value, tuple) and isinstance(old, tuple):
            first[name] = tuple(dict.fromkeys((*old, *value)))
        elif isinstance(value, dict) and isinstance(old, dict):
            first[name] = {**old, **value}
        else:
            first[name] = value

"""Loading: prepared rows into the store, a batch at a time, in the import's one transaction.

A row is new, changes a record, or finds it as it is; a blank cell keeps what is stored. Rows of one
file with the same key are one record. What can't be related or matched is refused with its line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.bulk import create_many, stored
from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.kinds import DETAIL, Number, Text
from crmcli.domain.load.hooks import HOOKS, Hooks
from crmcli.domain.load.matching import Key, Matcher
from crmcli.domain.load.plan import Prepared, Rows
from crmcli.domain.load.relations import Relations, Unresolved
from crmcli.domain.load.rules import RULES, Values
from crmcli.domain.records import COLUMNS, REACHED, TAGGED, keys_of, modify
from crmcli.domain.results import Change, Listing
from crmcli.errors import Refused
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Writer

SHOWN = 20  # rejects listed under the result


@dataclass(frozen=True, slots=True)
class LoadLine:
    """What became of the rows of a file: read = new + changed + unchanged + repeated + skipped + rejected.

    ``repeated`` rows had the key of an earlier row of the same batch of the file and were joined to it.
    """

    what: Annotated[str, Text()]
    file: Annotated[str, Text(wrap=False)]
    read: Annotated[int, Number()]
    new: Annotated[int, Number()]
    changed: Annotated[int, Number()]
    unchanged: Annotated[int, Number()]
    repeated: Annotated[int, Number()]
    skipped: Annotated[int, Number()]
    rejected: Annotated[int, Number()]


@dataclass(frozen=True, slots=True)
class RejectLine:
    """A row that was not taken, and why."""

    line: Annotated[int, Number()]
    column: str
    value: Annotated[str, Text(show=DETAIL)]
    reason: str


@dataclass(slots=True)
class _Counts:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    repeated: int = 0
    skipped: int = 0


@dataclass(slots=True)
class _Batch:
    """The new rows of a batch, in order, and by which keys they are known."""

    rows: list[Values] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    keys: dict[Key, int] = field(default_factory=dict)


def load(db: Writer, prepared: Prepared) -> Change[LoadLine]:
    """Load a prepared file.

    Raises:
        Refused: rows don't fit and the file is to be taken whole; nothing is stored.
    """
    if prepared.all_or_nothing:
        refuse(prepared)
    loader = Loader(db, prepared)
    for batch in prepared.spool.batches():
        loader.batch(batch)
    loader.finish()
    prepared.rejects.sort(key=lambda reject: reject.line)
    if prepared.all_or_nothing:
        refuse(prepared)
    return loader.result()


def refuse(prepared: Prepared) -> None:
    """Raise when any row doesn't fit."""
    rejects = prepared.rejects
    if not rejects:
        return
    first = "; ".join(reject.sentence(prepared.name) for reject in rejects[:3])
    more = f"; and {len(rejects) - 3:,} more" if len(rejects) > 3 else ""
    good = prepared.spool.count - sum(1 for reject in rejects if not reject.cells)
    rest = f"import the other {good:,}" if good > 0 else "keep them apart"
    raise Refused(
        f"nothing was imported: {first}{more}",
        f"mend the file, or add --rejects rejects.csv to {rest}",
        [
            {"line": r.line, "column": r.column, "value": r.value, "reason": r.reason}
            for r in rejects[:1000]
        ],
    )


class Loader:
    """One load of one file."""

    def __init__(self, db: Writer, prepared: Prepared) -> None:
        """Look up what is particular to the noun."""
        self._db = db
        self._prepared = prepared
        self._noun = prepared.noun
        self._rules = RULES[self._noun.name]
        self._options = prepared.options
        self._relations = Relations(db, prepared.options)
        self._matcher = Matcher(db, self._noun, prepared.fields, prepared.options)
        self._hooks: Hooks = HOOKS.get(self._noun.name, Hooks)(db)
        self._references = {
            f.name: f.ref for f in prepared.mapping.noun.fields if f.type == "ref" and f.name in prepared.fields
        }
        if "lost_reason" in prepared.fields:
            self._references["lost_reason"] = "reason"
        self._counts = _Counts()
        self._inner: list[tuple[int, int, str, str]] = []  # line, record, field, text

    def batch(self, batch: Rows) -> None:
        """Load one batch."""
        fields = self._prepared.fields
        rows: list[tuple[int, Values]] = [
            (line, {name: value for name, value in zip(fields, row, strict=True) if value is not None and value != ()})
            for line, row in zip(batch.lines, batch.rows, strict=True)
        ]
        keys = [self._matcher.keys_of(values) for _, values in rows]
        fit = [self._fit(line, values) for line, values in self._related(rows)]
        stored_keys = self._matcher.stored(key for several in keys for key in several)
        foreign = self._foreign(rows, keys, stored_keys)
        new = _Batch()
        known: list[tuple[int, Values]] = []
        for (line, values), several, fits in zip(rows, keys, fit, strict=True):
            if not fits:
                continue
            inner = {name: values.pop(name) for name in self._rules.inner if name in values}
            target = self._target(line, values, several, stored_keys, foreign, new)
            if isinstance(target, int):
                known.append((target, values))
                self._wait(line, target, inner)
            elif target is not None:
                target.update(inner)
        self._insert(new)
        self._change(known)

    def _related(self, rows: list[tuple[int, Values]]) -> list[tuple[int, Values]]:
        """Turn the texts of references into records' numbers; what answers to none stays an Unresolved."""
        for name, noun in self._references.items():
            if name in self._rules.inner:
                continue
            known = self._relations.find(noun, (values[name] for _, values in rows if name in values))
            for _, values in rows:
                if name in values:
                    values[name] = known[values[name]]
        return rows

    def _fit(self, line: int, values: Values) -> bool:
        """Return whether a row can be taken; reject it otherwise."""
        reason = self._rules.check(values) if self._rules.check else None
        if reason is not None:
            self._reject(line, "", "", reason)
            return False
        for name in self._references:
            if isinstance(values.get(name), Unresolved):
                self._reject(line, self._prepared.mapping.header_of(name), "", values[name])
                return False
        return True

    def _foreign(
        self, rows: list[tuple[int, Values]], keys: list[list[Key]], stored_keys: dict[Key, list[int]]
    ) -> set[int]:
        """Return the records that a row with a key of its own must not be taken for."""
        if ("external_id",) not in self._matcher.keys or len(self._matcher.keys) == 1:
            return set()
        weak = [
            row_id
            for (_, values), several in zip(rows, keys, strict=True)
            if "external_id" in values
            for key in several[1:]
            for row_id in stored_keys.get(key, ())
        ]
        return self._matcher.with_own_key(weak) if weak else set()

    def _target(
        self,
        line: int,
        values: Values,
        several: list[Key],
        stored_keys: dict[Key, list[int]],
        foreign: set[int],
        new: _Batch,
    ) -> int | Values | None:
        """Return the record a row is, or the values of a new one; None when the row is done with."""
        own = "external_id" in values
        for key in several:
            if key in new.keys:
                at = new.keys[key]
                if not own or key[0] == "external" or "external_id" not in new.rows[at]:
                    join(new.rows[at], values)
                    self._counts.repeated += 1
                    return None
            ids = [i for i in stored_keys.get(key, ()) if not own or key[0] == "external" or i not in foreign]
            if len(set(ids)) > 1:
                refs = ", ".join(self._noun.ref(i) for i in ids[:4])
                self._reject(line, "", "", f"several records are like this row: {refs}; give it a key")
                return None
            if ids:
                return self._known(line, ids[0])
        if self._options.mode == "update":
            self._counts.skipped += 1
            return None
        for key in several:
            new.keys.setdefault(key, len(new.rows))
        made = {**self._rules.defaults, **values}
        new.rows.append(made)
        new.lines.append(line)
        return made

    def _known(self, line: int, row_id: int) -> int | None:
        if self._options.mode == "create":
            self._reject(line, "", "", f"{self._noun.ref(row_id)} is this {self._noun.name} already")
            return None
        if self._options.mode == "skip":
            self._counts.skipped += 1
            return None
        return row_id

    def _insert(self, new: _Batch) -> None:
        inner = [{name: row.pop(name) for name in self._rules.inner if name in row} for row in new.rows]
        rows, lines = self._hooks.before(new.rows, new.lines, self._reject)
        ids = create_many(self._db, self._noun, rows, self._options.keys)
        self._hooks.after(ids, rows)
        self._counts.new += len(rows)
        if len(rows) == len(inner):
            for line, row_id, texts in zip(lines, ids, inner, strict=True):
                self._wait(line, row_id, texts)

    def _wait(self, line: int, row_id: int, texts: Values) -> None:
        """Resolve references to the same noun when all rows are in: the other row may come later."""
        self._inner += [(line, row_id, name, text) for name, text in texts.items()]

    def _change(self, known: list[tuple[int, Values]]) -> None:
        """Change the records that differ from their rows; a record is read once for the batch."""
        if not known:
            return
        current = self._current(known)
        for row_id, values in known:
            self._hooks.for_known(row_id, values, current[row_id])
            if self._same(values, current[row_id]):
                self._counts.unchanged += 1
                continue
            changed = modify(self._db, self._noun, row_id, values, self._options.keys)
            self._hooks.changed(row_id, changed)
            if changed:
                self._counts.changed += 1
                current |= self._current([(row_id, values)])
            else:
                self._counts.unchanged += 1

    def _current(self, known: Sequence[tuple[int, Values]]) -> dict[int, dict[str, Any]]:
        """Return the stored columns of records, with their keys under ``#keys`` and tags under ``#tags``."""
        columns = self._db.tables[self._noun.table].columns
        names, values = marks("i", sorted({row_id for row_id, _ in known}))
        found: dict[int, dict[str, Any]] = {}
        for row in self._db.tuples(
            f"SELECT {', '.join(columns)} FROM {self._noun.table} WHERE id IN ({names})", values
        ):
            found[row[0]] = dict(zip(columns, row, strict=True)) | {"#keys": set(), "#tags": set()}
        owner = self._noun.owner
        for row_id, kind, norm in self._db.tuples(
            f"SELECT {owner}, kind, norm FROM identity WHERE {owner} IN ({names})", values
        ):
            found[row_id]["#keys"].add((kind, norm))
        if self._noun in TAGGED:
            for row_id, folded in self._db.tuples(
                f"SELECT g.{owner}, t.name_fold FROM tagging g JOIN tag t ON t.id = g.tag_id "
                f"WHERE g.{owner} IN ({names})",
                values,
            ):
                found[row_id]["#tags"].add(folded)
        return found

    def _same(self, values: Values, current: dict[str, Any]) -> bool:
        """Return whether a row says nothing that is not stored already."""
        from crmcli.domain.text import fold

        if "customer" in values and self._noun.name == "contact":
            return False
        custom = values.get("custom")
        plain = {name: value for name, value in values.items() if name != "custom"}
        for column, (value,) in stored(self._db, self._noun, [plain]).items():
            if not column.endswith(("_fold", "_sort")) and current[column] != value:
                return False
        if custom:
            import json

            old = json.loads(current["custom"]) if current["custom"] else {}
            if any(old.get(name) != value for name, value in custom.items()):
                return False
        if {fold(name) or name for name in values.get("tags", ())} - current["#tags"]:
            return False
        keys = keys_of(self._noun, values, self._options.keys) if self._noun in REACHED or "external_id" in values else []
        return all((key.kind, key.norm) in current["#keys"] for key in keys)

    def finish(self) -> None:
        """Resolve the references to the same noun, and settle what the new rows add up to."""
        for noun in {self._references[name] for _, _, name, _ in self._inner}:
            self._relations.forget(noun)
        for name in self._rules.inner:
            waiting = [part for part in self._inner if part[2] == name]
            known = self._relations.find(self._references[name], (text for *_, text in waiting)) if waiting else {}
            for line, row_id, _, text in waiting:
                self._relate(line, row_id, name, known[text])
        self._hooks.finish()

    def _relate(self, line: int, row_id: int, name: str, answer: int | Unresolved) -> None:
        column = COLUMNS[name]
        header = self._prepared.mapping.header_of(name)
        if isinstance(answer, Unresolved):
            self._reject(line, header, "", f"{answer} (the rest of the row was taken)")
            return
        try:
            with self._db.savepoint():
                self._db.update(self._noun.table, row_id, {column: answer})
        except Refused as error:
            self._reject(line, header, "", f"{error.message} (the rest of the row was taken)")

    def _reject(self, line: int, column: str, value: str, reason: str) -> None:
        self._prepared.rejects.append(Reject(line, column, value, str(reason), ()))

    def result(self) -> Change[LoadLine]:
        """Return the counts, with the notes a person needs."""
        counts, prepared = self._counts, self._prepared
        rejects = prepared.rejects
        early = sum(1 for reject in rejects if reject.cells)
        line = LoadLine(
            self._noun.plural,
            prepared.name,
            prepared.spool.count + early,
            counts.new,
            counts.changed,
            counts.unchanged,
            counts.repeated,
            counts.skipped,
            len(rejects),
        )
        made = [f"made on the way: {count:,} {plural}" for plural, count in self._relations.made.items()]
        summary = (
            f"{prepared.name}: {line.read:,} rows, {line.new:,} new, {line.changed:,} changed, "
            f"{line.unchanged:,} unchanged, {line.rejected:,} rejected"
        )
        listed = [RejectLine(r.line, r.column, r.value, r.reason) for r in rejects[:SHOWN]]
        sections = (Listing(RejectLine, listed, title="Rejected", total=len(rejects)),) if rejects else ()
        return Change(
            f"imported {line.new} new, {line.changed} changed {self._noun.plural} from {prepared.name}",
            LoadLine,
            [line],
            summary=summary,
            notes=(*prepared.told, *made, *self._hooks.notes()),
            sections=sections,
            exit_code=5 if rejects else 0,
        )


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

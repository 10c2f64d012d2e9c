"""References in a file: texts to records, by any key, never by a part of a name.

In this order: the key of the file's source, a record's number, e-mail, phone, tax number, article
or order number, the whole folded name. The first that answers decides; two answers are a problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain import normal
from crmcli.domain.load.matching import merged
from crmcli.domain.nouns import BY_NAME, CORE, Noun, split_ref
from crmcli.domain.records import REACHED
from crmcli.domain.text import fold, nearest, sort_key
from crmcli.said import named, say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.domain.load.plan import LoadOptions
    from crmcli.sql import Writer

CHUNK = 5_000
# Lists that are no records: the table, and what the command that adds to it is called.
LISTS = {"stage": ("stage", "stages"), "reason": ("lost_reason", "reasons")}


class Unresolved(NamedTuple):
    """Why a text names no record, as people read it."""

    why: str


class Relations:
    """Finds the records that texts name, and remembers them for the whole file."""

    def __init__(self, db: Writer, options: LoadOptions) -> None:
        """Ask ``db``; records that may be made are made there."""
        self._db = db
        self._options = options
        self._known: dict[str, dict[str, int | Unresolved]] = {}
        self.made: dict[str, int] = {}

    def forget(self, noun: str) -> None:
        """Forget what is known of a noun: records of it were added."""
        self._known.pop(noun, None)

    def find(self, noun: str, texts: Iterable[str]) -> dict[str, int | Unresolved]:
        """Return text -> record's number, or why there is none; holds every text asked for."""
        known = self._known.setdefault(noun, {})
        new = sorted({text for text in texts if text not in known})
        for start in range(0, len(new), CHUNK):
            known |= self._ask(noun, new[start : start + CHUNK])
        return known

    def _ask(self, name: str, texts: list[str]) -> dict[str, int | Unresolved]:
        found = self._in_list(name, texts) if name in LISTS else self._records(BY_NAME[name], texts)
        plural = LISTS[name][1] if name in LISTS else BY_NAME[name].plural
        for text, answers in found.items():
            if not answers and plural in self._options.create:
                found[text] = {self._make(name, text)}
                self.made[plural] = self.made.get(plural, 0) + 1
        return {text: self._one(name, plural, text, answers) for text, answers in found.items()}

    def _one(self, name: str, plural: str, text: str, answers: set[int]) -> int | Unresolved:
        if len(answers) == 1:
            return next(iter(answers))
        if not answers:
            near = self._near(name, text)
            close = (
                say(" (did you mean \"{near}\"? --value 'FIELD:{text}={near}')", near=near, text=text)
                if near
                else ""
            )
            return Unresolved(
                say(
                    'no {name} answers to "{text}"{close}; --create {plural} would make it',
                    name=named(name, shown=name.replace("_", " ")),
                    text=text,
                    close=close,
                    plural=plural,
                )
            )
        refs = sorted(answers)
        shown = ", ".join(BY_NAME[name].ref(i) for i in refs[:4]) if name in BY_NAME else str(refs)
        return Unresolved(say('"{text}" may be any of {shown}', text=text, shown=shown))

    def _records(self, noun: Noun, texts: list[str]) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {text: set() for text in texts}
        self._by_key(noun, found)
        for text in texts:
            number = split_ref(text) if not found[text] and "-" in text else None
            if number is not None and number[0] is noun:
                query = f"SELECT id FROM {noun.table} WHERE id = :id"
                found[text] |= {row[0] for row in self._db.tuples(query, {"id": number[1]})}
                found[text] |= set(merged(self._db, noun, [number[1]]).values())
        self._by_identity(noun, found)
        columns = self._db.tables[noun.table].columns
        for column in ("sku_fold", "number_fold", "name_fold"):
            if column in columns:
                self._by_column(noun.table, column, found)
        return found

    def _by_key(self, noun: Noun, found: dict[str, set[int]]) -> None:
        listed, values = within(self._db.engine, "norm", "norms", [text.strip() for text in found])
        query = (
            f"SELECT norm, {noun.owner} FROM {noun.keys} k WHERE kind = 'external' AND {listed} "
            f"AND source = :source AND noun = :noun"
        )
        bound = values | {"source": self._options.keys.source, "noun": noun.name}
        keys: dict[str, set[int]] = {}
        for norm, owner in self._db.tuples(query, bound):
            keys.setdefault(norm, set()).add(owner)
        for text in found:
            found[text] |= keys.get(text.strip(), set())

    def _by_identity(self, noun: Noun, found: dict[str, set[int]]) -> None:
        forms: dict[str, list[str]] = {}
        for text, answers in found.items():
            if answers:
                continue
            norm = None
            if "@" in text:
                norm = normal.email(text)
            elif sum(map(str.isdigit, text)) >= 10:
                tax = normal.tax_number(text)
                norm = normal.phone(text, self._options.keys.region) or (tax.number if tax else None)
            if norm:
                forms.setdefault(norm, []).append(text)
        if not forms or noun not in CORE:
            return
        listed, values = within(self._db.engine, "norm", "norms", list(forms))
        query = (
            f"SELECT norm, {noun.owner} FROM identity WHERE {listed} "
            f"AND kind <> 'external' AND {noun.owner} IS NOT NULL"
        )
        for norm, owner in self._db.tuples(query, values):
            for text in forms[norm]:
                found[text].add(owner)

    def _by_column(self, table: str, column: str, found: dict[str, set[int]]) -> None:
        forms: dict[str, list[str]] = {}
        for text, answers in found.items():
            folded = fold(text)
            if not answers and folded:
                forms.setdefault(folded, []).append(text)
        if not forms:
            return
        listed, values = within(self._db.engine, column, "forms", list(forms))
        query = f"SELECT {column}, id FROM {table} WHERE {listed}"
        for folded, row_id in self._db.tuples(query, values):
            for text in forms[folded]:
                found[text].add(row_id)

    def _in_list(self, name: str, texts: list[str]) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {text: set() for text in texts}
        self._by_column(LISTS[name][0], "name_fold", found)
        from crmcli.domain.stage_words import stored

        table = LISTS[name][0]
        told = {stored(table, fold(text)): answers for text, answers in found.items() if not answers}
        self._by_column(table, "name_fold", told)
        return found

    def _near(self, name: str, text: str) -> str | None:
        """Return the name in a short list that is nearest to a text; long lists are not searched."""
        table = LISTS[name][0] if name in LISTS else BY_NAME[name].table
        if "name" not in self._db.tables[table].columns:
            return None
        names = self._db.tuples(f"SELECT name FROM {table} WHERE name IS NOT NULL ORDER BY id LIMIT 500")
        close = nearest(text, [row[0] for row in names])
        return close[0] if close else None

    def _make(self, name: str, text: str) -> int:
        """Make the least that a record of its kind can be: a name, and the text as its key."""
        if name == "stage":
            last = self._db.value("SELECT coalesce(max(position), 0) FROM stage WHERE outcome = 'open'")
            forms = {"name": text, "name_fold": fold(text), "name_sort": sort_key(text)}
            return self._db.insert(
                "stage", {**forms, "position": last + 1, "probability": 0, "outcome": "open"}
            )
        if name == "reason":
            forms = {"name": text, "name_fold": fold(text), "name_sort": sort_key(text)}
            return self._db.insert("lost_reason", {**forms, "needs_note": 0})
        from crmcli.domain.records import create

        noun = BY_NAME[name]
        values: dict[str, object] = {"name": text, "external_id": text}
        if noun in REACHED:
            if normal.email(text):
                values["email"] = text
            elif normal.phone(text, self._options.keys.region):
                values["phone"] = text
        if name == "customer":
            values["kind"] = "organisation"
        elif name == "order":
            values = {"number": text, "external_id": text, "status": "completed"}
        elif name == "lead":
            values["status"] = "new"
        return create(self._db, noun, values, self._options.keys)

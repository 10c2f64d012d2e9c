"""Which records of the store the rows of a file are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain import normal
from crmcli.domain.bulk import ROW_SOURCE
from crmcli.domain.exchange.imported import OWN_NUMBER
from crmcli.domain.load.forms import FOLDED, KINDS
from crmcli.domain.load.frame import NO_NORMS
from crmcli.domain.load.keys import Fields, entries
from crmcli.domain.nouns import ORDER, Noun, split_ref
from crmcli.domain.records import REACHED, column_of
from crmcli.domain.text import fold
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from crmcli.domain.load.frame import Frame
    from crmcli.domain.load.plan import Prepared
    from crmcli.sql import Reader, Writer

Target = int | str | None
"""A record's number, why a row can't be matched, or None for a row that no record is."""
_OWN = ("external_id",)


class Matcher:
    """Finds the records that rows are, by the keys of their file, strongest first."""

    def __init__(self, db: Reader, prepared: Prepared) -> None:
        """Ask ``db``, which must have its indexes."""
        self._db = db
        self._noun = prepared.noun
        self._keys = prepared.keys
        self._source = prepared.options.keys.source
        self._region = prepared.options.keys.region
        self._numbered = prepared.numbered
        self._scanned: dict[str, dict[str, list[int]]] = {}

    def targets(self, frame: Frame) -> list[Target]:
        """Return what each row is: a record, none, or too many."""
        targets: list[Target] = [None] * len(frame)
        if self._numbered:
            by_number(self._db, self._noun, frame, targets)
        for key in self._keys:
            self._by_key(frame, key, targets)
        if self._keys == ((OWN_NUMBER,),):
            told = frame.columns[OWN_NUMBER]
            targets = [
                say('no {name} has the number "{text}"', name=self._noun.name, text=text)
                if target is None and text
                else target
                for target, text in zip(targets, told, strict=True)
            ]
        if "row_key" in frame.columns:
            keyed = [(place, key) for place, key in enumerate(frame.columns["row_key"]) if key]
            owners = self._externals([key for _, key in keyed], ROW_SOURCE)
            for place, key in keyed:
                if targets[place] is None:
                    targets[place] = next(iter(owners.get(key, ())), None)
        return targets

    def _by_key(self, frame: Frame, key: Fields, targets: list[Target]) -> None:
        """Find the records of rows that are still open by one of the file's keys."""
        places, (firsts, *others) = entries(frame, key)
        open_firsts = {first for place, first in zip(places, firsts, strict=True) if targets[place] is None}
        owners = self._owners(key[0], open_firsts) if open_firsts else {}
        if not owners:
            return
        alike = {row_id for ids in owners.values() for row_id in ids}
        forms = self._forms(key[1:], alike) if others else {}
        foreign = self._with_own_key(alike) if key != _OWN and _OWN in self._keys else frozenset()
        mine = frame.columns.get("external_id") or [None] * len(frame)
        rests = zip(*others, strict=True) if others else [()] * len(places)
        for place, first, rest in zip(places, firsts, rests, strict=True):
            if targets[place] is not None or first not in owners:
                continue
            ids = owners[first] if not rest else [i for i in owners[first] if forms.get(i) == rest]
            if mine[place] and foreign:
                ids = [row_id for row_id in ids if row_id not in foreign]
            if ids:
                targets[place] = self._target(ids)

    def _target(self, ids: Sequence[int]) -> Target:
        distinct = list(dict.fromkeys(ids))
        if len(distinct) == 1:
            return distinct[0]
        refs = ", ".join(map(self._noun.ref, distinct[:4]))
        return say("several records are like this row: {refs}; give it a key", refs=refs)

    def _owners(self, field: str, forms: Collection[str]) -> Mapping[str, Sequence[int]]:
        """Return form -> the records that have it, in the order of their numbers."""
        if field == "external_id":
            return self._externals(forms, self._source)
        if field == OWN_NUMBER:
            return self._numbers(forms)
        if field in KINDS and self._noun in REACHED:
            owner = self._noun.owner
            listed, values = within(self._db.engine, "norm", "norms", sorted(forms))
            query = (
                f"SELECT norm, {owner} FROM identity WHERE kind = :kind AND {listed} "
                f"AND {owner} IS NOT NULL ORDER BY {owner}"
            )
            return _grouped(self._db.tuples(query, {**values, "kind": KINDS[field]}))
        if field in FOLDED:
            listed, values = within(self._db.engine, f"{field}_fold", "forms", sorted(forms))
            query = f"SELECT {field}_fold, id FROM {self._noun.table} WHERE {listed} ORDER BY id"
            return _grouped(self._db.tuples(query, values))
        return self._scan(field)

    def _numbers(self, forms: Collection[str]) -> Mapping[str, Sequence[int]]:
        """Return form of a number -> its record, also that of one it was merged into."""
        refs = {form: split_ref(form.replace(" ", "-")) for form in forms}
        asked = {ref[1]: form for form, ref in refs.items() if ref is not None and ref[0] is self._noun}
        listed, values = within(self._db.engine, "id", "ids", sorted(asked))
        query = f"SELECT id, id FROM {self._noun.table} WHERE {listed}"
        found = dict(self._db.tuples(query, values)) if asked else {}
        found |= merged(self._db, self._noun, [number for number in asked if number not in found])
        return {asked[number]: [row_id] for number, row_id in found.items()}

    def _externals(self, norms: Collection[str], source: str) -> Mapping[str, Sequence[int]]:
        listed, values = within(self._db.engine, "norm", "norms", sorted(norms))
        query = (
            f"SELECT norm, {self._noun.owner} FROM {self._noun.keys} k "
            f"WHERE kind = 'external' AND source = :source AND noun = :noun AND {listed}"
        )
        return _grouped(self._db.tuples(query, {**values, "source": source, "noun": self._noun.name}))

    def _scan(self, field: str) -> Mapping[str, Sequence[int]]:
        """Return form -> records of a field that has no index, read once for the file."""
        if field not in self._scanned:
            column = column_of(field, self._db.tables[self._noun.table].columns)
            query = f"SELECT {column}, id FROM {self._noun.table} WHERE {column} IS NOT NULL ORDER BY id"
            found = ((self._form(field, value), row_id) for value, row_id in self._db.tuples(query))
            self._scanned[field] = _grouped(found)
        return self._scanned[field]

    def _forms(self, fields: Fields, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        """Return record -> the forms of its fields."""
        known = self._db.tables[self._noun.table].columns
        columns = ["name_fold" if name == "name" else column_of(name, known) for name in fields]
        listed, values = within(self._db.engine, "id", "ids", sorted(ids))
        query = f"SELECT id, {', '.join(columns)} FROM {self._noun.table} WHERE {listed}"
        found = self._db.tuples(query, values)
        if columns == ["name_fold"]:
            return {row_id: (form,) for row_id, form in found}
        return {row_id: tuple(map(self._form, columns, cells)) for row_id, *cells in found}

    def _form(self, field: str, value: Any) -> str:
        """Return the form of a stored value that a row's is compared with."""
        if value is None or field == "name_fold":
            return value or ""
        if field == "email":
            return normal.email(value) or ""
        if field == "phone":
            return normal.phone(value, self._region) or ""
        return (normal.tax_key(value) or "") if field == "tax_number" else fold(str(value))

    def _with_own_key(self, ids: Collection[int]) -> frozenset[int]:
        """Return the records that have a key of the file's source: another row's, not this one's."""
        owner = self._noun.owner
        listed, values = within(self._db.engine, owner, "ids", sorted(ids))
        keys = self._noun.keys
        query = f"SELECT {owner} FROM {keys} k WHERE kind = 'external' AND source = :source AND {listed}"
        return frozenset(row[0] for row in self._db.tuples(query, {**values, "source": self._source}))


def by_number(db: Reader, noun: Noun, frame: Frame, targets: list[Target]) -> None:
    """Find the records that rows of our own export are: those of their numbers that still are what they were.

    The number alone says nothing: the file may be another store's.
    """
    refs = [split_ref(text) if text else None for text in frame.columns[OWN_NUMBER]]
    numbers = {place: ref[1] for place, ref in enumerate(refs) if ref is not None and ref[0] is noun}
    columns, row_of = _SAME.get(noun.name, _SAME_NAME)
    listed, values = within(db.engine, "id", "ids", sorted(set(numbers.values())))
    query = f"SELECT id, {', '.join(columns)} FROM {noun.table} WHERE {listed}"
    found = {row[0]: row[1:] for row in db.tuples(query, values)} if numbers else {}
    blank: list[Any] = [None] * len(frame)
    cells = [frame.folds.get(name) or frame.columns.get(name) or blank for name in row_of]
    for place, number in numbers.items():
        mine = [column[place] or None for column in cells]
        theirs = [cell or None for cell in found.get(number, ())]
        if number in found and _is_same(noun, mine, theirs):
            targets[place] = number


_SAME_NAME = (("name_fold",), ("name",))
_SAME = {
    "order": (("number_fold", "ordered_on"), ("number", "ordered_on")),
    "order_line": (("order_id",), ("order",)),
    "quote_line": (("quote_id",), ("quote",)),
    "payment": (("customer_id", "paid_on"), ("customer", "paid_on")),
    "activity": (("kind", "at"), ("kind", "at")),
    "member": (
        ("campaign_id", "customer_id", "contact_id", "lead_id"),
        ("campaign", "customer", "contact", "lead"),
    ),
    "relation": (("role", "customer_id", "other_customer_id"), ("role", "customer", "other_customer")),
    "wallet": (("customer_id", "estimated_on"), ("customer", "estimated_on")),
    "price": (("product_id", "valid_from"), ("product", "valid_from")),
    "rate": (("currency", "day"), ("currency", "day")),
    "target": (("metric", "from_on"), ("metric", "from_on")),
    "survey": (("answered_on",), ("answered_on",)),
    "check": (("branch", "checked_on"), ("branch", "checked_on")),
    "verification": (("at",), ("at",)),
}
"""Columns of a record, and the fields of a row, by which a number is believed."""


def _is_same(noun: Noun, mine: Sequence[Any], theirs: Sequence[Any]) -> bool:
    """Tell whether a row and a record are one; an order's day counts only where it has no number."""
    if noun is ORDER and (mine[0] or theirs[0]):
        return bool(mine[0] == theirs[0])
    return mine == theirs


def lend_keys(db: Writer, noun: Noun, frame: Frame, targets: Sequence[Target], source: str) -> None:
    """Give known records the keys by which other rows of their file name them."""
    places, norms, _ = frame.norms.get("external", NO_NORMS)
    said = zip((targets[place] for place in places), norms, strict=True)
    keys = dict.fromkeys((target, norm) for target, norm in said if isinstance(target, int))
    if not keys:
        return
    listed, values = within(db.engine, noun.owner, "ids", sorted({target for target, _ in keys}))
    owner = noun.owner
    query = (
        f"SELECT {owner}, norm FROM {noun.keys} k WHERE kind = 'external' AND source = :source AND {listed}"
    )
    held = set(db.tuples(query, {**values, "source": source}))
    rows = [(norm, target) for target, norm in keys if (target, norm) not in held]
    if rows:
        same = {"noun": noun.name, "source": source}
        if noun.keyed == "identity":
            db.insert_many("identity", ("norm", noun.owner), rows, same | {"kind": "external"})
        else:
            db.insert_many(noun.keyed, ("norm", "number"), rows, same)


def merged(db: Reader, noun: Noun, numbers: Sequence[int]) -> dict[int, int]:
    """Return number -> the record that one of that number was merged into."""
    if noun not in REACHED or not numbers:
        return {}
    listed, values = within(db.engine, "number", "numbers", list(numbers))
    query = (
        f"SELECT number, {noun.owner} FROM alias WHERE noun = :noun AND {listed} AND {noun.owner} IS NOT NULL"
    )
    return dict(db.tuples(query, {**values, "noun": noun.name}))


def _grouped(pairs: Iterable[tuple[Any, ...]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for form, row_id in pairs:
        found.setdefault(form, []).append(row_id)
    return found

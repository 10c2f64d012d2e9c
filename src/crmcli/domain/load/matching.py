"""Which record a row is: its keys, and the records of the store and of the same file that have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from crmcli.domain import normal
from crmcli.domain.bulk import ROW_SOURCE
from crmcli.domain.load.rules import RULES, Values
from crmcli.domain.nouns import LEAD, Noun
from crmcli.domain.text import fold
from crmcli.sql import marks

if TYPE_CHECKING:
    from crmcli.domain.load.plan import LoadOptions
    from crmcli.sql import Writer

Key = tuple[str, ...]

_KINDS = {"tax_number": "tax", "email": "email", "phone": "phone"}
_FORMS = {"sku": "sku_fold", "number": "number_fold", "name": "name_fold"}


class Matcher:
    """Tells for each row of a file which record it is."""

    def __init__(self, db: Writer, noun: Noun, fields: Sequence[str], options: LoadOptions) -> None:
        """Choose the keys: what was asked for, else the noun's own as far as the file has them."""
        self._db = db
        self._noun = noun
        self._options = options
        rules = RULES[noun.name]
        given = set(fields)
        wanted: Iterable[tuple[str, ...]] = (options.key,) if options.key else rules.keys
        self.keys = tuple(key for key in wanted if given >= set(key))
        if not self.keys and rules.alone and given >= set(rules.alone):
            self.keys = (rules.alone,)
        self._seen: dict[bytes, int] = {}

    def keys_of(self, values: Values) -> list[Key]:
        """Return the keys a row has, strongest first; made from its content when it has none."""
        found: list[Key] = []
        for names in self.keys:
            found += self._forms(names, values)
        if found:
            return found
        digest = blake2b(repr(sorted(values.items(), key=_by_name)).encode(), digest_size=12).digest()
        count = self._seen[digest] = self._seen.get(digest, 0) + 1
        values["row_key"] = f"{digest.hex()}:{count}"
        return [("row", values["row_key"])]

    def _forms(self, names: tuple[str, ...], values: Values) -> list[Key]:
        """Return one key for each value of its first field; none when a part is missing."""
        rest: list[str] = []
        for name in names[1:]:
            form = self._name_form(values) if name == "name" else fold(str(values.get(name, "")))
            if not form:
                return []
            rest.append(form)
        first, value = names[0], values.get(names[0])
        if not value:
            return []
        if first == "name":
            return [("name_fold", self._name_form(values), *rest)]
        return [
            (_KINDS.get(first) or _FORMS.get(first) or "external", norm, *rest)
            for norm in self._norms(first, value)
        ]

    def _norms(self, field: str, value: Any) -> list[str]:
        several = value if isinstance(value, tuple) else (value,)
        if field == "email":
            return [norm for norm in map(normal.email, several) if norm]
        if field == "phone":
            region = self._options.keys.region
            return [norm for text in several if (norm := normal.phone(text, region))]
        if field == "tax_number":
            tax = normal.tax_number(value)
            return [tax.number] if tax and tax.usable else []
        return [str(value).strip() if field == "external_id" else fold(str(value))]

    def _name_form(self, values: Values) -> str:
        name = values.get("name") or ""
        return fold(f"{name} {values.get('company') or ''}" if self._noun is LEAD else name)

    def stored(self, keys: Iterable[Key]) -> dict[Key, list[int]]:
        """Return key -> the records of the store that have it."""
        wanted: dict[str, set[Key]] = {}
        for key in keys:
            wanted.setdefault(key[0], set()).add(key)
        found: dict[Key, list[int]] = {}
        for kind, group in wanted.items():
            if kind in ("external", "row"):
                self._externals(kind, group, found)
            elif kind in _KINDS.values():
                self._identities(kind, group, found)
            else:
                self._columns(kind, group, found)
        return found

    def _externals(self, kind: str, group: set[Key], found: dict[Key, list[int]]) -> None:
        source = ROW_SOURCE if kind == "row" else self._options.keys.source
        names, values = marks("k", sorted({key[1] for key in group}))
        query = (
            f"SELECT norm, {self._noun.owner} FROM identity WHERE kind = 'external' "
            f"AND source = :source AND noun = :noun AND norm IN ({names})"
        )
        for norm, owner in self._db.tuples(query, values | {"source": source, "noun": self._noun.name}):
            found.setdefault((kind, norm), []).append(owner)

    def _identities(self, kind: str, group: set[Key], found: dict[Key, list[int]]) -> None:
        names, values = marks("k", sorted({key[1] for key in group}))
        query = (
            f"SELECT i.norm, r.name_fold, r.id FROM identity i JOIN {self._noun.table} r "
            f"ON r.id = i.{self._noun.owner} WHERE i.kind = :kind AND i.norm IN ({names}) ORDER BY r.id"
        )
        for norm, name, owner in self._db.tuples(query, values | {"kind": kind}):
            for key in ((kind, norm), (kind, norm, name)):
                if key in group:
                    found.setdefault(key, []).append(owner)

    def _columns(self, column: str, group: set[Key], found: dict[Key, list[int]]) -> None:
        names, values = marks("k", sorted({key[1] for key in group}))
        query = f"SELECT {column}, id FROM {self._noun.table} WHERE {column} IN ({names}) ORDER BY id"
        for form, row_id in self._db.tuples(query, values):
            found.setdefault((column, form), []).append(row_id)

    def with_own_key(self, ids: Iterable[int]) -> set[int]:
        """Return the records that have a key of the file's source already: another row's, not this one's."""
        names, values = marks("i", sorted(set(ids)))
        query = (
            f"SELECT {self._noun.owner} FROM identity WHERE kind = 'external' AND source = :source "
            f"AND {self._noun.owner} IN ({names})"
        )
        return {row[0] for row in self._db.tuples(query, values | {"source": self._options.keys.source})}


def _by_name(item: tuple[str, Any]) -> str:
    return item[0]

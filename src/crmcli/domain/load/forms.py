"""The forms by which rows are told apart and found: normal forms of keys, folded names; made once a row."""

from __future__ import annotations

from itertools import chain, compress
from typing import TYPE_CHECKING, Any

from crmcli.domain import normal
from crmcli.domain.load.frame import Frame, Norms
from crmcli.domain.nouns import LEAD, Noun
from crmcli.domain.records import REACHED
from crmcli.domain.text import fold_all
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

KINDS = {"phone": "phone", "email": "email", "tax_number": "tax", "external_id": "external"}
FOLDED = ("name", "sku", "number")  # fields whose folded form is stored


class Forms:
    """Makes the forms that rows of one file need."""

    def __init__(self, noun: Noun, keys: Collection[str], region: str) -> None:
        """Make what a record of the noun has, and what the fields of ``keys`` are compared by."""
        self._noun = noun
        self._keys = frozenset(keys)
        self._region = region

    def add_to(self, frame: Frame, odd: dict[str, list[int]] | None = None) -> None:
        """Give a frame the normal forms of its keys, and the folded forms of its names.

        ``odd`` is given the lines of phones, e-mail addresses and tax numbers that are none: what -> lines.
        """
        for field, kind in KINDS.items():
            wanted = self._noun in REACHED or field == "external_id" or field in self._keys
            if wanted and field in frame.columns:
                frame.norms[kind], without = self._norms(field, frame.columns[field])
                if odd is not None:
                    for what, places in _odd(field, frame.columns[field], without):
                        odd.setdefault(what, []).extend(frame.lines[place] for place in places)
        for field in (*FOLDED, *(name for name in self._keys if name not in KINDS)):
            if field in frame.columns:
                frame.folds[field] = fold_all(self._texts(field, frame))

    def _norms(self, field: str, column: Sequence[Any]) -> tuple[Norms, list[int]]:
        """Return the keys of a column of texts or tuples of texts, and the places of texts without one."""
        if tuple in set(map(type, column)):
            several = [value or () for value in column]
            texts = list(chain.from_iterable(several))
            places = [place for place, values in enumerate(several) for _ in values]
        else:
            texts, places = list(filter(None, column)), list(compress(range(len(column)), column))
        norms = self._normal(field, texts)
        without = [] if all(norms) else [at for at, norm in zip(places, norms, strict=True) if not norm]
        return _each_once(places, norms, texts, keep=field in ("phone", "email")), without

    def _normal(self, field: str, texts: Sequence[str]) -> Sequence[str | None]:
        if field == "phone":
            return normal.phones(texts, self._region)
        if field == "tax_number":
            return normal.tax_keys(texts)
        return normal.emails(texts) if field == "email" else [text.strip() for text in texts]

    def _texts(self, field: str, frame: Frame) -> list[str]:
        """Return what is folded for a field; a lead's name is looked for together with its company."""
        column = frame.columns[field]
        if field == "name" and self._noun is LEAD:
            firms = frame.columns.get("company") or [None] * len(column)
            return [f"{name or ''} {firm or ''}" for name, firm in zip(column, firms, strict=True)]
        return ["" if value is None else str(value) for value in column]


def _odd(field: str, column: Sequence[Any], without: Sequence[int]) -> list[tuple[str, list[int]]]:
    """Return what is wrong with values of a column, and where; the main phone or address alone is kept."""
    if field == "tax_number":
        numbers = {text: normal.tax_number(text) for text in set(filter(None, column))}
        wrong = {text for text, number in numbers.items() if number is not None and number.valid is False}
        places = [place for place, text in enumerate(column) if text in wrong] if wrong else []
        return [("tax_number", places)] if places else []
    if not without or field not in ("phone", "email"):
        return []
    found: dict[str, list[int]] = {}
    for place in dict.fromkeys(without):
        values = column[place]
        if isinstance(values, tuple) and len(values) > 1:
            others = normal.emails(values[1:]) if field == "email" else normal.phones(values[1:])
            if not all(others):
                found.setdefault(say("more {field}", field=field), []).append(place)
            if all(others) or without.count(place) > sum(form is None for form in others):
                found.setdefault(field, []).append(place)
        else:
            found.setdefault(field, []).append(place)
    return list(found.items())


def _each_once(places: list[int], norms: Sequence[str | None], texts: Sequence[str], *, keep: bool) -> Norms:
    """Return the entries that have a normal form, each form of a row once, with its first text if kept."""
    if len(set(places)) == len(places) and all(norms):
        return Norms(places, list(filter(None, norms)), list(texts) if keep else None)
    first: dict[tuple[int, str], str] = {}
    for place, norm, text in zip(places, norms, texts, strict=True):
        if norm:
            first.setdefault((place, norm), text)
    return Norms(
        [place for place, _ in first], [norm for _, norm in first], list(first.values()) if keep else None
    )

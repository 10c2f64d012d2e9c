"""What answers by its tags, its own fields, or a text: subjects, notes, descriptions.

Texts aren't stored folded. They are read and folded in turns, so that a large store takes time, not memory.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from crmcli.domain.find.hits import FIELD, TAG, TEXT, Hit
from crmcli.domain.text import excerpt, fold, fold_all
from crmcli.said import say
from crmcli.sql import like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.find.places import Place
    from crmcli.sql import Reader

FEWEST_LETTERS = 2
"""A single letter stands in nearly every text."""
_AT_ONCE = 20_000
_AROUND = 24  # letters of a text shown before what answers
_SHOWN = 60


def by_tag(db: Reader, folded: str, places: Sequence[Place]) -> Iterator[Hit]:
    """Yield what carries a tag with a word that begins like each word of the text."""
    words = folded.split()
    tests = " AND ".join(f"' ' || t.name_fold LIKE :w{i} ESCAPE '\\'" for i in range(len(words)))
    values = {f"w{i}": f"% {like(word)}%" for i, word in enumerate(words)}
    tagged = [p.noun for p in places if p.noun.owner in db.tables["tagging"].references]
    if not tagged or not db.value(f"SELECT count(*) FROM tag t WHERE {tests}", values):
        return
    columns = ", ".join(f"g.{noun.owner}" for noun in tagged)
    query = (
        f"SELECT t.name, {columns} FROM tag t JOIN tagging g ON g.tag_id = t.id WHERE {tests} ORDER BY g.id"
    )
    for name, *owners in db.tuples(query, values):
        for noun, number in zip(tagged, owners, strict=True):
            if number is not None:
                yield Hit(TAG, noun, number, say("tag {name}", name=name))


def by_text(db: Reader, folded: str, places: Sequence[Place]) -> Iterator[Hit]:
    """Yield what has every word of the text in its own texts, the latest of each noun first."""
    words = folded.split()
    if max(map(len, words)) < FEWEST_LETTERS:
        return
    for place in places:
        known = db.tables[place.noun.table].columns
        columns = [name for name in (*place.texts, "note", "custom") if name in known]
        if columns:
            yield from _of_place(db, place, columns, words)


def _of_place(db: Reader, place: Place, columns: Sequence[str], words: Sequence[str]) -> Iterator[Hit]:
    """Yield the records of one noun, the latest first."""
    some = " OR ".join(f"r.{name} IS NOT NULL" for name in columns)
    query = (
        f"SELECT r.id, {', '.join(f'r.{name}' for name in columns)} FROM {place.noun.table} r "
        f"WHERE r.id < :below AND ({some}) ORDER BY r.id DESC LIMIT {_AT_ONCE}"
    )
    rows: list[tuple[object, ...]] = [(1 << 62,)]
    while rows:
        rows = db.tuples(query, {"below": rows[-1][0]})
        wholes = fold_all([" ".join(filter(None, row[1:])) for row in rows]) if rows else []  # type: ignore[arg-type]
        for row, whole in zip(rows, wholes, strict=True):
            if all(word in whole for word in words):
                hit = _hit(place, columns, row, words)
                if hit is not None:
                    yield hit


def _hit(place: Place, columns: Sequence[str], row: tuple[object, ...], words: Sequence[str]) -> Hit | None:
    """Return the hit of a record whose texts hold all words together; None where only a field's name does."""
    number = int(row[0])  # type: ignore[call-overload]
    texts = {name: str(text) for name, text in zip(columns, row[1:], strict=True) if text is not None}
    own = _own_fields(texts.pop("custom", None))
    whole = fold(" ".join(chain(texts.values(), own.values())))
    if not all(word in whole for word in words):
        return None
    for name, text in texts.items():
        if any(word in fold(text) for word in words):
            return Hit(TEXT, place.noun, number, name.replace("_", " "), _piece(text, words))
    for name, text in own.items():
        if any(word in fold(text) for word in words):
            return Hit(FIELD, place.noun, number, say("field {name}", name=name), _piece(text, words))
    return None


def _own_fields(custom: str | None) -> dict[str, str]:
    """Return a record's own fields as texts."""
    if not custom:
        return {}
    import json

    return {name: str(value) for name, value in json.loads(custom).items()}


def _piece(text: str, words: Sequence[str]) -> str:
    """Return the piece of a text around the first of the words that it holds."""
    pieces = text.split()
    at = next((i for i, piece in enumerate(pieces) if any(word in fold(piece) for word in words)), 0)
    begin, room = at, _AROUND
    while begin and len(pieces[begin - 1]) < room:
        begin -= 1
        room -= len(pieces[begin]) + 1
    lead = "… " if begin else ""
    return lead + excerpt(" ".join(pieces[begin:]), _SHOWN)

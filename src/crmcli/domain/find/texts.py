"""What answers by its tags, its own fields, or a text: subjects, notes, descriptions.

Texts aren't stored folded. They are read and folded in turns, so that a large store takes time, not memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.find.hits import FIELD, TAG, TEXT, Hit
from crmcli.domain.text import excerpt, fold, fold_all
from crmcli.said import named, say
from crmcli.sql import EVERY_ROW, like

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crmcli.domain.find.places import Place
    from crmcli.sql import Reader

FEWEST_LETTERS = 2
"""A single letter stands in nearly every text."""
_AT_ONCE = 20_000
_AROUND = 24  # letters of a text shown before what answers
_SHOWN = 60
_OWN = "custom."


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
    below = EVERY_ROW
    while rows := db.tuples(query, {"below": below}):
        below = rows[-1][0]
        wholes = fold_all([" ".join(filter(None, row[1:])) for row in rows])
        for row, whole in zip(rows, wholes, strict=True):
            for word in words:
                if word not in whole:
                    break
            else:
                named = zip(columns, row[1:], strict=True)
                texts = {name: text for name, text in named if text is not None}
                if "custom" not in texts:
                    yield Hit(TEXT, place.noun, row[0], "", texts)
                elif _in_values(texts, words):
                    yield Hit(FIELD if len(texts) == 1 else TEXT, place.noun, row[0], "", texts)


def _in_values(texts: dict[str, str], words: Sequence[str]) -> bool:
    """Take a record's own fields apart; tell whether all words are in its texts, not in a field's name."""
    import json

    own = json.loads(texts.pop("custom"))
    texts |= {f"{_OWN}{name}": str(value) for name, value in own.items()}
    whole = fold(" ".join(texts.values()))
    return all(word in whole for word in words)


def piece_of(texts: Mapping[str, str], words: Sequence[str]) -> tuple[str, str]:
    """Return which of a record's texts answers, and the piece of it around the first word that it holds."""
    for name, text in texts.items():
        folded = fold(text)
        found = [at for at in map(folded.find, words) if at >= 0]
        if found:
            own = name.removeprefix(_OWN)
            said = say("field {name}", name=own) if own != name else named(name.replace("_", " "), "column")
            return said, _piece(text, min(found), words)
    return "", ""


def _piece(text: str, at: int, words: Sequence[str]) -> str:
    """Return the piece of a text around a place in its folded form, which is about as long."""
    line = " ".join(text.split())
    if at <= _AROUND:
        return excerpt(line, _SHOWN)
    begin = line.rfind(" ", 0, max(0, at - _AROUND // 2)) + 1
    shown = excerpt(line[begin:], _SHOWN)
    if not any(word in fold(shown) for word in words):  # signs that the folded form leaves out
        begins = range(begin, len(line), _AROUND)
        begin = next((i for i in begins if _holds(line[i : i + _SHOWN], words)), 0)
        shown = excerpt(line[begin:], _SHOWN)
    return f"… {shown}" if begin else shown


def _holds(text: str, words: Sequence[str]) -> bool:
    folded = fold(text)
    return any(word in folded for word in words)

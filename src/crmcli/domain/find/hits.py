"""What answers by number, key or name, and how well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.nouns import Noun, split_ref
from crmcli.said import named, say
from crmcli.sql import like, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.find.places import Place
    from crmcli.sql import Reader

FEWEST_DIGITS = 4  # of a phone, to look for a part of it

# A lower rank answers better.
NUMBER, KEY, WHOLE, BEGINNING, WORD, PART_OF_KEY, PART, WORDS, TAG, FIELD, TEXT = range(11)
_RANKS = f"""CASE WHEN {{c}} = :whole THEN {WHOLE} WHEN {{c}} LIKE :begin ESCAPE '\\' THEN {BEGINNING}
  WHEN {{c}} LIKE :word ESCAPE '\\' THEN {WORD} WHEN {{c}} LIKE :part ESCAPE '\\' THEN {PART}
  ELSE {WORDS} END"""


class Hit(NamedTuple):
    """A record that answers: how well, by what; its ``texts`` by name where one of them does."""

    rank: int
    noun: Noun
    number: int
    matched: str
    texts: Mapping[str, str] | None = None


def by_number(db: Reader, text: str, places: Sequence[Place]) -> list[Hit]:
    """Return the record that has this number, or was merged with the one that had it."""
    found = split_ref(text.strip())
    if found is None or found[0] not in [place.noun for place in places]:
        return []
    noun, number = found
    from crmcli.domain.refs import current

    now = current(db, noun, number)
    said = named("number", "found") if now == number else say("number {ref}", ref=noun.ref(number))
    return [] if now is None else [Hit(NUMBER, noun, now, said)]


def by_key(db: Reader, text: str, region: str, places: Sequence[Place]) -> list[Hit]:
    """Return who has the text, or a part of it, as phone, e-mail, tax number or external id."""
    from crmcli.domain.refs import KEY_WORDS, identity_forms

    names, values = marks("n", identity_forms(text, region))
    tests = [f"norm IN ({names})"]
    text = text.strip()
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) >= FEWEST_DIGITS and not any(c.isalpha() for c in text):
        tests.append("kind = 'phone' AND norm LIKE :digits")
        values["digits"] = f"%{digits.lstrip('0') or digits}%"
    if "@" in text or "." in text:
        tests.append("kind = 'email' AND norm LIKE :address ESCAPE '\\'")
        values["address"] = f"%{like(text.lower())}%"
    nouns = [place.noun for place in places if place.noun.keyed == "identity"]
    around = [place.noun for place in places if place.noun not in nouns]
    others = _by_record_key(db, around, text) if around else []
    if not nouns:
        return others
    columns = ", ".join(noun.owner for noun in nouns)
    where = " OR ".join(f"({test})" for test in tests)
    exact = f"CASE WHEN norm IN ({names}) THEN {KEY} ELSE {PART_OF_KEY} END"
    query = f"SELECT {exact}, kind, coalesce(value, norm), {columns} FROM identity "
    query += f"WHERE ({where}) AND coalesce(source, '') <> '#row' ORDER BY id"
    return others + [
        Hit(rank, noun, number, say("{kind} {value}", kind=KEY_WORDS[kind], value=value))
        for rank, kind, value, *owners in db.tuples(query, values)
        for noun, number in zip(nouns, owners, strict=True)
        if number is not None
    ]


def _by_record_key(db: Reader, nouns: Sequence[Noun], text: str) -> list[Hit]:
    """Return the records that are no people and have the text as their external id."""
    query = "SELECT noun, number FROM record_key WHERE norm = :norm AND source <> '#row' ORDER BY number"
    found = db.tuples(query, {"norm": text})
    return [
        Hit(KEY, noun, number, say("external id {text}", text=text))
        for noun in nouns
        for name, number in found
        if name == noun.name
    ]


def by_name(db: Reader, folded: str, places: Sequence[Place]) -> list[Hit]:
    """Return whose folded name, number on paper or code holds every word of the folded text."""
    words = folded.split()
    pattern = like(folded)
    values = {
        "whole": folded,
        "begin": f"{pattern}%",
        "word": f"% {pattern}%",
        "part": f"%{pattern}%",
        **{f"w{i}": f"%{like(word)}%" for i, word in enumerate(words)},
    }
    hits = []
    for place in places:
        for column in place.folded:
            each = " AND ".join(f"r.{column} LIKE :w{i} ESCAPE '\\'" for i in range(len(words)))
            rank = _RANKS.replace("{c}", f"r.{column}")
            query = (
                f"SELECT {rank} AS rank, r.id FROM {place.noun.table} r WHERE {each} "
                f"ORDER BY 1, r.{place.sort}, r.id"
            )
            said = named(column.removesuffix("_fold"), "column")
            hits += [Hit(row[0], place.noun, row[1], said) for row in db.tuples(query, values)]
    return hits

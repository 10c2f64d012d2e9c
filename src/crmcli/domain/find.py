"""Finding anyone and anything by what is known of it: a number, a phone in any form, a part of a name.

İ, I, ı and i, ş and s, ç and c are the same letter here. What answers exactly comes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Text
from crmcli.domain.nouns import (
    CAMPAIGN,
    CASE,
    CLOSING_STEP,
    COMPETITOR,
    CONTACT,
    CUSTOMER,
    INCIDENT,
    LEAD,
    NEED,
    OPPORTUNITY,
    ORDER,
    PAYMENT,
    PLAN,
    PLAYBOOK,
    PRODUCT,
    QUOTE,
    REQUEST,
    RULE,
    SEGMENT,
    USER,
    Noun,
    split_ref,
)
from crmcli.domain.results import Listing
from crmcli.errors import UsageError
from crmcli.said import say
from crmcli.sql import like, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader


FEWEST_DIGITS = 4  # of a phone, to look for a part of it


class Place(NamedTuple):
    """Where a noun is looked for: its folded columns, and what is told beside its name."""

    noun: Noun
    folded: tuple[str, ...]
    about: str
    sort: str = "name_sort"


_PLACES = {
    place.noun.plural: place
    for place in (
        Place(CUSTOMER, ("name_fold",), "r.city"),
        Place(
            CONTACT,
            ("name_fold",),
            "coalesce((SELECT c.name FROM customer_contact k JOIN customer c ON c.id = k.customer_id WHERE "
            "k.contact_id = r.id ORDER BY k.until IS NOT NULL, k.is_primary DESC, k.id LIMIT 1), r.city)",
        ),
        Place(
            LEAD, ("name_fold",), "CASE WHEN r.name IS NULL THEN r.city ELSE coalesce(r.company, r.city) END"
        ),
        Place(OPPORTUNITY, ("name_fold",), "(SELECT c.name FROM customer c WHERE c.id = r.customer_id)"),
        Place(
            ORDER,
            ("number_fold",),
            "coalesce((SELECT c.name FROM customer c WHERE c.id = r.customer_id), r.ordered_on)",
            "number_fold",
        ),
        Place(PRODUCT, ("name_fold", "sku_fold"), "coalesce(r.sku, r.category)"),
        Place(USER, ("name_fold",), "coalesce(r.team, r.branch)"),
        Place(COMPETITOR, ("name_fold",), "r.website"),
        Place(
            QUOTE,
            ("name_fold", "number_fold"),
            "coalesce((SELECT c.name FROM customer c WHERE c.id = r.customer_id), (SELECT coalesce(l.name, "
            "l.company) FROM lead l WHERE l.id = r.lead_id))",
        ),
        Place(
            PAYMENT,
            ("number_fold",),
            "coalesce((SELECT c.name FROM customer c WHERE c.id = r.customer_id), r.paid_on)",
            "number_fold",
        ),
        Place(
            NEED,
            ("name_fold",),
            "coalesce((SELECT c.name FROM customer c WHERE c.id = r.customer_id), (SELECT l.name FROM lead l "
            "WHERE l.id = r.lead_id), (SELECT p.name FROM contact p WHERE p.id = r.contact_id))",
        ),
        Place(CLOSING_STEP, ("name_fold",), "(SELECT s.name FROM stage s WHERE s.id = r.stage_id)"),
        Place(PLAN, ("name_fold",), "(SELECT c.name FROM customer c WHERE c.id = r.customer_id)"),
        Place(CAMPAIGN, ("name_fold",), "r.status"),
        Place(PLAYBOOK, ("name_fold",), "r.period"),
        Place(RULE, ("name_fold",), "r.wording"),
        Place(SEGMENT, ("name_fold",), "r.filter"),
        *(
            Place(noun, ("name_fold",), "(SELECT c.name FROM customer c WHERE c.id = r.customer_id)")
            for noun in (CASE, REQUEST)
        ),
        Place(INCIDENT, ("name_fold",), "substr(r.started_at, 1, 10)"),
    )
}


@frozen
class Find:
    """What is looked for, among which nouns (plural; all when empty); ``limit`` 0 is no limit."""

    text: str
    among: tuple[str, ...] = ()
    limit: int = 0
    region: str = "TR"


@frozen
class FoundRow:
    """A record that answers; ``matched`` is what did, ``about`` its city, company, customer or team."""

    id: Annotated[str, AnyRef("no.")]
    kind: Annotated[str, Text(wrap=False)]
    name: Annotated[str | None, Text()]
    about: Annotated[str | None, Text()]
    matched: Annotated[str, Text()]


class Hit(NamedTuple):
    """A record by rank; a lower one answers better."""

    rank: int
    noun: Noun
    number: int
    matched: str


_NUMBER, _KEY, _PART_OF_KEY = 0, 1, 5
_RANKS = """CASE WHEN {c} = :whole THEN 2 WHEN {c} LIKE :begin ESCAPE '\\' THEN 3
  WHEN {c} LIKE :word ESCAPE '\\' THEN 4 WHEN {c} LIKE :part ESCAPE '\\' THEN 6 ELSE 7 END"""


def find(db: Reader, request: Find) -> Listing[FoundRow]:
    """Find records, the best answer first, then by kind and name.

    Order: the record's own number; a phone, e-mail, tax number or external id; the whole name; its
    beginning; the beginning of a word; a part of a phone or an e-mail; any part; all words in any
    order.

    Raises:
        UsageError: there is no such kind of record, or nothing is asked for.
    """
    from crmcli.domain.text import check_text

    unknown = [name for name in request.among if name not in _PLACES]
    if unknown:
        raise UsageError(
            say('"{unknown}" is no kind of record', unknown=unknown[0]),
            say("--in takes {places}", places=", ".join(_PLACES)),
        )
    if not request.text.strip():
        raise UsageError("nothing to look for", 'crm find "Işık Mobilya"')
    check_text(request.text, "text")
    places = _filled([_PLACES[name] for name in request.among or _PLACES], db)
    hits = [
        *_by_number(db, request.text, places),
        *_by_key(db, request, places),
        *_by_name(db, request.text, places),
    ]
    best: dict[tuple[Noun, int], Hit] = {}
    for hit in sorted(hits, key=lambda hit: hit.rank):
        best.setdefault((hit.noun, hit.number), hit)
    # Sorting is stable: within a rank the places' order and each place's order by name stay.
    chosen = list(best.values())
    rows = _rows(db, chosen[: request.limit or None])
    total = None if len(rows) == len(chosen) else len(chosen)
    return Listing(
        FoundRow, rows, total=total, empty=say('nothing answers to "{text}"', text=request.text.strip())
    )


def _filled(places: Sequence[Place], db: Reader) -> list[Place]:
    """Return the places that have anything to be found."""
    from crmcli.domain.filled import filled

    there = filled(db, [place.noun.table for place in places])
    return [place for place in places if place.noun.table in there]


def _by_number(db: Reader, text: str, places: Sequence[Place]) -> list[Hit]:
    """Return the record that has this number, or was merged with the one that had it."""
    found = split_ref(text.strip())
    if found is None or found[0] not in [place.noun for place in places]:
        return []
    noun, number = found
    from crmcli.domain.refs import current

    now = current(db, noun, number)
    said = "number" if now == number else say("number {ref}", ref=noun.ref(number))
    return [] if now is None else [Hit(_NUMBER, noun, now, said)]


def _by_key(db: Reader, request: Find, places: Sequence[Place]) -> list[Hit]:
    """Return who has the text, or a part of it, as phone, e-mail, tax number or external id."""
    from crmcli.domain.refs import KEY_WORDS, identity_forms

    names, values = marks("n", identity_forms(request.text, request.region))
    tests = [f"norm IN ({names})"]
    text = request.text.strip()
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
    exact = f"CASE WHEN norm IN ({names}) THEN {_KEY} ELSE {_PART_OF_KEY} END"
    query = f"SELECT {exact}, kind, coalesce(value, norm), {columns} FROM identity "
    query += f"WHERE ({where}) AND coalesce(source, '') <> '#row' ORDER BY id"
    return others + [
        Hit(rank, noun, number, f"{KEY_WORDS[kind]} {value}")
        for rank, kind, value, *owners in db.tuples(query, values)
        for noun, number in zip(nouns, owners, strict=True)
        if number is not None
    ]


def _by_record_key(db: Reader, nouns: Sequence[Noun], text: str) -> list[Hit]:
    """Return the records that are no people and have the text as their external id."""
    query = "SELECT noun, number FROM record_key WHERE norm = :norm AND source <> '#row' ORDER BY number"
    found = db.tuples(query, {"norm": text})
    return [
        Hit(_KEY, noun, number, say("external id {text}", text=text))
        for noun in nouns
        for name, number in found
        if name == noun.name
    ]


def _by_name(db: Reader, text: str, places: Sequence[Place]) -> list[Hit]:
    """Return whose folded name holds every word of the text."""
    from crmcli.domain.text import fold

    folded = fold(text)
    if not folded:
        return []
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
            said = column.removesuffix("_fold")
            hits += [Hit(row[0], place.noun, row[1], said) for row in db.tuples(query, values)]
    return hits


def _rows(db: Reader, hits: Sequence[Hit]) -> list[FoundRow]:
    """Return what is told of each hit, in their order."""
    told: dict[tuple[Noun, int], tuple[str | None, str | None]] = {}
    for place in _PLACES.values():
        ids = [hit.number for hit in hits if hit.noun is place.noun]
        # SQLite takes at most 32,766 values in one statement.
        for start in range(0, len(ids), 10_000):
            names, values = marks("i", ids[start : start + 10_000])
            selected = f"SELECT r.id, {place.noun.label}, {place.about} FROM {place.noun.table} r"
            told |= {
                (place.noun, row[0]): row[1:]
                for row in db.tuples(f"{selected} WHERE r.id IN ({names})", values)
            }
    return [
        FoundRow(hit.noun.ref(hit.number), hit.noun.name, *told[hit.noun, hit.number], hit.matched)
        for hit in hits
    ]

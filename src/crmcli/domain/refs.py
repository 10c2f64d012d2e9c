"""Who is meant: a record by its number, phone, e-mail, tax number, external id, or part of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.nouns import ORDER_LINE, PRODUCT, Noun, split_ref
from crmcli.errors import Conflict, NotFound, UsageError
from crmcli.said import named as worded
from crmcli.said import say
from crmcli.sql import like, marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

SHOWN = 10  # candidates named when several records answer
KEY_WORDS = {
    "phone": worded("phone", "key"),
    "email": worded("e-mail", "key"),
    "tax": worded("tax number", "key"),
    "external": worded("external id", "key"),
}


class Candidate(NamedTuple):
    """A record that may be meant."""

    ref: str
    label: str


def resolve(db: Reader, noun: Noun, text: str, *, region: str = "TR") -> int:
    """Return the number of the one record of ``noun`` that ``text`` names.

    In this order: its own number, or one that was merged into it; an exact phone, e-mail, tax number or
    external id; its whole name; a part of its name. The first of these that any record answers to decides.

    Raises:
        NotFound: nobody answers.
        Conflict: several do; ``details`` lists them.
        UsageError: the number of another kind of record.
    """
    text = text.strip()
    number = split_ref(text)
    if number is not None and number[0] is noun:
        return _existing(db, noun, number[1])
    from crmcli.domain.text import check_text

    text = check_text(text, noun.name.replace("_", " "))
    found = by_identity(db, noun, text, region) or by_name(db, noun, text)
    if len(found) > 1:
        raise ambiguous(db, noun, text, found)
    if found:
        return found[0]
    if number is not None and "-" in text:
        message = say(
            "{text} is the number of {found}; {wanted} is asked for",
            text=text,
            found=_a(number[0].name),
            wanted=_a(noun.name),
        )
        raise UsageError(
            message,
            say("{command} show {text}", command=number[0].command, text=text)
            if number[0] is not ORDER_LINE
            else None,
        )
    raise nobody(db, noun, text)


def nobody(db: Reader, noun: Noun, text: str) -> NotFound:
    """Return the error for a text that no record answers to; a name that is near is told."""
    from crmcli.domain.near import nearest_record

    near = nearest_record(db, (noun,), text)
    if near is None:
        message = say('no {words} answers to "{text}"', words=_words(noun), text=text)
        return NotFound(message, say("{command} list", command=noun.command))
    message = say(
        'no {words} answers to "{text}"; did you mean {ref} {label}?',
        words=_words(noun),
        text=text,
        ref=near.ref,
        label=near.label,
    )
    hint = say("{command} show {ref}", command=noun.command, ref=near.ref)
    return NotFound(message, hint, [near._asdict()])


def by_identity(db: Reader, noun: Noun, text: str, region: str = "TR") -> list[int]:
    """Return the records that have ``text`` as phone, e-mail, tax number or external id, ascending."""
    names, values = marks("n", identity_forms(text, region))
    found = db.tuples(
        f"SELECT DISTINCT {noun.owner} FROM {noun.keys} k WHERE norm IN ({names}) "
        f"AND {noun.owner} IS NOT NULL ORDER BY {noun.owner}",
        values,
    )
    return [row[0] for row in found]


def identity_forms(text: str, region: str) -> list[str]:
    """Return the normal forms ``text`` may stand for; itself, as an external id, first."""
    from crmcli.domain import normal

    forms = [text.strip()]
    if "@" in text:
        forms.append(normal.email(text) or "")
    elif sum(character.isdigit() for character in text) >= 7:
        tax = normal.tax_number(text)
        forms += [normal.phone(text, region) or "", tax.number if tax else ""]
    return [form for form in dict.fromkeys(forms) if form]


def by_name(db: Reader, noun: Noun, text: str) -> list[int]:
    """Return the records whose folded name is ``text``, or else contains it."""
    from crmcli.domain.text import fold

    folded = fold(text)
    if not folded:
        return []
    numbered = _by_number(db, noun, folded)
    if numbered or "name_fold" not in db.tables[noun.table].columns:
        return numbered
    for test, value in (("=", folded), ("LIKE", f"%{like(folded)}%")):
        escape = " ESCAPE '\\'" if test == "LIKE" else ""
        found = db.tuples(
            f"SELECT id FROM {noun.table} WHERE name_fold {test} :name{escape} ORDER BY id LIMIT {SHOWN + 1}",
            {"name": value},
        )
        if found:
            return [row[0] for row in found]
    if noun is PRODUCT:
        found = db.tuples("SELECT id FROM product WHERE sku_fold = :sku ORDER BY id", {"sku": folded})
        return [row[0] for row in found]
    return []


def _by_number(db: Reader, noun: Noun, folded: str) -> list[int]:
    if "number_fold" not in db.tables[noun.table].columns:
        return []
    found = db.tuples(f"SELECT id FROM {noun.table} WHERE number_fold = :n ORDER BY id", {"n": folded})
    return [row[0] for row in found]


def named(db: Reader, noun: Noun, ids: Sequence[int]) -> list[Candidate]:
    """Return number and name of records, in the order of ``ids``."""
    names, values = marks("i", list(ids))
    labels = dict(db.tuples(f"SELECT r.id, {noun.label} FROM {noun.table} r WHERE r.id IN ({names})", values))
    return [Candidate(noun.ref(i), labels.get(i) or "") for i in ids]


def ambiguous(db: Reader, noun: Noun, text: str, ids: Sequence[int]) -> Conflict:
    """Return the error that names the candidates."""
    candidates = named(db, noun, ids[:SHOWN])
    listed = ", ".join(f"{c.ref} {c.label}".rstrip() for c in candidates)
    more = say(" and more") if len(ids) > SHOWN else ""
    return Conflict(
        say('"{text}" may be any of {listed}{more}', text=text, listed=listed, more=more),
        say("{command} show {ref}", command=noun.command, ref=candidates[0].ref),
        [c._asdict() for c in candidates],
    )


def current(db: Reader, noun: Noun, number: int) -> int | None:
    """Return the number of the record that a number means: itself, or the one it was merged into."""
    if db.value(f"SELECT id FROM {noun.table} WHERE id = :id", {"id": number}) is not None:
        return number
    if noun.owner not in db.tables["alias"].references:
        return None
    query = f"SELECT {noun.owner} FROM alias WHERE noun = :noun AND number = :number"
    found = db.value(query, {"noun": noun.name, "number": number})
    return None if found is None else int(found)


def _existing(db: Reader, noun: Noun, number: int) -> int:
    found = current(db, noun, number)
    if found is None:
        raise NotFound(
            say("no {words} has number {ref}", words=_words(noun), ref=noun.ref(number)),
            say("{command} list", command=noun.command),
        )
    return found


def _words(noun: Noun) -> str:
    return noun.word


def _a(name: str) -> str:
    return worded(name, shown=f"{'an' if name[0] in 'aeio' else 'a'} {name.replace('_', ' ')}")

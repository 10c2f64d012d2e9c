"""What to ask a caller so that they show who they are: questions from what the store knows of them.

Each has one short right answer and never shows more than that: the last digits of a number, the
domain of an address, a day without its year. What a caller has just named is not asked again.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.sql import Reader

DIGITS = 3
"""How many last digits of a number are asked for."""


class Question(NamedTuple):
    """A question: what is asked about, in which words, and the right answer."""

    kind: str
    question: str
    answer: str


class Party(NamedTuple):
    """Who calls: a customer, a contact, or both; what they were found by, and the country of phones."""

    customer: int | None
    contact: int | None
    said: str
    region: str = "TR"


class Known(NamedTuple):
    """What the store knows of a caller; each is None where it knows nothing."""

    facts: dict[str, Any]
    named: frozenset[str]
    """The normal forms of what the caller was found by."""


# Kind -> the group it belongs to (questions come from different ones first), English words, Turkish words.
KINDS: dict[str, tuple[str, str, str]] = {
    "last_order": (
        "orders",
        "On which day did you last buy from us?",
        "Bizden en son hangi gün alışveriş yaptınız?",
    ),
    "last_amount": ("orders", "How much was your last purchase?", "Son alışverişinizin tutarı ne kadardı?"),
    "last_product": ("orders", "What was in your last purchase?", "Son alışverişinizde ne almıştınız?"),
    "first_year": (
        "orders",
        "In which year did you first buy from us?",
        "Bizden ilk hangi yıl alışveriş yaptınız?",
    ),
    "city": ("place", "Which city is your address with us in?", "Kayıtlı adresiniz hangi şehirde?"),
    "district": ("place", "Which district is your address with us in?", "Kayıtlı adresiniz hangi ilçede?"),
    "birth_day": ("person", "On which day and month were you born?", "Doğum gününüz hangi gün ve ay?"),
    "role": ("person", "What do you do at the company?", "Firmada göreviniz nedir?"),
    "tax_number": (
        "number",
        "What are the last digits of your tax number?",
        "Vergi numaranızın son haneleri nedir?",
    ),
    "other_phone": (
        "number",
        "What are the last digits of your other phone?",
        "Diğer telefonunuzun son haneleri nedir?",
    ),
    "email": ("mail", "At which provider is your e-mail address?", "E-posta adresiniz hangi sağlayıcıda?"),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
}
_PURCHASE = "status <> 'cancelled' AND coalesce(total_minor, 0) >= 0 AND ordered_on <= :today"
_LAST = f"""
SELECT id, ordered_on, total_minor, currency FROM sales_order WHERE customer_id = :id AND {_PURCHASE}
ORDER BY ordered_on DESC, id DESC LIMIT 1
"""
_FIRST = f"SELECT min(ordered_on) FROM sales_order WHERE customer_id = :id AND {_PURCHASE}"
_PRODUCT = """
SELECT coalesce(p.name, l.description) FROM order_line l LEFT JOIN product p ON p.id = l.product_id
WHERE l.order_id = :id AND coalesce(p.name, l.description) IS NOT NULL
ORDER BY l.amount_minor IS NULL, l.amount_minor DESC, l.id LIMIT 1
"""
_ROLE = """
SELECT coalesce(k.role, p.title) FROM contact p
LEFT JOIN customer_contact k ON k.contact_id = p.id AND k.until IS NULL AND k.customer_id = :customer
WHERE p.id = :contact
"""


def known_of(db: Reader, party: Party, today: date) -> Known:
    """Return what is known of a customer, of a contact, or of a contact at a customer.

    Where a contact calls, birthday, phones and address are theirs.
    """
    from crmcli.domain.refs import identity_forms

    customer, contact = party.customer, party.contact
    facts: dict[str, Any] = {}
    if customer is not None:
        columns = ("city", "district", "tax_number", "email")
        query = f"SELECT {', '.join(columns)} FROM customer WHERE id = :id"
        facts |= dict(zip(columns, db.tuples(query, {"id": customer})[0], strict=True))
        facts |= _bought(db, customer, today)
    if contact is not None:
        columns = ("birth_date", "email", "city", "district")
        query = f"SELECT {', '.join(columns)} FROM contact WHERE id = :id"
        own = dict(zip(columns, db.tuples(query, {"id": contact})[0], strict=True))
        facts |= {name: value for name, value in own.items() if value}
        facts["role"] = db.value(_ROLE, {"customer": customer, "contact": contact})
    owner, number = ("contact_id", contact) if contact is not None else ("customer_id", customer)
    query = f"SELECT norm FROM identity WHERE kind = 'phone' AND {owner} = :id ORDER BY id"
    facts["phones"] = [row[0] for row in db.tuples(query, {"id": number})]
    return Known(facts, frozenset(identity_forms(party.said, party.region)))


def _bought(db: Reader, customer: int, today: date) -> dict[str, Any]:
    """Return what is known of a customer's purchases."""
    values = {"id": customer, "today": today.isoformat()}
    found = db.tuples(_LAST, values)
    if not found:
        return {}
    order, day, total, currency = found[0]
    return {
        "last_order": day,
        "last_amount": (total, currency) if total is not None else None,
        "last_product": db.value(_PRODUCT, {"id": order}),
        "first_year": db.value(_FIRST, values),
    }


def all_questions(known: Known, language: str) -> list[Question]:
    """Return every question that can be asked of a caller, in the order of ``KINDS``."""
    place = 2 if language == "tr" else 1
    found = []
    for kind, words in KINDS.items():
        answer = _answer(kind, known, language)
        if answer:
            found.append(Question(kind, words[place], answer))
    return found


def _answer(kind: str, known: Known, language: str) -> str | None:
    """Return the right answer of a kind of question, None where there is none to ask for."""
    if kind == "other_phone":
        others = [phone for phone in known.facts["phones"] if phone not in known.named]
        # With one phone only, it is the one they call from.
        return others[-1][-DIGITS:] if others and len(known.facts["phones"]) > 1 else None
    value = known.facts.get("birth_date" if kind == "birth_day" else kind)
    if not value or (isinstance(value, str) and _norm(kind, value) in known.named):
        return None
    say = _SAID.get(kind)
    return say(value, language) if say else str(value)


def _norm(kind: str, value: str) -> str | None:
    """Return the normal form of a value that a caller may have named."""
    from crmcli.domain import normal

    if kind == "email":
        return normal.email(value)
    tax = normal.tax_number(value) if kind == "tax_number" else None
    return tax.number if tax else None


def _day(value: str, language: str) -> str:
    day = date.fromisoformat(value)
    return f"{day:%d.%m.%Y}" if language == "tr" else value


def _birth_day(value: str, language: str) -> str:
    day = date.fromisoformat(value)
    return f"{day.day} {_MONTHS['tr' if language == 'tr' else 'en'].split()[day.month - 1]}"


def _amount(value: tuple[int, str], language: str) -> str:
    from crmcli.domain.money import human

    return human(value[0], value[1], language)


_SAID: dict[str, Callable[[Any, str], str]] = {
    "last_order": _day,
    "last_amount": _amount,
    "first_year": lambda value, _: value[:4],
    "birth_day": _birth_day,
    "tax_number": lambda value, _: "".join(c for c in value if c.isalnum())[-DIGITS:],
    "email": lambda value, _: value.rpartition("@")[2].lower(),
}


def chosen(questions: Sequence[Question], count: int, seed: str) -> list[Question]:
    """Return so many of the questions, of different groups first; the same ones for the same seed."""
    from zlib import crc32

    mixed = sorted(questions, key=lambda one: crc32(f"{seed} {one.kind}".encode()))
    seen: dict[str, int] = {}
    rounds = []
    for one in mixed:
        group = KINDS[one.kind][0]
        rounds.append(seen.get(group, 0))
        seen[group] = rounds[-1] + 1
    order = sorted(range(len(mixed)), key=lambda place: (rounds[place], place))
    return [mixed[place] for place in order[:count]]

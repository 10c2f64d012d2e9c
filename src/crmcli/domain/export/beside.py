"""What other tables say of a page of records: keys, phones, e-mails, tags, customers of contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.nouns import CONTACT, CUSTOMER, Noun
from crmcli.domain.records import KEYED, REACHED, TAGGED
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.sql import Reader

Beside = dict[int, dict[str, Any]]
"""Record -> column -> value."""

EXTERNAL = "external_id"
USUAL = "default"
"""The program that keys come from unless another one is named."""


def external_column(source: str, place: int) -> str:
    """Return the column of a program's key; ``place`` counts the keys that a record has of one program."""
    name = EXTERNAL if source == USUAL else f"{EXTERNAL}:{source}"
    return name if place == 1 else f"external_id:{source}:{place}"


def beside(db: Reader, noun: Noun, ids: Sequence[int]) -> Beside:
    """Return what other tables say of records."""
    found: Beside = {number: {} for number in ids}
    if noun in KEYED:
        _identities(db, noun, ids, found)
    if noun in TAGGED:
        listed, values = within(db.engine, f"g.{noun.owner}", "ids", list(ids))
        query = (
            f"SELECT g.{noun.owner}, t.name FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE {listed} "
            "ORDER BY t.name_sort, t.name"
        )
        for number, name in db.tuples(query, values):
            found[number].setdefault("tags", []).append(name)
    if noun is CONTACT:
        _customers(db, ids, found)
    return found


def _identities(db: Reader, noun: Noun, ids: Sequence[int], found: Beside) -> None:
    """Add keys, phones and e-mails in the order in which they were told."""
    listed, values = within(db.engine, noun.owner, "ids", list(ids))
    # Told apart here: of more conditions an engine without statistics takes the one that helps least.
    query = f"SELECT id, {noun.owner}, kind, source, norm, value FROM {noun.keys} k WHERE {listed}"
    kinds = ("external", "phone", "email") if noun in REACHED else ("external",)
    for _, number, kind, source, norm, value in sorted(db.tuples(query, values)):
        if kind not in kinds or (source or "").startswith("#"):
            continue
        mine = found[number]
        if kind == "external":
            place = 1
            while external_column(source, place) in mine:
                place += 1
            mine[external_column(source, place)] = norm
        else:
            mine.setdefault(kind, []).append((norm, value))


def reached(
    main: str | None, others: Sequence[tuple[str, str | None]], form: Callable[[str], Any]
) -> list[str]:
    """Return the phones or e-mails of a record, the main one first, each once.

    ``form`` makes the normal form; what was written is taken, the normal form where nobody wrote it.
    """
    made = [main] if main else []
    for norm, value in others:
        text = value or norm
        known = text in made or (value is None and main is not None and form(main) == norm)
        if not known:
            made.append(text)
    return made


def _customers(db: Reader, ids: Sequence[int], found: Beside) -> None:
    """Add where contacts work: the present place before former ones, the main one first."""
    listed, values = within(db.engine, "contact_id", "ids", list(ids))
    query = (
        "SELECT contact_id, customer_id, role, since, until, is_primary FROM customer_contact "
        f"WHERE {listed} ORDER BY contact_id, CASE WHEN until IS NULL THEN 0 ELSE 1 END, is_primary DESC, id"
    )
    for contact, customer, role, since, until, primary in db.tuples(query, values):
        mine = found[contact]
        if "customer" not in mine:
            mine |= {"customer": customer, "role": role, "since": since, "until": until, "primary": primary}
        elif customer != mine["customer"]:
            mine.setdefault("other_customers", []).append(CUSTOMER.ref(customer))

"""The fields that follow from other rows: tags, keys elsewhere, surveys, links, counts, purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.filter import answers, counts, purchases
from crmcli.domain.filter.answers import Field
from crmcli.domain.filter.columns import WORDS, own_names
from crmcli.domain.filter.frame import plain, refuse
from crmcli.domain.filter.references import linked
from crmcli.domain.nouns import BY_TABLE, CONTACT, CUSTOMER, PARTIES, Noun
from crmcli.domain.records import TAGGED
from crmcli.said import named, say
from crmcli.sql import like

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.domain.filter.frame import Frame
    from crmcli.domain.filter.tree import Literal
    from crmcli.sql import Reader


ANYWHERE = ("any_city", "any_district", "any_region", "any_country")
"""A part of the main address, or of a further one."""


def around_names(db: Reader, noun: Noun) -> list[str]:
    """Return the fields that follow from other rows."""
    found = [
        *counts.COUNTS,
        *counts.LASTS,
        *purchases.FIELDS,
        "status",
        "nps",
        "satisfaction",
        "tag",
        "contacts",
    ]
    found += [*ANYWHERE, "segment", "external_id", "customer", "role", "primary", "since", "until", "outcome"]
    mine = set(own_names(db, noun))
    return [name for name in found if name not in mine and around(db, noun, name) is not None]


def around(db: Reader, noun: Noun, key: str) -> Field | None:
    """Return a field that follows from other rows, None when there is none of that name."""
    if key in counts.COUNTS:
        return counts.count_of(db, noun, key)
    if key in counts.LASTS:
        return counts.last_of(db, noun, key)
    if key in _MAKERS:
        return _MAKERS[key](db, noun, key)
    return purchases.field_of(db, noun, key)


def _tag(_: Reader, noun: Noun, key: str) -> Field | None:
    source = f"FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.{noun.owner} = r.id"
    return answers.exists(key, source, "t.name_fold") if noun in TAGGED else None


def _outcome(db: Reader, noun: Noun, key: str) -> Field | None:
    """Return the field of what the stage of a record means."""
    if "stage_id" not in db.tables[noun.table].references:
        return None
    stage = "(SELECT s.outcome FROM stage s WHERE s.id = r.stage_id)"
    return answers.choice(key, stage, WORDS["stage", "outcome"], ("open", "won", "lost"))


def _segment(_: Reader, noun: Noun, __: str) -> Field | None:
    from crmcli.domain.filter.groups import rfm_segment

    return rfm_segment() if noun is CUSTOMER else None


def _people(_: Reader, noun: Noun, key: str) -> Field | None:
    """Return the count of the contacts that are at a customer now."""
    people = "(SELECT count(*) FROM customer_contact k WHERE k.customer_id = r.id AND k.until IS NULL)"
    return answers.whole(key, people, named("count", "filter")) if noun is CUSTOMER else None


def _external(_: Reader, noun: Noun, key: str) -> Field | None:
    """Return the field of a record's keys in other programs, which are compared as they are."""
    if BY_TABLE.get(noun.table) is not noun:
        return None
    source = f"FROM {noun.keys} k WHERE k.{noun.owner} = r.id AND k.kind = 'external'"

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        if operator == "=":
            return f"EXISTS (SELECT 1 {source} AND k.norm = {frame.bind(plain(literal))})"
        if operator == "~":
            pattern = frame.bind(f"%{like(plain(literal))}%")
            return f"EXISTS (SELECT 1 {source} AND k.norm LIKE {pattern} ESCAPE '\\')"
        raise refuse(key, operator, literal.at, say("a key"), "external_id = 4711")

    return Field(key, say("text"), compare, lambda _: f"NOT EXISTS (SELECT 1 {source})")


def _survey(db: Reader, noun: Noun, key: str) -> Field | None:
    """Return the field of the last answer: whether they would recommend us, what was met less expected."""
    if db.tables["survey"].references.get(noun.owner) != noun.table:
        return None
    value = "x.nps" if key == "nps" else "x.experience - x.expectation"
    asked = (
        f"(SELECT {value} FROM survey x WHERE x.{noun.owner} = r.id AND {value} IS NOT NULL "
        "ORDER BY x.answered_on DESC, x.id DESC LIMIT 1)"
    )
    return answers.whole(key, asked)


def _anywhere(db: Reader, noun: Noun, key: str) -> Field | None:
    """Return the field of a part of any address of somebody, the main one or a further one."""
    part = key.removeprefix("any_")
    # A lead's own address has no district.
    if noun not in PARTIES or part not in db.tables[noun.table].columns:
        return None
    main = answers.text(key, part, noun.table)
    further = f"SELECT d.{noun.owner} FROM address d WHERE d.{noun.owner} IS NOT NULL"

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        stored = answers.stored_texts(frame, part, "address")
        there = frame.among(f"d.{part}", answers.same_texts(stored, operator, plain(literal)))
        return f"({main.compare(frame, operator, literal)} OR r.id IN ({further} AND {there}))"

    def empty(_: Frame) -> str:
        return f"(r.{part} IS NULL AND r.id NOT IN ({further} AND d.{part} IS NOT NULL))"

    return Field(key, say("text"), compare, empty)


def _at_customer(_: Reader, noun: Noun, key: str) -> Field | None:
    """Return a field of a contact's link to a customer; those who left count for ``customer`` alone."""
    if noun is not CONTACT:
        return None
    source = "FROM customer_contact k WHERE k.contact_id = r.id"
    now = f"{source} AND k.until IS NULL"
    if key == "customer":
        return linked("customer", source, "k.customer_id", "customer")
    first = "ORDER BY k.is_primary DESC, k.id LIMIT 1"
    if key in ("since", "until"):
        return answers.day(key, f"(SELECT k.{key} {now if key == 'since' else source} {first})")
    if key == "primary":
        return answers.flag(key, f"(SELECT max(k.is_primary) {now})")
    return _role(now) if key == "role" else None


def _role(source: str) -> Field:
    """Return the field of a contact's role at a customer."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        stored = answers.stored_texts(frame, "role", "customer_contact")
        same = answers.same_texts(stored, operator, plain(literal))
        return f"EXISTS (SELECT 1 {source} AND {frame.among('k.role', same)})"

    return Field(
        "role", say("text"), compare, lambda _: f"NOT EXISTS (SELECT 1 {source} AND k.role IS NOT NULL)"
    )


_MAKERS: dict[str, Callable[[Reader, Noun, str], Field | None]] = {
    "tag": _tag,
    "external_id": _external,
    "segment": _segment,
    "contacts": _people,
    "outcome": _outcome,
    **dict.fromkeys(ANYWHERE, _anywhere),
    **dict.fromkeys(("nps", "satisfaction"), _survey),
    **dict.fromkeys(("customer", "role", "since", "until", "primary"), _at_customer),
}

"""Customers and open leads as of a day, with the traits by which they may be alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.nouns import CUSTOMER, LEAD
from crmcli.domain.reports.next_steps.gower import Profile, ranks
from crmcli.domain.reports.scope import within
from crmcli.said import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crmcli.domain.nouns import Noun
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

WORDS = ("kind", "city", "country", "source", "industry", "branch")
BOUGHT, NEEDS = "bought", "needs"
_MANY_WORDS = 40
"""A custom field with longer words than this is prose, no trait."""


def trait_word(trait: str) -> str:
    """Return what people call a trait; a custom field's name is its own."""
    return named(trait, "column") if trait in (*WORDS, "referred", BOUGHT, NEEDS) else trait


def value_word(trait: str, value: str) -> str:
    """Return what people call the value of a trait."""
    if trait == "kind":
        return named(value, "choice")
    return named(value) if trait == "referred" else value


class Someone(NamedTuple):
    """A customer or a lead; ``asked`` tells whether the span and the filter hold."""

    id: int
    name: str | None
    owner: str | None
    created_on: str | None
    asked: bool
    profile: Profile


class Raw(NamedTuple):
    """A row as it comes: fields in the order of ``WORDS``, then who brought it and the custom fields."""

    id: int
    name: str | None
    owner: str | None
    created_on: str | None
    asked: int
    words: tuple[str | None, ...]
    custom: dict[str, str]


_CUSTOMERS = """
SELECT r.id, r.name, u.name, r.created_on, CASE WHEN {days} AND {where} THEN 1 ELSE 0 END,
  r.kind, r.city, r.country, r.source, r.industry, r.branch, CASE WHEN r.referrer_id IS NOT NULL THEN 'yes'
    ELSE 'no' END, r.custom
FROM customer r LEFT JOIN crm_user u ON u.id = r.owner_id
WHERE coalesce(r.created_on, '') <= :as_of OR EXISTS (SELECT 1 FROM sales_order o
  WHERE o.customer_id = r.id AND o.status <> 'cancelled' AND o.ordered_on <= :as_of) ORDER BY r.id
"""
_LEADS = """
SELECT r.id, coalesce(r.name, r.company), u.name, r.created_on,
  CASE WHEN {days} AND {where} THEN 1 ELSE 0 END,
  CASE WHEN r.company IS NOT NULL THEN 'organisation' ELSE 'person' END, r.city, r.country, r.source,
  r.industry, r.branch, CASE WHEN r.referrer_id IS NOT NULL THEN 'yes' ELSE 'no' END, r.custom
FROM lead r LEFT JOIN crm_user u ON u.id = r.owner_id LEFT JOIN conversion v ON v.lead_id = r.id
WHERE coalesce(r.created_on, '') <= :as_of
  AND NOT coalesce(v.converted_on <= :as_of, r.status = 'converted')
  AND NOT (r.status = 'lost' AND coalesce(r.lost_on, '') <= :as_of) ORDER BY r.id
"""
_NEEDS = """
SELECT r.{owner}, r.name_fold FROM need r
WHERE r.{owner} IS NOT NULL AND r.status <> 'dropped' AND coalesce(r.noted_on, '') <= :as_of
"""
_FIRST = 5


def fetch(
    db: Reader, request: Asked, bought: Mapping[int, frozenset[str]] | None
) -> tuple[list[Someone], list[Someone]]:
    """Return the customers and the open leads, by number.

    ``bought`` has the things of each customer where they count. The filter is over customers then, over
    leads otherwise. Numbers are ranked over both.
    """
    over = LEAD if bought is None else CUSTOMER
    customers = list(_rows(db, request, CUSTOMER, _CUSTOMERS, narrowed=over is CUSTOMER))
    leads = list(_rows(db, request, LEAD, _LEADS, narrowed=over is LEAD))
    spelt = _spelling([*customers, *leads])
    scales = _scales([*customers, *leads])
    day = {"as_of": request.as_of.isoformat()}

    def made(rows: list[Raw], noun: Noun, things: Mapping[int, frozenset[str]]) -> list[Someone]:
        needs: dict[int, set[str]] = {}
        for number, name in db.tuples(_NEEDS.format(owner=noun.owner), day):
            needs.setdefault(number, set()).add(name)
        return [_someone(one, spelt, scales, things, needs) for one in rows]

    return made(customers, CUSTOMER, bought or {}), made(leads, LEAD, {})


def _rows(db: Reader, request: Asked, noun: Noun, query: str, *, narrowed: bool) -> Iterator[Raw]:
    """Yield the rows of a noun."""
    import json

    from crmcli.domain.where import conditions

    wheres = request.where if narrowed else ()
    where, values = conditions(db, noun, wheres, as_of=request.as_of, lapsed_days=request.lapsed_days)
    days, bounds = within("r.created_on", request)
    text = query.format(days=days if narrowed else "1 = 1", where=where)
    asked = {**values, **(bounds if narrowed else {}), "as_of": request.as_of.isoformat()}
    for row in db.tuples(text, asked):
        number, name, owner, created, asked_about = row[:_FIRST]
        custom = json.loads(row[-1]) if row[-1] else {}
        yield Raw(number, name, owner, created, asked_about, row[_FIRST:-1], custom)


def _spelling(rows: list[Raw]) -> dict[str, str]:
    """Return folded word -> how it is written most, ties as a reader sorts; words that are prose are out."""
    from collections import Counter

    from crmcli.domain.text import fold, sort_key

    counts = Counter(word for one in rows for word in one.words if word)
    counts.update(word for one in rows for word in one.custom.values() if len(word) <= _MANY_WORDS)
    found: dict[str, str] = {}
    for word in sorted(counts, key=lambda text: (-counts[text], sort_key(text), text)):
        found.setdefault(fold(word) or word, word.strip())
    return {word: found[fold(word) or word] for word in counts}


def _scales(rows: list[Raw]) -> dict[str, dict[float, float]]:
    """Return the ranks of the custom fields of which all values are numbers, by folded name."""
    from crmcli.domain.text import fold

    values: dict[str, list[float | None]] = {}
    for one in rows:
        for name, text in one.custom.items():
            values.setdefault(fold(name), []).append(_number(text))
    return {
        name: ranks(number for number in found if number is not None)
        for name, found in values.items()
        if None not in found
    }


def _number(text: str) -> float | None:
    plain = text.strip().removeprefix("-")
    whole, mark, rest = plain.partition(".")
    if not (whole.isascii() and whole.isdigit() and (not mark or (rest.isascii() and rest.isdigit()))):
        return None
    return float(text)


def _someone(
    one: Raw,
    spelt: Mapping[str, str],
    scales: Mapping[str, dict[float, float]],
    things: Mapping[int, frozenset[str]],
    needs: Mapping[int, set[str]],
) -> Someone:
    from crmcli.domain.text import fold

    words = {
        trait: spelt[word]
        for trait, word in zip((*WORDS, "referred"), one.words, strict=True)
        if word and word.strip()
    }
    numbers: dict[str, float] = {}
    for name, text in one.custom.items():
        folded = fold(name)
        number = _number(text)
        if folded in scales and number is not None:
            numbers[folded] = scales[folded][number]
        elif text in spelt and text.strip():
            words[folded] = spelt[text]
    held = {}
    if one.id in things:
        held[BOUGHT] = things[one.id]
    if one.id in needs:
        held[NEEDS] = frozenset(needs[one.id])
    return Someone(
        one.id, one.name, one.owner, one.created_on, bool(one.asked), Profile(words, numbers, held)
    )

"""Whether another record answers to the same phone, e-mail, tax number, number or key already.

Phones and e-mails may be shared (families, switchboards), so a person may insist; an external id
names one record of its kind and never two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain import nouns
from crmcli.domain.nouns import ORDER, PRODUCT, USER, Noun
from crmcli.domain.records import Keys, keys_of
from crmcli.domain.refs import KEY_WORDS, named
from crmcli.errors import Conflict
from crmcli.said import named as word
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.sql import Reader


# Columns that tell records of a noun apart as well: field -> its folded form.
_NAME = (("name", "name_fold"),)
_ONCE = (nouns.COMPETITOR, nouns.SEGMENT, nouns.CAMPAIGN, nouns.PLAYBOOK, nouns.RULE)
"""Nouns of which a name means one record and never two."""
_COLUMNS = {
    PRODUCT: (("sku", "sku_fold"), ("name", "name_fold")),
    ORDER: (("number", "number_fold"),),
    USER: _NAME,
    nouns.QUOTE: (("number", "number_fold"),),
    nouns.PAYMENT: (("number", "number_fold"),),
    nouns.COMPETITOR: _NAME,
    nouns.SEGMENT: _NAME,
    nouns.CAMPAIGN: _NAME,
    nouns.PLAYBOOK: _NAME,
    nouns.RULE: _NAME,
}


def refuse_taken(
    db: Reader, noun: Noun, values: Mapping[str, Any], keys: Keys, *, force: bool = False, but: int = 0
) -> None:
    """Stop when another record of the noun has one of the keys that ``values`` bring.

    ``but`` is the record that is being changed, which may keep what it shares; ``force`` lets all but
    external ids be shared.

    Raises:
        Conflict: the first such record is named.
    """
    for key in keys_of(noun, values, keys):
        if force and key.kind != "external":
            continue
        rows = db.tuples(
            f"SELECT {noun.owner} FROM {noun.keys} k WHERE norm = :norm AND kind = :kind "
            f"AND {noun.owner} IS NOT NULL AND (kind <> 'external' OR source = :source) "
            f"ORDER BY {noun.owner}",
            {"norm": key.norm, "kind": key.kind, "source": keys.source},
        )
        owners = [row[0] for row in rows]
        if owners and but not in owners:
            found = owners[0]
            raise _conflict(
                db,
                noun,
                found,
                say("{key} {value}", key=KEY_WORDS[key.kind], value=key.value or key.norm),
                key.kind,
            )
    if force:
        return
    from crmcli.domain.text import fold

    for field, column in _COLUMNS.get(noun, ()):
        folded = fold(values.get(field) or "")
        found = db.value(
            f"SELECT id FROM {noun.table} WHERE {column} = :value AND id <> :but ORDER BY id",
            {"value": folded, "but": but},
        )
        if folded and found is not None:
            what = say("{key} {value}", key=word(field, "column"), value=values[field])
            raise _conflict(db, noun, found, what, field)


def _conflict(db: Reader, noun: Noun, number: int, what: str, kind: str) -> Conflict:
    """Return the error that names who has it."""
    candidate = named(db, noun, [number])[0]
    look = say("{command} show {ref}", command=noun.command, ref=candidate.ref)
    hint = (
        look
        if kind == "external" or (noun in _ONCE and kind == "name")
        else say("{look} shows it; with --force both have it", look=look)
    )
    return Conflict(
        f"{candidate.ref} {candidate.label}".rstrip() + say(" has the {what} already", what=what),
        hint,
        [candidate._asdict()],
    )

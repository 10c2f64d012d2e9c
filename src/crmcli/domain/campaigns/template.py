"""Texts with fields in braces, taken apart once; what stands in a field's value is never looked at again.

``{name}`` is a field, ``{first_name|müşterimiz}`` one with words for where it is missing, ``{{`` and ``}}``
are braces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.errors import UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = {
    "name": "the member's name",
    "first_name": "a person's first name; of an organisation, its contact's",
    "last_name": "a person's last name",
    "company_name": "the organisation: the customer, the contact's customer, the lead's company",
    "contact": "the name of the customer's main contact",
    "email": "the main e-mail",
    "phone": "the main phone",
    "address": "street and number",
    "district": "the district",
    "city": "the city",
    "country": "the country",
    "owner": "who of us looks after the member",
    "owner_email": "that one's e-mail",
    "owner_phone": "that one's phone",
    "last_order": "the day of the last order",
    "orders": "how many orders",
    "spent": "what was spent, in one currency",
    "number": "the member's number, C-12",
    "campaign": "the campaign's name",
    "product": "the campaign's product",
    "ends_on": "the campaign's last day",
    "today": "the day of writing",
}
"""Field -> what stands for it; besides these, custom.NAME."""


class Piece(NamedTuple):
    """A part of a text: without a ``field`` the text itself, else what stands where the field is missing."""

    text: str | None
    field: str | None = None


def pieces(template: str, what: str = "text") -> tuple[Piece, ...]:
    """Return what a text is made of.

    Raises:
        UsageError: a brace stands alone, or a field is not known; the place is told.
    """
    found: list[Piece] = []
    plain: list[str] = []
    at = 0
    while at < len(template):
        sign = template[at]
        if sign not in "{}":
            end = min(
                p if p >= 0 else len(template) for p in (template.find("{", at), template.find("}", at))
            )
            plain.append(template[at:end])
            at = end
        elif template[at : at + 2] == sign * 2:
            plain.append(sign)
            at += 2
        else:
            end = template.find("}", at)
            if sign == "}" or end < 0 or "{" in template[at + 1 : end] or "\n" in template[at:end]:
                told = say(
                    "{what}, {place}: a {sign} without its {which}",
                    what=what,
                    place=_place(template, at),
                    sign=sign,
                    which="}" if sign == "{" else "{",
                )
                raise UsageError(told, say("write {sign} for a brace, {{name}} for a field", sign=sign * 2))
            if plain:
                found.append(Piece("".join(plain)))
                plain = []
            found.append(_field(template[at + 1 : end], listed((what, _place(template, at)))))
            at = end + 1
    if plain:
        found.append(Piece("".join(plain)))
    return tuple(found)


def _field(inner: str, place: str) -> Piece:
    """Return the field that braces name.

    Raises:
        UsageError: there is none of that name.
    """
    name, bar, instead = inner.partition("|")
    name = name.strip()
    if name.startswith("custom.") and name != "custom.":
        return Piece(instead if bar else None, name)
    name = name.lower().replace(" ", "_")
    if name in FIELDS:
        return Piece(instead if bar else None, name)
    from crmcli.domain.text import nearest

    close = nearest(name, FIELDS)
    hint = (
        say("did you mean {{{close}}}?", close=close[0])
        if close
        else say("fields: {fields}, custom.NAME", fields=", ".join(FIELDS))
    )
    raise UsageError(say("{place}: there is no field {{{inner}}}", place=place, inner=inner[:40]), hint)


def _place(text: str, at: int) -> str:
    """Return ``line 2, column 5``."""
    return say(
        "line {count}, column {at}", count=text.count(chr(10), 0, at) + 1, at=at - text.rfind(chr(10), 0, at)
    )


def filled(
    parts: tuple[Piece, ...], values: Mapping[str, str | None], instead: str | None
) -> tuple[str, list[str]]:
    """Return the text with values in their places, and the fields that are missing.

    A missing field becomes the words given with it, else ``instead``, else it is told.
    """
    missing: list[str] = []
    made: list[str] = []
    for text, field in parts:
        if field is None:
            made.append(text or "")
            continue
        value = values.get(field) or (text if text is not None else instead)
        if value is None:
            missing.append(field)
        made.append(value or "")
    return "".join(made), missing


def fields_of(parts: tuple[Piece, ...]) -> list[str]:
    """Return the fields of a text in the order they come, each once."""
    return list(dict.fromkeys(field for _, field in parts if field is not None))

"""A file given as one noun whose columns are clearly those of another: told, with the command for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.nouns import BY_NAME
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

_OTHERS = (
    *("customer", "order", "product", "opportunity", "activity", "contact", "lead", "payment", "case"),
    *("quote", "order_line", "user"),
)
"""The nouns a file may be of instead; of two that it fits equally well the first is meant."""
_MORE = 2
"""Columns that must fit the other noun beyond those that fit the one asked for."""


class Looks(NamedTuple):
    """Which noun a file is of by its columns; ``sure``: hardly a column speaks against it."""

    noun: str
    plural: str
    command: str
    fitting: int
    sure: bool

    def note(self, name: str) -> str:
        """Return what to say of an import that goes on."""
        nouns = named(self.plural)
        return say(
            "{name} looks like a file of {nouns}: {command}", name=name, nouns=nouns, command=self.command
        )

    def reason(self, message: str, name: str) -> str:
        """Return why an import is refused, and that it is no wonder."""
        nouns = named(self.plural)
        return say("{name} looks like a file of {nouns}: {message}", message=message, name=name, nouns=nouns)

    def hint(self) -> str:
        """Return what to do with a file of which nothing else tells what it holds."""
        nouns = named(self.plural)
        return say("it looks like a file of {nouns}: {command}", nouns=nouns, command=self.command)


def looks_like(header: Sequence[str], noun: str, own: str | None, typed: str) -> Looks | None:
    """Return what a file looks like where that is clearly not the noun asked for, else None.

    ``own`` is the noun of a file that crm itself wrote; ``typed`` the file as a person named it.
    """
    if own is not None:
        return _as(own, typed, len(header), sure=True) if own != noun else None
    fitting, _ = _fit(header, noun)
    found = likely(header, typed) if header and 2 * fitting <= len(header) else None
    return found if found and found.fitting >= fitting + _MORE and found.noun != noun else None


def likely(header: Sequence[str], typed: str) -> Looks | None:
    """Return the noun that fits the columns of a file best, None where none fits."""
    found = [(count, other) for other in _OTHERS for count, whole in (_fit(header, other),) if whole]
    if not found:
        return None
    count, other = max(found, key=lambda one: one[0])
    return _as(other, typed, count, sure=4 * count >= 3 * len(header))


def _as(noun: str, typed: str, fitting: int, *, sure: bool) -> Looks:
    from shlex import quote

    plural = BY_NAME[noun].plural
    return Looks(noun, plural, f"crm import {plural} {quote(typed)} --dry-run", fitting, sure)


def _fit(header: Sequence[str], noun: str) -> tuple[int, bool]:
    """Return how many columns fill fields of a noun, and whether what each of its rows must have is there."""
    from crmcli.domain.exchange.headers import match_headers
    from crmcli.domain.exchange.imported import NOUNS

    matched, unclear = match_headers(header, noun, range(len(header)))
    fields = {*matched.values(), *unclear}
    return len(matched), all(not fields.isdisjoint(group) for group in NOUNS[noun].required)

"""How else a customer, a contact or a lead is known: what stands under its record besides the main ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Choice, Text
from crmcli.domain.views import Part
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.nouns import Noun


_KINDS = dict.fromkeys(("phone", "email", "tax", "external"), ("", ""))


class Source(Text):
    """The name of the program a number is of; people see the one of an import that named none told."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the name."""
        return say("default") if value == "default" else super().human(value, row, locale)


@frozen
class KeyLine:
    """A further phone or e-mail, an external id, or the tax number of what has no field for it."""

    kind: Annotated[str, Choice(_KINDS)]
    value: str
    source: Annotated[str | None, Source()]


# Keys made of a row's content (source #row) say nothing to a person.
_KEYS = """
SELECT i.kind, coalesce(i.value, i.norm) AS value, i.source
FROM identity i JOIN {table} r ON r.id = i.{owner}
WHERE r.id = :id AND coalesce(i.source, '') <> '#row' AND (i.kind IN ({shown}) OR i.value <> coalesce(
  CASE i.kind WHEN 'phone' THEN r.phone ELSE r.email END, ''))
ORDER BY i.kind, i.id
"""


def also_known(noun: Noun, *, tax: bool = False) -> Part:
    """Return the section; with ``tax`` the tax number belongs to it."""
    shown = "'external', 'tax'" if tax else "'external'"
    return Part("Also known by", KeyLine, _KEYS.format(table=noun.table, owner=noun.owner, shown=shown))

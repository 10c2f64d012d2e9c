"""What the records of a noun can be asked in a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from crmcli.domain.filter.fields import find, names_of
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Flag, Text
from crmcli.domain.results import Listing
from crmcli.domain.segments.saved import noun_named
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class ListFields:
    """The fields of a noun, in the singular or the plural."""

    noun: str = "customer"


@frozen
class FieldRow:
    """A field of a filter: what it is compared with, and whether it can be counted since a day."""

    field: Annotated[str, Text(wrap=False)]
    holds: Annotated[str, Text()]
    since: Annotated[bool, Flag()]


def list_fields(db: Reader, request: ListFields) -> Listing[FieldRow]:
    """List the fields that a filter on a noun may name.

    Raises:
        UsageError: there is no such noun.
    """
    noun = noun_named(request.noun)
    fields = [find(db, noun, name, 0) for name in names_of(db, noun)]
    rows = [FieldRow(field.name, field.kind, field.over is not None) for field in fields]
    plural = named(noun.plural, shown=noun.plural.replace("-", " "))
    return Listing(FieldRow, rows, title=say("Fields of {plural}", plural=plural))

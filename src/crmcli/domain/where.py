"""``--where``: the way from what a person types to SQL with bound values only.

The language is in ``filter``; docs/filters.md tells it. Several conditions are joined by and.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

__all__ = ["conditions", "fields_of"]


def conditions(
    db: Reader,
    noun: Noun,
    wheres: Sequence[str],
    *,
    as_of: date | None = None,
    lapsed_days: int | None = None,
) -> tuple[str, dict[str, Any]]:
    """Return an SQL test over alias ``r`` and its values; ``1 = 1`` when nothing is asked.

    ``r`` needs no more than an ``id`` and the noun's own columns. Relative days count from ``as_of``, or
    from the day the reader was opened for; ``lapsed_days`` without a purchase make a customer a lapsed one.

    Raises:
        FilterError: it can't be read, names no field, or a value is not of the field's kind.
    """
    if not wheres:
        return "1 = 1", {}
    from crmcli.domain.filter.compile import compiled
    from crmcli.domain.filter.frame import Clock, Frame, joined
    from crmcli.domain.filter.grammar import parse
    from crmcli.domain.filter.wrong import FilterError

    today = as_of or db.asked_on
    frame = Frame(db, noun, Clock(today, db.zone, lapsed_days if lapsed_days is not None else db.lapsed_days))
    tests = []
    for text in wheres:
        tree = parse(text)
        try:
            tests.append(compiled(frame, tree))
        except FilterError as error:
            raise error.within(text) from None
    return joined("AND", tests), frame.values


def fields_of(db: Reader, noun: Noun) -> list[str]:
    """Return the names of the fields that a filter on a noun may name."""
    from crmcli.domain.filter.fields import names_of

    return names_of(db, noun)

"""A file of orders whose rows are their lines: an order stands in several rows, with another total each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.exchange.mapping import BY_PRESET, Mapping
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.load.frame import Frame


class Totals:
    """Keeps the total that each order's first row has."""

    def __init__(self, mapping: Mapping) -> None:
        """Start a file."""
        self._mapping = mapping
        self._total_of: dict[int, tuple[int, str, int]] = {}  # record -> total, currency, line

    @classmethod
    def of(cls, mapping: Mapping) -> Totals | None:
        """Return what looks at a file, None where it is of no orders or its rows are known by a preset."""
        wanted = mapping.noun.name == "order" and mapping.filling("total")
        return cls(mapping) if wanted and BY_PRESET not in mapping.why.values() else None

    def see(self, frame: Frame, first: int, earlier: Sequence[int | None]) -> None:
        """Take in rows: ``first`` is the next record, ``earlier`` the record that each row repeats.

        Raises:
            Refused: a row has another total than the order it repeats.
        """
        totals = zip(frame.lines, frame.columns["total"], frame.columns["currency"], earlier, strict=True)
        for place, (line, total, currency, known) in enumerate(totals):
            record = first if known is None else known
            first += known is None
            if total is None:
                continue
            old = self._total_of.setdefault(record, (total, currency, line))
            if old[:2] != (total, currency):
                raise self._refusal(frame, place, old)

    def _refusal(self, frame: Frame, place: int, old: tuple[int, str, int]) -> Refused:
        from shlex import quote

        from crmcli.domain.money import from_minor

        columns = frame.columns
        name = next(
            (columns[key][place] for key in ("number", "external_id") if columns.get(key, [None])[place:]), ""
        )
        now = from_minor(columns["total"][place], columns["currency"][place])
        header = self._mapping.header_of("total")
        return Refused(
            say(
                "lines {old} and {lines} are one order, {name}, with the totals {before:,} and {now:,}",
                old=old[2],
                lines=frame.lines[place],
                name=name or say("by its key"),
                before=from_minor(old[0], old[1]),
                now=now,
            ),
            say(
                "if the rows are its lines, leave the totals out: --map {quote}; then crm import "
                "order-lines takes them",
                quote=quote(f"{header}=-"),
            ),
        )

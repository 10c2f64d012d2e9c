"""Reports in one currency: which amounts can be turned into it, and what has to be left out.

An amount is turned at the rate of its day or the newest before it. From the first day on which a
currency can be turned it always can, so the store itself can count what is in and what is out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.rates import Converter, converter
from crmcli.domain.reports.figures import own, plural
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from crmcli.sql import Reader


class InOne:
    """What can be turned into one currency, as a test in SQL, and its words."""

    def __init__(self, db: Reader, code: str, on: date, found: Iterable[str | None]) -> None:
        """Turn amounts of the currencies ``found`` into ``code`` at the rates known on the day ``on``."""
        self.code = code
        self.rates: Converter = converter(db, code, on)
        foreign = sorted({one for one in found if one is not None and one != code})
        self.first = {one: self.rates.known_from(one) for one in foreign}

    def test(self, currency: str, day: str) -> tuple[str, dict[str, Any]]:
        """Return a test: in the currency, in none, or in one that can be turned into it on ``day``.

        A missing day counts as before any rate.
        """
        tests = [f"{currency} = :one_code", f"{currency} IS NULL"]
        values: dict[str, Any] = {"one_code": self.code}
        for place, (code, first) in enumerate(self.first.items()):
            if first is not None:
                tests.append(f"({currency} = :one_c{place} AND {day} >= :one_d{place})")
                values |= {f"one_c{place}": code, f"one_d{place}": first}
        return f"({' OR '.join(tests)})", values

    def turned(self, counts: Iterable[tuple[str | None, int]], noun: str, day: str) -> tuple[str, ...]:
        """Return a note of how many records were turned: currency and count; ``day`` says at which rates."""
        many = [(code, count) for code, count in counts if code not in (None, self.code) and count]
        if not many:
            return ()
        told = listed(
            say("{plural} in {code}", plural=plural(count, noun), code=code) for code, count in many
        )
        return (
            say("{told} turned into {code} at the rate of {day}", told=told, code=self.code, day=own(day)),
        )

    def left_out(self, counts: Iterable[tuple[str, int]], noun: str) -> tuple[str, ...]:
        """Return a note for each currency of which some records could not be turned."""
        return tuple(
            say(
                "{plural} in {code} left out: {why}",
                plural=plural(count, noun),
                code=code,
                why=self._why(code),
            )
            for code, count in counts
        )

    def _why(self, code: str) -> str:
        if self.first.get(code):
            return say("before the first rate in {code}, {first}", code=self.code, first=self.first[code])
        return say(
            "no rate in {code}; crm rate set {other} DAY RATE --base {code}", code=self.code, other=code
        )

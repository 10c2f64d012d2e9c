"""What a vCard file holds: how many of what, which fields and columns, what is broken, what to say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crmcli.domain.counting import counted
from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.exchange.source import COLUMN_LIMIT
from crmcli.domain.exchange.vcard_cards import Broken, Card
from crmcli.domain.exchange.vcard_rows import CONTACT, Cells, cells_of, id_of, kind_of, members_of
from crmcli.domain.exchange.vcard_values import plain
from crmcli.errors import Refused
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BROKEN_LIMIT = 1_000
"""Cards that may be broken in a file that is read all the same."""
MEMBER_LIMIT = 100_000
"""Members of groups that are kept."""
_WHAT = {"pictures": "picture", "other kinds": "card", "yearless": "card", "addresses": "card"}


class Scan:
    """What a first pass over the cards finds."""

    def __init__(self, name: str) -> None:
        """Begin with the file of that name."""
        self._name = name
        self.counts: Counter[str] = Counter()
        self.used: dict[str, set[str]] = {"contact": {"name"}, "customer": {"name"}}
        self.columns: dict[str, list[str]] = {"contact": [], "customer": []}
        self.broken: list[Broken] = []
        self.groups: dict[str, list[str]] = {}
        self._told: Counter[str] = Counter()
        self._versions: Counter[str] = Counter()
        self._named: list[str] = []
        self._members = 0

    def see(self, card: Card | Broken) -> Cells | None:
        """Take in a card; return the cells of a person's or a company's.

        Raises:
            Refused: more than BROKEN_LIMIT cards are broken.
        """
        if isinstance(card, Broken):
            self.broken.append(card)
            if len(self.broken) > BROKEN_LIMIT:
                raise Refused(
                    say(
                        "{name} is no vCard file that can be read: more than {broken_limit:,} cards are "
                        "broken, the first in line {line}: {reason}",
                        name=self._name,
                        broken_limit=BROKEN_LIMIT,
                        line=self.broken[0].line,
                        reason=self.broken[0].reason,
                    )
                )
            return None
        self._told["damaged"] += card.damaged
        self._told["turkish"] += card.turkish
        self._told["pictures"] += sum(found.dropped for found in card.properties)
        kind = kind_of(card)
        if kind:
            self._group(card, kind)
            return None
        self._versions[card.version if len(card.version) < 10 else "?"] += 1
        cells = cells_of(card)
        self.counts[cells.noun] += 1
        self.used[cells.noun] |= cells.fields.keys()
        self._told["yearless"] += any(
            line.startswith("Birthday: ") for line in cells.fields.get("note", "").splitlines()
        )
        self._told["addresses"] += "ADR" in cells.others
        columns = self.columns[cells.noun]
        for name in cells.others:
            if name not in columns:
                if len(columns) < COLUMN_LIMIT - len(CONTACT) - 1:
                    columns.append(name)
                else:
                    self._told["columns"] += 1
        return cells

    def check(self) -> None:
        """Refuse a file without a card that can be read."""
        if not self.counts:
            why = (
                say("; line {line}: {reason}", line=self.broken[0].line, reason=self.broken[0].reason)
                if self.broken
                else ""
            )
            raise Refused(
                say(
                    "{name} holds no card of a person or a company that can be read{why}",
                    name=self._name,
                    why=why,
                )
            )

    def _group(self, card: Card, kind: str) -> None:
        """Take in a card that is no row: the name of a group is a tag of its members."""
        name = " ".join(plain(card.first("FN") or card.first("N").strip(";")).split())
        members = members_of(card) if kind == "group" and name else []
        if not members or self._members + len(members) > MEMBER_LIMIT:
            self._told["other kinds"] += 1
            return
        self._members += len(members)
        self._named.append(name)
        self.used["contact"].add("tags")
        self.used["customer"].add("tags")
        for member in members:
            self.groups.setdefault(id_of(member), []).append(name)

    def summary(self) -> str:
        """Return what the file holds, in words."""
        versions = listed(
            [
                version or say("no version")
                for version in sorted(self._versions, key=lambda one: one or "no version")
            ]
        )
        counts = [
            _count(self.counts[noun], what)
            for noun, what in (("contact", "person"), ("customer", "company"))
            if self.counts[noun]
        ]
        return say(
            "a vCard file ({versions}): {counts}", versions=versions, counts=listed(counts, say(" and "))
        )

    def rejects(self, header: Sequence[str]) -> tuple[Reject, ...]:
        """Return the broken cards; their cells are blank but for the name."""
        return tuple(
            Reject(card.line, "", "", card.reason, [card.name if name == "name" else "" for name in header])
            for card in self.broken
        )

    def notes(self) -> Iterator[str]:
        """Yield what a person should know, a sentence each."""
        if self._named:
            yield say("groups are kept as tags of their members: {named}", named=", ".join(self._named[:10]))
        for name, made in _SENTENCES.items():
            count = self._told[name]
            if count:
                yield made(_count(count, _WHAT.get(name, "value")))


_SENTENCES: dict[str, Callable[[str], str]] = {
    "other kinds": lambda some: say(
        "{some} of groups without members, places or devices: left out", some=some
    ),
    "pictures": lambda some: say("{some} (or sound, or key): left out", some=some),
    "yearless": lambda some: say("{some} with a birthday that is no full day: it is in the note", some=some),
    "addresses": lambda some: say(
        "{some} with more addresses than there is room for: in the column ADR", some=some
    ),
    "columns": lambda some: say("{some} beyond the columns a file may have: left out", some=some),
    "damaged": lambda some: say(
        "{some} with bytes that are not in their encoding: they are shown as �", some=some
    ),
    "turkish": lambda some: say("{some} read as Windows-1254, since they are not UTF-8", some=some),
}


def _count(number: int, what: str) -> str:
    """Return a number of things in words."""
    return counted(number, what, {"person": "persons", "company": "companies"}.get(what))

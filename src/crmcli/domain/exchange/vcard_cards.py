"""The cards of a vCard file, 2.1, 3.0 and 4.0, one at a time: properties with parameters and values.

What can't be read is a Broken with its line; what stands beside it is read all the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.exchange.vcard_lines import VALUE_LIMIT, Line
from crmcli.domain.text import excerpt
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROPERTY_LIMIT = 5_000
"""Properties of one card."""
CARD_LIMIT = 4 * 1024 * 1024
"""Bytes of one card, pictures aside."""
DEPTH_LIMIT = 10
"""Cards within cards."""

_BEGIN = re.compile(rb"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
_END = re.compile(rb"\s*END\s*:\s*VCARD\s*", re.IGNORECASE)
_HEAD = re.compile(r"\s*(?:([A-Za-z0-9_-]+)\.)?([A-Za-z0-9_-]+)\s*(;.*)?", re.DOTALL)
_PARAMETER = re.compile(r";((?:[^;\"]|\"[^\"]*\"?)*)")
_ITEM = re.compile(r"((?:[^,\"]|\"[^\"]*\"?)*)(?:,|$)")
_ENCODINGS = frozenset(("QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"))
_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}
_UNQUOTED = re.compile(rb'(?:[^:"]++|"[^"]*+")*+:')
_NO_TEXT = frozenset(
    (
        "idna",
        "punycode",
        "unicode-escape",
        "raw-unicode-escape",
        "undefined",
        "utf-7",
        "base64",
        "bz2",
        "hex",
        "quopri",
        "rot13",
        "uu",
        "zlib",
    )
)
_LISTS = frozenset(("TYPE", "X-EXTENDED"))


class Property(NamedTuple):
    """One property of a card: its value decoded, its escapes as they are."""

    name: str  # in capitals
    value: str
    group: str  # in lower case, "" for none
    parameters: dict[str, tuple[str, ...]]  # names in capitals; types in lower case
    line: int
    dropped: bool = False  # the value was passed over

    def types(self) -> tuple[str, ...]:
        """Return its types, in lower case."""
        return self.parameters.get("TYPE", ())

    def preference(self) -> int:
        """Return its rank, 1 the first; 101 where none is given."""
        told = next(iter(self.parameters.get("PREF", ())), "")
        if told.isascii() and told.isdigit() and len(told) <= 3:
            return int(told)
        return 1 if "pref" in self.types() or "PREF" in self.parameters else 101


class Card(NamedTuple):
    """A card as it stands in its file."""

    line: int
    version: str  # 2.1, 3.0, 4.0 or what else it says
    properties: tuple[Property, ...]
    damaged: int = 0  # values with bytes that are not in their encoding
    turkish: int = 0  # values read as Windows-1254 since they are not UTF-8 and say nothing

    def all(self, name: str) -> list[Property]:
        """Return the properties of a name, in their order."""
        return [found for found in self.properties if found.name == name]

    def first(self, name: str) -> str:
        """Return the value of the first property of a name, "" for none."""
        return next((found.value for found in self.properties if found.name == name), "")


class Broken(NamedTuple):
    """A card that can't be read: where it begins, why, and what it seems to be called."""

    line: int
    reason: str
    name: str = ""


def read_cards(lines: Iterable[Line], name: str, *, told: bool) -> Iterator[Card | Broken]:
    """Yield the cards of a file's lines; ``told`` means they are UTF-8 whatever a CHARSET says.

    A BEGIN inside a card ends that card unread, unless it is the card of an AGENT, which is passed over.

    Raises:
        Refused: cards stand within cards deeper than DEPTH_LIMIT.
    """
    place = _Place(name, told=told)
    for line in lines:
        made: Card | Broken | None
        if _BEGIN.fullmatch(line.content):
            made = place.begin(line)
        elif _END.fullmatch(line.content):
            made = place.end(line)
        else:
            made = place.add(line)
        if made is not None:
            yield made
    if place.card is not None:
        yield place.card.broken(say("the card has no END:VCARD"))


class _Place:
    """Where in a file its lines stand: in a card, in a card within it, or outside."""

    def __init__(self, name: str, *, told: bool) -> None:
        self._name = name
        self._told = told
        self._depth = 0
        self._outside = False
        self.card: _Reading | None = None

    def begin(self, line: Line) -> Broken | None:
        """Begin a card; return the one that it breaks off."""
        self._outside = False
        if self.card is not None and (self._depth or self.card.agent):
            self._depth += 1
            if self._depth > DEPTH_LIMIT:
                where = say("{name} line {number}", name=self._name, number=line.number)
                raise Refused(
                    say(
                        "{where}: cards stand within cards deeper than {depth_limit} levels",
                        where=where,
                        depth_limit=DEPTH_LIMIT,
                    )
                )
            return None
        before = self.card
        self.card = _Reading(line.number, told=self._told)
        if before is None:
            return None
        return before.broken(say("the card has no END:VCARD before line {line}", line=line.number))

    def end(self, line: Line) -> Card | Broken | None:
        """End a card and return it."""
        if self._depth:
            self._depth -= 1
            return None
        done, self.card = self.card, None
        return Broken(line.number, say("END:VCARD ends no card")) if done is None else done.done()

    def add(self, line: Line) -> Broken | None:
        """Take in a property; what stands outside any card is broken, once for all lines together."""
        if self.card is not None:
            if not self._depth:
                self._depth += self.card.add(line)
            return None
        seen, self._outside = self._outside, True
        shown = excerpt(line.content.decode("utf-8", "replace"))
        return None if seen else Broken(line.number, say('"{shown}" stands outside any card', shown=shown))


class _Reading:
    """A card that is being read."""

    def __init__(self, line: int, *, told: bool) -> None:
        self._line = line
        self._told = told
        self._found: list[Property] = []
        self._reason = ""
        self._size = self._damaged = self._turkish = 0
        self.agent = False

    def add(self, line: Line) -> bool:
        """Take in a property; True when it opens the card of an agent."""
        self.agent = False
        self._size += len(line.content)
        if self._reason:
            return False
        if line.overlong:
            self._reason = say(
                "a value in line {number} has more than {value_limit:,} bytes",
                number=line.number,
                value_limit=VALUE_LIMIT,
            )
        elif self._size > CARD_LIMIT or len(self._found) >= PROPERTY_LIMIT:
            self._reason = say(
                "the card has more than {property_limit:,} properties or {card_limit:,} bytes",
                property_limit=PROPERTY_LIMIT,
                card_limit=CARD_LIMIT,
            )
        else:
            found = self._property(line)
            if found is None:
                shown = excerpt(line.content.decode("utf-8", "replace"))
                self._reason = say(
                    '"{shown}" in line {number} is no property', shown=shown, number=line.number
                )
            elif found.name == "AGENT":
                self.agent = not found.value.strip()
                return _BEGIN.fullmatch(found.value.encode()) is not None
            else:
                self._found.append(found)
        return False

    def _property(self, line: Line) -> Property | None:
        """Return a property; None for a line that is none."""
        head, value = _parted(line.content)
        found = None if value is None else _HEAD.fullmatch(head)
        if found is None or value is None:
            return None
        group, name, rest = found.groups()
        parameters = read_parameters(rest or "")
        text = self._text(value, parameters)
        return Property(name.upper(), text, (group or "").lower(), parameters, line.number, line.dropped)

    def _text(self, value: bytes, parameters: dict[str, tuple[str, ...]]) -> str:
        """Return a value as text: in its own encoding, else UTF-8, else Windows-1254."""
        charset = next(iter(parameters.get("CHARSET", ())), "")
        if "QUOTED-PRINTABLE" in parameters.get("ENCODING", ()):
            from binascii import a2b_qp

            value = a2b_qp(value)
        elif self._told:
            charset = ""
        if value.isascii() and not charset:
            return value.decode("ascii")
        own = _codec(charset)
        for codec in (own, "utf-8") if own == "utf-8" else (own, "utf-8", "cp1254"):
            try:
                if codec:
                    text = value.decode(codec)
                    self._turkish += codec == "cp1254" != own
                    return text
            except UnicodeError:
                continue
        self._damaged += 1
        return value.decode("utf-8", "replace")

    def done(self) -> Card | Broken:
        """Return the card, or why it can't be read."""
        if self._reason:
            return self.broken(self._reason)
        version = next((found.value.strip() for found in self._found if found.name == "VERSION"), "")
        return Card(self._line, version, tuple(self._found), self._damaged, self._turkish)

    def broken(self, reason: str) -> Broken:
        """Return why the card can't be read."""
        name = next((found.value for found in self._found if found.name == "FN"), "")
        return Broken(self._line, reason, excerpt(name.strip(), 200))


def _codec(charset: str) -> str:
    """Return Python's name of an encoding of text, "" for none or an unknown one."""
    import codecs

    try:
        name = codecs.lookup(charset).name.replace("_", "-") if charset else ""
    except (LookupError, ValueError):
        return ""
    return "" if name in _NO_TEXT else name


def _parted(content: bytes) -> tuple[str, bytes | None]:
    """Return what stands before the colon that begins the value, as text, and the value."""
    found = _UNQUOTED.match(content)
    # A quote that is never closed is a letter like any other.
    at = found.end() - 1 if found else content.find(b":")
    if at < 0:
        return "", None
    return content[:at].decode("utf-8", "replace"), content[at + 1 :]


def read_parameters(text: str) -> dict[str, tuple[str, ...]]:
    """Return the parameters of a property: ``;TYPE=work,voice;PREF=1`` or, as in 2.1, ``;WORK;VOICE``."""
    found: dict[str, tuple[str, ...]] = {}
    for match in _PARAMETER.finditer(text):
        name, mark, value = match[1].partition("=")
        name = name.strip().upper()
        if not mark:
            name, value = ("ENCODING" if name in _ENCODINGS else "TYPE"), name
        items = [_item(part[1]) for part in _ITEM.finditer(value)]
        if name in _LISTS:
            items = [part.strip().lower() for item in items for part in item.split(",")]
        elif name == "ENCODING":
            items = [item.upper() for item in items]
        found[name] = tuple(dict.fromkeys((*found.get(name, ()), *filter(None, items))))
    return found


def _item(text: str) -> str:
    """Return a parameter's value without its quotes and carets."""
    plain = text.strip().replace('"', "")
    if "^" not in plain:
        return plain
    return re.sub(r"\^[n'^]", lambda found: _CARETS[found[0]], plain)

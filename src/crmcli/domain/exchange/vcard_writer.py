"""Cards as text: vCard 3.0 and 4.0, which ``vcard_values.card_row`` reads back as they were.

No value can make a property of its own: line ends in it are escaped, other control characters left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.errors import UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.domain.exchange.vcard_values import Address, CardRow

VERSIONS = ("3.0", "4.0")
WIDTH = 75
"""Octets of a line, without its end."""
_BREAKS = "\u2028\u2029\x0b\x0c\x1c\x1d\x1e\x85"  # line ends to some readers
_DAY = 10


def vcard_text(card: CardRow, version: str = "3.0") -> str:
    """Return a card as text, its lines folded at WIDTH octets and ended by CRLF.

    A person's name that is not parted into first and last is parted at its last word, since phones
    show nothing else.

    Raises:
        UsageError: the version is not in VERSIONS.
    """
    if version not in VERSIONS:
        raise UsageError(
            say('there is no vCard version "{version}" to write', version=version),
            say("say {versions}", versions=listed(VERSIONS, say(" or "))),
        )
    lines = ["BEGIN:VCARD", f"VERSION:{version}", *_naming(card, version)]
    lines += [f"TITLE:{escaped(card.title)}"] if card.title else []
    lines += [f"ROLE:{escaped(card.role)}"] if card.role else []
    lines += _listed("TEL", card.phones, version)
    lines += _listed("EMAIL", card.emails, version)
    for number, address in enumerate(card.addresses):
        lines += _address(address, number, version)
    if card.birth_date:
        lines.append(_birthday(card.birth_date, version))
    if card.url:
        lines.append(f"URL:{_in_one_line(card.url)}")
    if card.tags:
        lines.append(f"CATEGORIES:{','.join(map(escaped, card.tags))}")
    if card.note:
        lines.append(f"NOTE:{escaped(card.note)}")
    lines += [f"UID:{escaped(card.uid)}"] if card.uid else []
    return "".join(f"{folded(line)}\r\n" for line in (*lines, "END:VCARD"))


def _naming(card: CardRow, version: str) -> Iterable[str]:
    """Yield who the card is of."""
    if card.company:
        if version == "4.0":
            yield "KIND:org"
        yield f"FN:{escaped(card.name)}"
        yield "N:;;;;"
        yield f"ORG:{_components((card.org or card.name, card.department))}"
        yield "X-ABShowAs:COMPANY"
        return
    yield f"FN:{escaped(card.name)}"
    yield f"N:{_components(parted_name(card), 5)}"
    if card.org or card.department:
        yield f"ORG:{_components((card.org, card.department))}"


def parted_name(card: CardRow) -> tuple[str, str]:
    """Return the last and the first name of a person, made of the name where neither is known."""
    if card.first_name or card.last_name:
        return card.last_name, card.first_name
    first, _, last = card.name.strip().rpartition(" ")
    return last, first.strip()


def _listed(name: str, values: Iterable[str], version: str) -> list[str]:
    """Return phones or e-mails, the first marked as the preferred one."""
    mark = ";PREF=1" if version == "4.0" else ";TYPE=PREF"
    return [f"{name}{'' if number else mark}:{escaped(value)}" for number, value in enumerate(values)]


def _address(address: Address, number: int, version: str) -> list[str]:
    """Return an address; a kind that vCard has no word for is the label of its group."""
    kind = address.kind
    known = kind in ("work", "home")
    head = f"addr{number + 1}.ADR" if kind and not known else "ADR"
    head += f";TYPE={kind.upper()}" if known else ""
    head += (";PREF=1" if version == "4.0" else ";TYPE=PREF") if number == 0 else ""
    head += ";X-EXTENDED=district" if address.district else ""
    parts = ("", address.district, address.address, address.city, address.region, address.postal_code)
    lines = [f"{head}:{_components((*parts, address.country))}"]
    return [*lines, f"addr{number + 1}.X-ABLabel:{escaped(kind)}"] if kind and not known else lines


def _birthday(text: str, version: str) -> str:
    """Return a day of birth, as each version writes one without a year or in words."""
    compact = text.replace("-", "")
    if text[:2] == "--" and len(compact) == 4 and compact.isdigit():
        if version == "4.0":
            return f"BDAY:--{compact}"
        return f"BDAY;X-APPLE-OMIT-YEAR=1604:1604-{compact[:2]}-{compact[2:]}"
    if len(text) == _DAY and compact.isdigit():
        return f"BDAY:{compact if version == '4.0' else text}"
    return f"BDAY;VALUE=text:{escaped(text)}"


def _components(parts: Iterable[str], count: int = 0) -> str:
    """Return the components of a value, blank ones at its end left out; at least ``count``."""
    texts = [escaped(part) for part in parts]
    while texts and not texts[-1] and len(texts) > max(count, 1):
        texts.pop()
    return ";".join([*texts, *[""] * (count - len(texts))])


def escaped(text: str) -> str:
    """Return text in which nothing parts values, components or lines."""
    return _in_one_line(text).replace(",", "\\,").replace(";", "\\;")


def _in_one_line(text: str) -> str:
    """Return text with its line ends and backslashes escaped."""
    return _without_controls(text).replace("\\", "\\\\").replace("\n", "\\n")


def _without_controls(text: str) -> str:
    """Return text whose line ends are LF, and without other control characters but tabs."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for mark in _BREAKS:
        plain = plain.replace(mark, "\n")
    if plain.isprintable():
        return plain
    from unicodedata import category

    return "".join(c for c in plain if c in "\n\t" or category(c) not in {"Cc", "Cs"})


def folded(line: str) -> str:
    """Return a line folded so that no piece has more than WIDTH octets and no character is cut."""
    if len(line.encode()) <= WIDTH:
        return line
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > WIDTH:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += octets
    return "\r\n".join([*pieces, piece])

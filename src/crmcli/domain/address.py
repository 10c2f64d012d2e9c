"""Further addresses of customers, contacts and leads: delivery, billing, home.

The main address stands in the record's own columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.address_lines import KINDS, PARTS, PREFIX
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Ref, Text
from crmcli.domain.nouns import CUSTOMER, PARTIES, Noun, split_ref
from crmcli.domain.own_words import OwnWord
from crmcli.domain.results import Change, Listing
from crmcli.domain.targets import Touched, summed_up
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

LONGEST = 1_000  # characters of a street and number


@frozen
class AddressRow:
    """An address of someone; one without a number is the record's own, the main one."""

    id: Annotated[int | None, Ref(PREFIX, "no.")]
    whose: Annotated[str, AnyRef("of")]
    name: Annotated[str | None, Text()]
    kind: Annotated[str, OwnWord(*KINDS, wrap=False)]
    address: str | None
    district: Annotated[str | None, Text(wrap=False)]
    city: Annotated[str | None, Text(wrap=False)]
    region: Annotated[str | None, Text(wrap=False)]
    postal_code: Annotated[str | None, Text(wrap=False)]
    country: Annotated[str | None, Text(wrap=False)]


@frozen
class ListAddresses:
    """Whose addresses; None lists the further addresses of everyone."""

    ref: str | None = None
    region: str = "TR"


def list_addresses(db: Reader, request: ListAddresses) -> Listing[AddressRow]:
    """List further addresses; of one record, its main address first.

    Raises:
        NotFound, Conflict: nobody, or several, answer to the reference.
    """
    if request.ref is None:
        found = [row for noun in PARTIES for row in _of(db, noun, None)]
        return Listing(AddressRow, found, empty="no further address yet: crm address add C-1 --city İzmir")
    noun, number = owner(db, request.ref, request.region)
    ref = noun.ref(number)
    rows = [*_main(db, noun, number), *_of(db, noun, number)]
    return Listing(
        AddressRow, rows, empty=say("{ref} has no address yet: crm address add {ref} --city İzmir", ref=ref)
    )


def _of(db: Reader, noun: Noun, number: int | None) -> list[AddressRow]:
    """Return the further addresses of one record, or of all records of a noun."""
    parts = ", ".join(f"a.{part}" for part in PARTS)
    query = (
        f"SELECT a.id, '{noun.prefix}-' || r.id AS whose, {noun.label} AS name, a.kind, {parts} "
        f"FROM address a JOIN {noun.table} r ON r.id = a.{noun.owner}"
    )
    test = " WHERE r.id = :id" if number is not None else ""
    return db.rows(AddressRow, f"{query}{test} ORDER BY r.id, a.kind, a.id", {"id": number} if test else {})


def _main(db: Reader, noun: Noun, number: int) -> list[AddressRow]:
    """Return the record's own address, if it has one."""
    known = db.tables[noun.table].columns
    columns = [part for part in PARTS if part in known]
    parts = ", ".join(f"r.{part}" for part in columns)
    query = f"SELECT {noun.label}, {parts} FROM {noun.table} r WHERE r.id = :id"
    name, *values = db.tuples(query, {"id": number})[0]
    held = dict(zip(columns, values, strict=True))
    if not any(values):
        return []
    return [AddressRow(None, noun.ref(number), name, "main", *(held.get(part) for part in PARTS))]


def owner(db: Reader, text: str, region: str) -> tuple[Noun, int]:
    """Return whom a reference means; one that is no number is a customer.

    Raises:
        UsageError: the number of a record that has no addresses.
        NotFound, Conflict: see ``refs.resolve``.
    """
    from crmcli.domain.refs import resolve

    found = split_ref(text.strip()) if "-" in text else None
    noun = found[0] if found else CUSTOMER
    if noun not in PARTIES:
        message = say("{text} is of a kind that has no addresses", text=text.strip())
        raise UsageError(message, "customers, contacts and leads have them: crm address list C-1")
    return noun, resolve(db, noun, text, region=region)


@frozen
class AddAddress:
    """A further address of a record: the parts that are given."""

    ref: str
    kind: str
    parts: Mapping[str, str | None]
    region: str = "TR"


def add_further(db: Writer, request: AddAddress) -> Change[Touched]:
    """Add a further address.

    Raises:
        UsageError: no part of it is given.
        Conflict: the record has this address already.
    """
    noun, number = owner(db, request.ref, request.region)
    parts = {name: text for name, text in _checked(request.parts).items() if text}
    ref = noun.ref(number)
    if not parts:
        hint = f"crm address add {ref} --city İzmir"
        raise UsageError("an address needs a street, a city or another part", hint)
    made = add_address(db, noun, number, _kind(request.kind), parts)
    if made is None:
        raise Conflict(say("{ref} has this address already", ref=ref), f"crm address list {ref}")
    said = f"{PREFIX}-{made}"
    return Change(
        say("added {said} to {ref}", said=said, ref=ref),
        Touched,
        [Touched(said, in_one_line(parts), "added")],
        summary=say(
            "Added {said} to {ref}: {in_one_line}", said=said, ref=ref, in_one_line=in_one_line(parts)
        ),
    )


def add_address(db: Writer, noun: Noun, number: int, kind: str, parts: Mapping[str, Any]) -> int | None:
    """Add a further address to a record and return its number, None when the record has it already."""
    from crmcli.domain.text import fold

    wanted = [fold(parts.get(part) or "") for part in PARTS]
    for row in (*_main(db, noun, number), *_of(db, noun, number)):
        if [fold(getattr(row, part) or "") for part in PARTS] == wanted:
            return None
    return db.insert(
        "address", {"kind": kind, noun.owner: number, **{part: parts.get(part) or None for part in PARTS}}
    )


@frozen
class EditAddress:
    """An address and its new parts; an empty text empties one, None leaves it."""

    number: str
    kind: str | None
    parts: Mapping[str, str | None]


def edit_address(db: Writer, request: EditAddress) -> Change[Touched]:
    """Change a further address.

    Raises:
        NotFound: there is no such address.
        UsageError: nothing is given.
        Refused: nothing of it would be left.
    """
    number = _number(db, request.number)
    values: dict[str, Any] = _checked(request.parts)
    if request.kind is not None:
        values["kind"] = _kind(request.kind)
    said = f"{PREFIX}-{number}"
    if not values:
        raise UsageError("no field is given to change", f"crm address edit {said} --city İzmir")
    steps = db.update("address", number, values)
    held = _parts(db, number)
    if not any(held.values()):
        raise Refused(say("nothing of {said} would be left", said=said), f"crm address remove {said}")
    status = "changed" if steps else "unchanged"
    item = Touched(said, in_one_line(held), status, dict(steps) or None)
    return summed_up(_ADDRESSES, [item], "changed")


@frozen
class RemoveAddresses:
    """Further addresses to take away."""

    numbers: tuple[str, ...]


def remove_addresses(db: Writer, request: RemoveAddresses) -> Change[Touched]:
    """Take further addresses away.

    Raises:
        NotFound: one is not there; nothing is removed.
    """
    items = []
    for text in request.numbers:
        number = _number(db, text)
        items.append(Touched(f"{PREFIX}-{number}", in_one_line(_parts(db, number)), "deleted"))
        db.delete("address", number)
    return summed_up(_ADDRESSES, items, "removed")


_ADDRESSES = Noun("address", PREFIX, "address", "", plural="addresses")


def in_one_line(parts: Mapping[str, Any]) -> str:
    """Return the parts of an address that there are, as one line."""
    return ", ".join(" ".join(str(parts[part]).split()) for part in PARTS if parts.get(part))


def _parts(db: Reader, number: int) -> dict[str, Any]:
    row = db.tuples(f"SELECT {', '.join(PARTS)} FROM address WHERE id = :id", {"id": number})[0]
    return dict(zip(PARTS, row, strict=True))


def _number(db: Reader, text: str) -> int:
    """Return the number of an address, ``AD-3`` or 3.

    Raises:
        UsageError: it is none.
        NotFound: there is no such address.
    """
    digits = text.strip().upper().removeprefix(f"{PREFIX}-").removeprefix(PREFIX)
    if not digits.isdecimal() or len(digits) > 18:
        raise UsageError(
            say('"{text}" is no number of an address', text=text), "crm address list shows them: AD-3"
        )
    number = int(digits)
    if db.value("SELECT id FROM address WHERE id = :id", {"id": number}) is None:
        raise NotFound(
            say("no address has number {prefix}-{number}", prefix=PREFIX, number=number), "crm address list"
        )
    return number


def _checked(parts: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the parts that are given as they are stored; an empty one is None.

    Raises:
        Refused: a text holds what can't be stored.
    """
    from crmcli.domain.text import check_text

    limits = {"address": LONGEST}
    return {
        part: check_text(text, part, limits.get(part, 200), lines=part == "address") if text.strip() else None
        for part, text in parts.items()
        if text is not None
    }


def _kind(text: str) -> str:
    from crmcli.domain.text import check_text

    return check_text(text, "kind")

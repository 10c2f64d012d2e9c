"""Mail merge: a campaign's text for each of its members, and which fields are missing where.

What a member is called is data: a brace, a newline in a subject, a path in a name stay what they are and
do nothing. The same store, day and campaign give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.campaigns.audience import Party, by_noun, listed, obstacles
from crmcli.domain.campaigns.template import FIELDS, Piece, fields_of, filled, pieces
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, AnyRef, Text
from crmcli.domain.nouns import CAMPAIGN, CUSTOMER
from crmcli.domain.results import Listing
from crmcli.errors import NotFound, Refused
from crmcli.said import listed as joined_texts
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

SHOWN = 5  # members named that lack a field


@frozen
class Render:
    """Which campaign, for which part of its members; what stands where a field is missing.

    ``missing`` None refuses to write anything when a member lacks a field; ``skip`` leaves those out.
    ``kept`` when the texts are written to files, not only looked at.
    """

    ref: str
    today: date
    part: str = "reached"
    missing: str | None = None
    skip: bool = False
    locale: str = "en"
    region: str = "TR"
    lapsed_days: int = 365
    kept: bool = False


@frozen
class TextRow:
    """One member's text; ``file`` is the name it has as a file, without its ending."""

    id: Annotated[str, AnyRef("who")]
    name: Annotated[str | None, Text()]
    email: Annotated[str | None, Text()]
    phone: Annotated[str | None, Text(show=ROOMY)]
    subject: Annotated[str | None, Text()]
    text: Annotated[str, Text()]
    file: Annotated[str, Text(show=ROOMY, wrap=False)]


@frozen
class FileRow:
    """A member whose text was written, and the file."""

    id: Annotated[str, AnyRef("who")]
    name: Annotated[str | None, Text()]
    email: Annotated[str | None, Text()]
    file: Annotated[str, Text()]


class Template(NamedTuple):
    """The texts of a campaign, taken apart."""

    number: int
    subject: tuple[Piece, ...]
    body: tuple[Piece, ...]
    about: Mapping[str, str | None]

    @property
    def fields(self) -> list[str]:
        """The fields it uses."""
        return fields_of((*self.subject, *self.body))


def render(db: Reader, request: Render) -> Listing[TextRow]:
    """Return the text of each member, in the order of their numbers.

    Raises:
        NotFound, Conflict: no campaign, or several, answer; it has no text, or nobody is in the part.
        Refused: a member lacks a field; ``details`` names them all. It is cancelled, or only planned and
            the texts are to be kept: nobody would be left to compare with.
    """
    template = _template(db, request)
    ref = CAMPAIGN.ref(template.number)
    notes = _standing(db, template.number, request)
    parties = sorted(
        (m.party for m in listed(db, template.number) if m.part == request.part), key=lambda p: p.place
    )
    if not parties:
        told = request.part.replace("_", " ")
        raise NotFound(say("nobody is {told} by {ref}", told=told, ref=ref), f"crm campaign launch {ref}")
    closed = _closed(db, template.number, parties)
    known = _values(db, parties, request)
    rows, lacking = [], []
    for party in parties:
        if party in closed:
            continue
        values = {**known[party], **template.about}
        subject, gone = filled(template.subject, values, request.missing)
        text, more = filled(template.body, values, request.missing)
        if gone or more:
            lacking.append((party, tuple(dict.fromkeys((*gone, *more)))))
            continue
        rows.append(
            TextRow(
                party.ref,
                values["name"],
                values["email"],
                values["phone"],
                " ".join(subject.split()) or None,
                text,
                f"{ref}-{party.ref}",
            )
        )
    if lacking and not request.skip:
        raise _lacks(ref, lacking, len(parties))
    notes += [say("{ref} left out: {why}", ref=party.ref, why=why) for party, why in closed.items()]
    notes += [
        say("{ref} left out: no {names}", ref=party.ref, names=", ".join(names)) for party, names in lacking
    ]
    return Listing(
        TextRow, rows, notes=tuple(notes), empty=say("no text: nobody of {ref} is left to write to", ref=ref)
    )


def _standing(db: Reader, number: int, request: Render) -> list[str]:
    """Return what is to be known before anybody is written to.

    Raises:
        Refused: the campaign is cancelled, or not launched and the texts are to be kept.
    """
    ref = CAMPAIGN.ref(number)
    status = db.value("SELECT status FROM campaign WHERE id = :id", {"id": number})
    if status == "cancelled":
        raise Refused(
            say("{ref} is cancelled: nobody is to be written to", ref=ref), f"crm campaign show {ref}"
        )
    told = say("{ref} is not launched: who is reached and held out is settled then", ref=ref)
    if status == "planned" and request.kept:
        raise Refused(told, f"crm campaign launch {ref}")
    if status == "planned":
        return [told]
    if status == "launched" and request.part == "held_out":
        return [say("they are held out: who writes to them has nobody left to compare with")]
    return []


def _closed(db: Reader, number: int, parties: Sequence[Party]) -> dict[Party, str]:
    """Return who may not be written to any more, and why: consent may be taken back since the launch."""
    query = "SELECT channel, purpose FROM campaign WHERE id = :id"
    channel, purpose = db.tuples(query, {"id": number})[0]
    found = {
        Party(noun, one): why
        for noun, numbers in by_noun(parties).items()
        for one, why in obstacles(db, noun, numbers, channel, purpose).items()
    }
    return {party: found[party] for party in parties if party in found}


def _lacks(ref: str, lacking: Sequence[tuple[Party, tuple[str, ...]]], count: int) -> Refused:
    """Return the refusal that names who lacks what."""
    shown = joined_texts(
        [
            say("{ref} has no {names}", ref=party.ref, names=", ".join(names))
            for party, names in lacking[:SHOWN]
        ],
        "; ",
    )
    more = say("; and {count:,} more", count=len(lacking) - SHOWN) if len(lacking) > SHOWN else ""
    return Refused(
        say(
            "{lacking:,} of {count:,} members lack a field of the text: {shown}{more}",
            lacking=len(lacking),
            count=count,
            shown=shown,
            more=more,
        ),
        say(
            'write {{{lacking}|...}} in the text, or crm campaign render {ref} --missing "..."',
            lacking=lacking[0][1][0],
            ref=ref,
        ),
        [{"who": party.ref, "missing": list(names)} for party, names in lacking],
    )


def _template(db: Reader, request: Render) -> Template:
    """Return the texts of a campaign.

    Raises:
        NotFound: it has none.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, CAMPAIGN, request.ref, region=request.region)
    name, subject, body, ends, product = db.tuples(
        "SELECT r.name, r.subject, r.body, r.ends_on, g.name FROM campaign r "
        "LEFT JOIN product g ON g.id = r.product_id WHERE r.id = :id",
        {"id": number},
    )[0]
    ref = CAMPAIGN.ref(number)
    if not body:
        raise NotFound(
            say("{ref} {name} has no text", ref=ref, name=name),
            f'crm campaign edit {ref} --body "Merhaba {{first_name}}, ..."',
        )
    about = {
        "campaign": name,
        "product": product,
        "ends_on": _day(ends, request.locale),
        "today": _day(request.today.isoformat(), request.locale),
    }
    return Template(number, pieces(subject or "", "subject"), pieces(body), about)


_COLUMNS = (
    *("id", "name", "kind", "company", "contact", "email", "phone", "address", "district", "city", "country"),
    *("owner", "owner_email", "owner_phone", "custom", "last_order", "orders", "spent", "currency"),
)
_MAIN = (
    "(SELECT p.name FROM customer_contact k JOIN contact p ON p.id = k.contact_id WHERE k.customer_id = r.id "
    "AND k.until IS NULL ORDER BY k.is_primary DESC, k.id LIMIT 1)"
)
_THEIRS = (
    "(SELECT c.name FROM customer_contact k JOIN customer c ON c.id = k.customer_id "
    "WHERE k.contact_id = r.id AND k.until IS NULL ORDER BY k.is_primary DESC, k.id LIMIT 1)"
)
_PLACE = "r.email, r.phone, r.address, {district}, r.city, r.country, u.name, u.email, u.phone, r.custom"
_NO_ORDERS = "NULL, NULL, NULL, NULL"
_ORGANISATION = "CASE WHEN r.name IS NULL THEN 'organisation' ELSE 'person' END"
_WITH_DISTRICT = _PLACE.format(district="r.district")
_OF_CUSTOMER = (
    f"r.id, r.name, r.kind, CASE WHEN r.kind = 'organisation' THEN r.name END, {_MAIN}, "
    f"{_WITH_DISTRICT}, r.last_order, r.orders, r.spent, r.currency"
)
_OF_CONTACT = f"r.id, r.name, 'person', {_THEIRS}, NULL, {_WITH_DISTRICT}, {_NO_ORDERS}"
_OF_LEAD = (
    f"r.id, coalesce(r.name, r.company), {_ORGANISATION}, r.company, NULL, "
    f"{_PLACE.format(district='NULL')}, {_NO_ORDERS}"
)
_SOURCES = {"customer": (_OF_CUSTOMER, ""), "contact": (_OF_CONTACT, "contact"), "lead": (_OF_LEAD, "lead")}


def _values(db: Reader, parties: Sequence[Party], request: Render) -> dict[Party, dict[str, str | None]]:
    """Return field -> text of each member."""
    from crmcli.domain.purchases import standing, status_values
    from crmcli.sql import within

    found: dict[Party, dict[str, str | None]] = {}
    for noun, numbers in by_noun(parties).items():
        columns, source = _SOURCES[noun.name]
        listed_, values = within(db.engine, "r.id", "ids", numbers)
        if noun is CUSTOMER:
            source = standing()
            values |= status_values(request.today, request.lapsed_days)
        query = f"SELECT {columns} FROM {source} r LEFT JOIN crm_user u ON u.id = r.owner_id WHERE {listed_}"
        for row in db.tuples(query, values):
            about = dict(zip(_COLUMNS, row, strict=True))
            found[Party(noun, row[0])] = _texts(noun.ref(row[0]), about, request.locale)
    return found


def _texts(ref: str, about: dict[str, Any], locale: str) -> dict[str, str | None]:
    """Return what the fields of a text say of a member."""
    import json

    person = about["name"] if about["kind"] == "person" else about["contact"]
    words = (person or "").split()
    spent = None
    if about["spent"] is not None and about["currency"]:
        from crmcli.domain.money import human

        spent = human(about["spent"], about["currency"], locale)
    texts = {name: about[name] for name in _COLUMNS if name in FIELDS}
    texts |= {
        "number": ref,
        "company_name": about["company"],
        "first_name": words[0] if words else None,
        "last_name": words[-1] if len(words) > 1 else None,
        "last_order": _day(about["last_order"], locale),
        "orders": None if about["orders"] is None else str(about["orders"]),
        "spent": spent,
    }
    custom = json.loads(about["custom"]) if about["custom"] else {}
    return texts | {f"custom.{name}": str(value) for name, value in custom.items()}


def _day(text: str | None, locale: str) -> str | None:
    """Return a day as people of the locale write it."""
    if not text:
        return None
    day = date.fromisoformat(text)
    return f"{day:%d.%m.%Y}" if locale == "tr" else text

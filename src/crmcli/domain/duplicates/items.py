"""Records read for matching: every field in the form in which it is compared."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.duplicates import forms
from crmcli.domain.nouns import CONTACT, PARTIES, Noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.sql import Reader

MATCHED = {noun.plural: noun for noun in PARTIES}
_MOST_KEYS = 10  # phones, addresses and domains of one record that are compared
MOST_CUSTOM = 8  # custom fields that take part, those that most records have


class Item(NamedTuple):
    """One record; what is missing is "" or ()."""

    number: int
    name: str
    words: tuple[str, ...]
    phones: tuple[str, ...]
    mails: tuple[str, ...]
    domains: tuple[str, ...]
    tax: str
    born: str  # YYYYMMDD
    street: str
    numbers: tuple[str, ...]
    city: str
    district: str
    region: str
    postal: str
    company: str
    custom: tuple[str, ...]  # one value for each of the custom fields that take part
    organisation: bool = False


_COLUMNS = (
    "name",
    "company",
    "kind",
    "phone",
    "email",
    "website",
    "tax_number",
    "birth_date",
    "address",
    "city",
    "district",
    "region",
    "postal_code",
    "custom",
)
_EMPLOYERS = """
SELECT k.contact_id, c.name FROM customer_contact k JOIN customer c ON c.id = k.customer_id
WHERE k.until IS NULL ORDER BY k.contact_id, k.is_primary DESC, k.id
"""


def read_items(db: Reader, noun: Noun, only: Sequence[int] | None = None) -> tuple[list[Item], list[str]]:
    """Return the records by number, and the names of the custom fields that take part.

    ``only`` names the records wanted; None is all of them.
    """
    from crmcli.sql import within

    test, values = ("1 = 1", {}) if only is None else within(db.engine, "r.id", "only", list(only))
    known = db.tables[noun.table].columns
    columns = ", ".join(f"r.{name}" if name in known else f"NULL AS {name}" for name in _COLUMNS)
    rows = db.tuples(f"SELECT r.id, {columns} FROM {noun.table} r WHERE {test} ORDER BY r.id", values)
    owner_test = test.replace("r.id", f"i.{noun.owner}")
    keys: dict[int, list[tuple[str, str]]] = {}
    for number, kind, norm in db.tuples(
        f"SELECT i.{noun.owner}, i.kind, i.norm FROM identity i WHERE i.{noun.owner} IS NOT NULL "
        f"AND i.kind IN ('phone', 'email', 'tax') AND {owner_test} ORDER BY i.id",
        values,
    ):
        keys.setdefault(number, []).append((kind, norm))
    employers: dict[int, str] = {}
    if noun is CONTACT:
        for number, name in db.tuples(_EMPLOYERS):
            employers.setdefault(number, name)
    names = _custom_names(row[-1] for row in rows)
    return [_item(row, keys.get(row[0], ()), employers.get(row[0]), names) for row in rows], names


def _custom_names(customs: Iterable[str | None]) -> list[str]:
    """Return the custom fields that most records have, the more frequent first."""
    from collections import Counter

    counts: Counter[str] = Counter()
    for text in customs:
        if text:
            counts.update(list(_custom(text)))
    common = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [name for name, count in common if count > 1][:MOST_CUSTOM]


def _custom(text: str) -> dict[str, Any]:
    import json

    found: dict[str, Any] = json.loads(text)
    return found


def _item(
    row: tuple[Any, ...],
    keys: Iterable[tuple[str, str]],
    employer: str | None,
    names: Sequence[str],
) -> Item:
    """Return one record in its forms."""
    number, name, company, kind, phone, email, website, tax, born, address, *place, custom = row
    phones, mails, domains = _reached(phone, email, keys)
    taxes = [norm for kind_, norm in keys if kind_ == "tax"]
    if website and (site := forms.web_domain(website)):
        domains.append(site)
    organisation = kind == "organisation"
    words = forms.name_words(name, organisation=organisation) if name else ()
    street, numbers = forms.address_forms(address) if address else ("", ())
    firm = " ".join(forms.name_words(company or employer or "", organisation=True))
    own = _custom(custom) if custom and names else {}
    city, district, region, postal = (intern(forms.plain(text)) for text in place)
    return Item(
        number,
        name or company or "",
        tuple(map(intern, words)),
        tuple(dict.fromkeys(phones))[:_MOST_KEYS],
        tuple(dict.fromkeys(mails))[:_MOST_KEYS],
        tuple(intern(domain) for domain in dict.fromkeys(domains))[:_MOST_KEYS],
        taxes[0] if taxes else forms.plain(tax).replace(" ", ""),
        born.replace("-", "") if born else "",
        street,
        numbers,
        city,
        district,
        region,
        postal.replace(" ", ""),
        firm,
        tuple(forms.plain(str(own.get(field) or "")) for field in names) if own else (),
        organisation,
    )


def _reached(
    phone: str | None, email: str | None, keys: Iterable[tuple[str, str]]
) -> tuple[list[str], list[str], list[str]]:
    """Return the phones, the own addresses and the domains of a record, the main ones first."""
    phones, mails, domains = [], [], []
    for kind, norm in (("phone", phone), ("email", email), *keys):
        if not norm:
            continue
        if kind == "phone" and (digits := forms.phone_digits(norm)):
            phones.append(digits)
        elif kind == "email":
            mail, domain = forms.mail_forms(norm)
            mails += [mail] if mail else []
            domains += [domain] if domain else []
    return phones, mails, domains

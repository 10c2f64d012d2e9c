"""What stands on a printed quote: read once, then laid out as text, Markdown or a page.

A paper holds texts as people read them in its language; what is internal (cost, margin, note) is not on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import QUOTE
from crmcli.domain.quotes.labels import words
from crmcli.domain.quotes.shown import day, harmless, money, percent, plain, unit_price, whole_money
from crmcli.domain.results import Document
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader


class Letterhead(NamedTuple):
    """Who we are; an empty text is left out. ``logo`` is a data URI."""

    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_office: str = ""
    tax_number: str = ""
    iban: str = ""
    logo: str = ""


class PaperLine(NamedTuple):
    """A line as it is read."""

    position: str
    description: str
    quantity: str
    price: str
    discount: str
    tax: str
    amount: str


class Paper(NamedTuple):
    """A quote as it is read; ``facts`` and ``sums`` are pairs of a label and a text, in order."""

    words: Mapping[str, str]
    language: str
    head: Letterhead
    title: str
    facts: tuple[tuple[str, str], ...]
    party: tuple[str, ...]
    name: str
    currency: str
    lines: tuple[PaperLine, ...]
    sums: tuple[tuple[str, str], ...]
    in_words: str
    terms: str
    discounted: bool


@frozen
class PrintQuote:
    """A quote to put on paper: ``form`` text, markdown or html, ``language`` en or tr."""

    ref: str
    form: str
    head: Letterhead
    language: str = "en"
    spoken: bool = False
    region: str = "TR"


FORMS = ("text", "markdown", "html")


def print_quote(db: Reader, request: PrintQuote) -> Document:
    """Return a quote as a document.

    Raises:
        NotFound, Conflict: there is no such quote, or several.
        UsageError: there is no such form.
    """
    from crmcli.domain.refs import resolve

    if request.form not in FORMS:
        from crmcli.domain.near import one_of

        said = say('a quote is not printed as "{form}"', form=request.form)
        raise UsageError(said, one_of(request.form, FORMS, "--as"))
    paper = read_paper(db, resolve(db, QUOTE, request.ref, region=request.region), request)
    if request.form == "text":
        from crmcli.domain.quotes.as_text import as_text

        return Document(as_text(paper))
    if request.form == "markdown":
        from crmcli.domain.quotes.as_markdown import as_markdown

        return Document(as_markdown(paper))
    from crmcli.domain.quotes.as_html import as_html

    return Document(as_html(paper))


_HEAD = """
SELECT r.number, r.version, r.status, r.name, r.quoted_on, r.valid_until, r.total_minor, r.net_minor,
  r.discount_minor, r.currency, r.terms, r.customer_id, r.lead_id, p.name, u.name
FROM quote r LEFT JOIN contact p ON p.id = r.contact_id LEFT JOIN crm_user u ON u.id = r.owner_id
WHERE r.id = :id
"""
_LINES = """
SELECT coalesce(p.name, ''), coalesce(q.description, ''), q.quantity_milli, p.unit, q.unit_price,
  q.discount_minor, q.tax_percent, q.amount_minor, q.tax_minor
FROM quote_line q LEFT JOIN product p ON p.id = q.product_id WHERE q.quote_id = :id ORDER BY q.position, q.id
"""


def read_paper(db: Reader, number: int, request: PrintQuote) -> Paper:
    """Return what stands on the paper of a quote."""
    row = db.tuples(_HEAD, {"id": number})[0]
    paper_number, version, status, name, quoted, valid, total, net, discount, currency, terms = row[:11]
    customer, lead, contact, owner = row[11:]
    says, language = words(request.language), request.language
    currency = currency or "TRY"
    found = db.tuples(_LINES, {"id": number})
    shown = paper_number or QUOTE.ref(number)
    facts = [
        (says["number"], shown if version == 1 else f"{shown} ({says['version']} {version})"),
        (says["date"], day(quoted, language)),
        (says["valid"], day(valid, language)),
        (says["prepared"], harmless(owner)),
    ]
    sums = _sums(found, (total, net, discount), currency, request)
    title = f"{says['quote']} · {says['draft']}" if status == "draft" else says["quote"]
    return Paper(
        says,
        language,
        request.head,
        title,
        tuple((label, text) for label, text in facts if text),
        _party(db, (customer, lead), contact, says),
        harmless(name),
        currency,
        tuple(_line(place, line, currency, language) for place, line in enumerate(found, 1)),
        tuple(sums),
        _spoken(total, currency, request),
        harmless(terms),
        any(line[5] for line in found),
    )


def _spoken(total: int | None, currency: str, request: PrintQuote) -> str:
    if not request.spoken or total is None:
        return ""
    from crmcli.domain.quotes.spoken import amount_in_words

    return amount_in_words(total, currency, request.language)


def _party(
    db: Reader, whose: tuple[int | None, int | None], contact: str | None, says: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the lines of the address: name, person, street, place, country, tax office and number."""
    from crmcli.domain.quotes.accepting import customer_of

    customer = customer_of(db, *whose)
    names = (
        "name",
        "company",
        "address",
        "postal_code",
        "district",
        "city",
        "country",
        "tax_office",
        "tax_number",
    )
    if customer is None:
        known = {
            "name": "name",
            "company": "company",
            "address": "address",
            "city": "city",
            "country": "country",
        }
        table, number = "lead", whose[1]
    else:
        known = {name: name for name in names if name != "company"}
        table, number = "customer", customer
    columns = ", ".join(known.values())
    row = db.tuples(f"SELECT {columns} FROM {table} WHERE id = :id", {"id": number})[0]
    at: dict[str, Any] = {**dict.fromkeys(names), **dict(zip(known, row, strict=True))}
    place = " ".join(part for part in (at["postal_code"], at["district"]) if part)
    whole = ", ".join(part for part in (place, at["city"], at["country"]) if part)
    attention = f"{says['attention']}: {contact}" if contact else None
    tax = tax_line(at["tax_office"] or "", at["tax_number"] or "", says)
    lines = (
        at["company"] or at["name"],
        at["name"] if at["company"] else None,
        attention,
        at["address"],
        whole,
        tax,
    )
    return tuple(harmless(line) for line in lines if line)


def tax_line(office: str, number: str, says: Mapping[str, str]) -> str:
    """Return tax office and number as one line; empty without a number."""
    if not number:
        return ""
    return ", ".join(part for part in (office, f"{says['tax_number']} {number}") if part)


def _line(place: int, line: tuple[Any, ...], currency: str, language: str) -> PaperLine:
    product, words_of, milli, unit, price, discount, rate, amount, _ = line
    description = harmless("\n".join(part for part in (product, words_of) if part))
    quantity = plain(Decimal(milli) / 1000, language) if milli is not None else ""
    return PaperLine(
        str(place),
        description,
        f"{quantity} {harmless(unit)}" if unit and quantity else quantity,
        unit_price(price, currency, language),
        money(-discount, currency, language) if discount else "",
        percent(rate, language),
        money(amount, currency, language),
    )


def _sums(
    lines: Sequence[tuple[Any, ...]], amounts: tuple[int | None, ...], currency: str, request: PrintQuote
) -> list[tuple[str, str]]:
    """Return what stands under the lines: subtotal and discount, net, tax by rate, total."""
    total, net, discount = amounts
    says, language = words(request.language), request.language
    found = []
    if discount and net is not None:
        found += [
            (says["gross"], whole_money(net + discount, currency, language)),
            (says["discount"], whole_money(-discount, currency, language)),
        ]
    if net is not None:
        found.append((says["net"], whole_money(net, currency, language)))
    bases: dict[Decimal, list[int]] = {}
    for line in lines:
        both = bases.setdefault(Decimal(line[6] or 0), [0, 0])
        both[0] += line[7] or 0
        both[1] += line[8] or 0
    for rate in sorted(bases):
        base, tax = bases[rate]
        told = f"{says['tax']} {percent(str(rate), language)}"
        if len(bases) > 1:
            told += f" ({says['on']} {money(base, currency, language)})"
        found.append((told, whole_money(tax, currency, language)))
    if total is not None:
        found.append((says["total"], whole_money(total, currency, language)))
    return found

"""UBL 2.1 and UBL-TR e-invoices as customers, products, orders and lines.

A file holds one invoice, an envelope (StandardBusinessDocument) or a zip several. Ids are keys of the
source ``ubl``, so that a file taken in twice changes nothing.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.exchange.source import NOTHING_MORE, Batch, Found, Source, SourceReport
from crmcli.domain.exchange.ubl_collect import Collected
from crmcli.domain.exchange.ubl_order import AMOUNTS, LINE_FIELDS, ORDER_FIELDS, PRODUCT_FIELDS
from crmcli.domain.exchange.ubl_party import CUSTOMER_FIELDS
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crmcli.domain.exchange.raw import RawInput
    from crmcli.domain.exchange.source import SourceOptions

SOURCE = "ubl"
"""The source of the keys in the rows."""
_ZIP = b"PK\x03\x04"
_Row = tuple[int, list[str]]


def open_ubl(raw: RawInput, options: SourceOptions) -> Source:
    """Open an e-invoice, or a zip of them, as a Source with parts for customers, products, orders and lines.

    What holds no sale of ours has no parts, and rejects that name it for what it is.

    Raises:
        Refused: it is not well-formed, or not safe to read.
    """
    import hashlib

    digest = hashlib.sha256()
    collected = Collected(raw.name, options.own)
    if raw.read(0, len(_ZIP)) == _ZIP:
        from crmcli.domain.exchange.ubl_zip import members

        for chunk in raw.chunks():
            digest.update(chunk)
        for name, chunks in members(raw):
            collected.take(chunks, options.encoding, name)
    else:
        collected.take(_watched(raw.chunks(), digest.update), options.encoding)
    shown = options.encoding or collected.encoding or "UTF-8"
    lines = sum(len(rows.lines) for rows in collected.rows)
    report = SourceReport(
        name=raw.name,
        kind="ubl",
        encoding=shown,
        encoding_reason=say(
            "read as {shown}, {part}",
            shown=shown,
            part=say("as told") if options.encoding else say("as XML says"),
        ),
        delimiter=None,
        delimiter_reason=say(
            "UBL e-invoices: {count:,}, with lines: {lines:,}", count=len(collected.rows), lines=lines
        ),
        size=raw.size,
        sha256=digest.hexdigest(),
    )
    return _source(raw, report, collected, own=bool(options.own))


def _watched(chunks: Iterator[bytes], see: Callable[[bytes], None]) -> Iterator[bytes]:
    """Yield chunks, each shown on the way."""
    for chunk in chunks:
        see(chunk)
        yield chunk


def _source(raw: RawInput, report: SourceReport, collected: Collected, *, own: bool) -> Source:
    """Return the orders, with customers and lines as parts."""
    # Of one customer all that differs: the load joins it. Of one product the first name.
    customers: dict[tuple[str, ...], _Row] = {}
    products: dict[str, _Row] = {}
    for rows in collected.rows:
        if rows.customer is not None:
            customers.setdefault(tuple(rows.customer), (rows.line, rows.customer))
        for line, product in rows.products:
            products.setdefault(product[0], (line, product))
    lines = list(chain.from_iterable(rows.lines for rows in collected.rows))
    orders = [(rows.line, rows.order) for rows in collected.rows]
    held = {
        "customer": (CUSTOMER_FIELDS, list(customers.values())),
        "product": (PRODUCT_FIELDS, list(products.values())),
        "order": (ORDER_FIELDS, orders),
        "order_line": (LINE_FIELDS, lines),
    }
    parts = {noun: _part(raw, report, fields, rows) for noun, (fields, rows) in held.items() if rows}
    notes = collected.notes if own or not orders else [_whose(collected), *collected.notes]
    rejects = tuple(
        Reject(unfit.line, "", "", listed((member, unfit.reason), ": ") if member else unfit.reason, ())
        for member, unfit in collected.unfit
    )
    found = Found(parts, rejects, tuple(dict.fromkeys(notes)))
    return _part(raw, report, ORDER_FIELDS, orders, found)


def _whose(collected: Collected) -> str:
    """Return what to say where nobody told who we are."""
    ours = collected.rows[0].ours
    return say(
        "taken as sales of ours, {shown}; say who we are once: crm config set tax_number {own_number}",
        shown=ours.shown if ours else say("whoever that is"),
        own_number=(ours.own_number() if ours else "") or "NUMBER",
    )


def _part(
    raw: RawInput,
    report: SourceReport,
    fields: tuple[str, ...],
    rows: Sequence[_Row],
    found: Found = NOTHING_MORE,
) -> Source:
    """Return rows as a Source; their numbers have a decimal point."""

    def read(size: int) -> Iterator[Batch]:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            yield Batch([line for line, _ in part], [list(cells) for _, cells in part])

    numbers = frozenset(place for place, field in enumerate(fields) if field in AMOUNTS)
    return Source(raw, report, fields, read, numbers, found)

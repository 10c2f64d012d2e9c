"""vCard files as rows: persons as contacts, companies as customers.

What no field takes is a column by the card's own name, so that it can be kept as a custom field. A
card that can't be read is a reject; the others are read all the same. Cards are parsed once, when the
file is opened; their cells wait on disk.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from crmcli.domain.exchange.encoding import Encoded, find_encoding
from crmcli.domain.exchange.source import COLUMN_LIMIT, Batch, Found, Source, SourceReport
from crmcli.domain.exchange.spool import Spool
from crmcli.domain.exchange.spooled import WEIGHT, SpooledSource, batched
from crmcli.domain.exchange.vcard_cards import read_cards
from crmcli.domain.exchange.vcard_lines import pieces, unfolded
from crmcli.domain.exchange.vcard_rows import CONTACT, FIELDS, Cells, column_of, with_tags
from crmcli.domain.exchange.vcard_scan import Scan
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.exchange.raw import RawInput
    from crmcli.domain.exchange.source import SourceOptions

_OWN_CODECS = ("utf-8", "utf-8-sig", "cp1254", "")
_PART = 500  # cards kept on disk at once


def open_vcards(raw: RawInput, options: SourceOptions) -> Source:
    """Open a vCard file as a Source; its rows are every card, its parts customers and contacts.

    Organisations that persons are at are rows of customers, by name only.

    Raises:
        Refused: it holds no card of a person or a company, or too many broken ones.
        UsageError: ``options.encoding`` names no encoding.
    """
    encoded = _encoding(raw, options.encoding)
    spool = Spool()
    try:
        return _opened(raw, encoded, spool, told=options.encoding is not None)
    except BaseException:
        spool.close()
        raise


def _opened(raw: RawInput, encoded: Encoded, spool: Spool, *, told: bool) -> Source:
    told = told or encoded.codec not in _OWN_CODECS
    lines = unfolded(pieces(raw, encoded.codec if told else ""))
    scan = Scan(raw.name)
    kept: list[tuple[object, ...]] = []
    weight = 0
    for card in read_cards(lines, raw.name, told=told):
        cells = scan.see(card)
        if cells is not None:
            kept.append(tuple(cells))
            weight += sum(map(len, (*cells.fields.values(), *cells.others.values())))
        if len(kept) == _PART or weight > WEIGHT:
            spool.add(tuple(kept))
            kept.clear()
            weight = 0
    spool.add(tuple(kept))
    scan.check()
    report = SourceReport(
        name=raw.name,
        kind="vcard",
        encoding=encoded.shown,
        encoding_reason=encoded.reason,
        delimiter=None,
        delimiter_reason=scan.summary(),
        size=raw.size,
        sha256=encoded.sha256,
    )
    cards = _Cards(raw, report, spool, scan.groups)
    # Customers first: contacts name them.
    parts: dict[str, Source] = {}
    for noun in ("customer", "contact"):
        if scan.counts[noun] or (noun == "customer" and "customer" in scan.used["contact"]):
            fields = [field for field in FIELDS[noun] if field in scan.used[noun]]
            parts[noun] = cards.source(fields, scan.columns[noun], noun)
    every = [f for f in (*CONTACT, "website") if f in scan.used["contact"] | scan.used["customer"]]
    columns = list(dict.fromkeys((*scan.columns["contact"], *scan.columns["customer"])))
    found = Found(parts, scan.rejects(next(iter(parts.values())).header), tuple(scan.notes()))
    return cards.source(every, columns[: COLUMN_LIMIT - len(every)], None, found)


def _encoding(raw: RawInput, wanted: str | None) -> Encoded:
    """Find the encoding of a file whose cards may each have their own."""
    head = raw.read(0, 64)
    if wanted is None and b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        wide = find_encoding(raw, head, "utf-16-le" if head[1:2] == b"\0" else "utf-16-be")
        return wide._replace(shown="UTF-16", reason=say("read as UTF-16: every other byte of its start is 0"))
    try:
        return find_encoding(raw, head, wanted)
    except Refused:
        if wanted is not None or b"\0" in head:
            raise
    import hashlib

    digest = hashlib.sha256()
    for chunk in raw.chunks():
        digest.update(chunk)
    reason = say("read line by line: in the encoding a line names, else as UTF-8 or else as Windows-1254")
    return Encoded("", "mixed", reason, digest.hexdigest(), 0)


class _Cards:
    """The cells of a file's cards, as often as they are asked for."""

    def __init__(
        self, raw: RawInput, report: SourceReport, spool: Spool, groups: dict[str, list[str]]
    ) -> None:
        self._raw = raw
        self._report = report
        self._spool = spool
        self._groups = groups

    def source(
        self, fields: Sequence[str], columns: Sequence[str], noun: str | None, found: Found | None = None
    ) -> Source:
        """Return the cards of one noun, or of all, as a Source; ``columns`` are names in the cards."""
        names = [("company" if field == "customer" and noun is None else field) for field in fields]

        def rows() -> Iterator[tuple[int, list[str]]]:
            for cells in self._of(noun):
                given = (cells.fields.get(field, "") for field in fields)
                yield cells.line, [*given, *(cells.others.get(column, "") for column in columns)]

        def read(size: int) -> Iterator[Batch]:
            return batched(rows(), size)

        header = [*names, *map(column_of, columns)]
        source = SpooledSource(self._raw, self._report, header, read, found=found or Found())
        source.spool = self._spool
        return source

    def _of(self, noun: str | None) -> Iterator[Cells]:
        """Yield the cards of a noun; for any noun, a company's name is its company too."""
        if noun == "customer":
            yield from self._firms()
            return
        for cells in self._all():
            if noun is None and cells.noun == "customer":
                cells.fields.setdefault("customer", cells.fields.get("name", ""))
            if noun in (None, cells.noun):
                yield cells

    def _all(self) -> Iterator[Cells]:
        """Yield the cells of all cards, with the groups they are in as tags."""
        for kept in chain.from_iterable(self._spool):
            cells = Cells(*kept)
            groups = self._groups.get(cells.fields.get("external_id", ""))
            if groups:
                cells.fields["tags"] = with_tags(cells.fields.get("tags", ""), groups)
            yield cells

    def _firms(self) -> Iterator[Cells]:
        """Yield the cells of companies, and of the organisations that persons name, by name only and once."""
        from crmcli.domain.text import fold

        named: set[str] = set()
        for cells in self._all():
            of_person = cells.noun == "contact"
            firm = cells.fields.get("customer" if of_person else "name", "")
            if not of_person:
                yield cells
            elif firm and fold(firm) not in named:
                yield Cells("customer", cells.line, {"name": firm}, {})
            named.add(fold(firm))

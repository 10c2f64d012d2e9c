"""Workbooks made for one test: by a writer, and byte by byte where no writer would write them so."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(
    sheets: Mapping[str, Sequence[Sequence[Any]]] | Sequence[Sequence[Any]],
    *,
    hidden: Sequence[str] = (),
    merged: Sequence[str] = (),
    more: Callable[[Any], None] | None = None,
    **options: Any,
) -> bytes:
    """Return a workbook; ``merged`` are ranges of the first sheet, ``more`` gets that sheet."""
    import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, **options})
    styles = {
        date: book.add_format({"num_format": "dd.mm.yyyy"}),
        datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
        time: book.add_format({"num_format": "hh:mm"}),
        timedelta: book.add_format({"num_format": "[h]:mm:ss"}),
    }
    named = sheets if isinstance(sheets, Mapping) else {"Sayfa1": sheets}
    first: Any = None
    for name, rows in named.items():
        sheet = book.add_worksheet(name)
        first = first or sheet
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if type(value) in styles:
                    sheet.write_datetime(at, column, value, styles[type(value)])
                elif value is not None:
                    sheet.write(at, column, value)
        if name in hidden:
            sheet.hide()
    for text in merged:
        first.merge_range(text, rows_value(named, text))
    if more is not None:
        more(first)
    book.close()
    return content.getvalue()


def rows_value(named: Mapping[str, Sequence[Sequence[Any]]], text: str) -> Any:
    """Return the value in the first cell of a range of the first sheet."""
    from xlsxwriter.utility import xl_cell_to_rowcol  # type: ignore[import-untyped,unused-ignore]

    row, column = xl_cell_to_rowcol(text.partition(":")[0])
    return next(iter(named.values()))[row][column]


def package(members: Mapping[str, str | bytes], *, stored: bool = False) -> bytes:
    """Return a zip archive."""
    content = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def xlsx_of(sheet: str | bytes, **members: str | bytes) -> bytes:
    """Return a workbook whose one sheet is the XML given, word for word."""
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": (
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ),
            "xl/workbook.xml": (
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
                '<sheet name="Sayfa1" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
            ),
            "xl/worksheets/sheet1.xml": sheet,
            **members,
        }
    )


def sheet_xml(data: str, prefix: str = "") -> str:
    """Return the XML of a sheet around its rows."""
    mark, name = (f":{prefix}", f"{prefix}:") if prefix else ("", "")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{name}worksheet xmlns{mark}="{_MAIN}">'
        f"<{name}sheetData>{data}</{name}sheetData></{name}worksheet>"
    )


def cell_xml(reference: str, value: str) -> str:
    """Return the XML of a cell of text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def ods(tables: Mapping[str, str], head: str = "") -> bytes:
    """Return an OpenDocument workbook; each table is the XML of its rows."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in tables.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}'
        f'<office:document-content xmlns:office="{urn}:office:1.0" '
        f'xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0" office:version="1.3"><office:body>'
        f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    members = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": manifest,
        "content.xml": content,
    }
    return package(members)


def ods_row(*cells: str | float | date, repeated: int = 1) -> str:
    """Return the XML of a row of an OpenDocument table."""
    made = []
    for cell in cells:
        if isinstance(cell, str):
            kind = 'office:value-type="string"' if cell else ""
        elif isinstance(cell, date):
            kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        else:
            kind = f'office:value-type="float" office:value="{cell}"'
        text = f"<text:p>{cell}</text:p>" if cell != "" else ""
        made.append(f"<table:table-cell {kind}>{text}</table:table-cell>")
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{times}>{''.join(made)}</table:table-row>"


def xls(
    cells: Mapping[tuple[int, int], str | float], *, stream: str = "Workbook", locked: bool = False
) -> bytes:
    """Return an old workbook (BIFF8 in OLE2) with one sheet "Sayfa1"."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6))
    start += _record(0x002F, struct.pack("<H", 0) + bytes(4)) if locked else b""
    end = _record(0x000A)
    name = b"\x06\x00Sayfa1"
    offset = len(start) + 4 + 6 + len(name) + len(end)
    book = start + _record(0x0085, struct.pack("<IBB", offset, 0, 0) + name) + end
    book += _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    for (row, column), value in sorted(cells.items()):
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
            book += _record(0x0204, place + text)
        else:
            book += _record(0x0203, place + struct.pack("<d", value))
    return ole({stream: book + end})


def _record(kind: int, data: bytes = b"") -> bytes:
    """Return a BIFF record."""
    return struct.pack("<HH", kind, len(data)) + data


def ole(streams: Mapping[str, bytes]) -> bytes:
    """Return an OLE2 file of sectors of 512 bytes: one of allocation, one of names, then the streams."""
    none, last, special = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    table = [special, last]
    entries = [_entry("Root Entry", 5, last, 0, child=1)]
    body = b""
    for number, (name, content) in enumerate(streams.items(), 1):
        data = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0")
        first, count = len(table), len(data) // 512
        table += [*range(first + 1, first + count), last]
        right = number + 1 if number < len(streams) else none
        entries.append(_entry(name, 2, first, len(data), right=right))
        body += data
    assert len(table) <= 128
    assert len(entries) <= 4
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, last, 0, last, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", none) * 108
    allocation = b"".join(struct.pack("<I", place) for place in table).ljust(512, b"\xff")
    return header + allocation + b"".join(entries).ljust(512, b"\0") + body


def _entry(
    name: str, kind: int, first: int, size: int, *, child: int | None = None, right: int = 0xFFFFFFFF
) -> bytes:
    """Return an entry of the directory of an OLE2 file."""
    text = (name + "\0").encode("utf-16-le")
    below = 0xFFFFFFFF if child is None else child
    entry = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, right, below) + bytes(16 + 4 + 16)
    return entry + struct.pack("<IQ", first, size)

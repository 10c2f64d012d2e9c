"""From a typed result to bytes: ``write`` picks the format and the place.

Without a format a terminal gets a table for people and everything else gets TSV. Machine formats
are the same bytes everywhere. Nothing but the result goes to stdout; what else there is to say
goes to stderr through ``crmcli.notes``. Each renderer is imported when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo
    from pathlib import Path

    from crmcli.domain.results import Result
    from crmcli.output.target import Chunks

# Format -> module and function. The function takes (result, settings) and yields text, or bytes.
_WRITERS = {
    "plain": ("tabulated", "plain"),
    "markdown": ("tabulated", "markdown"),
    "csv": ("delimited", "csv"),
    "tsv": ("delimited", "tsv"),
    "json": ("structured", "to_json"),
    "jsonl": ("structured", "to_jsonl"),
    "ids": ("delimited", "ids"),
    "xlsx": ("workbook", "xlsx"),
    "html": ("page", "html"),
    "eml": ("mail", "eml"),
}
CARDS = "vcard"
"""The one format that only documents come in: what makes the cards has to know whose they are."""
_WHOLE = {"xlsx": "a workbook", "html": "a page", "eml": "a mail", CARDS: "a card"}
"""Formats that are one thing from beginning to end, in words."""
FORMATS = ("table", *_WRITERS, CARDS)
FOR_PEOPLE = frozenset({"table", "plain", "markdown"})
FOR_READERS = frozenset({"html", "eml"})
"""What follows the locale too, and is whole: no list in it is cut at the setting ``limit``."""

_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".md": "markdown",
    ".xlsx": "xlsx",
    ".html": "html",
    ".htm": "html",
    ".eml": "eml",
    ".vcf": CARDS,
}
# What a program would open and not understand.
_FOREIGN = frozenset({".xls", ".ods", ".pdf", ".docx"})


class Settings:
    """How results are written.

    ``format`` None picks by place; ``zone`` turns instants to local time for people only; ``width``
    None asks the terminal; ``excel`` makes CSV that a spreadsheet opens safely; ``force`` replaces
    the ``output`` file; ``layout`` a dictionary is where a listing that goes on keeps its columns from
    part to part; ``mail`` is who a mail comes from and goes to; ``called`` heads a page or a mail of what
    has no title. (A plain class: made for every command, it has to cost nothing.)
    """

    __slots__ = (
        *("called", "colour", "excel", "force", "format", "layout", "locale", "mail", "output", "width"),
        "zone",
    )

    def __init__(  # noqa: PLR0913 the options that every command shares
        self,
        *,
        format: str | None = None,
        locale: str = "en",
        colour: str = "auto",
        width: int | None = None,
        output: Path | None = None,
        excel: bool = False,
        force: bool = False,
        zone: tzinfo | None = None,
        mail: tuple[str, str] = ("", ""),
        called: str = "crm",
    ) -> None:
        """Keep the choices."""
        self.format = format
        self.locale = locale
        self.colour = colour
        self.width = width
        self.output = output
        self.excel = excel
        self.force = force
        self.zone = zone
        self.mail = mail
        self.called = called
        self.layout: dict[str, Any] | None = None


def check(output: Path, *, format: str | None = None, force: bool = False) -> None:
    """Refuse a file that can't be written, before any work is done.

    Raises:
        UsageError: its name promises a format that there is not.
        Refused: it is in the way, or its folder is not there.
    """
    from crmcli.output import target

    suffix = output.suffix.lower()
    if format is None and suffix in _FOREIGN:
        from crmcli.errors import UsageError

        raise UsageError(
            say("no format here is {suffix}", suffix=suffix), "--output FILE.xlsx is for spreadsheets"
        )
    target.check_path(output, force=force)


def write(result: Result, settings: Settings, stream: Any = None) -> None:
    """Write a result to ``settings.output`` or to a stream (stdout), then the notes to stderr.

    Raises:
        UsageError: there is no such format, or the rows can't be written in it.
        Refused: the output can't be written, or a file is in the way.
        BrokenPipeError: the reader of the pipe has gone away.
    """
    from crmcli.output import target
    from crmcli.output.terminal import is_terminal

    asides: list[str] = []
    if settings.output is not None:
        target.check_path(settings.output, force=settings.force)
        chosen = _format(settings, on_terminal=False)
        target.to_file(_chunks(result, settings, chosen, None, asides), settings.output, force=settings.force)
    else:
        if stream is None:
            import sys

            stream = sys.stdout
        chosen = _format(settings, on_terminal=is_terminal(stream))
        chunks = _chunks(result, settings, chosen, stream, asides)
        target.to_stream(chunks, stream, encoding=_encoding(result, chosen, stream))
    _tell(result, settings, chosen, asides)


def format_of(format: str | None, output: Path | None) -> str | None:
    """Return the format asked for, or the one that the name of a file says; None when nothing does."""
    if format is None and output is not None:
        return _SUFFIXES.get(output.suffix.lower())
    return format


def _format(settings: Settings, *, on_terminal: bool) -> str:
    """Return the format asked for, or the one that suits the place."""
    chosen = settings.format
    if chosen is None:
        named = format_of(None, settings.output)
        if settings.excel:
            return "xlsx" if named == "xlsx" else "csv"
        if settings.output is not None:
            return named or "tsv"
        return "table" if on_terminal else "tsv"
    if chosen not in FORMATS:
        from crmcli.errors import UsageError

        message = say('there is no format "{chosen}"', chosen=chosen)
        raise UsageError(message, hint="formats: " + ", ".join(FORMATS))
    return chosen


def _chunks(result: Result, settings: Settings, chosen: str, stream: Any, asides: list[str]) -> Chunks:
    """Return the text or bytes of a result in a format; what is to be said beside it goes to ``asides``.

    Raises:
        UsageError: the result has no such form, or the place can't take it.
    """
    from crmcli.domain.results import Document
    from crmcli.output.terminal import is_terminal, look_at

    if chosen in _WHOLE:
        _check_place(result, settings, chosen, stream)
    if isinstance(result, Document) and not (chosen == "html" and _is_no_page(result, settings)):
        return _document(result, stream)
    if chosen in FOR_PEOPLE | FOR_READERS:
        from crmcli.output.spoken import in_language

        result = in_language(result)
    if chosen == "table":
        from crmcli.output.screen import draw

        colour = "never" if settings.output is not None else settings.colour
        return (draw(result, settings, look_at(stream, colour=colour, width=settings.width), asides),)
    from importlib import import_module

    module, name = _WRITERS[chosen]
    chunks: Any = getattr(import_module(f"crmcli.output.{module}"), name)(result, settings)
    if chosen in {"csv", "tsv"} and is_terminal(stream):
        return _watched(chunks, asides)
    return chunks  # type: ignore[no-any-return]


def _check_place(result: Result, settings: Settings, chosen: str, stream: Any) -> None:
    """Refuse cards of what is none, tables of texts, a workbook on a terminal, and what has no end."""
    from crmcli.domain.results import Document
    from crmcli.errors import UsageError
    from crmcli.output.terminal import is_terminal

    if chosen == CARDS:
        if not isinstance(result, Document):
            raise UsageError("these rows are no cards", "crm export contacts contacts.vcf writes cards")
    elif isinstance(result, Document) and chosen != "html":
        fact = say("this is a text, which {whole} has no place for", whole=_WHOLE[chosen])
        raise UsageError(fact, say("leave --format {chosen} out", chosen=chosen))
    elif settings.layout is not None:
        raise UsageError(
            say("what goes on has no end to close {whole} at", whole=_WHOLE[chosen]), "--format csv > FILE"
        )
    elif chosen == "xlsx" and settings.output is None and is_terminal(stream):
        raise UsageError("a workbook is nothing to read on a terminal", "--output FILE.xlsx")


def _is_no_page(document: Any, settings: Settings) -> bool:
    """Tell a text that has to be made a page from a printed quote, which is one already."""
    return settings.format is not None or not getattr(document, "text", "").startswith("<!DOCTYPE html>")


def _document(document: Any, stream: Any) -> Iterable[str]:
    """Return a text as it stands; on a terminal, harmless."""
    from crmcli.output.terminal import is_terminal

    if hasattr(document, "parts"):
        return _parts(document, harmless=is_terminal(stream))
    text = document.text
    if is_terminal(stream):
        from crmcli.output.safe import safe_text

        text = safe_text(text.expandtabs(), multiline=True)
    return (text,) if text.endswith("\n") or not text else (text, "\n")


def _parts(document: Any, *, harmless: bool) -> Iterator[str]:
    """Yield a long text part by part."""
    from crmcli.output.safe import safe_text

    for part in document.parts:
        yield safe_text(part.expandtabs(), multiline=True) if harmless else part


def _encoding(result: Result, chosen: str, stream: Any) -> str:
    """Return UTF-8, or the terminal's own encoding for what people read there."""
    from crmcli.domain.results import Document

    if chosen == "table" or isinstance(result, Document):
        from crmcli.output.terminal import look_at

        return look_at(stream).encoding
    return "utf-8"


def _watched(chunks: Iterable[str], asides: list[str]) -> Iterator[str]:
    """Pass text on to a terminal; say so when it held what a terminal obeys."""
    from crmcli.output.safe import safe_text

    harmless = True
    for chunk in chunks:
        told = chunk.removeprefix("\ufeff")  # the mark that --excel writes
        harmless = harmless and safe_text(told, multiline=True) == told.replace("\t", " ")
        yield chunk
    if not harmless:
        asides.append(say("these values hold control characters; --format table shows them harmless"))


def _tell(result: Result, settings: Settings, chosen: str, asides: list[str]) -> None:
    """Say on stderr what the result itself doesn't show."""
    from crmcli.domain.results import Change, Listing, Report

    if isinstance(result, Listing):
        if result.total is not None and result.total > len(result.rows):
            asides.append(
                say(
                    "{count:,} of {total:,} shown; --limit 0 shows all",
                    count=len(result.rows),
                    total=result.total,
                )
            )
        if not result.rows and result.empty and chosen in FOR_PEOPLE | FOR_READERS:
            asides.append(result.empty)
    if not (chosen == "json" and isinstance(result, Report)):
        asides.extend(getattr(result, "notes", ()))
    told = chosen in FOR_PEOPLE | FOR_READERS and getattr(result, "summary", None)
    if isinstance(result, Change) and result.dry_run and chosen != "json" and not told:
        asides.append(say("dry run: nothing was kept"))
    if chosen == "eml" and not settings.mail[1].strip():
        asides.append(say("the mail has no To: crm config set mail_to ayse@example.com"))
    if settings.output is not None:
        asides.append(say("written to {output}", output=settings.output))
    if asides:
        from crmcli.notes import note

        for aside in asides:
            note(aside)

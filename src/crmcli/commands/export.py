"""``crm export``: records taken out whole, for a spreadsheet, an address book, another program."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App
from crmcli.commands import options
from crmcli.domain.results import Document, Listing
from crmcli.errors import NotFound, UsageError
from crmcli.said import say

app = Typer()

FORMAT_OF = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".md": "markdown",
    ".xlsx": "xlsx",
    ".vcf": "vcard",
    ".html": "html",
    ".htm": "html",
    ".eml": "eml",
}
PLURALS = (
    *("customers", "contacts", "leads", "opportunities", "orders", "order-lines", "products", "activities"),
    *("users", "consents", "addresses", "competitors", "quotes", "quote-lines", "payments", "needs"),
    *("closing-steps", "prices", "rates", "targets", "plans", "relations", "wallets", "attachments"),
    *("cases", "requests", "incidents", "surveys", "checks", "verifications", "segments", "campaigns"),
    *("members", "playbooks", "rules"),
)
PARTIES = PLURALS[:3]

_ENDINGS = ", ".join(ending for ending in FORMAT_OF if ending not in (".ndjson", ".htm"))
_NAMED_LIKE_A_FILE = re.compile(r"[^@]+\.\w{2,5}")

Named = Annotated[
    list[str] | None,
    Argument(
        metavar="[RECORD|FILE]...",
        help="Numbers, phones, e-mails or names, - reads them, one a line; and the file to write, .csv, "
        ".tsv, .json, .jsonl, .xlsx, .md, .html, .eml or .vcf. All of them, without any.",
    ),
]
Marketing = Annotated[
    str | None,
    Option(
        "--marketing",
        metavar="CHANNEL",
        help="Only those who consented to marketing by email, phone, sms, post, message; any for all.",
    ),
]


def _add(plural: str) -> None:
    """Add the command that exports a noun; those who can consent have --marketing."""

    def party(
        ctx: Context, named: Named = None, where: options.Where = None, marketing: Marketing = None
    ) -> Listing[Any] | Document:
        return export_records(ctx.obj, plural, named or (), where or (), marketing)

    def other(ctx: Context, named: Named = None, where: options.Where = None) -> Listing[Any] | Document:
        return export_records(ctx.obj, plural, named or (), where or (), None)

    run = party if plural in PARTIES else other
    run.__doc__ = (
        f"Export {plural.replace('-', ' ')} with all their fields.\n\n"
        "The columns are named as an import knows them; the number of each record comes first.\n\n"
        f"Example: crm export {plural} {plural}.xlsx"
    )
    app.command(plural)(run)


for _plural in PLURALS:
    _add(_plural)


@app.command("all")
def all_(
    ctx: Context,
    file: Annotated[Path | None, Argument(metavar="FILE", help="The file to write, as JSON lines.")] = None,
) -> Document:
    """Export the whole store as one file.

    crm import all puts it into a new store, also of the other engine. The journal is not in it: crm
    backup keeps that.

    Example: crm export all store.jsonl
    """
    from crmcli.domain.dump.write import Dump, dump
    from crmcli.migrations import SCHEMA_VERSION

    run: App = ctx.obj
    if run.shown.get("format", "jsonl") != "jsonl":
        raise UsageError(
            say("a whole store is no {format}", format=run.shown["format"]),
            "leave --format out: it is JSON lines",
        )
    if file is not None:
        _write_to(run, str(file))
    ending = Path(run.shown.get("output") or "").suffix.lower()
    if FORMAT_OF.get(ending, "jsonl") not in ("jsonl", "json"):
        raise UsageError(
            say("a whole store is no {ending} file", ending=ending), "crm export all store.jsonl"
        )
    return run.read(dump, Dump(SCHEMA_VERSION))


def export_records(
    run: App, plural: str, named: list[str] | tuple[()], where: list[str] | tuple[()], marketing: str | None
) -> Listing[Any] | Document:
    """Take records of a noun out, in the format that the file's name says.

    Raises:
        UsageError: two files are named, or the format has no place for these records.
    """
    from crmcli.domain.export.take import Export, export_cards, export_rows
    from crmcli.domain.export.which import Which

    files = [word for word in named if is_file(word)]
    if len(files) > 1:
        raise UsageError(
            say("two files are named: {first} and {second}", first=files[0], second=files[1]),
            f"crm export {plural} {files[0]}",
        )
    if files:
        _write_to(run, files[0])
    elif run.shown.get("output") is None and not run.shown.get("excel"):
        # Whole values, also on a terminal: a table has no room for them.
        run.shown.setdefault("format", "tsv")
    refs = options.refs([word for word in named if not is_file(word)])
    if not refs and "-" in named:
        raise UsageError(
            "standard input names no record", say("crm export {plural} exports all of them", plural=plural)
        )
    which = Which(
        refs,
        tuple(where),
        marketing,
        run.today(),
        run.config.integer("lapsed_days"),
        run.config.get("region"),
    )
    try:
        if chosen_format(run) == "vcard":
            return run.read(export_cards, Export(plural, which))
        return run.read(export_rows, Export(plural, which))
    except NotFound as error:
        odd = next((ref for ref in refs if _NAMED_LIKE_A_FILE.fullmatch(ref)), None)
        if odd is None or f'"{odd}"' not in error.message:
            raise
        raise NotFound(
            say("{message}, and no file ends so", message=error.message),
            say("a file ends in {endings}", endings=_ENDINGS),
        ) from error


def is_file(word: str) -> bool:
    """Tell the name of a file to write from what a record is called: by how it ends; no e-mail is one."""
    return "@" not in word and Path(word).suffix.lower() in FORMAT_OF


def chosen_format(run: App) -> str | None:
    """Return the format asked for, or the one that the file's name says."""
    told: str | None = run.shown.get("format")
    if told is None and run.shown.get("output") is not None:
        return FORMAT_OF.get(Path(run.shown["output"]).suffix.lower())
    return told


def _write_to(run: App, file: str) -> None:
    """Write the result to a file named as an argument, as --output does.

    Raises:
        UsageError: --output names another one.
    """
    if run.shown.get("output") not in (None, file):
        raise UsageError(
            say("two files are named: {file} and {output}", file=file, output=run.shown["output"]),
            f"--output {file}",
        )
    run.shown["output"] = file

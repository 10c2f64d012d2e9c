"""``crm attachment``: files that belong to a record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record
from crmcli.errors import Refused, UsageError

if TYPE_CHECKING:
    from crmcli.domain.attachments.files import Measured

app = Typer()

File = Annotated[str, Argument(metavar="FILE-NO", help="An attached file: FI-3, or a part of its name.")]
Whose = "A customer, contact, lead, opportunity, order, quote or case."


def _folder(run: App) -> Path:
    """Return where copies are kept: beside a local store, else in the user's data folder."""
    path = getattr(run.store, "path", None)
    if path is not None:
        return Path(f"{path}.files")
    from crmcli.config import folder

    return folder("data") / "files"


@app.command("list")
def list_(
    ctx: Context,
    of: Annotated[str | None, Option("--of", metavar="RECORD", help=Whose)] = None,
    where: options.Where = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List attached files.

    Example: crm attachment list --of C-12
    """
    from crmcli.domain.attachments.views import ListAttachments, list_attachments
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_attachments, ListAttachments(chosen, of, run.config.get("region")))


@app.command("show")
def show(ctx: Context, ref: File) -> Record[Any]:
    """Show one attached file.

    Example: crm attachment show FI-3
    """
    from crmcli.domain.attachments.views import show_attachment

    return records.shows(ctx.obj, show_attachment, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    ref: Annotated[str, Argument(metavar="RECORD", help=Whose)],
    paths: Annotated[list[str], Argument(metavar="FILE...", help="The files.")],
    copy: Annotated[bool, Option("--copy", help="Keep a copy beside the store.")] = False,
    name: Annotated[str | None, Option("--name", help="What it is called; the file's name without.")] = None,
    attached_on: Annotated[str | None, Option("--on", metavar="DAY", help="The day; today.")] = None,
    branch: options.Branch = None,
    note: options.Note = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Attach files to a record: their path, size and hash.

    With --copy the bytes are kept, too, beside the store.

    Example: crm attachment add C-12 sozlesme.pdf --copy --note "imzalı sözleşme"
    """
    from crmcli.domain.attachments.acts import AddAttachments, add_attachments
    from crmcli.domain.attachments.files import forget, measure

    run: App = ctx.obj
    if len(paths) > 1 and (name or external_id):
        raise UsageError("--name and --external-id are of one file", "attach the files one by one")
    given = records.given("attachment", {key: value for key, value in locals().items() if key != "copy"})
    folder = _folder(run)
    found: list[Measured] = []
    try:
        for path in paths:
            # Hashed before the store is locked: a large file takes its time.
            found += [measure(path, folder if copy and not run.dry_run else None)]
        if copy and run.dry_run:
            found = [file._replace(copied=True) for file in found]
        request = AddAttachments(ref, tuple(found), given, records.reading(run))
        return run.write(add_attachments, request)
    except BaseException:
        for file in found:
            forget(file, folder)
        raise


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    name: options.Name = None,
    path: Annotated[str | None, Option("--path", help="Where the file is now.")] = None,
    attached_on: Annotated[str | None, Option("--on", metavar="DAY", help="The day it was attached.")] = None,
    branch: options.Branch = None,
    note: options.Note = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change what is known of attached files.

    Change what is known of attached files; the files themselves stay as they are.

    Example: crm attachment edit FI-3 --path ~/arsiv/sozlesme.pdf
    """
    run: App = ctx.obj
    params = dict(locals())
    if path is not None:
        params["path"] = str(Path(path).expanduser().absolute())
    return records.edit(run, "attachment", params)


@app.command("get")
def get(
    ctx: Context,
    ref: File,
    target: Annotated[
        str | None, Argument(metavar="[TARGET]", help="A new file, or a folder; here without.")
    ] = None,
    force: Annotated[bool, Option("--force", help="Write over a file that is there.")] = False,
) -> Listing[Any]:
    """Write an attached file out, from its copy or from where it is.

    Example: crm attachment get FI-3 sozlesme.pdf
    """
    from crmcli.domain.attachments.acts import Given, given_out, kept, plain_name, source_of
    from crmcli.domain.attachments.files import hand_out
    from crmcli.domain.views import ShowRecord

    run: App = ctx.obj
    found = run.read(kept, ShowRecord(ref, run.config.get("region")))
    path = Path(target) if target else Path()
    if path.is_dir():
        path = path / plain_name(found.name)
    run.refuse_store(path)
    hand_out(source_of(found, _folder(run)), path, found.sha256, force=force)
    return given_out(Given(found.id, str(path), found.size))


@app.command("check")
def check(
    ctx: Context,
    all: Annotated[bool, Option("--all", help="Those in order, too.")] = False,
    where: options.Where = None,
) -> Listing[Any]:
    """Find attached files that are missing or have changed.

    Example: crm attachment check
    """
    from crmcli.domain.attachments.acts import checked, every_kept
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    found = run.read(every_kept, ListRecords(tuple(where or ())))
    return checked(found, _folder(run), all=all)


@app.command("clean")
@writes
def clean(ctx: Context, yes: options.Yes = False) -> Change[Any]:
    """Delete copies that no record refers to any longer.

    Delete copies that no record refers to any longer; an undo can't bring those back.

    Example: crm attachment clean --dry-run
    """
    from crmcli import notes
    from crmcli.domain.attachments.acts import clean

    run: App = ctx.obj
    if not yes and not run.dry_run:
        if not notes.can_ask():
            raise UsageError("copies are deleted for good", "add --yes to do it, or --dry-run to see them")
        if not notes.confirm("Delete the copies that no record refers to?"):
            raise Refused("cancelled; nothing was deleted")
    folder = _folder(run)
    return run.write(lambda db, _: clean(db, folder, dry_run=run.dry_run), None)


records.shared(app, "attachment", "FI-3")

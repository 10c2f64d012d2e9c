"""What is done with attached files: added, handed out, checked; copies nobody refers to are cleaned up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.adding import AddRecord, store
from crmcli.domain.attachments import files
from crmcli.domain.attachments.views import STATE, Bytes, owner
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.kinds import ROOMY, AnyRef, Ref, Text
from crmcli.domain.nouns import ATTACHMENT
from crmcli.domain.results import Change, Listing
from crmcli.domain.targets import Touched
from crmcli.errors import NotFound
from crmcli.said import listed, say

if TYPE_CHECKING:
    from crmcli.domain.nouns import Noun
    from crmcli.domain.views import ListRecords, ShowRecord
    from crmcli.sql import Reader, Writer


@frozen
class AddAttachments:
    """Files that were measured, the record they belong to, and the other fields as typed."""

    ref: str
    files: tuple[files.Measured, ...]
    given: Mapping[str, str | Sequence[str]]
    context: Context


def add_attachments(db: Writer, request: AddAttachments) -> Change[Touched]:
    """Attach files to a record; one without a name is called like its file.

    What the record has already, the same bytes from the same place, stays, where nothing else is told of it.

    Raises:
        NotFound, Conflict, UsageError: see ``views.owner``.
        Refused: a path or a name can't be stored.
    """
    from crmcli.domain.text import check_text

    noun, number = owner(db, request.ref, request.context.region)
    common = typed(db, ATTACHMENT, request.given, request.context)
    common.setdefault("branch", db.note.branch)
    items = []
    for file in request.files:
        path = check_text(file.path, "path", 4_000)
        same = None if request.given else _attached(db, noun, number, file)
        if same is not None:
            # A copy that is asked for now is kept from now on.
            changed = db.update("attachment", same, {"copied": 1}) if file.copied else {}
            items.append(
                Touched(ATTACHMENT.ref(same), Path(path).name, "changed" if changed else "unchanged")
            )
            continue
        values: dict[str, Any] = {
            "name": check_text(Path(path).name, "name"),
            **common,
            "path": path,
            "sha256": file.sha256,
            "size": file.size,
            "copied": int(file.copied),
            noun.name: number,
        }
        made = store(db, ATTACHMENT, values, AddRecord("attachment", {}, request.context))
        items.append(Touched(ATTACHMENT.ref(made), values["name"], "added"))
    ref = noun.ref(number)
    new = [item for item in items if item.status != "unchanged"]
    if not new:
        named = listed([say("{name} is {id}", name=item.name, id=item.id) for item in items[:3]])
        return Change(
            "added nothing",
            Touched,
            items,
            summary=say("Nothing attached to {ref}: {named} already", ref=ref, named=named),
        )
    refs = (
        ", ".join(str(item.id) for item in new[:3])
        if len(new) <= 3
        else say("{count} attachments", count=len(new))
    )
    named = ", ".join(f"{item.id} {item.name}" for item in new[:3])
    return Change(
        say("added {refs} to {ref}", refs=refs, ref=ref),
        Touched,
        items,
        summary=say("Attached {named} to {ref}", named=named, ref=ref),
    )


def _attached(db: Reader, noun: Noun, number: int, file: files.Measured) -> int | None:
    """Return what a record has already of the same bytes from the same place."""
    query = (
        f"SELECT id FROM attachment WHERE {noun.owner} = :number AND path = :path AND sha256 = :sha256 "
        "ORDER BY copied DESC, id LIMIT 1"
    )
    found = db.value(query, {"number": number, "path": file.path, "sha256": file.sha256})
    return None if found is None else int(found)


class Kept(NamedTuple):
    """An attached file as it is looked for."""

    id: int
    name: str
    path: str
    sha256: str
    size: int
    copied: int


_KEPT = "SELECT r.id, r.name, r.path, r.sha256, r.size, r.copied FROM attachment r WHERE "


def kept(db: Reader, request: ShowRecord) -> Kept:
    """Return one attached file.

    Raises:
        NotFound, Conflict: none, or several, answer to the reference.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, ATTACHMENT, request.ref, region=request.region)
    return Kept(*db.tuples(f"{_KEPT} r.id = :id", {"id": number})[0])


def every_kept(db: Reader, request: ListRecords) -> list[Kept]:
    """Return the attached files that are like a condition, by number."""
    from crmcli.domain.where import conditions

    test, values = conditions(db, ATTACHMENT, request.where)
    return [Kept(*row) for row in db.tuples(f"{_KEPT} {test} ORDER BY r.id", values)]


def source_of(file: Kept, folder: Path) -> str:
    """Return where the bytes of a file are: its copy, else the file itself.

    Raises:
        NotFound: neither is there.
    """
    copy = files.copy_of(file.sha256, folder)
    if copy is not None:
        return str(copy)
    if not Path(file.path).exists():
        ref = ATTACHMENT.ref(file.id)
        raise NotFound(
            say("{ref} is gone: there is no file {path}, and no copy", ref=ref, path=file.path),
            f"crm attachment show {ref}",
        )
    return file.path


def plain_name(name: str) -> str:
    """Return a file's name that stays in its folder, whatever is stored."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip().lstrip(".")
    return "".join(c for c in last if c.isprintable()) or "file"


@frozen
class Given:
    """A file that was written out."""

    id: Annotated[int, Ref("FI", "no.")]
    written: Annotated[str, Text("written to")]
    size: Annotated[int, Bytes()]


def given_out(file: Given) -> Listing[Given]:
    """Return what is told of a file that was written out."""
    return Listing(Given, [file])


@frozen
class CheckRow:
    """An attached file and its copy: still what was attached, missing, changed; none where none is kept."""

    id: Annotated[int, Ref("FI", "no.")]
    name: Annotated[str, Text("file")]
    state: Annotated[str, STATE]
    copy: Annotated[str, STATE]
    size: Annotated[int, Bytes(show=ROOMY)]
    path: Annotated[str, Text()]


def checked(found: Sequence[Kept], folder: Path, *, all: bool) -> Listing[CheckRow]:
    """Compare attached files and copies with what they were; ``all`` lists those in order, too."""
    rows = []
    for one in found:
        copy = "none"
        if one.copied:
            place = files.copy_of(one.sha256, folder)
            copy = "missing" if place is None else files.state(str(place), one.sha256, one.size)
        rows.append(
            CheckRow(one.id, one.name, files.state(one.path, one.sha256, one.size), copy, one.size, one.path)
        )
    wrong = [row for row in rows if row.state != "ok" or row.copy not in ("ok", "none")]
    empty = (
        say("no file is attached")
        if not rows
        else say("all {count:,} attached files are as they were", count=len(rows))
    )
    return Listing(CheckRow, rows if all else wrong, empty=empty)


@frozen
class CleanRow:
    """A copy that nobody refers to."""

    sha256: Annotated[str, AnyRef("copy")]
    size: Annotated[int, Bytes()]
    status: Annotated[str, Text()]


def clean(db: Writer, folder: Path, *, dry_run: bool) -> Change[CleanRow]:
    """Take away the copies that no attached file refers to; the store's lock keeps new ones out."""
    used = {row[0] for row in db.tuples("SELECT DISTINCT sha256 FROM attachment WHERE copied = 1")}
    rows = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name in used or files.copy_of(path.name, folder) is None:
            continue
        rows.append(CleanRow(path.name, path.stat().st_size, "deleted"))
        if not dry_run:
            path.unlink()
    freed = Bytes().human(sum(row.size for row in rows), None, "en")
    said = (
        say("Deleted {count:,} copies, {freed}", count=len(rows), freed=freed)
        if rows
        else say("No copy is without its record")
    )
    return Change("cleaned copies", CleanRow, rows, summary=said)

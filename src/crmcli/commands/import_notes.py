"""What is told of the files of an import: of which file, of many at once, of a dry run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.load.files import FilePlan
    from crmcli.domain.load.plan import Prepared


def notes_of(plan: FilePlan, *, alone: bool) -> list[str]:
    """Return what is to be known of a file, with its name where it is not the only one."""
    name = plan.source.report.name
    told = plan.source.found.notes
    return [note if alone or note.startswith(f"{name}: ") else listed((name, note), ": ") for note in told]


def _bare(note: str, name: str) -> str:
    """Return a note without the name of its file before it."""
    parts = getattr(note, "parts", ())
    return listed(parts[2:], "") if parts[:2] == (name, ": ") else note.removeprefix(f"{name}: ")


def tell_together(plans: Sequence[FilePlan], parts: Sequence[Prepared]) -> None:
    """Say once what holds for many files, instead of once for each of them."""
    files_of: dict[str, list[str]] = {}
    for plan in plans:
        name = plan.source.report.name
        for note in (plan.reason, *notes_of(plan, alone=False)):
            if note:
                files_of.setdefault(_bare(note, name), []).append(name)
    for part in parts:
        part.about = []
    parts[0].about = [
        listed((names[0], note), ": ")
        if len(names) == 1
        else say("{note} ({count:,} files)", note=note, count=len(names))
        for note, names in files_of.items()
    ]


def without_command(note: str) -> str:
    """Return what is said of new records that look like others, without the command that shows them."""
    parts: tuple[str, ...] = getattr(note, "parts", ())
    if not parts:
        return note
    if parts[-1].startswith("crm dedupe scan"):
        return parts[0]
    return listed((*parts[:-1], without_command(parts[-1])), "")

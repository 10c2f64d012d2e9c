"""``crm merge``: several records that are one party become one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.domain.results import Change
from crmcli.errors import Refused, UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from crmcli.domain.merging.request import MergeRequest
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

app = Typer()

Records = Annotated[
    list[str] | None,
    Argument(metavar="RECORD...", help="The one that is kept, then those that go; - reads such lines."),
]


@app.command("merge")
@writes
def merge(
    ctx: Context,
    records: Records = None,
    keep: Annotated[str | None, Option("--keep", metavar="RECORD", help="Which is kept; the first.")] = None,
    takes: Annotated[
        list[str] | None,
        Option("--take", metavar="FIELD=RECORD", help="Whose value is taken; all=C-7 for every field."),
    ] = None,
    sets: options.Sets = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Make one record of several; the others' numbers mean it from then on, and nothing is lost.

    Example: crm merge C-1 C-7 --take phone=C-7 --dry-run
    """
    run: App = ctx.obj
    words = records or []
    if "-" in words:
        return _many(run, words, given=bool(keep or takes or sets), yes=yes)
    if not (yes or run.dry_run) and not _can_ask():
        raise _unasked()
    from crmcli.domain.merging.merge import merge as act

    def asked(db: Reader) -> MergeRequest:
        return _request(run, db, words, keep, takes or [], sets or [])

    if yes or run.dry_run:
        return run.write(lambda db, _: act(db, asked(db)), None)
    request = run.read(lambda db, _: asked(db), None)
    _agree(run, request)
    return run.write(act, request)


def _unasked() -> UsageError:
    fact = "a merge is agreed to first, and nobody is here to ask"
    return UsageError(fact, "add --yes to do it, or --dry-run to see it")


def _can_ask() -> bool:
    from crmcli import notes

    return notes.can_ask()


def _request(
    run: App, db: Reader, words: Sequence[str], keep: str | None, takes: Sequence[str], sets: Sequence[str]
) -> MergeRequest:
    """Return the merge that is asked for, with every record looked up."""
    from crmcli.domain.merging.request import MergeRequest, parties
    from crmcli.domain.records import Keys
    from crmcli.domain.refs import resolve

    region = run.config.get("region")
    noun, numbers = parties(db, words, region)
    kept = numbers[0] if keep is None else resolve(db, noun, keep, region=region)
    if kept not in numbers:
        raise UsageError(say("{keep} is not one of those that are merged", keep=keep), f"--keep {words[0]}")
    repeated = len(numbers) != len(set(numbers))
    if repeated:
        ref = noun.ref(next(number for number in numbers if numbers.count(number) > 1))
        raise Refused(
            say("{words} names {ref} twice", words=" ".join(words), ref=ref),
            say("name the record that goes, too: crm dedupe finds who may be the same"),
        )
    return MergeRequest(
        noun,
        kept,
        tuple(number for number in numbers if number != kept),
        _choices(db, noun, takes, region),
        keys=Keys(region),
        preview=run.dry_run,
        **_given(run, sets),
    )


def _choices(db: Reader, noun: Noun, takes: Sequence[str], region: str) -> dict[str, int]:
    """Return field -> number of the record whose value is taken."""
    if not takes:
        return {}
    from crmcli.domain.given import split_assignment
    from crmcli.domain.refs import resolve

    pairs = (split_assignment(text, "--take phone=C-7") for text in takes)
    return {field: resolve(db, noun, ref, region=region) for field, ref in pairs}


def _given(run: App, sets: Sequence[str]) -> dict[str, Any]:
    """Return the fields that are given anew, and how they are read."""
    if not sets:
        return {}
    from crmcli.commands.records import reading
    from crmcli.domain.given import assigned

    return {"sets": assigned({}, sets), "context": reading(run)}


def _agree(run: App, request: MergeRequest) -> None:
    """Show a person what the merge would come to, and ask.

    Raises:
        Refused: the person said no.
    """
    from crmcli import notes
    from crmcli.domain.field_values import value_told
    from crmcli.domain.kinds import DASH
    from crmcli.domain.merging.merge import counted, preview

    shown = run.read(preview, request)
    notes.note(shown.title or "")
    for line in next((part.rows for part in shown.sections if part.title == "Fields"), ()):
        if line.kept == line.other:
            continue
        kept, other, result = (
            value_told(str(line.field), value or DASH) for value in (line.kept, line.other, line.result)
        )
        notes.note(
            say(
                "  {field}: {kept} | {other} → {result} ({why})",
                field=line.field,
                kept=kept,
                other=other,
                result=result,
                why=line.why,
            )
        )
    if shown.item.moved:
        moved = listed(counted(what, count) for what, count in shown.item.moved.items())
        notes.note(say("  moves: {moved}", moved=moved))
    for text in shown.notes:
        notes.warn(text)
    if not notes.confirm(say("Merge {gone} into {id}?", gone=", ".join(shown.item.gone), id=shown.item.id)):
        raise Refused("cancelled; nothing was changed")


def _many(run: App, words: Sequence[str], *, given: bool, yes: bool) -> Change[Any]:
    """Merge what the lines of standard input name, all in one change."""
    from crmcli.domain.merging.merge import MergeMany, merge_many
    from crmcli.domain.records import Keys

    if len(words) > 1 or given:
        message = "- reads lines like C-1 C-7 and takes no other record or choice"
        raise UsageError(message, "crm merge - --yes")
    if not (yes or run.dry_run):
        raise _unasked()
    lines = [line.replace(",", " ").replace(";", " ").split() for line in options.text("-").splitlines()]
    pairs = tuple(tuple(line) for line in lines if line)
    if not pairs:
        hint = "each line names the one that is kept, then those that go: C-1 C-7"
        raise UsageError("standard input names no record", hint)
    return run.write(merge_many, MergeMany(pairs, Keys(run.config.get("region"))))

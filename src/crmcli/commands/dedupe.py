"""``crm dedupe``: records that may be one: scan, review, decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.domain.results import Change, Listing
from crmcli.errors import CrmError, UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from crmcli.domain.duplicates.decisions import Decided
    from crmcli.domain.duplicates.facing import Faced
    from crmcli.domain.duplicates.scan import PairRow, Scan

app = Typer()


Kind = Annotated[str, Option("--noun", metavar="KIND", help="customers, contacts or leads.")]
Least = Annotated[int, Option("--min", min=1, max=100, help="The lowest score.")]
Since = Annotated[
    int | None,
    Option("--since-change", metavar="N", min=1, help="Only with a record that change N or later touched."),
]
Both = Annotated[list[str], Argument(metavar="RECORD RECORD...", help="The records, by number.")]


@app.command("scan")
def scan(
    ctx: Context,
    kind: Kind = "customers",
    least: Least = 80,
    since: Since = None,
    clusters: Annotated[bool, Option("--clusters", help="Groups of records instead of pairs.")] = False,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List pairs of records that may be one, with a score and why.

    Example: crm dedupe scan --noun contacts --min 90
    """
    from crmcli.domain.duplicates.scan import scan_groups, scan_pairs

    run: App = ctx.obj
    return run.read(scan_groups if clusters else scan_pairs, _asked(run, kind, least, since, limit))


@app.command("review")
@writes
def review(
    ctx: Context, kind: Kind = "customers", least: Least = 80, since: Since = None, limit: options.Limit = 0
) -> Change[Any]:
    """Ask about one pair at a time.

    Each answer is saved at once and can be undone alone.

    Example: crm dedupe review --noun contacts
    """
    from crmcli import notes
    from crmcli.domain.duplicates.scan import scan_pairs

    run: App = ctx.obj
    if not notes.can_ask() or run.quiet:
        raise UsageError(
            "a review asks a person, and nobody is here to answer", f"crm dedupe scan --noun {kind}"
        )
    request = _asked(run, kind, least, since, limit)
    return _reviewed(run, request, run.read(scan_pairs, request).rows)


@app.command("distinct")
@writes
def distinct(ctx: Context, records: Both) -> Change[Any]:
    """Remember that records are not the same one.

    Example: crm dedupe distinct C-1 C-7
    """
    from crmcli.domain.duplicates.decisions import OnPairs, tell_apart

    run: App = ctx.obj
    return run.write(tell_apart, OnPairs(tuple(records), run.config.get("region")))


@app.command("forget")
@writes
def forget(ctx: Context, records: Both) -> Change[Any]:
    """Forget that records were told apart.

    Example: crm dedupe forget C-1 C-7
    """
    from crmcli.domain.duplicates.decisions import OnPairs
    from crmcli.domain.duplicates.decisions import forget as act

    run: App = ctx.obj
    return run.write(act, OnPairs(tuple(records), run.config.get("region")))


@app.command("decide")
@writes
def decide(
    ctx: Context, lines: Annotated[str, Argument(metavar="-", help="- reads lines like C-1 C-7 merge.")]
) -> Change[Any]:
    """Carry out decisions from standard input.

    Each line is two records and merge, distinct or skip, and a change of its own.

    Example: printf 'C-1 C-7 merge' | crm dedupe decide -
    """
    from crmcli.domain.duplicates.decisions import all_decided, read_decisions

    run: App = ctx.obj
    if lines != "-":
        raise UsageError(
            say('decisions are read from standard input, not from "{lines}"', lines=lines),
            "crm dedupe decide - < FILE",
        )
    decisions = read_decisions(options.text("-").splitlines())
    items = [_decide(run, one.a, one.b, one.word) for one in decisions if one.word != "skip"]
    return all_decided(items)


def _asked(run: App, kind: str, least: int, since: int | None, limit: int | None) -> Scan:
    """Return what is to be looked through.

    Raises:
        UsageError: records of that kind are not.
    """
    from crmcli.domain.duplicates.items import MATCHED
    from crmcli.domain.duplicates.scan import Scan

    noun = MATCHED.get(kind) or next((noun for noun in MATCHED.values() if noun.name == kind), None)
    if noun is None:
        from crmcli.domain.near import one_of

        said = say('"{kind}" are not looked through for duplicates', kind=kind)
        raise UsageError(said, one_of(kind, MATCHED, "--noun"))
    return Scan(noun, least, since, options.row_limit(run, limit))


def _decide(run: App, a: str, b: str, word: str) -> Decided:
    """Save one decision as a change of its own; what it is refused for is told."""
    from crmcli.domain.duplicates.decisions import Decided, OnPairs, tell_apart, to_merge

    asked = OnPairs((a, b), run.config.get("region"))
    try:
        if word == "distinct":
            told: list[Decided] = list(run.write(tell_apart, asked).items)
            return told[0]
        found = run.read(to_merge, asked)
        if found is None:
            return Decided(a, b, "unchanged", say("one record already"))
        from crmcli.domain.merging.merge import merge
        from crmcli.domain.merging.request import MergeRequest
        from crmcli.domain.records import Keys

        noun, keep, gone = found
        run.write(merge, MergeRequest(noun, keep, (gone,), choices={}, keys=Keys(asked.region)))
    except CrmError as error:
        return Decided(a, b, "failed", error.message)
    return Decided(a, b, "merged")


def _reviewed(run: App, request: Scan, rows: Any) -> Change[Any]:
    """Ask about each pair until none is left or the person stops."""
    from crmcli import notes
    from crmcli.domain.duplicates.decisions import all_decided
    from crmcli.domain.duplicates.facing import Face, face
    from crmcli.domain.nouns import noun_of

    items: list[Decided] = []
    for number, row in enumerate(rows, 1):
        pair = run.read(face, Face(request.noun, noun_of(row.a)[1], noun_of(row.b)[1]))
        if pair is None:
            continue
        _show(row, pair, say("{number} of {count}", number=number, count=len(rows)), request.noun.prefix)
        answer = _answer()
        if answer == "q":
            break
        if answer in ("y", "n"):
            a, b = (request.noun.ref(one) for one in (pair.a, pair.b))
            items.append(_decide(run, a, b, "merge" if answer == "y" else "distinct"))
            if items[-1].status == "failed":
                notes.warn(items[-1].reason or "")
    return all_decided(items)


def _show(row: PairRow, pair: Faced, place: str, prefix: str) -> None:
    """Show a pair side by side, with what speaks for and against it."""
    from shutil import get_terminal_size

    from crmcli import notes

    wide = max(12, (get_terminal_size().columns - 18) // 2)
    notes.note(say("{place}: score {score}", place=place, score=row.score))
    notes.note(f"{'':14}{f'{prefix}-{pair.a}':{wide}}  {prefix}-{pair.b}")
    for line in pair.lines:
        mark = " " if line.a == line.b else "≠" if line.a and line.b else "·"
        notes.note(f"{line.field[:12]:12}{mark} {_cut(line.a, wide):{wide}}  {_cut(line.b, wide)}".rstrip())
    notes.note(say("for: {reasons}", reasons=listed(row.reasons, "; ")))
    if row.against:
        notes.note(say("against: {against}", against=listed(row.against, "; ")))


def _cut(text: str | None, wide: int) -> str:
    shown = text or "—"
    return shown if len(shown) <= wide else f"{shown[: wide - 1]}…"


def _answer() -> str:
    """Return y, n, s or q; the end of the input stops."""
    from crmcli import notes

    while True:
        notes.note(say("y merge, n not the same, s skip, q stop:"))
        typed = notes.typed()
        if not typed:
            return "q"
        word = typed.strip().lower()[:1]
        answer = {"e": "y", "h": "n", "a": "s", "d": "q"}.get(word, word)
        if answer in ("y", "n", "s", "q"):
            return answer

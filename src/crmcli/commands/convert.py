"""``crm convert``: leads become customers, contacts and opportunities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.domain.results import Change
from crmcli.errors import UsageError, unread
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from crmcli.domain.conversion.request import Convert
    from crmcli.domain.conversion.rows import Converted

app = Typer()

Leads = Annotated[
    list[str] | None,
    Argument(metavar="[LEAD|FILE|-]...", help="Leads; a file of them, one a line or as JSON; - reads them."),
]
Customer = Annotated[
    str | None,
    Option("--customer", metavar="new|none|CUSTOMER", help="Which customer; new unless a number says it."),
]
Contact = Annotated[
    str | None,
    Option("--contact", metavar="new|none|CONTACT", help="Which contact; new where a person is named."),
]
Opportunity = Annotated[
    str | None,
    Option("--opportunity", metavar="new|none|OPPORTUNITY", help="Which opportunity; many may feed one."),
]
OnDuplicate = Annotated[
    str | None,
    Option(
        "--on-duplicate",
        metavar="fail|attach|create|ask",
        help="When it may be known already; ask on a terminal, else fail.",
    ),
]
Overwrite = Annotated[
    list[str] | None, Option("--overwrite", metavar="FIELDS", help="Replace what is there: phone,source.")
]


@app.command("convert")
@writes
def convert(
    ctx: Context,
    leads: Leads = None,
    where: options.Where = None,
    customer: Customer = None,
    contact: Contact = None,
    opportunity: Opportunity = None,
    amount: options.Amount = None,
    currency: options.Currency = None,
    stage: Annotated[str | None, Option("--stage", help="The open stage it starts in; the first.")] = None,
    close: Annotated[
        str | None, Option("--close", metavar="DAY", help="The day it is expected to close.")
    ] = None,
    name: Annotated[str | None, Option("--name", help="What the new opportunity is called.")] = None,
    on_duplicate: OnDuplicate = None,
    overwrite: Overwrite = None,
    all_or_nothing: Annotated[
        bool, Option("--all-or-nothing", help="Convert all, or none if one fails.")
    ] = False,
    strict: Annotated[bool, Option("--strict", help="Fail when a lead is converted already.")] = False,
) -> Change[Any]:
    """Turn leads into customer, contact and opportunity, once; --dry-run shows the plan.

    Example: crm convert L-7 --amount "12.500 TL" --close 2026-12-31 --dry-run
    """
    from crmcli.domain.conversion.request import Convert
    from crmcli.domain.records import Keys

    run: App = ctx.obj
    refs = _refs(leads or ())
    if not (leads or where):
        raise UsageError("no lead is named", "crm convert LEAD; crm lead list has them")
    request = Convert(
        today=run.today(),
        refs=refs,
        where=tuple(where or ()),
        customer=customer,
        contact=contact,
        opportunity=opportunity,
        amount=amount,
        currency=currency,
        stage=stage,
        close=None if close is None else options.day(run, close),
        name=name,
        overwrite=tuple(overwrite or ()),
        all_or_nothing=all_or_nothing,
        strict=strict,
        single=not where and refs == tuple(leads or ()) and len(refs) == 1,
        preview=run.dry_run,
        default_currency=run.config.get("currency"),
        keys=Keys(run.config.get("region")),
    )
    return _converted(run, request, on_duplicate)


def _refs(words: Sequence[str]) -> tuple[str, ...]:
    """Return the leads that words name; a file and standard input name one a line."""
    from crmcli.domain.conversion.inputs import read_leads
    from crmcli.domain.nouns import split_ref

    found: list[str] = []
    for word in words:
        if word == "-":
            found += read_leads(options.text("-").splitlines())
        elif split_ref(word) is None and Path(word).is_file():
            found += read_leads(_lines(Path(word)))
        else:
            found.append(word)
    return tuple(found)


def _lines(path: Path) -> list[str]:
    """Return the lines of a file.

    Raises:
        UsageError: it can't be read, or is not UTF-8.
    """
    from crmcli.domain.small_file import read_small

    try:
        return read_small(path).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        hint = "a file of leads has a number or a name on each line"
        raise UsageError(
            say("{path} is not UTF-8: byte {start}", path=path, start=error.start + 1), hint
        ) from error
    except OSError as error:
        raise UsageError(unread(path, error).message, "crm convert LEAD") from error


def _converted(run: App, request: Convert, on_duplicate: str | None) -> Change[Any]:
    """Convert; where doubles are to be asked about and a person is there, ask first."""
    from crmcli import notes
    from crmcli.domain.conversion.batch import convert as act

    there = notes.can_ask() and not run.quiet
    word = on_duplicate or "ask"
    if word != "ask":
        return run.write(act, replace(request, on_duplicate=word))
    return run.write(act, _answered(run, request) if there else request)


def _answered(run: App, request: Convert) -> Convert:
    """Return the request with what a person decided about each lead that may be known already.

    A rehearsal that is rolled back finds the questions; an answer may raise or settle others.
    """
    answers: dict[int, dict[str, str]] = {}
    left: set[int] = set()
    while True:
        rehearsed = replace(request, answers=answers, single=False, all_or_nothing=False, preview=False)
        asked = [row for row in _rehearsal(run, rehearsed).items if row.candidates and row.lead not in left]
        if not asked:
            return replace(request, answers=answers)
        for row in asked:
            chosen = _ask(row)
            if chosen:
                answers.setdefault(row.lead, {}).update(chosen)
            else:
                left.add(row.lead)


def _rehearsal(run: App, request: Convert) -> Change[Any]:
    """Return what the conversion would come to."""
    from crmcli.domain.conversion.batch import convert as act

    asked_for = run.dry_run
    run.dry_run = True
    try:
        return run.write(act, request)
    finally:
        run.dry_run = asked_for


def _ask(row: Converted) -> dict[str, str]:
    """Return target -> what a person chose for it; nothing when the lead is to be left as it is."""
    from crmcli import notes

    chosen: dict[str, str] = {}
    found = row.candidates or ()
    for noun in dict.fromkeys(candidate["noun"] for candidate in found):
        among = [candidate for candidate in found if candidate["noun"] == noun]
        notes.note(
            say(
                "L-{lead} {name} may be a {noun} that is there already:",
                lead=row.lead,
                name=row.name or "",
                noun=named(noun),
            )
        )
        for number, candidate in enumerate(among, 1):
            why = listed(candidate["reasons"])
            notes.note(listed((f"  {number}  {candidate['ref']} {candidate['name']}: ", why), ""))
        answer = _choice(len(among), noun)
        if answer == "s":
            return {}
        chosen[noun] = "new" if answer == "n" else among[int(answer) - 1]["ref"]
    return chosen


def _choice(count: int, noun: str) -> str:
    """Return what a person typed: a candidate's number, n for a new record, s to leave the lead."""
    from crmcli import notes
    from crmcli.language import spoken

    numbers = [str(number) for number in range(1, count + 1)]
    while True:
        answer = notes.asked(
            say(
                "{numbers} take it, n new {noun}, s leave the lead: ",
                numbers="/".join(numbers),
                noun=named(noun),
            )
        ).lower()
        if spoken() == "tr":
            answer = {"y": "n", "b": "s"}.get(answer, answer)
        if answer in (*numbers, "n", "s"):
            return answer
        notes.warn(say('"{answer}" is none of {numbers}, n and s', answer=answer, numbers=", ".join(numbers)))

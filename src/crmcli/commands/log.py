"""``crm log``: note what happened with someone, in seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.domain.results import Change
from crmcli.errors import UsageError

app = Typer()

Who = Annotated[
    str, Argument(metavar="WHO", help="Customer, contact, lead, opportunity or order: number, phone, name.")
]
Said = Annotated[str, Argument(metavar="TEXT", help="What it was about; - reads it.")]
At = Annotated[str | None, Option("--at", metavar="WHEN", help="When: 'yesterday 14:30'; now without.")]
Minutes = Annotated[int | None, Option("--minutes", min=0, help="How many minutes it took.")]
Outcome = Annotated[str | None, Option("--outcome", help="What came of it.")]
Came = Annotated[bool, Option("--in", help="They came to us.")]
Went = Annotated[bool, Option("--out", help="We went to them.")]
User = Annotated[str | None, Option("--user", metavar="USER", help="Who of us; who writes without.")]

# What is logged -> its help and an example of what a person would note.
_KINDS = {
    "call": ("a call", '"0532 123 45 67" "asked for an offer" --minutes 12 --in'),
    "email": ("an e-mail", 'C-12 "offer sent" --out --opportunity O-9'),
    "meeting": ("a meeting", 'C-12 "showed the samples" --minutes 45 --at "yesterday 14:30"'),
    "visit": ("a visit", 'C-12 "measured the showroom" --contact P-4'),
    "message": ("a message", 'P-4 "delivery on Friday?" --channel whatsapp --in'),
    "note": ("a note", 'L-7 "prefers mornings"'),
}


def _command(kind: str, what: str, example: str) -> Callable[..., Change[Any]]:
    """Return the command that logs one kind of activity."""

    @writes
    def log(
        ctx: Context,
        who: Who,
        text: Said,
        minutes: Minutes = None,
        outcome: Outcome = None,
        came: Came = False,
        went: Went = False,
        channel: options.Channel = None,
        at: At = None,
        contact: options.Contact = None,
        opportunity: options.Opportunity = None,
        branch: options.Branch = None,
        user: User = None,
    ) -> Change[Any]:
        from crmcli.domain.log_entry import Log, LogEntry, log_activity

        if came and went:
            raise UsageError("--in and --out exclude each other", f"crm log {kind} --help")
        direction = "in" if came else "out" if went else None
        entry = LogEntry(
            kind,
            who,
            options.text(text),
            at,
            minutes,
            outcome,
            direction,
            channel,
            contact,
            opportunity,
            branch,
            user,
        )
        run: App = ctx.obj
        return run.write(log_activity, Log(entry, run.today(), run.zone, run.config.get("region")))

    log.__doc__ = f"Log {what}.\n\n    Example: crm log {kind} {example}\n    "
    return log


for _kind, (_what, _example) in _KINDS.items():
    app.command(_kind)(_command(_kind, _what, _example))

"""``crm consent``: what people allowed, per channel and purpose."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.domain.results import Change, Listing

app = Typer()

Who = Annotated[str, Argument(metavar="PERSON", help="Contact, customer or lead.")]
Channel = Annotated[str, Option("--channel", help="any, email, phone, sms, post or message.")]
Purpose = Annotated[str, Option("--purpose", help="What for.")]
On = Annotated[str | None, Option("--on", metavar="DAY", help="When it was said; today.")]
Source = Annotated[str | None, Option("--source", help="Where it was said: web form, fair, phone.")]

_VERBS = {
    "give": ("given", "Note that someone allows something."),
    "refuse": ("refused", "Note that someone does not allow something."),
    "withdraw": ("withdrawn", "Note that someone takes consent back."),
}


def _add(verb: str, state: str, what: str) -> None:
    """Add the command for one kind of statement."""

    @writes
    def run(
        ctx: Context,
        who: Who,
        channel: Channel = "email",
        purpose: Purpose = "marketing",
        on: On = None,
        source: Source = None,
        note: options.Note = None,
    ) -> Change[Any]:
        from crmcli.domain.consent import StateConsent, state_consent

        run: App = ctx.obj
        request = StateConsent(
            who,
            state,
            channel,
            run.today(),
            purpose,
            options.day(run, on),
            source,
            options.text(note) if note else None,
            run.config.get("region"),
        )
        return run.write(state_consent, request)

    run.__doc__ = f'{what}\n\nExample: crm consent {verb} P-4 --channel email --source "web form"'
    app.command(verb)(run)


for _verb, (_state, _what) in _VERBS.items():
    _add(_verb, _state, _what)


@app.command("list")
def list_(
    ctx: Context,
    who: Annotated[str | None, Argument(metavar="PERSON", help="Of this person only.")] = None,
    channel: Annotated[str | None, Option("--channel", help="About this channel.")] = None,
    purpose: Annotated[str | None, Option("--purpose", help="For this purpose.")] = None,
    history: Annotated[bool, Option("--history", help="Also what no longer stands.")] = False,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List what stands, per person, channel and purpose.

    Example: crm consent list --channel email
    """
    from crmcli.domain.consent import ListConsents, list_consents

    run: App = ctx.obj
    request = ListConsents(
        who, channel, purpose, history, run.config.get("region"), options.row_limit(run, limit)
    )
    return run.read(list_consents, request)

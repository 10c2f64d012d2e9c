"""``crm hook``: the programs of the owner's settings file that are called on events."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Flag, Text, Words
from crmcli.domain.results import Document, Listing

app = Typer()


@frozen
class HookRow:
    """A hook; ``timeout`` in seconds, ``run`` as words of a command line."""

    name: str
    when: str
    on: Annotated[tuple[str, ...], Words("events")]
    run: Annotated[str, Text()]
    timeout: Annotated[float, Text(show=ROOMY)]
    on_failure: Annotated[str, Text(show=ROOMY)]
    fields: Annotated[bool, Flag(show=ROOMY)]


@app.command("list")
def list_(ctx: Context) -> Listing[HookRow]:
    """List the hooks of your settings file.

    Example: crm hook list
    """
    from shlex import join

    from crmcli.config import user_file
    from crmcli.hooks.settings import configured
    from crmcli.said import say

    run: App = ctx.obj
    rows = [
        HookRow(hook.name, hook.when, hook.on, join(hook.run), hook.timeout, hook.on_failure, hook.fields)
        for hook in configured(run.env)
    ]
    path = user_file(run.env)
    return Listing(HookRow, rows, empty=say("no hook yet: a table [hooks.NAME] in {path}", path=path))


@app.command("test")
def try_(
    ctx: Context,
    event: Annotated[str, Argument(metavar="EVENT", help="customer.added, lead.converted, change ...")],
    hook: Annotated[str | None, Option("--hook", metavar="NAME", help="Only this hook.")] = None,
    show: Annotated[bool, Option("--show", help="Only show what it is given; run nothing.")] = False,
) -> Document:
    """Try an event's hooks on an example; show what they answer.

    The example is the newest record of that kind. Nothing is changed, and the JSON says "dry_run": true.

    Example: crm hook test customer.added
    """
    import json

    from crmcli.domain.happened import Event, example
    from crmcli.errors import NotFound
    from crmcli.hooks import Hooks
    from crmcli.said import say

    run: App = ctx.obj
    hooks = Hooks(run.env, run.hook_variables(), dry_run=True)
    wanted = [one for one in hooks.every() if one.wants(event) and hook in (None, one.name)]
    if not wanted:
        raise NotFound(say("no hook is for {event}", event=event), "crm hook list")
    found = run.read(example, event)
    if found is None and "." in event and not event.endswith(".done"):
        found = Event(event, event.partition(".")[0], 1, "", None, {"name": "Example"})
    told = []
    for one in wanted:
        payload = hooks.payload(
            one, _about(run), [event], [found] if found else [], {event: 1} if found else {}
        )
        answer: dict[str, Any] = {"hook": one.name, "given": json.loads(payload)}
        if not show:
            outcome = hooks.call(one, payload)
            answer |= {"exit": outcome.code, "seconds": round(outcome.seconds, 3)}
            answer |= {"said": None if outcome.good else outcome.said, "wrote": outcome.written}
        told.append(answer)
    return Document(json.dumps(told, indent=2) + "\n")


def _about(run: App) -> dict[str, Any]:
    """Return what a hook is told of a change that is none."""
    return {
        "change": None,
        "at": f"{run.now():%Y-%m-%dT%H:%M:%SZ}",
        "actor": run.config.get("user"),
        "branch": run.config.get("branch") or None,
        "command": "hook test",
        "summary": "a trial",
    }

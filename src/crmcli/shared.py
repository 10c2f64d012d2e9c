"""The options that every command has: how its result is written, and whether anything is kept."""

from __future__ import annotations

from typing import Any

from typer.core import TyperOption

from crmcli.app import App
from crmcli.errors import UsageError
from crmcli.said import say

Context = Any


def shared_options(*, writing: bool) -> list[Any]:
    """Return --format, --output and their kin; --dry-run for a command that writes."""
    options = [
        valued(
            "--format",
            metavar="FORMAT",
            help="table, plain, markdown, csv, tsv, json, jsonl, ids, xlsx, html or eml.",
            act=_keep("format", _format),
        ),
        valued("--output", metavar="FILE", help="Write the result to this file.", act=_keep("output")),
        switch("--force-output", help="Let --output replace a file.", act=_keep("force_output")),
        switch("--excel", help="With --format csv: as a spreadsheet opens it safely.", act=_keep("excel")),
    ]
    if writing:
        options.append(
            switch("--dry-run", help="Do everything, show it, and keep nothing.", act=_set_dry_run)
        )
    return options


def switch(*names: str, help: str, act: Any, eager: bool = False) -> TyperOption:
    """Return an option without a value, which ``act`` (context, parameter, value) takes note of."""
    return TyperOption(
        param_decls=list(names),
        is_flag=True,
        default=False,
        is_eager=eager,
        expose_value=False,
        callback=act,
        help=help,
    )


def valued(name: str, *, metavar: str, help: str, act: Any, eager: bool = False) -> TyperOption:
    """Return an option with a text for its value, which ``act`` (context, parameter, value) takes note of."""
    return TyperOption(
        param_decls=[name],
        type=str,
        metavar=metavar,
        is_eager=eager,
        expose_value=False,
        callback=act,
        help=help,
    )


def _keep(name: str, check: Any = None) -> Any:
    """Return what keeps a value for the writer of results, who alone reads it."""

    def keep(ctx: Context, _param: object, value: Any) -> None:
        if isinstance(ctx.obj, App) and value:
            ctx.obj.shown[name] = check(value) if check else value

    return keep


def _format(value: str) -> str:
    from crmcli.output import FORMATS

    if value not in FORMATS:
        from crmcli.completing.typed_told import format_meant

        meant = format_meant(value, FORMATS)
        if meant in FORMATS:
            return meant
        from crmcli.domain.text import nearest

        close = nearest(value, FORMATS)
        hint = (
            f"--format {close[0]}"
            if close
            else say("--format takes one of {formats}", formats=", ".join(FORMATS))
        )
        raise UsageError(say('no format is called "{value}"', value=value), hint)
    return value


def _set_dry_run(ctx: Context, _param: object, value: bool) -> None:  # noqa: FBT001 - Click's signature
    if isinstance(ctx.obj, App):
        ctx.obj.dry_run = bool(value)


def check_output(app: App, *, papers: bool = False) -> None:
    """Refuse a file that can't be written while nothing has been done yet.

    A command that writes ``papers`` lays them out itself, whatever the file is called.
    """
    if "output" in app.shown:
        from pathlib import Path

        from crmcli import output

        path = Path(app.shown["output"])
        app.refuse_store(path)
        format = "papers" if papers else app.shown.get("format")
        output.check(path, format=format, force=bool(app.shown.get("force_output")))

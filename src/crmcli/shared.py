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
        _shown(
            "--format",
            "table, plain, markdown, csv, tsv, json, jsonl, ids, xlsx, html or eml.",
            metavar="FORMAT",
            check=_format,
        ),
        _shown("--output", "Write the result to this file.", metavar="FILE"),
        _shown("--force-output", "Let --output replace a file.", is_flag=True),
        _shown("--excel", "With --format csv: as a spreadsheet opens it safely.", is_flag=True),
    ]
    if writing:
        options.append(
            TyperOption(
                param_decls=["--dry-run"],
                is_flag=True,
                default=False,
                expose_value=False,
                callback=_set_dry_run,
                help="Do everything, show it, and keep nothing.",
            )
        )
    return options


def _shown(
    flag: str, text: str, *, metavar: str | None = None, is_flag: bool = False, check: Any = None
) -> TyperOption:
    """Return an option that only the writer of results reads."""

    def keep(ctx: Context, _param: object, value: Any) -> None:
        if isinstance(ctx.obj, App) and value:
            ctx.obj.shown[flag.lstrip("-").replace("-", "_")] = check(value) if check else value

    return TyperOption(
        param_decls=[flag],
        type=None if is_flag else str,
        is_flag=is_flag,
        default=False if is_flag else None,
        expose_value=False,
        callback=keep,
        help=text,
        metavar=metavar,
    )


def _format(value: str) -> str:
    from crmcli.output import FORMATS

    if value not in FORMATS:
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

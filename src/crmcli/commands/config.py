"""``crm config``: settings, and where each comes from."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Context, Option, Typer

from crmcli.app import App, find_zone
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Text
from crmcli.domain.results import Change, Document, Listing
from crmcli.said import named, say

app = Typer()

Name = Annotated[str, Argument(metavar="NAME", help="A setting's name.")]


@frozen
class SettingRow:
    """A setting in force."""

    name: str
    value: str
    help: Annotated[str, Text(dim=True)]


@frozen
class OriginRow:
    """A setting in force, and the flag, variable or file it comes from."""

    name: str
    value: str
    origin: str
    help: Annotated[str, Text(dim=True)]


@frozen
class SetRow:
    """A setting that was written."""

    name: str
    value: str
    file: Annotated[str, Text(show=DETAIL)]


@app.command("get")
def get(ctx: Context, name: Name) -> Document:
    """Print one setting's value.

    Example: crm config get currency
    """
    from crmcli.config import known

    run: App = ctx.obj
    return Document(f"{_safe(run.config.get(known(name)))}\n")


@app.command("set")
def set_(
    ctx: Context,
    name: Name,
    value: Annotated[str, Argument(metavar="VALUE", help="The new value.")],
    profile: Annotated[str | None, Option("--profile", help="Only in this profile.")] = None,
) -> Change[SetRow]:
    """Write one setting to the user's file.

    Example: crm config set currency EUR
    """
    from crmcli.config import BY_NAME, known, typed, user_file, write_setting
    from crmcli.domain.setting_values import meant

    run: App = ctx.obj
    known(name, "set", value if value.isalnum() else "VALUE")
    checked = typed(name, meant(BY_NAME[name].kind, value))
    if name == "zone":
        find_zone(checked)
    path = user_file(run.env)
    write_setting(path, name, checked, profile)
    row = SetRow(name, _safe(checked), str(path))
    done = say("{name} = {value} ({path})", name=name, value=row.value, path=path)
    return Change("set", SetRow, [row], summary=done)


@app.command("list")
def list_(
    ctx: Context,
    origin: Annotated[bool, Option("--origin", help="Show where each value comes from.")] = False,
) -> Listing[SettingRow] | Listing[OriginRow]:
    """List every setting and its value.

    Example: crm config list --origin
    """
    from crmcli.config import SETTINGS
    from crmcli.domain.setting_values import shown

    run: App = ctx.obj
    rows = []
    for setting in SETTINGS:
        found = run.config.find(setting.name)
        value = shown(setting.kind, _safe(found.value))
        told = named("default") if found.origin == "default" else found.origin
        rows.append(OriginRow(setting.name, value, told, named(setting.help)))
    if origin:
        return Listing(OriginRow, rows)
    return Listing(SettingRow, [SettingRow(row.name, row.value, row.help) for row in rows])


@app.command("path")
def path(ctx: Context) -> Document:
    """Print the path of the user's settings file.

    Example: crm config path
    """
    from crmcli.config import user_file

    run: App = ctx.obj
    return Document(f"{user_file(run.env)}\n")


def _safe(value: str) -> str:
    """Return a value without the password that an address may hold."""
    from crmcli.config import shown

    return shown(value)

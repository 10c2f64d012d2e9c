"""Groups that import their module when entered, and commands with what all of them have.

A command returns a result and prints nothing; ``crmcli.running`` writes it, and there an exception
becomes a line, a hint and an exit code.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info, get_command_name

from crmcli.app import App
from crmcli.errors import UsageError
from crmcli.running import carry_out
from crmcli.said import say
from crmcli.shared import check_output, shared_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Context = Any
_LINE = 60
"""Characters of a command's line in the help of its group."""


class Entry(NamedTuple):
    """A line of the table of commands: where it lives and what help says of it."""

    module: str
    help: str
    section: str
    leaf: bool = False


def _show_help(ctx: Context, _param: object, value: bool) -> None:  # noqa: FBT001 - Click's signature
    if value and not ctx.resilient_parsing:
        from crmcli.helping import show_help

        show_help(ctx)
        ctx.exit()


class Spoken:
    """A command or a group whose help is said in the language of the run."""

    help: str | None

    def get_help(self, ctx: Context) -> str:
        """Return the help."""
        from crmcli.helping import speak_help

        speak_help(ctx)
        return super().get_help(ctx)  # type: ignore[misc,no-any-return]

    def get_help_option(self, ctx: Context) -> Any:
        """Return the option that shows the help, on a terminal as other long texts are shown."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.callback = _show_help
        return option

    def format_help_text(self, ctx: Context, formatter: Any) -> None:
        """Write what it does."""
        from crmcli.language import told

        kept, self.help = self.help, told(self.help or "")
        try:
            super().format_help_text(ctx, formatter)  # type: ignore[misc]
        finally:
            self.help = kept

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first line of what it does."""
        from crmcli.language import is_plain, told

        if is_plain():
            return super().get_short_help_str(limit)  # type: ignore[misc,no-any-return]
        return told(self.help or "").partition("\n")[0]


class Command(Spoken, TyperCommand):
    """A command with the options every command has, and plain help."""

    def __init__(self, name: str | None, **settings: Any) -> None:
        """Add the shared options after the command's own."""
        super().__init__(name, **settings)
        self.rich_markup_mode = None
        self.params += shared_options(writing=getattr(self.callback, "writes", False))

    def get_help(self, ctx: Context) -> str:
        """Return the help, with the words people read for the types of Python."""
        from copy import copy

        from crmcli.usage import name_values

        # In a session the same command runs again: what it takes must not change by being explained.
        kept, self.params = self.params, [copy(param) for param in self.params]
        try:
            helps = getattr(self.callback, "helps", {})
            for param in self.params:
                name_values(param)
                shown: Any = param
                shown.help = helps.get(param.name, getattr(param, "help", None))
            return super().get_help(ctx)
        finally:
            self.params = kept

    def format_epilog(self, ctx: Context, formatter: Any) -> None:
        """Write the columns of what the command answers with, where it names them."""
        columns = getattr(self.callback, "columns", None)
        if columns is not None:
            with formatter.section("Columns"):
                formatter.write_dl(columns())
        super().format_epilog(ctx, formatter)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the words; an error names its command, also where Click's reader leaves it out."""
        try:
            return super().parse_args(ctx, args)
        except Exception as error:
            if getattr(error, "ctx", ctx) is None:
                error.ctx = ctx  # type: ignore[attr-defined]
            raise

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """Return the parts of the usage line; what must be given stands without braces."""
        pieces = super().collect_usage_pieces(ctx)
        return [piece[1:-1] if piece.startswith("{") else piece for piece in pieces]

    def invoke(self, ctx: Context) -> Any:
        """Remember which command runs, for the journal."""
        if isinstance(ctx.obj, App):
            ctx.obj.path = ctx.command_path.partition(" ")[2]
            if ctx.obj.allow is not None:
                ctx.obj.allow(ctx.obj.path)
            check_output(ctx.obj, papers=getattr(self.callback, "papers", False))
        try:
            return super().invoke(ctx)
        except UsageError as error:
            from crmcli.language import spoken

            if spoken() == "en" or not isinstance(ctx.obj, App):
                raise
            from crmcli.completing.typed_told import reread, tell_words

            if not reread(ctx):
                tell_words(ctx, error)
                raise
        return super().invoke(ctx)


def built(info: Any) -> Command:
    """Return the Click command of one registered Typer command; the others are not built.

    One whose options are made from data makes them now: its ``prepare`` does.
    """
    prepare = getattr(info.callback, "prepare", None)
    if prepare is not None:
        prepare()
    info.cls = Command
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)  # type: ignore[return-value]


class ModuleGroup(Spoken, TyperGroup):
    """The commands of one module; each is built when it is asked for."""

    def __init__(self, name: str, module: str, help: str) -> None:
        """Name the module; it is imported when the group is entered."""
        super().__init__(name=name, help=help, no_args_is_help=True, rich_markup_mode=None)
        self._module = module
        self._infos: dict[str, Any] | None = None

    def infos(self) -> dict[str, Any]:
        """Return command name -> what Typer knows of it, in the order of the module."""
        if self._infos is None:
            registered = import_module(self._module).app.registered_commands
            self._infos = {info.name or get_command_name(info.callback.__name__): info for info in registered}
        return self._infos

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names in the module's order."""
        del ctx
        return list(self.infos())

    def get_command(self, ctx: Context, cmd_name: str) -> Any:
        """Return one command."""
        del ctx
        info = self.infos().get(cmd_name)
        if info is None:
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = built(info)
        return self.commands[cmd_name]

    def format_commands(self, ctx: Context, formatter: Any) -> None:
        """Write the commands under the headings that the module has for them, where it has any."""
        headings: dict[str, str] = getattr(import_module(self._module), "HEADINGS", {})
        if not headings:
            super().format_commands(ctx, formatter)
            return
        sections: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            line = self.get_command(ctx, name).get_short_help_str(limit=_LINE)
            sections.setdefault(headings.get(name, "Commands"), []).append((name, line))
        _write_sections(formatter, sections)

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:
        """Return the command asked for; the nearest name is the hint when there is none."""
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            raise unknown(ctx, args, self.list_commands(ctx))
        return super().resolve_command(ctx, args)


class RootGroup(Spoken, TyperGroup):
    """The program: a table of commands of which only the one asked for is imported."""

    table: dict[str, Entry]
    aliases: dict[str, str] = {}  # noqa: RUF012 - set once, by ``root``

    def invoke(self, ctx: Context) -> Any:
        """Run the command asked for; without one, say where things stand."""
        if ctx._protected_args:  # noqa: SLF001 - Click's own way to tell
            return super().invoke(ctx)
        with ctx:
            return import_module("crmcli.commands.home").home(ctx)

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names in the table's order."""
        del ctx
        return list(self.table)

    def get_command(self, ctx: Context, cmd_name: str) -> Any:
        """Return one group or command."""
        del ctx
        entry = self.table.get(self.aliases.get(cmd_name, cmd_name))
        if entry is None:
            return None
        if cmd_name not in self.commands:
            if entry.leaf:
                registered = import_module(entry.module).app.registered_commands
                info = next(
                    i for i in registered if (i.name or get_command_name(i.callback.__name__)) == cmd_name
                )
                self.commands[cmd_name] = built(info)
            else:
                self.commands[cmd_name] = ModuleGroup(cmd_name, entry.module, entry.help)
        return self.commands[cmd_name]

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:
        """Return the command asked for; the nearest name is the hint when there is none."""
        known = args[0] in self.table or args[0] in self.aliases
        if not known and not ctx.resilient_parsing and not args[0].startswith("-"):
            raise unknown(ctx, args, list(self.table))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Context, formatter: Any) -> None:
        """Write the table by sections, without importing what it names."""
        del ctx
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, entry in self.table.items():
            sections.setdefault(entry.section, []).append((name, entry.help))
        _write_sections(formatter, sections)


def _write_sections(formatter: Any, sections: dict[str, list[tuple[str, str]]]) -> None:
    """Write lists of names and lines under their headings, all lines in one column."""
    width = max(len(name) for lines in sections.values() for name, _ in lines)
    for section, lines in sections.items():
        with formatter.section(section):
            formatter.write_dl([(name.ljust(width), text) for name, text in lines])


def unknown(ctx: Context, args: Sequence[str], names: Sequence[str]) -> UsageError:
    """Return the error for a command that does not exist."""
    from crmcli.completing.meant import hint_for

    said = say('"{path}" has no command "{word}"', path=ctx.command_path, word=args[0])
    return UsageError(said, hint_for(ctx, args, names))


def run(argv: Sequence[str], root: Callable[[], RootGroup]) -> int:
    """Run one command line and return its exit code; everything said is written here."""
    app = App(list(argv), run_line=lambda line: run(line, root))
    if "_CRM_COMPLETE" in app.env:
        from crmcli.completing.shells import respond

        return respond(app)
    return carry_out(app, root)

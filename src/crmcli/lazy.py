"""Groups that import their module when entered, and the one place where results are written.

A command returns a result and prints nothing; here it is written, and here an exception becomes
a line, a hint and an exit code.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info, get_command_name

from crmcli.app import App
from crmcli.errors import CrmError, ExitCode, UsageError
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


class Command(TyperCommand):
    """A command with the options every command has, and plain help."""

    def __init__(self, name: str | None, **settings: Any) -> None:
        """Add the shared options after the command's own."""
        super().__init__(name, **settings)
        self.rich_markup_mode = None
        self.params += shared_options(writing=getattr(self.callback, "writes", False))

    def get_help(self, ctx: Context) -> str:
        """Return the help, with the words people read for the types of Python."""
        from crmcli.usage import name_values

        for param in self.params:
            name_values(param)
        return super().get_help(ctx)

    def format_epilog(self, ctx: Context, formatter: Any) -> None:
        """Write the columns of what the command answers with, where it names them."""
        columns = getattr(self.callback, "columns", None)
        if columns is not None:
            with formatter.section("Columns"):
                formatter.write_dl(columns())
        super().format_epilog(ctx, formatter)

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """Return the parts of the usage line; what must be given stands without braces."""
        pieces = super().collect_usage_pieces(ctx)
        return [piece[1:-1] if piece.startswith("{") else piece for piece in pieces]

    def invoke(self, ctx: Context) -> Any:
        """Remember which command runs, for the journal."""
        if isinstance(ctx.obj, App):
            ctx.obj.path = ctx.command_path.partition(" ")[2]
            check_output(ctx.obj, papers=getattr(self.callback, "papers", False))
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


class ModuleGroup(TyperGroup):
    """The commands of one module; each is built when it is asked for."""

    def __init__(self, name: str, module: str, help: str) -> None:
        """Name the module; it is imported when the group is entered."""
        super().__init__(name=name, help=help, no_args_is_help=False, rich_markup_mode=None)
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
            raise unknown(args[0], ctx.command_path, self.list_commands(ctx))
        return super().resolve_command(ctx, args)


class RootGroup(TyperGroup):
    """The program: a table of commands of which only the one asked for is imported."""

    table: dict[str, Entry]
    aliases: dict[str, str] = {}  # noqa: RUF012 - set once, by ``root``

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
            raise unknown(args[0], "crm", list(self.table))
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


def unknown(word: str, path: str, names: Sequence[str]) -> UsageError:
    """Return the error for a command that does not exist."""
    from crmcli.domain.text import nearest

    # What other programs have as a command is an option here.
    close = ["--version"] if path == "crm" and word == "version" else nearest(word, names)
    hint = f"{path} {close[0]}" if close else f"{path} --help"
    return UsageError(say('"{path}" has no command "{word}"', path=path, word=word), hint)


def run(argv: Sequence[str], root: Callable[[], RootGroup]) -> int:
    """Run one command line and return its exit code; everything said is written here."""
    from crmcli import notes

    app = App(list(argv), run_line=lambda line: run(line, root))
    try:
        command = root()
        value = command.main(args=list(argv), prog_name="crm", standalone_mode=False, obj=app)
        return _finish(app, value)
    except CrmError as error:
        notes.error(error, as_json=_machine(app))
        return int(error.code)
    except BrokenPipeError:
        # The reader has gone; keep the interpreter from complaining when it flushes.
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        return int(ExitCode.DONE)
    except KeyboardInterrupt:
        return _cancelled(app)
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return _unexpected(app, error)


def _finish(app: App, value: Any) -> int:
    """Write a command's result and return the exit code."""
    from crmcli.domain.results import Batch, Change, Document, Listing, Record, Report, Stream

    if isinstance(value, Stream):
        return _follow(app, value)
    if isinstance(value, Batch):
        return _write_all(app, value)
    if isinstance(value, Listing | Record | Report | Change | Document):
        from crmcli import output

        output.write(value, _settings(app))
        if isinstance(value, Listing) and not value.rows:
            _tell_missing_store(app)
        if app.quiet and isinstance(value, Report):
            _warn_of_alerts(value)
        return value.exit_code if isinstance(value, Change | Listing | Report) else int(ExitCode.DONE)
    if value == ExitCode.INTERRUPTED:
        return _cancelled(app)
    return value if isinstance(value, int) else int(ExitCode.DONE)


def _warn_of_alerts(report: Any) -> None:
    """Say alerts that a quiet program would keep to itself: whoever asked for one wants its words."""
    from crmcli import notes

    for note in report.notes:
        if note.startswith("alert: "):
            notes.warn(note.removeprefix("alert: "))


def _tell_missing_store(app: App) -> None:
    """Say that the file --db names isn't there: nothing in it may mean a mistyped path."""
    if app.flags.get("db") and "store" in vars(app) and not app.store.exists():
        from crmcli import notes

        notes.note(say("there is no store at {name} yet; the first change makes it", name=app.store.name))


def _follow(app: App, stream: Any) -> int:
    """Write listings as they come; Ctrl-C is how that ends, and no failure.

    Raises:
        UsageError: --output, whose file appears when all is written.
    """
    from crmcli import notes, output

    settings = _settings(app)
    if settings.output is not None:
        raise UsageError("what goes on has no end to write --output at", "leave --output out and add > FILE")
    settings.layout = {}
    try:
        for part in stream.parts:
            output.write(part, settings)
    except KeyboardInterrupt:
        notes.leave_line()
    return int(ExitCode.DONE)


def _write_all(app: App, batch: Any) -> int:
    """Write several results, each in its own format and place."""
    from crmcli.output.batch import write_all

    def chosen(paper: Any) -> Any:
        from pathlib import Path

        from crmcli.output import format_of

        named = None if paper.output is None else format_of(None, Path(paper.output)) or "tsv"
        form = paper.format or named
        app.shown = {} if form is None else {"format": form}
        return _settings(app)

    return write_all(batch, chosen)


def _settings(app: App) -> Any:
    """Return how the result is to be written; a machine format asks for no setting at all."""
    from pathlib import Path

    from crmcli.output import FOR_READERS, Settings, format_of

    shown = app.shown
    asked: dict[str, Any] = {
        "format": shown.get("format"),
        "output": Path(shown["output"]) if "output" in shown else None,
        "force": bool(shown.get("force_output")),
        "excel": bool(shown.get("excel")),
    }
    chosen = format_of(asked["format"], asked["output"])
    if app.for_people or chosen in FOR_READERS:
        asked |= {"locale": app.config.get("locale"), "colour": app.config.get("color"), "zone": app.zone}
        asked["called"] = f"crm {app.path}"
        if chosen == "eml":
            asked["mail"] = app.config.get("mail_from"), app.config.get("mail_to")
    elif asked["excel"]:
        asked["locale"] = app.config.get("locale")
    return Settings(**asked)


def _machine(app: App) -> bool:
    """Return whether a program reads the errors; wrong usage may come before --format is read."""
    asked = app.shown.get("format")
    if asked is None:
        words = [word for pair in app.argv for word in pair.split("=", maxsplit=1)]
        asked = words[words.index("--format") + 1] if "--format" in words[:-1] else None
    return asked in ("json", "jsonl")


def _cancelled(app: App) -> int:
    """Say what Ctrl-C ended; what was committed before it came is not taken back."""
    from crmcli import notes

    notes.leave_line()
    kept = _kept(app)
    hint = "crm undo takes it back" if kept else None
    notes.error(
        CrmError(say("cancelled; {part} was saved", part=say("all") if kept else say("nothing")), hint),
        as_json=False,
    )
    return int(ExitCode.INTERRUPTED)


def _kept(app: App) -> bool:
    """Return whether a change of this run was committed."""
    return "store" in vars(app) and app.store.kept


def _unexpected(app: App, error: Exception) -> int:
    """Say in one line what went wrong; the command line's own errors are Click's."""
    from crmcli import notes

    if hasattr(error, "format_message"):
        ctx = getattr(error, "ctx", None)
        if type(error).__name__ == "NoArgsIsHelpError" and ctx is not None:
            sys.stdout.write(f"{ctx.get_help()}\n")
            return int(ExitCode.USAGE)
        from crmcli.usage import misused

        notes.error(misused(error, ctx), as_json=_machine(app))
        return int(ExitCode.USAGE)
    if app.env.get("CRMCLI_DEBUG"):
        raise error
    if isinstance(error, OSError | MemoryError):
        notes.error(_refused_by_system(app, error), as_json=_machine(app))
        return int(ExitCode.REFUSED)
    name = type(error).__name__
    where = _place(error)
    notes.error(
        CrmError(
            say("this is a fault of crmcli: {name} in {where}", name=name, where=where),
            "CRMCLI_DEBUG=1 shows it whole; please report it",
        ),
        as_json=_machine(app),
    )
    return int(ExitCode.REFUSED)


def _refused_by_system(app: App, error: OSError | MemoryError) -> CrmError:
    """Return the error for what the system refused: a full disk, no memory, too many open files."""
    why = "out of memory" if isinstance(error, MemoryError) else error.strerror or str(error)
    name = getattr(error, "filename", None)
    saved = "all was saved" if _kept(app) else "nothing was saved"
    fact = f"{f'{name}: ' if name else ''}{why.lower()}; {saved}"
    return CrmError(fact, "make room, and run the command again")


def _place(error: Exception) -> str:
    """Return file and line of a fault; never a value."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return say("an unknown place")
    return f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119

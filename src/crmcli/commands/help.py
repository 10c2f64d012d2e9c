"""``crm help``: pages about what is the same in many commands, and the help of any command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Typer

from crmcli.app import App
from crmcli.domain.results import Document
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.help_cron import Installed

app = Typer()


@app.command("help")
def help(
    ctx: Context,
    words: Annotated[
        list[str] | None,
        Argument(metavar="[TOPIC|COMMAND...]", help="import, filters, undo, cron, customer add ..."),
    ] = None,
) -> Document | int:
    """Explain a topic or a command; alone it lists the topics.

    Example: crm help cron
    """
    from crmcli.domain.help_topics import TOPICS, contents, page

    run: App = ctx.obj
    if not words:
        from crmcli.language import told

        return Document(told(contents()))
    if len(words) == 1 and words[0] in TOPICS:
        language = run.language().code
        if words[0] == "cron":
            from crmcli.domain.help_cron import cron_page

            return Document(cron_page(_installed(run), language))
        return Document(page(words[0], language))
    group: Any = ctx.find_root().command
    return _of_command(run, words, group.list_commands(ctx))


def _of_command(run: App, words: Sequence[str], known: Sequence[str]) -> int:
    """Show the help of a command, or of a report by its name alone.

    Raises:
        UsageError: there is neither.
    """
    from crmcli.domain.help_topics import ALSO, TOPICS
    from crmcli.domain.reports import REPORTS
    from crmcli.domain.text import fold

    reports = [entry.name for entry in REPORTS]
    path = list(words)
    if path[0] not in known:
        if path == [path[0]] and fold(path[0]) in ALSO:
            path = ["help", ALSO[fold(path[0])]]
            return run.run_line(path) if run.run_line else 0
        if path[0] not in reports:
            raise _unknown(path, [*TOPICS, *ALSO, *known, *reports])
        path.insert(0, "report")
    assert run.run_line is not None  # noqa: S101 - the program sets it; only bare tests don't
    return run.run_line([*path, "--help"])


def _unknown(words: Sequence[str], names: Sequence[str]) -> UsageError:
    from crmcli.completing.meant import command_for, phrase_for
    from crmcli.domain.help_topics import ALSO

    close = phrase_for(words) or command_for(words[0], names, verbs=False)
    close = ALSO.get(close, close) if close else None
    return UsageError(
        say('no help is about "{word}"', word=words[0]), f"crm help {close}" if close else "crm help"
    )


def _installed(run: App) -> Installed:
    """Return the program as it was called, the store it uses, and the folder of that."""
    from crmcli.domain.help_cron import Installed

    store = getattr(run.store, "path", None)
    if store is None:
        return Installed(_program(), run.store.name, str(Path.cwd()), local=False)
    path = Path(store).absolute()
    return Installed(_program(), str(path), str(path.parent))


def _program() -> tuple[str, ...]:
    """Return the words that call this program from anywhere."""
    called = Path(sys.argv[0])
    if called.name in ("crm", "crmcli", "crm.exe", "crmcli.exe") and called.is_file():
        return (str(called.absolute()),)
    return (sys.executable, "-m", "crmcli")

r"""``docs/crm.1``, the manual page: made from the program, installed by the wheel.

`python -m tests.docs.man_page` writes it. It names every command in a line; ``--help`` has the rest.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from crmcli import __version__
from crmcli.cli import root
from crmcli.commands.described.whole import EXIT_CODES
from crmcli.config import SETTINGS
from tests.docs.command_reference import first_line, groups, parameters

PAGE = Path(__file__).parents[2] / "docs" / "crm.1"

_ABOUT = """crm keeps customers, their contacts, leads, opportunities, quotes, orders, payments, tasks and
problems in one local file, and tells from them what to do next, who is profitable and who leaves."""
_MORE = """Every record has a number (C-12, L-7) and can be named by it, by phone, e-mail, tax number or a
part of its name in any spelling. Every command that writes takes --dry-run, and undo takes any change back.
On a terminal results are tables; in a pipe they are tab-separated values with a header, never localised."""
_EXAMPLES = (
    ("See it all on an invented business:", "crm demo"),
    ("Who is this?", 'crm find "0532 123 45 67"'),
    ("Note a call:", 'crm log call C-12 "asked for an offer" --minutes 12 --in'),
    ("Bring a list in, looking first:", "crm import customers customers.xlsx --dry-run"),
    ("A report as a page:", "crm report segments --output segments.html"),
)
_VARIABLES = (
    ("CRMCLI_CONFIG", "The file of the user's settings."),
    ("CRMCLI_PROFILE", "The profile whose settings count."),
    ("CRMCLI_DEBUG", "1 shows a fault of the program whole."),
    ("NO_COLOR", "Set to anything: no colours."),
)


def page() -> str:
    """Return the whole page."""
    return "\n".join(line for line in _lines() if line) + "\n"


def _lines() -> Iterator[str]:
    yield '.\\" Made from the program by `python -m tests.docs.man_page`.'
    yield f'.TH CRM 1 "" "crmcli {__version__}" "User Commands"'
    yield from (".SH NAME", r"crm \- " + _text(str(root().help).removeprefix("The ").rstrip(".")))
    yield from (".SH SYNOPSIS", ".B crm", r"[\fIOPTION\fR]... \fICOMMAND\fR [\fIARGUMENT\fR]...")
    yield from (".SH DESCRIPTION", _text(_ABOUT), ".PP", _text(_MORE))
    yield ".SH OPTIONS"
    for param in root().params:
        yield from _item(", ".join(param.opts), param.metavar or "", getattr(param, "help", None) or "")
    yield ".SH COMMANDS"
    yield from (
        _text("Every command tells more with --help. Behind every one may stand --format, --output,"),
    )
    yield from (_text("--force-output and --excel; behind those that write, --dry-run."),)
    heading = ""
    for section, name, found in groups():
        if section != heading:
            heading = section
            yield f".SS {_quoted(section)}"
        for each in found:
            words = " ".join(param.name for param in parameters(each.command) if param.argument)
            yield from _item(" ".join(each.path), words, first_line(each))
        del name
    yield from _surroundings()


def _surroundings() -> Iterator[str]:
    """Yield what a person looks up in a manual beside the commands."""
    yield ".SH EXIT STATUS"
    for code, _, meaning in EXIT_CODES:
        yield from _item(str(code), "", meaning)
    yield from (
        ".SH ENVIRONMENT",
        _text("A flag goes before a variable, a variable before the files of settings."),
    )
    for setting in SETTINGS:
        yield from _item(f"CRMCLI_{setting.name.upper()}", "", setting.help)
    for name, about in _VARIABLES:
        yield from _item(name, "", about)
    yield ".SH FILES"
    yield from _item("~/.local/share/crmcli/crm.db", "", "The store, where nothing else is set.")
    yield from _item(
        "~/.config/crmcli/config.toml", "", "The user's settings; crm config path tells all of them."
    )
    yield from _item(".crmcli.toml", "", "Settings of the working folder.")
    yield ".SH EXAMPLES"
    for about, command in _EXAMPLES:
        yield from (".PP", _text(about), ".PP", ".RS 4", ".EX", _text(command), ".EE", ".RE")
    yield from (".SH SEE ALSO", ".BR sqlite3 (1)")


def _item(bold: str, italic: str, text: str) -> Iterator[str]:
    """Yield one thing and what is said of it."""
    value = rf" \fI{_inline(italic)}\fR" if italic else ""
    yield from (".TP", rf"\fB{_inline(bold)}\fR{value}", _text(text))


def _text(words: str) -> str:
    """Return a text as roff reads it: no line of it is taken for a request."""
    return "\n".join(
        rf"\&{line}" if line.startswith((".", "'")) else line for line in _inline(words).splitlines() if line
    )


def _inline(words: str) -> str:
    """Return words with the signs that roff has other uses for."""
    return re.sub("[-'`^~]", lambda found: _SIGNS[found[0]], words.replace("\\", r"\e"))


_SIGNS = {"-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}


def _quoted(words: str) -> str:
    return f'"{_inline(words)}"'


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

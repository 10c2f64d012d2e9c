"""The command line's own words, as people read them: values in the help, errors of usage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crmcli.errors import UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Callable

_TOO_MUCH = " is too much"
_VALUES = {"str": "TEXT", "int": "N", "int range": "N", "float": "NUMBER", "float range": "NUMBER"}
# What every command takes, and the program itself doesn't.
_SHARED = ("--format", "--output", "--force-output", "--excel")
# What Click says of a value -> what a person reads.
_SAID = (
    (r"is not a valid int( range)?", "is not a whole number"),
    (r"is not a valid float( range)?", "is not a number"),
    (r"is not in the range x>=(\S+)", r"is less than \1"),
    (r"is not in the range x<=(\S+)", r"is more than \1"),
    (r"is not in the range ([^<\s]+)<=x<=([^<\s]+)", r"is not between \1 and \2"),
    (r"got unexpected extra arguments? ?\(s\) \((.*)\)", r'"\1" is too much'),
)
# The same fact, with its values apart: what is asked for, what was given.
_FACTS: tuple[tuple[str, Callable[..., str]], ...] = (
    (r"missing command", lambda: say("missing command")),
    (
        r"option '(?P<what>.*)' requires an argument",
        lambda what: say("option '{what}' requires an argument", what=what),
    ),
    (
        r"option '(?P<what>.*)' does not take a value",
        lambda what: say("option '{what}' does not take a value", what=what),
    ),
    (
        r"invalid value for '(?P<what>.*)': (?P<given>.*) is not a whole number",
        lambda what, given: say(
            "invalid value for '{what}': {given} is not a whole number", what=what, given=given
        ),
    ),
    (
        r"invalid value for '(?P<what>.*)': (?P<given>.*) is not a number",
        lambda what, given: say(
            "invalid value for '{what}': {given} is not a number", what=what, given=given
        ),
    ),
    (
        r"invalid value for '(?P<what>.*)': (?P<given>.*) is less than (?P<least>\S+)",
        lambda what, given, least: say(
            "invalid value for '{what}': {given} is less than {least}", what=what, given=given, least=least
        ),
    ),
    (
        r"invalid value for '(?P<what>.*)': (?P<given>.*) is more than (?P<most>\S+)",
        lambda what, given, most: say(
            "invalid value for '{what}': {given} is more than {most}", what=what, given=given, most=most
        ),
    ),
    (
        r"invalid value for '(?P<what>.*)': (?P<given>.*) is not between (?P<least>\S+) and (?P<most>\S+)",
        lambda what, given, least, most: say(
            "invalid value for '{what}': {given} is not between {least} and {most}",
            what=what,
            given=given,
            least=least,
            most=most,
        ),
    ),
    (
        r"invalid value for '(?P<what>.*)': (?P<given>.*) is not one of (?P<known>.*)",
        lambda what, given, known: say(
            "invalid value for '{what}': {given} is not one of {known}", what=what, given=given, known=known
        ),
    ),
    (
        r"invalid value for '(?P<what>.*)': (?P<why>.*)",
        lambda what, why: say("invalid value for '{what}': {why}", what=what, why=why),
    ),
)


def name_values(param: Any) -> None:
    """Give a parameter of the help a word for its value; bounds stand in its help text, if anywhere."""
    from typer._click.types import STRING

    kind = param.type.name
    if kind not in _VALUES:
        return
    if param.metavar is None and not getattr(param, "is_flag", False):
        param.metavar = _VALUES[kind]
    param.type = STRING


def misused(error: Any, ctx: Any) -> UsageError:
    """Return what Click found wrong with a command line: a fact, and a way out that works."""
    path = ctx.command_path if ctx is not None else "crm"
    if type(error).__name__ == "NoSuchOption":
        option = error.option_name
        return UsageError(say("no such option: {option}", option=option), _way_to(option, ctx, path))
    param = getattr(error, "param", None)
    if type(error).__name__ == "MissingParameter" and getattr(param, "help", None):
        return UsageError(_missing(param), f"{path} --help")
    if type(error).__name__ == "NoArgsIsHelpError":  # its message is the help, which a person was shown
        return UsageError(say("missing command"), f"{path} --help")
    message = error.format_message().rstrip(".")
    message = message[:1].lower() + message[1:]
    for said, meant in _SAID:
        message = re.sub(said, meant, message)
    if message.endswith(_TOO_MUCH):
        return UsageError(
            say("{words} is too much", words=message.removesuffix(_TOO_MUCH)),
            say("put quotes around words that belong together; {path} --help", path=path),
        )
    return UsageError(_fact(message), f"{path} --help")


def _missing(param: Any) -> str:
    """Return what was left out: its name in the help, and what it is."""
    what = param.opts[0] if param.param_type_name == "option" else (param.metavar or param.name.upper())
    return say("{what} is missing ({about})", what=_words(what.removesuffix("|-")), about=named(param.help))


def _fact(message: str) -> str:
    """Return a message of Click's as a sentence with its values; one it is not known by stays as it is."""
    for pattern, made in _FACTS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            values: dict[str, str] = found.groupdict()
            return made(**{name: _words(text) if name == "what" else text for name, text in values.items()})
    return message


def _words(name: str) -> str:
    """Return a name with the words for its values kept apart: those of the help are told."""
    parts = re.split(r"(?<![\w-])([A-Z][A-Z0-9_]+)(?![\w-])", name)
    return listed([named(part, "metavar") if at % 2 else part for at, part in enumerate(parts) if part], "")


def _whole(option: str, ctx: Any, command: str) -> str:
    """Return a command with the words behind it as they were typed, but for one option."""
    from shlex import quote

    typed, names = list(getattr(ctx.find_root().obj, "argv", ())), command.split()
    starts = [at for at in range(len(typed)) if typed[at : at + len(names)] == names]
    if not starts:
        return command
    return " ".join(quote(word) for word in typed[starts[0] :] if word != option)


def _way_to(option: str, ctx: Any, path: str) -> str:
    """Return the hint for an option that a command hasn't."""
    from crmcli.completing.meant import option_for

    command = path.partition(" ")[2]
    for param in ctx.find_root().command.params if command else ():
        if option in param.opts:
            value = "" if param.is_flag else " ..."
            command = " ".join(_typed(ctx, path, option, "", drop=not param.is_flag)) or command
            command = _whole(option, ctx, command) if param.is_flag else command
            return say(
                "{option} stands before the command: crm {option}{value} {command}",
                option=option,
                value=value,
                command=command,
            )
    if not command and option in _SHARED:
        return say("{option} stands behind the command: crm customer list {option} ...", option=option)
    if near := option_for(option, ctx.command.params):
        line = " ".join(("crm", *_typed(ctx, path, option, _with_value(near, ctx, option))))
        line = f"{path} {_with_value(near, ctx, option)}" if line == "crm" else line
        return say("{line}; {path} --help has them all", line=line, path=path)
    return f"{path} --help"


def _with_value(near: str, ctx: Any, option: str) -> str:
    """Return an option that was meant, with a word for its value where it takes one and none was typed."""
    argv = getattr(ctx.find_root().obj, "argv", ())
    at = next((at for at, word in enumerate(argv) if word.partition("=")[0] == option), -1)
    typed = at >= 0 and ("=" in argv[at] or (len(argv) > at + 1 and not argv[at + 1].startswith("-")))
    param = next((one for one in ctx.command.params if near in (*one.opts, *one.secondary_opts)), None)
    if param is None or getattr(param, "is_flag", False) or typed:
        return near
    return f"{near} {_words(param.metavar or (param.name or 'value').upper())}"


def _typed(ctx: Any, path: str, option: str, instead: str, *, drop: bool = False) -> list[str]:
    """Return the words typed from the command on, another in an option's place; none where not known.

    The program's own options stay unless they have a value, which may hold a password; ``drop`` leaves out
    the option's value too.
    """
    from shlex import quote

    root = ctx.find_root()
    argv, first = list(getattr(root.obj, "argv", ())), path.split()[1:2]
    start = argv.index(first[0]) if first and first[0] in argv else len(argv)
    at = next((at for at in range(start, len(argv)) if argv[at].partition("=")[0] == option), None)
    if at is None:
        return []
    behind, equals = argv[at + 1 :], argv[at].partition("=")[1:]
    if drop and not equals[0]:
        behind = behind[1:]
    own = {name for param in root.command.params if param.is_flag for name in param.opts}
    kept = [word for word in argv[:start] if word in own]
    new = [instead + ("" if drop else "".join(equals))] if instead else []
    return [*kept, *map(quote, argv[start:at]), *new, *map(quote, behind)]

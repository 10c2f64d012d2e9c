"""Where on a command line somebody is: which command, which of its parameters, what was given before.

The tree of commands is walked by name, and a command is built only when it is entered, as when it runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Command = Any
Parameter = Any


class Place(NamedTuple):
    """A place on a command line.

    ``param`` is what the word at the place is for; None where it names a command or an option. ``head`` is
    what of the word stands before the value: ``--format=``. ``given`` holds the parameters that were given,
    ``values`` the positional words of the command, ``options`` the values of its options by the names of
    their parameters, ``flags`` those of the program's own options.
    """

    command: Command
    path: tuple[str, ...]
    typed: str
    param: Parameter = None
    head: str = ""
    given: tuple[Parameter, ...] = ()
    values: tuple[str, ...] = ()
    options: dict[str, str] = {}  # noqa: RUF012 - a tuple's default, never changed
    flags: dict[str, str] = {}  # noqa: RUF012 - a tuple's default, never changed
    options_end: bool = False

    @property
    def is_group(self) -> bool:
        """Whether commands stand next."""
        return hasattr(self.command, "list_commands")


def place_of(root: Command, words: Sequence[str], incomplete: str) -> Place | None:
    """Return the place behind ``words``; None behind what is no command."""
    walk = _Walk(root)
    for word in words:
        if not walk.take(word):
            return None
    return walk.at(incomplete)


class _Walk:
    """The way along a line, word by word."""

    def __init__(self, root: Command) -> None:
        self.command = root
        self.path: list[str] = []
        self.waiting: Parameter | None = None  # an option whose value comes next
        self.given: list[Parameter] = []
        self.values: list[str] = []
        self.options: dict[str, str] = {}
        self.flags: dict[str, str] = {}
        self.options_end = False

    def take(self, word: str) -> bool:
        """Go past one word; False where it can't be."""
        if self.waiting is not None:
            self._keep(self.waiting, word)
            self.waiting = None
            return True
        if not self.options_end and word == "--":
            self.options_end = True
            return True
        if not self.options_end and word.startswith("-") and word != "-":
            self._option(word)
            return True
        if not hasattr(self.command, "list_commands"):
            self.values.append(word)
            return True
        found = self.command.get_command(None, word)
        if found is None:
            return False
        self.command = found
        self.path.append(word)
        self.given = []
        return True

    def _option(self, word: str) -> None:
        """Take an option; one that nobody knows is passed over."""
        name, mark, value = word.partition("=")
        param = self._named(name)
        if param is None and not word.startswith("--"):
            param = self._named(word[:2])  # -yq, -nVALUE
            mark, value = ("=", word[2:]) if word[2:] else ("", "")
        if param is None:
            return
        self.given.append(param)
        if mark:
            self._keep(param, value)
        elif takes_value(param):
            self.waiting = param

    def _named(self, name: str) -> Parameter | None:
        options = [param for param in self.command.params if param.param_type_name == "option"]
        return next((param for param in options if name in (*param.opts, *param.secondary_opts)), None)

    def _keep(self, param: Parameter, value: str) -> None:
        kept = self.options if self.path else self.flags
        kept[param.name] = value

    def at(self, incomplete: str) -> Place:
        """Return the place of the word that is being typed."""
        place = Place(
            self.command,
            tuple(self.path),
            incomplete,
            given=tuple(self.given),
            values=tuple(self.values),
            options=self.options,
            flags=self.flags,
            options_end=self.options_end,
        )
        if self.waiting is not None:
            return place._replace(param=self.waiting)
        if not self.options_end and incomplete.startswith("--") and "=" in incomplete:
            name, _, value = incomplete.partition("=")
            param = self._named(name)
            if param is not None and takes_value(param):
                return place._replace(param=param, head=f"{name}=", typed=value)
        if place.is_group or (incomplete.startswith("-") and not self.options_end):
            return place
        return place._replace(param=self._argument())

    def _argument(self) -> Parameter | None:
        """Return the argument that the next positional word is for."""
        taken = len(self.values)
        for param in self.command.params:
            if param.param_type_name != "argument":
                continue
            if param.nargs < 0 or taken < param.nargs:
                return param
            taken -= param.nargs
        return None


def takes_value(param: Parameter) -> bool:
    """Tell whether a value stands behind an option."""
    return not (getattr(param, "is_flag", False) or getattr(param, "count", False))


def options_left(place: Place) -> list[Parameter]:
    """Return the options that may still be given: no hidden one, none twice but those that may be several."""
    given = {id(param) for param in place.given}
    return [
        param
        for param in place.command.params
        if param.param_type_name == "option"
        and not param.hidden
        and (param.multiple or id(param) not in given)
    ]

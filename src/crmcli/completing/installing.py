"""Putting the scripts where shells find them: the same twice changes nothing, and what was written is told.

bash and zsh read a script of ours by one line at the end of their start-up file, which is only ever
appended to; fish loads a file by the name of the command.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from crmcli.completing.scripts import PROGRAMS, SHELLS, script
from crmcli.errors import Refused, UsageError, unwritten
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ENDING = "# completion of crm"
_ALIASES = {"pwsh": "powershell"}


def known_shell(name: str | None, env: Mapping[str, str]) -> str:
    """Return the shell of a name; without one, that which the program is called from.

    Raises:
        UsageError: there is no script for it.
    """
    asked = _calling(env) if name is None else name.strip().lower()
    shell = _ALIASES.get(asked, asked)
    if shell in SHELLS:
        return shell
    from crmcli.domain.text import nearest

    close = nearest(shell, SHELLS) if shell else []
    hint = f"crm --install-completion {close[0] if close else 'bash'}"
    if not shell:
        raise UsageError(say("which shell this is can't be told"), hint)
    raise UsageError(
        say('there is no completion for "{shell}", only for {shells}', shell=name, shells=", ".join(SHELLS)),
        hint,
    )


def _calling(env: Mapping[str, str]) -> str:
    """Return the name of the shell that called the program, "" where that can't be told."""
    try:
        name = Path(f"/proc/{os.getppid()}/comm").read_text(encoding="utf-8").strip().lstrip("-")
    except (OSError, UnicodeError):
        name = ""
    if _ALIASES.get(name, name) in SHELLS:
        return name
    return Path(env.get("SHELL", "")).name


def install(shell: str, env: Mapping[str, str]) -> list[str]:
    """Put the scripts of a shell in place; return the lines that tell what was written, and how to undo it.

    Raises:
        UsageError: no home folder is known.
        Refused: a file can't be written, or PowerShell, whose profile only it knows.
    """
    if shell == "powershell":
        raise Refused(
            say("PowerShell's profile is put right by hand: only PowerShell knows where it is"),
            "crm --show-completion powershell >> $PROFILE",
        )
    try:
        return list(_install(shell, _home(env), env))
    except OSError as error:
        way = say("crm --show-completion {shell} shows the script", shell=shell)
        raise unwritten(error.filename, error, way) from error


def _install(shell: str, home: Path, env: Mapping[str, str]) -> Iterator[str]:
    if shell == "fish":
        folder = Path(env.get("XDG_CONFIG_HOME") or home / ".config") / "fish" / "completions"
        files = [folder / f"{program}.fish" for program in PROGRAMS]
        for file in files:
            yield _put(file, script(shell))
        yield say("a new fish completes crm; to undo it:")
        yield f"  rm {_listed(files)}"
        return
    file = Path(env.get("XDG_DATA_HOME") or home / ".local" / "share") / "crmcli" / f"completion.{shell}"
    start = _start_file(shell, home, env)
    yield _put(file, script(shell))
    from shlex import quote

    line = f"[ -r {quote(str(file))} ] && . {quote(str(file))}  {_ENDING}"
    yield _append(start, line)
    yield say("a new {shell} completes crm; to undo it:", shell=shell)
    yield f"  rm {quote(str(file))}"
    yield say('  and take the line that ends with "{ending}" out of {start}', ending=_ENDING, start=start)


def _home(env: Mapping[str, str]) -> Path:
    """Return the user's home folder.

    Raises:
        UsageError: none is known.
    """
    try:
        return Path(env["HOME"]) if env.get("HOME") else Path.home()
    except RuntimeError:
        raise UsageError(
            "no home folder is known", "crm --show-completion bash shows the script itself"
        ) from None


def _start_file(shell: str, home: Path, env: Mapping[str, str]) -> Path:
    """Return the file that an interactive shell reads when it starts."""
    if shell == "zsh":
        return Path(env.get("ZDOTDIR") or home) / ".zshrc"
    return home / (".bash_profile" if sys.platform == "darwin" else ".bashrc")


def _put(file: Path, text: str) -> str:
    """Write a script of ours, unless it is there as it should be."""
    try:
        if file.read_text(encoding="utf-8") == text:
            return say("{file} is as it should be", file=file)
    except (OSError, UnicodeError):
        pass
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
    return say("wrote {file}", file=file)


def _append(file: Path, line: str) -> str:
    """Put a line at the end of a file of the user's, unless it is there; nothing else of it is touched."""
    kept = file.read_bytes() if file.exists() else b""
    wanted = os.fsencode(line)
    if wanted in kept.splitlines():
        return say("{file} reads it already", file=file)
    with file.open("ab") as stream:
        stream.write((b"" if not kept or kept.endswith(b"\n") else b"\n") + wanted + b"\n")
    return say("added one line at the end of {file}", file=file)


def _listed(files: Sequence[Path]) -> str:
    from shlex import join

    return join(map(str, files))

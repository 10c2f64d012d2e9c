"""``--install-completion`` and ``--show-completion``, the program's own options that end the run."""

from __future__ import annotations

from typing import Any

INSTALL, SHOW = "--install-completion", "--show-completion"


def act(ctx: Any, name: str) -> None:
    """Do what one of the options says, for the shell named behind it or the calling one, and end."""
    import sys

    from crmcli.completing.installing import known_shell

    words = list(ctx.obj.argv)
    behind = words[words.index(name) + 1 :] if name in words else []
    named = behind[0] if behind and not behind[0].startswith("-") else None
    shell = known_shell(named, ctx.obj.env)
    if name == INSTALL:
        from crmcli.completing.installing import install
        from crmcli.notes import out

        for line in install(shell, ctx.obj.env):
            out(line)
    else:
        from crmcli.completing.scripts import script

        sys.stdout.write(script(shell))
    ctx.exit()

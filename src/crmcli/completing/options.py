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
    sys.stdout.write(_install(ctx.obj, shell) if name == INSTALL else _show(ctx.obj, shell))
    ctx.exit()


def _install(app: Any, shell: str) -> str:
    from crmcli.completing.installing import install
    from crmcli.language import told
    from crmcli.output.safe import safe_text

    return "".join(f"{safe_text(told(line))}\n" for line in install(shell, app.env))


def _show(_app: Any, shell: str) -> str:
    from crmcli.completing.scripts import script

    return script(shell)

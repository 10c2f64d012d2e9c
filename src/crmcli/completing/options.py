"""``--install-completion`` and ``--show-completion``, the program's own options that end the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperOption

if TYPE_CHECKING:
    from collections.abc import Callable

INSTALL, SHOW = "--install-completion", "--show-completion"


def params() -> list[TyperOption]:
    """Return both options; behind each may stand the name of a shell, else it is for the calling one."""
    return [
        _option(INSTALL, "Let Tab complete crm: --install-completion bash, zsh or fish.", _install),
        _option(SHOW, "Show the script for that: bash, zsh, fish or powershell.", _show),
    ]


def _option(name: str, text: str, act: Callable[[Any, str], str]) -> TyperOption:
    def run(ctx: Any, _param: object, value: bool) -> None:  # noqa: FBT001 - Click's signature
        if not value or ctx.resilient_parsing:
            return
        import sys

        from crmcli.completing.installing import known_shell

        words = list(ctx.obj.argv)
        behind = words[words.index(name) + 1 :] if name in words else []
        named = behind[0] if behind and not behind[0].startswith("-") else None
        sys.stdout.write(act(ctx.obj, known_shell(named, ctx.obj.env)))
        ctx.exit()

    return TyperOption(
        param_decls=[name],
        is_flag=True,
        default=False,
        is_eager=True,
        expose_value=False,
        callback=run,
        help=text,
    )


def _install(app: Any, shell: str) -> str:
    from crmcli.completing.installing import install
    from crmcli.language import told
    from crmcli.output.safe import safe_text

    return "".join(f"{safe_text(told(line))}\n" for line in install(shell, app.env))


def _show(_app: Any, shell: str) -> str:
    from crmcli.completing.scripts import script

    return script(shell)

"""``crm demo``: a small invented business, through the ordinary commands, in a store of its own."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

from typer import Context, Option, Typer

from crmcli.app import App
from crmcli.errors import ExitCode, Refused

app = Typer()

DAY = "2026-11-20"  # the day the files end: the demo looks the same on any day
_FILES = Path(__file__).parent.parent / "demo"

_IMPORTS = (
    ("users", "users.csv", ("--map", "Sicil=external_id")),
    ("customers", "customers.csv", ("--map", "Tip=kind", "--map", "Bağlı Olduğu=parent")),
    ("contacts", "contacts.csv", ()),
    ("products", "products.csv", ()),
    ("orders", "orders.csv", ()),
    ("order-lines", "order_lines.csv", ()),
    ("leads", "leads.csv", ()),
    ("opportunities", "opportunities.csv", ()),
    ("activities", "activities.csv", ("--map", "Kim=user")),
)
_TOUR = (
    (
        "A lead becomes a customer, a contact and an opportunity; nothing of its past is lost.",
        ("convert", "A1", "--stage", "Proposal"),
    ),
    (
        "Everything that ever happened with it, also from before.",
        ("customer", "timeline", "Pamuk Pastanesi", "--as-of", DAY),
    ),
    (
        "A customer of two years, the last three months.",
        ("customer", "timeline", "Işık Mobilya", "--since", "2026-08-20", "--as-of", DAY),
    ),
    ("Who is who: the segments.", ("report", "segments", "--as-of", DAY)),
)


@app.command("demo")
def demo(
    ctx: Context,
    keep: Annotated[
        Path | None, Option("--keep", metavar="PATH", help="Leave the store here, to play with.")
    ] = None,
) -> int:
    """See it all on a small invented business.

    Example: crm demo
    """
    run: App = ctx.obj
    path = keep if keep is not None else _place()
    _clear(path, own=keep is None)
    run.env["CRMCLI_TODAY"] = DAY
    base = ["--db", str(path), "--user", "demo", "--branch", "Kadıköy"]
    say("The files of a stationer's shop, as it has them: Turkish headers, 31.12.2026, 1.234,56.")
    for noun, name, more in _IMPORTS:
        _step(run, base, ["import", noun, str(_FILES / name), *more], shown=["import", noun, name, *more])
    for text, words in _TOUR:
        say(f"\n{text}")
        _step(run, base, list(words), shown=list(words))
    say(f"\nThe store stays at {path}: try\n  crm --db {shlex.quote(str(path))} customer list")
    return int(ExitCode.DONE)


def say(text: str) -> None:
    """Tell what comes next, where the results go."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _step(run: App, base: list[str], words: list[str], *, shown: list[str]) -> None:
    """Show a command line and run it.

    Raises:
        Refused: it failed.
    """
    say(f"$ crm {shlex.join(shown)}")
    quiet = ["--quiet"] if words[0] == "import" else []
    tail = ["--format", "table"]
    assert run.run_line is not None  # noqa: S101 - set by the program
    code = run.run_line([*quiet, *base, *words, *tail])
    if code not in (ExitCode.DONE, ExitCode.PARTIAL):
        raise Refused(f"the demo stopped: exit code {code}", "please report it")


def _place() -> Path:
    """Return where the demo's store lives."""
    from crmcli.config import folder

    return folder("data") / "demo" / "crm.db"


def _clear(path: Path, *, own: bool) -> None:
    """Start afresh in our own place; never remove a file of somebody else's.

    Raises:
        Refused: there is something already.
    """
    if not path.exists():
        return
    if not own:
        raise Refused(f"{path} exists already", "name another path with --keep")
    path.unlink()

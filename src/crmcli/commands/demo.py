"""``crm demo``: a lively invented business, through the ordinary commands, in a store of its own."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

from typer import Context, Option, Typer

from crmcli.app import App
from crmcli.errors import ExitCode, Refused, UsageError
from crmcli.notes import out
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.commands.example import Words

app = Typer()

SETTINGS = "settings.toml"
"""The settings of the profile ``demo``, beside its store."""
_FRESH = "crm demo --fresh"


class Place(NamedTuple):
    """Where a demo lives: its store, and whether that is our own place, not one that a person named."""

    store: Path
    own: bool

    @property
    def settings(self) -> Path:
        """The file of the profile's settings."""
        return self.store.with_name(SETTINGS)


@app.command("demo")
def demo(
    ctx: Context,
    keep: Annotated[
        Path | None,
        Option("--keep", metavar="PATH", help="Make the store here, instead of in its own place."),
    ] = None,
    language: Annotated[
        str | None, Option("--language", metavar="tr|en", help="The business's language; yours without.")
    ] = None,
    fresh: Annotated[bool, Option("--fresh", help="Build it anew, with the days moved to today.")] = False,
    small: Annotated[bool, Option("--small", help="Only what its nine files hold.")] = False,
) -> int:
    """See it all on a small invented business.

    It has a store of its own: yours is never touched. Its days end yesterday.

    Example: crm demo
    """
    run: App = ctx.obj
    place = Place(keep, own=False) if keep is not None else Place(_own_store(), own=True)
    spoken = language or run.config.get("lang")
    _check(place, spoken)
    if place.own and place.store.exists() and not fresh:
        _again(run, place)
    else:
        _build(run, place, spoken, small=small)
        _tour(run, place, spoken)
    _farewell(run, place)
    return int(ExitCode.DONE)


def _next(text: str) -> None:
    """Tell what comes next, behind an empty line."""
    out("")
    out(text)


def _check(place: Place, language: str) -> None:
    """Refuse what can't be made, before anything is.

    Raises:
        UsageError: no such language, or a server's address.
        Refused: a person's own file is in the way.
    """
    from crmcli.commands.example import LANGUAGES

    if language not in LANGUAGES:
        raise UsageError(
            say('the business speaks tr or en, not "{language}"', language=language), "crm demo --language tr"
        )
    if ":/" in str(place.store):  # a Path has already made one slash of the two
        raise UsageError(say("a demo is kept in a file, not on a server"), "crm demo --keep example.db")
    if not place.own and place.store.exists():
        raise Refused(say("{path} exists already", path=place.store), say("name another path with --keep"))


def _build(run: App, place: Place, language: str, *, small: bool) -> None:
    """Make the store; a demo that isn't whole never stands in the place of one."""
    from crmcli.commands.example import MORE, SMALL, WORDS, folder_of, write_files

    words, files = WORDS[language], SMALL if small else (*SMALL, *MORE)
    store = place.store.with_name("building.db") if place.own else place.store
    if place.own:
        _remove(place, store)
    base = _base(run, store, words)
    with folder_of(place.store.with_name("files") if place.own else None) as folder:
        write_files(folder, language, run.today(), files)
        out(say("The files of a stationer's shop, as it has them."))
        for file in SMALL:
            more = file.told.get(language, ())
            shown = ["import", file.noun, f"{file.name}.csv", *more]
            _step(
                run,
                base,
                ["import", file.noun, str(folder / f"{file.name}.csv"), *more, *_read_as(language)],
                shown,
            )
        if not small:
            _around(run, base, folder, language)
    if place.own:
        store.replace(place.store)
        _write_settings(run, place, language)


def _around(run: App, base: Sequence[str], folder: Path, language: str) -> None:
    """Add what happened around the shop; quietly, there is a lot of it."""
    from crmcli.commands.example import MORE, WORDS

    words = WORDS[language]
    out(
        say(
            "What happened around it: quotes, payments, cases, surveys, campaigns, tasks, {count} files.",
            count=len(MORE),
        )
    )
    _quietly(
        run, base, ["field", "add", "customer", words.field, "--type", "choice", "--choices", words.choices]
    )
    for file in MORE:
        more = (*file.told.get(language, ()), *_read_as(language))
        _quietly(run, base, ["import", file.noun, str(folder / f"{file.name}.csv"), *more])
    paper = folder / words.paper
    paper.write_text(words.paper_text, encoding="utf-8")
    _quietly(run, base, ["attachment", "add", words.customer, str(paper), "--copy"])


def _read_as(language: str) -> tuple[str, ...]:
    """Return how the files of a language are read, without a guess: after a move nothing may settle it."""
    return (
        ("--date-order", "dmy", "--decimal", ",")
        if language == "tr"
        else ("--date-order", "ymd", "--decimal", ".")
    )


def _tour(run: App, place: Place, language: str) -> None:
    """Convert a lead and look around."""
    from crmcli.commands.example import WORDS

    words = WORDS[language]
    base = _base(run, place.store, words)
    _next(say("A lead becomes a customer, a contact and an opportunity; nothing of its past is lost."))
    _step(run, base, ["convert", words.lead, "--stage", "Proposal"])
    _look(run, base, words)


def _look(run: App, base: Sequence[str], words: Words) -> None:
    """Show two timelines and the segments."""
    _next(say("Everything that ever happened with it, also from before."))
    _step(run, base, ["customer", "timeline", words.won])
    _next(say("A customer of two years, the last three months."))
    _step(run, base, ["customer", "timeline", words.customer, "--since", "3mo"])
    _next(say("Who is who: the segments."))
    _step(run, base, ["report", "segments"])


def _again(run: App, place: Place) -> None:
    """Show the business that is there already, as it is by now.

    Raises:
        Refused: it can't be read.
    """
    from crmcli.commands.example import WORDS
    from crmcli.config import load

    values = load(place.settings)
    words = WORDS.get(str(values.get("lang")), WORDS["en"])
    made = str(values.get("made", "?"))
    out(
        say(
            "The example business is there already, made on {day}; crm demo --fresh builds it anew.", day=made
        )
    )
    _look(run, _base(run, place.store, words), words)


def _farewell(run: App, place: Place) -> None:
    """Say where it is and how to go on."""
    named = f"crm --db {shlex.quote(str(place.store))}"
    call = "crm --profile demo" if place.own and not run.env.get("CRMCLI_DB") else named
    _next(say("The store stays at {path}. Go on:", path=place.store))
    for line in ("today", "dashboard", "report cycle", "customer list"):
        sys.stdout.write(f"  {call} {line}\n")


def _base(run: App, store: Path, words: Words) -> list[str]:
    """Return the options that every line of the demo is run with; currency and region of its country.

    The owner's hooks are for the owner's business: of the invented one they hear nothing.
    """
    run.env["CRMCLI_CURRENCY"], run.env["CRMCLI_REGION"] = words.currency, words.region
    base = ["--no-hooks", "--db", str(store), "--user", "demo", "--branch", words.branch]
    for name in ("lang", "locale", "color"):
        if run.flags.get(name):
            base += [f"--{name}", str(run.flags[name])]
    return base


def _step(run: App, base: Sequence[str], words: Sequence[str], shown: Sequence[str] | None = None) -> None:
    """Show a command line and run it."""
    sys.stdout.write(f"$ crm {shlex.join(shown or words)}\n")  # to be copied: never folded
    sys.stdout.flush()
    quiet = ["--quiet"] if words[0] == "import" else []
    _run(run, [*quiet, *base, *words, "--format", "table"])


def _quietly(run: App, base: Sequence[str], words: Sequence[str]) -> None:
    """Run a command line without a word of it."""
    from contextlib import redirect_stdout
    from io import StringIO

    with redirect_stdout(StringIO()):
        _run(run, ["--quiet", *base, *words])


def _run(run: App, line: Sequence[str]) -> None:
    """Run a command line.

    Raises:
        Refused: it failed.
        KeyboardInterrupt: a person pressed Ctrl-C in it.
    """
    assert run.run_line is not None  # noqa: S101 - set by the program
    code = run.run_line(list(line))
    if code == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code not in (ExitCode.DONE, ExitCode.PARTIAL):
        raise Refused(say("the demo stopped: exit code {code}", code=code), _FRESH)


def _own_store() -> Path:
    """Return where the demo's store lives."""
    from crmcli.config import folder

    return folder("data") / "demo" / "crm.db"


def _remove(place: Place, *others: Path) -> None:
    """Take away what an earlier demo left in our own place, and nothing else."""
    for path in (place.store, place.settings, *others):
        for name in (path, path.with_name(f"{path.name}-journal")):
            name.unlink(missing_ok=True)
    for file in place.store.with_name("files").glob("*.*"):
        if file.is_file():
            file.unlink()


def _write_settings(run: App, place: Place, language: str) -> None:
    """Write the profile: which store, who writes, in which currency and language; its file is private."""
    from crmcli.commands.example import WORDS
    from crmcli.domain.small_file import replace_small
    from crmcli.domain.toml_text import with_line

    words = WORDS[language]
    values = {
        "db": str(place.store),
        "user": "demo",
        "branch": words.branch,
        "currency": words.currency,
        "region": words.region,
        "lang": language,
        "minute_cost": "0.40" if words.currency == "GBP" else "15",
        "made": run.today().isoformat(),
    }
    text = ""
    for name, value in values.items():
        text = with_line(text, name, value, None)
    replace_small(place.settings, text)

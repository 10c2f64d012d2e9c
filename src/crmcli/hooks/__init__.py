"""Programs of the owner's that are called on events: asked before a change is saved, told after it.

Only the user's own settings file can name one: never ``.crmcli.toml`` in a working folder, never the
store. Programs are started as a list of words, without a shell, with a small environment, and are ended
with all they started when their time is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.config import user_file
from crmcli.errors import Refused
from crmcli.hooks.process import Outcome, run
from crmcli.hooks.settings import Hook, configured
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.happened import Event, Happened, Marks
    from crmcli.domain.results import Change
    from crmcli.sql import Writer

VERSION = 1
"""Of the JSON that a hook is given."""
DEPTH = "CRMCLI_HOOK"
"""Set for a hook; a program that finds it set calls no hook itself."""
_PASSED_ON = (
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
)


class Hooks:
    """The hooks of one run of the program, around one change."""

    def __init__(self, env: Mapping[str, str], own: Mapping[str, str], *, dry_run: bool) -> None:
        """Read them; ``own`` are the variables that let a hook find this very store.

        Raises:
            Refused, UsageError: see ``configured``.
        """
        self._env = {name: env[name] for name in _PASSED_ON if name in env}
        self._env |= {name: value for name, value in env.items() if name.startswith("CRMCLI_")}
        self._env |= {**own, DEPTH: "1"}
        self._hooks = configured(env)
        self._folder = str(user_file(env).parent)
        self._dry_run = dry_run
        self._marks: Marks = {}
        self._told: list[tuple[Hook, bytes]] = []

    def begin(self, db: Writer) -> None:
        """Look at the store before a change."""
        from crmcli.domain.happened import marks

        self._marks = marks(db)

    def ask(self, db: Writer, change: Change[Any]) -> tuple[str, ...]:
        """Ask the hooks that come before a change is saved; return what is to be warned of.

        Raises:
            Refused: one of them, whose word counts, does not agree.
        """
        from crmcli.domain.happened import happened

        if not db.wrote:
            return ()
        found = happened(db, self._marks)
        warnings = []
        for hook in self._hooks:
            asked = self._payload(hook, found, db, change)
            if asked is None:
                continue
            if hook.when == "after":
                self._told.append((hook, asked))
                continue
            outcome = self.call(hook, asked)
            if outcome.good:
                continue
            if hook.on_failure == "refuse":
                raise Refused(
                    say("hook {name} refuses: {why}; nothing was saved", name=hook.name, why=outcome.said),
                    "crm hook list",
                )
            warnings.append(say("warning: hook {name}: {why}", name=hook.name, why=outcome.said))
        return tuple(warnings)

    def tell(self) -> tuple[str, ...]:
        """Call the hooks that come after a change is saved; return what is to be warned of."""
        if self._dry_run:
            return ()
        told = ((hook, self.call(hook, payload)) for hook, payload in self._told)
        return tuple(
            say("warning: hook {name}: {why}; the change is saved", name=hook.name, why=outcome.said)
            for hook, outcome in told
            if not outcome.good
        )

    def every(self) -> Sequence[Hook]:
        """Return the hooks in the order of the file."""
        return self._hooks

    def _payload(self, hook: Hook, found: Happened, db: Writer, change: Change[Any]) -> bytes | None:
        """Return the JSON for a hook, None when nothing that it is for happened."""
        done = f"{db.note.command.partition(' ')[0]}.done"
        whole = [name for name in ("change", done) if hook.wants(name)]
        counts = {name: count for name, count in found.counts.items() if hook.wants(name)}
        if not whole and not counts:
            return None
        events = [event for event in found.events if hook.wants(event.event)]
        about = {
            "change": db.change,
            "at": db.note.at,
            "actor": db.note.actor,
            "branch": db.note.branch,
            "command": db.note.command,
            "summary": str(change.action),
        }
        return self.payload(hook, about, (*whole, *counts), events, counts)

    def payload(
        self,
        hook: Hook,
        about: Mapping[str, Any],
        names: Sequence[str],
        events: Sequence[Event],
        counts: Mapping[str, int],
    ) -> bytes:
        """Return what a hook is given: JSON on one line in ASCII."""
        import json

        shown = [event._asdict() for event in events[: hook.events]]
        if not hook.fields:
            shown = [{name: event[name] for name in ("event", "noun", "number", "id")} for event in shown]
        made = {
            "crmcli": VERSION,
            "hook": hook.name,
            "when": hook.when,
            "dry_run": self._dry_run,
            **about,
            "names": sorted(names),
            "counts": dict(sorted(counts.items())),
            "events": shown,
            "left_out": max(0, sum(counts.values()) - len(shown)),
        }
        return json.dumps(made).encode() + b"\n"

    def call(self, hook: Hook, payload: bytes) -> Outcome:
        """Run a hook's program; nothing it does raises."""
        return run(hook, payload, self._env, self._folder)

"""The messages of the program and their catalogues.

`python -m tests.language.messages` finds every message in the program, adds the new ones to the sources in
``po/LANGUAGE/AREA.po`` (untranslated), takes the unused ones out, and compiles what the program reads.
A message stands where its place tells it: in ``say(...)`` and its kin, in an error, in help, in the
heading or the definition of a column, in a choice, a title or a note.
"""

import ast
import builtins
import inspect
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, NamedTuple

import polib
from sqlmodel import SQLModel

import crmcli
from crmcli.cli import TABLE, root
from crmcli.commands.records import ASKED
from crmcli.config import SETTINGS
from crmcli.domain.exchange.imported import NOUNS as IMPORTED
from crmcli.domain.exchange.presets.recognise import presets
from crmcli.domain.help_topics import TOPICS
from crmcli.domain.journal import deeds
from crmcli.domain.journal.words import column_label
from crmcli.domain.kinds import STAGES, Choice, Kind
from crmcli.domain.nouns import NOUNS
from crmcli.domain.reason_words import REASONS
from crmcli.domain.records import COLUMNS
from crmcli.domain.reports import REPORTS
from crmcli.domain.reports.market.attribution import MODELS
from crmcli.domain.reports.market.target_rows import METRICS
from crmcli.domain.reports.market.today_items import WHAT
from crmcli.domain.reports.next_steps.lead_facts import TRAITS
from crmcli.domain.reports.pipeline.funnel_leads import PLACES
from crmcli.domain.reports.standing.cycle_rules import ACTIONS, PHASES
from crmcli.domain.reports.standing.receivables import AGES
from crmcli.domain.reports.value.leaving import CLASSES
from crmcli.domain.reports.views import VIEWS
from crmcli.domain.results import columns_of
from crmcli.domain.rules.tokens import EXAMPLE
from crmcli.domain.rules.words import EVENTS
from crmcli.domain.target import STATE
from crmcli.domain.targets import DONE
from crmcli.engines.faults import RULES
from crmcli.engines.inspect_file import KNOWN
from crmcli.said import Said

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "crmcli"
CATALOGUES = ROOT / "po"
LANGUAGES = ("tr",)

# Area of the sources -> the beginnings of the modules' paths; the first that fits, the last for the rest.
AREAS = {
    "commands-a": tuple(f"commands/{letter}" for letter in "abcdefghi"),
    "commands-b": ("commands/",),
    "output": ("output/",),
    "reports-money": tuple(f"domain/reports/{name}/" for name in ("market", "money", "customers", "value")),
    "reports": ("domain/reports/",),
    "exchange": tuple(f"domain/{name}/" for name in ("exchange", "load", "export", "dump")),
    "sales": tuple(
        f"domain/{name}"
        for name in (
            *("quotes/", "payments/", "campaigns/", "playbooks/", "rules/", "segments/", "tasks/", "today/"),
            *("attachments/", "case", "survey", "check", "incident", "request", "verif", "care", "target"),
            *("price", "rate", "need", "closing", "competitor", "order", "product", "wallet", "plan"),
            *("relation", "tree", "branch", "deliver", "line"),
        )
    ),
    "people": ("domain/",),
    "edge": ("",),
}  # fmt: skip

_CALLS = {"say", "tell", "told"}
_SAYING = {
    "note",
    "warn",
    "hint",
    "confirm",
    "asked",
    "progress",
    "left_out",
    "StepRow",
    "Finding",
    "number",
    "amount",
}
_COUNTING = {"counted", "plural", "left_out"}
_KEYWORDS = {"hint", "title", "empty", "summary", "question", "label", "down", "across"}
_KEPT = {"hint", "message", "fact", "wrong", "way", "why", "covers", "note", "told", "title", "empty"}
"""Variables whose literals become a part of what is told."""
_TITLED = {"Bars": 0, "Chart": 0, "Grid": 0, "Tree": 0, "Report": 3, "Part": 0, "View": 4}
# Words that no literal in a call shows, and sentences of nothing but values whose order differs.
_UNWRITTEN = (
    "{verb} {told}{edits}",
    "{name} {unit} {line}{column}: {reason}",
    "{count:,} {what}",
    "{what} {some}",
    "{name} ({stage}, {percent} %)",
    *("d", "min", "h", "w", "y", "{counted} {rest}", "{at:%Y-%m-%d %H:%M}"),
    "{type} {direction}",
    *("1-30 d", "31-60 d", "61-90 d"),
    *("{number:.4g} %", "{number:.6g} %", "{number:.1f} %"),
    "y/N",
    "{verb} {what}?",
)
# What the system and SQLite say of a file; in lower case, as the end of a sentence.
_SYSTEM = (
    *("no such file or directory", "permission denied", "operation not permitted", "file exists"),
    *("is a directory", "not a directory", "directory not empty", "read-only file system"),
    *("no space left on device", "disk quota exceeded", "file too large", "file name too long"),
    *("input/output error", "too many open files", "too many levels of symbolic links", "broken pipe"),
    *("cannot allocate memory", "bad file descriptor", "invalid argument", "device or resource busy"),
    *("exec format error", "text file busy", "invalid cross-device link", "operation not supported"),
    *("resource temporarily unavailable", "stale file handle", "argument list too long"),
    *("unable to open database file", "attempt to write a readonly database"),
    *("file is not a database", "database disk image is malformed"),
)
# Columns that nobody reads a change of.
_INNER = {"id", "created_change", "since_change"}
# Contexts of words that mean there what the plain word means, unless that is no message.
_SHARED = {"column", "choice", "counted", "metavar", "unit"}
_LONGEST_UNIT = 3
_COMMAND = re.compile(r"(?:crm |--|mkdir |chmod |CRMCLI_)[^;,]*\Z")
# A sentence may begin with an option or a command, too.
_SENTENCE = re.compile(
    r"(?<![\w-])(?:is|are|can't|takes?|exclude|goes|names|needs|says|shows?|gives|prints|leaves|has|may|lists"
    r"|exports|adds|changes|first|wrote|does"
    r"|one of|or|a backup|plans|finds|puts|writes|draws|lies)\b"
)


class Message(NamedTuple):
    """A message: where it stands (a module's path), its text, and the context of its meaning."""

    place: str
    text: str
    context: str = ""


def messages() -> list[Message]:
    """Return every message once, in the order of the modules' paths."""
    found: dict[tuple[str, str], Message] = {}
    for message in (*_written(), *_helped(), *_own_words(), *_rows()):
        if worth_telling(message.text):
            found.setdefault((message.context, message.text), message)
    plain = {text for context, text in found if not context}
    # A word with a context has the plain one's translation unless it needs its own.
    kept = (m for m in found.values() if m.context not in _SHARED or m.text not in plain)
    return sorted(kept, key=lambda m: (m.place, m.text))


def worth_telling(text: str) -> bool:
    """Tell what has words for people from commands to paste, signs and numbers."""
    if text in _UNWRITTEN:
        return True
    bare = re.sub(r"\{[^{}]*\}", "", text)
    return bool(re.search(r"[^\W\d_]{2,}", bare)) and (
        not _COMMAND.match(text) or bool(_SENTENCE.search(bare))
    )


def area_of(place: str) -> str:
    """Return the area that a module belongs to."""
    return next(area for area, starts in AREAS.items() if place.startswith(starts))


def _written() -> Iterator[Message]:
    """Yield what stands in the source: texts told, errors, titles, notes."""
    errors = _errors()
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).as_posix()
        if place.startswith(("models/", "migrations/")):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                for text, context in _of_call(node, errors):
                    yield Message(place, text, context)
            if not place.startswith("commands/assistant/"):
                yield from (Message(place, text) for text in _raised_or_kept(node))


def _of_call(node: ast.Call, errors: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the messages that a call is given as literals."""
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name in _CALLS:
        if node.args and (text := _literal(node.args[0])):
            context = _literal(node.args[1]) if name == "told" and len(node.args) > 1 else ""
            yield text, context
        return
    if name in {"named", "worded"} and len(node.args) > 1 and (context := _literal(node.args[1])):
        yield _literal(node.args[0]), context
        return
    if name in _COUNTING and len(node.args) > 1 and (text := _literal(node.args[1])):
        yield text, "counted"
        node = ast.Call(node.func, node.args[2:], node.keywords)
    if name in errors or name in _SAYING:
        yield from ((text, "") for arg in node.args for text in _literals(arg))
    elif name in _TITLED and len(node.args) > _TITLED[name]:
        yield from ((text, "") for text in _literals(node.args[_TITLED[name]]))
    for keyword in node.keywords:
        if keyword.arg in _KEYWORDS or keyword.arg == "notes" or (keyword.arg == "help" and name != "Option"):
            yield from ((text, "") for text in _literals(keyword.value))


def _raised_or_kept(node: ast.AST) -> Iterator[str]:
    """Yield what an error is made of elsewhere: by a function that is raised, in a variable for it."""
    given: list[ast.expr] = []
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        builtin = getattr(node.exc.func, "id", "") in vars(builtins)
        given = [] if builtin else node.exc.args
    elif isinstance(node, ast.Assign):
        names = {getattr(target, "id", getattr(target, "attr", "")) for target in node.targets}
        given = [node.value] if names & _KEPT else []
    yield from (text for value in given for text in _literals(value) if " " in text)


def _literals(node: ast.expr) -> Iterator[str]:
    """Yield the literal texts of an expression that is one, a choice between some, or a tuple of them."""
    if isinstance(node, ast.IfExp):
        yield from (*_literals(node.body), *_literals(node.orelse))
    elif isinstance(node, ast.BoolOp):
        yield from (text for value in node.values for text in _literals(value))
    elif isinstance(node, ast.Tuple | ast.List):
        yield from (text for value in node.elts for text in _literals(value))
    elif text := _literal(node):
        yield text


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _errors() -> set[str]:
    """Return the names of the program's own kinds of error."""
    return {
        name
        for module in _modules()
        for name, value in vars(module).items()
        if inspect.isclass(value) and issubclass(value, Exception) and value.__module__.startswith("crmcli")
    }


def _modules() -> Iterator[Any]:
    for found in walk_packages(crmcli.__path__, "crmcli."):
        if not found.name.startswith(("crmcli.models", "crmcli.migrations", "crmcli.__main__")):
            yield import_module(found.name)


def _helped() -> Iterator[Message]:
    """Yield the help of every command and option, as Click has it, and of every setting."""
    program = root()
    yield Message("cli.py", program.help or "")
    yield Message("cli.py", program.epilog or "")
    for setting in SETTINGS:
        yield Message("config.py", setting.help)
    for entry in TABLE.values():
        yield Message("cli.py", entry.help)
        yield Message("cli.py", entry.section)
    for command, place in _commands(program):
        if getattr(command, "callback", None) is not None:
            yield Message(place, inspect.cleandoc(command.help or ""))
        composed = getattr(getattr(command, "callback", None), "helps", {})
        for param in command.params:
            said = composed.get(param.name) or getattr(param, "help", None) or ""
            yield from (Message(place, text) for text in _sentences(said))
            for word in re.findall(r"(?<![\w-])[A-Z][A-Z0-9_]+(?![\w-])", param.metavar or ""):
                yield Message("helping.py", word, "metavar")


def _own_words() -> Iterator[Message]:
    """Yield what no literal in a call shows: Click's words, units, nouns."""
    for text in ("Usage:", "Options", "Arguments", "Commands", "Columns", "default", "required"):
        yield Message("helping.py", text)
    yield Message("helping.py", "Show this message and exit.")
    for word in ("TEXT", "N", "NUMBER", "OPTIONS", "ARGS", "COMMAND"):
        yield Message("helping.py", word, "metavar")
    for text in _UNWRITTEN:
        yield Message("said.py", text, "unit" if len(text) <= _LONGEST_UNIT else "")
    for about in TOPICS.values():
        yield Message("domain/help_topics/__init__.py", about)
    for noun in NOUNS:
        yield Message("domain/nouns.py", noun.name, "counted")
        yield Message("domain/nouns.py", noun.name)
        yield Message("domain/nouns.py", noun.plural)
    for text in (*deeds.SENTENCES, *deeds.VERBS, *deeds.NOUNS):
        yield Message("domain/journal/deeds.py", text, "deed")
    for word in ("yes", "no", "on", "off"):
        yield Message("domain/setting_values.py", word, "setting")
    for verb in ASKED:
        yield Message("commands/records.py", verb, "ask")
    for text in ("hint", "warning"):
        yield Message("notes.py", text)
    yield from _of_reports()
    yield from _of_records()
    yield from _of_engines()
    yield from _of_fields()


def _of_fields() -> Iterator[Message]:
    """Yield the names of the fields that are imported, exported and edited, as changes are told by them."""
    for noun in IMPORTED.values():
        for field in noun.fields:
            yield Message("domain/exchange/fields.py", field.name.replace("_", " "), "column")
    yield Message("domain/export/columns.py", "other customers", "column")
    names = {name for noun in NOUNS for name in SQLModel.metadata.tables[noun.table].columns.keys()}  # noqa: SIM118
    for name in sorted(names - _INNER | set(COLUMNS)):
        if not name.endswith(("_fold", "_sort")):
            yield Message("models/__init__.py", column_label(name), "column")


def _of_engines() -> Iterator[Message]:
    """Yield what the system, the store's rules and the first bytes of a file are told by."""
    for text in _SYSTEM:
        yield Message("errors.py", text)
    for _, fact, hint in RULES:
        yield from (Message("engines/faults.py", text) for text in (fact, hint or ""))
    for _, kind in KNOWN:
        yield Message("engines/inspect_file.py", kind)


def _of_records() -> Iterator[Message]:
    """Yield the words of tables that records are told by: what was done, presets, cards, rules."""
    for word in DONE:
        yield Message("domain/targets.py", word, "done")
    for preset in presets():
        yield Message("domain/exchange/presets/listing.py", preset.title)
    for stage in STAGES:
        yield Message("domain/kinds.py", stage, "stage")
    for reason in REASONS:
        yield Message("domain/reason_words.py", reason, "reason")
    for word in ("picture", "card", "value", "person", "company"):
        yield Message("domain/exchange/vcard_scan.py", word, "counted")
    for word in ("line", "record"):
        yield Message("domain/exchange/source.py", word)
    for word in ("first", "other"):
        yield Message("domain/load/rules.py", word, "side")
    yield Message("domain/rules/tokens.py", EXAMPLE)
    for event in EVENTS:
        yield Message("domain/rules/words.py", event.name, "event")
    yield Message("domain/rules/words.py", "then", "rule")
    for word in ("assign", "note", "tag", "untag"):
        yield Message("domain/rules/words.py", word, "action")


def _meanings() -> Iterator[str]:
    """Yield what the columns of the views mean, without the examples of numbers: C-12."""
    for _, columns in VIEWS.values():
        yield from (text for _, text in columns.values() if " " in text or text.isalpha())


def _of_reports() -> Iterator[Message]:
    """Yield the words of tables that reports are told by: what a row stands for, classes, parts, metrics."""
    for entry in REPORTS:
        place = entry.module.removeprefix("crmcli.").replace(".", "/") + ".py"
        yield from (Message(place, word) for word in entry.by)
    for place, words, context in (
        ("domain/reports/value/leaving.py", CLASSES, "risk"),
        ("domain/reports/market/today_items.py", WHAT, "part"),
        ("domain/reports/market/attribution.py", MODELS, "credit"),
        ("domain/reports/market/target_rows.py", METRICS, "metric"),
        ("domain/reports/market/campaign_rows.py", ("lift",), "campaign"),
        ("domain/reports/market/target_rows.py", ("met",), "goal"),
        ("domain/reports/market/target_rows.py", ("reached",), "share"),
        ("domain/reports/market/targets.py", STATE.marks, "goal"),
        ("domain/reports/money/abc_rows.py", ("from",), "amount"),
        ("domain/reports/value/next_purchase.py", ("from", "to"), "day"),
        ("domain/reports/value/clv_rows.py", ("from", "to"), "end"),
        ("domain/reports/behind.py", ("ordered",), "day"),
        ("domain/reports/figures.py", ("all",), "sum"),
        (
            "domain/reports/figures.py",
            ("row", "group", "reorder", "pair", "buyer", "rule", "path"),
            "counted",
        ),
        ("domain/reports/figures.py", ("rule", "path"), "counted"),
        ("domain/reports/standing/cycle_rules.py", PHASES, "phase"),
        ("domain/reports/standing/cycle_rules.py", ACTIONS, "action"),
        ("domain/reports/standing/receivables.py", AGES, ""),
        ("domain/reports/pipeline/path_facts.py", ("won", "lost", "open", "converted", "bought"), "outcome"),
        ("domain/reports/next_steps/lead_facts.py", (*TRAITS, "bought", "needs", "referred"), "column"),
        ("domain/reports/next_steps/lead_facts.py", ("in", "out"), "choice"),
        ("domain/reports/next_steps/naive_bayes.py", ("other",), "value"),
        ("domain/reports/standing/activity_class.py", ("active", "passive", "none"), "class"),
        ("domain/reports/pipeline/funnel_leads.py", PLACES, "place"),
        ("domain/reports/pipeline/funnel.py", ("rate",), "share"),
        ("domain/reports/pipeline/pipeline_rows.py", ("to win",), "days"),
        ("domain/reports/pipeline/path.py", ("bought", "converted", "lost", "of", "reached"), "count"),
        ("domain/reports/care/service_rows.py", ("opened", "resolved", "reopened"), "count"),
        ("domain/reports/care/satisfaction.py", ("content",), "satisfied"),
        ("domain/reports/next_steps/crosssell_rows.py", ("of", "Lift"), "basket"),
        ("domain/reports/next_steps/lead_score_rows.py", ("from", "to"), "score"),
        ("domain/reports/standing/receivables.py", ("all",), "rows"),
        ("domain/reports/next_steps/lead_behind.py", ("factors",), "lead"),
        ("domain/reports/views.py", _meanings(), "view"),
    ):
        yield from (Message(place, word, context) for word in words)


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences that a text is made of."""
    if not isinstance(text, Said):
        yield text
    elif text.parts:
        yield from (
            sentence for part in text.parts if isinstance(part, Said) for sentence in _sentences(part)
        )
    else:
        yield text.sentence
        for value in text.values.values():
            if isinstance(value, Said):
                yield from _sentences(value)


def _commands(program: Any) -> Iterator[tuple[Any, str]]:
    """Yield every command with the path of its module."""
    yield program, "cli.py"
    for name, entry in TABLE.items():
        command = program.get_command(None, name)
        place = entry.module.removeprefix("crmcli.").replace(".", "/") + ".py"
        yield command, place
        if hasattr(command, "infos"):
            for heading in getattr(import_module(entry.module), "HEADINGS", {}).values():
                yield type("Heading", (), {"params": (), "help": heading, "callback": print}), place
            yield from ((command.get_command(None, word), place) for word in command.infos())


def _rows() -> Iterator[Message]:
    """Yield the headings and definitions of every column that people see, and the words of choices."""
    for module in _modules():
        place = module.__name__.removeprefix("crmcli.").replace(".", "/") + ".py"
        for value in list(vars(module).values()):
            if not inspect.isclass(value) or value.__module__ != module.__name__:
                continue
            if not hasattr(value, "__dataclass_fields__") or not _is_row(value):
                continue
            for column in columns_of(value):
                yield Message(place, column.label, "column")
                yield Message(place, column.about)
                if isinstance(column.kind, Choice):
                    yield from (Message(place, word, "choice") for word in column.kind.marks)


def _is_row(value: Any) -> bool:
    """Tell rows from requests: a row says of one of its fields at least what its values mean."""
    hints = getattr(value, "__annotations__", {})
    return any("Annotated" in str(hint) or isinstance(hint, Kind) for hint in hints.values())


def merge(language: str) -> None:
    """Bring the sources of a language up to the program: new messages in, unused ones out."""
    known: dict[tuple[str, str], polib.POEntry] = {}
    for path in sorted((CATALOGUES / language).glob("*.po")):
        for entry in polib.pofile(str(path)):
            if entry.msgstr or (entry.msgctxt or "", entry.msgid) not in known:
                known[entry.msgctxt or "", entry.msgid] = entry
    files: dict[str, polib.POFile] = {}
    for message in messages():
        file = files.setdefault(area_of(message.place), _empty(language))
        before = known.get((message.context, message.text))
        file.append(
            polib.POEntry(
                msgid=message.text,
                msgctxt=message.context or None,
                msgstr=before.msgstr if before else "",
                comment=message.place,
            )
        )
    (CATALOGUES / language).mkdir(parents=True, exist_ok=True)
    for area in AREAS:
        path = CATALOGUES / language / f"{area}.po"
        if area in files:
            files[area].save(str(path))
        else:
            path.unlink(missing_ok=True)


def entries(language: str) -> list[polib.POEntry]:
    """Return every entry of a language's sources."""
    return [e for path in sorted((CATALOGUES / language).glob("*.po")) for e in polib.pofile(str(path))]


def compiled(language: str) -> bytes:
    """Return the catalogue that the program reads: what is translated, sorted."""
    whole = _empty(language)
    whole.extend(sorted((e for e in entries(language) if e.msgstr), key=lambda e: (e.msgctxt or "", e.msgid)))
    return bytes(whole.to_binary())


def catalogue(language: str) -> Path:
    """Return where the program looks for a language."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "crmcli.mo"


def _empty(language: str) -> polib.POFile:
    file = polib.POFile(wrapwidth=100)
    file.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return file


def main() -> None:
    """Bring sources and catalogues up to date; with ``compile`` only the catalogues; say what is left."""
    for language in LANGUAGES:
        if sys.argv[1:] != ["compile"]:
            merge(language)
        path = catalogue(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(compiled(language))
        every = entries(language)
        open_ = sum(not entry.msgstr for entry in every)
        sys.stdout.write(f"{language}: {len(every)} messages, {open_} not translated\n")


if __name__ == "__main__":
    main()

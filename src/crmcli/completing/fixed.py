"""Closed lists: what an option or an argument takes where no store has to be asked."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from crmcli.completing import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crmcli.app import App
    from crmcli.completing.line import Place
    from crmcli.domain.nouns import Noun

# (the command, or its group, or "" for all; option or metavar) -> words, or what has them: "module:NAME".
_LISTS = {
    ("", "--format"): ":crmcli.output:FORMATS",
    ("customer list", "--status"): "prospect customer lapsed",
    ("lead list", "--status"): "open new working qualified converted lost",
    ("quote list", "--status"): "draft sent expired accepted rejected replaced",
    ("customer tree", "--metric"): ":crmcli.domain.tree_totals:METRICS",
    ("customer timeline", "--type"): ":crmcli.domain.timeline.rows:MARKS",
    ("consent", "--channel"): ":crmcli.domain.consent:CHANNELS",
    ("consent", "--purpose"): "marketing",
    ("campaign", "--channel"): ":crmcli.domain.consent:CHANNELS",
    ("export", "--marketing"): ":crmcli.domain.consent:CHANNELS",
    ("campaign", "--part"): "reached held-out left-out",
    ("stage add", "--outcome"): "open won lost",
    ("dedupe", "--noun"): "customers contacts leads",
    ("campaign", "--kind"): "win-back cross-sell news invitation",
    ("payment", "--method"): "cash card transfer cheque",
    ("incident", "--kind"): "outage delay recall",
    ("address", "--kind"): "billing delivery home work",
    ("quote print", "--as"): "text markdown html",
    ("quote send", "--log"): "email message visit meeting",
    ("import", "--mode"): ":crmcli.domain.load.plan:MODES",
    ("import", "--encoding"): "utf-8 cp1254 iso-8859-9 cp1252 utf-16",
    ("field", "--type"): ":crmcli.domain.custom:TYPES",
    ("today", "[PART...]"): ":crmcli.domain.today.agenda:PARTS",
    ("report today", "--only"): ":crmcli.domain.today.agenda:PARTS",
    ("report run", "--if-empty"): "print silent",
    ("report lead-score", "--trait"): ":crmcli.domain.reports.next_steps.lead_facts:TRAITS",
    ("convert", "--overwrite"): ":crmcli.domain.conversion.request:OVERWRITABLE",
    ("verify", "--right"): ":crmcli.domain.verification_questions:KINDS",
    ("verify", "--wrong"): ":crmcli.domain.verification_questions:KINDS",
}
# Options that take several words, parted by commas, by their group.
_COMMAS = {
    ("customer", "--type"), ("find", "--noun"), ("import", "--create"), ("import", "--key"),
    ("convert", "--overwrite"),
}  # fmt: skip
_CURRENCIES = {"TRY": "Turkish lira", "EUR": "Euro", "USD": "US dollar", "GBP": "Pound sterling"}


def has_commas(place: Place) -> bool:
    """Tell whether a parameter takes several words parted by commas."""
    return bool(place.path) and (place.path[0], place.param.opts[0]) in _COMMAS


def words(app: App, place: Place) -> list[Word] | None:
    """Return the words of a place's closed list; None where it has none."""
    param = place.param
    name = param.opts[0] if param.param_type_name == "option" else param.metavar or ""
    if name == "--profile":
        return _profiles(app)
    if not place.path:
        return _of_setting(name.removeprefix("--"))
    listed = _of_table(place, name)
    if listed is None and place.path[0] == "report":
        return _of_report(place, name)
    if listed is None and param.metavar in ("CODE", "CURRENCY"):
        return currencies()
    return listed


def _of_table(place: Place, name: str) -> list[Word] | None:
    """Return the words that the tables of this module have for an option or argument."""
    for path in (" ".join(place.path), place.path[0], ""):
        if (path, name) in _LISTS:
            return _read(_LISTS[path, name])
        if (path, name) in _MADE:
            return [word if isinstance(word, Word) else Word(word) for word in _MADE[path, name](place)]
    return None


def currencies() -> list[Word]:
    """Return the currencies that are most used; others may be typed."""
    return [Word(code, called) for code, called in _CURRENCIES.items()]


def _read(source: str) -> list[Word]:
    """Return the words of a line of the table."""
    if not source.startswith(":"):
        return [Word(word) for word in source.split()]
    _, module, name = source.split(":")
    return [Word(str(word)) for word in getattr(import_module(module), name)]


def _of_setting(name: str) -> list[Word] | None:
    """Return the values of a setting of a closed list."""
    from crmcli.config import BY_NAME

    if name not in BY_NAME:
        return None
    kind = BY_NAME[name].kind
    if kind == "currency":
        return currencies()
    return [Word(word) for word in kind.split("|")] if "|" in kind else None


def _profiles(app: App) -> list[Word]:
    """Return the profiles of the settings files."""
    from pathlib import Path

    from crmcli.config import PROJECT_FILE, load, user_file

    found: dict[str, None] = {}
    for path in (Path(PROJECT_FILE), user_file(app.env)):
        found.update(dict.fromkeys(load(path).get("profile", {})))
    return [Word(name) for name in found]


def _of_report(place: Place, name: str) -> list[Word] | None:
    """Return the values of a report's option: what a row may stand for, or its own choices."""
    from crmcli.domain.reports import entry_of

    entry = entry_of(place.path[1]) if len(place.path) > 1 else None
    if entry is not None and name == "--by":
        return [Word(by) for by in entry.by]
    for option in entry.options if entry else ():
        if name == f"--{option.name.replace('_', '-')}":
            if option.choices:
                return [Word(choice) for choice in option.choices]
            if option.kind in ("setting", "own_currency"):
                return currencies() if option.kind == "own_currency" else _of_setting(option.name)
    return currencies() if place.param.metavar == "CODE" else None


def _settings(_place: Place) -> Iterable[Word]:
    from crmcli.config import SETTINGS
    from crmcli.language import told

    return [Word(setting.name, told(setting.help)) for setting in SETTINGS]


def _setting_values(place: Place) -> Iterable[Word]:
    return _of_setting(place.values[0]) or [] if place.values else []


def _plurals(_place: Place) -> Iterable[str]:
    from crmcli.domain.nouns import NOUNS

    return [noun.plural for noun in NOUNS]


def _nouns(_place: Place) -> Iterable[str]:
    from crmcli.domain.nouns import NOUNS

    return [noun.name for noun in NOUNS]


def _sought(_place: Place) -> Iterable[str]:
    from crmcli.domain.find.places import PLACES

    return PLACES


def _carriers(_place: Place) -> Iterable[str]:
    from crmcli.domain.tag import CARRIERS

    return CARRIERS


def _makeable(_place: Place) -> Iterable[str]:
    from crmcli.domain.nouns import NOUNS

    return [*(noun.plural for noun in NOUNS), "stages", "reasons"]


def _presets(_place: Place) -> Iterable[Word]:
    from crmcli.domain.exchange.presets.recognise import presets

    return [Word(preset.name, preset.title) for preset in presets()]


def _fields(place: Place) -> Iterable[Word]:
    """Return the fields that a row of the import's noun may have."""
    from crmcli.completing.sources import noun_of
    from crmcli.domain.exchange.fields import NOUNS

    noun = noun_of(place)
    return fields_of(noun) if noun and noun.name in NOUNS else []


def fields_of(noun: Noun, behind: str = "") -> list[Word]:
    """Return the fields of a noun with what they hold, and something ``behind`` their names."""
    from crmcli.domain.exchange.fields import NOUNS
    from crmcli.language import told

    return [Word(field.name + behind, told(field.help)) for field in NOUNS[noun.name].fields]


def _topics(place: Place) -> Iterable[Word]:
    """Return what ``crm help`` explains: topics, commands, reports; behind a group its commands."""
    root = import_module("crmcli.cli").root()
    if place.values:
        group: Any = root.get_command(None, place.values[0])
        names = group.infos() if len(place.values) == 1 and hasattr(group, "infos") else ()
        return [Word(name) for name in names]
    from crmcli.domain.help_topics import TOPICS
    from crmcli.domain.reports import REPORTS

    topics = [Word(name, str(about)) for name, about in TOPICS.items()]
    commands = [Word(name, entry.help) for name, entry in root.table.items()]
    return [*topics, *commands, *(Word(entry.name, entry.help) for entry in REPORTS)]


_MADE: dict[tuple[str, str], Callable[[Place], Iterable[str | Word]]] = {
    ("config", "NAME"): _settings,
    ("config set", "VALUE"): _setting_values,
    ("field", "NOUN"): _nouns,
    ("segment", "--noun"): _plurals,
    ("campaign", "--noun"): lambda _: ("customers", "contacts", "leads"),
    ("tag", "--on"): _carriers,
    ("find", "--noun"): _sought,
    ("import", "--preset"): _presets,
    ("import presets", "NAME"): _presets,
    ("import", "--create"): _makeable,
    ("import", "--key"): _fields,
    ("help", "[TOPIC|COMMAND...]"): _topics,
}

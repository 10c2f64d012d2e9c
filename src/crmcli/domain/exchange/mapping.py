"""Which column fills which field: found by the headers, told by a person, saved as TOML.

A column is never assigned on a guess: what no name fits is left out and listed, and what fits
equally well twice has to be told.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map
from pathlib import Path
from typing import NamedTuple

from crmcli.domain.exchange.fields import MANY, Noun, a, spoken
from crmcli.domain.exchange.imported import OWN_NUMBER
from crmcli.domain.exchange.imported import noun as noun_named
from crmcli.domain.exchange.positions import listed_columns, position
from crmcli.domain.exchange.source import REJECT_COLUMNS
from crmcli.domain.frozen import frozen
from crmcli.errors import Refused, UsageError
from crmcli.said import listed, say

IGNORE = "-"
CUSTOM = "custom:"
KEYS_OF = "external_id:"
"""Begins a column of another program's keys: ``external_id:hubspot``."""
READ_SETTINGS = ("encoding", "delimiter", "records", "decimal", "date_order", "sheet", "header", "preset")
"""What a saved map may say about reading the file."""
_NUMBER = "number"
BY_NAME, BY_PRESET, BY_MAP, BY_WORD = say("its name"), say("the preset"), say("the saved map"), "--map"
BY_US = say("crm wrote the file")
"""Why a column fills a field."""


class MapRequest(NamedTuple):
    """What a person says about columns: header (or ``#4``, the fourth) -> field, ``custom:Name`` or ``-``.

    ``saved`` comes from a map file, whose columns a file may lack; ``columns`` win over it. ``preset``
    is what is known of a product's export, weaker than both: with it, columns that no name fits for
    certain are left out instead of refused. The last ``made`` columns are no columns of the file. Of our
    ``own`` export the numbers are taken too.
    """

    columns: Map[str, str] = {}
    sets: Map[str, str] = {}
    values: Map[str, Map[str, str]] = {}
    keep_unknown: bool = False
    saved: Map[str, str] = {}
    noun: str | None = None
    read: Map[str, str] = {}
    preset: Map[str, str] = {}
    made: int = 0
    own: bool = False


NOTHING_SAID = MapRequest()


class Column(NamedTuple):
    """A column of the file and the field it fills.

    A custom field's name stands behind ``custom:``, another program's behind ``external_id:``.
    """

    at: int
    header: str
    field: str


@frozen
class Mapping:
    """Where each field's values come from; columns in the order of the file."""

    noun: Noun
    header: tuple[str, ...]
    columns: tuple[Column, ...]
    custom: tuple[Column, ...]
    sets: dict[str, str]
    values: dict[str, dict[str, str]]
    ignored: tuple[str, ...]  # left out as told
    unknown: tuple[str, ...]  # left out because no name fits
    unknown_at: tuple[int, ...]  # ... and where they stand
    absent: tuple[str, ...]  # in the map file, not in this file
    made: int  # columns at the end that are no columns of the file
    why: dict[int, str]  # position -> BY_NAME and the like

    def filling(self, field: str) -> list[Column]:
        """Return the columns that fill a field."""
        return [column for column in self.columns if column.field == field]

    def header_of(self, field: str) -> str:
        """Return the header that messages name for a field, the field itself when it is set for all rows."""
        every = (*self.columns, *self.custom)
        return next((column.header for column in every if column.field == field), field)

    def _called(self, column: Column) -> str:
        """Return a column's header, behind its place where it is not the only one of that name."""
        name = self.header[column.at]
        return column.header if column.header == name else f"{column.header} {name}".rstrip()

    def sentences(self, blank: Iterable[int] = ()) -> list[str]:
        """Return what to tell a person about the columns, one sentence each.

        Of a product's export whose columns are known only those are named that are not imported and
        hold something: ``blank`` are the positions of the others.
        """
        known = BY_PRESET in self.why.values()
        same = [f"{self._called(c)} -> {c.field}" for c in (*self.columns, *self.custom)]
        told = [] if known else [say("columns: {same}", same=", ".join(same))]
        own = [name for name in self.unknown if name.lower() == _NUMBER]
        lost = [
            name
            for at, name in zip(self.unknown_at, self.unknown, strict=True)
            if at not in set(blank) and name not in own
        ]
        if lost:
            told.append(
                say("not imported: {lost} (--keep-unknown keeps them as custom fields)", lost=", ".join(lost))
            )
        if own:
            told.append(
                say("not imported: number: a file gives no numbers here; --key number finds records by it")
            )
        if self.absent:
            told.append(say("in the map and not in the file: {absent}", absent=", ".join(self.absent)))
        return told


def map_request(
    maps: Iterable[str], sets: Iterable[str] = (), values: Iterable[str] = (), *, keep_unknown: bool = False
) -> MapRequest:
    """Return what ``--map``, ``--set`` and ``--value`` say.

    A map is ``Column=field`` or the path of a saved map (``.toml``); a set is ``field=value``; a value
    is ``field:from=to``. What is given last wins, and single options win over files.

    Raises:
        UsageError: one of them has another form.
        NotFound: there is no such file.
        Refused: a file is no saved map.
    """
    saved = MapRequest()
    columns: dict[str, str] = {}
    for text in maps:
        header, mark, field = text.rpartition("=")
        if mark and header.strip() and field.strip():
            columns[header.strip()] = field.strip()
        elif text.endswith(".toml"):
            from crmcli.domain.exchange.mapfile import load_map

            saved = load_map(Path(text))
        else:
            raise UsageError(
                say('"{text}" maps nothing', text=text), "say --map 'Column=field', or --map file.toml"
            )
    given: dict[str, str] = {}
    for text in sets:
        field, mark, value = text.partition("=")
        if not mark or not field.strip():
            raise UsageError(say('"{text}" sets nothing', text=text), "say --set field=value")
        given[field.strip()] = value.strip()
    swaps = {field: dict(pairs) for field, pairs in saved.values.items()}
    for text in values:
        field, colon, pair = text.partition(":")
        found, mark, wanted = pair.rpartition("=")
        if not (colon and mark and field.strip() and found.strip()):
            raise UsageError(say('"{text}" translates nothing', text=text), "say --value 'field:from=to'")
        swaps.setdefault(field.strip(), {})[found.strip()] = wanted.strip()
    return saved._replace(
        columns=columns,
        sets={**saved.sets, **given},
        values=swaps,
        keep_unknown=keep_unknown or saved.keep_unknown,
    )


def build_mapping(header: Sequence[str], noun: str, request: MapRequest = NOTHING_SAID) -> Mapping:
    """Assign the columns of a file to the fields of a noun.

    Raises:
        UsageError: no such column or field, two columns for one field, or nothing for a required one.
        Refused: two columns have the same header and neither is told by its position.
    """
    if request.noun is not None and request.noun != noun:
        raise UsageError(
            say("the map is for {other}, not for {noun}", other=request.noun, noun=noun),
            "save another one with --save-map",
        )
    known = noun_named(noun)
    told, why, absent = _told(header, known, request)
    for at, name in enumerate(header):
        if at not in told and _is_beside(name):
            told[at], why[at] = name, BY_NAME
    free = [at for at, name in enumerate(header) if at not in told and name not in REJECT_COLUMNS]
    if request.preset:
        free, matched = _certain(header, known, free, told)
    else:
        _refuse_twins(header, told)
        matched = _matched(header, known, free, told)
    targets = {**matched, **{at: field for at, field in told.items() if field != IGNORE}}
    unknown = [at for at in free if at not in matched]
    if request.keep_unknown:
        targets.update((at, CUSTOM + header[at]) for at in unknown if header[at])
        unknown = [at for at in unknown if not header[at]]
    own = len(header) - request.made
    columns = tuple(
        Column(at, shown(header[:own], at) if at < own else header[at], targets[at]) for at in sorted(targets)
    )
    mapping = Mapping(
        noun=known,
        header=tuple(header),
        columns=tuple(c for c in columns if not _is_beside(c.field)),
        custom=tuple(c for c in columns if _is_beside(c.field)),
        sets=dict(request.sets),
        values={field: dict(pairs) for field, pairs in request.values.items()},
        ignored=tuple(shown(header, at) for at, field in sorted(told.items()) if field == IGNORE),
        unknown=tuple(shown(header, at) for at in unknown),
        unknown_at=tuple(unknown),
        absent=tuple(absent),
        made=request.made,
        why={**dict.fromkeys(targets, BY_NAME), **why},
    )
    _check(mapping)
    return mapping


def shown(header: Sequence[str], at: int) -> str:
    """Return how a column is named in messages and maps: its header, or its position when that is no name."""
    name = header[at]
    return name if name and header.count(name) == 1 else f"#{at + 1}"


def _told(
    header: Sequence[str], known: Noun, request: MapRequest
) -> tuple[dict[int, str], dict[int, str], list[str]]:
    """Return position -> target as told, position -> by what, and the map's columns that the file lacks."""
    told: dict[int, str] = {}
    why: dict[int, str] = {}
    absent = []
    if request.own and _NUMBER in header:
        told[header.index(_NUMBER)], why[header.index(_NUMBER)] = OWN_NUMBER, BY_US
    for name, target in request.preset.items():
        at = position(header, name)
        if at is not None:
            told[at], why[at] = _target(known, target), BY_PRESET
    for name, target in request.saved.items():
        at = position(header, name)
        if at is None:
            absent.append(name)
        else:
            told[at], why[at] = _target(known, target), BY_MAP
    for name, target in request.columns.items():
        at = position(header, name)
        if at is None:
            from crmcli.domain.text import nearest

            near = nearest(name, [h for h in header if h])
            raise UsageError(
                say('the file has no column "{name}"', name=name),
                say("did you mean {near}?", near=listed(near, say(" or ")))
                if near
                else say("its columns: {listed}", listed=listed_columns(header)),
            )
        told[at], why[at] = _target(known, target), BY_WORD
    return told, why, absent


def _target(known: Noun, target: str) -> str:
    """Return a target that exists."""
    return target if target == IGNORE or _is_beside(target) else known.field(target).name


def _is_beside(target: str) -> bool:
    """Tell a custom field, or the keys of another program, from a noun's own fields."""
    return any(
        target.startswith(mark) and bool(target.removeprefix(mark).strip()) for mark in (CUSTOM, KEYS_OF)
    )


def _refuse_twins(header: Sequence[str], told: Map[int, str]) -> None:
    """Refuse columns with one header, unless all but one are told by their position."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(header):
        if name and at not in told:
            places.setdefault(name, []).append(at)
    twins = [(name, found) for name, found in places.items() if len(found) > 1]
    if twins:
        name, found = twins[0]
        flags = [f"--map '#{at + 1}={IGNORE}'" for _, others in twins for at in others[1:]]
        raise Refused(
            say(
                'columns {found} are both called "{name}"',
                found=listed((str(at + 1) for at in found), say(" and ")),
                name=name,
            ),
            say("leave one out, or map it by its place: {flags}", flags=" ".join(flags)),
        )


def _matched(header: Sequence[str], known: Noun, free: Sequence[int], told: Map[int, str]) -> dict[int, str]:
    """Return position -> field for the columns whose headers say it."""
    from crmcli.domain.exchange.headers import match_headers

    taken = {field for field in told.values() if field != IGNORE}
    matched, unclear = match_headers(header, known.name, free)
    kept = {
        at: f for at, f in matched.items() if f not in taken or known.field(f).merge not in (None, " ", ", ")
    }
    for field, places in unclear.items():
        if field not in taken:
            names = [shown(header, at) for at in places]
            flags = [f"--map '{names[0]}={field}'", *(f"--map '{name}={IGNORE}'" for name in names[1:])]
            raise UsageError(
                say(
                    "several columns could be the {field} of {a}: {names}",
                    field=field,
                    a=a(known.name),
                    names=", ".join(names),
                ),
                say("say which: {flags}", flags=" ".join(flags)),
            )
    return kept


def _certain(
    header: Sequence[str], known: Noun, free: Sequence[int], told: Map[int, str]
) -> tuple[list[int], dict[int, str]]:
    """Return the columns that a preset leaves open, and those of them that can only be one field."""
    from crmcli.domain.exchange.headers import match_headers

    free = [at for at in free if header[at]]
    taken = {field for field in told.values() if field != IGNORE}
    single = [at for at in free if header.count(header[at]) == 1]
    matched, _ = match_headers(header, known.name, single)
    many = {field.name for field in known.fields if field.merge in (MANY, "\n")}
    return free, {at: name for at, name in matched.items() if name not in taken or name in many}


def _check(mapping: Mapping) -> None:
    """Refuse two columns for one field, unknown fields to set, and nothing for a required field."""
    known = mapping.noun
    names = [column.field for column in mapping.columns]
    for field in dict.fromkeys(names):
        if names.count(field) > 1 and known.field(field).merge is None:
            both = listed((column.header for column in mapping.filling(field)), say(" and "))
            raise UsageError(
                say("{both} can't both fill {field}", both=both, field=field),
                say("leave one out: --map '{header}=-'", header=mapping.filling(field)[-1].header),
            )
    customs = [column.field for column in mapping.custom]
    for field in customs:
        if customs.count(field) > 1:
            what = (
                say('the custom field "{field}"', field=field[len(CUSTOM) :])
                if field.startswith(CUSTOM)
                else field
            )
            raise UsageError(say("two columns fill {what}", what=what))
    for field in mapping.sets:
        _target(known, field)
    for field in mapping.values:
        known.field(field)
    for group in known.required:
        if not any(field in names or field in mapping.sets for field in group):
            lacking, first = listed(spoken(group), say(" or ")), group[0]
            raise UsageError(
                say(
                    "no column is the {lacking} of {a}; the file has: {listed}",
                    lacking=lacking,
                    a=a(known.name),
                    listed=listed_columns(mapping.header),
                ),
                say(
                    "say which one is: --map 'COLUMN={first}', or one value for all rows: --set "
                    "'{first}=...'",
                    first=first,
                ),
            )

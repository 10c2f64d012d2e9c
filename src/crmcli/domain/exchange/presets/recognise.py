"""Which preset a file's columns are: the one whose signature is there whole, the most specific of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.exchange.headers import squeeze
from crmcli.domain.exchange.presets.model import Preset, other_names
from crmcli.errors import UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

MODULES = ("people", "crms", "crms_more", "salesforce", "zoho", "shops", "turkish")


class Recognised(NamedTuple):
    """The preset of a file, None where there is none, and why, as a sentence or ""."""

    preset: Preset | None
    reason: str


def presets() -> list[Preset]:
    """Return all presets."""
    found: list[Preset] = []
    for name in MODULES:
        found += import_module(f"crmcli.domain.exchange.presets.{name}").PRESETS
    return found


def preset_named(name: str) -> Preset:
    """Return a preset by its name.

    Raises:
        UsageError: there is none.
    """
    known = {preset.name: preset for preset in presets()}
    if name not in known:
        from crmcli.domain.text import nearest

        near = nearest(name, list(known))
        raise UsageError(
            say('no preset is called "{name}"', name=name),
            f"crm import presets {near[0]}" if near else "crm import presets",
        )
    return known[name]


class Columns:
    """Where a file has the columns that a preset names."""

    def __init__(self, header: Sequence[str], also: str = "") -> None:
        """Take the file's columns, and other spellings of the preset's."""
        self._places: dict[str, list[int]] = {}
        for at, name in enumerate(header):
            if name:
                self._places.setdefault(squeeze(name) or name, []).append(at)
        self._also = other_names(also)

    def __call__(self, name: str) -> int | None:
        """Return the position of a column, by any of its spellings."""
        wanted, _, count = name.partition(" #")
        number = int(count) - 1 if count else 0
        for spelling in (wanted, *self._also.get(wanted, ())):
            found = self._places.get(squeeze(spelling) or spelling, ())
            if number < len(found):
                return found[number]
            twin = self._places.get(squeeze(f"{spelling} ({number + 1})")) if number else None
            if twin:
                return twin[0]
        return None

    def have(self, names: Sequence[str]) -> bool:
        """Tell whether all of some columns are there."""
        return all(self(name) is not None for name in names)


def recognise(header: Sequence[str]) -> Recognised:
    """Return the preset of a file by its columns; of several, the one with the longest signature.

    Two that are as specific leave it open, and are named.
    """
    plain = Columns(header)
    fitting: list[tuple[int, Preset]] = []
    for preset in presets():
        columns = Columns(header, preset.also) if preset.also else plain
        if columns.have(preset.words()):
            fitting.append((len(preset.words()), preset))
    if not fitting:
        return Recognised(None, "")
    most = max(count for count, _ in fitting)
    best = [preset for count, preset in fitting if count == most]
    if len(best) > 1:
        names = listed((preset.name for preset in best), say(" or "))
        return Recognised(None, say("its columns are those of {names}: --preset says which", names=names))
    columns = Columns(header, best[0].also)
    places = [columns(word) for word in best[0].words()]
    shown = ", ".join(header[at] for at in places if at is not None)
    told = say(
        "read as {title}: its columns {columns} are all there", title=named(best[0].title), columns=shown
    )
    return Recognised(best[0], told)

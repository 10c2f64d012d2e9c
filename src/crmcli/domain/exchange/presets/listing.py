"""Presets as people list them, and the columns of one."""

from __future__ import annotations

from typing import Annotated

from crmcli.domain.exchange.presets.model import lines, listed, other_names
from crmcli.domain.exchange.presets.recognise import preset_named, presets
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Text
from crmcli.domain.results import Listing
from crmcli.said import listed as joined
from crmcli.said import named, say


@frozen
class PresetRow:
    """A preset: what it is of, the nouns in it, and the columns that tell it."""

    preset: Annotated[str, Text(wrap=False)]
    what: str
    nouns: str
    source: Annotated[str, Text(show=ROOMY)]
    told_by: Annotated[str, Text("told by", show=ROOMY)]


@frozen
class PresetColumn:
    """What a column, or what is made of several, fills."""

    noun: str
    column: Annotated[str, Text()]
    field: str
    values: Annotated[str | None, Text(show=ROOMY)]


def list_presets() -> Listing[PresetRow]:
    """List the presets by name."""
    rows = [
        PresetRow(
            preset.name,
            named(preset.title),
            joined([named(noun) for noun in preset.nouns]),
            preset.source,
            ", ".join(preset.words()),
        )
        for preset in sorted(presets(), key=lambda one: one.name)
    ]
    return Listing(PresetRow, rows)


def show_preset(name: str) -> Listing[PresetColumn]:
    """List what a preset makes of its columns.

    Raises:
        UsageError: there is no such preset.
    """
    preset = preset_named(name)
    rows = []
    for part in preset.parts:
        for column, field in lines(part.columns):
            swaps = part.values.get(field, {})
            shown = joined(
                [f"{found}=" + (wanted or say("left out")) for found, wanted in swaps.items()], ", "
            )
            rows.append(PresetColumn(part.noun, column, field, shown or None))
        rows += [
            PresetColumn(part.noun, say("where blank"), f"{field}={value}", None)
            for field, value in part.sets.items()
        ]
    rows += [PresetColumn("", column, say("left out"), None) for column in listed(preset.passed_over)]
    spellings = [
        say("{column} is also {others}", column=column, others=", ".join(others))
        for column, others in other_names(preset.also).items()
    ]
    told = say(
        "{title}, told by {words}; its keys are kept as those of {source}",
        title=named(preset.title),
        words=", ".join(preset.words()),
        source=preset.source,
    )
    return Listing(PresetColumn, rows, title=preset.name, group="noun", notes=(told, *spellings))

"""A file read by a preset: for each noun in it a view of its rows, and the columns that fill its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.exchange.imported import noun as noun_named
from crmcli.domain.exchange.mapping import IGNORE, MapRequest
from crmcli.domain.exchange.presets import making
from crmcli.domain.exchange.presets.model import Part, Preset, lines, listed
from crmcli.domain.exchange.presets.recognise import Columns
from crmcli.domain.exchange.source import BATCH, NOTHING_MORE, Batch, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


class Planned(NamedTuple):
    """The rows of one noun in a file, and what fills its fields; ``main`` is what the file is about."""

    part: Part
    source: Source
    request: MapRequest
    main: bool


class View(Source):
    """The rows of a file that are one noun's, with the cells made of theirs behind them."""

    def __init__(
        self, source: Source, made: Sequence[making.Made], part: Part, columns: Columns, *, main: bool
    ) -> None:
        """Look at ``source``; rows of another width go through in the view of the main noun only."""
        self._source = source
        self._made = made
        self._needs = [at for at in map(columns, listed(part.needs)) if at is not None]
        self._only = making.test(part.only, columns) if part.only else None
        self._main = main
        self.left_out = 0
        self._width = len(source.header)
        self.report = source.report
        self.header = (*source.header, *(one.label for one in made))
        self.numbers = source.numbers
        self.found = NOTHING_MORE

    def batches(self, size: int = BATCH) -> Iterator[Batch]:
        """Yield the noun's rows."""
        for batch in self._source.batches(size):
            taken = [
                (line, self._seen(row))
                for line, row in zip(batch.lines, batch.rows, strict=True)
                if self._is_mine(row)
            ]
            yield Batch([line for line, _ in taken], [row for _, row in taken])

    def _is_mine(self, row: list[str]) -> bool:
        if len(row) != self._width:
            return self._main
        if self._only is not None and not self._only(row):
            return False
        return not self._needs or any(row[at].strip() for at in self._needs)

    def _seen(self, row: list[str]) -> list[str]:
        """Return a row with its made cells; one of another width stays one."""
        if not self._made:
            return row
        if len(row) != self._width:
            more = [""] * len(self._made)
            return [*row, *more]
        return [*row, *(one.cell(row) for one in self._made)]

    def progress(self) -> float:
        """Return the part of the file that the running pass has read."""
        return self._source.progress()

    def close(self) -> None:
        """Let the file go."""
        self._source.close()


def plan_parts(
    source: Source,
    preset: Preset,
    said: MapRequest,
    noun: str | None = None,
    create: Collection[str] = (),
) -> list[Planned]:
    """Return what a preset takes from a file; of one ``noun`` only that, and what of it is to be made.

    ``create`` are the nouns that rows may bring with them. ``said`` is for what the file is about, or
    for ``noun``; a part whose fields have no column in this file is left out.
    """
    columns = Columns(source.header, preset.also)
    chosen = [part for part in preset.parts if noun in (None, part.noun)]
    if chosen and noun is not None:
        chosen += [part for part in preset.parts if part.stub and part.noun in create and part.noun != noun]
    found = []
    used = {at: IGNORE for at in map(columns, listed(preset.passed_over)) if at is not None}
    for part in preset.parts:
        used.update((at, IGNORE) for at in _places(part, columns))
    for part in chosen:
        main = part is chosen[0]
        planned = _planned(source, preset, part, columns, used if main else None)
        if planned is not None:
            request = planned.request
            if main:
                request = _with(request, said)
            found.append(planned._replace(request=request, main=main))
    return found


def _with(request: MapRequest, said: MapRequest) -> MapRequest:
    """Return what a preset says with what a person says over it."""
    values = {field: dict(pairs) for field, pairs in request.values.items()}
    for field, pairs in said.values.items():
        values.setdefault(field, {}).update(pairs)
    return said._replace(
        preset=request.preset,
        made=request.made,
        sets={**request.sets, **said.sets},
        values=values,
        read={**request.read, **said.read},
    )


def _places(part: Part, columns: Columns) -> set[int]:
    """Return the positions of the columns that a part takes or looks at."""
    names = [*listed(part.needs), *(making.columns_in(f"when(;{part.only})") if part.only else ())]
    names += [name for left, _ in lines(part.columns) for name in making.columns_in(left)]
    return {at for at in map(columns, names) if at is not None}


def _planned(
    source: Source, preset: Preset, part: Part, columns: Columns, used: dict[int, str] | None
) -> Planned | None:
    """Return a part's view and columns, None when it has no column here; ``used`` None takes no others."""
    width = len(source.header)
    told = dict.fromkeys(range(width), IGNORE) if used is None else dict(used)
    made: list[making.Made] = []
    filled = 0
    for left, field in lines(part.columns):
        if making.is_made(left):
            cell = making.made(left, columns)
            if cell is not None:
                told[width + len(made)] = field
                made.append(cell)
                filled += 1
            continue
        for at in map(columns, listed(left)):
            if at is not None:
                told[at] = field
                filled += 1
    if not filled or (part.only and making.test(part.only, columns) is None):
        return None
    given = {*told.values(), *part.sets}
    if used is None and not all(given & set(group) for group in noun_named(part.noun).required):
        return None
    plain = not made and not part.needs and not part.only
    view = source if plain else View(source, made, part, columns, main=used is not None)
    places = {f"#{at + 1}": field for at, field in told.items()}
    request = MapRequest(sets=part.sets, values=part.values, preset=places, read=preset.read, made=len(made))
    return Planned(part, view, request, main=False)

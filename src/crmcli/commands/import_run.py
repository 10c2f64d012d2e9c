"""What ``crm import`` does: files opened, read whole, then loaded in one change."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli import notes
from crmcli.commands.import_files import Beside, found_out, own_names, reading_of, refuse_ours, where_to_read
from crmcli.commands.import_notes import notes_of, tell_together, without_command
from crmcli.domain.load.outcome import EACH
from crmcli.domain.nouns import NOUNS
from crmcli.errors import CrmError, Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crmcli.app import App
    from crmcli.commands.import_ import Asked
    from crmcli.domain.exchange.mapping import MapRequest
    from crmcli.domain.exchange.source import Source
    from crmcli.domain.load.files import FilePlan, PartPlan
    from crmcli.domain.load.plan import LoadOptions, Prepared
    from crmcli.domain.results import Change


_NAMED = 3  # files that can't be read named in one sentence
_OPEN = 50  # files that stay open until all are loaded; of more, rejected rows come without their cells


class Piece(NamedTuple):
    """The prepared rows of one noun, and the file they come from."""

    file: FilePlan
    part: PartPlan
    prepared: Prepared


def import_files(run: App, files: Sequence[str], noun: str | None, asked: Asked) -> Change[Any]:
    """Read files whole, then load them in one change.

    Raises:
        Refused: a file is malformed, nothing tells what it holds, or rows don't fit and no rejects file
            was asked for.
        UsageError: an option is wrong.
    """
    from crmcli.domain.exchange.mapping import map_request

    request = map_request(
        asked.maps or (), asked.sets or (), asked.values or (), keep_unknown=asked.keep_unknown
    )
    options = _options(run, asked)
    with ExitStack() as stack:
        places = where_to_read(files)
        reading = _Reading(run, asked, request, options, stack, count=len(places))
        for where in places:
            reading.read(where, noun)
        pieces = reading.pieces()
        _tell(reading.plans, pieces)
        beside = stack.enter_context(Beside(run, asked, pieces))
        result = reading.told(beside.finish(_load(run, pieces, asked)))
        return _reported(run, reading.plans, pieces, result) if result.dry_run else result


class _Reading:
    """The files of one import as they are opened and prepared; one that can't be read is kept apart.

    A file alone is refused. Of several, one that can't be read refuses all, unless rejects are asked for.
    """

    def __init__(
        self,
        run: App,
        asked: Asked,
        request: MapRequest,
        options: LoadOptions,
        stack: ExitStack,
        *,
        count: int,
    ) -> None:
        self._run = run
        self._asked = asked
        self._request = request
        self._options = options
        self._stack = stack
        self._count = count
        self._unread: list[str] = []
        self._pieces: list[Piece] = []
        self.plans: list[FilePlan] = []

    def read(self, where: Any, noun: str | None) -> None:
        """Open a file, find out what is in it, and read it whole."""
        with self._kept_apart(), ExitStack() as mine:
            source = mine.enter_context(_opened(self._run, where, self._asked, self._request))
            plan = self._planned(source, where, noun)
            prepared = []
            for part in plan.parts:
                if part.stub and self._options.mode == "update":
                    continue  # what other rows say of a record changes none
                with _told_apart([plan]):
                    rows = _prepare(self._run, part, self._asked, self._request, self._options)
                mine.callback(rows.spool.close)
                prepared.append((part, rows))
            if self._count > _OPEN:
                source.close()
            self.plans.append(plan)
            self._pieces += [Piece(plan, part, rows) for part, rows in prepared]
            self._stack.push(mine.pop_all())

    def _planned(self, source: Source, where: Any, noun: str | None) -> FilePlan:
        """Find out what is in a file."""
        from crmcli.domain.load.files import Asked as AskedOf
        from crmcli.domain.load.files import nothing_in, plan_file

        if source.found.rejects and not source.nouns:
            raise nothing_in(source)
        asked, typed = self._asked, str(where) if isinstance(where, Path) else "-"
        found = AskedOf(noun, asked.preset, asked.no_preset, self._options.create, typed)
        return plan_file(source, self._request, found)

    def pieces(self) -> list[Piece]:
        """Return what was read, in the order in which it is loaded.

        Raises:
            Refused: nothing is left to load.
        """
        from crmcli.domain.load.files import ORDER

        if not self._pieces:
            first = "; ".join(self._unread[:_NAMED])
            more = (
                say("; and {count:,} more", count=len(self._unread) - _NAMED)
                if len(self._unread) > _NAMED
                else ""
            )
            raise Refused(
                say("nothing was imported: {first}{more}", first=first, more=more),
                "none of these files can be read: name others",
            )
        return sorted(self._pieces, key=lambda piece: ORDER.index(piece.part.noun))

    @contextmanager
    def _kept_apart(self) -> Iterator[None]:
        """Let a file that can't be read stand aside, where that was asked for."""
        try:
            yield
        except CrmError as error:
            if self._count == 1:
                raise
            if self._asked.rejects is None:
                error.hint = "leave it out, or add --rejects rejects.csv to import the other files"
                raise
            self._unread.append(error.message)

    def told(self, result: Change[Any]) -> Change[Any]:
        """Say which files could not be read."""
        from dataclasses import replace

        if not self._unread:
            return result
        count = len(self._unread)
        were = say("1 file was") if count == 1 else say("{count:,} files were", count=count)
        told = (say("{were} not read, and not written to the rejects:", were=were), *self._unread)
        return replace(result, notes=(*result.notes, *told), exit_code=5)


@contextmanager
def _told_apart(plans: Sequence[FilePlan]) -> Iterator[None]:
    """Say of files that can't be taken when they look like those of another noun."""
    try:
        yield
    except (UsageError, Refused) as error:
        for plan in plans:
            if plan.looks:
                error.message = plan.looks.reason(error.message, plan.source.report.name)
                error.hint = plan.looks.command
                break
        raise


def _opened(run: App, where: Any, asked: Asked, request: MapRequest) -> Any:
    from crmcli.domain.exchange.source import open_source

    refuse_ours(where)
    return open_source(where, reading_of(asked, request.read, own_names(run, where)))


def _options(run: App, asked: Asked) -> LoadOptions:
    """Return how rows meet the store, checked."""
    from crmcli.domain.load.plan import MODES, LoadOptions
    from crmcli.domain.records import Keys

    _one_of("mode", asked.mode, MODES)
    _one_of("decimal", asked.decimal, (",", "."))
    _one_of("date-order", asked.date_order, ("dmy", "mdy", "ymd"))
    plurals = {noun.plural for noun in NOUNS} | {"stages", "reasons"}
    create = frozenset(word.strip() for word in (asked.create or "").split(",") if word.strip())
    if create - plurals:
        from crmcli.domain.near import one_of

        wrong = min(create - plurals)
        said = say('"{create}" can\'t be made', create=wrong)
        raise UsageError(said, one_of(wrong, sorted(plurals), "--create"))
    return LoadOptions(
        Keys(run.config.get("region"), asked.source or "default"),
        asked.mode,
        tuple(part.strip() for part in asked.key.split(",")) if asked.key else (),
        create=create,
    )


def _one_of(option: str, value: str | None, choices: Sequence[str]) -> None:
    """Refuse a value that an option doesn't know."""
    if value is not None and value not in choices:
        from crmcli.domain.text import nearest

        close = nearest(value, choices)
        raise UsageError(
            say('--{option} can\'t be "{value}"', option=option, value=value),
            f"--{option} {close[0]}"
            if close
            else say("--{option} takes one of {choices}", option=option, choices=" ".join(choices)),
        )


def _prepare(run: App, part: PartPlan, asked: Asked, request: MapRequest, options: LoadOptions) -> Prepared:
    """Parse and check the rows of one noun; the store is not touched yet."""
    from crmcli.domain.exchange.formats import ReadOptions
    from crmcli.domain.exchange.imported import OWN_NUMBER
    from crmcli.domain.exchange.mapping import build_mapping
    from crmcli.domain.load.declared import declared_types
    from crmcli.domain.load.plan import prepare

    wanted, key = part.request, options.key if part.main else ()
    if key == ("number",) and (part.noun != "order" or "order_number" in part.rows.header):
        wanted, key = wanted._replace(columns={**wanted.columns, "number": OWN_NUMBER}), (OWN_NUMBER,)
    if part.own and not key:
        wanted = _with_own_numbers(part.noun, wanted)
    mapping = build_mapping(part.rows.header, part.noun, wanted)
    known = {**part.request.read, **request.read}
    read = ReadOptions(
        decimal=asked.decimal or known.get("decimal"),
        date_order=asked.date_order or known.get("date_order"),
        zone=run.zone,
        currency=run.config.get("currency"),
        custom=run.read(declared_types, part.noun) if mapping.custom else {},
    )
    options = options._replace(
        keyed=part.keyed,
        key=key,
        create=options.create | part.create,
        whoever=part.whoever,
        own=wanted.own,
    )
    if asked.source is None:
        options = options._replace(keys=options.keys._replace(source=part.source))
    if part.stub:
        options = options._replace(mode="skip", stub=True)
    with notes.progress(100, say("reading {name}", name=part.rows.report.name)) as bar:
        return prepare(
            part.rows,
            mapping,
            read,
            options,
            all_or_nothing=asked.rejects is None,
            passed=lambda: bar.update(round(100 * part.rows.progress())),
        )


def _with_own_numbers(noun: str, wanted: MapRequest) -> MapRequest:
    """Take the numbers of our own export; a lead that was converted is, anywhere else, a qualified one."""
    values = {field: dict(pairs) for field, pairs in wanted.values.items()}
    if noun == "lead":
        values.setdefault("status", {}).setdefault("converted", "qualified")
    return wanted._replace(own=True, values=values)


def _tell(plans: Sequence[FilePlan], pieces: Sequence[Piece]) -> None:
    """Give the first part of each file what is to be said of the file: why it was read so, what broke."""
    first_of = {id(piece.file): piece.prepared for piece in reversed(pieces)}
    for plan in plans:
        if id(plan) in first_of:
            first = first_of[id(plan)]
            name, looks = plan.source.report.name, plan.looks if plan.looks and plan.looks.sure else None
            first.about += [*([looks.note(name)] if looks else [])]
            first.about += [*([plan.reason] if plan.reason else []), *notes_of(plan, alone=len(plans) == 1)]
            first.rejects += plan.source.found.rejects
            first.refused += len(plan.source.found.rejects)
    if len(plans) > EACH:
        tell_together(plans, [piece.prepared for piece in pieces])


def _load(run: App, pieces: Sequence[Piece], asked: Asked) -> Change[Any]:
    """Load in one change, showing how far it is."""
    from hashlib import sha256

    from crmcli.domain.load.apply import load_parts
    from crmcli.domain.load.outcome import Lacking, Unfit

    parts = [piece.prepared for piece in pieces]
    digests = list(dict.fromkeys(part.sha256 for part in parts))
    digest = digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest()
    name = parts[0].name if len(digests) == 1 else say("{count} files", count=len(digests))
    try:
        with notes.progress(sum(part.records for part in parts), say("importing {name}", name=name)) as bar:
            for part in parts:
                part.passed = bar.advance
            return _write(run, load_parts, parts, digest)
    except Unfit as error:
        if run.dry_run:
            found_out(parts, error)
        with _told_apart([piece.file for piece in pieces]):
            if not isinstance(error, Lacking) or any(piece.file.looks for piece in pieces):
                raise
        raise Refused(error.message, _with_create(run, asked, error.plurals), error.details) from None


def _write(run: App, load: Callable[..., Change[Any]], parts: list[Prepared], digest: str) -> Change[Any]:
    """Load; rows that can't be taken, or none at all, don't even make a store."""
    from dataclasses import replace

    from crmcli.domain.load.outcome import refuse

    if any(part.all_or_nothing for part in parts) and not (run.dry_run and run.store.exists()):
        refuse(parts, asked=False)
    if any(part.records for part in parts) or run.store.exists():
        return run.write(load, parts, input_sha256=digest)
    told = run.dry_run
    run.dry_run = True
    try:
        return replace(run.write(load, parts, input_sha256=digest), dry_run=told)
    finally:
        run.dry_run = told


def _reported(
    run: App, plans: Sequence[FilePlan], pieces: Sequence[Piece], result: Change[Any]
) -> Change[Any]:
    """Add the report of a dry run; people are not told twice what it shows."""
    from dataclasses import replace

    from crmcli.domain.load.report import covered, sections

    parts = [piece.prepared for piece in pieces]
    # What formats tell of themselves (sheet, header, rows left out) stands in no table.
    found = {note for plan in plans for alone in (True, False) for note in notes_of(plan, alone=alone)}
    shown = covered(parts) - found if run.for_people else set()
    notes_left = tuple(note for note in result.notes if note not in shown)
    # The change that the command would name is not there.
    notes_left = tuple(map(without_command, notes_left))
    return replace(result, notes=notes_left, sections=(*sections(plans, parts), *result.sections))


def _with_create(run: App, asked: Asked, plurals: frozenset[str]) -> str:
    """Return the command as it was given, with what it would have to make."""
    from shlex import join

    told = (word.strip() for word in (asked.create or "").split(","))
    words = [word for word in run.argv if word != "--dry-run"] if run.dry_run else list(run.argv)
    return join(["crm", *words, "--create", ",".join(sorted({*filter(None, told), *plurals}))])

"""Mystery-shopper checks: what was looked at in a branch, and how many points of how many it got.

Answers are lines ``Greeting: 4/5``; points and best are their sums where there are any.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.adding import AddRecord, added, store
from crmcli.domain.date_told import all_told_back
from crmcli.domain.editing import EditRecords
from crmcli.domain.frozen import frozen
from crmcli.domain.given import typed
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Fields, Number, Percent, Ref, Text
from crmcli.domain.nouns import CHECK
from crmcli.domain.views import ListRecords, ShowRecord, View, list_of, record_of
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crmcli.domain.results import Change, Listing, Record
    from crmcli.domain.targets import Touched
    from crmcli.sql import Reader, Writer

_LINE = re.compile(r"(.+?)[:=]\s*(?:(\d{1,4})\s*/\s*(\d{1,4})|(\w+))\s*")
_EXAMPLE = 'crm check add Kadıköy --answer "Karşılama: 4/5"'


@frozen
class Answer:
    """What one question got, of how many points."""

    question: str
    points: int
    best: int
    score: Annotated[float | None, Percent(digits=0)] = None


class Total(NamedTuple):
    """Points got, and how many there were to get."""

    points: int
    best: int


def read_answers(text: str) -> list[Answer]:
    """Return the answers of lines ``Greeting: 4/5``; a yes is 1 of 1, a no 0 of 1.

    Raises:
        UsageError: a line is none.
    """
    return [read_answer(line) for line in text.splitlines() if line.strip()]


def read_answer(line: str) -> Answer:
    """Return the answer of one line.

    Raises:
        UsageError: it is none, or got more points than there were.
    """
    from crmcli.domain.exchange.words import FLAGS
    from crmcli.domain.text import fold

    found = _LINE.fullmatch(line.strip())
    if found is None or not found[1].strip():
        raise UsageError(say('"{line}" is no answer with its points', line=line.strip()), _EXAMPLE)
    question, points, best, word = found[1].strip(), *found.groups()[1:]
    if word is not None:
        yes = FLAGS.get(fold(word))
        if yes is None:
            raise UsageError(say('"{line}" is no answer with its points', line=line.strip()), _EXAMPLE)
        points, best = str(yes), "1"
    got, most = int(points), int(best)
    if most == 0 or got > most:
        raise UsageError(
            say('"{line}" got {got} points of {most}', line=line.strip(), got=got, most=most), _EXAMPLE
        )
    return Answer(question, got, most, got / most)


def written(answers: Iterable[Answer]) -> str:
    """Return answers as they are stored."""
    return "\n".join(f"{one.question}: {one.points}/{one.best}" for one in answers)


def summed(answers: Iterable[Answer]) -> Total:
    """Return what answers sum up to."""
    listed = list(answers)
    return Total(sum(one.points for one in listed), sum(one.best for one in listed))


def joined(old: Iterable[Answer], new: Iterable[Answer]) -> list[Answer]:
    """Return answers in which a new one stands in the place of the old one to the same question."""
    from crmcli.domain.text import fold

    found = {fold(one.question): one for one in old}
    for one in new:
        before = found.get(fold(one.question), one)
        found[fold(one.question)] = Answer(before.question, one.points, one.best, one.score)
    return list(found.values())


@frozen
class CheckRow:
    """A check in a list; ``score`` is points / best, 0..1."""

    id: Annotated[int, Ref("MS", "no.")]
    checked_on: Annotated[date, Day("day")]
    branch: Annotated[str, Text()]
    points: Annotated[int, Number()]
    best: Annotated[int, Number(named("of", "count"))]
    score: Annotated[float, Percent(digits=0, bar=True)]
    shopper: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    user: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    channel: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    answers: Annotated[str | None, Text(show=DETAIL)]


_SCORE = "CAST(r.points AS double precision) / r.best AS score"
_LIST = View(
    CHECK,
    CheckRow,
    f"""
SELECT r.id, r.checked_on, r.branch, r.points, r.best, {_SCORE}, r.shopper, u.name AS "user", r.channel,
  r.answers
FROM shop_check r LEFT JOIN crm_user u ON u.id = r.user_id
""",
    "r.checked_on DESC, r.id DESC",
    say("no check yet: {example}", example=_EXAMPLE),
)


def list_checks(db: Reader, request: ListRecords) -> Listing[CheckRow]:
    """List checks, the latest first."""
    return list_of(db, _LIST, request)


@frozen
class CheckRecord:
    """A check whole."""

    id: Annotated[int, Ref("MS", "no.")]
    checked_on: date
    branch: str
    points: int
    best: Annotated[int, Number(named("of", "count"))]
    score: Annotated[float, Percent()]
    shopper: str | None
    user: str | None
    channel: str | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


_RECORD = View(
    CHECK,
    CheckRecord,
    f"""
SELECT r.id, r.checked_on, r.branch, r.points, r.best, {_SCORE}, r.shopper, u.name AS "user", r.channel,
  r.note, r.custom
FROM shop_check r LEFT JOIN crm_user u ON u.id = r.user_id
""",
)


def show_check(db: Reader, request: ShowRecord) -> Record[CheckRecord]:
    """Show one check with what each question got."""
    from dataclasses import replace

    from crmcli.domain.results import Listing

    found = record_of(db, _RECORD, request)
    one = found.item
    title = say("{ref}  {branch} {day}", ref=CHECK.ref(one.id), branch=one.branch, day=one.checked_on)
    text = db.value("SELECT answers FROM shop_check WHERE id = :id", {"id": found.item.id})
    answers = read_answers(text or "")
    sections = (Listing(Answer, answers, title="Questions"),) if answers else ()
    return replace(found, title=title, sections=sections)


@frozen
class AddCheck:
    """A check, and its answers as typed."""

    record: AddRecord
    answers: tuple[str, ...] = ()


def add_check(db: Writer, request: AddCheck) -> Change[Touched]:
    """Add a check; its points are those of its answers.

    Raises:
        UsageError: an answer can't be read, or there are neither answers nor points.
    """
    record = request.record
    values = typed(db, CHECK, record.given, record.context)
    answers = [read_answer(line) for line in request.answers]
    answers = joined(read_answers(values.get("answers") or ""), answers)
    if answers:
        _refuse_other(values, summed(answers))
        values |= _of_answers(answers)
    _refuse_points(values.get("points"), values.get("best"))
    number = store(db, CHECK, values, record)
    told = f"{values['branch']} {values['points']}/{values['best']}"
    notes = all_told_back(CHECK, record.given, values, record.context.zone)
    return added(CHECK, number, {"name": told}, notes)


def _of_answers(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the fields that follow from answers."""
    total = summed(answers)
    return {"answers": written(answers), "points": total.points, "best": total.best}


def _refuse_other(given: Mapping[str, Any], total: Total) -> None:
    """Refuse points beside answers that add up to others."""
    for name, sum_of in (("points", total.points), ("best", total.best)):
        if given.get(name) not in (None, sum_of):
            raise UsageError(
                say(
                    "{name} is {given}, but the answers add up to {sum_of}",
                    name=name,
                    given=given[name],
                    sum_of=sum_of,
                ),
                _EXAMPLE,
            )


def _refuse_points(points: int | None, best: int | None) -> None:
    if points is None or best is None:
        raise UsageError("a check has answers, or points and how many there were to get", _EXAMPLE)
    if not 0 <= points <= best or best == 0:
        raise UsageError(say("{points} points of {best} can't be", points=points, best=best), _EXAMPLE)


@frozen
class EditChecks:
    """Checks to change; answers replace those to the same questions."""

    records: EditRecords
    answers: tuple[str, ...] = ()


def edit_checks(db: Writer, request: EditChecks) -> Change[Touched]:
    """Set fields of checks; the points of one with answers follow them.

    Raises:
        UsageError: an answer can't be read, or see ``editing.edit_records``.
    """
    from crmcli.domain.editing import edit_one, edit_records
    from crmcli.domain.records import Keys
    from crmcli.domain.targets import Steps, on_each

    edits = request.records
    if not request.answers and not {"answers", "points", "best"} & set(edits.given):
        return edit_records(db, edits)
    new = [read_answer(line) for line in request.answers]
    plain = typed(db, CHECK, edits.given, edits.context)
    keys = Keys(edits.context.region, edits.context.source)

    def apply(number: int) -> Steps:
        query = "SELECT answers, points, best FROM shop_check WHERE id = :id"
        old, points, best = db.tuples(query, {"id": number})[0]
        answers = joined(read_answers(plain.get("answers", old) or ""), new)
        values = dict(plain)
        if answers:
            _refuse_other(plain, summed(answers))
            values |= _of_answers(answers)
        _refuse_points(values.get("points", points), values.get("best", best))
        return edit_one(db, CHECK, number, values, keys, force=edits.force)

    return on_each(db, CHECK, edits.targets, apply, edits.verb)

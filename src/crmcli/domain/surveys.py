"""Surveys: would they recommend us, what did they expect, what did they meet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.care import AddFor, add_for
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Fields, Number, Ref, Text
from crmcli.domain.nouns import SURVEY
from crmcli.domain.views import ListRecords, ShowRecord, View, list_of, record_of
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.editing import EditRecords
    from crmcli.domain.results import Change, Listing, Record
    from crmcli.domain.targets import Touched
    from crmcli.sql import Reader, Writer

NPS = 10
PROMOTER, DETRACTOR = 9, 6
SCORES = ("expectation", "experience", "satisfaction")
_ANSWERED = ("nps", *SCORES, "note")


class Gap(Number):
    """A difference: less than expected stands out."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the difference with its sign."""
        text = super().human(value, row, locale)
        return f"+{text}" if value > 0 else text

    def style(self, value: Any, row: Any) -> str | None:
        """Return red below and green above nothing."""
        del row
        if not value:
            return None
        return "red" if value < 0 else "green"


@frozen
class SurveyRow:
    """An answer in a list; ``gap`` is experience less expectation, both 0 to ``scale``."""

    id: Annotated[int, Ref("SV", "no.")]
    answered_on: Annotated[date, Day("day")]
    customer: Annotated[str | None, Text()]
    topic: Annotated[str | None, Text()]
    nps: Annotated[int | None, Number("NPS")]
    expectation: Annotated[int | None, Number("expected", show=ROOMY)]
    experience: Annotated[int | None, Number("met", show=ROOMY)]
    gap: Annotated[int | None, Gap()]
    satisfaction: Annotated[int | None, Number(named("content", "satisfied"))]
    scale: Annotated[int, Number(named("of", "count"), show=DETAIL)]
    branch: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    channel: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    note: Annotated[str | None, Text(show=DETAIL)]


_GAP = "r.experience - r.expectation AS gap"
_LIST = View(
    SURVEY,
    SurveyRow,
    f"""
SELECT r.id, r.answered_on, coalesce(c.name, p.name, l.name, l.company) AS customer, r.topic, r.nps,
  r.expectation, r.experience, {_GAP}, r.satisfaction, r.scale, r.branch, r.channel, r.note
FROM survey r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN lead l ON l.id = r.lead_id
""",
    "r.answered_on DESC, r.id DESC",
    "no survey yet: crm survey add C-1 --nps 9 --expectation 4 --experience 5",
)


def list_surveys(db: Reader, request: ListRecords) -> Listing[SurveyRow]:
    """List answers, the latest first."""
    return list_of(db, _LIST, request)


@frozen
class SurveyRecord:
    """An answer whole."""

    id: Annotated[int, Ref("SV", "no.")]
    answered_on: date
    topic: str | None
    customer: Annotated[int | None, Ref("C")]
    customer_name: str | None
    contact: Annotated[int | None, Ref("P")]
    contact_name: str | None
    lead: Annotated[int | None, Ref("L")]
    order: Annotated[int | None, Ref("S")]
    case: Annotated[int | None, Ref("CS")]
    nps: Annotated[int | None, Number("NPS")]
    expectation: Annotated[int | None, Number()]
    experience: Annotated[int | None, Number()]
    gap: Annotated[int | None, Gap()]
    satisfaction: Annotated[int | None, Number()]
    scale: Annotated[int, Number("scores out of")]
    asked_by: str | None
    channel: str | None
    branch: str | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


_RECORD = View(
    SURVEY,
    SurveyRecord,
    f"""
SELECT r.id, r.answered_on, r.topic, r.customer_id AS customer, c.name AS customer_name,
  r.contact_id AS contact, p.name AS contact_name, r.lead_id AS lead, r.order_id AS "order",
  r.case_id AS "case", r.nps, r.expectation, r.experience, {_GAP}, r.satisfaction, r.scale,
  u.name AS asked_by, r.channel, r.branch, r.note, r.custom
FROM survey r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN crm_user u ON u.id = r.user_id
""",
)


def show_survey(db: Reader, request: ShowRecord) -> Record[SurveyRecord]:
    """Show one answer."""
    return record_of(db, _RECORD, request)


def wrong_score(values: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the scores of an answer, None when they are possible."""
    scale = values.get("scale") or 5
    if not 2 <= scale <= 100:
        return say("a scale has 2 to 100 points, not {scale}", scale=scale)
    nps = values.get("nps")
    if nps is not None and not 0 <= nps <= NPS:
        return say("nps is 0 to {limit}, not {nps}", limit=NPS, nps=nps)
    for name in SCORES:
        score = values.get(name)
        if score is not None and not 0 <= score <= scale:
            return say("{name} is 0 to {scale}, not {score}", name=name, scale=scale, score=score)
    return None


def add_survey(db: Writer, request: AddFor) -> Change[Touched]:
    """Add what somebody answered.

    Raises:
        NotFound, Conflict: nobody answers to the name, or several.
        UsageError: a score is outside its scale, or nothing is answered.
    """
    from crmcli.domain.given import typed

    given = request.record.given
    asked = {name: given[name] for name in (*_ANSWERED, "scale") if name in given}
    values = typed(db, SURVEY, asked, request.record.context)
    _refuse_wrong(values)
    if all(values.get(name) is None for name in _ANSWERED):
        raise UsageError("nothing is answered", "crm survey add C-1 --nps 9 --expectation 4 --experience 5")
    return add_for(db, request)


def edit_surveys(db: Writer, request: EditRecords) -> Change[Touched]:
    """Set fields of answers.

    Raises:
        UsageError: a score is outside its scale, or nothing is answered any more; see also
            ``editing.edit_records``.
    """
    from crmcli.domain.editing import edit_one, edit_records
    from crmcli.domain.given import typed
    from crmcli.domain.records import Keys
    from crmcli.domain.targets import Steps, on_each

    if not {*_ANSWERED, "scale"} & set(request.given):
        return edit_records(db, request)
    given = typed(db, SURVEY, request.given, request.context)
    keys = Keys(request.context.region, request.context.source)
    columns = (*_ANSWERED, "scale")

    def apply(number: int) -> Steps:
        row = db.tuples(f"SELECT {', '.join(columns)} FROM survey WHERE id = :id", {"id": number})[0]
        values = {**dict(zip(columns, row, strict=True)), **given}
        _refuse_wrong(values)
        if all(values[name] is None for name in _ANSWERED):
            ref = SURVEY.ref(number)
            raise UsageError(say("{ref} would answer nothing", ref=ref), f"crm survey delete {ref}")
        return edit_one(db, SURVEY, number, given, keys, force=request.force)

    return on_each(db, SURVEY, request.targets, apply, request.verb)


def _refuse_wrong(values: Mapping[str, Any]) -> None:
    """Refuse scores that can't be."""
    wrong = wrong_score(values)
    if wrong:
        hint = "--nps 9" if wrong.startswith("nps") else "--scale tells what scores are out of"
        raise UsageError(wrong, hint)

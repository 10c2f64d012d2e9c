"""What a brief says beside the sale: balance, cases, needs, quotes, plans, surveys, incidents, cadence.

What is asked of the store stands here, how it is judged in ``brief_around_rules``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.brief_around_rules import Kept, Waiting, cadence, progress, waiting
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, AnyRef, Choice, Day, Instant, Money, Number, Ref, Text
from crmcli.domain.results import Listing
from crmcli.domain.timeline.rows import MARKS
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.sql import Reader


@frozen
class OpenCase:
    """A case that is not resolved; ``opened`` is an instant or a day."""

    id: Annotated[int, Ref("CS", "no.")]
    name: Annotated[str, Text("case")]
    status: str
    priority: str
    opened: Annotated[datetime, Instant()]


@frozen
class OpenNeed:
    """A need that nothing covers yet, the weightiest first."""

    id: Annotated[int, Ref("ND", "no.")]
    name: Annotated[str, Text("need")]
    weight: Annotated[int, Number()]
    product: str | None


@frozen
class OpenQuote:
    """A quote that waits for an answer: ``state`` says how long it holds."""

    id: Annotated[int, Ref("Q", "no.")]
    name: Annotated[str, Text("quote")]
    state: Annotated[str, Text()]
    total: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    valid_until: Annotated[date | None, Day("valid until", show=ROOMY)]


@frozen
class PlanLine:
    """A plan in work: how many of its steps are done, and whether that is behind its time."""

    id: Annotated[int, Ref("PL", "no.")]
    name: Annotated[str, Text("plan")]
    steps: Annotated[int, Number()]
    done: Annotated[int, Number()]
    state: Annotated[str, Text()]
    due: Annotated[date | None, Day(named("due", "task"))]


@frozen
class Touching:
    """Something that touched the customer of late: what they may speak of before we do."""

    ref: Annotated[str, AnyRef("no.")]
    type: Annotated[str, Choice(MARKS)]
    text: Annotated[str, Text("what")]


_CASES = """
SELECT id, name, status, priority, opened_at AS opened FROM support_case
WHERE customer_id = :id AND status <> 'resolved' AND opened_at < :after
ORDER BY CASE priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'normal' THEN 3 ELSE 4 END, opened_at, id
"""
_NEEDS = """
SELECT n.id, n.name, n.weight, p.name AS product FROM need n LEFT JOIN product p ON p.id = n.product_id
WHERE n.customer_id = :id AND n.status = 'open' ORDER BY n.weight DESC, n.id
"""
_QUOTES = """
SELECT id, name, valid_until, total_minor, currency FROM quote
WHERE customer_id = :id AND status = 'sent' ORDER BY valid_until, id
"""
_PLANS = """
SELECT p.id, p.name, p.created_on, p.due_on, count(a.id), CAST(coalesce(sum(a.done), 0) AS BIGINT)
FROM account_plan p LEFT JOIN activity a ON a.plan_id = p.id
WHERE p.customer_id = :id AND p.status = 'open' GROUP BY p.id, p.name, p.created_on, p.due_on
ORDER BY p.due_on, p.id
"""
_SURVEY = """
SELECT id, topic, answered_on, nps, scale, expectation, experience, satisfaction, note FROM survey
WHERE customer_id = :id AND answered_on <= :day ORDER BY answered_on DESC, id DESC LIMIT 1
"""


def sections(db: Reader, customer: int, as_of: date, now: datetime) -> Iterator[Listing[Any]]:
    """Yield what stands in a brief, each only where there is something to say."""
    from crmcli.domain.payments.balances import balance

    after = (as_of.fromordinal(as_of.toordinal() + 1)).isoformat()
    asked = {"id": customer}
    listings = (
        Listing(Touching, list(_touching(db, customer, as_of, now)), title="Of late"),
        Listing(OpenCase, db.rows(OpenCase, _CASES, asked | {"after": after}), title="Cases"),
        Listing(OpenQuote, list(_quotes(db, customer, as_of)), title="Quotes waiting"),
        Listing(OpenNeed, db.rows(OpenNeed, _NEEDS, asked), title="Needs not covered"),
        Listing(PlanLine, list(_plans(db, customer, as_of)), title="Plans"),
        balance(db, customer, as_of),
    )
    yield from (listing for listing in listings if listing.rows)


def cadence_of(db: Reader, customer: int, as_of: date, last: date | None) -> Kept | None:
    """Return whether the customer hears from us as often as was meant, None where nothing was said."""
    every = db.value("SELECT cadence_days FROM customer WHERE id = :id", {"id": customer})
    return None if every is None else cadence(every, last, as_of)


def _touching(db: Reader, customer: int, as_of: date, now: datetime) -> Iterator[Touching]:
    """Yield the incidents of the last week and the last survey."""
    from crmcli.domain.incidents_near import incidents_near
    from crmcli.domain.timeline.words_more import incident_text, survey_text

    zone = now.tzinfo or now.astimezone().tzinfo
    for one in incidents_near(db, customer, as_of.isoformat()):
        start, end = (None if at is None else at.isoformat() for at in (one.started_at, one.ended_at))
        day = start[:10] if start else ""
        text = incident_text((one.name, one.kind), (start, end), zone)  # type: ignore[arg-type]
        when = say("today") if day == as_of.isoformat() else date.fromisoformat(day) if day else ""
        yield Touching(f"IN-{one.id}", "incident", say("{when} {text}", when=when, text=text))
    for number, topic, day, nps, scale, *scores, note in db.tuples(
        _SURVEY, {"id": customer, "day": as_of.isoformat()}
    ):
        told = " ".join("-" if score is None else str(score) for score in (scale, nps, *scores))
        yield Touching(
            f"SV-{number}",
            "survey",
            say("{when} {text}", when=date.fromisoformat(day), text=survey_text(topic, told, note)),
        )


def _quotes(db: Reader, customer: int, as_of: date) -> Iterator[OpenQuote]:
    """Yield the quotes that were sent and not answered, the first to expire at the top."""
    for number, name, until, total, currency in db.tuples(_QUOTES, {"id": customer}):
        day = date.fromisoformat(until) if until else None
        yield OpenQuote(number, name, waiting(Waiting(day), as_of), total, currency, day)


def _plans(db: Reader, customer: int, as_of: date) -> Iterator[PlanLine]:
    """Yield the plans in work, the first to be due at the top."""
    for number, name, begun, due, steps, done in db.tuples(_PLANS, {"id": customer}):
        first, last = (date.fromisoformat(day) if day else None for day in (begun, due))
        yield PlanLine(number, name, steps, done, progress(steps, done, (first, last), as_of), last)

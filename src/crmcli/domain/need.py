"""Needs: what a customer, a contact, a lead or a deal needs, how much it matters, and what covers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Fields, Number, Ref, Text
from crmcli.domain.nouns import NEED, OPPORTUNITY, PRODUCT
from crmcli.domain.targets import Targets
from crmcli.domain.views import ListRecords, ShowRecord, View, list_of, record_of
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.results import Change, Listing, Record
    from crmcli.domain.targets import Steps, Touched
    from crmcli.sql import Reader, Writer


STATUS = Choice({"open": ("○", "yellow"), "covered": ("●", "green"), "dropped": ("✗", "dim")})


@frozen
class NeedRow:
    """A need in a list; ``weight`` is 1 (hardly matters) to 5; ``who`` are those who have it."""

    id: Annotated[int, Ref("ND", "no.")]
    name: Annotated[str, Text("need")]
    who: Annotated[str | None, Text()]
    weight: Annotated[int, Number()]
    status: Annotated[str, STATUS]
    product: Annotated[str | None, Text()]
    noted_on: Annotated[date | None, Day("since", show=ROOMY)]
    branch: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    customer: Annotated[int | None, Ref("C", show=DETAIL)]
    contact: Annotated[int | None, Ref("P", show=DETAIL)]
    lead: Annotated[int | None, Ref("L", show=DETAIL)]
    opportunity: Annotated[int | None, Ref("O", show=DETAIL)]


_FROM = """
FROM need r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN lead l ON l.id = r.lead_id LEFT JOIN opportunity o ON o.id = r.opportunity_id
LEFT JOIN product g ON g.id = r.product_id
"""
_WHO = "coalesce(c.name, p.name, l.name, l.company, o.name) AS who"
_LIST = View(
    NEED,
    NeedRow,
    f"""
SELECT r.id, r.name, {_WHO}, r.weight, r.status, g.name AS product, r.noted_on, r.branch,
  r.customer_id AS customer, r.contact_id AS contact, r.lead_id AS lead, r.opportunity_id AS opportunity
{_FROM}""",
    "CASE r.status WHEN 'open' THEN 1 WHEN 'covered' THEN 2 ELSE 3 END, r.weight DESC, r.name_sort, r.id",
    'no need yet: crm need add C-1 "evening delivery" --weight 5',
)


def list_needs(db: Reader, request: ListRecords) -> Listing[NeedRow]:
    """List needs, the open ones first, what matters most before the rest."""
    return list_of(db, _LIST, request)


@frozen
class NeedRecord:
    """A need whole."""

    id: Annotated[int, Ref("ND", "no.")]
    name: Annotated[str, Text("need")]
    who: str | None
    customer: Annotated[int | None, Ref("C")]
    contact: Annotated[int | None, Ref("P")]
    lead: Annotated[int | None, Ref("L")]
    opportunity: Annotated[int | None, Ref("O")]
    weight: Annotated[int, Number("weight, 1 to 5")]
    status: Annotated[str, STATUS]
    product: Annotated[int | None, Ref("PR", "covered by")]
    product_name: str | None
    noted_on: Annotated[date | None, Day("since")]
    branch: str | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


_RECORD = View(
    NEED,
    NeedRecord,
    f"""
SELECT r.id, r.name, {_WHO}, r.customer_id AS customer, r.contact_id AS contact, r.lead_id AS lead,
  r.opportunity_id AS opportunity, r.weight, r.status, r.product_id AS product, g.name AS product_name,
  r.noted_on, r.branch, r.note, r.custom
{_FROM}""",
)


def show_need(db: Reader, request: ShowRecord) -> Record[NeedRecord]:
    """Show one need."""
    return record_of(db, _RECORD, request)


@frozen
class AddNeed:
    """A need of ``who``: a customer, contact, lead or opportunity by anything it is called."""

    who: str
    given: Mapping[str, str | Sequence[str]]
    context: Context


def add_need(db: Writer, request: AddNeed) -> Change[Touched]:
    """Add a need; it is open, or covered where a product is named.

    The branch is that of the change where none is given.

    Raises:
        UsageError, NotFound, Conflict: a value can't be read, nobody answers, or several.
        Conflict: the opportunity is another customer's.
    """
    from crmcli.domain.adding import AddRecord, added, store
    from crmcli.domain.anyone import anyone
    from crmcli.domain.given import typed

    party = anyone(db, request.who, request.context.region)
    party.pop("order", None)
    values = typed(db, NEED, request.given, request.context)
    _check_opportunity(db, party, values.get("opportunity"))
    values = {**party, **values}
    if values.get("product") is not None:
        values.setdefault("status", "covered")
    if not values.get("branch"):
        values["branch"] = db.note.branch
    number = store(db, NEED, values, AddRecord("need", request.given, request.context))
    return added(NEED, number, values)


def _check_opportunity(db: Reader, party: Mapping[str, int], number: int | None) -> None:
    """Refuse an opportunity of another customer."""
    if number is None:
        return
    customer = db.value("SELECT customer_id FROM opportunity WHERE id = :id", {"id": number})
    if customer is not None and party.get("customer", customer) != customer:
        from crmcli.errors import Conflict

        ref = OPPORTUNITY.ref(number)
        message = say(
            "{ref} is an opportunity of C-{customer}, not of C-{other}",
            ref=ref,
            customer=customer,
            other=party["customer"],
        )
        raise Conflict(message, f"crm need add {ref} ...")


@frozen
class SettleNeeds:
    """Needs that a product covers, or that are dropped."""

    targets: Targets
    status: str
    product: str | None = None
    note: str | None = None


def settle_needs(db: Writer, request: SettleNeeds) -> Change[Touched]:
    """Note that needs are covered, by a product where one is named, or dropped.

    Of a covered need the product stays where none is named; a dropped one has none.

    Raises:
        NotFound, Conflict: no need or product, or several, answer.
    """
    from crmcli.domain.readings import lines_or_none
    from crmcli.domain.refs import resolve
    from crmcli.domain.targets import on_each, steps_of

    values: dict[str, Any] = {"status": request.status}
    if request.product is not None:
        values["product_id"] = resolve(db, PRODUCT, request.product, region=request.targets.region)
    elif request.status == "dropped":
        values["product_id"] = None
    note = lines_or_none(request.note, "note")
    if note is not None:
        values["note"] = note

    def apply(number: int) -> Steps:
        return steps_of(db, NEED, number, db.update("need", number, values))

    return on_each(db, NEED, request.targets, apply, request.status)

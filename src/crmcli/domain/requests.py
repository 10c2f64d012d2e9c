"""Requests: what customers ask for that we lack. Equal names, folded, are one wish of many."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Fields, Number, Ref, Text
from crmcli.domain.nouns import REQUEST
from crmcli.domain.targets import Steps, Targets, Touched, on_each, steps_of
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of
from crmcli.errors import NotFound, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.results import Change, Listing, Record
    from crmcli.sql import Reader, Writer


STATUS = Choice(
    {"open": ("○", "yellow"), "planned": ("◐", "cyan"), "done": ("●", "green"), "declined": ("✗", "red")}
)
_CLOSED = ("done", "declined")


@frozen
class RequestRow:
    """A request in a list; ``asked_by`` counts the requests of the same wish, this one included."""

    id: Annotated[int, Ref("RQ", "no.")]
    name: Annotated[str, Text("wish")]
    customer: Annotated[str | None, Text()]
    weight: Annotated[int | None, Number()]
    asked_by: Annotated[int, Number("asked by")]
    status: Annotated[str, STATUS]
    asked_on: Annotated[date | None, Day("asked")]
    category: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    channel: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    branch: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    closed_on: Annotated[date | None, Day("closed", show=DETAIL)]


_WHO = "coalesce(c.name, p.name, l.name, l.company)"
_FROM = """
FROM request r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN lead l ON l.id = r.lead_id
"""
_SAME = "(SELECT count(*) FROM request s WHERE s.name_fold = r.name_fold) AS asked_by"
_LIST = View(
    REQUEST,
    RequestRow,
    f"""
SELECT r.id, r.name, {_WHO} AS customer, r.weight, {_SAME}, r.status, r.asked_on, r.category, r.channel,
  r.branch, r.closed_on
{_FROM}""",
    "CASE r.status WHEN 'open' THEN 1 WHEN 'planned' THEN 2 ELSE 3 END, coalesce(r.asked_on, '') DESC, "
    "r.id DESC",
    'no request yet: crm request add C-1 "Akşam teslimatı" --weight 4',
)


def list_requests(db: Reader, request: ListRecords) -> Listing[RequestRow]:
    """List requests: the open ones first, then the planned; within that the latest."""
    return list_of(db, _LIST, request)


@frozen
class RequestRecord:
    """A request whole."""

    id: Annotated[int, Ref("RQ", "no.")]
    name: Annotated[str, Text("wish")]
    status: Annotated[str, STATUS]
    customer: Annotated[int | None, Ref("C")]
    customer_name: str | None
    contact: Annotated[int | None, Ref("P")]
    contact_name: str | None
    lead: Annotated[int | None, Ref("L")]
    product: Annotated[int | None, Ref("PR")]
    product_name: str | None
    weight: int | None
    category: str | None
    channel: str | None
    branch: str | None
    asked_on: date | None
    closed_on: date | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class AlsoAsked:
    """Another request of the same wish."""

    id: Annotated[int, Ref("RQ", "no.")]
    who: str | None
    weight: Annotated[int | None, Number()]
    status: Annotated[str, STATUS]
    asked_on: Annotated[date | None, Day("asked")]
    name: Annotated[str, Text("wish", show=ROOMY)]


_RECORD = View(
    REQUEST,
    RequestRecord,
    f"""
SELECT r.id, r.name, r.status, r.customer_id AS customer, c.name AS customer_name, r.contact_id AS contact,
  p.name AS contact_name, r.lead_id AS lead, r.product_id AS product, g.name AS product_name, r.weight,
  r.category, r.channel, r.branch, r.asked_on, r.closed_on, r.note, r.custom
{_FROM}LEFT JOIN product g ON g.id = r.product_id
""",
)
_ALSO = f"""
SELECT r.id, {_WHO} AS who, r.weight, r.status, r.asked_on, r.name
{_FROM}WHERE r.id <> :id AND r.name_fold = (SELECT s.name_fold FROM request s WHERE s.id = :id)
ORDER BY r.asked_on, r.id
"""


def show_request(db: Reader, request: ShowRecord) -> Record[RequestRecord]:
    """Show one request with who else asked for the same."""
    return record_of(db, _RECORD, request, Part("Also asked by", AlsoAsked, _ALSO))


@frozen
class MoveRequests:
    """Requests to plan, to close as done or declined, or to open again; ``day`` is that of the decision.

    ``everyone`` moves all requests of the same wish that are not closed.
    """

    targets: Targets
    status: str
    day: date
    everyone: bool = False


def move_requests(db: Writer, request: MoveRequests) -> Change[Touched]:
    """Set the status of requests, and the day they were closed."""
    from dataclasses import replace

    targets = _of_everyone(db, request.targets) if request.everyone else request.targets
    closed = request.day.isoformat() if request.status in _CLOSED else None

    def apply(number: int) -> Steps:
        if db.value("SELECT status FROM request WHERE id = :id", {"id": number}) == request.status:
            return {}
        changes = {"status": request.status, "closed_on": closed}
        return steps_of(db, REQUEST, number, db.update("request", number, changes))

    verb = "reopened" if request.status == "open" else request.status
    result = on_each(db, REQUEST, targets, apply, verb)
    if request.everyone or request.status == "open" or len(result.items) != 1:
        return result
    others = _others(db, targets.refs[0], targets.region) if targets.refs else 0
    if not others:
        return result
    note = say("{others} more asked for the same: add --everyone to mark them as well", others=others)
    return replace(result, notes=(*result.notes, note))


_UNCLOSED = "status NOT IN ('done', 'declined')"


def _of_everyone(db: Reader, targets: Targets) -> Targets:
    """Return all requests, closed ones aside, of the wishes that are named."""
    from dataclasses import replace

    from crmcli.domain.refs import resolve
    from crmcli.domain.targets import matching

    named = matching(db, REQUEST, targets) if targets.where else []
    for ref in targets.refs:
        named += _called(db, ref)[:1] or [resolve(db, REQUEST, ref, region=targets.region)]
    found = dict.fromkeys(named)
    query = f"""SELECT id FROM request WHERE {_UNCLOSED} AND name_fold =
      (SELECT s.name_fold FROM request s WHERE s.id = :id) ORDER BY id"""
    for number in named:
        found |= dict.fromkeys(row[0] for row in db.tuples(query, {"id": number}))
    return replace(targets, refs=tuple(REQUEST.ref(number) for number in found), where=())


def _others(db: Reader, ref: str, region: str) -> int:
    """Return how many other requests of the same wish are neither done nor declined."""
    from crmcli.domain.refs import resolve

    number = resolve(db, REQUEST, ref, region=region)
    query = f"""SELECT count(*) FROM request WHERE {_UNCLOSED} AND id <> :id AND name_fold =
      (SELECT s.name_fold FROM request s WHERE s.id = :id)"""
    return int(db.value(query, {"id": number}))


@frozen
class RenameWish:
    """A wish, by its name or one of its requests, and its new name."""

    old: str
    new: str
    context: Context


def rename_wish(db: Writer, request: RenameWish) -> Change[Touched]:
    """Give all requests of a wish another name; under the name of another wish they join it.

    Raises:
        NotFound: nobody asked for that.
        Refused: the new name can't be stored.
    """
    from crmcli.domain.given import typed
    from crmcli.domain.records import name_columns

    name = typed(db, REQUEST, {"name": request.new}, request.context)["name"]
    numbers = _called(db, request.old)
    if not numbers:
        from crmcli.domain.nouns import split_ref
        from crmcli.domain.refs import resolve

        found = split_ref(request.old.strip())
        if found is None or found[0] is not REQUEST:
            raise NotFound(say('nobody asked for "{old}"', old=request.old.strip()), "crm report demand")
        one = resolve(db, REQUEST, request.old)
        wish = db.value("SELECT name_fold FROM request WHERE id = :id", {"id": one})
        numbers = [row[0] for row in db.tuples(_OF_WISH, {"name": wish})]
    columns = name_columns(name)

    def apply(number: int) -> Steps:
        return steps_of(db, REQUEST, number, db.update("request", number, columns))

    return on_each(db, REQUEST, Targets(tuple(map(REQUEST.ref, numbers))), apply, "renamed")


def _called(db: Reader, wish: str) -> list[int]:
    """Return the requests of a wish by its name, however it is spelt."""
    from crmcli.domain.text import fold

    folded = fold(wish)
    return [row[0] for row in db.tuples(_OF_WISH, {"name": folded})] if folded else []


def edit_requests(db: Writer, request: EditRecords) -> Change[Touched]:
    """Set fields of requests; the day of the decision follows the status where none is given.

    Raises:
        UsageError: an open request would be closed, or see ``editing.edit_records``.
    """
    from crmcli.domain.editing import edit_one, edit_records
    from crmcli.domain.given import typed
    from crmcli.domain.records import Keys

    if not {"status", "closed_on"} & set(request.given):
        return edit_records(db, request)
    given = typed(db, REQUEST, request.given, request.context)
    keys = Keys(request.context.region, request.context.source)

    def apply(number: int) -> Steps:
        row = db.tuples("SELECT status, closed_on FROM request WHERE id = :id", {"id": number})[0]
        status = given.get("status", row[0])
        values = dict(given)
        if status in _CLOSED:
            values.setdefault("closed_on", row[1] or request.context.today.isoformat())
        elif values.get("closed_on"):
            ref = REQUEST.ref(number)
            raise UsageError(
                say("{ref} is {status}, so it was not closed", ref=ref, status=named(status, "choice")),
                f"crm request done {ref}",
            )
        else:
            values["closed_on"] = None
        return edit_one(db, REQUEST, number, values, keys, force=request.force)

    return on_each(db, REQUEST, request.targets, apply, request.verb)


_OF_WISH = "SELECT id FROM request WHERE name_fold = :name ORDER BY id"

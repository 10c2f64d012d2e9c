"""Users: our own people, what they own, and who reports to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Fields, Flag, Money, Number, Ref, Text
from crmcli.domain.nouns import USER
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader


@frozen
class UserRow:
    """One of us in a list; counts are of records they own, of opportunities the open ones."""

    id: Annotated[int, Ref("U", "no.")]
    name: Annotated[str, Text()]
    team: Annotated[str | None, Text(wrap=False)]
    branch: Annotated[str | None, Text(wrap=False)]
    title: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    manager: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    email: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    customers: Annotated[int, Number()]
    leads: Annotated[int, Number(show=ROOMY)]
    open: Annotated[int, Number("open deals")]
    active: Annotated[bool, Flag()]


_LIST = View(
    USER,
    UserRow,
    """
SELECT r.id, r.name, r.team, r.branch, r.title, m.name AS manager, r.email,
  (SELECT count(*) FROM customer c WHERE c.owner_id = r.id) AS customers,
  (SELECT count(*) FROM lead l WHERE l.owner_id = r.id) AS leads,
  (SELECT count(*) FROM opportunity o JOIN stage s ON s.id = o.stage_id
   WHERE o.owner_id = r.id AND s.outcome = 'open') AS open, r.active
FROM crm_user r LEFT JOIN crm_user m ON m.id = r.manager_id
""",
    "r.active DESC, r.name_sort, r.id",
    'no user yet: crm user add "Ayşe Yılmaz" --team Satış',
)


def list_users(db: Reader, request: ListRecords) -> Listing[UserRow]:
    """List users by name, those who left last."""
    return list_of(db, _LIST, request)


@frozen
class UserRecord:
    """One of us whole."""

    id: Annotated[int, Ref("U", "no.")]
    name: str
    title: str | None
    email: str | None
    phone: str | None
    team: str | None
    branch: str | None
    manager: Annotated[int | None, Ref("U", "reports to")]
    manager_name: str | None
    active: bool
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class OwnedLine:
    """How many records of a kind the user owns, and how many of them are still open."""

    what: Annotated[str, Choice({})]
    count: Annotated[int, Number()]
    open: Annotated[int | None, Number()]


@frozen
class DealsLine:
    """The amounts of the user's opportunities in one currency."""

    currency: Annotated[str, Text(show=DETAIL)]
    open: Annotated[int, Money("currency")]
    won: Annotated[int, Money("currency")]


@frozen
class ReportLine:
    """Someone who reports to the user."""

    id: Annotated[int, Ref("U", "no.")]
    name: str
    team: str | None
    branch: str | None


_RECORD = View(
    USER,
    UserRecord,
    """
SELECT r.id, r.name, r.title, r.email, r.phone, r.team, r.branch, r.manager_id AS manager,
  m.name AS manager_name, r.active, r.custom
FROM crm_user r LEFT JOIN crm_user m ON m.id = r.manager_id
""",
)
_OWNED = """
SELECT what, count, open FROM (
  SELECT 1 AS place, 'customers' AS what, count(*) AS count, CAST(NULL AS integer) AS open
  FROM customer WHERE owner_id = :id
  UNION ALL SELECT 2, 'contacts', count(*), NULL FROM contact WHERE owner_id = :id
  UNION ALL SELECT 3, 'leads', count(*), count(CASE WHEN status NOT IN ('converted', 'lost') THEN 1 END)
  FROM lead WHERE owner_id = :id
  UNION ALL SELECT 4, 'opportunities', count(*), count(CASE WHEN s.outcome = 'open' THEN 1 END)
  FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE o.owner_id = :id
  UNION ALL SELECT 5, 'orders', count(*), NULL FROM sales_order WHERE owner_id = :id
  UNION ALL SELECT 6, 'activities', count(*), NULL FROM activity WHERE user_id = :id
) owned WHERE count > 0 ORDER BY place
"""
_DEALS = """
SELECT o.currency, CAST(sum(CASE WHEN s.outcome = 'open' THEN o.amount_minor ELSE 0 END) AS bigint) AS open,
  CAST(sum(CASE WHEN s.outcome = 'won' THEN o.amount_minor ELSE 0 END) AS bigint) AS won
FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE o.owner_id = :id AND o.amount_minor IS NOT NULL GROUP BY o.currency ORDER BY o.currency
"""
_REPORTS = "SELECT id, name, team, branch FROM crm_user WHERE manager_id = :id ORDER BY name_sort, id"


def show_user(db: Reader, request: ShowRecord) -> Record[UserRecord]:
    """Show one user with what they own and who reports to them."""
    return record_of(
        db,
        _RECORD,
        request,
        Part("Owns", OwnedLine, _OWNED),
        Part("Opportunities", DealsLine, _DEALS),
        Part("Reports to them", ReportLine, _REPORTS),
    )

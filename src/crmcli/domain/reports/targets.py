"""``report targets``: what is to be reached, what was, and whether the pace is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import TARGET
from crmcli.domain.reports.scope import Asked
from crmcli.domain.results import Report
from crmcli.domain.target import TargetRow, fetch, left_out, target_rows

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class Request(Asked):
    """Targets whose period touches the span; with ``running`` those whose period holds the day."""

    running: bool = False


def report(db: Reader, request: Request) -> Report[TargetRow]:
    """Return targets with what was reached by the end of the day, the newest period first."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, TARGET, request.where, as_of=request.as_of)
    tests = [f"({where})"]
    since, until = request.since, request.until
    if request.running:
        tests.append("r.from_on <= :day AND r.until_on >= :day")
        values["day"] = request.as_of.isoformat()
    if since is not None:
        tests.append("r.until_on >= :since")
        values["since"] = since.isoformat()
    if until is not None:
        tests.append("r.from_on <= :until")
        values["until"] = until.isoformat()
    rows, rates = target_rows(db, fetch(db, " AND ".join(tests), values), request.as_of)
    missed = [row for row in rows if row.state in ("behind", "missed")]
    told = (f"{len(missed)} of {len(rows)} behind or missed",) if missed else ()
    return Report(
        "targets",
        TargetRow,
        rows,
        f"Targets{request.span}",
        request.as_of,
        empty='no target: crm target set revenue 2026-Q4 "500.000 TL"',
        notes=(*told, *left_out(rates)),
    )

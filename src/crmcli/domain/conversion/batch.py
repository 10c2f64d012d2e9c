"""Leads converted, one after the other, each in a part of the transaction of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crmcli.domain.conversion.apply import apply
from crmcli.domain.conversion.deciding import decide
from crmcli.domain.conversion.facts import leads, users
from crmcli.domain.conversion.goals import Case
from crmcli.domain.conversion.inputs import Input, chosen
from crmcli.domain.conversion.offers import Terms
from crmcli.domain.conversion.outcome import Outcome, already, converted, failed, refs_of, result, taken_back
from crmcli.domain.conversion.plan import make_plan
from crmcli.domain.conversion.request import Wanted, named_currency, resolved
from crmcli.domain.nouns import LEAD
from crmcli.errors import Conflict, CrmError, Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.conversion.facts import Lead
    from crmcli.domain.conversion.request import Convert
    from crmcli.domain.conversion.rows import Converted
    from crmcli.domain.results import Change
    from crmcli.sql import Writer


class _TakenBack(Exception):
    """All or nothing, and something failed."""


def convert(db: Writer, request: Convert) -> Change[Any]:
    """Convert leads; each conversion is whole or not at all, and a converted lead stays as it is.

    The items are one line an input, in order; with ``preview`` the steps of the plans, under which
    the section "Results" has those lines. The exit code is 5 when some failed and others did not,
    the failures' own when all did; with ``all_or_nothing`` one failure takes everything back.

    Raises:
        CrmError: of ``single``, what kept the one lead from being converted.
        UsageError: options that can't stand together.
    """
    wanted = resolved(db, request)
    given, lost = chosen(db, request.refs, request.where, request.keys.region)
    outcomes: list[Outcome] = []
    try:
        with db.savepoint():
            outcomes += _run(db, wanted, given)
            _keep_or_take_back(request, outcomes)
    except _TakenBack:
        outcomes = [taken_back(outcome) for outcome in outcomes]
    return result(request, outcomes, lost)


def _keep_or_take_back(request: Convert, outcomes: Sequence[Outcome]) -> None:
    if request.all_or_nothing and any(outcome.error for outcome in outcomes):
        raise _TakenBack


def _run(db: Writer, wanted: Wanted, given: Sequence[Input]) -> Iterator[Outcome]:
    """Convert every input; what fails is an outcome too.

    Raises:
        CrmError: of a single lead.
    """
    numbers = list(dict.fromkeys(one.number for one in given if one.number is not None))
    known = leads(db, numbers, wanted.request.today)
    names = users(db)
    done: dict[int, Converted] = {}
    for one in given:
        try:
            if one.error is not None or one.number is None:
                raise one.error or Refused(say('"{text}" is no lead', text=one.text))
            outcome = _one(db, wanted, known[one.number], names, done)
            outcome = outcome._replace(row=replace(outcome.row, input=one.text))
            done[one.number] = outcome.row
        except CrmError as error:
            if wanted.request.single:
                raise
            outcome = Outcome(failed(one, known.get(one.number or 0), error), error=error)
        yield outcome


def _one(
    db: Writer, wanted: Wanted, lead: Lead, names: dict[int, str], done: dict[int, Converted]
) -> Outcome:
    """Convert one lead, unless it is converted already."""
    ref = LEAD.ref(lead.number)
    if lead.number in done or lead.conversion is not None:
        row = already(lead, lead.conversion, done.get(lead.number))
        if wanted.request.strict:
            became = ", ".join(refs_of(row)) or "nothing"
            raise Conflict(
                say("{ref} is converted already, into {became}", ref=ref, became=became),
                f"crm lead show {ref}",
            )
        return Outcome(row)
    if lead.values["status"] == "lost":
        raise Refused(say("{ref} is lost", ref=ref), f"crm lead reopen {ref}")
    with db.savepoint():
        plan = make_plan(lead, decide(Case(db, lead, wanted)), _terms(wanted, lead, names))
        made = apply(db, plan, wanted.request.keys)
    return converted(lead, plan, made)


def _terms(wanted: Wanted, lead: Lead, names: dict[int, str]) -> Terms:
    """Return what the plan of a lead needs to know; an amount without a currency is in the lead's."""
    request = wanted.request
    amount = None
    if request.amount is not None:
        from crmcli.domain.readings import amount as minor

        own = lead.values["amount"][1] if "amount" in lead.values else None
        code = named_currency(request) or own or request.default_currency
        amount = (minor(request.amount, code), code)
    return Terms(
        today=request.today,
        region=request.keys.region,
        users=names,
        overwrite=wanted.overwrite,
        stage=wanted.stage,
        name=request.name,
        amount=amount,
        close=request.close,
    )

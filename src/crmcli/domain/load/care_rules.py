"""What a row of a file about care must hold, and what follows from the rest of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.errors import CrmError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from crmcli.domain.load.frame import Values


def case_fits(values: Values) -> str | None:
    """Let a case with the moment of it be resolved, another not; return why one can't be taken."""
    if values.get("resolved_at") is not None and values.get("status") is None:
        values["status"] = "resolved"
    elif values.get("status") in ("open", "waiting"):
        values.pop("resolved_at", None)
    for name in ("first_response_at", "resolved_at"):
        if values.get("opened_at") and _early(values.get(name), values["opened_at"]):
            return say(
                "{name} {values} lies before opened_at {opened_at}",
                name=name,
                values=values[name],
                opened_at=values["opened_at"],
            )
    return None


def request_fits(values: Values) -> str | None:
    """Refuse a weight that is none; an open request was not closed."""
    weight = values.get("weight")
    if weight is not None and not 1 <= weight <= 5:
        return say("weight is 1 to 5, not {weight}", weight=weight)
    if values.get("closed_on") is not None and values.get("status") is None:
        values["status"] = "done"
    return None


def incident_fits(values: Values) -> str | None:
    """Return why an incident can't be taken: it ends before it begins."""
    start, end = values.get("started_at"), values.get("ended_at")
    if start is None or end is None or end >= start:
        return None
    if not _early(end, start):
        return say(
            "started_at {start} and ended_at {end}: one has a time, the other none", start=start, end=end
        )
    return say("ended_at {end} lies before started_at {start}", end=end, start=start)


def survey_fits(values: Values) -> str | None:
    """Return why an answer can't be taken: a score is outside its scale."""
    from crmcli.domain.surveys import wrong_score

    return wrong_score(values)


def check_fits(values: Values) -> str | None:
    """Complete the points of a check from its answers; return why it can't be taken."""
    from crmcli.domain.checks import read_answers, summed, written

    if values.get("answers"):
        try:
            answers = read_answers(values["answers"])
        except CrmError as error:
            return error.message
        total = summed(answers)
        for name, sum_of in (("points", total.points), ("best", total.best)):
            if values.get(name) not in (None, sum_of):
                return say(
                    "{name} is {values}, but its answers add up to {sum_of}",
                    name=name,
                    values=values[name],
                    sum_of=sum_of,
                )
        values |= {"answers": written(answers), "points": total.points, "best": total.best}
    points, best = values.get("points"), values.get("best")
    if points is None or best is None:
        return say("a check needs points and how many there were to get: --set best=100, or map a column")
    if not 0 <= points <= best or best == 0:
        return say("{points} points of {best} can't be", points=points, best=best)
    return None


def verification_fits(values: Values) -> str | None:
    """Bring what was asked into its form; who answered all of it right passed where the file is silent."""
    from crmcli.domain.verification_asked import read_asked, written

    if values.get("asked"):
        try:
            asked = read_asked(values["asked"])
        except CrmError as error:
            return listed(filter(None, (error.message, error.hint)), ": ")
        values["asked"] = written(asked)
        if values.get("passed") is None:
            values["passed"] = int(all(right for _, right in asked))
    if values.get("passed") is None:
        return say("whether they passed is not said: --set passed=yes, or map a column")
    return None


def _early(moment: str | None, start: str) -> bool:
    """Tell whether a stored moment certainly lies before another; see ``care.is_before``."""
    from crmcli.domain.care import is_before

    return moment is not None and is_before(moment, start)

"""What rows of campaigns, members, playbooks and rules must be to be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.errors import CrmError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from crmcli.domain.load.frame import Values


def campaign_fits(values: Values) -> str | None:
    """Return why a campaign can't be taken; its channel and purpose get their stored form.

    A launched or finished one without its day of launch has that of its start.
    """
    from crmcli.domain.campaigns.planning import MOST_HELD_OUT, channel_named
    from crmcli.domain.campaigns.template import pieces
    from crmcli.domain.consent import purpose_of

    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends < starts:
        return say("it ends on {ends}, before it starts on {starts}", ends=ends, starts=starts)
    if (values.get("holdout_percent") or 0) > MOST_HELD_OUT:
        return say(
            "holdout_percent {holdout_percent} is more than {most_held_out}",
            holdout_percent=values["holdout_percent"],
            most_held_out=MOST_HELD_OUT,
        )
    if (values.get("cost") or 0) < 0:
        return say("a campaign costs nothing or more, not less than nothing")
    try:
        if values.get("channel"):
            values["channel"] = channel_named(values["channel"])
        if values.get("purpose"):
            values["purpose"] = purpose_of(values["purpose"])
        for name in ("subject", "body"):
            if values.get(name):
                pieces(values[name], name)
    except CrmError as error:
        return error.message
    if values.get("status") in ("launched", "finished") and starts:
        values.setdefault("launched_on", starts)
    return None


def member_fits(values: Values) -> str | None:
    """Return why a member can't be taken: it is nobody, or several, or answered without being reached."""
    whose = [name for name in ("customer", "contact", "lead") if values.get(name)]
    if len(whose) != 1:
        return say("a member is one customer, contact or lead") + (
            say(", not {whose}", whose=listed(map(named, whose), say(" and "))) if whose else ""
        )
    answered = values.get("response") or values.get("responded_on")
    if answered and values.get("part", "reached") != "reached":
        return say(
            "who was {part} can't have answered", part=named(values["part"].replace("_", "-"), "choice")
        )
    return None


def playbook_fits(values: Values) -> str | None:
    """Return why a playbook can't be taken."""
    from crmcli.domain.playbooks.steps import parse_steps

    try:
        parse_steps(values.get("steps") or "")
    except CrmError as error:
        return error.message
    return None


def rule_fits(values: Values) -> str | None:
    """Return why a rule can't be taken."""
    from crmcli.domain.rules.grammar import read

    try:
        read(values.get("wording") or "")
    except CrmError as error:
        return error.message
    return None

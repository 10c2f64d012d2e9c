"""Why somebody is a member of a campaign, or left out: a note that the program writes, or a person."""

from __future__ import annotations

import re
from datetime import date

from crmcli.domain.consent import PURPOSES
from crmcli.domain.counting import counted
from crmcli.domain.own_words import OwnSentence
from crmcli.said import named, say


def _channel(text: str) -> str:
    return say("any channel") if text == "any channel" else named(text, "choice")


def _counted(text: str) -> str:
    """Return a count of days as such: ``1 day``, ``1,234 days``."""
    found = re.fullmatch("([0-9][0-9,]*) days?", text)
    return counted(int(found[1].replace(",", "")), "day") if found else text


def _taken(text: str) -> str:
    found = re.fullmatch(", ([0-9]+) is taken", text)
    return say(", {floor} is taken", floor=int(found[1])) if found else text


BECAUSE = OwnSentence(
    say("said no to {channel} ({purpose})"),
    say("no consent for {channel} ({purpose})"),
    say("no e-mail"),
    say("no phone"),
    say("no address"),
    say("listed for the launch"),
    say("{reason}: last order {days:,} days ago"),
    say("bought {companion}: {both} of {ones} who did bought {product}"),
    say("quiet {days}, buys every {gap:.0f}{taken}: {quiet:.1f} x"),
    say("bought {part}, {days} ago"),
    say("; too few silences to tell how they end"),
    say("; hardly any silence got so long: how it ends is a guess"),
    say("; {risk} of 100 such buy within {counted}"),
    values={
        "channel": _channel,
        "purpose": lambda text: PURPOSES.get(text, text),
        "reason": lambda text: named(text, "choice"),
        "days": _counted,
        "counted": _counted,
        "taken": _taken,
        "part": {"once": say("once"), "twice": say("twice")}.get,
    },
    label="because",
)
"""What stands in the note of a member."""


def _named(text: str) -> str:
    """Return whom a report named, and how many of them were taken."""
    found = re.fullmatch("(.*), the ([0-9,]+) who spent most", text)
    if found:
        return _named(found[1]) + say(", the {count:,} who spent most", count=int(found[2].replace(",", "")))
    lost = say("worth winning back (crm report winback)")
    return lost if text == lost else text


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


NOTE = OwnSentence(say("{told}{top}, on {as_of}"), values={"told": _named, "as_of": _day})
"""What stands in the note of a campaign that a report named the members of."""

"""The options of ``crm campaign``, and what its commands make of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from crmcli.app import App
from crmcli.errors import UsageError

Campaign = Annotated[str, Argument(metavar="CAMPAIGN", help="Its number or name.")]
Kind = Annotated[str | None, Option("--kind", help="win-back, cross-sell, news, invitation ...")]
Medium = Annotated[str | None, Option("--channel", help="email, phone, sms, post, message or any.")]
Purpose = Annotated[str | None, Option("--purpose", help="What consent is asked for; marketing without.")]
Cost = Annotated[str | None, Option("--cost", help="What it costs in all: '2.500 TL'.")]
Holdout = Annotated[
    str | None,
    Option("--holdout", metavar="PERCENT", help="So many of a hundred are left alone, to compare."),
]
Starts = Annotated[str | None, Option("--starts", metavar="DAY", help="The first day.")]
Ends = Annotated[str | None, Option("--ends", metavar="DAY", help="The last day whose orders count.")]
Product = Annotated[str | None, Option("--product", metavar="PRODUCT", help="The product it is for.")]
Subject = Annotated[str | None, Option("--subject", help="The subject of its text.")]
Body = Annotated[str | None, Option("--body", help="Its text, with {name} and other fields; - reads it.")]
Template = Annotated[Path | None, Option("--template", metavar="FILE", help="A file that holds its text.")]
Audience = Annotated[
    list[str] | None, Option("--where", metavar="CONDITION", help="Whom it is for; may be repeated.")
]
OfNoun = Annotated[
    str, Option("--noun", help="Whom --where and names mean first: customer, contact or lead.")
]
About = Annotated[
    str | None,
    Option("--noun", help="Whom its condition is about: customer, contact or lead; told by it without."),
]
On = Annotated[str | None, Option("--on", metavar="DAY", help="The day; today without.")]
Hidden = Annotated[bool, Option("--force", hidden=True)]


def fields(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return a command's parameters by the names of the fields, with the condition and the file's text."""
    from crmcli.domain.campaigns.planning import joined

    found = dict(params)
    if params.get("audience") is not None:
        found["filter"] = joined(params["audience"]) or ""
    if params.get("template") is not None:
        if params.get("body") is not None:
            raise UsageError("both --body and --template give the text", "leave one of them out")
        from crmcli.commands.campaign_texts import read_template

        subject, found["body"] = read_template(params["template"])
        found["subject"] = params.get("subject") or subject
    return found


def aimed(run: App, refs: tuple[str, ...] = (), where: list[str] | None = None) -> Any:
    """Return who is meant, and how conditions on customers are read."""
    from crmcli.domain.targets import Targets

    days, region = run.config.integer("lapsed_days"), run.config.get("region")
    return Targets(refs, tuple(where or ()), run.today(), days, region)

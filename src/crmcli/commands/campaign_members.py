"""``crm campaign members`` and its kin: who is in a campaign, and what they answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.commands.campaign_options import Campaign, OfNoun, On
from crmcli.domain.results import Change, Listing
from crmcli.errors import UsageError


def register(app: Typer) -> None:
    """Give the group the commands of this module."""
    named: dict[str, Any] = {
        "members": members,
        "add-member": add_member,
        "drop-member": drop_member,
        "respond": respond,
    }
    for name, command in named.items():
        app.command(name)(command)


def members(
    ctx: Context,
    ref: Annotated[str | None, Argument(metavar="[CAMPAIGN]", help="Of this campaign only.")] = None,
    part: Annotated[str | None, Option("--part", help="reached, held-out or left-out.")] = None,
    where: options.Where = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List the members of a campaign with their answers.

    Example: crm campaign members CA-1 --part reached
    """
    from crmcli.domain.campaigns.members import ListMembers, list_members
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_members, ListMembers(chosen, ref, part, run.config.get("region")))


Named = Annotated[
    list[str] | None,
    Argument(metavar="MEMBER...", help="Customers, contacts or leads; - reads them, one a line."),
]


@writes
def add_member(
    ctx: Context,
    ref: Campaign,
    refs: Named = None,
    where: options.Where = None,
    noun: OfNoun = "customer",
    yes: options.Yes = False,
) -> Change[Any]:
    """Put people into a planned campaign, one result a line.

    Example: crm campaign add-member CA-1 C-5 C-6
    """
    from crmcli.domain.campaigns.members import add_members

    return _change_members(ctx.obj, locals(), add_members, "add")


@writes
def drop_member(
    ctx: Context,
    ref: Campaign,
    refs: Named = None,
    where: options.Where = None,
    noun: OfNoun = "customer",
    yes: options.Yes = False,
) -> Change[Any]:
    """Take people out of a planned campaign.

    Example: crm campaign drop-member CA-1 C-5
    """
    from crmcli.domain.campaigns.members import drop_members

    return _change_members(ctx.obj, locals(), drop_members, "drop")


def _change_members(run: App, params: Mapping[str, Any], act: Any, verb: str) -> Change[Any]:
    """Put in or take out those that a command's parameters name."""
    from crmcli.domain.campaigns.launch import audience_noun
    from crmcli.domain.campaigns.members import ChangeMembers

    noun = audience_noun(params["noun"]).name
    return run.write(act, ChangeMembers(params["ref"], records.targets(run, noun, params, verb), noun))


@writes
def respond(
    ctx: Context,
    ref: Campaign,
    words: Annotated[
        list[str], Argument(metavar="MEMBER... [RESPONSE]", help="Who answered, - reads them; then what.")
    ],
    on: On = None,
    order: Annotated[str | None, Option("--order", help="The order that came of it.")] = None,
    lead: Annotated[str | None, Option("--lead", help="The lead that came of it.")] = None,
    opportunity: Annotated[
        str | None, Option("--opportunity", help="The opportunity that came of it.")
    ] = None,
) -> Change[Any]:
    """Note what members answered.

    Example: crm campaign respond CA-1 C-5 "aradı, sipariş verdi" --order S-3
    """
    from crmcli.domain.campaigns.responding import ANSWERED, Respond
    from crmcli.domain.campaigns.responding import respond as act

    run: App = ctx.obj
    told = _response(words)
    named = words[:-1] if told else words
    links = {"order": order, "lead": lead, "opportunity": opportunity}
    request = Respond(
        ref,
        options.refs(named),
        told or ANSWERED,
        options.day(run, on),
        {name: text for name, text in links.items() if text is not None},
        run.config.get("region"),
    )
    if not request.members:
        raise UsageError("nobody is named who answered", f"crm campaign members {ref} --part reached")
    return run.write(act, request)


def _response(words: list[str]) -> str | None:
    """Return the response: the last word, unless it is all there is, or names a member."""
    from crmcli.domain.nouns import split_ref

    last = words[-1]
    names = last == "-" or "@" in last or (split_ref(last) is not None and "-" in last)
    if len(words) < 2 or names or last.replace(" ", "").lstrip("+").isdecimal():
        return None
    return last

"""``crm tag``: words that records carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing
from crmcli.errors import UsageError
from crmcli.said import say

app = Typer()

Tag = Annotated[str, Argument(metavar="TAG", help="The tag.")]
On = Annotated[
    str,
    Option(
        "--on", metavar="KIND", help="Of which kind --where and names are: contacts, leads, opportunities."
    ),
]


@app.command("list")
def list_(ctx: Context) -> Listing[Any]:
    """List tags with how many records carry them.

    Example: crm tag list
    """
    from crmcli.domain.tag import ListTags, list_tags

    run: App = ctx.obj
    return run.read(list_tags, ListTags())


@app.command("add")
@writes
def add(
    ctx: Context,
    tag: Tag,
    refs: options.Refs = None,
    where: options.Where = None,
    on: On = "customers",
    yes: options.Yes = False,
) -> Change[Any]:
    """Put a tag on records.

    Example: crm tag add vip C-12 P-4
    """
    from crmcli.domain.tag import tag_records

    return _write(ctx.obj, tag_records, locals(), "tag")


@app.command("remove")
@writes
def remove(
    ctx: Context,
    tag: Tag,
    refs: options.Refs = None,
    where: options.Where = None,
    on: On = "customers",
    yes: options.Yes = False,
) -> Change[Any]:
    """Take a tag from records; one that nobody carries is gone.

    Example: crm tag remove vip --where status=lapsed --yes
    """
    from crmcli.domain.tag import untag_records

    return _write(ctx.obj, untag_records, locals(), "untag")


@app.command("rename")
@writes
def rename(
    ctx: Context, tag: Tag, new: Annotated[str, Argument(metavar="NEW", help="The new name.")]
) -> Change[Any]:
    """Rename a tag on every record that carries it.

    Example: crm tag rename vip önemli
    """
    from crmcli.domain.tag import RenameTag, rename_tag

    run: App = ctx.obj
    return run.write(rename_tag, RenameTag(tag, new))


def _write(run: App, act: Callable[..., Any], params: Mapping[str, Any], verb: str) -> Change[Any]:
    """Tag or untag what a command's parameters name."""
    from crmcli.domain.tag import CARRIERS, TagRecords

    noun = CARRIERS.get(params["on"])
    if noun is None:
        from crmcli.domain.near import one_of

        said = say('"{on}" carry no tags', on=params["on"])
        raise UsageError(said, one_of(params["on"], CARRIERS, "--on"))
    _check_order(params, verb)
    aimed = records.targets(run, noun.name, params, verb)
    return run.write(act, TagRecords(params["tag"], noun, aimed))


def _check_order(params: Mapping[str, Any], verb: str) -> None:
    """Refuse a record where the tag stands, and no record behind it: they are the wrong way round.

    Raises:
        UsageError: they are.
    """
    from crmcli.domain.nouns import split_ref

    tag, refs = str(params["tag"]), [str(ref) for ref in params["refs"] or []]
    if len(refs) == 1 and split_ref(tag) is not None and split_ref(refs[0]) is None:
        import shlex

        name = {"tag": "add", "untag": "remove"}[verb]
        raise UsageError(
            say('the tag comes first: "{ref}" is the number of a record', ref=tag),
            f"crm tag {name} {shlex.join((refs[0], tag))}",
        )

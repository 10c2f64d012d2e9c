"""``crm relation``: who is what to whom, seen from both sides."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing, Record

app = Typer()

First = Annotated[
    str, Argument(metavar="FIRST", help="A customer, contact or lead: number, phone, e-mail, name.")
]
Other = Annotated[str, Argument(metavar="OTHER", help="Another one.")]
Words = "What FIRST is to OTHER, then OTHER to FIRST: supplier/customer; one word for both."
Since = Annotated[str | None, Option("--since", metavar="DAY", help="The first day.")]
Until = Annotated[str | None, Option("--until", metavar="DAY", help="The last day.")]


@app.command("list")
def list_(
    ctx: Context,
    of: Annotated[str | None, Option("--of", metavar="RECORD", help="Whose, told from its side.")] = None,
    where: options.Where = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List relations; of one record, what the others are to it.

    Example: crm relation list --of C-1
    """
    from crmcli.domain.relations import ListRelations, list_relations
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_relations, ListRelations(chosen, of, run.config.get("region")))


@app.command("show")
def show(ctx: Context, ref: Annotated[str, Argument(metavar="RELATION", help="Its number.")]) -> Record[Any]:
    """Show one relation.

    Example: crm relation show RL-1
    """
    from crmcli.domain.relations import show_relation

    return records.shows(ctx.obj, show_relation, ref)


@app.command("add")
@writes
def add(
    ctx: Context,
    first: First,
    other: Other,
    words: Annotated[str, Option("--as", metavar="ROLE[/ROLE]", help=Words)],
    since: Since = None,
    until: Until = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Say what two customers, contacts or leads are to each other.

    Example: crm relation add C-12 C-3 --as tedarikçi/müşteri --since 2024-01-01
    """
    from crmcli.domain.relation_changes import AddRelation, add_relation

    run: App = ctx.obj
    given = records.given("relation", locals())
    return run.write(add_relation, AddRelation(first, other, words, given, records.reading(run)))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    refs: options.Refs = None,
    words: Annotated[str | None, Option("--as", metavar="ROLE[/ROLE]", help=Words)] = None,
    since: Since = None,
    until: Until = None,
    note: options.Note = None,
    sets: options.Sets = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """Change relations; an empty text empties a field.

    Example: crm relation edit RL-1 --as ortak --until ""
    """
    from crmcli.domain.relation_changes import EditRelations, edit_relations

    run: App = ctx.obj
    given = records.given("relation", locals())
    aimed = records.targets(run, "relation", locals(), "change")
    return run.write(edit_relations, EditRelations(aimed, words, given, records.reading(run)))


@app.command("end")
@writes
def end(
    ctx: Context,
    refs: options.Refs = None,
    on: Annotated[str | None, Option("--on", metavar="DAY", help="The last day; today.")] = None,
    where: options.Where = None,
    yes: options.Yes = False,
) -> Change[Any]:
    """End relations: they stay, with their last day.

    Example: crm relation end RL-1 --on 2026-06-30
    """
    from crmcli.domain.relation_changes import EndRelations, end_relations

    run: App = ctx.obj
    aimed = records.targets(run, "relation", locals(), "end")
    return run.write(end_relations, EndRelations(aimed, options.day(run, on)))


records.shared(app, "relation", "RL-1")

"""``crm segment``: saved filters, who is in them, frozen and compared."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options, records
from crmcli.domain.results import Change, Listing
from crmcli.errors import UsageError

app = Typer()

Segment = Annotated[str, Argument(metavar="SEGMENT", help="Its number or name.")]
Filter = Annotated[
    list[str] | None, Option("--where", metavar="FILTER", help="Who is in it; several are joined by and.")
]
Of = Annotated[str | None, Option("--noun", metavar="KIND", help="Of what: customers unless told.")]


@app.command("list")
def list_(
    ctx: Context, where: options.Where = None, as_of: options.AsOf = None, limit: options.Limit = None
) -> Listing[Any]:
    """List segments with how many are in each now.

    Example: crm segment list
    """
    from crmcli.domain.segments.views import ListSegments, list_segments
    from crmcli.domain.views import ListRecords

    run: App = ctx.obj
    chosen = ListRecords(tuple(where or ()), options.row_limit(run, limit))
    return run.read(list_segments, ListSegments(chosen, options.day(run, as_of)))


@app.command("show")
def show(
    ctx: Context,
    ref: Segment,
    snapshot: Annotated[
        str | None, Option("--snapshot", metavar="LABEL|DAY", help="Who was in it when it was frozen.")
    ] = None,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
) -> Listing[Any]:
    """List who is in a segment.

    Example: crm segment show "Quiet in İzmir" --format ids
    """
    from crmcli.domain.segments.views import ShowSegment, show_segment

    run: App = ctx.obj
    request = ShowSegment(
        ref,
        options.day(run, as_of),
        options.row_limit(run, limit),
        snapshot,
        run.config.integer("lapsed_days"),
        run.config.get("region"),
    )
    return run.read(show_segment, request)


@app.command("save")
@writes
def save(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="The name.")],
    where: Filter = None,
    noun: Of = None,
    note: options.Note = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Save a filter under a name; it is asked anew each time.

    Example: crm segment save "Quiet in İzmir" --where 'city=İzmir and last_order < 180 days ago'
    """
    from crmcli.domain.adding import AddRecord
    from crmcli.domain.segments.saved import one_filter, save_segment

    run: App = ctx.obj
    if not where:
        raise UsageError("no filter is given to save", f"crm segment save \"{name}\" --where 'city=İzmir'")
    given = records.given("segment", locals()) | {"filter": one_filter(where)}
    return run.write(save_segment, AddRecord("segment", given, records.reading(run)))


@app.command("add", hidden=True)
@writes
def add(
    ctx: Context,
    name: Annotated[str, Argument(metavar="NAME", help="The name.")],
    where: Filter = None,
    noun: Of = None,
    note: options.Note = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Save a filter under a name; the same as save.

    Example: crm segment add "İzmir" --where city=İzmir
    """
    return save(ctx, name, where, noun, note, customs, external_id)


@app.command("edit")
@writes
def edit(
    ctx: Context,
    ref: Segment,
    name: options.Name = None,
    where: Filter = None,
    noun: Of = None,
    note: options.Note = None,
    customs: options.Customs = None,
    external_id: options.ExternalId = None,
) -> Change[Any]:
    """Change a segment's name, filter or note.

    Example: crm segment edit SG-1 --where 'city=İzmir and last_order < 90 days ago'
    """
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.segments.saved import edit_segments, one_filter
    from crmcli.domain.targets import Targets

    run: App = ctx.obj
    given = records.given("segment", locals()) | ({"filter": one_filter(where)} if where else {})
    request = EditRecords("segment", Targets((ref,)), given, records.reading(run))
    return run.write(edit_segments, request)


@app.command("freeze")
@writes
def freeze(
    ctx: Context,
    ref: Segment,
    label: Annotated[str | None, Option("--label", help="What to call this state.")] = None,
    as_of: options.AsOf = None,
) -> Change[Any]:
    """Keep who is in a segment now, to compare with later.

    Example: crm segment freeze "Quiet in İzmir" --label before-the-letter
    """
    from crmcli.domain.segments.snapshots import FreezeSegment, freeze_segment

    run: App = ctx.obj
    return run.write(freeze_segment, FreezeSegment(ref, options.day(run, as_of), label))


@app.command("snapshots")
def snapshots(ctx: Context, ref: Segment) -> Listing[Any]:
    """List when a segment was frozen, with how many were in it.

    Example: crm segment snapshots SG-1
    """
    from crmcli.domain.segments.snapshots import OneSegment, list_snapshots

    run: App = ctx.obj
    return run.read(list_snapshots, OneSegment(ref))


@app.command("diff")
def diff(
    ctx: Context,
    ref: Segment,
    since: Annotated[
        str | None, Argument(metavar="[LABEL|DAY]", help="The earlier snapshot; the last one.")
    ] = None,
    to: Annotated[str | None, Argument(metavar="[LABEL|DAY]", help="The later snapshot; now.")] = None,
    stayed: Annotated[bool, Option("--stayed", help="Those who stayed, too.")] = False,
    as_of: options.AsOf = None,
) -> Listing[Any]:
    """List who joined a segment and who left it since it was frozen.

    Example: crm segment diff "Quiet in İzmir" before-the-letter
    """
    from crmcli.domain.segments.snapshots import DiffSegment, diff_segment

    run: App = ctx.obj
    return run.read(diff_segment, DiffSegment(ref, options.day(run, as_of), since, to, stayed))


@app.command("overlap")
def overlap(
    ctx: Context,
    first: Segment,
    second: Annotated[str, Argument(metavar="OTHER", help="Another segment.")],
    members: Annotated[bool, Option("--members", help="Who is in both, instead of how many.")] = False,
    as_of: options.AsOf = None,
) -> Listing[Any]:
    """Compare two segments: how many are in both, and their share.

    Example: crm segment overlap "Quiet in İzmir" SG-2 --members --format ids
    """
    from crmcli.domain.segments.overlap import OverlapSegments, overlap_segments

    run: App = ctx.obj
    return run.read(overlap_segments, OverlapSegments(first, second, options.day(run, as_of), members))


@app.command("fields")
def fields(
    ctx: Context,
    noun: Annotated[str, Option("--noun", metavar="KIND", help="Of what.")] = "customers",
) -> Listing[Any]:
    """List what a filter may ask of a kind of record.

    Example: crm segment fields --noun leads
    """
    from crmcli.domain.segments.asked import ListFields, list_fields

    run: App = ctx.obj
    return run.read(list_fields, ListFields(noun))


records.shared(app, "segment", "SG-1", "izmir")

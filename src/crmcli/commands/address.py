"""``crm address``: further addresses of customers, contacts and leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App, writes
from crmcli.commands import options
from crmcli.domain.results import Change, Listing

app = Typer()

Record = Annotated[str, Argument(metavar="RECORD", help="A customer's, contact's or lead's number, or name.")]
Address = Annotated[str, Argument(metavar="ADDRESS", help="An address' number, AD-3.")]
Street = Annotated[str | None, Option("--address", help="Street and number.")]
District = Annotated[str | None, Option("--district", help="The district (ilçe).")]
Region = Annotated[str | None, Option("--region", help="State, province or region.")]
PostalCode = Annotated[str | None, Option("--postal-code", help="The postal code.")]
Country = Annotated[str | None, Option("--country", help="The country, by name or code.")]
NewKind = Annotated[str | None, Option("--kind", help="billing, delivery, home, work or any other word.")]
_PARTS = ("address", "district", "city", "region", "postal_code", "country")


def _parts(params: Mapping[str, Any]) -> dict[str, str | None]:
    """Return part -> text of what a command's parameters gave."""
    return {name: params[name] for name in _PARTS}


@app.command("list")
def list_(
    ctx: Context,
    record: Annotated[str | None, Argument(metavar="[RECORD]", help="Whose; everyone's without it.")] = None,
) -> Listing[Any]:
    """List further addresses; of one record, its main address first.

    Example: crm address list C-12
    """
    from crmcli.domain.address import ListAddresses, list_addresses

    run: App = ctx.obj
    return run.read(list_addresses, ListAddresses(record, run.config.get("region")))


@app.command("add")
@writes
def add(
    ctx: Context,
    record: Record,
    kind: Annotated[str, Option("--kind", help="billing, delivery, home, work or any other word.")] = "other",
    address: Street = None,
    district: District = None,
    city: options.City = None,
    region: Region = None,
    postal_code: PostalCode = None,
    country: Country = None,
) -> Change[Any]:
    """Add a further address to a record.

    Example: crm address add C-12 --kind delivery --address "Ankara Cad. 5" --city İzmir
    """
    from crmcli.domain.address import AddAddress, add_further

    run: App = ctx.obj
    return run.write(add_further, AddAddress(record, kind, _parts(locals()), run.config.get("region")))


@app.command("edit")
@writes
def edit(
    ctx: Context,
    number: Address,
    kind: NewKind = None,
    address: Street = None,
    district: District = None,
    city: options.City = None,
    region: Region = None,
    postal_code: PostalCode = None,
    country: Country = None,
) -> Change[Any]:
    """Change a further address; an empty text empties a part of it.

    Example: crm address edit AD-3 --city Manisa
    """
    from crmcli.domain.address import EditAddress, edit_address

    run: App = ctx.obj
    return run.write(edit_address, EditAddress(number, kind, _parts(locals())))


@app.command("remove")
@writes
def remove(
    ctx: Context, numbers: Annotated[list[str], Argument(metavar="ADDRESS...", help="Numbers, AD-3.")]
) -> Change[Any]:
    """Take further addresses away.

    Example: crm address remove AD-3
    """
    from crmcli.domain.address import RemoveAddresses, remove_addresses

    run: App = ctx.obj
    return run.write(remove_addresses, RemoveAddresses(tuple(numbers)))

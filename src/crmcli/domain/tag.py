"""Tags: words that customers, contacts, leads and opportunities carry; one that nobody carries is gone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Number, Text
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, OPPORTUNITY, Noun, split_ref
from crmcli.domain.records import name_columns, name_key, tag, untag
from crmcli.domain.results import Change, Listing
from crmcli.domain.targets import Steps, Targets, Touched, on_each, summed_up
from crmcli.errors import Conflict, NotFound, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.sql import Reader, Writer


CARRIERS = {noun.plural: noun for noun in (CUSTOMER, CONTACT, LEAD, OPPORTUNITY)}


@frozen
class TagRow:
    """A tag and how many records of each kind carry it."""

    name: Annotated[str, Text()]
    customers: Annotated[int, Number()]
    contacts: Annotated[int, Number()]
    leads: Annotated[int, Number()]
    opportunities: Annotated[int, Number()]


_LIST = """
SELECT t.name, count(g.customer_id) AS customers, count(g.contact_id) AS contacts, count(g.lead_id) AS leads,
  count(g.opportunity_id) AS opportunities
FROM tag t LEFT JOIN tagging g ON g.tag_id = t.id {where}
GROUP BY t.id, t.name, t.name_sort ORDER BY t.name_sort, t.id
"""


@frozen
class ListTags:
    """All tags."""


def list_tags(db: Reader, _request: ListTags) -> Listing[TagRow]:
    """List tags by name with who carries them."""
    rows = db.rows(TagRow, _LIST.format(where=""))
    return Listing(TagRow, rows, empty="no tag yet: crm tag add vip C-1")


@frozen
class TagRecords:
    """Records to put a tag on, or to take it from; without a number they are of ``noun``."""

    name: str
    noun: Noun
    targets: Targets


def tag_records(db: Writer, request: TagRecords) -> Change[Touched]:
    """Put a tag on records; those that carry it already are unchanged."""
    from crmcli.domain.text import check_text

    name = check_text(request.name, "tag")
    if ";" in name or "," in name:
        raise UsageError(
            say('tag "{name}" holds ; or ,', name=name), "these part tags: give each its own command"
        )

    def put(noun: Noun, number: int) -> Steps:
        return {"tags": (None, name)} if tag(db, noun, number, [name]) else {}

    return _on_carriers(db, request, put, "tagged")


def untag_records(db: Writer, request: TagRecords) -> Change[Touched]:
    """Take a tag from records; when nobody carries it any longer it is gone.

    Raises:
        NotFound: there is no such tag.
    """
    number, name = _tag_named(db, request.name)

    def take(noun: Noun, record: int) -> Steps:
        return {"tags": (name, None)} if untag(db, noun, record, name) else {}

    result = _on_carriers(db, request, take, "untagged")
    if not db.value("SELECT count(*) FROM tagging WHERE tag_id = :id", {"id": number}):
        db.delete("tag", number)
    return result


@frozen
class RenameTag:
    """A tag and its new name."""

    name: str
    new: str


def rename_tag(db: Writer, request: RenameTag) -> Change[TagRow]:
    """Rename a tag on every record that carries it.

    Raises:
        NotFound: there is no such tag.
        Conflict: there is a tag of the new name.
    """
    from crmcli.domain.text import check_text

    number, name = _tag_named(db, request.name)
    new = check_text(request.new, "tag")
    query = "SELECT name FROM tag WHERE name_fold = :fold AND id <> :id"
    other = db.value(query, {"fold": name_key(new), "id": number})
    if other is not None:
        raise Conflict(
            say("there is a tag {other} already", other=other),
            f"crm tag add {other} --where tag={name} --yes",
        )
    db.update("tag", number, name_columns(new))
    rows = db.rows(TagRow, _LIST.format(where="WHERE t.id = :id"), {"id": number})
    return Change(
        "renamed a tag", TagRow, rows, summary=say("Renamed tag {name} to {new}", name=name, new=new)
    )


def _tag_named(db: Reader, text: str) -> tuple[int, str]:
    """Return number and name of a tag.

    Raises:
        NotFound: there is none.
    """
    rows = db.tuples("SELECT id, name FROM tag WHERE name_fold = :fold", {"fold": name_key(text)})
    if not rows:
        from crmcli.domain.text import nearest

        close = nearest(text, [row[0] for row in db.tuples("SELECT name FROM tag ORDER BY name_sort, id")])
        hint = say("did you mean {close}?", close=close[0]) if close else "crm tag list"
        raise NotFound(say('no tag is called "{text}"', text=text), hint)
    return rows[0]


def _on_carriers(
    db: Writer, request: TagRecords, apply: Callable[[Noun, int], Steps], verb: str
) -> Change[Touched]:
    """Do something to records that may be of several nouns, in the order they were named."""
    targets = request.targets
    if not targets.refs:
        return on_each(db, request.noun, targets, partial(apply, request.noun), verb)
    items: list[Touched] = []
    for ref in targets.refs:
        noun = _carrier(ref, request.noun)
        one = Targets((ref,), region=targets.region)
        each = partial(apply, noun)
        if len(targets.refs) == 1:
            return on_each(db, noun, one, each, verb)
        try:
            items += on_each(db, noun, one, each, verb).items
        except (NotFound, Conflict) as error:
            items.append(Touched(None, None, "failed", None, error.message))
    return summed_up(request.noun._replace(plural="records"), items, verb)


def _carrier(ref: str, default: Noun) -> Noun:
    """Return the noun that a reference is to.

    Raises:
        UsageError: records of that noun carry no tags.
    """
    found = split_ref(ref.strip())
    if found is None or "-" not in ref:
        return default
    if found[0] not in CARRIERS.values():
        raise UsageError(
            say("{ref} is of a kind that carries no tags", ref=ref),
            say("tags are for {carriers}", carriers=", ".join(CARRIERS)),
        )
    return found[0]

"""What an import file holds, and what of it is loaded: its nouns, their rows, what fills their fields.

Found out by the file's format, by the preset whose columns are all there, or told; never guessed.
"""

from __future__ import annotations

from typing import NamedTuple

from crmcli.domain.exchange.imported import NOUNS
from crmcli.domain.exchange.mapping import CUSTOM, KEYS_OF, MapRequest
from crmcli.domain.exchange.presets.model import Fields
from crmcli.domain.exchange.source import Source
from crmcli.domain.load.looks import Looks, likely, looks_like
from crmcli.domain.nouns import LEAD, split_ref
from crmcli.domain.nouns import NOUNS as RECORDS
from crmcli.domain.nouns import ORDER as ORDERS
from crmcli.errors import Refused, UsageError
from crmcli.said import listed, named, say

# Nouns in the order in which what they refer to is there.
ORDER = (
    *("user", "customer", "contact", "lead", "product", "competitor", "segment", "campaign"),
    *("opportunity", "order", "order_line", "quote", "quote_line", "payment", "price", "rate", "target"),
    *("closing_step", "need", "plan", "case", "activity", "request", "incident", "survey", "check"),
    *("verification", "relation", "wallet", "attachment", "member", "playbook", "rule"),
    *("consent", "address"),
)
_OWN_COLUMNS = {"number", "order_number", "quote_number", "payment_number", "other_customers", "position"}
_NUMBERS_TOLD = ("#1",)  # the place of a column that crm writes first
_LOOKED_AT = 20  # rows in which a number is looked for
_STUBS = {"vcard": ("customer",), "ubl": ("customer", "product"), "mail": ()}
"""Nouns that a format names by the way: made where they aren't there, left alone where they are."""


class PartPlan(NamedTuple):
    """The rows of one noun in a file: where they come from, what fills their fields, how they are told apart.

    ``source`` is the name their keys are kept under where a person tells none. ``own`` rows are records
    as crm exports them, behind their numbers here.
    """

    noun: str
    rows: Source
    request: MapRequest
    main: bool
    keyed: tuple[Fields, ...] = ()
    stub: bool = False
    source: str = "default"
    create: frozenset[str] = frozenset()
    whoever: bool = False
    own: bool = False


class FilePlan(NamedTuple):
    """What is taken from a file, the noun it is about first, and why, as a sentence or "".

    ``looks`` is what else it looks like, where it hardly is what was asked for.
    """

    source: Source
    parts: tuple[PartPlan, ...]
    preset: str | None
    reason: str
    looks: Looks | None = None


class Asked(NamedTuple):
    """What a person says of what files hold: a noun, a preset's name, or that no preset is to be used.

    ``create`` are the nouns, by their plurals, that may be made of what rows of another say of them;
    ``typed`` is the file as it stands on the command line.
    """

    noun: str | None = None
    preset: str | None = None
    plain: bool = False
    create: frozenset[str] = frozenset()
    typed: str = "FILE"


def plan_file(source: Source, said: MapRequest, asked: Asked) -> FilePlan:
    """Return what is loaded from a file.

    Raises:
        Refused: nothing tells what the file holds, or it holds no such noun.
        UsageError: there is no such preset, or the file isn't one of its.
    """
    if source.nouns:
        return _of_format(source, said, asked)
    told = asked.preset or said.read.get("preset")
    reason, ours = "", _own_noun(source, asked.noun)
    if told or not (asked.plain or said.saved or ours):
        plan = _of_preset(source, said, asked, told)
        if plan.parts:
            return plan
        reason = plan.reason
    noun = asked.noun or said.noun or ours
    if noun is None:
        from shlex import quote

        best = likely(source.header, asked.typed)
        raise Refused(
            reason
            or say(
                "nothing tells what {name} holds: no product's export has its columns",
                name=source.report.name,
            ),
            best.hint()
            if best
            else say("say it: crm import customers {quote} --dry-run", quote=quote(asked.typed)),
        )
    own = ours == noun and not {"number", *_NUMBERS_TOLD} & {*said.columns, *said.saved}
    told_all = bool(said.columns or said.saved or said.preset)
    looks = None if told_all else looks_like(source.header, noun, ours, asked.typed)
    return FilePlan(source, (PartPlan(noun, source, said, main=True, own=own),), None, reason, looks)


def _of_format(source: Source, said: MapRequest, asked: Asked) -> FilePlan:
    """Return the parts of a format that says itself what it holds; their columns are fields by name."""
    from shlex import quote

    kind, noun = source.report.kind, asked.noun
    nouns = [name for name in source.nouns if noun in (None, name)]
    if kind == "vcard" and noun == LEAD.name:
        nouns = [noun]  # cards don't say whether someone is a lead yet
    if not nouns:
        has = listed((named(one.replace("_", " ")) for one in source.nouns), say(" and "))
        wanted = named((noun or "").replace("_", " "))
        raise Refused(
            say("{name} holds {has}, no {noun}", name=source.report.name, has=has, noun=wanted),
            f"crm import file {quote(asked.typed)}",
        )
    parts = []
    for name in nouns:
        rows = source.part(name)
        fields = {field.name for field in NOUNS[name].fields}
        known = {column: column for column in rows.header if column in fields or column.startswith(CUSTOM)}
        stub = name in _STUBS.get(kind, ()) and name != noun
        main = name == (noun or nouns[-1])
        request = (said if main else MapRequest())._replace(preset=known)
        keyed = ID_OR_NAME_OR_TAX if name == "customer" else ()
        parts.append(
            PartPlan(
                name,
                rows,
                request,
                main,
                keyed,
                stub,
                kind if kind in _STUBS else "default",
                whoever=kind == "mail",
            )
        )
    return FilePlan(source, tuple(parts), None, "")


ID_OR_NAME_OR_TAX: tuple[Fields, ...] = (("external_id",), ("tax_number",), ("email", "name"), ("name",))


def _of_preset(source: Source, said: MapRequest, asked: Asked, told: str | None) -> FilePlan:
    """Return what the preset of a file, or the one told, takes from it; no parts where there is none."""
    from crmcli.domain.exchange.presets.parts import plan_parts
    from crmcli.domain.exchange.presets.recognise import Recognised, preset_named, recognise

    found = Recognised(preset_named(told), "") if told else recognise(source.header)
    preset = found.preset
    if preset is None:
        return FilePlan(source, (), None, found.reason and listed((source.report.name, found.reason), ": "))
    noun = asked.noun
    planned = plan_parts(source, preset, said, noun, [n.name for n in RECORDS if n.plural in asked.create])
    if told and not planned:
        what = (
            say("there are no {noun}s", noun=noun)
            if noun and noun not in preset.nouns
            else say("there are none of its columns")
        )
        raise UsageError(
            say(
                "{name} can't be read as {title}: {what}",
                name=source.report.name,
                title=named(preset.title),
                what=what,
            ),
            f"crm import presets {preset.name}",
        )
    reason = found.reason or say("read as {title}, as told", title=named(preset.title))
    if not planned:
        reason = say(
            "its columns are those of {title}, which has no {noun}s: read by their names",
            title=named(preset.title),
            noun=noun,
        )
    parts = tuple(
        PartPlan(
            one.part.noun,
            one.source,
            one.request,
            one.main,
            one.part.keys,
            one.part.stub and not one.main,
            preset.source,
            frozenset(filter(None, one.part.create.split(","))),
        )
        for one in planned
    )
    return FilePlan(source, parts, preset.name, listed((source.report.name, reason), ": "))


def _own_noun(source: Source, asked: str | None) -> str | None:
    """Return the noun of a file that crm wrote: its columns are fields, its numbers tell the noun.

    Where a noun is asked for, columns may have come to it since.
    """
    header = source.header
    if not header or header[0] != "number":
        return None
    batch = next(source.batches(_LOOKED_AT), None)
    cells = [row[0].strip() for row in batch.rows if row and "-" in row[0]] if batch else []
    refs = [ref for ref in map(split_ref, cells) if ref is not None]
    if not refs or (refs[0][0] is ORDERS and "order_number" not in header):
        return None
    name = refs[0][0].name
    known = {field.name for field in NOUNS[name].fields} | _OWN_COLUMNS
    plain = [name for name in header if not name.startswith((CUSTOM, KEYS_OF))]
    return name if name == asked or known.issuperset(plain) else None


def nothing_in(source: Source) -> Refused:
    """Return the refusal of a file of which no piece can be read."""
    report = source.report
    first = listed([reject.sentence(report.name, report.unit) for reject in source.found.rejects[:3]], "; ")
    message = (
        say("nothing was imported: {first}", first=first)
        if first
        else say("{name} holds no record", name=source.report.name)
    )
    return Refused(message, "nothing in it can be taken: mend it where it comes from")

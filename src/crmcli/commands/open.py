"""``crm open``: a record or a report as a page, in what the system shows pages with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Context, Option, Typer

from crmcli.app import App
from crmcli.domain.results import Document, Record
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

app = Typer()

_PARENTS = {"order_line": "order", "quote_line": "quote", "member": "campaign"}
"""Nouns whose records are shown with the one they are part of."""


@app.command("open", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def open_(
    ctx: Context,
    what: Annotated[
        str, Argument(metavar="RECORD|REPORT", help="A number, C-12, a customer's name, or a report.")
    ],
    only_print: Annotated[bool, Option("--print", help="Only print where the page is.")] = False,
) -> Any:
    """Open a record's card, or a report, as a page.

    The card has the record, what is open, its figures and the whole timeline. The page is a private file
    that needs nothing beside it, and goes after a day; its path is printed. Options of a report follow its
    name. --output FILE keeps the page elsewhere.

    Example: crm open C-12
    """
    run: App = ctx.obj
    asked = dict(run.shown)
    run.shown.setdefault("format", "html")
    result, name = _page(ctx, run, what.strip(), ctx.args)
    if asked:
        run.shown = asked if "format" in asked else {**asked, "format": "html"}
        return result
    from crmcli.cards import keep, show

    path = keep(run, result, name)
    run.shown = {}
    if not only_print:
        show(run, path)
    return Document(f"{path}\n")


def _page(ctx: Any, run: App, what: str, more: Sequence[str]) -> tuple[Any, str]:
    """Return what the page shows, and a name for its file.

    Raises:
        UsageError: an option that a record has no use for.
        NotFound, Conflict: nobody, or several, answer to that.
    """
    from crmcli.domain.nouns import BY_NAME, CUSTOMER, split_ref
    from crmcli.domain.reports import entry_of

    words = what.split()
    if words[:1] == ["report"]:
        words = words[1:] or list(more[:1])
        more = more[len(more[:1]) :] if what == "report" else more
    if len(words) == 1 and entry_of(words[0]) is not None:
        return answer(ctx, ["report", words[0], *more]), words[0]
    if more:
        raise UsageError(say('"{word}" is too much', word=more[0]), "crm open --help")
    noun = (split_ref(what) or (CUSTOMER, 0))[0]
    if noun.name in _PARENTS:
        noun, what = _parent(run, noun.name, what)
    record = answer(ctx, [noun.command.removeprefix("crm "), "show", what])
    from crmcli.domain.card import Card, card

    if not isinstance(record, Record):
        return record, what

    number = getattr(record.item, "id", None)
    noun = BY_NAME[noun.name]
    name = noun.ref(number) if isinstance(number, int) else what
    request = Card(
        record, noun, run.today(), run.now().astimezone(run.zone), run.config.integer("lapsed_days")
    )
    return run.read(card, request), name


def answer(ctx: Any, words: list[str]) -> Any:
    """Return what another command of the program answers, unwritten."""
    parent = ctx.find_root()
    group = parent.command.get_command(parent, words[0])
    command = group.get_command(parent, words[1])
    within = command.make_context(" ".join(words[:2]), words[2:], parent=parent)
    with within:
        return command.invoke(within)


def _parent(run: App, name: str, ref: str) -> tuple[Any, str]:
    """Return the noun and the number of the record that a line is part of.

    Raises:
        NotFound: there is no such line.
    """
    from crmcli.domain.nouns import BY_NAME, noun_of
    from crmcli.errors import NotFound

    noun, number = noun_of(ref)
    whole = BY_NAME[_PARENTS[name]]
    query = f"SELECT {whole.owner} FROM {noun.table} WHERE id = :id"
    found = run.read(lambda db, _: db.value(query, {"id": number}), None)
    if found is None:
        message = say("no {name} has number {ref}", name=noun.name.replace("_", " "), ref=ref)
        raise NotFound(message, say("{command} list", command=whole.command))
    return whole, whole.ref(found)

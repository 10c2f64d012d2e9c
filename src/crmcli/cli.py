"""The command tree: one table from name to module, help line and section."""

from __future__ import annotations

from typing import Any

from crmcli.app import App
from crmcli.lazy import Entry, RootGroup
from crmcli.said import say
from crmcli.shared import switch, valued

_PEOPLE = "Who we know"
_SALE = "What we sell"
_CARE = "How they fare"
_WORK = "What we do"
_MARKET = "Whom we win"
_LOOK = "What we see"
_DATA = "Data and upkeep"

TABLE = {
    "customer": Entry(
        "crmcli.commands.customer", "Customers: the record, its tree, its whole timeline.", _PEOPLE
    ),
    "contact": Entry("crmcli.commands.contact", "People at customers, with roles and dates.", _PEOPLE),
    "lead": Entry("crmcli.commands.lead", "Leads: who may become a customer; lose and reopen.", _PEOPLE),
    "convert": Entry(
        "crmcli.commands.convert", "Turn leads into customer, contact and opportunity.", _PEOPLE, leaf=True
    ),
    "merge": Entry("crmcli.commands.merge", "Make one record of several that are one.", _PEOPLE, leaf=True),
    "address": Entry("crmcli.commands.address", "Further addresses: delivery, billing, home.", _PEOPLE),
    "find": Entry(
        "crmcli.commands.find", "Find anything by number, phone, name, tag or text.", _PEOPLE, leaf=True
    ),
    "log": Entry("crmcli.commands.log", "Note a call, e-mail, meeting, visit, message in seconds.", _PEOPLE),
    "activity": Entry("crmcli.commands.activity", "What was logged: list, show, edit, delete.", _PEOPLE),
    "tag": Entry("crmcli.commands.tag", "Words that records carry.", _PEOPLE),
    "user": Entry("crmcli.commands.user", "Our own people: owners, teams, offices.", _PEOPLE),
    "opportunity": Entry("crmcli.commands.opportunity", "Sales that may come, through the stages.", _SALE),
    "stage": Entry("crmcli.commands.stage", "The pipeline's stages and their probabilities.", _SALE),
    "reason": Entry("crmcli.commands.reason", "Reasons for which something is lost.", _SALE),
    "product": Entry("crmcli.commands.product", "What we sell, with price and cost.", _SALE),
    "order": Entry("crmcli.commands.order", "Purchases with their lines; refunds are negative.", _SALE),
    "task": Entry("crmcli.commands.task", "What is to be done, by whom, until when; repeating too.", _WORK),
    "today": Entry(
        "crmcli.commands.today", "What to do first: due, overdue, quiet, promised.", _WORK, leaf=True
    ),
    "plan": Entry("crmcli.commands.plan", "Plans for key customers: goal, steps, by when.", _WORK),
    "relation": Entry("crmcli.commands.relation", "Who is what to whom, seen from both sides.", _PEOPLE),
    "attachment": Entry("crmcli.commands.attachment", "Files that belong to a record.", _PEOPLE),
    "verify": Entry("crmcli.commands.verify", "Is the caller who they say? Ask, and log it.", _CARE),
    "case": Entry("crmcli.commands.case", "Problems: opened, answered, resolved, reopened.", _CARE),
    "request": Entry("crmcli.commands.request", "What customers ask for that we don't have.", _CARE),
    "incident": Entry("crmcli.commands.incident", "What touched many customers at once.", _CARE),
    "survey": Entry("crmcli.commands.survey", "Expectation, experience, recommendation.", _CARE),
    "check": Entry("crmcli.commands.check", "Mystery-shopper checks by branch.", _CARE),
    "need": Entry("crmcli.commands.need", "What a customer needs, and what covers it.", _SALE),
    "closing-step": Entry("crmcli.commands.closing_step", "What a stage asks for before it is left.", _SALE),
    "quote": Entry("crmcli.commands.quote", "Offers: lines, versions, on paper, accepted to order.", _SALE),
    "payment": Entry("crmcli.commands.payment", "Money in and out; what is owed.", _SALE),
    "price": Entry("crmcli.commands.price", "Prices and costs from a day on.", _SALE),
    "rate": Entry("crmcli.commands.rate", "What currencies are worth, day by day.", _SALE),
    "competitor": Entry("crmcli.commands.competitor", "Who else sells; won from and lost to.", _SALE),
    "target": Entry("crmcli.commands.target", "What is to be reached, and how far we are.", _SALE),
    "wallet": Entry("crmcli.commands.wallet", "What customers spend with everybody.", _SALE),
    "segment": Entry("crmcli.commands.segment", "Saved conditions, frozen, compared.", _MARKET),
    "campaign": Entry("crmcli.commands.campaign", "To whom, at which cost, with which return.", _MARKET),
    "playbook": Entry("crmcli.commands.playbook", "Tasks for a segment, once a period.", _MARKET),
    "rule": Entry("crmcli.commands.rule", "When this happens, then do that.", _MARKET),
    "dashboard": Entry(
        "crmcli.commands.dashboard", "A screen that stays open and follows the store.", _LOOK, leaf=True
    ),
    "branch": Entry("crmcli.commands.branch", "Our branches: who and what is where.", _LOOK),
    "report": Entry(
        "crmcli.commands.report", "Who is profitable, who leaves, what to offer, what comes.", _LOOK
    ),
    "open": Entry("crmcli.commands.open", "A record's card, or a report, as a page.", _LOOK, leaf=True),
    "history": Entry(
        "crmcli.commands.history", "Who changed what, when, from what to what.", _LOOK, leaf=True
    ),
    "consent": Entry("crmcli.commands.consent", "What people allowed: channel, purpose, date.", _PEOPLE),
    "privacy": Entry("crmcli.commands.privacy", "What is known of a person: export, erase.", _DATA),
    "field": Entry("crmcli.commands.field", "Custom fields: text, number, date, choice, yes/no.", _DATA),
    "import": Entry(
        "crmcli.commands.import_", "Bring in tables, workbooks, cards, e-invoices and mail.", _DATA
    ),
    "export": Entry("crmcli.commands.export", "Take out CSV, XLSX, JSON, vCard; the whole store.", _DATA),
    "dedupe": Entry("crmcli.commands.dedupe", "Records that may be one: scan, review, decide.", _DATA),
    "undo": Entry(
        "crmcli.commands.undo", "Take a change back, whole or what is left of it.", _DATA, leaf=True
    ),
    "redo": Entry("crmcli.commands.undo", "Take the last undo back.", _DATA, leaf=True),
    "config": Entry("crmcli.commands.config", "Settings: get, set, list, path.", _DATA),
    "hook": Entry("crmcli.commands.hook", "Programs of yours that are asked, or told.", _DATA),
    "sync": Entry("crmcli.commands.sync", "Exchange changes with another store by file.", _DATA),
    "backup": Entry("crmcli.commands.backup", "Copy the store, checked; list the copies.", _DATA, leaf=True),
    "restore": Entry("crmcli.commands.restore", "Put a backup in the place of the store.", _DATA, leaf=True),
    "doctor": Entry(
        "crmcli.commands.doctor", "Check the store's health; --fix what is safe.", _DATA, leaf=True
    ),
    "migrate": Entry("crmcli.commands.migrate", "Bring an older store up to this program.", _DATA, leaf=True),
    "db": Entry("crmcli.commands.database", "Copy a store to a server or back; compare; roles.", _DATA),
    "schema": Entry(
        "crmcli.commands.schema", "The program as data: commands, views, nouns.", _DATA, leaf=True
    ),
    "shell": Entry("crmcli.commands.shell", "The commands at a prompt, quick in a row.", _DATA, leaf=True),
    "batch": Entry("crmcli.commands.batch", "Commands as JSON lines, answers as such.", _DATA, leaf=True),
    "mcp": Entry("crmcli.commands.mcp", "Let an assistant ask the store (MCP).", _DATA, leaf=True),
    "demo": Entry("crmcli.commands.demo", "See it all on a small invented business.", _DATA, leaf=True),
    "help": Entry("crmcli.commands.help", "Cron, filters, dates, formats; any command.", _DATA, leaf=True),
}

_OPTIONS = (
    ("db", "PATH|URL", "The store: a file, or a postgresql:// address."),
    ("profile", "NAME", "Settings of this profile."),
    ("user", "NAME", "Who writes, in the journal."),
    ("branch", "NAME", "The branch that writes."),
    ("lang", "en|tr", "The language of help, messages and tables."),
    ("locale", "en|tr", "How numbers and days are shown."),
    ("color", "WHEN", "auto, always or never."),
)


# Behind each may stand the name of a shell, else it is for the calling one.
_COMPLETING = (
    ("--install-completion", "Let Tab complete crm: --install-completion bash, zsh or fish."),
    ("--show-completion", "Show the script for that: bash, zsh, fish or powershell."),
)


def root() -> RootGroup:
    """Return the program as a Click group."""
    group = RootGroup(
        name="crm",
        help="The customer relationship manager that lives in a terminal.",
        epilog="Start with: crm demo",
        params=_params(),
        no_args_is_help=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    group.table = TABLE
    group.aliases = {"rules": "rule"}
    return group


def _params() -> list[Any]:
    """Return the program's own options; each overrides the setting of its name."""
    return [
        *(
            # The language goes before --help, which is said in it.
            valued(f"--{name}", metavar=metavar, help=text, act=_keep(name), eager=name == "lang")
            for name, metavar, text in _OPTIONS
        ),
        switch("--quiet", "-q", help="Say nothing but results and errors.", act=_quiet),
        switch("--no-hooks", help="Call none of your hooks.", act=_no_hooks),
        switch("--read-only", help="Refuse whatever would change the store.", act=_read_only),
        switch(
            "--no-pager",
            help="Show long results as they are, without a pager.",
            act=_unpaged,
            eager=True,  # before --help, which may be long
        ),
        switch("--version", help="Show the version and exit.", act=_version, eager=True),
        *(switch(name, help=text, act=_complete(name), eager=True) for name, text in _COMPLETING),
    ]


def _complete(name: str) -> Any:
    def callback(ctx: Any, _param: object, value: bool) -> None:  # noqa: FBT001 - Click's signature
        if value and not ctx.resilient_parsing:
            from crmcli.completing.options import act

            act(ctx, name)

    return callback


def _keep(name: str) -> Any:
    def callback(ctx: Any, _param: object, value: str | None) -> None:
        if isinstance(ctx.obj, App):
            spoken = name == "lang" and value not in (None, "", "en", "tr")
            ctx.obj.flags[name] = _language(value) if spoken else value

    return callback


def _language(value: str | None) -> str:
    """Return the code of a language that is called by its name; what is none is refused."""
    from crmcli.config import check
    from crmcli.domain.setting_values import meant

    return check("lang", meant("en|tr", value or ""))


def _quiet(ctx: Any, _param: object, value: bool) -> None:  # noqa: FBT001 - Click's signature
    if isinstance(ctx.obj, App) and value:
        from crmcli import notes

        ctx.obj.quiet = True
        notes.configure(quiet=True)


def _no_hooks(ctx: Any, _param: object, value: bool) -> None:  # noqa: FBT001 - Click's signature
    if isinstance(ctx.obj, App) and value:
        ctx.obj.no_hooks = True


def _read_only(ctx: Any, _param: object, value: bool) -> None:  # noqa: FBT001 - Click's signature
    if isinstance(ctx.obj, App) and value:
        ctx.obj.flags["read_only"] = "yes"


def _unpaged(ctx: Any, _param: object, value: bool) -> None:  # noqa: FBT001 - Click's signature
    if isinstance(ctx.obj, App) and value:
        ctx.obj.flags["pager"] = "never"


def _version(ctx: Any, _param: object, value: bool) -> None:  # noqa: FBT001 - Click's signature
    if value and not ctx.resilient_parsing:
        import sys

        from crmcli import __version__

        sys.stdout.write(say("crmcli {version}\n", version=__version__))
        ctx.exit()

"""Pages of help about what is the same in many commands: plain text, a screen or two each.

A page is a module of this package that is loaded when it is asked for; ``help_cron`` makes that of cron.
"""

from __future__ import annotations

from importlib import import_module

from crmcli.said import listed, named, say

TOPICS = {
    "filters": "What --where understands.",
    "dates": "Days and times as people write them.",
    "formats": "What --format writes; what a script may rely on.",
    "reports": "What reports have in common, and where to begin.",
    "import": "Lists, workbooks, cards, e-invoices.",
    "duplicates": "The same customer twice: found, and made one.",
    "undo": "Take a change back; history; backups.",
    "privacy": "Consent, all that is known of a person, erasure.",
    "cron": "Reports every morning, as files or by mail.",
    "sql": "Ask the views anything.",
    "shell": "The commands at a prompt; completion.",
    "batch": "Commands as JSON lines, for programs.",
    "hooks": "Programs of yours that are asked, or told.",
    "teams": "Several people, a server, roles.",
    "sync": "Two stores exchange changes by file.",
    "language": "English, Turkish, and your own words.",
    "config": "Settings, where they come from, several stores.",
    "exit-codes": "What the number means that a command ends with.",
}
ALSO = {
    "dedupe": "duplicates",
    "merge": "duplicates",
    "restore": "undo",
    "history": "undo",
    "erase": "privacy",
    "consent": "privacy",
    "completion": "shell",
    "settings": "config",
    "profiles": "config",
    "lang": "language",
    "turkish": "language",
    "where": "filters",
    "pager": "formats",
    "imports": "import",
    "postgres": "teams",
    **dict.fromkeys(("tarih", "tarihler", "gun", "gunler", "saat"), "dates"),
    **dict.fromkeys(("suzgec", "suzgecler", "filtre", "filtreler"), "filters"),
    **dict.fromkeys(("bicim", "bicimler"), "formats"),
    **dict.fromkeys(("dil", "turkce"), "language"),
    **dict.fromkeys(("ayar", "ayarlar"), "config"),
}
"""What a topic is looked for under, besides its own name, where no command has that name."""


def page(topic: str, language: str = "en") -> str:
    """Return the page of a topic but cron."""
    name = {"import": "import_"}.get(topic, topic.replace("-", "_"))
    place = __name__ if language == "en" else f"{__name__}.{language}"
    text: str = import_module(f"{place}.{name}").TEXT
    return text


def contents() -> str:
    """Return the list of topics."""
    width = max(map(len, TOPICS))
    about = [(f"  crm help {name.ljust(width)}  ", named(text)) for name, text in TOPICS.items()]
    lines = [
        say("Help about what is the same everywhere"),
        "",
        *(listed(line, "") for line in about),
        "",
        say("Help about a command"),
        *(listed((f"  {words.ljust(23)}  ", text), "") for words, text in _WAYS),
    ]
    return listed((*lines, ""), "\n")


_WAYS = (
    ("crm help customer add", say("the same as crm customer add --help")),
    ("crm help sales", say("a report, by its name alone")),
    ("crm find ...", say("commands and reports by what they do, and records")),
    ("crm --help", say("all commands")),
)

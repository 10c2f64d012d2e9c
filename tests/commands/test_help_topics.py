"""The pages of ``crm help``: short, found by what people call them, with examples that work."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest

from crmcli.domain.help_topics import ALSO, TOPICS, contents, page
from tests.support.program import Program

TEXTS = tuple(topic for topic in TOPICS if topic != "cron")
PLACES = {"FILE": "x.csv", "BACKUP": "x.db", "NAME": "x", "WORDS": "x"}


def examples(topic: str, language: str = "en") -> Iterator[str]:
    """Yield the command lines of a page: indented, or behind two blanks or a pipe; up to two blanks."""
    for line in page(topic, language).splitlines():
        for found in re.finditer(r"(?:(?<=  )|(?<=\| ))crm (?=\S)", line) if line.startswith("  ") else ():
            yield up_to_its_end(line[found.start() :])


def up_to_its_end(text: str) -> str:
    """Return a command line without what follows it; what stands in quotes belongs to it."""
    quote = ""
    for at, letter in enumerate(text):
        if letter in "'\"" and quote in ("", letter):
            quote = "" if quote else letter
        if not quote and (text[at:].startswith("  ") or text[at : at + 3] in (" | ", " > ", " < ", " # ")):
            return text[:at]
    return text


def parsed(words: list[str]) -> str:
    """Let the program read a command line without running it; return the name of the command."""
    from crmcli.app import App
    from crmcli.cli import root

    command: Any = root()
    ctx = command.make_context("crm", words, obj=App(words))
    rest = [*ctx._protected_args, *ctx.args]
    name = "crm"
    while rest:
        name, found, rest = ctx.command.resolve_command(ctx, rest)
        ctx = found.make_context(name, list(rest), parent=ctx)
        rest = [*ctx._protected_args, *ctx.args] if hasattr(found, "list_commands") else []
    return str(name)


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("topic", TEXTS)
def test_every_example_is_one_that_the_program_understands(topic: str, language: str) -> None:
    lines = [
        line for line in examples(topic, language) if line != "crm" and not line.endswith(("...", "crm>"))
    ]
    assert lines or topic in ("dates", "formats"), "a page without an example"
    for line in lines:
        words = [PLACES.get(word, word) for word in shlex.split(line)[1:]]
        if "--help" in words or words[:1] == ["--install-completion"]:
            words = [word for word in words if word not in ("--help", "--install-completion")]
            if words:
                from crmcli.cli import TABLE

                assert words[0] in TABLE, line
            continue
        if words[:1] == ["help"] and len(words) == 2:
            from crmcli.domain.reports import entry_of

            assert words[1] in TOPICS or entry_of(words[1]), line
            continue
        assert parsed(words), line


def test_examples_are_found_in_lines_that_say_more() -> None:
    assert "crm undo 17 --keep-edited" in set(examples("undo"))
    assert "crm tag add ege -" in set(examples("batch"))
    assert "crm import list" in set(examples("import"))
    assert sum(len(list(examples(topic))) for topic in TEXTS) > 80


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("topic", TEXTS)
def test_a_page_fits_eighty_columns_and_two_screens(topic: str, language: str) -> None:
    lines = page(topic, language).splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 48
    assert not lines[0].startswith(" ")


def test_the_list_of_topics_fits_a_screen() -> None:
    assert len(contents().splitlines()) <= 30
    assert max(map(len, contents().splitlines())) <= 80


def test_what_people_call_a_topic_leads_there(crm_local: Program) -> None:
    from crmcli.cli import TABLE

    for word, topic in ALSO.items():
        assert topic in TOPICS
        if word not in TABLE:
            assert crm_local.inprocess("help", word).checked().stdout == page(topic), word


@pytest.mark.parametrize(
    ("word", "topic"), [("filterz", "filters"), ("hook", "hook"), ("privasy", "privacy")]
)
def test_an_unknown_topic_names_the_nearest(crm_local: Program, word: str, topic: str) -> None:
    result = crm_local.inprocess("help", word)
    if word == topic:
        assert result.checked().stdout.startswith("Usage: crm hook")
        return
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr == f'crm: no help is about "{word}"\nhint: crm help {topic}\n'


RUN = (
    "customer list --where 'city = Izmir' --format ids",
    "customer list --where 'city = İzmir and last_order < 180 days ago'",
    "report sales --by month --period 2026",
    "report churn --where 'city = İzmir' --limit 20",
    'report sql "select city, count(*) as n from customer_view group by city"',
    'report sql "select * from order_view where owner = :who" --param who=Ayşe',
    "segment fields --noun lead",
    "history",
    "config list",
    "hook list",
    "import list",
    "db info",
)


def test_examples_that_only_read_run(crm_local: Program) -> None:
    crm_local.inprocess("-q", "customer", "add", "Işık", "--city", "İzmir").checked()
    known = {" ".join(line.split()[1:]) for topic in TEXTS for line in examples(topic)}
    for line in RUN:
        assert line in known or line == RUN[0], line
        crm_local.inprocess(*shlex.split(line)).checked()

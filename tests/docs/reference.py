"""``docs/reports.md``, made from the table of reports: what each may be asked, and what its columns are.

`python -m tests.docs.reference` writes the page. A test holds page and table equal, so that no column of
a report changes without a word: the page is the promise to scripts.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crmcli.commands.report import said
from crmcli.domain.reports import FAMILIES, Entry
from crmcli.domain.reports.columns import rows_of, unit
from crmcli.domain.results import columns_of

PAGE = Path(__file__).parents[2] / "docs" / "reports.md"

_HEAD = """# Reports: the reference

<!-- Made from the table of reports by `python -m tests.docs.reference`: change the table, not this page. -->

Every report is `crm report NAME`. All take the same options beside their own; which to ask when is in
[A morning with the figures](reports-guide.md), how the analyses work in [Method and proof](analytics.md), and
what cron needs in [Reports by the clock](cron.md).

| option | what it does |
|---|---|
| `--as-of DAY` | as things stood at the end of this day; without it today |
| `--period`, `--since`, `--until` | only what happened in these days |
| `--where FILTER` | only records like this (see [filters](filters.md)) |
| `--by WHAT` | what a row stands for |
| `--currency CODE` | all amounts in this currency, at the rates of their days |
| `--compare DAY` | beside each figure the same as of that day, and the difference |
| `--explain ROW` | the rows and formulas behind one row, or the `total` |
| `--limit N` | rows at most; on a terminal 50, else all |
| `--alert TEST` | exit with 10 when a row is like this: `'net < 1000'` |
| `--exit-code` | exit with 10 when there is any row |
| `--format`, `--output` | table, html, eml, xlsx, csv, json ...; to a file |

The columns below are those of machine formats, in their order. Money is exact decimal text with the code
of its currency in a column of its own; shares are 0 to 1; days are ISO 8601; a blank is a figure that
nobody knows. Columns are added, never renamed or removed.
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    for family in FAMILIES:
        yield f"## {family.title}\n"
        for entry in family.entries:
            yield from _report(entry)


def _report(entry: Entry) -> Iterator[str]:
    """Yield the section of a report."""
    yield f"### {entry.name}\n"
    yield f"{entry.help} Of {entry.of}; a span bounds the days {entry.days}.\n"
    yield f"```sh\n{entry.example}\n```\n"
    yield f"By {', '.join(f'`{name}`' for name in entry.by)}.\n"
    for option in entry.options:
        value = {"flag": ""}.get(option.kind, f" {option.metavar or option.kind.upper()}")
        choices = f" One of {', '.join(option.choices)}." if option.choices else ""
        yield f"- `--{option.name.replace('_', '-')}{value}`: {said(option)}{choices}"
    if entry.options:
        yield ""
    for place, row in enumerate(rows_of(entry)):
        yield from _columns(row, first=place == 0)


def _columns(row: type[Any], *, first: bool) -> Iterator[str]:
    """Yield the table of the columns of a row."""
    if not first:
        yield f"`{row.__name__}`, with some options:\n"
    yield "| column | unit | meaning |\n|---|---|---|"
    for column in columns_of(row):
        yield f"| `{column.name}` | {unit(column.kind)} | {column.about.replace('|', chr(92) + '|')} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

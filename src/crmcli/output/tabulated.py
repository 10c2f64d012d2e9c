"""Plain text and Markdown tables by tabulate: for mails, tickets and documents.

Same bytes everywhere, in the human form of each kind. A line break in a value is shown as ``↵``;
in Markdown every character that would be read as markup is escaped, so that a reader of the page
sees the value itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import Day
from crmcli.domain.results import Change, Listing, Record, Report
from crmcli.language import cell, tell, told
from crmcli.output.cells import columns_for_people, groups, is_missing, plain_cell, unsummed, word_for_total
from crmcli.output.safe import safe_text
from crmcli.output.spoken import summary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crmcli.domain.results import Column
    from crmcli.output import Settings

_MARKUP = re.compile(r"[\\`*<|\[\]~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")


def plain(result: Any, settings: Settings) -> Iterator[str]:
    """Yield aligned columns with a rule under the headings."""
    return _Page(settings, "simple", str, "", "").parts(result)


def markdown(result: Any, settings: Settings) -> Iterator[str]:
    """Yield pipe tables, titles as headings."""
    return _Page(settings, "pipe", escaped, "## ", "### ").parts(result)


def escaped(text: str) -> str:
    """Return text that a Markdown reader shows as it is."""
    return _MARKUP.sub(r"\\\g<0>", text)


class _Page:
    """One way to write titles and tables."""

    def __init__(
        self, settings: Settings, style: str, escape: Callable[[str], str], title: str, section: str
    ) -> None:
        self.settings = settings
        self.style = style
        self.escape = escape
        self.title_mark = title
        self.section_mark = section

    def parts(self, result: Any) -> Iterator[str]:
        """Yield the parts of a result, a blank line between them."""
        blocks = [block for block in self._blocks(result) if block]
        yield "\n\n".join(blocks) + "\n" if blocks else ""

    def _blocks(self, result: Any) -> Iterator[str]:
        """Yield titles and tables in order."""
        match result:
            case Listing():
                yield from self._listing(result, self.title_mark)
            case Report():
                yield self._heading(result.title, self.title_mark)
                yield tell("as of {day}", day=Day().human(result.as_of, result, self.settings.locale))
                yield self._table(result.row, result.rows, total=result.total)
                if not result.rows and result.empty:
                    yield self.escape(safe_text(cell(result.empty)))
            case Record():
                yield self._heading(result.title, self.title_mark)
                yield self._card(result.item)
                yield from self._sections(result.sections)
            case Change():
                if result.summary:
                    yield self.escape(safe_text(cell(summary_of(result))))
                if len(result.items) > 1 or not result.summary:
                    yield self._table(result.row, result.items)
                yield from self._sections(result.sections)

    def _sections(self, sections: Sequence[Listing[Any]]) -> Iterator[str]:
        """Yield the sections that have something to say."""
        for section in sections:
            if section.rows:
                yield from self._listing(section, self.section_mark)
            elif section.empty:
                yield self._heading(section.title, self.section_mark)
                yield self.escape(safe_text(cell(section.empty)))

    def _listing(self, listing: Listing[Any], mark: str) -> Iterator[str]:
        """Yield a title and a table, or a table for every group."""
        yield self._heading(listing.title, mark)
        if listing.group is None or not listing.rows:
            yield self._table(listing.row, listing.rows)
            return
        for heading, rows in groups(listing, self.settings):
            yield self._heading(heading, "### ") if self.title_mark else heading
            yield self._table(listing.row, rows, group=listing.group)

    def _heading(self, title: str | None, mark: str) -> str:
        """Return a title's line, empty when there is none."""
        return mark + self.escape(safe_text(title)) if title else ""

    def _card(self, item: Any) -> str:
        """Return a record's fields, one a line; what is missing is left out."""
        columns = columns_for_people(type(item), detail=True)
        filled = [column for column in columns if not is_missing(getattr(item, column.name))]
        return self._tabulate(
            [told("field", "column"), told("value", "column")],
            [[c.label, self._cell(c, item)] for c in filled],
            ["left", "left"],
        )

    def _table(self, row: type, rows: Sequence[Any], *, group: str | None = None, total: Any = None) -> str:
        """Return a table; the total is its last line."""
        columns = columns_for_people(row, group=group)
        body = [[self._cell(column, item) for column in columns] for item in rows]
        if total is not None and columns:
            last = ["" if unsummed(c, total, rows) else self._cell(c, total) for c in columns]
            if is_missing(getattr(total, columns[0].name)):
                last[0] = word_for_total(self.settings)
            body.append(last)
        return self._tabulate(
            [column.label for column in columns], body, [column.kind.align for column in columns]
        )

    def _cell(self, column: Column, row: Any) -> str:
        """Return a cell on one line."""
        return self.escape(plain_cell(column, row, self.settings))

    def _tabulate(self, headings: list[str], body: list[list[str]], aligns: list[str]) -> str:
        """Return the text of a table without blanks at the ends of its lines."""
        from tabulate import tabulate

        made = tabulate(
            body,
            headers=headings,
            tablefmt=self.style,
            disable_numparse=True,
            colalign=aligns if body else None,
            missingval="",
        )
        return "\n".join(line.rstrip() for line in made.split("\n"))

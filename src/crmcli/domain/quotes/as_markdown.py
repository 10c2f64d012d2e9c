"""A quote as Markdown: a table of lines, everything a person wrote escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmcli.domain.quotes.as_text import head_lines

if TYPE_CHECKING:
    from crmcli.domain.quotes.paper import Paper

_MARKS = re.compile(r"([\\`*_\[\]|<>~&])")
_BEGINNINGS = re.compile(r"^(?:[-+=#](?=[\s=#-]|$)|\d+(?=[.)](?:\s|$)))")
"""What makes a list, a heading or a line of the text behind it where it begins a line."""


def as_markdown(paper: Paper) -> str:
    """Return the whole paper."""
    says = paper.words
    head = [escaped(line) for line in head_lines(paper.head, says)]
    parts = []
    if head:
        parts.append("  \n".join([f"**{head[0]}**", *head[1:]]))
    parts.append(f"# {escaped(paper.title)}: {escaped(paper.name)}")
    parts.append("  \n".join(f"{escaped(label)}: {escaped(text)}" for label, text in paper.facts))
    if paper.party:
        parts.append(
            "  \n".join([f"{says['to']} **{escaped(paper.party[0])}**", *map(escaped, paper.party[1:])])
        )
    parts.append(_table(paper))
    parts.append(
        "\n".join(["| | |", "|---|---:|", *(f"| {escaped(a)} | {escaped(b)} |" for a, b in paper.sums)])
    )
    if paper.in_words:
        parts.append(f"{says['words']}: {escaped(paper.in_words)}")
    if paper.terms:
        parts.append(f"**{says['terms']}**\n\n" + "  \n".join(map(escaped, paper.terms.split("\n"))))
    if paper.head.iban:
        parts.append(f"{says['iban']}: {escaped(paper.head.iban)}")
    parts.append(
        f"| {says['ours']} | {says['theirs']} |\n|---|---|\n| {says['signature']} | {says['signature']} |"
    )
    return "\n\n".join(parts) + "\n"


def _table(paper: Paper) -> str:
    """Return the lines as a table; the discount's column is there when any line has one."""
    says = paper.words
    shown = [place for place in range(7) if place != 4 or paper.discounted]
    amount = f"{says['amount']} ({paper.currency})"
    head = (
        says["position"],
        says["description"],
        says["quantity"],
        says["price"],
        says["discount"],
        says["tax"],
        amount,
    )
    rows = [[head[place] for place in shown], ["---" if place == 1 else "---:" for place in shown]]
    rows += [["<br>".join(map(escaped, line[place].split("\n"))) for place in shown] for line in paper.lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def escaped(text: str) -> str:
    """Return a text that Markdown leaves as it is, on one line."""
    plain = _MARKS.sub(r"\\\1", " ".join(text.split()))
    found = _BEGINNINGS.match(plain)
    if found is None:
        return plain
    place = found.end() if found[0].isdigit() else 0
    return f"{plain[:place]}\\{plain[place:]}"

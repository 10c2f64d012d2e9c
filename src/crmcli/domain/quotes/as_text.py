"""A quote as plain text of at most 80 columns, to read on a screen or to paste into a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.quotes.paper import tax_line
from crmcli.domain.quotes.shown import wide

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crmcli.domain.quotes.paper import Letterhead, Paper, PaperLine

WIDTH = 80
_GAP = "  "
_NARROWEST = 16  # columns a description can do with beside the numbers


def as_text(paper: Paper) -> str:
    """Return the whole paper; every line ends and none is wider than WIDTH."""
    says = paper.words
    lines = [*_beside(head_lines(paper.head, says), _facts(paper)), ""]
    lines += [f"{says['to']} {paper.party[0]}" if paper.party else ""]
    lines += [f"    {line}" for line in paper.party[1:]]
    lines += ["", paper.name, ""]
    lines += list(_table(paper))
    lines += ["-" * WIDTH, *_sums(paper)]
    if paper.in_words:
        lines += ["", f"{says['words']}: {paper.in_words}"]
    if paper.terms:
        lines += ["", f"{says['terms']}:", *paper.terms.split("\n")]
    if paper.head.iban:
        lines += ["", f"{says['iban']}: {paper.head.iban}"]
    lines += [
        "",
        "",
        *_beside((says["ours"], "", says["signature"]), (says["theirs"], "", says["signature"])),
    ]
    wrapped = [part for line in lines for part in wrap(line, WIDTH)]
    return "\n".join(line.rstrip() for line in wrapped) + "\n"


def head_lines(head: Letterhead, says: Mapping[str, str]) -> tuple[str, ...]:
    """Return who we are, line by line."""
    phone = f"{says['phone']}: {head.phone}" if head.phone else ""
    reach = " · ".join(part for part in (phone, head.email, head.website) if part)
    tax = tax_line(head.tax_office, head.tax_number, says)
    return tuple(line for line in (head.name, *head.address.split("\n"), reach, tax) if line)


def _facts(paper: Paper) -> tuple[str, ...]:
    return (
        paper.title.upper() if paper.language == "en" else _upper(paper.title),
        *(f"{a}: {b}" for a, b in paper.facts),
    )


def _upper(text: str) -> str:
    """Return a Turkish text in capitals."""
    return text.replace("i", "İ").replace("ı", "I").upper()


def _beside(left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    """Yield two blocks side by side, the right one at the right edge."""
    room = max((wide(line) for line in right), default=0)
    wrapped = (
        [part for line in left for part in wrap(line, WIDTH - room - len(_GAP))] if room < WIDTH // 2 else []
    )
    if room >= WIDTH // 2 or any(wide(line) > WIDTH - room - len(_GAP) for line in wrapped):
        yield from (*left, "", *right)
        return
    for place in range(max(len(wrapped), len(right))):
        mine = wrapped[place] if place < len(wrapped) else ""
        its = right[place] if place < len(right) else ""
        yield pad(mine, WIDTH - room) + its


def _table(paper: Paper) -> Iterator[str]:
    """Yield the lines under their headings; long descriptions go on below."""
    says = paper.words
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
    rows: list[Sequence[str]] = [head, *paper.lines]
    shown = [place for place in range(7) if place != 4 or paper.discounted]
    widths = {place: max(wide(part) for row in rows for part in row[place].split("\n")) for place in shown}
    others = sum(width for place, width in widths.items() if place != 1) + len(_GAP) * (len(shown) - 1)
    room = WIDTH - others
    if room < _NARROWEST and paper.lines:
        yield from _stacked(paper.lines, shown, says["description"])
        return
    widths[1] = room
    for number, row in enumerate(rows):
        words = [part for line in row[1].split("\n") for part in wrap(line, room)]
        for place, part in enumerate(words):
            cells = [part if at == 1 else row[at] if not place else "" for at in shown]
            yield _GAP.join(
                pad(cell, widths[at]) if at < 2 else pad(cell, widths[at], right=True)
                for at, cell in zip(shown, cells, strict=True)
            )
        if not number:
            yield "-" * WIDTH


def _stacked(lines: Sequence[PaperLine], shown: Sequence[int], description: str) -> Iterator[str]:
    """Yield lines whose numbers leave no room beside them: the words, then the numbers below."""
    yield description
    yield "-" * WIDTH
    for line in lines:
        yield f"{line[0]}{_GAP}{line[1]}"
        yield pad(_GAP.join(line[place] for place in shown if place > 1 and line[place]), WIDTH, right=True)


def _sums(paper: Paper) -> Iterator[str]:
    """Yield the sums at the right edge, labels and amounts each under one another."""
    amounts = max((wide(amount) for _, amount in paper.sums), default=0)
    for label, amount in paper.sums:
        yield pad(f"{label}{_GAP}{pad(amount, amounts, right=True)}", WIDTH, right=True)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return a text filled up with spaces to a width; a wider one as it is."""
    room = " " * max(width - wide(text), 0)
    return room + text if right else text + room


def wrap(text: str, width: int) -> list[str]:
    """Return a text broken at spaces to lines of at most a width; a word that is wider is cut."""
    if wide(text) <= width:
        return [text]
    lines, line = [], ""
    for word in text.split(" "):
        grown = f"{line} {word}" if line else word
        if wide(grown) <= width:
            line = grown
            continue
        if line.strip():
            lines.append(line)
        line = word
        while wide(line) > width:
            cut = _fitting(line, width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line or not lines else lines


def _fitting(text: str, width: int) -> int:
    """Return how many characters of a text fit a width, one at least."""
    room = 0
    for place, character in enumerate(text):
        room += wide(character)
        if room > width:
            return max(place, 1)
    return len(text)

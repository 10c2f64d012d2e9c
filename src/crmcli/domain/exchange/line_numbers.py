"""On which lines of a file rows begin, and where the quotes of a malformed one open and close."""

from collections.abc import Iterator, Sequence

from crmcli.domain.exchange.source import CELL_LIMIT


def line_numbers(rows: list[list[str]], first: int, last: int) -> Sequence[int]:
    """Return the physical line that each row begins on; ``first`` and ``last`` are the batch's lines."""
    if last - first + 1 == len(rows):
        return range(first, last + 1)
    numbers = []
    line = first
    for row in rows:
        numbers.append(line)
        line += 1
        for cell in row:
            if "\n" in cell or "\r" in cell:
                line += cell.count("\n") + cell.count("\r") - cell.count("\r\n")
    return numbers


def last_quote(
    lines: Iterator[str], first: int, delimiter: str, *, spaced: bool
) -> tuple[int | None, int | None]:
    """Follow the quotes of one malformed record.

    Returns the line in which the last quoted cell opens, and the one in which it closes; None for
    a record without quoted cells, and for a cell that never closes within CELL_LIMIT.
    """
    opened: int | None = None
    closed: int | None = None
    inside, fresh, after, size = False, True, False, 0
    for number, line in enumerate(lines, first):
        for character in line:
            if inside:
                size += 1
                if character == '"':
                    inside, after, closed = False, True, number
                elif size > CELL_LIMIT:
                    return opened, None
            elif character == '"' and (fresh or after):
                if not after:
                    opened, size = number, 0
                inside, after, fresh, closed = True, False, False, None
            elif after and character not in (delimiter, "\r", "\n"):
                return opened, closed
            else:
                fresh = character == delimiter or (fresh and spaced and character == " ")
                after = False
        if not inside:
            return opened, closed
    return opened, closed

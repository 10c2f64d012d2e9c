"""What a row may be called: the program's own words as every language has them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from crmcli.language import LANGUAGES, Catalogue, cell
from crmcli.said import Said

if TYPE_CHECKING:
    from collections.abc import Iterator


def spellings(text: str) -> Iterator[str]:
    """Yield a text as it is told here, and a word of the program's own as other languages have it."""
    yield cell(text)
    if not isinstance(text, Said) or text.values or not text.sentence:
        return
    yield str(text)
    for code in LANGUAGES:
        catalogue = _catalogue(code)
        if catalogue is not None:
            yield catalogue.word(text.sentence, text.context) or str(text)


@cache
def _catalogue(code: str) -> Catalogue | None:
    return Catalogue.of(code)

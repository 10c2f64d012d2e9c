"""Text that the program wrote itself into a record: stored in English, told in the language of the run.

What is stored stays as it is. A text that is like none of the program's own is a person's, and is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import ALWAYS, Text
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_LONGEST = 500
"""Characters of a sentence of the program's own with the names in it; trying takes time by the square."""


class OwnWord(Text):
    """A text that may be one of the program's own words, given as they are told."""

    __slots__ = ("words",)

    def __init__(self, *words: str, label: str | None = None, show: int = ALWAYS, wrap: bool = True) -> None:
        """Keep the words."""
        super().__init__(label, show=show, wrap=wrap)
        self.words = {str(word): word for word in words}

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the word as it is told, any other text as it is."""
        del row, locale
        return self.words.get(value, str(value))


class OwnSentence(Text):
    """A text that may be one of the program's own sentences, given with their holes, or two of them.

    ``values`` make of what stands in a hole what it is said with, None where it can't stand there; a hole
    with a form (``{days:,}``) holds a number. A second sentence begins with a semicolon.
    """

    __slots__ = ("sentences", "values")

    def __init__(
        self,
        *sentences: str,
        values: Mapping[str, Callable[[str], object]],
        label: str | None = None,
        show: int = ALWAYS,
    ) -> None:
        """Keep the sentences; the first that fits is meant."""
        super().__init__(label, show=show)
        self.sentences, self.values = sentences, values

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the sentence as it is told, any other text as it is."""
        del row, locale
        text = str(value)
        whole = self._told(text)
        first, mark, second = text.partition("; ")
        if whole is None and mark:
            both = self._told(first), self._told(mark + second)
            whole = None if None in both else listed(filter(None, both), "")
        return text if whole is None else whole

    def _told(self, text: str) -> str | None:
        """Return a text that is like a sentence as that sentence, else None; a long one is a person's."""
        import re
        from string import Formatter

        if len(text) > _LONGEST:
            return None
        for sentence in self.sentences:
            found = re.fullmatch(_pattern(sentence), text)
            if found is not None:
                specs = {name: spec for _, name, spec, _ in Formatter().parse(sentence) if name}
                parts = found.groupdict().items()
                values = {name: self._value(name, specs[name], part) for name, part in parts}
                if None not in values.values():
                    return say(sentence, **values)
        return None

    def _value(self, name: str, spec: str | None, text: str) -> object:
        """Return what stands in a hole."""
        if spec:
            return (float if "f" in spec else int)(text.replace(",", ""))
        return self.values.get(name, str)(text)


def _pattern(sentence: str) -> str:
    """Return the pattern of the texts that are like a sentence."""
    import re
    from string import Formatter

    pieces = []
    for words, name, spec, _ in Formatter().parse(sentence):
        pieces.append(re.escape(words))
        if name is not None:
            pieces.append(f"(?P<{name}>{'-?[0-9]+(?:,[0-9]{3})*(?:[.][0-9]+)?' if spec else '.*'})")
    return "".join(pieces)

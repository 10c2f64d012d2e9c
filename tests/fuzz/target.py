"""What is fuzzed: a name, which is its folder of the corpus, what is done with an input, its words."""

import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.fuzz.house import House
from tests.fuzz.mutate import LONGEST, Inner

CORPUS = Path(__file__).parent / "corpus"


class Target(NamedTuple):
    """A reader or a language; ``attempt`` returns what came of an input, in a word."""

    name: str
    attempt: Callable[[House, bytes], str]
    words: tuple[bytes, ...] = ()
    longest: int = LONGEST
    made: Callable[[House], list[bytes]] | None = None
    """What makes seeds that are no files of the corpus, since they change with the program."""
    typed: bool = False
    """Whether people type it: then words are changed more often than bytes."""
    inner: Inner | None = None
    """What changes the decoded content and writes it anew; it returns None for an input it can't read."""

    def seeds(self) -> list[Path]:
        """Return the corpus: good inputs, and each that once broke something."""
        folder = CORPUS / self.name
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def inputs(self, house: House) -> list[bytes]:
        """Return what all begins with."""
        return [*(path.read_bytes() for path in self.seeds()), *(self.made(house) if self.made else ())]


def chance(data: bytes) -> Random:
    """Return chance that is the same for the same input, so that a finding can be had again."""
    return Random(zlib.crc32(data))  # noqa: S311 - no secret


def words(text: str) -> tuple[bytes, ...]:
    """Return the words of a text, in UTF-8."""
    return tuple(word.encode() for word in text.split())

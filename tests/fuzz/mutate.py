"""Files and texts made from good ones by damage: bytes turned, pieces cut, doubled, moved, mixed, swapped.

No coverage is measured. An input with an outcome not seen before (another refusal, another count of
rows) becomes a seed itself: that finds most of what coverage would, in any Python.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from random import Random

Inner = Callable[[bytes, Random], bytes | None]

LONGEST = 64 * 1024
"""Bytes of an input: what is slow at this size is slow for no reason."""
_CHANGES = 6
_ODD = (
    *(b"\0", b"\x1b", b"\x7f", b"\x9b", b"\xff", b"\xc3", b"\r", b"\n", b"\r\n", b"\t", b"'", b'"', b"\\"),
    *(b"%", b"%s", b"{}", b"{0}", b"[/]", b"=", b"<", b">", b"&", b"..", b"/", b"-", b",", b";", b":"),
    *(b"-1", b"0", b"00", b"1e999", b"9" * 19, b"9" * 400, b"NaN", b"null", b"true"),
    *("İ".encode(), "ı".encode(), "\u202e".encode(), "\u0301".encode() * 9, "\U000e0041".encode()),
    *(b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\xef\xbb\xbf", b"\xff\xfe", "ş".encode("cp1254"), "٣".encode()),
)
_NUMBERS = (0, 1, -1, 127, 128, 255, 256, 32767, 65535, 65536, 2**31 - 1, 2**31, 2**32, 2**53, 2**63)


class Mutator:
    """Makes inputs without end out of seeds and words; the same ``random`` makes the same ones."""

    def __init__(
        self,
        seeds: Sequence[bytes],
        words: Sequence[bytes],
        random: Random,
        longest: int = LONGEST,
        *,
        typed: bool = False,
        inner: Inner | None = None,
    ) -> None:
        """``words`` are what the format is made of; nothing gets longer than ``longest`` bytes.

        ``typed``: most changes are of whole words, as people err; else no more than a first look is tried.
        ``inner``: most changes are its, within a file that stays sound.
        """
        self._inner = inner
        self._longest = longest
        self._typed = typed and bool(words)
        self._own = tuple(words)
        self._seeds = list(seeds) or [b""]
        self._first = len(self._seeds)
        self._words = (*words, *_ODD)
        self._random = random
        self._outcomes: set[str] = set()

    def next(self) -> bytes:
        """Return the next input."""
        random = self._random
        # What was learnt is mostly refused: every second input begins with a good one again.
        seed = random.choice(self._seeds if random.random() < 0.5 else self._seeds[: self._first])
        if seed.startswith(b"PK") and random.random() < 0.8:
            changed = self._inside(seed)
            if changed is not None:
                return changed
        if self._inner is not None and random.random() < 0.85:
            changed = self._inner(seed, random)
            if changed is not None:
                return changed[: self._longest]
        change = self._reworded if self._typed and random.random() < 0.8 else self._changed
        for _ in range(min(random.randint(1, _CHANGES), random.randint(1, _CHANGES))):
            seed = change(seed)
        return seed[: self._longest]

    def learn(self, data: bytes, outcome: str) -> None:
        """Keep an input that led to what no other one did."""
        if outcome not in self._outcomes and len(self._outcomes) < 3_000:
            self._outcomes.add(outcome)
            self._seeds.append(data)

    @property
    def learnt(self) -> int:
        """How many inputs were kept."""
        return len(self._seeds) - self._first

    def _inside(self, seed: bytes) -> bytes | None:
        """Return an archive with one of its members changed, None where it is none any more."""
        random = self._random
        try:
            with zipfile.ZipFile(io.BytesIO(seed)) as archive:
                members = {name: archive.read(name) for name in archive.namelist()}
        except Exception:  # noqa: BLE001 - a damaged archive fails in many ways
            return None
        if not members:
            return None
        name = random.choice(list(members))
        content = members[name]
        for _ in range(random.randint(1, _CHANGES)):
            content = self._changed(content)
        members[name] = content[:LONGEST]
        if random.random() < 0.1:
            members[random.choice(("../x.xml", "/etc/x", "a\\b", name.upper(), "x" * 300))] = content[:100]
        if random.random() < 0.1:
            del members[random.choice(list(members))]
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
            for one, data in members.items():
                archive.writestr(one, data)
        return made.getvalue()

    def _changed(self, data: bytes) -> bytes:  # noqa: C901, PLR0911 - a table of changes, a line or two each
        """Return data with one change."""
        random = self._random
        at = random.randrange(len(data) + 1)
        match random.randrange(12):
            case 0 | 1:
                return data[:at] + random.choice(self._words) + data[at:]
            case 2:
                word = random.choice(self._words)
                return data[:at] + word + data[at + len(word) :]
            case 3:
                return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]
            case 4:
                end = at + random.choice((1, 2, 4, 16, 64))
                return data[:at] + data[end:]
            case 5:
                piece = data[at : at + random.choice((1, 4, 16, 64, 256))]
                return data[:at] + piece * random.choice((1, 2, 3, 50)) + data[at:]
            case 6:
                return data[:at]
            case 7:
                other = random.choice(self._seeds)
                start = random.randrange(len(other) + 1)
                return data[:at] + other[start : start + random.choice((8, 64, 512, 4096))] + data[at:]
            case 8:
                return self._number(data, at)
            case 9:
                return self._lines(data)
            case 10:
                return self._swapped(data)
            case _:
                size = random.choice((1, 2, 4, 8))
                value = random.choice(_NUMBERS) % (1 << 8 * size)
                return data[:at] + value.to_bytes(size, "little") + data[at + size :]

    def _reworded(self, data: bytes) -> bytes:
        """Return data with a word changed, put in, left out, said twice, or a piece of another text in it."""
        random = self._random
        words = data.split(b" ")
        at = random.randrange(len(words))
        match random.randrange(6):
            case 0:
                words[at] = random.choice(self._own)
            case 1:
                words.insert(at, random.choice(self._own))
            case 2:
                del words[at]
            case 3:
                words.insert(at, random.choice(words))
            case 4:
                other = random.choice(self._seeds).split(b" ")
                start = random.randrange(len(other))
                words[at : at + random.randint(0, 3)] = other[start : start + random.randint(1, 4)]
            case _:
                return self._number(data, random.randrange(len(data) + 1))
        return b" ".join(words)

    def _number(self, data: bytes, at: int) -> bytes:
        """Return data with a number in it made another one."""
        while at < len(data) and not 0x30 <= data[at] <= 0x39:
            at += 1
        end = at
        while end < len(data) and 0x30 <= data[end] <= 0x39:
            end += 1
        return data[:at] + str(self._random.choice(_NUMBERS)).encode() + data[end:]

    def _lines(self, data: bytes) -> bytes:
        """Return data with its lines in another order, one of them gone or there twice."""
        lines = data.splitlines(keepends=True)
        if len(lines) < 2:
            return data
        random = self._random
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        match random.randrange(3):
            case 0:
                lines[one], lines[other] = lines[other], lines[one]
            case 1:
                lines.insert(one, lines[other])
            case _:
                del lines[one]
        return b"".join(lines)

    def _swapped(self, data: bytes) -> bytes:
        """Return data in another encoding, or with another mark between cells."""
        random = self._random
        marks = (b",", b";", b"\t", b"|", b":", b"=", b"\n")
        try:
            match random.randrange(3):
                case 0:
                    return data.decode().encode(random.choice(("utf-16", "utf-16-le", "utf-32", "cp1254")))
                case 1:
                    return b"\xef\xbb\xbf" + data
                case _:
                    return data.replace(random.choice(marks), random.choice(marks))
        except UnicodeError:
            return data

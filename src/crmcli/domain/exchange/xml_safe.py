"""XML read piece by piece in bounded memory: no document type, no entities, nothing taken from elsewhere.

A *document* is an element that the caller knows by its name, at any depth: an envelope may hold
several. Its children are handed over one by one as small trees of the elements that were asked for;
all else, such as signatures and attached files, is passed over without being kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from crmcli.errors import Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEPTH_LIMIT = 64
ELEMENT_LIMIT = 500_000
"""Elements in one document."""
TEXT_LIMIT = 65_536
"""Characters in one element."""
PIECE_LIMIT = 10_000
"""Elements kept of one child of a document."""
KEPT_LIMIT = 32 * 1024 * 1024
"""Characters kept of a file."""
_TOKEN_LIMIT = 1024 * 1024  # bytes of one tag or comment: the parser must hold it whole
_CHUNK = 64 * 1024
_INVALID = 4  # the parser's code of a byte that stands for nothing
_ENCODINGS = {18, 19, 30}  # ... of encodings that are unknown, or not the one declared


class Element:
    """An element that was kept: its local name, a few attributes, its text or its children."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        """Begin an element on a line of the file."""
        self.name = name
        self.attributes = attributes
        self.line = line
        self.text = ""
        self.children: list[Element] = []

    def all(self, name: str) -> list[Element]:
        """Return the children of a name, in order."""
        return [child for child in self.children if child.name == name]

    def find(self, *path: str) -> Element | None:
        """Return the first element at the end of a path of names."""
        here = self
        for name in path:
            for child in here.children:
                if child.name == name:
                    here = child
                    break
            else:
                return None
        return here

    def value(self, *path: str) -> str:
        """Return the text of the first element at the end of a path, "" where there is none."""
        found = self.find(*path)
        return found.text if found is not None else ""


class Piece(NamedTuple):
    """A child of a document; the document itself where ``opens``, without its children."""

    element: Element
    opens: bool


class Wanted(NamedTuple):
    """What is to be read: which elements are documents, which names below them are kept.

    ``names`` maps an element's full name, ``{namespace}local``, to its local name, None to pass it over.
    ``root`` is told the outermost element and its line unless that is a document: it may raise to stop.
    """

    is_document: Callable[[str], bool]
    names: Callable[[str], str | None]
    attributes: frozenset[str]
    root: Callable[[str, int], None]


class _Target:
    """Takes the parser's events and makes pieces of them, within the limits."""

    def __init__(self, name: str, wanted: Wanted) -> None:
        self._name = name
        self._wanted = wanted
        self._open: list[Element] = []  # the piece being read, outermost first
        self._text: list[str] = []
        self._length = self._kept = self._depth = self._passed = self._elements = self._pieces = 0
        self._document = 0  # the depth of the open document
        self.parser: Any = None
        self.ready: list[Piece] = []

    def refuse(self, what: str, hint: str | None = None) -> NoReturn:
        """Stop, with the line that was reached."""
        raise Refused(
            say(
                "{name} line {line}: {what}",
                name=self._name,
                line=self.parser.CurrentLineNumber,
                what=what,
            ),
            hint,
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > DEPTH_LIMIT:
            self.refuse(say("elements are nested deeper than {depth_limit} levels", depth_limit=DEPTH_LIMIT))
        if self._elements > ELEMENT_LIMIT:
            self.refuse(
                say("more than {element_limit:,} elements in one document", element_limit=ELEMENT_LIMIT)
            )
        if self._passed:
            self._passed += 1
        elif not self._document:
            self._outside(tag)
        else:
            self._inside(tag, attributes)

    def _outside(self, tag: str) -> None:
        """Look for a document."""
        if self._wanted.is_document(tag):
            self._document, self._elements = self._depth, 1
            element = Element(tag.rpartition("}")[2], {}, self.parser.CurrentLineNumber)
            self.ready.append(Piece(element, opens=True))
        elif self._depth == 1:
            self._wanted.root(tag, self.parser.CurrentLineNumber)

    def _inside(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin a piece or a part of one, or pass over what is not asked for."""
        local = self._wanted.names(tag)
        if local is None:
            self._passed = 1
            return
        if attributes:
            known = self._wanted.attributes
            attributes = {name: value for name, value in attributes.items() if name in known}
            self._kept += sum(map(len, attributes.values()))
        element = Element(local, attributes, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._pieces = 0
        self._open.append(element)
        self._pieces += 1
        if self._pieces > PIECE_LIMIT:
            self.refuse(
                say(
                    "more than {piece_limit:,} elements in one {name}",
                    piece_limit=PIECE_LIMIT,
                    name=self._open[0].name,
                )
            )
        self._text.clear()
        self._length = 0

    def data(self, text: str) -> None:
        if self._passed or not self._open:
            return
        self._length += len(text)
        if self._length > TEXT_LIMIT:
            self.refuse(
                say(
                    "{name} has more than {text_limit:,} characters",
                    name=self._open[-1].name,
                    text_limit=TEXT_LIMIT,
                )
            )
        self._text.append(text)

    def end(self, _tag: str) -> None:
        self._depth -= 1
        if self._passed:
            self._passed -= 1
            return
        if self._open:
            element = self._open.pop()
            if not element.children:
                element.text = "".join(self._text).strip()
                self._kept += len(element.text)
                if self._kept > KEPT_LIMIT:
                    self.refuse(
                        say(
                            "more than {kept_limit} million characters of text",
                            kept_limit=KEPT_LIMIT // 1024 // 1024,
                        )
                    )
            self._text.clear()
            self._length = 0
            if not self._open:
                self.ready.append(Piece(element, opens=False))
        elif self._depth < self._document:
            self._document = self._elements = 0


class XmlReader:
    """Reads one file; ``encoding`` is the one it declared, None while or where it says none."""

    def __init__(self, name: str, wanted: Wanted, encoding: str | None = None) -> None:
        """Prepare to read; a told ``encoding`` wins over the declared one.

        Raises:
            UsageError: there is no such encoding.
        """
        if encoding is not None:
            import codecs

            try:
                codecs.lookup(encoding)
            except LookupError:
                raise UsageError(
                    say('no encoding is called "{encoding}"', encoding=encoding),
                    "try --encoding utf-8, cp1254, iso8859-9 or utf-16",
                ) from None
        self._name = name
        self._wanted = wanted
        self._told = encoding
        self.encoding: str | None = None

    def pieces(self, chunks: Iterable[bytes]) -> Iterator[Piece]:
        """Yield the documents and their children in order, from the bytes of the file.

        Raises:
            Refused: it is not well-formed, has a DOCTYPE, or goes beyond a limit.
        """
        from defusedxml.ElementTree import DefusedXMLParser

        target = _Target(self._name, self._wanted)
        parser = DefusedXMLParser(target=target, encoding=self._told, forbid_dtd=True)
        expat = target.parser = parser.parser
        expat.XmlDeclHandler = self._declared
        fed = 0
        try:
            for chunk in chunks:
                for start in range(0, len(chunk), _CHUNK):
                    part = chunk[start : start + _CHUNK]
                    self._attempt(parser.feed, part)
                    fed += len(part)
                    if fed - expat.CurrentByteIndex > _TOKEN_LIMIT:
                        target.refuse(say("one tag or comment is longer than 1 MB"))
                    yield from target.ready
                    target.ready.clear()
            self._attempt(parser.close)
        finally:
            target.parser = None  # it holds the target
        yield from target.ready

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = encoding

    def _attempt(self, step: Callable[..., object], *part: bytes) -> None:
        """Let the parser go on, its failures put in words."""
        from defusedxml.common import DefusedXmlException, DTDForbidden
        from defusedxml.ElementTree import ParseError

        try:
            step(*part)
        except DTDForbidden as error:
            raise Refused(
                say(
                    '{name} has a DOCTYPE ("{doctype}"): such XML is not read, since it can name other '
                    "files and grow without bound",
                    name=self._name,
                    doctype=str(error.name)[:40],
                ),
                "no e-invoice has one: ask for the file as it was sent",
            ) from None
        except DefusedXmlException:
            raise Refused(say("{name} declares entities: such XML is not read", name=self._name)) from None
        except ParseError as error:
            raise self._broken(error.code, error.position[0]) from None
        except (LookupError, ValueError):
            raise Refused(
                say(
                    '{name}: its encoding "{encoding}" can\'t be read',
                    name=self._name,
                    encoding=str(self.encoding)[:40],
                ),
                "say how it is encoded, for example: --encoding utf-8",
            ) from None

    def _broken(self, code: int, line: int) -> Refused:
        """Return the refusal of a file that is not well-formed."""
        from xml.parsers.expat import ErrorString

        why = ErrorString(code) or say("it is not well-formed")
        hint = None
        if (code == _INVALID or code in _ENCODINGS) and self._told is None:
            hint = say("if it is in another encoding than it says, tell it: --encoding cp1254")
        return Refused(
            say("{name} line {line} is not well-formed XML: {why}", name=self._name, line=line, why=why), hint
        )

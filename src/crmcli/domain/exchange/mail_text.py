"""The text of a message: of HTML what a person reads, in any encoding, without control characters."""

from __future__ import annotations

import re

from crmcli.said import say

BODY_LIMIT = 60_000
"""Characters of a text that are kept."""
_TOKEN = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>|[^<]+|<", re.DOTALL)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)|<[!?]")
_HIDDEN = frozenset(("script", "style", "head", "title", "template", "noscript"))
_LINES = frozenset(("br", "div", "tr", "li", "ul", "ol", "table", "blockquote", "pre", "hr"))
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
_FALLBACKS = ("utf-8", "cp1254")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def decoded(content: bytes, charset: str) -> str:
    """Return bytes as text: in the encoding named, else UTF-8, else Windows-1254; never an error."""
    for codec in (charset, *_FALLBACKS):
        try:
            if codec and codec.lower().replace("_", "-") not in ("idna", "punycode", "undefined"):
                return content.decode(codec)
        except (LookupError, ValueError):
            continue
    return content.decode("utf-8", "replace")


def clean(text: str) -> str:
    """Return text with LF at line ends, and without other control characters but tabs."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_of_html(html: str) -> str:
    """Return the text of HTML: tags, scripts and styles left out, a line for each block.

    Takes time in proportion to the text, whatever is in it.
    """
    from html import unescape

    parts: list[str] = []
    hidden = ""
    for found in _TOKEN.finditer(html):
        token = found[0]
        tag = _TAG.match(token) if token[0] == "<" else None
        if tag is None:
            if not hidden:
                parts.append(" ".join(("x" + token + "x").split())[1:-1])
            continue
        name = (tag[1] or "").lower()
        if hidden:
            hidden = "" if name == hidden and token[1] == "/" else hidden
        elif name in _HIDDEN and token[1] != "/" and not token.endswith("/>"):
            hidden = name
        elif name in _LINES:
            parts.append("\n")
        elif name in _PARAGRAPHS:
            parts.append("\n\n")
        elif name in ("td", "th"):
            parts.append(" ")
    text = unescape("".join(parts)).replace("\u00a0", " ")
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def cut(text: str) -> tuple[str, bool]:
    """Return a text of at most BODY_LIMIT characters, saying so where it is cut, and whether it is."""
    if len(text) <= BODY_LIMIT:
        return text, False
    return say(
        "{rstrip}\n[cut: the text has {count:,} characters]",
        rstrip=text[:BODY_LIMIT].rstrip(),
        count=len(text),
    ), True

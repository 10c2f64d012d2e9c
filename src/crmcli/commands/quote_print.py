"""``crm quote print``: a quote on paper, under our own letterhead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Context, Option

from crmcli.domain.results import Document
from crmcli.errors import Refused, UsageError, system_says
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.app import App
    from crmcli.config import Config
    from crmcli.domain.quotes.paper import Letterhead

_FORM_OF = {".md": "markdown", ".html": "html", ".htm": "html"}
_IMAGES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}
_LARGEST = 2_000_000


def print_(
    ctx: Context,
    ref: Annotated[str, Argument(metavar="QUOTE", help="Q-3, its number on paper, or its name.")],
    form: Annotated[
        str | None,
        Option("--as", metavar="FORM", help="text, markdown or html; else what --output's name says."),
    ] = None,
    language: Annotated[
        str | None, Option("--language", metavar="en|tr", help="Of the paper; the locale's.")
    ] = None,
    spoken: Annotated[bool, Option("--words", help="The total in words too.")] = False,
) -> Document:
    """Print a quote under our letterhead.

    The letterhead is in the settings: crm config set company_name ...

    Example: crm quote print Q-3 --as html --language tr --output teklif.html
    """
    from crmcli.domain.quotes.labels import LANGUAGES
    from crmcli.domain.quotes.paper import PrintQuote, print_quote

    run: App = ctx.obj
    suffix = Path(run.shown.get("output", "")).suffix.lower()
    chosen = form or _FORM_OF.get(suffix, "text")
    spoken_in = language or run.config.get("locale")
    if spoken_in not in LANGUAGES:
        raise UsageError(
            say('no paper is written in "{spoken_in}"', spoken_in=spoken_in),
            "--language en, or --language tr",
        )
    head = letterhead(run.config, logo=chosen == "html")
    region = run.config.get("region")
    paper = run.read(print_quote, PrintQuote(ref, chosen, head, spoken_in, spoken=spoken, region=region))
    if not head.name:
        from crmcli.notes import note

        note('no letterhead yet: crm config set company_name "..."')
    return paper


def letterhead(config: Config, *, logo: bool) -> Letterhead:
    """Return who we are by the settings.

    Raises:
        Refused: the logo can't be read, or is no image.
    """
    from crmcli.domain.quotes.paper import Letterhead
    from crmcli.domain.quotes.shown import harmless

    names = ("name", "address", "phone", "email", "website", "tax_office")
    told = {name: harmless(config.get(f"company_{name}").replace("\\n", "\n")) for name in names}
    number = harmless(config.get("tax_number").partition(",")[0].strip())
    path = config.get("company_logo") if logo else ""
    image = _embedded(Path(path)) if path else ""
    return Letterhead(**told, tax_number=number, iban=harmless(config.get("company_iban")), logo=image)


def _embedded(path: Path) -> str:
    """Return an image as a data URI.

    Raises:
        Refused: it can't be read, is no image, or is too large for a page.
    """
    from base64 import b64encode

    try:
        with path.expanduser().open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise Refused(
            say(
                "the logo {path} can't be read: {why}",
                path=path,
                why=system_says(error),
            ),
            "crm config set company_logo ~/logo.png, or an empty text",
        ) from error
    kind = next((kind for begin, kind in _IMAGES.items() if content.startswith(begin)), None)
    if kind is None or (kind == "webp" and content[8:12] != b"WEBP"):
        raise Refused(
            say("the logo {path} is no PNG, JPEG, GIF or WebP image", path=path),
            "crm config set company_logo ~/logo.png",
        )
    if len(content) > _LARGEST:
        raise Refused(
            say("the logo {path} is larger than 2 MB", path=path), "make it smaller: a page holds it whole"
        )
    return f"data:image/{kind};base64,{b64encode(content).decode('ascii')}"

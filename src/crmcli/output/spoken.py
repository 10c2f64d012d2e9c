"""A result for people in their language: titles, notes and pictures; cells and headings are ``cells``'.

What a record holds is data and stays as it is, also where it reads like a word of the program: only
texts the program composed (``Said``) and those that stand where its own words stand are told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crmcli.domain.results import Bundle, Change, Listing, Record, Report
from crmcli.language import cell, is_plain, told
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Picture


def in_language(result: Any) -> Any:
    """Return a result whose own words are in the language of this run; the rows are the same."""
    if is_plain():
        return result
    return _told(result)


def _told(result: Any) -> Any:
    match result:
        case Listing():
            return _listing(result)
        case Report():
            return replace(
                result,
                title=told(result.title),
                empty=_maybe(result.empty),
                notes=_all(result.notes),
                pictures=tuple(map(picture, result.pictures)),
            )
        case Record():
            return replace(
                result,
                title=None if result.title is None else cell(result.title),
                sections=tuple(map(_listing, result.sections)),
                notes=_all(result.notes),
            )
        case Change():
            return replace(
                result,
                summary=_maybe(result.summary),
                sections=tuple(map(_listing, result.sections)),
                notes=_all(result.notes),
            )
        case Bundle():
            return replace(
                result,
                title=told(result.title),
                said=_all(result.said),
                parts=tuple(map(_told, result.parts)),
            )
    return result


def summary_of(change: Change[Any]) -> str:
    """Return what a change did, "" where it doesn't say; a dry run says first that it kept nothing."""
    said = change.summary or ""
    return say("Dry run, nothing was kept: {said}", said=said) if said and change.dry_run else said


def _listing(listing: Listing[Any]) -> Listing[Any]:
    return replace(
        listing, title=_maybe(listing.title), empty=_maybe(listing.empty), notes=_all(listing.notes)
    )


def _maybe(text: str | None) -> str | None:
    return None if text is None else told(text)


def _all(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(told, texts))


def picture(shown: Picture) -> Picture:
    """Return a picture with its own words told: titles, axes, and what was composed for a bar or a node."""
    from crmcli.domain.pictures import Bars, Chart, Grid

    match shown:
        case Grid():
            return replace(
                shown,
                title=told(shown.title),
                down=told(shown.down),
                across=told(shown.across),
                rows=tuple(map(cell, shown.rows)),
                columns=tuple(map(cell, shown.columns)),
                cells=tuple(tuple(one._replace(text=cell(one.text)) for one in row) for row in shown.cells),
            )
        case Bars():
            bars = tuple(bar._replace(label=cell(bar.label), text=cell(bar.text)) for bar in shown.bars)
            return replace(shown, title=told(shown.title), bars=bars)
        case Chart():
            return replace(
                shown,
                title=told(shown.title),
                across=told(shown.across),
                down=told(shown.down),
                lines=tuple(line._replace(name=cell(line.name)) for line in shown.lines),
                x_ticks=tuple((at, cell(tick)) for at, tick in shown.x_ticks),
                y_ticks=tuple((at, cell(tick)) for at, tick in shown.y_ticks),
            )
    nodes = tuple(node._replace(label=cell(node.label), text=cell(node.text)) for node in shown.nodes)
    return replace(shown, title=told(shown.title), nodes=nodes)

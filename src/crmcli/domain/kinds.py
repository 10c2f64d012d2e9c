"""What a value means: a kind knows its human form, its machine form and how it likes to stand.

A kind never knows a noun, a format or a terminal. ``human`` is for people and follows the
locale; ``machine`` is a promise: never localised, never shortened.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from crmcli.said import Said, listed, named, say

DASH = "—"

# How much a column matters when a table is narrow.
ALWAYS, ROOMY, DETAIL = 1, 2, 3

type_of_machine = str | int | float | bool | None | list[Any] | dict[str, Any]


class Kind:
    """A plain text; also the base of every other kind.

    ``label`` heads the column (the field's name when None); ``show`` is ALWAYS, ROOMY (dropped
    first from a narrow table) or DETAIL (in machine formats and single records only). A text that
    wraps gets ``well`` cells, where it has as many, before a ROOMY column gets any.
    """

    align = "left"
    wraps, whole = True, False
    well = 20
    __slots__ = ("label", "show")

    def __init__(self, label: str | None = None, *, show: int = ALWAYS) -> None:
        """Keep the label and the weight."""
        self.label = label
        self.show = show

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the form a person reads; ``value`` is never None here."""
        del row, locale
        return str(value)

    def people(self, value: Said, locale: str) -> str:
        """Return what people are told instead of a text that the program composed."""
        del locale
        return value

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return the JSON value; text formats print it with ``str``."""
        del row
        return value  # type: ignore[no-any-return]

    def style(self, value: Any, row: Any) -> str | None:
        """Return the name of a terminal style, or None."""
        del value, row
        return None


class Text(Kind):
    """Free text; ``wrap`` False keeps it on one line, cut at the edge of a table."""

    __slots__ = ("dim", "wraps")

    def __init__(
        self, label: str | None = None, *, show: int = ALWAYS, wrap: bool = True, dim: bool = False
    ) -> None:
        """Keep how the text may be laid out."""
        super().__init__(label, show=show)
        self.wraps = wrap
        self.dim = dim

    def style(self, value: Any, row: Any) -> str | None:
        """Return ``dim`` for text of second rank."""
        del value, row
        return "dim" if self.dim else None


STAGES = {
    name: named(name, "stage") for name in ("New", "Qualified", "Proposal", "Negotiation", "Won", "Lost")
}
"""The stages that a store begins with: the program's own words until the owner renames them."""


def stage_told(name: str) -> str:
    """Return a stage's name; one that the store began with is told in the language of the run."""
    return STAGES.get(name, name)


class Stage(Text):
    """The name of a stage."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the name, a word of the program's own told."""
        del row, locale
        return stage_told(value)


class Reason(Text):
    """Why something is so: it gets room for most of itself before any ROOMY column does."""

    well = 44
    __slots__ = ()


class Number(Kind):
    """A count or a measure: an int, a float or a Decimal; ``digits`` after the mark for floats."""

    align = "right"
    wraps = False
    __slots__ = ("digits",)

    def __init__(self, label: str | None = None, *, show: int = ALWAYS, digits: int = 1) -> None:
        """Keep the digits shown to people."""
        super().__init__(label, show=show)
        self.digits = digits

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Group thousands as the locale does."""
        del row
        if isinstance(value, int):
            text = f"{value:,}"
        elif isinstance(value, float):
            text = f"{value:z,.{self.digits}f}"
        else:
            text = f"{value.normalize():,f}"
        return _marks(text, locale)

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return the number itself; a Decimal as exact text."""
        del row
        return value if isinstance(value, int | float) else format(value, "f")


class Money(Kind):
    """Integer minor units; the currency's code stands in another field of the row."""

    align = "right"
    wraps = False
    __slots__ = ("currency",)

    def __init__(self, currency: str, label: str | None = None, *, show: int = ALWAYS) -> None:
        """Name the field that holds the ISO 4217 code."""
        super().__init__(label, show=show)
        self.currency = currency

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``₺1.234,56`` in Turkish, ``₺1,234.56`` elsewhere."""
        from crmcli.domain.money import human

        return human(value, getattr(row, self.currency), locale)

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return exact decimal text, ``1234.56``."""
        from crmcli.domain.money import decimal_text

        return decimal_text(value, getattr(row, self.currency))

    def style(self, value: Any, row: Any) -> str | None:
        """Mark what is owed or given back."""
        del row
        return "red" if value is not None and value < 0 else None


class Percent(Kind):
    """A ratio, 0..1; people read ``63.2 %``, with a bar beside it when ``bar`` is set."""

    align = "right"
    wraps = False
    __slots__ = ("bar", "digits")

    def __init__(
        self, label: str | None = None, *, show: int = ALWAYS, digits: int = 1, bar: bool = False
    ) -> None:
        """Keep the digits and whether a bar is drawn on a terminal."""
        super().__init__(label, show=show)
        self.digits = digits
        self.bar = bar

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the percentage with its sign; what rounds to nothing is not below it."""
        del row
        text = _marks(f"{value * 100:z.{self.digits}f}", locale)
        if locale != "tr":
            return f"{text} %"
        return f"-%{text[1:]}" if text[0] == "-" else f"%{text}"


class Day(Kind):
    """A calendar day."""

    wraps = False
    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return 31.12.2026 in Turkish, 2026-12-31 elsewhere."""
        del row
        return f"{value:%d.%m.%Y}" if locale == "tr" else value.isoformat()

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return the ISO day."""
        del row
        return value.isoformat()  # type: ignore[no-any-return]


class Instant(Day):
    """A moment in UTC, or a whole day when the time is not known (then a date)."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return day and minute in UTC; the edge turns instants into local time before."""
        if not isinstance(value, datetime):
            return super().human(value, row, locale)
        day = f"{value:%d.%m.%Y}" if locale == "tr" else f"{value:%Y-%m-%d}"
        return f"{day} {value:%H:%M}"

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return ISO 8601 in UTC with a Z, or the ISO day."""
        del row
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%dT%H:%M:%SZ}"
        return value.isoformat()  # type: ignore[no-any-return]


class Duration(Kind):
    """A length of time as a count of ``unit`` (days, minutes)."""

    align = "right"
    wraps = False
    __slots__ = ("digits", "unit")

    def __init__(
        self, label: str | None = None, *, unit: str = "days", show: int = ALWAYS, digits: int = 1
    ) -> None:
        """Keep the unit's name."""
        super().__init__(label, show=show)
        self.unit = unit
        self.digits = digits

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``12 d``, ``51.8 d`` or ``25 min``."""
        del row
        short = {"days": "d", "minutes": "min"}.get(self.unit, self.unit)
        text = f"{value:,}" if isinstance(value, int) else f"{value:z,.{self.digits}f}"
        return say("{number} {unit}", number=_marks(text, locale), unit=named(short, "unit"))


class Ref(Kind):
    """A record's number: an int that people and machines both read as ``C-12``."""

    wraps = False
    __slots__ = ("prefix",)

    def __init__(self, prefix: str, label: str | None = None, *, show: int = ALWAYS) -> None:
        """Keep the letter of the noun."""
        super().__init__(label, show=show)
        self.prefix = prefix

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``C-12``."""
        del row, locale
        return f"{self.prefix}-{value}"

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return ``C-12``."""
        del row
        return f"{self.prefix}-{value}"

    def style(self, value: Any, row: Any) -> str | None:
        """Numbers stand out: they are what is typed next."""
        del value, row
        return "cyan"


class AnyRef(Ref):
    """The number of a record of any noun: the value is the text ``C-12`` itself."""

    __slots__ = ()

    def __init__(self, label: str | None = None, *, show: int = ALWAYS) -> None:
        """Take no letter: the value has it."""
        super().__init__("", label, show=show)

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``C-12``."""
        del row, locale
        return str(value)

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return ``C-12``."""
        del row
        return str(value)


class Flag(Kind):
    """Yes or no."""

    wraps = False
    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the word."""
        del row, locale
        return say("yes") if value else say("no")

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return a bool."""
        del row
        return bool(value)


class Choice(Kind):
    """A word of a closed list, with a style for each and, on a terminal, an icon."""

    wraps = False
    __slots__ = ("marks",)

    def __init__(
        self,
        marks: dict[str, tuple[str, str]],
        label: str | None = None,
        *,
        show: int = ALWAYS,
    ) -> None:
        """Keep ``{word: (icon, style)}``; icons are one cell wide, '' for none."""
        super().__init__(label, show=show)
        self.marks = marks

    def icon(self, value: Any) -> str:
        """Return the word's icon, '' when it has none."""
        return self.marks.get(value, ("", ""))[0]

    def style(self, value: Any, row: Any) -> str | None:
        """Return the word's style."""
        del row
        return self.marks.get(value, ("", ""))[1] or None


class Words(Kind):
    """Several words (tags): a tuple of str."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Join with commas."""
        del row, locale
        return listed(value)

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return a list; text formats join it with ``;``."""
        del row
        return list(value)


class Fields(Kind):
    """Custom fields: a dict of name -> value."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return ``name: value`` pairs."""
        del row, locale
        return listed((say("{name}: {item}", name=name, item=item) for name, item in value.items()), "; ")

    def machine(self, value: Any, row: Any) -> type_of_machine:
        """Return the dict; text formats print it as JSON."""
        del row
        return dict(value)


def _marks(text: str, locale: str) -> str:
    """Swap the marks of ``1,234.5`` for the locale's."""
    if locale == "tr":
        return text.replace(",", "\0").replace(".", ",").replace("\0", ".")
    return text


def kind_for(annotation: object) -> Kind:
    """Return the kind that a bare type stands for."""
    known: dict[object, type[Kind]] = {
        int: Number,
        float: Number,
        bool: Flag,
        date: Day,
        datetime: Instant,
    }
    kind = known.get(annotation)
    if kind is not None:
        return kind()
    if annotation is dict:
        return Fields()
    if annotation is tuple:
        return Words()
    # Named, not imported: few commands need the decimal module.
    return Number() if getattr(annotation, "__name__", "") == "Decimal" else Text()

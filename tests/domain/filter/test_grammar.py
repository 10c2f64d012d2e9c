"""What a text is read as, without a store; and where it stops being one."""

import pytest

from crmcli.domain.filter.grammar import DEEPEST, LONGEST, MOST, parse
from crmcli.domain.filter.tree import (
    Both,
    Bought,
    Compare,
    Either,
    Empty,
    InCampaign,
    InSegment,
    Literal,
    Node,
    Not,
    Subject,
    Window,
)
from crmcli.domain.filter.wrong import FilterError
from crmcli.errors import CrmError


def said(node: Node) -> str:  # noqa: PLR0911 - a case each
    """Write a tree in one line."""
    match node:
        case Not():
            return f"not({said(node.inner)})"
        case Both() | Either():
            return f"{'and' if isinstance(node, Both) else 'or'}({', '.join(map(said, node.parts))})"
        case Compare():
            return f"{name(node.subject)} {node.operator} {'|'.join(value.text for value in node.values)}"
        case Empty():
            return f"{name(node.subject)} empty"
        case Bought():
            what = f" {'category ' * node.category}{node.what.text}" if node.what else ""
            return f"bought{what}{window(node.window)}"
        case InSegment():
            frozen = f" frozen {node.frozen.text}".rstrip() if node.frozen else ""
            return f"segment {node.name.text}{frozen}"
        case InCampaign():
            return f"campaign {node.name.text}"


def name(subject: Subject) -> str:
    return f"{subject.name}{window(subject.window)}"


def window(found: Window | None) -> str:
    if found is None:
        return ""
    ends = (("since", found.since), ("until", found.until))
    return "".join(f" {word} {end.text}" for word, end in ends if isinstance(end, Literal))


READ = {
    "city=İzmir": "city = İzmir",
    "  city  =  İzmir  ": "city = İzmir",
    "city == İzmir": "city = İzmir",
    "owner=Ayşe Yılmaz and city=x": "and(owner = Ayşe Yılmaz, city = x)",
    "Birth Date != 2026-01-01": "not(Birth Date = 2026-01-01)",
    "e-mail ~ ornek": "e-mail ~ ornek",
    "email=": "email empty",
    "email!=": "not(email empty)",
    'email="" or city=x': "or(email empty, city = x)",
    "email= and city=x": "and(email empty, city = x)",
    "a=1 and b=2 or c=3": "or(and(a = 1, b = 2), c = 3)",
    "a=1 and (b=2 or c=3)": "and(a = 1, or(b = 2, c = 3))",
    "a=1 VE b=2 VEYA c=3": "or(and(a = 1, b = 2), c = 3)",
    "not a=1": "not(a = 1)",
    "DEĞİL (a=1 ve b=2)": "not(and(a = 1, b = 2))",
    "not not a=1": "not(not(a = 1))",
    "not = x": "not = x",
    "a in (1, 2;3)": "a in 1|2|3",
    'a not in ("1,5", b c)': "not(a in 1,5|b c)",
    "a in x": "a = x",
    "a between 1 and 5 and b=2": "and(a between 1|5, b = 2)",
    "a not between 1 ve 5": "not(a between 1|5)",
    "a is empty": "a empty",
    "a is not empty": "not(a empty)",
    "a boş": "a empty",
    "a boş değil": "not(a empty)",
    "a dolu": "not(a empty)",
    "a is İzmir": "a = İzmir",
    "a is not İzmir": "not(a = İzmir)",
    "a !~ b": "not(a ~ b)",
    "a ≥ 5": "a >= 5",
    'name="He said ""no"" to me"': 'name = He said "no" to me',
    "name='a and b'": "name = a and b",
    "name=“a or b”": "name = a or b",
    "name=O'Brien": "name = O'Brien",
    "name='t Hart": "name = 't Hart",
    'name=5" boru': 'name = 5" boru',
    "name=Foo (Bar or Baz) and city=x": "and(name = Foo (Bar or Baz), city = x)",
    "website=https://x.org/?a=b&c=d": "website = https://x.org/?a=b&c=d",
    "name=Tom & Jerry": "name = Tom & Jerry",
    "name=a, b; c & d": "name = a, b; c & d",
    "name ~ Kaya, Ali <ali@x.org>": "name ~ Kaya, Ali <ali@x.org>",
    "website=https://x.org/?a=b&&c=d": "website = https://x.org/?a=b&&c=d",
    "city in (a, b; c=d)": "city in a|b|c=d",
    'name="a && b=c"': "name = a && b=c",
    '"Ort. sipariş (TL)" >= 5': "Ort. sipariş (TL) >= 5",
    "custom.sector=software": "custom.sector = software",
    "customer.city=x": "customer.city = x",
    "calls since 30 days ago >= 3": "calls since 30 days ago >= 3",
    "calls since 2026-01-01 until last month in (1, 2)": "calls since 2026-01-01 until last month in 1|2",
    "since=2026-01-01": "since = 2026-01-01",
    'bought "Defter"': "bought Defter",
    "bought Defter since 90 days ago and city=x": "and(bought Defter since 90 days ago, city = x)",
    "bought category Kırtasiye": "bought category Kırtasiye",
    "bought product PR-3": "bought PR-3",
    "not bought since last year": "not(bought since last year)",
    "satın aldı masa": "bought masa",
    "bought = 5": "bought = 5",
    "bought": "bought",
    "in segment Loyal in İzmir": "segment Loyal in İzmir",
    'in segment "A" frozen before and city=x': "and(segment A frozen before, city = x)",
    "in segment A frozen": "segment A frozen",
    'segment "A"': "segment A",
    "segment = Champions": "segment = Champions",
    'campaign "Bahar 2026"': "campaign Bahar 2026",
    "campaign Bahar 2026": "campaign Bahar 2026",
    "campaign = Bahar": "campaign = Bahar",
    "in campaign Bahar": "campaign Bahar",
    "city\t=\nx": "city = x",
    "city\u00a0= x": "city = x",
}


@pytest.mark.parametrize("text", READ)
def test_a_text_is_read_as_a_tree(text: str) -> None:
    assert said(parse(text)) == READ[text]


WRONG = {
    "": ('"" compares nothing', 1),
    "   ": ('"" compares nothing', 4),
    "city": ('"city" compares nothing', 1),
    "city=İzmir and": ("expected a condition at the end", 15),
    "city=İzmir or Ankara": ('"Ankara" compares nothing', 15),
    "name=Yılmaz ve Oğulları": ('"Oğulları" compares nothing', 16),
    "city=x && city=y": ('"&&" joins no conditions', 8),
    "city=x||name~y": ('"||" joins no conditions', 7),
    "city is x && city is empty": ('"&&" joins no conditions', 11),
    "city in x || city=y": ('"||" joins no conditions', 11),
    "city in (x && city=y)": ('"&&" joins no conditions', 12),
    "score between 1 and 5 && city=x": ('"&&" joins no conditions', 23),
    "city=x && (city=y or city=z)": ('"&&" joins no conditions', 8),
    'city=x && "Ort. sipariş" = 5': ('"&&" joins no conditions', 8),
    "city=x & spent = 5": ('"&" joins no conditions', 8),
    "city=x, last order <= 3": ('"," joins no conditions', 7),
    "and city=x": ('expected a field, not "and city=x"', 1),
    "(city=x": ('the bracket "(" is not closed', 1),
    "city=x)": ('")" closes no bracket', 7),
    "()": ('expected a condition, not ")"', 2),
    'city="x': ('the quote " is not closed', 6),
    'city="x" y': ('expected and, or, or the end, not "y"', 10),
    "= x": ('expected a field, not "= x"', 1),
    "city >=": ("expected a value behind >=", 8),
    "city in (": ("expected a value", 10),
    "city in (a, )": ("expected a value", 13),
    "city in (a": ('the bracket "(" is not closed', 9),
    "city in": ("expected ( behind in", 8),
    "score between 5": ("expected between two values", 15),
    "score between 5 and": ("expected a second value behind and", 20),
    "city is": ("expected empty, or a value, behind is", 8),
    "calls since >= 3": ("expected a day behind since", 13),
    "in segment": ("expected the name of a segment", 11),
    "bought category": ("expected a category", 16),
    "not": ("expected a condition at the end", 4),
    "a=1 xor b=2 or": ("expected a condition at the end", 15),
}


@pytest.mark.parametrize("text", WRONG)
def test_an_error_points_at_the_place(text: str) -> None:
    message, column = WRONG[text]
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.message == f"{message} (column {column})"
    assert caught.value.details == {"where": text, "column": column}


def test_one_text_with_a_joining_word_is_told_how_to_be_written() -> None:
    for text, hint in (
        ("name=Yılmaz ve Oğulları", 'put one text in quotes: name = "Yılmaz ve Oğulları"'),
        ("a=1 and city=İzmir or Ankara", "city in (İzmir, Ankara)"),
    ):
        with pytest.raises(FilterError) as caught:
            parse(text)
        assert caught.value.hint == hint


def test_the_pointer_shows_the_place_on_one_line() -> None:
    with pytest.raises(FilterError) as caught:
        parse("city = İzmir\nand (country = Türkiye or (source = fuar) and oops")
    text, caret = caught.value.pointer
    assert "\n" not in text
    assert text[caret.index("^") :].startswith("oops")


def test_a_filter_may_be_deep_long_and_wide_but_not_without_end() -> None:
    parse("(" * DEEPEST + "a=1" + ")" * DEEPEST)
    parse("not " * DEEPEST + "a=1")
    parse(" or ".join(["a=1"] * MOST))
    for text in (
        "(" * (DEEPEST + 1) + "a=1" + ")" * (DEEPEST + 1),
        "(" * 9_000,
        "not " * (DEEPEST + 1) + "a=1",
        " or ".join(["a=1"] * (MOST + 1)),
        "a=" + "x" * LONGEST,
    ):
        with pytest.raises(FilterError):
            parse(text)


def test_control_characters_are_refused() -> None:
    for text in ("city=a\x00b", "city=\x1b[31m", "city=\udcff"):
        with pytest.raises(CrmError, match="character"):
            parse(text)

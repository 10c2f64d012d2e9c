from collections import Counter
from itertools import product

import pytest

from crmcli.domain.reports import maps
from crmcli.errors import UsageError

PICTURE = {
    "Hibernating": ["11", "12", "21", "22"],
    "At Risk": ["13", "14", "23", "24"],
    "Can't Lose": ["15", "25"],
    "About to Sleep": ["31", "32"],
    "Need Attention": ["33"],
    "Loyal": ["34", "35", "44", "45"],
    "Promising": ["41"],
    "New": ["51"],
    "Potential Loyalist": ["42", "43", "52", "53"],
    "Champions": ["54", "55"],
}


def test_the_standard_map_covers_each_of_the_25_cells_once() -> None:
    cells = Counter(
        (r, f) for rule in maps.STANDARD for r, f in product(maps.SCORES, repeat=2) if rule.holds((r, f, 1))
    )
    assert cells == Counter(product(maps.SCORES, repeat=2))


def test_the_standard_map_says_what_is_published() -> None:
    found = maps.every_cell(maps.STANDARD)
    for name, cells in PICTURE.items():
        for cell in cells:
            segment = found.flat(int(cell[0]), int(cell[1]))
            assert segment is not None
            assert segment.name == name


def test_money_changes_nothing_in_the_standard_map() -> None:
    found = maps.every_cell(maps.STANDARD)
    assert all(found.flat(r, f) is not None for r, f in product(maps.SCORES, repeat=2))


HALVES = """
[[segment]]
name = "Good"
tr = "İyi"
R = "4-5"
style = "green"

[[segment]]
name = "Rest"
R = [1, 3]
"""


def test_a_map_is_read_from_toml() -> None:
    found = maps.parse_map("ours.toml", HALVES)
    assert found.segments == (maps.Segment("Good", "İyi", "green"), maps.Segment("Rest", "Rest"))
    assert found.cells[4, 1, 1].name == "Good"
    assert found.cells[3, 5, 5].name == "Rest"


def test_a_segment_may_have_several_ranges() -> None:
    text = HALVES.replace("[1, 3]", "1") + '[[segment]]\nname = "Good"\nR = "2-3"\n'
    found = maps.parse_map("ours.toml", text)
    assert [segment.name for segment in found.segments] == ["Good", "Rest"]
    assert found.cells[2, 1, 1] == found.cells[5, 1, 1]


def test_a_gap_in_a_map_is_named() -> None:
    with pytest.raises(UsageError, match="the map gives R3 F1 M1 to no segment"):
        maps.parse_map("ours.toml", HALVES.replace("[1, 3]", "[1, 2]"))


def test_an_overlap_in_a_map_is_named() -> None:
    with pytest.raises(UsageError, match='the map gives R4 F1 M1 to "Good" and "Rest"'):
        maps.parse_map("ours.toml", HALVES.replace("[1, 3]", "[1, 4]"))


def test_with_the_first_rule_an_overlap_goes_to_the_first_and_a_gap_to_the_others() -> None:
    text = 'rule = "first"\n' + HALVES.replace("[1, 3]", "[2, 4]")
    found = maps.parse_map("ours.toml", text)
    assert found.cells[4, 1, 1].name == "Good"
    assert found.cells[1, 1, 1] == maps.Segment("Others", "Diğer")
    assert [segment.name for segment in found.segments] == ["Good", "Rest", "Others"]


def test_others_are_no_segment_where_the_rules_leave_nothing() -> None:
    found = maps.parse_map("ours.toml", 'rule = "first"\nothers = "The rest"\n' + HALVES)
    assert [segment.name for segment in found.segments] == ["Good", "Rest"]


def test_others_may_be_a_segment_that_has_rules_too() -> None:
    text = 'rule = "first"\nothers = "Good"\n' + HALVES.replace("[1, 3]", "[2, 3]")
    found = maps.parse_map("ours.toml", text)
    assert [segment.name for segment in found.segments] == ["Good", "Rest"]
    assert found.cells[1, 1, 1] is found.cells[5, 1, 1]


def test_a_cell_that_hangs_on_money_has_no_segment_of_its_own() -> None:
    text = '[[segment]]\nname = "Big"\nM = 5\n[[segment]]\nname = "Small"\nM = "1-4"\n'
    assert maps.parse_map("ours.toml", text).flat(1, 1) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("segment = ", "ours.toml is no TOML"),
        ("", "ours.toml names no segment"),
        ("segment = 5", "ours.toml names no segment"),
        ("[[segment]]\nR = 5", "ours.toml has a segment without a name"),
        ('[[segment]]\nname = "A"\nR = 6', 'ours.toml gives "A" the scores R = 6'),
        ('[[segment]]\nname = "A"\nF = "4-2"', "ours.toml gives \"A\" the scores F = '4-2'"),
        ('[[segment]]\nname = "A"\nM = "all"', "ours.toml gives \"A\" the scores M = 'all'"),
        ('[[segment]]\nname = "A"\nM = [1, 2, 3]', 'ours.toml gives "A" the scores M = '),
        ('[[segment]]\nname = "A"\nr = 5', 'ours.toml has "r", which means nothing'),
        ('rules = "first"\n[[segment]]\nname = "A"', 'ours.toml has "rules", which means nothing'),
        ('rule = "last"\n[[segment]]\nname = "A"', 'ours.toml has the rule "last"'),
        ('[[segment]]\nname = "A"\nstyle = "loud"', 'ours.toml gives "A" the style "loud"'),
    ],
)
def test_what_is_no_map_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        maps.parse_map("ours.toml", text)
    assert error.value.message.startswith(message)

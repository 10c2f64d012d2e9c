"""layout.py: who gets how many columns, and who goes."""

from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.kinds import ALWAYS, ROOMY
from crmcli.output.layout import Wish, widths_for


def test_everything_fits_and_gets_its_natural_width() -> None:
    assert widths_for([Wish(10, 10, 5, ALWAYS), Wish(20, 20, 5, ROOMY)], 80, 2) == [10, 20]


def test_roomy_columns_leave_from_the_right() -> None:
    wishes = [Wish(20, 20, 10, ALWAYS), *[Wish(20, 20, 10, ROOMY)] * 3]
    assert widths_for(wishes, 64, 2) == [20, 20, 20, None]
    assert widths_for(wishes, 42, 2) == [20, 20, None, None]


def test_roomy_columns_leave_before_others_shrink() -> None:
    wishes = [Wish(30, 20, 10, ALWAYS), Wish(10, 10, 10, ROOMY), Wish(20, 15, 8, ALWAYS)]
    assert widths_for(wishes, 40, 2) == [22, None, 16]


def test_other_columns_shrink_before_they_leave() -> None:
    wishes = [Wish(30, 20, 10, ALWAYS), Wish(12, 12, 12, ALWAYS)]
    assert widths_for(wishes, 26, 2) == [12, 12]
    assert widths_for(wishes, 20, 2) == [20, None]


def test_room_is_shared_by_those_who_want_more() -> None:
    assert widths_for([Wish(40, 10, 5, ALWAYS), Wish(40, 10, 5, ALWAYS)], 42, 2) == [20, 20]
    assert widths_for([Wish(12, 10, 5, ALWAYS), Wish(40, 10, 5, ALWAYS)], 42, 2) == [12, 28]


def test_the_first_column_stays_however_narrow_it_gets() -> None:
    assert widths_for([Wish(50, 50, 50, ALWAYS), Wish(5, 5, 5, ALWAYS)], 20, 2) == [20, None]


def test_no_column_no_width() -> None:
    assert widths_for([], 80, 2) == []


@st.composite
def _wishes(draw: st.DrawFn) -> Wish:
    least = draw(st.integers(1, 30))
    well = draw(st.integers(least, 40))
    return Wish(draw(st.integers(well, 90)), well, least, draw(st.sampled_from([ALWAYS, ROOMY])))


@given(st.lists(_wishes(), min_size=1, max_size=12), st.integers(20, 250))
def test_the_columns_never_exceed_the_width_nor_their_wish(wishes: list[Wish], width: int) -> None:
    found = widths_for(wishes, width, 2)
    kept = [(wish, got) for wish, got in zip(wishes, found, strict=True) if got is not None]
    assert sum(got for _, got in kept) + 2 * (len(kept) - 1) <= width
    assert all(got <= wish.natural for wish, got in kept)
    if len(kept) > 1:
        assert all(got >= wish.least for wish, got in kept)

"""Rows of a file that repeat one another are told; one id with two names is not taken for one firm."""

from collections.abc import Callable
from typing import Any

import pytest

from crmcli.errors import Refused
from tests.domain.load.conftest import Importer

Look = Callable[..., list[tuple[Any, ...]]]
TWO_FIRMS = "id,name,phone\nM5,İpek Tül Perde,0532 111 22 33\nM6,Ada,\nM5,Yıldız Kırtasiye Şti.,\n"


def test_one_id_with_two_names_is_refused(importing: Importer, look: Look) -> None:
    done = importing("customer", TWO_FIRMS, rejects=True)
    assert done.counts == {"new": 2, "rejected": 1}
    assert done.reasons == [
        (
            4,
            'the same id (M5) as line 2, another name: "İpek Tül Perde" there, "Yıldız Kırtasiye Şti." here',
        )
    ]
    assert look("SELECT name FROM customer ORDER BY id") == [("İpek Tül Perde",), ("Ada",)]


def test_without_rejects_nothing_of_such_a_file_is_taken(importing: Importer) -> None:
    with pytest.raises(Refused, match="another name"):
        importing("customer", TWO_FIRMS)


def test_told_that_the_id_decides_two_names_are_one_record(importing: Importer) -> None:
    done = importing("customer", TWO_FIRMS, key=("external_id",))
    assert done.counts == {"new": 2, "repeated": 1}


@pytest.mark.parametrize("other", ["IŞIK MOBİLYA A.Ş.", "Işık Mobilya Ltd. Şti.", "Işık Mobliya", "Işık"])
def test_a_name_written_otherwise_is_the_same_firm(importing: Importer, other: str) -> None:
    done = importing("customer", f"id,name\n1,Işık Mobilya\n1,{other}\n")
    assert done.counts == {"new": 1, "repeated": 1}
    assert f"line 3 ({other}) repeats line 2 (Işık Mobilya): taken as one, the later counts" in (
        done.result.notes
    )


def test_repeats_are_told_by_their_lines_and_of_many_the_number(importing: Importer) -> None:
    rows = "id,name\n" + "7,Ada\n" * 9
    notes = importing("customer", rows).result.notes
    assert "line 3 repeats line 2: Ada" in notes
    assert "3 more rows repeat earlier ones" in notes

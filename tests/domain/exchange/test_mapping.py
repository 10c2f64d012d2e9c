"""Which column fills which field: by header, as told, from a saved map."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.exchange.mapfile import load_map, map_as_toml
from crmcli.domain.exchange.mapping import (
    Mapping,
    MapRequest,
    build_mapping,
    map_request,
)
from crmcli.errors import NotFound, Refused, UsageError


def fields_of(mapping: Mapping) -> dict[str, str]:
    """Return header -> field, custom fields included."""
    return {column.header: column.field for column in (*mapping.columns, *mapping.custom)}


def mapped(header: list[str], noun: str = "customer", *maps: str, keep_unknown: bool = False) -> Mapping:
    """Return the mapping of a header with some ``--map`` options."""
    return build_mapping(header, noun, map_request(maps, keep_unknown=keep_unknown))


def test_what_a_person_says_wins_over_the_header() -> None:
    mapping = mapped(["Name", "Nickname"], "customer", "Nickname=name")
    assert fields_of(mapping) == {"Nickname": "name"}
    assert mapping.unknown == ("Name",)


def test_a_column_is_named_by_header_by_likeness_of_form_or_by_place() -> None:
    for told in ("office_location=country", "Office Location=country", "#2=country"):
        assert (
            fields_of(mapped(["account", "office_location"], "customer", told))["office_location"]
            == "country"
        )


def test_a_column_may_be_left_out_or_kept_as_a_custom_field() -> None:
    mapping = mapped(["name", "phone", "revenue"], "customer", "phone=-", "revenue=custom:Annual revenue")
    assert fields_of(mapping) == {"name": "name", "revenue": "custom:Annual revenue"}
    assert mapping.ignored == ("phone",)


def test_unknown_columns_are_listed_or_kept_when_asked() -> None:
    header = ["name", "revenue", "", "employees"]
    assert mapped(header).unknown == ("revenue", "#3", "employees")
    kept = mapped(header, keep_unknown=True)
    assert fields_of(kept) == {
        "name": "name",
        "revenue": "custom:revenue",
        "employees": "custom:employees",
    }
    assert kept.unknown == ("#3",)


def test_the_sentences_name_every_column() -> None:
    assert mapped(["account", "sector", "revenue"]).sentences() == [
        "columns: account -> name, sector -> industry",
        "not imported: revenue (--keep-unknown keeps them as custom fields)",
    ]


def test_what_a_rejects_file_adds_is_never_kept() -> None:
    assert mapped(["name", "_line", "_reason"], keep_unknown=True).custom == ()


@pytest.mark.parametrize(
    ("maps", "message", "hint"),
    [
        (("Nmae=name",), 'the file has no column "Nmae"', "did you mean Name?"),
        (("#9=name",), 'the file has no column "#9"', "its columns: Name, Phone"),
        (("Name=phnoe",), 'a customer has no field "phnoe"', "did you mean phone"),
        (("Name=custom:",), 'a customer has no field "custom:"', "its fields"),
        (("Phone=name", "Name=name"), None, None),
        (("Name=city", "Phone=city"), "Name and Phone can't both fill city", "--map 'Phone=-'"),
    ],
)
def test_mistakes_in_a_map_are_named_with_the_nearest(
    maps: tuple[str, ...], message: str | None, hint: str | None
) -> None:
    if message is None:  # several columns make one name
        assert fields_of(mapped(["Name", "Phone"], "customer", *maps)) == {"Name": "name", "Phone": "name"}
        return
    with pytest.raises(UsageError) as error:
        mapped(["Name", "Phone"], "customer", *maps)
    assert error.value.message == message
    assert hint is not None
    assert hint in (error.value.hint or "")


def test_two_columns_for_one_custom_field_are_refused() -> None:
    with pytest.raises(UsageError, match='two columns fill the custom field "x"'):
        mapped(["name", "a", "b"], "customer", "a=custom:x", "b=custom:x")


def test_columns_in_doubt_have_to_be_told() -> None:
    with pytest.raises(
        UsageError, match="several columns could be the price of a product: Price, Unit Price"
    ) as error:
        mapped(["Name", "Price", "Unit Price"], "product")
    assert error.value.hint == "say which: --map 'Price=price' --map 'Unit Price=-'"
    mapping = mapped(["Name", "Price", "Unit Price"], "product", "Price=price", "Unit Price=-")
    assert fields_of(mapping) == {"Name": "name", "Price": "price"}


def test_columns_of_one_header_are_told_by_place() -> None:
    header = ["Fatura No", "Toplam", "Toplam"]
    with pytest.raises(Refused, match='columns 2 and 3 are both called "Toplam"') as refusal:
        mapped(header, "order")
    assert refusal.value.hint == "leave one out, or map it by its place: --map '#3=-'"
    with pytest.raises(UsageError, match='the file has 2 columns "Toplam"'):
        mapped(header, "order", "Toplam=total")
    assert fields_of(mapped(header, "order", "#2=-")) == {"Fatura No": "number", "#3": "total"}
    assert "#3 Toplam -> total" in mapped(header, "order", "#2=-").sentences()[0]


def test_a_required_field_has_to_come_from_somewhere() -> None:
    with pytest.raises(UsageError, match="no column is the name of a customer; the file has: x, y") as error:
        mapped(["x", "y"])
    assert "--map 'COLUMN=name'" in (error.value.hint or "")
    assert build_mapping(["x"], "customer", map_request([], ["name=Anon"])).sets == {"name": "Anon"}
    assert fields_of(mapped(["Vorname"], "customer", "Vorname=first_name"))
    with pytest.raises(UsageError, match="no column is the kind of an activity"):
        mapped(["date", "subject"], "activity")


def test_very_many_columns_are_told_by_the_first_ones() -> None:
    header = [f"x{number}" for number in range(200)]
    with pytest.raises(UsageError, match=r"the file has: x0, x1, .*, x29 and 170 more$"):
        mapped(header)
    with pytest.raises(UsageError) as error:
        mapped(["name", *header], "customer", "Telefon=phone")
    assert error.value.hint == f"its columns: name, {', '.join(header[:29])} and 171 more"


def test_an_unknown_noun_and_unknown_fields_to_set_are_usage_errors() -> None:
    with pytest.raises(UsageError, match='there is no import of "dog"'):
        mapped(["name"], "dog")
    with pytest.raises(UsageError, match='a customer has no field "statsu"'):
        build_mapping(["name"], "customer", map_request([], ["statsu=x"]))
    with pytest.raises(UsageError, match='a customer has no field "stage"'):
        build_mapping(["name"], "customer", map_request([], [], ["stage:a=b"]))


@pytest.mark.parametrize(
    ("maps", "sets", "values", "message"),
    [
        (["nothing"], [], [], '"nothing" maps nothing'),
        (["=name"], [], [], '"=name" maps nothing'),
        ([], ["nothing"], [], '"nothing" sets nothing'),
        ([], [], ["stage"], '"stage" translates nothing'),
        ([], [], ["stage:Won"], '"stage:Won" translates nothing'),
    ],
)
def test_options_of_another_form_are_usage_errors(
    maps: list[str], sets: list[str], values: list[str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        map_request(maps, sets, values)


def test_signs_within_names_and_values_are_kept() -> None:
    request = map_request(["a=b=name"], ["note=x=y"], ["stage:Won = yes=Won", "stage:lost="])
    assert request.columns == {"a=b": "name"}
    assert request.sets == {"note": "x=y"}
    assert request.values == {"stage": {"Won = yes": "Won", "lost": ""}}


def test_a_saved_map_reads_back_as_it_was(tmp_path: Path) -> None:
    request = map_request(
        ["revenue=custom:Revenue", "fax=-"], ["country=Türkiye"], ["industry:technolgy=technology"]
    )
    header = ["account", "sector", "revenue", "fax", "employees"]
    before = build_mapping(header, "customer", request)
    path = tmp_path / "map.toml"
    path.write_text(map_as_toml(before, {"encoding": "cp1254", "decimal": None}), encoding="utf-8")
    loaded = map_request([str(path)])
    assert loaded.read == {"encoding": "cp1254"}
    after = build_mapping(header, "customer", loaded)
    assert set(after.why.values()) == {"the saved map"}
    assert replace(after, why={}) == replace(before, why={})
    assert '# "employees" = ""  # not imported' in path.read_text(encoding="utf-8")


def test_single_options_win_over_the_saved_map(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[columns]\naccount = "name"\nsector = "industry"\n[set]\ncity = "A"\n', encoding="utf-8")
    request = map_request([str(path), "sector=note"], ["city=B"])
    mapping = build_mapping(["account", "sector"], "customer", request)
    assert fields_of(mapping) == {"account": "name", "sector": "note"}
    assert mapping.sets == {"city": "B"}


def test_a_saved_map_may_know_more_columns_than_the_file(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[columns]\nname = "name"\ngone = "city"\n', encoding="utf-8")
    mapping = build_mapping(["name"], "customer", map_request([str(path)]))
    assert mapping.absent == ("gone",)
    assert mapping.sentences()[-1] == "in the map and not in the file: gone"


def test_a_map_for_another_noun_is_a_usage_error(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('noun = "lead"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="the map is for lead, not for customer"):
        build_mapping(["name"], "customer", map_request([str(path)]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not toml", "is no map"),
        ("[colums]\n", 'what is "colums"?'),
        ('[read]\npage = "x"\n', 'what is "page"?'),
        ("[columns]\na = 1\n", "must be text in quotes"),
        ("[values]\nstage = 1\n", "must be text in quotes"),
        ("columns = 3\n", "must be text in quotes"),
        ("noun = 3\n", "must be text in quotes"),
    ],
)
def test_a_file_that_is_no_map_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=message.replace("?", r"\?")):
        load_map(path)


def test_a_missing_map_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no map"):
        map_request([str(tmp_path / "none.toml")])


@given(
    st.lists(
        st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip),
        min_size=1,
        max_size=5,
        unique=True,
    ),
    st.text(st.characters(codec="utf-8")),
)
def test_any_header_survives_being_saved(header: list[str], value: str) -> None:
    maps = {f"#{at + 1}": f"custom:{name}" for at, name in enumerate(header)}
    mapping = build_mapping(header, "customer", MapRequest(columns=maps, sets={"name": value}))
    data = tomllib.loads(map_as_toml(mapping, {}))
    assert data["columns"] == {name: f"custom:{name}" for name in header}
    assert data["set"] == {"name": value}

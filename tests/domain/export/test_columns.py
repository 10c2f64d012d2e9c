"""Which columns an export has: those of the import, and values that come back one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.exchange.cells import reader_of
from crmcli.domain.exchange.fields import NOUNS as DECLARED
from crmcli.domain.exchange.fields import noun as declared
from crmcli.domain.exchange.formats import ColumnFormat, ReadOptions
from crmcli.domain.export.beside import external_column, reached
from crmcli.domain.export.columns import EXPORTED, columns_for
from crmcli.domain.export.kinds import Several
from crmcli.domain.normal import phone
from crmcli.domain.nouns import BY_NAME, NOUNS, Noun
from crmcli.engines.schema import table_map

NEVER = {"first_name", "last_name", "close_date", "opportunity.activity", "opportunity.order"}
"""Fields that only help an import, or that are stored with the other record."""


def names(noun: Noun) -> list[str]:
    return [column.name for column in columns_for(noun, table_map()[noun.table].columns)]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_every_field_of_an_import_is_a_column_of_the_export(noun: Noun) -> None:
    fields = [
        f"{noun.name}_number" if field.name == "number" else field.name
        for field in DECLARED[noun.name].fields
        if field.name not in NEVER and f"{noun.name}.{field.name}" not in NEVER
    ]
    assert [name for name in names(noun) if name in fields] == fields


@pytest.mark.parametrize("noun", EXPORTED, ids=lambda noun: noun.name)
def test_every_column_of_the_store_is_exported(noun: Noun) -> None:
    table = table_map()[noun.table]
    made = columns_for(noun, table.columns)
    left_out = {"id", "created_change", "custom", "name_fold", "name_sort", "sku_fold", "number_fold"}
    if noun.name in ("order_line", "quote_line"):
        left_out.add("position")  # the order of the rows
    if noun is BY_NAME["rule"]:
        left_out.add("since_change")  # a change of this store
    assert {column.stored for column in made if column.stored} == set(table.columns) - left_out
    assert len(made) == len({column.name for column in made})


TAGS = reader_of(declared("customer").field("tags"), ColumnFormat(), ReadOptions())


@given(st.lists(st.text("ab;,|: \n", min_size=1).map(str.strip).filter(bool), unique=True))
def test_several_values_come_back_from_one_cell(values: list[str]) -> None:
    plain = [value for value in values if ":::" not in value and not value.startswith((":", "* "))]
    plain = list(dict.fromkeys(value for value in plain if not value.endswith(":")))
    read = TAGS([Several().joined(plain)], lambda *_: pytest.fail("a cell was refused"))
    assert list(read[0]) == plain


def test_values_are_joined_as_people_expect_where_nothing_is_in_the_way() -> None:
    assert Several().joined(["vip", "Önemli"]) == "vip;Önemli"
    assert Several().joined([]) == ""


def test_phones_come_with_the_main_one_first_each_once() -> None:
    others = [("+905321112233", "0532 111 22 33"), ("+902121112233", "0212 111 22 33"), ("+49301", None)]
    assert reached("0532 111 22 33", others, phone) == ["0532 111 22 33", "0212 111 22 33", "+49301"]
    assert reached("0532 111 22 33", [("+905321112233", None)], phone) == ["0532 111 22 33"]
    assert reached(None, [], phone) == []


def test_keys_of_other_programs_have_columns_of_their_own() -> None:
    assert [external_column(*key) for key in (("default", 1), ("default", 2), ("shop", 1), ("shop", 3))] == [
        *("external_id", "external_id:default:2", "external_id:shop", "external_id:shop:3")
    ]

"""Rows of text to typed rows: one column type after the other, rejects with line, column and reason."""

from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.exchange.columns import find_formats
from crmcli.domain.exchange.convert import Converted, Converter
from crmcli.domain.exchange.formats import Formats, ReadOptions
from crmcli.domain.exchange.mapping import NOTHING_SAID, MapRequest, build_mapping, map_request
from crmcli.domain.exchange.source import Batch, Source
from crmcli.errors import UsageError
from tests.domain.exchange.conftest import Opener

LIRA = ReadOptions(currency="TRY")
Row = dict[str, Any]


def converted(
    source: Source, noun: str, request: MapRequest = NOTHING_SAID, options: ReadOptions = LIRA
) -> tuple[list[Row], list[str]]:
    """Return the rows of a file as field -> value, blanks left out, and the rejects as sentences."""
    mapping = build_mapping(source.header, noun, request)
    converter = Converter(mapping, find_formats(source, mapping, options), options)
    rows: list[Row] = []
    rejects: list[str] = []
    for batch in source.batches(2):  # more than one batch, so that they must hang together
        done = converter.convert(batch)
        rows += [
            {
                name: value
                for name, value in zip(converter.fields, row, strict=True)
                if value not in (None, (), {})
            }
            for row in done.rows
        ]
        rejects += [reject.sentence("f") for reject in done.rejects]
    return rows, rejects


def values_of(source: Source, noun: str, field: str, *values: str) -> list[Any]:
    """Return one field of every row; a rejected row fails the test."""
    rows, rejects = converted(source, noun, map_request([], [], values))
    assert not rejects
    return [row.get(field) for row in rows]


def convert(header: list[str], row: list[str], noun: str) -> Converted:
    """Convert a single row without a file."""
    mapping = build_mapping(header, noun)
    return Converter(mapping, Formats({}, None), LIRA).convert(Batch([2], [row]))


def test_text_is_stripped_and_otherwise_whole(opened: Opener) -> None:
    name = "[bold]İIıi[/] =cmd()|x \u202e \U0001f600 e\u0301"
    assert values_of(opened(f"name,city\n  {name}  ,\u00a0İzmir \n"), "customer", "name") == [name]


def test_a_blank_is_none() -> None:
    assert convert(["name", "city", "phone"], ["A", "  ", ""], "customer").rows == [("A", (), None)]


def test_control_characters_reject_the_row(opened: Opener) -> None:
    _, rejects = converted(
        opened('name,note\n"a\tb",x\n\x1b[31mred,x\nok,"two\nlines\tand a tab"\nok,\x07\n'), "customer"
    )
    assert rejects == [
        'f line 2, column "name": name "a\\tb" holds the control character U+0009 at character 2',
        'f line 3, column "name": name "\\x1b[31mred" holds the control character U+001B at character 1',
        'f line 6, column "note": note "\\x07" holds the control character U+0007 at character 1',
    ]


def test_a_name_beyond_the_limit_is_rejected(opened: Opener) -> None:
    rows, rejects = converted(opened(f"name\n{'x' * 10_000}\n{'y' * 10_001}\n"), "customer")
    assert len(rows) == 1
    assert "has 10,001 characters, the limit is 10,000" in rejects[0]


def test_days_become_iso_text(opened: Opener) -> None:
    content = "name,created\nA,31.12.2026\nB,2026-01-02 23:59:59\nC,31/12/2026\nD,05/06/2026\nE,0/0/00\nF,\n"
    assert values_of(opened(content), "customer", "created_on") == [
        "2026-12-31", "2026-01-02", "2026-12-31", "2026-06-05", None, None,
    ]  # fmt: skip


def test_a_day_that_is_none_rejects_its_row(opened: Opener) -> None:
    rows, rejects = converted(opened("name,created\nA,31.02.2026\nB,2026-02-28\nC,soon\n"), "customer")
    assert [row["name"] for row in rows] == ["B"]
    assert rejects == [
        'f line 2, column "created": "31.02.2026" is no day',
        'f line 4, column "created": "soon" is no day',
    ]


def test_instants_become_utc_text_and_days_stay_days(opened: Opener) -> None:
    source = opened("kind,at\ncall,2026-05-01 10:30\nnote,2026-05-01\nnote,2026-05-01T10:30:00Z\n")
    rows, _ = converted(source, "activity", options=ReadOptions(zone=timezone(timedelta(hours=3))))
    assert [row["at"] for row in rows] == ["2026-05-01T07:30:00Z", "2026-05-01", "2026-05-01T10:30:00Z"]


def test_amounts_become_minor_units_of_the_default_currency(opened: Opener) -> None:
    rows, _ = converted(opened("Fatura No;Tutar\n1;1.234,56\n2;-5\n3;\n"), "order")
    assert rows == [
        {"number": "1", "total": 123456, "currency": "TRY"},
        {"number": "2", "total": -500, "currency": "TRY"},
        {"number": "3"},
    ]


def test_each_row_may_have_a_currency(opened: Opener) -> None:
    rows, rejects = converted(
        opened("order no,total,currency\n1,5,JPY\n2,5,usd\n3,5,\n4,5,XXX\n5,,EUR\n"), "order"
    )
    assert [(row.get("total"), row["currency"]) for row in rows] == [
        (5, "JPY"), (500, "USD"), (500, "TRY"), (None, "EUR"),
    ]  # fmt: skip
    assert len(rejects) == 1
    assert 'f line 5, column "currency": "XXX" is no currency' in rejects[0]


def test_a_sign_beside_an_amount_is_its_rows_currency(opened: Opener) -> None:
    content = "sku,name,price,cost\n1,A,$5.00,2\n2,B,₺5,\n3,C,5 EUR,3\n4,D,$5,3 EUR\n5,E,5,1\n"
    rows, rejects = converted(opened(content), "product")
    assert [(row["currency"], row["price"], row.get("cost")) for row in rows] == [
        ("USD", 500, 200), ("TRY", 500, None), ("EUR", 500, 300), ("TRY", 500, 100),
    ]  # fmt: skip
    assert rejects == ['f line 5, column "cost": "3 EUR" is in EUR, the row in USD']


def test_a_sign_against_the_rows_currency_is_rejected(opened: Opener) -> None:
    _, rejects = converted(opened("order no,total,currency\n1,$5,EUR\n2,$5,USD\n"), "order")
    assert rejects == ['f line 2, column "total": "$5" is in USD, the row in EUR']


def test_an_amount_without_any_currency_is_rejected(opened: Opener) -> None:
    _, rejects = converted(opened("order no,total\n1,5\n2,\n"), "order", options=ReadOptions())
    assert rejects == [
        'f line 2, column "total": "5" has no currency: --set currency=TRY says one for all rows'
    ]


def test_amounts_that_would_lose_digits_are_rejected(opened: Opener) -> None:
    _, rejects = converted(opened("order no,total\n1,1.50\n2,1.505\n3,abc\n"), "order", options=LIRA)
    assert rejects == [
        'f line 3, column "total": 1.505 has more decimals than its currency, which has 2',
        'f line 4, column "total": "abc" is not an amount with "." as its decimal mark',
    ]


def test_prices_keep_all_their_digits_and_quantities_three(opened: Opener) -> None:
    content = "order no;item;qty;unit price\n1;A;2;0,12345\n1;B;1,5;3\n1;C;0,0001;1\n"
    rows, rejects = converted(opened(content), "order_line")
    assert [(row["quantity"], row["unit_price"], row["currency"]) for row in rows] == [
        (2000, "0.12345", "TRY"), (1500, "3", "TRY"),
    ]  # fmt: skip
    assert rejects == ['f line 4, column "qty": 0.0001 has more than three decimals']


@pytest.mark.parametrize(
    ("cells", "percents"),
    [(["70", "%5", "12.5 %"], [70, 5, 12]), (["0.25", "1", "0.7"], [25, 100, 70])],
)
def test_percentages_are_whole_and_0_to_100(opened: Opener, cells: list[str], percents: list[int]) -> None:
    content = "deal id,probability\n" + "".join(f"{i},{cell}\n" for i, cell in enumerate(cells))
    assert values_of(opened(content), "opportunity", "probability") == percents


def test_a_percentage_beyond_100_is_rejected(opened: Opener) -> None:
    _, rejects = converted(opened("deal id,probability\n1,120\n"), "opportunity")
    assert rejects == ['f line 2, column "probability": "120" is not between 0 and 100 percent']


@pytest.mark.parametrize(("text", "number"), [("85", 85), ("85.0", 85), ("-3", -3)])
def test_whole_numbers(text: str, number: int) -> None:
    assert convert(["name", "score"], ["A", text], "lead").rows[0][-1] == number


@pytest.mark.parametrize("text", ["8.5", "1.000", "1e3", "x", "٣", "9" * 16])
def test_what_is_no_whole_number_for_certain_is_rejected(text: str) -> None:
    assert convert(["name", "score"], ["A", text], "lead").rejects[0].reason == f'"{text}" is no whole number'


def test_minutes_are_not_negative() -> None:
    done = convert(["kind", "at", "minutes"], ["call", "2026-01-01", "-1"], "activity")
    assert done.rejects[0].reason == '"-1" is less than 0'


@pytest.mark.parametrize("text", ["Evet", "EVET", "yes", "TRUE", "1", "1.0", "Var", "x"])
def test_flags_say_yes_in_both_languages(text: str) -> None:
    assert convert(["name", "active"], ["A", text], "user").rows == [("A", 1)]


@pytest.mark.parametrize("text", ["Hayır", "HAYIR", "no", "False", "0", "0.0", "yok"])
def test_flags_say_no_in_both_languages(text: str) -> None:
    assert convert(["name", "active"], ["A", text], "user").rows == [("A", 0)]


def test_any_other_word_is_neither_yes_nor_no() -> None:
    assert (
        convert(["name", "active"], ["A", "perhaps"], "user").rejects[0].reason
        == '"perhaps" is neither yes nor no'
    )


@pytest.mark.parametrize(
    ("noun", "field", "word", "stored"),
    [
        ("order", "status", "TAMAMLANDI", "completed"),
        ("order", "status", "İptal", "cancelled"),
        ("order", "status", "processing", "open"),
        ("lead", "status", "Open - Not Contacted", "new"),
        ("lead", "status", "Görüşülüyor", "working"),
        ("activity", "kind", "Follow-up", "task"),
        ("activity", "kind", "Toplantı", "meeting"),
        ("customer", "kind", "Şahıs", "person"),
    ],
)
def test_words_of_a_list_in_both_languages(noun: str, field: str, word: str, stored: str) -> None:
    needed = {"order": ["order no"], "lead": ["name"], "activity": ["at"], "customer": ["name"]}[noun]
    cell = "2026-01-01" if noun == "activity" else "A"
    done = convert([*needed, field], [cell, word], noun)
    assert stored in done.rows[0]


def test_a_word_outside_the_list_is_rejected_with_the_list_and_the_way_out() -> None:
    done = convert(["name", "status"], ["A", "Converted"], "lead")
    assert done.rejects[0].reason == (
        "\"Converted\" is no status: new, working, qualified, lost (--value 'status:Converted=...')"
    )


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("a;b", ("a", "b")),
        ("influencer, developer", ("influencer", "developer")),
        ("Smith, John; x", ("Smith, John", "x")),
        ("Müşteriler ::: * myContacts", ("Müşteriler", "myContacts")),
        ("a|b|a", ("a", "b")),
        (" a ;; ", ("a",)),
        ("", None),
    ],
)
def test_several_values_in_a_cell_are_parted(opened: Opener, cell: str, tags: tuple[str, ...] | None) -> None:
    assert values_of(opened(f'name\ttags\nA\t"{cell}"\n'), "customer", "tags") == [tags]


def test_several_columns_of_phones_make_one_list_without_repeats(opened: Opener) -> None:
    content = "name,Mobile,Work Phone,Home Phone\nA,1,2,1\nB,,3,\n"
    assert values_of(opened(content), "contact", "phone") == [("1", "2"), ("3",)]


def test_parts_of_an_address_are_joined(opened: Opener) -> None:
    content = "name,Street 1,Street 2,Street 3\nA,Papatya Cad.,,No 1\nB,,,\n"
    assert values_of(opened(content), "customer", "address") == ["Papatya Cad., No 1", None]


def test_of_two_tax_numbers_only_one_may_be_filled(opened: Opener) -> None:
    rows, rejects = converted(opened("name,TAXNR,TCKNO\nA,1,\nB,,2\nC,3,3\nD,4,5\n"), "customer")
    assert [row["tax_number"] for row in rows] == ["1", "2", "3"]
    assert rejects == ['f line 5, column "TAXNR": "4" and "5" can\'t both be the tax number']


def test_first_and_last_name_make_the_name_of_a_person(opened: Opener) -> None:
    rows, rejects = converted(opened("Ad,Soyad,Telefon\nAyşe,Kaya,1\n,Kaya,\nAli,,\n,,5\n"), "customer")
    assert [(row["name"], row["kind"]) for row in rows] == [
        ("Ayşe Kaya", "person"), ("Kaya", "person"), ("Ali", "person"),
    ]  # fmt: skip
    assert rejects == ['f line 5, column "name": the row has no name']


def test_a_whole_name_wins_over_its_parts(opened: Opener) -> None:
    content = "Name,First Name,Last Name\nDr. Ada Lovelace,Ada,Lovelace\n,Ada,King\n"
    assert values_of(opened(content), "contact", "name") == ["Dr. Ada Lovelace", "Ada King"]


def test_a_contact_without_a_name_is_called_by_its_address(opened: Opener) -> None:
    rows, rejects = converted(opened("name,email,phone\n,a@x.org;b@x.org,1\n,,2\n,,\nA,,\n"), "contact")
    assert [row["name"] for row in rows] == ["a@x.org", "2", "A"]
    assert not rejects  # a row without any value is no row


def test_a_row_without_what_it_needs_is_rejected(opened: Opener) -> None:
    _, rejects = converted(opened("kind,at,subject\ncall,,x\n,2026-01-01,x\n"), "activity")
    assert rejects == [
        'f line 2, column "at": the row has no at',
        'f line 3, column "kind": the row has no kind',
    ]


def test_a_row_of_another_width_is_rejected_with_both_widths(opened: Opener) -> None:
    rows, rejects = converted(opened("name,city\nA,B\nC,D,E\nF\nG,H\n"), "customer")
    assert [row["name"] for row in rows] == ["A", "G"]
    assert rejects == [
        "f line 3: the row has 3 cells, the header has 2",
        "f line 4: the row has 1 cell, the header has 2",
    ]


def test_one_reject_tells_all_that_is_wrong_with_a_row(opened: Opener) -> None:
    _, rejects = converted(opened("kind,at\nx,y\n"), "activity")
    assert len(rejects) == 1
    assert '"x" is no kind' in rejects[0]
    assert '"y" is no day' in rejects[0]


def test_values_set_for_all_rows_fill_blanks(opened: Opener) -> None:
    request = map_request([], ["country=Türkiye", "created_on=31.12.2025", "tags=fuar;2025", "kind=kurumsal"])
    rows, _ = converted(opened("name,country,tags\nA,,x\nB,Kıbrıs,\n"), "customer", request)
    assert [row["country"] for row in rows] == ["Türkiye", "Kıbrıs"]
    assert {row["created_on"] for row in rows} == {"2025-12-31"}
    assert [row["tags"] for row in rows] == [("x", "fuar", "2025"), ("fuar", "2025")]
    assert {row["kind"] for row in rows} == {"organisation"}


def test_the_number_of_the_row_can_be_its_key(opened: Opener) -> None:
    content = "name,city\nA,x\n\nB,x\nbroken\nC,x\n"
    rows, rejects = converted(opened(content), "customer", map_request([], ["external_id=row-{row}"]))
    assert [row["external_id"] for row in rows] == ["row-1", "row-2", "row-4"]
    assert len(rejects) == 1


def test_a_set_text_may_name_columns(opened: Opener) -> None:
    request = map_request(["id=external_id"], ["name=Customer {id} of {shop}"])
    rows, rejects = converted(opened("id,shop\n7,A\n,B\n"), "customer", request)
    assert [row["name"] for row in rows] == ["Customer 7 of A", "Customer  of B"]
    with pytest.raises(UsageError, match=r'"\{shp\}" is no column of the file') as error:
        converted(opened("id,shop\n7,A\n"), "customer", map_request(["id=external_id"], ["name={shp}"]))
    assert error.value.hint == "say {row} or one of its columns: id, shop"
    assert not rejects


def test_a_set_text_of_blank_columns_is_blank(opened: Opener) -> None:
    request = map_request([], ["note=from {city}"])
    assert "note" not in converted(opened("name,city\nA,\n"), "customer", request)[0][0]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("created_on=31.02.2026", '--set created_on=31.02.2026: "31.02.2026" is no day'),
        ("created_on=01/02/2026", "--set created_on=01/02/2026: "),
        ("kind=cat", '--set kind=cat: "cat" is no kind: organisation, person'),
    ],
)
def test_a_set_value_that_does_not_fit_is_a_usage_error(opened: Opener, told: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        converted(opened("name\nA\n"), "customer", map_request([], [told]))
    assert error.value.message.startswith(message)


def test_a_set_amount_takes_its_rows_currency(opened: Opener) -> None:
    request = map_request([], ["total=12.50"])
    rows, _ = converted(opened("order no,currency,total\n1,USD,\n2,,\n3,,7\n4,KWD,\n"), "order", request)
    assert [(row["total"], row["currency"]) for row in rows] == [
        (1250, "USD"), (1250, "TRY"), (700, "TRY"), (12500, "KWD"),
    ]  # fmt: skip
    with pytest.raises(UsageError, match=r"--set total=1\.234: "):
        converted(opened("order no\n1\n"), "order", map_request([], ["total=1.234"]))
    with pytest.raises(UsageError, match='"XYZ" is no currency'):
        converted(opened("order no,total\n1,2\n"), "order", map_request([], ["currency=XYZ"]))


def test_words_are_translated_as_told(opened: Opener) -> None:
    request = map_request(
        [], [], ["stage:Closed Won=Won", "stage:kapandı=Lost", "amount:n/a=", "tags:vip=VIP"]
    )
    content = "deal id,stage,amount,tags\n1,Closed Won,n/a,vip;x\n2,KAPANDI,5,\n3,Open,6,y\n"
    rows, rejects = converted(opened(content), "opportunity", request)
    assert [row["stage"] for row in rows] == ["Won", "Lost", "Open"]
    assert [row.get("amount") for row in rows] == [None, 500, 600]
    assert rows[0]["tags"] == ("VIP", "x")
    assert not rejects


def test_custom_fields_are_kept_as_text(opened: Opener) -> None:
    request = map_request(["revenue=custom:Revenue"], ["custom:Fair=2026 #{row}"], keep_unknown=True)
    rows, _ = converted(opened("name,revenue,staff\nA,1.5, 7 \nB,,\n"), "customer", request)
    assert [row["custom"] for row in rows] == [
        {"Revenue": "1.5", "staff": "7", "Fair": "2026 #1"},
        {"Fair": "2026 #2"},
    ]


def test_keys_written_as_decimals_meet_whole_keys(opened: Opener) -> None:
    assert values_of(opened("id,name,manager\n1,A,\n2,B,1.0\n"), "user", "manager") == [None, "1"]


def test_json_numbers_are_exact(opened: Opener) -> None:
    content = (
        '[{"order no": 1, "total": 1.234}, {"order no": 2, "total": 0.1}, {"order no": 3, "total": 1e2}]'
    )
    rows, _ = converted(opened(content), "order", options=ReadOptions(currency="KWD"))
    assert [row["total"] for row in rows] == [1234, 100, 100_000]


def test_lists_in_json_are_several_values(opened: Opener) -> None:
    content = '[{"name": "A", "tags": ["VIP", "x"], "emails": [{"email": "a@x.org"}, {"email": "b@x.org"}]}]'
    rows, _ = converted(opened(content), "contact")
    assert rows == [{"name": "A", "email": ("a@x.org", "b@x.org"), "tags": ("VIP", "x")}]


def test_lines_and_cells_stay_beside_their_rows(opened: Opener) -> None:
    source = opened('name,created\n"A",2026-01-01\nB,never\n\nC,\n')
    mapping = build_mapping(source.header, "customer")
    done = Converter(mapping, Formats({}, None), LIRA).convert(next(source.batches()))
    assert done.lines == [2, 5]
    assert done.cells == [["A", "2026-01-01"], ["C", ""]]
    assert (done.rejects[0].line, done.rejects[0].cells) == (3, ["B", "never"])
    assert (done.rejects[0].column, done.rejects[0].value) == ("created", "never")


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=20), st.sampled_from([".", ","]))
def test_every_amount_is_exact(amounts: list[int], mark: str) -> None:
    mapping = build_mapping(["order no", "total"], "order")
    converter = Converter(mapping, Formats({}, None), LIRA)
    cells = [f"{'-' if n < 0 else ''}{abs(n) // 100}{mark}{abs(n) % 100:02}" for n in amounts]
    converter._forms[1] = converter._forms[1]._replace(decimal=mark)
    done = converter.convert(Batch(range(len(cells)), [["1", cell] for cell in cells]))
    at = converter.fields.index("total")
    assert [row[at] for row in done.rows] == amounts

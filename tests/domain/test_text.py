"""Folding, sorting, matching and checking of text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.text import check_text, excerpt, fold, fold_all, match_key, nearest, sort_key, sort_keys
from crmcli.errors import Refused

TURKISH_ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
LATIN = st.text(
    alphabet="abcçdefgğhıijklmnoöpqrsştuüvwxyzABCÇDEFGĞHIİJKLMNOÖPQRSŞTUÜVWXYZâîûéèñåßøł 0123456789.-'"
)


@pytest.mark.parametrize(
    "written", ["isik", "ISIK", "IŞIK", "ışık", "Işık", "İŞİK", "I\u0307s\u0327ik", "i\u0307şık"]
)
def test_every_way_to_type_a_turkish_word_folds_to_one_form(written: str) -> None:
    assert fold(written) == "isik"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Çağrı Öztürk", "cagri ozturk"),
        ("  A.B.C. -- D/E  ", "a b c d e"),
        ("Straße Łódź Ærø Đorđe", "strasse lodz aero dorde"),
        ("José Núñez", "jose nunez"),
        ("Əliyev", "eliyev"),
        ("ﬁrma №5 ½", "firma no5 1 2"),
        ("a\u200bb\u00adc\u202ed", "abcd"),
        ("Москва", "москва"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("한국", "한국"),
        ("हिन्दी", "हिन्दी"),
        ("🎉", ""),
        ("", ""),
    ],
)
def test_folding_keeps_letters_and_digits_only(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_text_fold_and_sort_alike(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert fold(composed) == fold(decomposed)
    assert sort_key(composed) == sort_key(decomposed)


@pytest.mark.parametrize("text", ["한국", "が", "Ёлка", "ŞIŞLİ", "Ệ"])
def test_decomposed_text_of_any_script_folds_like_composed_text(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)


@given(LATIN)
def test_upper_and_lower_case_fold_alike(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@given(st.text())
def test_folded_text_has_single_spaces_and_no_capital(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert not any(c.isupper() for c in folded if c.isascii())
    assert all(c == " " or c.isalnum() or unicodedata.category(c)[0] == "M" for c in folded)


def test_the_sort_key_puts_the_turkish_alphabet_in_order() -> None:
    assert sorted(TURKISH_ALPHABET, key=lambda c: sort_key(c).encode()) == list(TURKISH_ALPHABET)


def test_capitals_sort_with_their_small_letters() -> None:
    pairs = zip("ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ", "abcçdefgğhıijklmnoöprsştuüvyz", strict=True)
    assert all(sort_key(capital) == sort_key(small) for capital, small in pairs)


def test_names_sort_as_a_turkish_reader_expects() -> None:
    names = [
        "3M",
        "Can",
        "Cüneyt",
        "Çağla",
        "Deniz",
        "Gül",
        "Ğ",
        "Ilgaz",
        "IŞIK",
        "İnci",
        "Oya",
        "Öykü",
        "Su",
        "Şule",
    ]
    names += ["Umut", "Ümit", "Zeynep", "Жанна"]
    assert sorted(set(names), key=lambda name: sort_key(name).encode()) == names


def test_other_accents_sort_as_their_letter() -> None:
    assert sort_key("kâr") == sort_key("Kar")
    assert sort_key("é") == sort_key("e")


@given(LATIN.filter(fold), LATIN.filter(fold))
def test_bytes_of_sort_keys_order_words_letter_by_letter(one: str, other: str) -> None:
    def places(text: str) -> list[int]:
        letters = unicodedata.normalize("NFC", text).translate({ord("I"): "ı", ord("İ"): "i"}).lower()
        plain = [c if c in "çğıöşü" else fold(c) or " " for c in letters]
        return [
            " 0123456789abcçdefgğhıijklmnoöpqrsştuüvwxyz".index(c) for c in " ".join("".join(plain).split())
        ]

    by_letters = places(one) < places(other)
    assert (sort_key(one).encode() < sort_key(other).encode()) == by_letters


@given(st.text(min_size=150, max_size=600))
def test_a_sort_key_is_never_longer_than_its_limit(text: str) -> None:
    assert len(sort_key(text)) <= 200


@pytest.mark.parametrize(
    "name",
    [
        "Örnek Gıda Ltd. Şti.",
        "ÖRNEK GIDA LTD.ŞTİ.",
        "Örnek Gıda Limited Şirketi",
        "ÖRNEK GIDA SANAYİ VE TİCARET LİMİTED ŞİRKETİ",
        "Örnek Gıda San. ve Tic. A.Ş.",
        "Örnek Gıda San. Tic. Anonim Şirketi",
        "örnek gıda aş",
        "Ornek Gida GmbH & Co. KG",
        "Ornek Gida AG",
        "Ornek Gida, Inc.",
        "Ornek Gida LLC",
        "Ornek Gida Corp.",
        "Ornek Gida S.A.",
        "Ornek Gida S.r.l.",
        "Ornek Gida B.V.",
        "Ornek Gida plc",
        "Ornek Gida Co., Ltd.",
        "Ornek Gida San. ve Tic.",
    ],
)
def test_legal_forms_do_not_part_one_company(name: str) -> None:
    assert match_key(name) == "ornek gida"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Yılmaz Ticaret", "yilmaz ticaret"),
        ("Ticaret Bankası A.Ş.", "ticaret bankasi"),
        ("Örnek Ltd. Şti. (İzmir)", "ornek izmir"),
        ("A.Ş.", "a s"),
        ("Inc.", "inc"),
        ("Coşkun", "coskun"),
        ("Asya", "asya"),
        ("Sti Ltd", "sti"),
    ],
)
def test_only_legal_forms_are_stripped(name: str, key: str) -> None:
    assert match_key(name) == key


@given(
    st.lists(
        st.sampled_from(["Örnek", "A.Ş.", "Ltd", "Şti.", "San", "ve", "Tic.", "Inc", "Limited", "Şirketi"])
    )
)
def test_a_match_key_is_empty_only_when_the_folded_text_is(words: list[str]) -> None:
    name = " ".join(words)
    assert bool(match_key(name)) == bool(fold(name))


@pytest.mark.parametrize(
    "name",
    [
        "[bold]x[/bold]",
        "[/]",
        "=cmd()",
        "Robert'); DROP TABLE customer;--",
        "İIıi",
        "s\u0327",
        "\u202eabc\u202c",
        "a\u200bb",
        "🎉",
        "x" * 10_000,
        "\ufeffName",
    ],
)
def test_an_odd_name_is_kept_whole(name: str) -> None:
    assert check_text(name) == name


def test_only_the_space_around_a_name_goes() -> None:
    assert check_text(" \t Ada\u00a0 Lovelace \r\n") == "Ada\u00a0 Lovelace"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "name is empty"),
        (" \t\n", "name is empty"),
        ("a\x1b[31mb", r'name "a\x1b[31mb" holds the control character U+001B at character 2'),
        ("a\nb", r'name "a\nb" holds the control character U+000A at character 2'),
        ("a\tb", r'name "a\tb" holds the control character U+0009 at character 2'),
        ("a\x00", r'name "a\x00" holds the control character U+0000 at character 2'),
        ("a\x7fb", r'name "a\x7fb" holds the control character U+007F at character 2'),
        ("a\x9bb", r'name "a\x9bb" holds the control character U+009B at character 2'),
        ("\x1fa", r'name "\x1fa" holds the control character U+001F at character 1'),
        ("\x85a", r'name "\x85a" holds the control character U+0085 at character 1'),
        ("a\udcffb", r'name "a\udcffb" is not valid UTF-8 at character 2'),
        ("x" * 10_001, f'name "{"x" * 39}…" has 10,001 characters, the limit is 10,000'),
    ],
)
def test_an_unfit_name_is_refused_with_its_reason(name: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_text(name)
    assert refusal.value.message == reason


def test_notes_have_lines_and_tabs_but_no_other_control_characters() -> None:
    assert check_text("one\n\ttwo\r\nthree", "note", lines=True) == "one\n\ttwo\r\nthree"
    for unfit in ("a\x1bb", "a\rb", "a\x0cb", "a\x00b"):
        with pytest.raises(Refused, match="note"):
            check_text(unfit, "note", lines=True)


@given(st.text())
def test_a_checked_text_passes_again_unchanged_or_was_refused(text: str) -> None:
    try:
        checked = check_text(text)
    except Refused as refusal:
        reason = refusal.message
        assert reason.isprintable()
    else:
        assert checked in text
        assert check_text(checked) == checked


def test_an_excerpt_is_one_short_harmless_line() -> None:
    assert excerpt("a\x1b\n\u202eb") == r"a\x1b\n\u202eb"
    assert len(excerpt("x" * 100)) == 40


def test_the_nearest_choices_come_best_first() -> None:
    assert nearest("custmer", ["contact", "customer", "config"])[0] == "customer"
    assert nearest("IŞIK", ["Işık", "Kaya"]) == ["Işık"]
    assert nearest("zzz", ["contact", "customer"]) == []


@pytest.mark.parametrize("some", [LATIN, st.text(), st.text(alphabet="aİıIşçğ \n\x85ßæ½e\u0301\u0307~")])
@given(data=st.data())
def test_a_column_has_the_forms_of_its_texts(some: st.SearchStrategy[str], data: st.DataObject) -> None:
    texts = data.draw(st.lists(some))
    assert fold_all(texts) == [fold(text) for text in texts]
    assert sort_keys(texts) == [sort_key(text) for text in texts]


def test_a_column_of_every_letter_of_windows_1254_has_the_forms_of_its_texts() -> None:
    letters = [bytes([code]).decode("cp1254", "replace") for code in range(256)]
    texts = [f"{letter}x {letter}{letter}" for letter in letters]
    for part in (texts, [text for text in texts if fold(text).isascii()], ["ç" * 150]):
        assert fold_all(part) == [fold(text) for text in part]
        assert sort_keys(part) == [sort_key(text) for text in part]
    for letter in letters:
        assert fold_all([letter, "a"]) == [fold(letter), "a"]
        assert sort_keys([letter, "a"]) == [sort_key(letter), "a"]

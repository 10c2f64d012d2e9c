"""The owner's own words stand in whole sentences, in the form that each sentence asks for."""

import re
from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from crmcli.config import PROJECT_FILE, Config
from crmcli.domain.nouns import NOUNS
from crmcli.language import Catalogue
from crmcli.wording import THINGS, Wording, many, renamed, sound
from tests.support.program import Program

ROOT = Path(__file__).parents[2]
TURKISH = Catalogue.of("tr")
MESSAGES = [
    (entry.msgid, entry.msgctxt or "", entry.msgstr)
    for file in sorted((ROOT / "po" / "tr").glob("*.po"))
    for entry in polib.pofile(file)
]


def word(text: str, context: str) -> str | None:
    """Return a text of the catalogue."""
    assert TURKISH is not None
    return TURKISH.word(text, context)


def wording(code: str, **labels: str) -> Callable[..., str | None]:
    """Return what tells a text in the owner's own words."""
    return Wording(code, labels, word).found


def put(turkish: str, **labels: str) -> str | None:
    """Return a Turkish sentence with the owner's own words."""

    def told(text: str, _context: str = "") -> str | None:
        return {"a customer, a lead": turkish, "customer": "müşteri", "lead": "aday"}.get(text)

    return Wording("tr", labels, told).found("a customer, a lead")


@pytest.mark.parametrize(
    ("own", "forms"),
    [
        ("Danışan", "danışan danışanı danışanın danışana danışanda danışandan danışanla danışansız danışanı"),
        ("Üye", "üye üyeyi üyenin üyeye üyede üyeden üyeyle üyesiz üyesi"),
        ("Misafir", "misafir misafiri misafirin misafire misafirde misafirden misafirle misafirsiz misafiri"),
        ("Müvekkil", "müvekkil müvekkili müvekkilin müvekkile müvekkilde müvekkilden müvekkille"),
        ("Şirket", "şirket şirketi şirketin şirkete şirkette şirketten şirketle şirketsiz şirketi"),
        ("Başvuru", "başvuru başvuruyu başvurunun başvuruya başvuruda başvurudan başvuruyla başvurusuz"),
        ("Üyelik", "üyelik üyeliği üyeliğin üyeliğe üyelikte üyelikten üyelikle üyeliksiz üyeliği"),
        ("KOBİ", "KOBİ KOBİ'yi KOBİ'nin KOBİ'ye KOBİ'de KOBİ'den KOBİ'yle KOBİ'siz KOBİ'si"),
    ],
)
def test_a_word_takes_the_suffixes_that_a_sentence_gives_it(own: str, forms: str) -> None:
    ours = "müşteri müşteriyi müşterinin müşteriye müşteride müşteriden müşteriyle müşterisiz müşterisi"
    for our, theirs in zip(ours.split(), forms.split(), strict=False):
        assert put(f"bir {our} {{name}} için", customer=own) == f"bir {theirs} {{name}} için"


def test_many_take_them_too_and_a_capital_stays_where_the_sentence_has_one() -> None:
    assert put("Müşterilerin, müşterilere ve MÜŞTERİ", customer="Danışan") == (
        "Danışanların, danışanlara ve DANIŞAN"
    )
    assert put("Müşterilerimize göre müşterileri", customer="İşletme") == "İşletmelerimize göre işletmeleri"
    assert put("müşterilerin", customer="Hasta", customers="Hastalarımız") == "hastalarımızın"


def test_a_word_before_a_vowel_is_as_the_owner_says() -> None:
    assert put("müşterinin", customer="Konuk") == "konukun"
    assert put("müşterinin, müşteriden", customer="Konuk", customer_soft="konuğ") == "konuğun, konuktan"
    assert put("müşterinin", customer="Konuk", customer_soft="başka") == "konukun"


def test_a_form_that_may_be_two_is_left_where_the_sentence_does_not_tell() -> None:
    assert put("bir adayı sil", lead="Başvuru") == "bir başvuruyu sil"
    assert put("Adayı sil", lead="Başvuru") == "Başvuruyu sil"
    assert put("onun adayı", lead="Başvuru") == "onun adayı"
    assert put("onun adayı", lead="Talip") == "onun talipi"


def test_what_is_typed_or_is_a_value_is_never_reworded() -> None:
    for text in (
        "crm customer list --customer müşteri",
        'örnek: crm wallet set C-12 --source "müşteri söyledi"',
        '"müşteri" ve {müşteri}',
        "tedarikçi/müşteri",
        "müşteri.csv ve müşteri=5",
        "Terminalden kullanılan müşteri ilişkileri yönetimi",
        "gizli müşteri denetimi",
        "müşterek, müşteriymiş",
    ):
        assert put(text, customer="Danışan") == text


def test_english_says_it_for_one_and_for_many() -> None:
    found = wording("en", customer="Client", opportunity="Job", lead="Enquiry")
    assert found("böyle bir müşteri yok") is None
    assert found("Customers: the record, its tree, its whole timeline.") == (
        "Clients: the record, its tree, its whole timeline."
    )
    assert found("customers") == "clients"
    assert found("leads") == "enquiries"
    assert found("The lead it came from.") == "The enquiry it came from."
    assert found("Leads: who may become a customer; lose and reopen.") == (
        "Enquiries: who may become a client; lose and reopen."
    )
    assert wording("en", customer="Person", customers="people")("customers") == "people"
    assert found("customer", "counted", "customers") == "clients"


def test_an_article_goes_with_the_word_that_follows_it() -> None:
    text = "{text} is neither customer, contact nor lead"
    assert wording("en", lead="Enquiry")(text) == "{text} is neither customer, contact nor enquiry"
    text = "a quote is made to a customer or a lead"
    assert wording("en", lead="Enquiry")(text) == "a quote is made to a customer or an enquiry"
    text = "Turn leads into customer, contact and opportunity."
    assert wording("en", opportunity="Job")(text) == "Turn leads into customer, contact and job."
    assert wording("en", customer="Unit")("a quote is made to a customer or a lead") == (
        "a quote is made to a unit or a lead"
    )


def test_english_words_that_are_typed_or_mean_something_else_stay() -> None:
    found = wording("en", customer="Client", lead="Enquiry", order="Job")
    for text in (
        "customer.parent.city = İzmir",
        "Only prospect, customer or lapsed.",
        "give the file a column customer",
        "crm shell, then: customer list --format json",
        "no rate leads from {code} to {base} on {on}",
        "The customer relationship manager that lives in a terminal.",
    ):
        assert any(text == message for message, _, _ in MESSAGES), text
        assert found(text) is None


def test_a_turkish_word_that_means_something_else_stays() -> None:
    found = wording("tr", contact="Yetkili", quote="Fiyatname")
    for text, context, turkish in MESSAGES:
        if not re.search("contacts?|quotes?", text, re.IGNORECASE):
            assert found(text, context) == turkish


def test_what_the_program_does_not_say_itself_is_data() -> None:
    for code in ("en", "tr"):
        found = wording(code, customer="Client")
        assert found("our best customer of all") is None
        assert found("en iyi müşteri günü") is None


@pytest.mark.parametrize("code", ["en", "tr"])
def test_no_sentence_of_the_program_keeps_the_word_but_where_it_is_typed(code: str) -> None:
    found = wording(code, customer="Zzyx")
    noun = {"en": r"(?<![\w./={:-])customers?(?![\w/=-]|[.:]\w)", "tr": r"(?<![\w/])müşteri(?!\w*/)\w*"}[code]
    typed = r'"[^"\n]*"|\{[^{}]*\}|\bcrm [^;\n]*|--[\w-]+|customer relationship|müşteri ilişk|gizli müşteri'
    left = []
    for text, context, turkish in MESSAGES:
        said = found(text, context) or (text if code == "en" else turkish)
        literal = code == "en" and re.search(noun, re.sub(typed, "", turkish))
        if re.search(noun, re.sub(typed, "", said, flags=re.IGNORECASE), re.IGNORECASE) and not literal:
            left.append(said)
    assert left == []


def test_every_thing_that_can_be_renamed_is_one_of_the_program() -> None:
    assert {(noun.name, noun.plural) for noun in NOUNS} >= {
        (one, many(one)) for one in THINGS if one != "task"
    }
    assert {"customer", "customers", "customer_soft"} <= set(renamed())


def test_a_settings_file_of_the_folder_names_what_is_kept_and_rewords_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = '[labels]\ncustomer = "Danışan"\nwon = "Satıldı"\n"yes" = "no"\ncontact = "Delete everything?"\n'
    (tmp_path / PROJECT_FILE).write_text(text, encoding="utf-8")
    (tmp_path / PROJECT_FILE).chmod(0o600)
    own = tmp_path / "own.toml"
    own.write_text('[labels]\nwon = "Satıldı"\ncustomer = "Client"\nlost = "{x}"\n', encoding="utf-8")
    assert Config({"CRMCLI_CONFIG": str(own)}, {}).labels() == {"customer": "Danışan", "won": "Satıldı"}
    assert sound({"won": " Sold\u202e"}) == {}


def test_a_screen_holds_one_word_for_a_customer(crm: Program, tmp_path: Path) -> None:
    settings = tmp_path / "labels.toml"
    settings.write_text('[labels]\ncustomer = "Danışan"\n', encoding="utf-8")
    env = {"CRMCLI_CONFIG": str(settings), "CRMCLI_LANG": "tr"}
    crm("customer", "add", "Müşteri Evi")
    assert "Danışanları adıyla listeler." in crm("customer", "--help", env=env).stdout
    assert (
        '"yok böyle" adına uyan danışan yok'
        in crm("customer", "show", "yok böyle", env=env, check=False).stderr
    )
    assert "C-9 numaralı danışan yok" in crm("customer", "show", "C-9", env=env, check=False).stderr
    listed = crm("customer", "list", "--format", "table", env=env).stdout
    assert "Müşteri Evi" in listed
    plain = crm("customer", "list", "--format", "csv").stdout
    assert crm("customer", "list", "--format", "csv", env=env).stdout == plain
    english = {**env, "CRMCLI_LANG": "en"}
    settings.write_text('[labels]\ncustomer = "Client"\n', encoding="utf-8")
    helped = crm("customer", "--help", env=english).stdout
    assert "List clients by name." in helped
    assert "crm customer [OPTIONS]" in helped
    assert "--customer CLIENT        The client." in crm("opportunity", "add", "--help", env=english).stdout

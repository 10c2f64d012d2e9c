"""What looks alike and is not the same: relatives, branches, firms of one owner, namesakes; and what is."""

from collections.abc import Sequence
from typing import Any

import pytest

from crmcli.domain.duplicates import forms
from crmcli.domain.duplicates.comparing import compare
from crmcli.domain.duplicates.items import Item
from crmcli.domain.duplicates.levels import APART
from crmcli.domain.duplicates.match import match
from crmcli.domain.duplicates.rarity import frequencies, rarities
from crmcli.domain.duplicates.reasons import reasons
from crmcli.domain.duplicates.scan import score_of
from crmcli.domain.duplicates.weights import usual_model
from tests.domain.duplicates.people import EMPTY, people

HOME: dict[str, Any] = {
    "street": "ataturk",
    "numbers": ("12", "4"),
    "city": "izmir",
    "district": "konak",
    "postal": "35210",
}
SIZES = (0, 40, 600)
"""Other records in the store: what is learnt from many must not be needed among a few."""


def person(name: str, **fields: Any) -> Item:
    """Make a person as a store gives it."""
    made = EMPTY._replace(name=name, words=forms.name_words(name, organisation=False))
    return made._replace(**fields)


def firm(name: str, **fields: Any) -> Item:
    """Make an organisation as a store gives it."""
    words = forms.name_words(name, organisation=True)
    return EMPTY._replace(name=name, words=words, organisation=True)._replace(**fields)


def score(records: Sequence[Item], others: int) -> int:
    """Return the score of the first two records in a store with others; 0 where they are not compared."""
    items = [one._replace(number=n) for n, one in enumerate([*records, *people(others + 2)[2:]], 1)]
    return next((score_of(p.odds) for p in match(items, 0).pairs if (p.first, p.second) == (0, 1)), 0)


PHONE, MAIL, TAX = ("5321112233",), ("demirtas@gmail.com",), "0010130206"
DIFFERENT = {
    "father and son": (
        person("Mehmet Ali Kuşçubaşı", phones=PHONE, **HOME),
        person("Murat Ali Kuşçubaşı", phones=PHONE, **HOME),
    ),
    "twins": (
        person("Hasan Kuşçubaşı", phones=PHONE, mails=MAIL, born="19900405", **HOME),
        person("Hüseyin Kuşçubaşı", phones=PHONE, mails=MAIL, born="19900405", **HOME),
    ),
    "a couple": (
        person("Ayşe Demirtaş", phones=PHONE, mails=MAIL, **HOME),
        person("Mehmet Demirtaş", phones=PHONE, mails=MAIL, **HOME),
    ),
    "sisters": (
        person("Ayşe Nur Demirtaş", phones=PHONE, **HOME),
        person("Aysel Nur Demirtaş", phones=PHONE, **HOME),
    ),
    "a phone of the family": (person("Ayşe Demirtaş", phones=PHONE), person("Kerem Öncü", phones=PHONE)),
    "two surnames of many": (
        person("Merve Kara", phones=("5321112233",), city="izmir"),
        person("Merve Kaya", phones=("5429998877",), city="izmir"),
    ),
    "branches": (
        firm("Koçtaş Yapı Bakırköy", domains=("koctas.com.tr",), phones=PHONE, city="istanbul", tax=TAX),
        firm("Koçtaş Yapı Kadıköy", domains=("koctas.com.tr",), phones=PHONE, city="istanbul", tax=TAX),
    ),
    "a branch and its head": (
        firm("Migros A.Ş.", domains=("migros.com.tr",)),
        firm("Migros Bakırköy", domains=("migros.com.tr",)),
    ),
    "branches by number": (
        firm("Şok Market 1021", domains=("sok.com.tr",), city="istanbul"),
        firm("Şok Market 1022", domains=("sok.com.tr",), city="istanbul"),
    ),
    "franchises": (
        firm("Simit Sarayı Beşiktaş", mails=("sube12@simit.com",)),
        firm("Simit Sarayı Üsküdar", mails=("sube13@simit.com",)),
    ),
    "firms of one owner": (
        firm("Zerina Tekstil Ltd. Şti.", phones=PHONE, mails=MAIL, **HOME),
        firm("Zerina Gıda Ltd. Şti.", phones=PHONE, mails=MAIL, **HOME),
    ),
    "two tax numbers": (
        firm("Yıldız İnşaat", tax="0010130206", city="ankara"),
        firm("Yıldız İnşaat Ltd. Şti.", tax="4640011225", city="ankara"),
    ),
}
THE_SAME = {
    "in another order": (
        person("Ayşe Nur Demirtaş", phones=PHONE),
        person("DEMİRTAŞ AYŞE NUR", phones=PHONE),
    ),
    "a slip": (person("Mehmet Yılmaz", phones=PHONE), person("Mehemt Yılmaz", phones=PHONE)),
    "an initial": (person("A. Demirtaş", phones=PHONE), person("Ayşe Demirtaş", phones=PHONE)),
    "married": (
        person("Ayşe Kaya", phones=PHONE, mails=("ayse85@gmail.com",)),
        person("Ayşe Demirtaş", phones=PHONE, mails=("ayse85@gmail.com",)),
    ),
    "one name and the e-mail": (person("Orhan", mails=MAIL), person("Orhan Kuşçubaşı", mails=MAIL)),
    "short form": (
        firm("Işık Mob. San. Tic. Ltd. Şti.", city="izmir"),
        firm("IŞIK MOBİLYA", city="izmir"),
    ),
    "the trade left out": (firm("Zerina", phones=PHONE), firm("Zerina Tekstil Ltd. Şti.", phones=PHONE)),
    "with its city": (
        firm("Işık Mobilya İzmir", phones=PHONE, city="izmir"),
        firm("Işık Mobilya", phones=PHONE, city="izmir"),
    ),
    "one tax number": (firm("Zerina Tekstil", tax=TAX), firm("ZRN Tekstil", tax=TAX)),
}


@pytest.mark.parametrize("others", SIZES)
@pytest.mark.parametrize("records", DIFFERENT.values(), ids=DIFFERENT)
def test_relatives_branches_and_namesakes_are_not_the_same(records: Sequence[Item], others: int) -> None:
    assert score(records, others) < 80


@pytest.mark.parametrize("others", SIZES)
@pytest.mark.parametrize("records", THE_SAME.values(), ids=THE_SAME)
def test_what_a_person_calls_the_same_is_found(records: Sequence[Item], others: int) -> None:
    assert score(records, others) >= 80


def test_why_relatives_are_not_the_same_is_told() -> None:
    one, two = DIFFERENT["a couple"]
    pattern = compare(one, two, rarities(frequencies([one, two], 0)))
    assert pattern is not None
    assert APART in pattern[:3]
    _, against = reasons(one, two, pattern, usual_model(2, 0), [])
    assert against == ("names differ as those of relatives or branches do",)


def test_a_tax_number_of_two_people_of_one_surname_still_asks_for_a_look() -> None:
    two = [person("Ayşe Demirtaş", tax="10000000146"), person("Aysun Demirtaş", tax="10000000146")]
    assert score(two, 40) >= 80

"""``crm address``: further addresses of customers, contacts and leads."""

import pytest

from tests.support.program import Program


@pytest.fixture
def shop(crm: Program) -> Program:
    """A customer in İzmir with a delivery address in Manisa, a contact and a lead."""
    crm.inprocess("customer", "add", "Işık Mobilya", "--city", "İzmir").checked()
    crm.inprocess("contact", "add", "Ayşe", "--customer", "C-1").checked()
    crm.inprocess("lead", "add", "Ali").checked()
    words = ("--kind", "delivery", "--address", "Organize San. 3. Cad.\nNo 5", "--city", "Manisa")
    crm.inprocess("address", "add", "C-1", *words).checked()
    return crm


def test_an_address_is_added_shown_and_listed_behind_the_main_one(shop: Program) -> None:
    listed = shop.inprocess("address", "list", "Işık Mobilya", "--format", "json").checked().json()
    assert [(row["id"], row["whose"], row["kind"], row["city"]) for row in listed] == [
        (None, "C-1", "main", "İzmir"),
        ("AD-1", "C-1", "delivery", "Manisa"),
    ]
    shown = shop.inprocess("customer", "show", "C-1", "--format", "json").checked().json()
    assert shown["further_addresses"] == [
        {
            "id": "AD-1",
            "kind": "delivery",
            "address": "Organize San. 3. Cad.\nNo 5",
            "district": None,
            "city": "Manisa",
            "region": None,
            "postal_code": None,
            "country": None,
        }
    ]


def test_contacts_and_leads_have_further_addresses_as_well(shop: Program) -> None:
    for ref, noun in (("P-1", "contact"), ("L-1", "lead")):
        shop.inprocess("address", "add", ref, "--kind", "home", "--district", "Bornova").checked()
        shown = shop.inprocess(noun, "show", ref, "--format", "json").checked().json()
        assert [line["district"] for line in shown["further_addresses"]] == ["Bornova"]
    assert [row["whose"] for row in shop.inprocess("address", "list").checked().tsv()] == [
        "C-1",
        "P-1",
        "L-1",
    ]


def test_an_address_is_changed_emptied_in_part_and_removed(shop: Program) -> None:
    edited = shop.inprocess("address", "edit", "AD-1", "--kind", "depo", "--address", "", "--country", "TR")
    assert edited.checked().tsv()[0]["status"] == "changed"
    row = shop.inprocess("address", "list").checked().tsv()[0]
    assert (row["kind"], row["address"], row["city"], row["country"]) == ("depo", "", "Manisa", "TR")
    again = shop.inprocess("address", "edit", "1", "--country", "TR").checked()
    assert again.tsv()[0]["status"] == "unchanged"
    shop.inprocess("address", "remove", "AD-1").checked()
    assert shop.inprocess("address", "list").checked().stdout.count("\n") == 1
    shop.inprocess("undo").checked()
    assert shop.inprocess("address", "list").checked().tsv()[0]["id"] == "AD-1"


@pytest.mark.parametrize(
    ("words", "code", "message", "hint"),
    [
        (
            "add C-1",
            2,
            "an address needs a street, a city or another part",
            "crm address add C-1 --city İzmir",
        ),
        ("add C-1 --city MANİSA --address Organize", 0, "", ""),
        ("add C-1 --city izmir", 4, "C-1 has this address already", "crm address list C-1"),
        ("add S-1 --city X", 2, "S-1 is of a kind that has no addresses", "customers, contacts and leads"),
        ("add C-9 --city X", 3, "no customer has number C-9", "crm customer list"),
        ("edit AD-1", 2, "no field is given to change", "crm address edit AD-1 --city İzmir"),
        ("edit AD-9 --city X", 3, "no address has number AD-9", "crm address list"),
        ("edit x --city X", 2, '"x" is no number of an address', "crm address list shows them: AD-3"),
        ("remove AD-1 AD-9", 3, "no address has number AD-9", "crm address list"),
    ],
)
def test_what_can_not_be_done_says_why(shop: Program, words: str, code: int, message: str, hint: str) -> None:
    before = shop.inprocess("address", "list").stdout
    result = shop.inprocess("address", *words.split())
    assert result.code == code, result.stderr
    if code:
        first, second = result.stderr.splitlines()
        assert (first, second.partition(hint)[0]) == (f"crm: {message}", "hint: ")
        assert shop.inprocess("address", "list").stdout == before


def test_an_address_of_which_nothing_would_be_left_is_refused(shop: Program) -> None:
    result = shop.inprocess("address", "edit", "AD-1", "--address", "", "--city", "")
    assert result.code == 1
    assert result.stderr == "crm: nothing of AD-1 would be left\nhint: crm address remove AD-1\n"
    assert shop.inprocess("address", "list").checked().tsv()[0]["city"] == "Manisa"

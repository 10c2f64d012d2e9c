"""``crm field`` from the command line: declared, listed, filtered, undone."""

from tests.support.program import Program


def test_a_field_is_declared_used_filtered_and_undone(crm: Program) -> None:
    crm.inprocess("field", "add", "customer", "Sınıf", "--choices", "A,B").checked()
    crm.inprocess("customer", "add", "Işık", "--custom", "sınıf=a").checked()
    assert crm.inprocess("customer", "list", "--where", "sınıf=A", "--format", "ids").stdout == "C-1\n"
    rows = crm.inprocess("field", "list", "--format", "json").checked().json()
    assert rows == [
        {"noun": "customer", "name": "Sınıf", "type": "choice", "choices": ["A", "B"], "records": 1}
    ]
    crm.inprocess("field", "edit", "customer", "sınıf", "--name", "Grup").checked()
    assert crm.inprocess("customer", "list", "--where", "grup=A", "--format", "ids").stdout == "C-1\n"
    crm.inprocess("undo").checked()
    assert crm.inprocess("customer", "list", "--where", "sınıf=A", "--format", "ids").stdout == "C-1\n"
    crm.inprocess("field", "remove", "customer", "sınıf", "--values").checked()
    assert crm.inprocess("field", "list", "--format", "ids").code in (0, 2)
    assert crm.inprocess("field", "list", "--format", "json").json() == []


def test_a_wrong_value_says_what_the_words_are(crm: Program) -> None:
    crm.inprocess("field", "add", "customer", "Sınıf", "--choices", "İyi,Orta").checked()
    result = crm.inprocess("customer", "add", "x", "--custom", "sınıf=ort")
    assert (result.code, result.stdout) == (2, "")
    assert result.stderr == 'crm: Sınıf: "ort" is not one of İyi, Orta\nhint: did you mean Orta?\n'

"""What two stores know of each other after they exchanged files."""

import json
import re
from pathlib import Path

from crmcli.db import open_store
from tests.support.exchange import Pair, changes, content, differences
from tests.support.program import Program


def same(pair: Pair) -> bool:
    """Tell whether both hold the same; what differs is shown."""
    found = differences(content(pair.first.url), content(pair.second.url))
    assert not found, "\n".join(found)
    return True


def fields(program: Program, ref: str) -> dict[str, str]:
    """Return what a record shows."""
    found: dict[str, str] = program.inprocess("customer", "show", ref).checked().tsv()[0]
    return found


def ref_of(program: Program, name: str) -> str:
    """Return the number of a customer."""
    rows = program.inprocess("customer", "list").checked().tsv()
    return next(row["id"] for row in rows if row["name"] == name)


def test_what_is_written_at_one_store_is_at_the_other_with_all_that_belongs_to_it(pair: Pair) -> None:
    first = pair.first
    first.inprocess("user", "add", "Ayşe").checked()
    first.inprocess(
        *("customer", "add", "Işık Mobilya", "--phone", "0532 123 45 67", "--tag", "vip", "--owner", "Ayşe")
    ).checked()
    first.inprocess("contact", "add", "Ece Işık", "--customer", "C-1", "--email", "ece@isik.com.tr").checked()
    first.inprocess("order", "add", "C-1", "--item", "masa:2:1.250,50").checked()
    first.inprocess("log", "call", "P-1", "asked for an offer").checked()
    first.inprocess("customer", "edit", "C-1", "--custom", "kat=3").checked()
    pair.second.inprocess("customer", "add", "Çınar").checked()
    pair.send(first, pair.second)
    ref = ref_of(pair.second, "Işık Mobilya")
    shown = fields(pair.second, ref)
    assert ref == "C-2"  # numbers are each store's own
    assert (shown["tags"], shown["owner"], shown["spent"]) == ("vip", "Ayşe", "2501.00")
    # It answers to its phone, like any record of its own.
    assert pair.second.inprocess("find", "0532 123 45 67").tsv()[0]["id"] == ref
    pair.send(pair.second, first)
    assert same(pair)


def test_applying_a_file_twice_changes_nothing(pair: Pair) -> None:
    pair.first.inprocess("customer", "add", "Işık").checked()
    pair.send(pair.first, pair.second)
    before = changes(pair.second.url)
    again = pair.second.inprocess("sync", "apply", pair.folder / "1.sync").checked()
    assert changes(pair.second.url) == before
    assert again.stdout == "what\tadded\tchanged\tremoved\tkept\n"


def test_stores_without_news_come_to_rest(pair: Pair) -> None:
    pair.first.inprocess("customer", "add", "Işık").checked()
    pair.until_quiet()
    before = changes(pair.first.url), changes(pair.second.url)
    pair.send(pair.first, pair.second)
    pair.send(pair.second, pair.first)
    assert (changes(pair.first.url), changes(pair.second.url)) == before


def test_one_file_is_one_change_that_one_undo_takes_back_and_it_can_be_applied_again(pair: Pair) -> None:
    pair.first.inprocess("customer", "add", "Işık", "--tag", "vip").checked()
    pair.first.inprocess("log", "call", "C-1", "hello").checked()
    before = content(pair.second.url)
    pair.send(pair.first, pair.second)
    pair.second.inprocess("undo").checked()
    assert not differences(before, content(pair.second.url))
    pair.second.inprocess("sync", "apply", pair.folder / "1.sync").checked()
    assert same(pair)


def test_taking_a_file_back_does_not_remove_its_records_where_they_came_from(pair: Pair) -> None:
    pair.first.inprocess("customer", "add", "Işık").checked()
    pair.send(pair.first, pair.second)
    pair.second.inprocess("undo").checked()
    pair.send(pair.second, pair.first)
    assert ref_of(pair.first, "Işık") == "C-1"


def test_different_fields_of_one_record_are_both_taken(pair: Pair) -> None:
    pair.first.inprocess("customer", "add", "Işık", "--city", "Muş").checked()
    pair.send(pair.first, pair.second)
    pair.first.inprocess("customer", "edit", "C-1", "--city", "İzmir").checked()
    pair.second.inprocess("customer", "edit", "C-1", "--name", "Işık A.Ş.").checked()
    pair.first.inprocess("customer", "edit", "C-1", "--custom", "kat=3").checked()
    pair.second.inprocess("customer", "edit", "C-1", "--custom", "oda=5").checked()
    pair.until_quiet()
    assert same(pair)
    shown = fields(pair.second, "C-1")
    assert (shown["name"], shown["city"]) == ("Işık A.Ş.", "İzmir")
    assert json.loads(shown["custom"]) == {"kat": "3", "oda": "5"}


def crossed(pair: Pair) -> None:
    """Let both stores change one field before either heard of the other."""
    pair.first.inprocess("customer", "add", "Işık", "--city", "Muş").checked()
    pair.send(pair.first, pair.second)
    pair.first.inprocess("customer", "edit", "C-1", "--city", "İzmir").checked()
    pair.second.inprocess("customer", "edit", "C-1", "--city", "Bursa").checked()


def test_a_field_that_both_changed_stays_as_it_is_here_and_is_listed(pair: Pair) -> None:
    crossed(pair)
    result = pair.send(pair.first, pair.second, code=(5,))
    assert fields(pair.second, "C-1")["city"] == "Bursa"
    listed = {"record": "C-1 Işık", "field": "city", "ours": "Bursa", "theirs": "İzmir", "peer": "ankara"}
    assert pair.second.inprocess("sync", "conflicts").tsv() == [listed]
    assert "crm sync conflicts --theirs" in result.stderr
    # The other side did not see it coming either: there it is listed as well.
    pair.send(pair.second, pair.first, code=(5,))
    assert fields(pair.first, "C-1")["city"] == "İzmir"


def test_a_conflict_that_one_side_decides_is_decided_on_both(pair: Pair) -> None:
    for side, stays in (("--theirs", "İzmir"), ("--ours", "Ordu")):
        if side == "--theirs":
            crossed(pair)
        else:
            pair.first.inprocess("customer", "edit", "C-1", "--city", "Van").checked()
            pair.second.inprocess("customer", "edit", "C-1", "--city", "Ordu").checked()
        pair.send(pair.first, pair.second, code=(5,))
        pair.send(pair.second, pair.first, code=(5,))
        pair.second.inprocess("sync", "conflicts", "C-1", side).checked()
        pair.until_quiet()
        assert [fields(program, "C-1")["city"] for program in (pair.first, pair.second)] == [stays, stays]
        for program in (pair.first, pair.second):
            assert program.inprocess("sync", "conflicts").checked().tsv() == []


def test_a_conflict_can_be_decided_while_the_file_is_applied(pair: Pair) -> None:
    crossed(pair)
    pair.send(pair.first, pair.second, "--theirs", code=(0,))
    assert fields(pair.second, "C-1")["city"] == "İzmir"
    pair.until_quiet()
    assert same(pair)


def test_whoever_edits_in_sight_of_the_other_value_decides(pair: Pair) -> None:
    crossed(pair)
    pair.send(pair.first, pair.second, code=(5,))
    pair.second.inprocess("customer", "edit", "C-1", "--city", "Manisa").checked()
    pair.send(pair.second, pair.first, code=(0,))
    assert fields(pair.first, "C-1")["city"] == "Manisa"
    assert pair.second.inprocess("sync", "conflicts").checked().tsv() == []


def test_fields_that_mean_one_thing_are_one_conflict(pair: Pair) -> None:
    pair.first.inprocess("lead", "add", "Ece").checked()
    pair.send(pair.first, pair.second)
    pair.first.inprocess("lead", "lose", "L-1", "--reason", "price").checked()
    pair.second.inprocess("lead", "edit", "L-1", "--status", "qualified").checked()
    pair.send(pair.first, pair.second, code=(5,))
    clashes = pair.second.inprocess("sync", "conflicts").tsv()
    assert {row["field"] for row in clashes} == {"status", "lost reason", "lost on"}
    # Half of it would be a lead that is qualified and lost at once.
    pair.second.inprocess("sync", "conflicts", "--theirs").checked()
    pair.until_quiet()
    assert same(pair)


def test_what_was_removed_there_and_is_used_here_stays_and_is_back_there(pair: Pair) -> None:
    pair.first.inprocess("customer", "add", "Işık", "--phone", "0532 123 45 67", "--tag", "vip").checked()
    pair.send(pair.first, pair.second)
    pair.first.inprocess("customer", "delete", "C-1").checked()
    pair.second.inprocess("log", "call", "C-1", "wants an offer").checked()
    pair.until_quiet()
    assert same(pair)
    assert ref_of(pair.first, "Işık") == "C-1"
    assert pair.first.inprocess("find", "0532 123 45 67").tsv()[0]["id"] == "C-1"


def test_what_nobody_uses_is_removed_on_both_sides(pair: Pair) -> None:
    pair.first.inprocess("customer", "add", "Işık", "--phone", "0532 123 45 67", "--tag", "vip").checked()
    pair.send(pair.first, pair.second)
    pair.first.inprocess("customer", "delete", "C-1").checked()
    pair.until_quiet()
    assert same(pair)
    assert pair.second.inprocess("customer", "list").tsv() == []


def test_a_call_with_a_record_that_was_merged_there_is_with_the_one_it_went_into(pair: Pair) -> None:
    for name, phone in (("Işık", "0532 123 45 67"), ("Işık Mobilya", "0533 765 43 21")):
        pair.first.inprocess("customer", "add", name, "--phone", phone).checked()
    pair.send(pair.first, pair.second)
    pair.first.inprocess("merge", "C-2", "C-1", "--yes").checked()
    pair.second.inprocess("log", "call", "C-1", "wants an offer").checked()
    pair.second.inprocess("tag", "add", "vip", "C-1").checked()
    pair.until_quiet()
    assert same(pair)
    for program in (pair.first, pair.second):
        assert program.inprocess("customer", "show", "C-1").tsv()[0]["tags"] == "vip"
        assert program.inprocess("activity", "list").tsv()[0]["customer"] == "C-2"


def test_a_conversion_is_one_there_too(pair: Pair) -> None:
    pair.first.inprocess("lead", "add", "Ece", "--company", "Ece Ltd", "--phone", "0532 123 45 67").checked()
    pair.send(pair.first, pair.second)
    pair.second.inprocess("convert", "L-1", "--amount", "500").checked()
    pair.send(pair.second, pair.first)
    assert pair.first.inprocess("lead", "show", "L-1").tsv()[0]["status"] == "converted"
    pair.until_quiet()
    assert same(pair)


def test_a_tag_that_both_stores_made_is_one(pair: Pair) -> None:
    for program, name in ((pair.first, "Işık"), (pair.second, "Çınar")):
        program.inprocess("customer", "add", name, "--tag", "vip").checked()
    pair.until_quiet()
    assert same(pair)
    assert len(pair.first.inprocess("tag", "list").tsv()) == 1
    pair.second.inprocess("tag", "remove", "vip", "C-1").checked()
    pair.second.inprocess("tag", "add", "vip", "C-1").checked()
    pair.until_quiet()
    assert same(pair)


def test_records_that_both_imported_under_one_external_id_are_one(pair: Pair) -> None:
    people = pair.folder / "people.csv"
    people.write_text("external id,name,city\nK1,Işık,İzmir\nK2,Çınar,Muş\n", encoding="utf-8")
    for program in (pair.first, pair.second):
        program.inprocess("import", "customers", people).checked()
    pair.until_quiet()
    assert same(pair)
    assert len(pair.second.inprocess("customer", "list").tsv()) == 2


def test_of_one_day_the_stricter_consent_is_in_force_on_both_sides(pair: Pair) -> None:
    pair.first.inprocess("contact", "add", "Ece").checked()
    pair.send(pair.first, pair.second)
    pair.first.inprocess("consent", "give", "P-1", "--channel", "email").checked()
    pair.second.inprocess("consent", "refuse", "P-1", "--channel", "email").checked()
    pair.until_quiet()
    assert same(pair)
    for program in (pair.first, pair.second):
        states = [
            row["state"]
            for row in program.inprocess("consent", "list", "P-1").tsv()
            if row["in_force"] == "true"
        ]
        assert set(states) == {"refused"}, program.url


def test_a_yes_that_was_given_after_the_no_was_known_stands(pair: Pair) -> None:
    pair.first.inprocess("contact", "add", "Ece").checked()
    pair.send(pair.first, pair.second)
    pair.second.inprocess("consent", "refuse", "P-1", "--channel", "email").checked()
    pair.send(pair.second, pair.first)
    pair.first.inprocess("consent", "give", "P-1", "--channel", "email").checked()
    pair.until_quiet()
    for program in (pair.first, pair.second):
        rows = program.inprocess("consent", "list", "P-1").tsv()
        assert [row["state"] for row in rows if row["in_force"] == "true"] == ["given"]


def test_a_person_erased_there_is_erased_here_and_the_file_does_not_name_them(pair: Pair) -> None:
    pair.first.inprocess("contact", "add", "Zübeyde Kırgız", "--phone", "0532 123 45 67").checked()
    pair.send(pair.first, pair.second)
    pair.second.inprocess("log", "call", "P-1", "Zübeyde Kırgız called back").checked()
    pair.first.inprocess("privacy", "erase", "P-1", "--yes").checked()
    file = pair.folder / "erasing.sync"
    pair.first.inprocess("sync", "export", file).checked()
    told = json.dumps("Zübeyde")[1:-1]
    held = re.sub(r'"[0-9a-f:]{16,}"', "", file.read_text("utf-8"))  # marks and sums: chance
    assert told not in held
    assert "532" not in held
    # Nobody is erased behind the back of whoever applies the file.
    refused = pair.second.inprocess("sync", "apply", file)
    assert (refused.code, "P-1" in refused.stderr, "--yes" in refused.stderr) == (1, True, True)
    assert pair.second.inprocess("contact", "list").tsv()[0]["name"] == "Zübeyde Kırgız"
    pair.second.inprocess("sync", "apply", file, "--yes").checked()
    assert "Zübeyde" not in pair.second.inprocess("export", "all").checked().stdout
    pair.until_quiet()
    assert same(pair)


def test_nobody_is_erased_for_a_file_that_is_refused(pair: Pair) -> None:
    pair.first.inprocess("contact", "add", "Zübeyde Kırgız").checked()
    pair.send(pair.first, pair.second)
    pair.first.inprocess("customer", "add", "Işık").checked()
    pair.first.inprocess("privacy", "erase", "P-1", "--yes").checked()
    file = pair.folder / "later.sync"
    last = str(changes(pair.first.url) - 1)
    pair.first.inprocess("sync", "export", file, "--since", last).checked()
    assert "are missing" in pair.second.inprocess("sync", "apply", file, "--yes").checked(4).stderr
    assert pair.second.inprocess("contact", "list").tsv()[0]["name"] == "Zübeyde Kırgız"


def test_what_is_written_there_about_a_person_erased_here_stays_out(pair: Pair) -> None:
    pair.first.inprocess("contact", "add", "Zübeyde Kırgız").checked()
    pair.send(pair.first, pair.second)
    pair.second.inprocess("contact", "edit", "P-1", "--phone", "0532 123 45 67").checked()
    pair.second.inprocess("log", "call", "P-1", "is ill").checked()
    pair.first.inprocess("privacy", "erase", "P-1", "--yes").checked()
    pair.send(pair.second, pair.first)
    held = pair.first.inprocess("export", "all").checked().stdout
    assert "0532 123" not in held
    assert "is ill" not in held
    pair.until_quiet()
    assert same(pair)


def test_a_store_in_the_middle_hands_on_what_it_got(local_pair: Pair, tmp_path: Path) -> None:
    middle, first = local_pair.second, local_pair.first
    last = Program(str(tmp_path / "van.db"))
    last.inprocess("sync", "name", "van").checked()
    first.inprocess("customer", "add", "Işık").checked()
    last.inprocess("customer", "add", "Çınar").checked()

    def hand(sender: Program, receiver: Program, *words: str) -> None:
        file = tmp_path / "handed.sync"
        sender.inprocess("sync", "export", file, "--force", *words).checked()
        receiver.inprocess("sync", "apply", file).checked()

    hand(first, middle)
    hand(last, middle)
    hand(middle, first, "--to", "ankara")
    hand(middle, last, "--to", "van")
    for program in (first, middle, last):
        found = program.inprocess("customer", "list").tsv()
        assert {row["name"] for row in found} == {"Işık", "Çınar"}, program.url
    # A fourth one, that comes later, gets it all.
    late = Program(str(tmp_path / "late.db"))
    late.inprocess("sync", "name", "late").checked()
    hand(middle, late, "--since", "0")
    assert len(late.inprocess("customer", "list").tsv()) == 2


def test_a_file_that_leaves_out_what_another_store_did_is_refused_by_all_others(
    local_pair: Pair, tmp_path: Path
) -> None:
    middle, first = local_pair.second, local_pair.first
    late = Program(str(tmp_path / "late.db"))
    late.inprocess("sync", "name", "late").checked()
    file = tmp_path / "handed.sync"
    middle.inprocess("customer", "add", "Çınar").checked()
    middle.inprocess("sync", "export", file, "--since", "0").checked()
    for program in (first, late):
        program.inprocess("sync", "apply", file).checked()
    first.inprocess("customer", "add", "Işık").checked()
    local_pair.send(first, middle)
    # The middle has heard of one store only: what that one did needs not go back to it.
    for words in ((), ("--since", "3")):
        middle.inprocess("sync", "export", file, "--force", *words).checked()
        refused = late.inprocess("sync", "apply", file)
        assert (refused.code, refused.stdout) == (4, "")
        assert "the file is for ankara: what ankara did is not in it" in refused.stderr
    assert "hint: at izmir: crm sync export FILE --since 0\n" in refused.stderr
    middle.inprocess("sync", "export", file, "--force", "--since", "0").checked()
    late.inprocess("sync", "apply", file).checked()
    assert len(late.inprocess("customer", "list").tsv()) == 2


def test_who_is_erased_there_and_was_removed_here_does_not_come_back_with_a_name(pair: Pair) -> None:
    pair.first.inprocess("contact", "add", "Zübeyde Kırgız", "--phone", "0532 123 45 67").checked()
    pair.send(pair.first, pair.second)
    pair.first.inprocess("log", "call", "P-1", "hello").checked()
    pair.first.inprocess("privacy", "erase", "P-1", "--yes").checked()
    pair.second.inprocess("contact", "delete", "P-1").checked()
    pair.until_quiet()
    assert same(pair)
    with open_store(pair.second.url).reading() as db:
        past = " ".join(str(old) for (old,) in db.tuples("SELECT old FROM revision"))
    assert "Zübeyde" not in past
    assert "532" not in past


def test_the_keys_of_other_programs_come_with_every_kind_of_record(pair: Pair) -> None:
    pair.first.inprocess("customer", "add", "Işık").checked()
    pair.first.inprocess("case", "open", "C-1", "Kutu ezik", "--external-id", "helpdesk:17").checked()
    pair.send(pair.first, pair.second)
    assert same(pair)


def test_taking_a_file_back_tells_of_records_and_not_of_the_identities_of_the_exchange(pair: Pair) -> None:
    pair.first.inprocess("customer", "add", "Işık", "--tag", "vip").checked()
    pair.first.inprocess("case", "open", "C-1", "Kutu ezik", "--external-id", "helpdesk:17").checked()
    pair.send(pair.first, pair.second)
    told = _counts(pair.second, "undo")
    assert told["customer removed"] == told["case removed"] == told["external id removed"] == 1
    again = _counts(pair.second, "redo")
    assert again == {what.replace("removed", "put back"): count for what, count in told.items()}


def _counts(program: Program, command: str) -> dict[str, int]:
    lines = json.loads(program.inprocess(command, "--format", "json").checked().stdout)["items"]
    return {line["what"]: line["count"] for line in lines}

"""What belongs together in brackets is not parted by the end of a line."""

from tests.support.program import Program


def test_how_long_a_call_took_stands_on_one_line(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Işık Mobilya").checked()
    for letters in range(18, 44):
        subject = f"teklif {'x' * letters}"
        crm_local.inprocess("log", "call", "C-1", subject, "--minutes", "5").checked()
    told = crm_local("customer", "timeline", "C-1", "--format", "table", env={"COLUMNS": "80"}).checked()
    assert told.stdout.count("(5 min)") == 26
    assert "\ue000" not in told.stdout

"""The reference of the reports is what the reports are."""

from tests.docs.reference import PAGE, page


def test_no_column_or_option_of_a_report_changes_without_its_page() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.docs.reference writes it"

"""What must hold of needs, quotes, cases and campaigns whatever writes: tried past the program, by SQL."""

import pytest

from crmcli.engines import faults
from crmcli.engines.schema import table_map
from tests.store.test_rules import Raw, raw

__all__ = ["raw"]

BROKEN = [
    # statement, the rule's name in the error, what a person reads
    ("UPDATE customer SET cadence_days = 0", "cadence_is_positive", "at least one day"),
    ("UPDATE activity SET priority = 'urgent'", "priority_known", "refuses this value"),
    ("UPDATE activity SET done_on = 'yesterday'", "done_on_is_a_day", "a day is written"),
    ("UPDATE product SET withdrawn_on = '1.1.2026'", "withdrawn_on_is_a_day", "a day is written"),
    ("UPDATE sales_order SET promised_on = 'soon'", "promised_on_is_a_day", "a day is written"),
    ("UPDATE relation SET other_contact_id = NULL", "exactly_one_other", "between two"),
    ("UPDATE relation SET contact_id = 1", "exactly_one_owner", "refuses this value"),
    ("UPDATE relation SET role = ''", "has_a_role", "what one is to the other"),
    ("UPDATE relation SET since = '2026-02-01', until = '2026-01-01'", "ends_after_start", "the end lies"),
    ("UPDATE account_plan SET status = 'maybe'", "status_known", "refuses this value"),
    ("UPDATE attachment SET customer_id = 1", "exactly_one_owner", "refuses this value"),
    ("UPDATE attachment SET size = -1", "size_not_negative", "refuses this value"),
    ("UPDATE attachment SET copied = 2", "copied_yes_no", "refuses this value"),
    ("UPDATE wallet SET amount_minor = 0", "amount_is_positive", "more than nothing"),
    ("UPDATE price SET price_minor = NULL", "has_a_price", "needs a price or a cost"),
    ("UPDATE rate SET base = 'USD'", "two_currencies", "between two currencies"),
    ("UPDATE rate SET rate = '-1'", "rate_is_positive", "more than nothing"),
    ("UPDATE need SET weight = 6", "weight_is_one_to_five", "between 1 and 5"),
    ("UPDATE need SET customer_id = NULL", "is_somebodys", "whose it is"),
    ("UPDATE quote SET lost_reason_id = NULL", "rejected_has_reason", "a rejected quote needs a reason"),
    ("UPDATE quote SET lost_note = ' '", "needs a note", "needs a note of your own"),
    ("UPDATE quote SET customer_id = NULL", "is_somebodys", "whose it is"),
    ("UPDATE quote SET replaces_id = id", "not_its_own_version", "can't replace itself"),
    ("UPDATE quote SET total_minor = 1", "total_minor_has_currency", "needs a currency"),
    ("UPDATE quote_line SET amount_minor = 1", "amounts_have_currency", "needs a currency"),
    ("UPDATE payment SET amount_minor = NULL", "amount_minor", "refuses this value"),
    ("UPDATE target SET goal = 5", "amount_or_goal", "an amount or a number"),
    ("UPDATE target SET until_on = '2025-01-01'", "ends_after_start", "the end lies"),
    ("UPDATE support_case SET status = 'resolved'", "resolved_has_moment", "has the moment of it"),
    ("UPDATE support_case SET duplicate_of_id = id", "not_its_own_duplicate", "can't repeat itself"),
    ("UPDATE support_case SET opened_at = 'noon'", "opened_at_is_a_moment", "a moment is written"),
    ("UPDATE case_step SET kind = 'lost'", "kind_known", "refuses this value"),
    ("UPDATE incident SET ended_at = '2026-01-01'", "ends_after_start", "the end lies"),
    ("UPDATE survey SET nps = 11", "nps_is_ten", "between 0 and 10"),
    ("UPDATE survey SET experience = 6", "experience_in_scale", "above its scale"),
    (
        "UPDATE survey SET nps = NULL, expectation = NULL, experience = NULL",
        "answers_something",
        "a score or a note",
    ),
    ("UPDATE shop_check SET points = 11", "points_within_best", "between 0 and the best"),
    ("UPDATE verification SET passed = 3", "passed_yes_no", "refuses this value"),
    ("UPDATE campaign SET holdout_percent = 91", "holdout_is_percent", "0 to 90 percent"),
    ("UPDATE campaign_member SET part = 'x'", "part_known", "refuses this value"),
    ("UPDATE campaign_member SET customer_id = 1", "exactly_one_owner", "refuses this value"),
    ("UPDATE playbook SET period = 'hourly'", "period_known", "refuses this value"),
    ("UPDATE rule SET wording = ''", "says_something", "has to say something"),
    ("UPDATE firing SET rule_id = 1", "exactly_one_owner", "refuses this value"),
]


@pytest.mark.parametrize(("statement", "rule", "words"), BROKEN, ids=[case[0] for case in BROKEN])
def test_the_store_refuses_what_can_not_be_and_says_it_in_words(
    raw: Raw, statement: str, rule: str, words: str
) -> None:
    error = raw.error(statement)
    assert rule in error
    told = faults.rule(error)
    assert told is not None
    assert words in told.message


UNIQUE = (
    *("price", "rate", "step_done", "closing_step", "competitor", "incident_customer", "segment"),
    *("segment_member", "campaign", "campaign_member", "playbook", "rule", "firing", "record_key"),
)


@pytest.mark.parametrize("table", UNIQUE)
def test_what_may_be_there_once_only_is_refused_the_second_time(raw: Raw, table: str) -> None:
    columns = [name for name in table_map()[table].columns if name not in ("id", "created_change")]
    listed = ", ".join(columns)
    again = f"INSERT INTO {table} (created_change, {listed}) SELECT @change, {listed} FROM {table} LIMIT 1"
    error = raw.error(again)
    told = faults.rule(error)
    assert told is not None
    assert "there is one like this already" in told.message

"""Faults of a moment: signals, others at work, a server, the clock; and what must not come back."""

from tests.faults.row import C, D, F, S, rows

_FILE = f"{S}test_file.py::"
_AWAY = f"{F}test_under_way.py::"
_MIGRATIONS = f"{S}test_migrations.py::"
_CROWD = f"{C}test_crowd.py::"
_WRITERS = f"{C}test_writers.py::"
_PROPERTY = f"{D}test_privacy_property.py::"

_SIGNALS = f"{F}test_signals.py::"
SIGNALS = rows(
    "F",
    (
        "SIGKILL at any moment of ten kinds of commands, 1,000 times",
        "The store as before or as after; nothing that was told is lost",
        f"{C}test_kills.py::test_a_killed_command_leaves_the_local_store_as_before_or_as_after",
    ),
    (
        "SIGKILL of commands on a server, 200 times",
        "The same",
        f"{C}test_kills.py::test_a_killed_command_leaves_the_shared_store_as_before_or_as_after",
    ),
    (
        "The power goes, 100 times",
        "Nothing that was told is lost, files are whole or not there",
        f"{C}test_power_cuts.py::test_a_power_cut_at_any_moment_loses_nothing_that_was_told",
    ),
    (
        "Ctrl-C in mid import",
        "“cancelled; nothing was saved”, exit code 130, 0 rows",
        f"{F}test_interrupts.py::test_ctrl_c_in_mid_import_saves_nothing_and_says_so",
    ),
    (
        "Ctrl-C at any moment",
        "What is said of it is true",
        f"{F}test_interrupts.py::test_ctrl_c_at_any_moment_is_told_as_it_is",
    ),
    (
        "Ctrl-C right after the commit",
        "“all was saved”",
        f"{F}test_interrupts.py::test_ctrl_c_right_after_the_commit_says_that_all_was_saved",
    ),
    (
        "Ctrl-C, SIGTERM, SIGHUP while a command waits for the store",
        "It ends at once, nothing is saved",
        f"{_SIGNALS}test_a_command_that_waits_for_the_store_ends_at_once_when_told_to",
    ),
    (
        "Ctrl-C while the commit waits for a reader",
        "It ends at once, nothing is saved",
        f"{_SIGNALS}test_ctrl_c_while_the_commit_waits_for_a_reader_saves_nothing",
    ),
    (
        "SIGTERM and SIGHUP in mid import",
        "Nothing is saved and it is said; exit code 143 or 129",
        f"{_SIGNALS}test_a_signal_in_mid_import_saves_nothing_and_says_so",
    ),
    (
        "A signal while a file is written",
        "The file is whole, or not there; nothing is left beside it",
        f"{_SIGNALS}test_a_file_that_is_being_written_goes_with_its_command",
    ),
    (
        "Ctrl-C during a report that nobody reads on",
        "It ends at once",
        f"{_SIGNALS}test_ctrl_c_ends_a_report_that_nobody_reads_on",
    ),
    (
        "A pager that is left early",
        "No failure, nothing is said",
        "tests/commands/test_pager.py::test_leaving_early_is_silent",
    ),
    (
        "Ctrl-C, the end of input or a no at a question",
        "Nothing is changed",
        f"{_SIGNALS}test_at_a_question_only_a_yes_changes_anything",
    ),
    (
        "Two Ctrl-C in a row",
        "End as one",
        f"{_SIGNALS}test_two_ctrl_c_in_a_row_end_as_one",
    ),
    (
        "SIGHUP to a command that nohup started",
        "Goes on",
        f"{_SIGNALS}test_a_hang_up_is_ignored_by_a_command_that_nohup_started",
    ),
    (
        "Ctrl-Z in mid write",
        "Others wait; it goes on when it is continued",
        f"{_SIGNALS}test_a_command_that_is_stopped_in_mid_write_goes_on_and_others_wait",
    ),
    (
        "Any signal before the program is loaded",
        "Everything as it was",
        f"{_SIGNALS}test_a_signal_before_the_program_is_there_leaves_everything_as_it_was",
    ),
    (
        "A reader that waits for a pager",
        "Holds no lock",
        f"{F}test_locks.py::test_a_list_into_a_pager_holds_no_lock",
    ),
    (
        "Ctrl-C while doctor, backup, migrate or restore wait for the store",
        "They end at once, nothing is changed",
        f"{_SIGNALS}test_upkeep_that_waits_for_the_store_ends_at_once_when_told_to",
    ),
)

TOGETHER = rows(
    "G",
    (
        "Fifty writers and readers for a minute",
        "None fails, nothing is lost",
        f"{_CROWD}test_writers_and_readers_at_once_for_a_minute_all_succeed_and_nothing_is_lost",
    ),
    (
        "Another tool that holds the store for a minute",
        "Waited for half a minute, then given up in words; the next command works",
        f"{_CROWD}test_a_store_that_another_tool_holds_is_waited_for_half_a_minute_and_then_given_up",
    ),
    (
        "A store locked for seconds, then free",
        "Written",
        f"{F}test_locks.py::test_a_store_that_is_locked_for_three_seconds_and_then_free_is_written",
    ),
    (
        "2,000 read-modify-writes by eight processes",
        "None is lost, none fails",
        f"{_WRITERS}test_changes_of_eight_processes_are_all_kept_and_none_fails",
    ),
    (
        "Eight first commands at once on a store that is not there",
        "All succeed",
        f"{_WRITERS}test_commands_of_eight_people_at_once_all_succeed_on_a_store_that_is_not_there_yet",
    ),
    (
        "One file imported by four processes at once",
        "Stored once",
        f"{_WRITERS}test_a_file_imported_by_four_processes_at_once_is_stored_once",
    ),
    (
        "An undo beside an edit of the same record",
        "Takes back all, or is refused with the change named",
        f"{_WRITERS}test_an_undo_beside_an_edit_of_the_same_record_takes_back_all_or_is_refused",
    ),
    (
        "Readers beside a long import",
        "See all of it or nothing",
        f"{_WRITERS}test_readers_beside_a_long_import_see_all_of_it_or_nothing",
    ),
    (
        "A store deleted, renamed or replaced while a command waits",
        "Noticed before anything is kept",
        f"{_AWAY}test_a_store_that_goes_while_a_command_waits_is_noticed_and_nothing_is_saved",
    ),
    (
        "A store moved or replaced in mid change",
        "Noticed before anything is kept",
        f"{_FILE}test_a_file_moved_or_replaced_in_mid_command_is_noticed_before_anything_is_kept",
    ),
    (
        "Two versions of the program on one store",
        "The one that it is not for leaves it alone, even when it was waiting",
        f"{_AWAY}test_a_store_that_another_version_changed_while_this_one_waited_is_left_alone",
    ),
    (
        "The journal of a killed command",
        "Played back by whoever comes next",
        f"{_AWAY}test_the_journal_of_a_killed_command_is_played_back_by_whoever_comes_next",
    ),
    (
        "A backup beside a running writer",
        "Whole",
        f"{S}test_backup.py::test_a_running_writer_spoils_no_backup",
    ),
    (
        "A change under way while the store is restored",
        "Not kept",
        f"{S}test_backup.py::test_a_change_that_is_under_way_while_the_store_is_replaced_is_not_kept",
    ),
    (
        "Several settings written at once",
        "All are kept; half a minute at most is waited",
        f"{F}test_locks.py::test_settings_that_several_processes_set_at_once_are_all_kept",
    ),
    (
        "Branches without a server that exchange files in any order, twice, and take some back",
        "Nothing is lost, no number is given twice; what differs in the end is listed as a conflict",
        f"{C}test_sync_machine.py::test_branches_that_exchange_in_any_order_lose_nothing_and_come_to_agree",
    ),
)

_SERVER = f"{F}test_server.py::"
SERVER = rows(
    "H",
    (
        "The server ends the session in mid import",
        "One line, nothing is saved",
        f"{_SERVER}test_a_session_that_the_server_ends_in_mid_import_saves_nothing",
    ),
    (
        "The server is stopped in mid import",
        "One line, nothing is saved",
        f"{_SERVER}test_a_server_that_is_stopped_in_mid_import_is_told_and_saved_nothing",
    ),
    (
        "The server is stopped between commands",
        "One line without a password",
        f"{_SERVER}test_a_server_that_is_stopped_between_commands_is_told_in_a_line",
    ),
    (
        "The answer to a commit is lost, and the server kept it",
        "Asked again: counts as done",
        f"{_SERVER}test_a_commit_whose_answer_was_lost_counts_when_the_server_kept_it",
    ),
    (
        "The line breaks before the commit",
        "A failure, nothing is saved",
        f"{_SERVER}test_a_commit_that_the_server_never_heard_of_is_a_failure_and_nothing_is_saved",
    ),
    (
        "The server goes during the commit and does not come back",
        "Said as it is: not known; `crm history` will show it",
        f"{_SERVER}test_a_server_that_does_not_come_back_leaves_a_commit_in_doubt_and_says_so",
    ),
    (
        "A queue of writers that does not move",
        "Ctrl-C ends the wait; after half a minute it is given up",
        f"{_SERVER}test_a_server_that_stands_still_is_given_up_at_ctrl_c",
    ),
    (
        "A server that takes the call and says nothing",
        "Given up in a line",
        f"{_SERVER}test_an_address_nobody_answers_at_ends_in_a_line",
    ),
    (
        "A line that falls silent",
        "Noticed in a minute",
        f"{_SERVER}test_a_line_that_falls_silent_is_noticed_in_a_minute_unless_the_address_says_otherwise",
    ),
    (
        "A database of another program",
        "Refused and left as it is",
        f"{S}test_shared.py::test_a_database_of_another_program_is_refused_and_left_as_it_is",
    ),
    (
        "A migration of a server killed in between",
        "The old version, whole",
        f"{_MIGRATIONS}test_a_shared_migration_killed_in_between_leaves_the_old_version_whole",
    ),
)

_CLOCK = f"{F}test_clock.py::"
TIME_AND_MONEY = rows(
    "I",
    (
        "A clock set back, or years off",
        "No command stops, nothing is lost",
        f"{_CLOCK}test_a_clock_that_is_years_off_stops_no_command_and_loses_nothing",
    ),
    (
        "Undo after the clock was set back",
        "What was done last is undone first",
        f"{_CLOCK}test_what_was_done_last_is_undone_first_whatever_the_clock_says",
    ),
    (
        "Backups while the clock was back",
        "None is replaced",
        f"{_CLOCK}test_backups_made_while_the_clock_was_back_replace_none_and_the_newest_by_name_is_told",
    ),
    (
        "A day that no clock shows (year 1, 9999, 30 February)",
        "Refused, nothing is stored",
        f"{_CLOCK}test_a_day_that_no_clock_shows_is_refused_and_nothing_is_stored",
    ),
    (
        "TZ unset, empty, a path, nonsense",
        "Nothing stops",
        f"{_CLOCK}test_a_time_zone_that_is_none_stops_nothing",
    ),
    (
        "Leap days, 30 February, year 10000, as typed",
        "A leap day is a day, the others are refused",
        f"{_CLOCK}test_a_day_that_is_none_is_refused_and_a_leap_day_is_one",
    ),
    (
        "An hour that summer time skips or repeats",
        "Stored as one moment in UTC",
        f"{_CLOCK}test_an_hour_that_is_skipped_or_comes_twice_is_stored_as_one_moment",
    ),
    (
        "10,000 times 0.10",
        "1,000.00 exactly",
        f"{_CLOCK}test_ten_thousand_times_ten_kurus_are_a_thousand_lira_to_the_last_one",
    ),
    (
        "Two currencies",
        "Never added",
        f"{_CLOCK}test_two_currencies_are_never_added",
    ),
    (
        "An amount that could be two (1.234)",
        "Never guessed",
        f"{D}test_money.py::test_an_amount_that_could_be_two_is_never_guessed",
    ),
    (
        "Amounts beyond what the store holds",
        "Refused",
        f"{D}test_money.py::test_an_amount_that_does_not_fit_is_refused",
    ),
)

_ERASED = f"{D}test_privacy.py::"
ERASURE = rows(
    "J",
    (
        "Looking for an erased person in every cell",
        "Nowhere",
        f"{_ERASED}test_after_an_erasure_no_cell_of_any_table_holds_the_person",
    ),
    (
        "Looking for an erased person in the bytes of the file",
        "Nowhere",
        f"{D}test_privacy_around.py::test_no_byte_of_the_file_holds_the_person",
    ),
    (
        "Undo after an erasure",
        "Refused; nothing before it brings the person back",
        f"{_ERASED}test_an_erasure_can_not_be_taken_back_and_nothing_before_it_brings_the_person_back",
    ),
    (
        "The record of an erasure",
        "Holds no personal data",
        f"{_ERASED}test_the_record_of_an_erasure_holds_no_data",
    ),
    (
        "A backup from before an erasure, restored",
        "The people erased since are named",
        f"{S}test_backup.py::test_people_who_were_erased_since_are_named",
    ),
    (
        "Others who share a name or a phone with an erased person",
        "Keep theirs, and are named",
        f"{_ERASED}test_others_who_share_a_name_or_a_phone_keep_theirs_and_are_named",
    ),
    (
        "Any erasure at all",
        "The person is nowhere, all others are as before",
        f"{_PROPERTY}test_after_an_erasure_the_person_is_nowhere_and_all_others_are_as_before",
    ),
)

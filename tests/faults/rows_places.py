"""Faults of the surroundings and of the store's file."""

from tests.faults.row import C, F, S, rows

_SMALL = f"{F}test_small_places.py::"
_FLIPS = f"{C}test_flips.py::"
_MIGRATIONS = f"{S}test_migrations.py::"
_DAMAGED = f"{F}test_damaged.py::"

_AROUND, _STREAMS, _PLACES = f"{F}test_environment.py::", f"{F}test_streams.py::", f"{F}test_places.py::"
ENVIRONMENT = rows(
    "D",
    (
        "A pipe whose reader goes early (`| head -1`)",
        "No failure, nothing is said",
        f"{_AROUND}test_a_reader_that_goes_early_is_no_failure_and_not_spoken_of",
    ),
    (
        "Standard output closed",
        "The work is done",
        f"{_AROUND}test_with_standard_output_closed_a_command_does_its_work",
    ),
    (
        "Any of the three streams closed",
        "Nothing lands in the store's file",
        f"{_AROUND}test_with_any_stream_closed_nothing_lands_in_the_store_file",
    ),
    (
        "Help and version into a closed output or an early reader",
        "No failure",
        f"{_STREAMS}test_help_and_version_into_a_closed_or_early_reader_are_no_failure",
    ),
    (
        "Standard error closed, full or broken",
        "The same result and exit code",
        f"{_STREAMS}test_a_standard_error_that_takes_nothing_changes_no_exit_code_and_no_result",
    ),
    (
        "A full disk under what is shown (/dev/full)",
        "A failure in a line",
        f"{_STREAMS}test_a_full_disk_under_what_is_shown_is_a_failure_in_a_line",
    ),
    (
        "A change whose answer could not be shown",
        "Exit code 1, and it is said that the change was saved",
        f"{_STREAMS}test_a_change_whose_answer_could_not_be_shown_says_that_it_was_saved",
    ),
    (
        "LANG=C, no UTF-8 mode",
        "Turkish names come out whole, or as escapes on a terminal",
        f"{_AROUND}test_in_a_plain_locale_turkish_names_come_out_whole",
    ),
    (
        "LANG=C and a UTF-8 file to import",
        "Read as it is",
        f"{_AROUND}test_in_a_plain_locale_a_utf_8_file_is_read_as_it_is",
    ),
    (
        "Terminals of cp1254, Latin-5, cp857, Latin-1 and ASCII",
        "Every row, in the letters that they have",
        f"{_STREAMS}test_a_terminal_of_an_old_encoding_shows_every_row_in_letters_it_has",
    ),
    (
        "Machine formats on such a terminal",
        "UTF-8, the same bytes",
        f"{_STREAMS}test_machine_formats_are_utf_8_whatever_the_terminal_speaks",
    ),
    (
        "COLUMNS=1, 0, -5, abc, empty, 99999",
        "A table with every row",
        f"{_AROUND}test_a_strange_width_still_gives_a_table_with_every_row",
    ),
    (
        "A terminal of one column",
        "Every row is shown",
        f"{_AROUND}test_a_narrow_terminal_shows_every_row",
    ),
    (
        "TERM=dumb, unknown, or not set",
        "No escape sequence on a dumb one",
        f"{_AROUND}test_a_dumb_terminal_gets_no_escape_sequence",
    ),
    (
        "No environment at all",
        "A store that is named works",
        f"{_AROUND}test_without_any_environment_it_works",
    ),
    (
        "HOME missing, empty, relative, or of nobody",
        "A store that is named works",
        f"{_AROUND}test_without_a_usable_home_a_named_store_works",
    ),
    (
        "A working folder that is gone",
        "A store named whole works, one beside it is refused",
        f"{_PLACES}test_in_a_folder_that_is_gone_a_store_named_whole_works_and_one_beside_it_is_refused",
    ),
    (
        "Settings that are a folder",
        "Refused by name",
        f"{F}test_settings.py::test_a_folder_in_the_place_of_the_settings_is_refused",
    ),
    (
        "Settings that are a pipe, a socket or a device",
        "Refused at once, and never replaced",
        f"{F}test_settings.py::test_settings_that_are_no_file_are_refused_at_once_and_never_replaced",
    ),
    (
        "Settings that are binary, broken or endless",
        "Refused in a line, left as they are",
        f"{F}test_settings.py::test_settings_that_are_no_settings_are_refused_in_a_line",
    ),
    (
        "Settings that may not be read",
        "Refused, with what to do",
        f"{F}test_settings.py::test_settings_that_may_not_be_read_are_refused_with_the_way_out",
    ),
    (
        "Settings that others may write",
        "Doctor tells, and makes them private",
        f"{F}test_settings.py::test_settings_that_others_may_write_are_told_by_doctor_and_made_private",
    ),
    (
        "A full disk under the settings",
        "They stay as they were",
        f"{F}test_settings.py::test_a_full_disk_under_the_settings_leaves_them_as_they_were",
    ),
    (
        "The folder for temporary files full",
        "Told with its name, nothing is done",
        f"{_SMALL}test_a_full_folder_for_temporary_files_is_named_and_nothing_is_done",
    ),
    (
        "The folder for temporary files missing, or none at all",
        "Another one is taken; without any it is told",
        f"{_SMALL}test_without_any_folder_for_temporary_files_it_is_told_and_nothing_is_done",
    ),
    (
        "Few file handles (12, 8, 6, 4)",
        "Enough, or told",
        f"{F}test_disk.py::test_few_open_files_are_enough_or_told",
    ),
    (
        "256 MB of memory and a big report",
        "Whole, or refused in a line; no library ends or hangs the program",
        f"{_SMALL}test_a_big_report_in_256_megabytes_is_whole_or_refused_in_a_line",
    ),
    (
        "256 MB of memory and a list of everything",
        "Whole",
        f"{_SMALL}test_a_list_of_everything_in_256_megabytes_is_whole",
    ),
    (
        "An import in little memory",
        "Done, or told; never half",
        f"{F}test_disk.py::test_an_import_in_little_memory_is_done_or_told",
    ),
    (
        "An output through a symbolic link",
        "Refused; what it leads to stays",
        f"{_PLACES}test_an_output_through_a_link_is_refused_and_what_it_leads_to_stays",
    ),
    (
        "An output or a backup into a pipe, a socket, a device",
        "Refused, and it stays what it is",
        f"{_PLACES}test_an_output_or_a_backup_goes_into_no_device_and_no_pipe",
    ),
    (
        "A full disk under an output, an export or a backup",
        "No part of a file is left",
        f"{_SMALL}test_a_full_disk_under_an_output_leaves_no_part_of_a_file",
    ),
    (
        "Two of our programs in one pipe",
        "Neither waits for the other's lock",
        f"{_AROUND}test_two_programs_in_one_pipe_don_t_wait_for_each_other_s_lock",
    ),
    (
        "A folder that can't be opened or synced, under a file that is written",
        "The file is whole and there; no failure",
        f"{F}test_durable.py::test_a_folder_that_can_not_be_opened_or_synced_is_no_failure_for_any_file_written",
    ),
)

_FILE, _DISK, _AWAY = f"{S}test_file.py::", f"{F}test_disk.py::", f"{F}test_under_way.py::"
STORE = rows(
    "E",
    (
        "A full disk in mid import (a limit on the size of files)",
        "0 rows, the list still works, the next import does",
        f"{_DISK}test_a_disk_that_fills_up_in_mid_import_stores_nothing_and_the_list_still_works",
    ),
    (
        "A disk that is really full",
        "The store stays byte for byte, and goes on when there is room",
        f"{_SMALL}test_a_store_on_a_full_disk_stays_as_it_was_and_goes_on_when_there_is_room",
    ),
    (
        "A disk too full for a new store",
        "None is left, nor half of one",
        f"{_DISK}test_a_disk_too_full_for_a_new_store_leaves_none",
    ),
    (
        "A file that may only be read",
        "Listed, not written",
        f"{_DISK}test_a_read_only_file_is_listed_and_not_written",
    ),
    (
        "A folder that may only be read",
        "Listed from, not written to",
        f"{_DISK}test_a_read_only_folder_is_listed_from_and_not_written_to",
    ),
    (
        "A file or a folder that may not be looked into",
        "Refused in a line",
        f"{_DISK}test_a_folder_that_may_not_be_entered_is_refused",
    ),
    (
        "A database of another program, a text, a picture",
        "Refused by name and left as it is",
        f"{_FILE}test_what_is_no_store_of_this_program_is_refused_and_left_as_it_is",
    ),
    (
        "A file of zero bytes",
        "A new store",
        f"{_FILE}test_a_file_of_zero_bytes_is_a_new_store",
    ),
    (
        "A store that is cut, anywhere",
        "Told; a restore brings it back",
        f"{_AWAY}test_a_store_that_is_cut_is_told_and_a_restore_brings_it_back",
    ),
    (
        "Flipped bytes, thousands of them",
        "An exit code and a line, never a traceback",
        f"{_FLIPS}test_a_flipped_byte_never_ends_in_a_traceback_and_always_in_an_exit_code_and_a_line",
    ),
    (
        "Flipped bytes and doctor",
        "Told in findings; `--fix` makes nothing worse",
        f"{_DAMAGED}test_doctor_tells_of_flipped_bytes_in_findings_and_fix_makes_nothing_worse",
    ),
    (
        "Flipped bytes in a backup",
        "Every one is seen by its checksum; nothing is restored",
        f"{_DAMAGED}test_a_flipped_byte_never_gets_into_a_backup_unseen_nor_ends_in_a_traceback",
    ),
    (
        "A cell that is no UTF-8",
        "Marked; the others are read",
        f"{_FILE}test_a_cell_that_is_no_utf_8_is_marked_and_the_others_are_read",
    ),
    (
        "A store of a newer program",
        "Refused untouched",
        f"{_MIGRATIONS}test_a_newer_store_is_refused_untouched",
    ),
    (
        "A store of an older program",
        "Every command but `crm migrate` names that one, exit code 6",
        f"{_MIGRATIONS}test_a_store_of_the_version_before_is_refused_by_every_command_but_migrate",
    ),
    (
        "A migration killed before any of its statements",
        "The old version, whole",
        f"{_MIGRATIONS}test_a_local_migration_killed_before_any_statement_leaves_the_old_version_whole",
    ),
    (
        "A migration whose step fails",
        "The old version, whole",
        f"{_MIGRATIONS}test_a_step_that_fails_leaves_the_old_version_whole",
    ),
    (
        "Eight migrations at once",
        "One of them does it",
        f"{_MIGRATIONS}test_eight_processes_at_once_migrate_once",
    ),
    (
        "A migration without room for its backup",
        "Nothing is migrated",
        f"{_MIGRATIONS}test_without_a_backup_nothing_is_migrated",
    ),
    (
        "A store that is a pipe, a socket or a device",
        "Refused at once by every command, and left as it is",
        f"{_PLACES}test_a_store_that_is_no_file_is_refused_at_once_and_stays",
    ),
    (
        "A store that is a folder",
        "Refused in a line",
        f"{_FILE}test_a_folder_is_no_store",
    ),
    (
        "A path through a file, in a circle, or too long",
        "Refused in words",
        f"{_FILE}test_a_path_through_a_file_or_in_a_circle_is_refused_in_words",
    ),
    (
        "A name too long for the journal beside the store",
        "Refused, nothing is made",
        f"{_PLACES}test_a_name_too_long_for_the_store_and_its_journal_is_refused_and_nothing_is_made",
    ),
    (
        "A path with newlines, quotes or bytes that are no UTF-8",
        "Holds a store like any other: reads, backups, doctor",
        f"{_PLACES}test_any_name_that_the_system_takes_holds_a_store",
    ),
    (
        "A name that means something to SQLite (`:memory:`, `file:x`)",
        "A file of that name; nothing vanishes",
        f"{_PLACES}test_a_name_that_means_something_to_sqlite_is_a_name_like_any_other",
    ),
    (
        "A store in a network folder (NFS, SMB, 9p, FUSE)",
        "The first change says it once, doctor always",
        f"{F}test_mounts.py::test_the_first_change_in_a_network_folder_says_it_once_and_doctor_always",
    ),
    (
        "A disk that fills up during a backup",
        "No file is left",
        f"{_DAMAGED}test_a_disk_that_fills_up_during_a_backup_leaves_no_file_and_no_harm",
    ),
    (
        "A disk that fills up during a restore",
        "The store stays as it was",
        f"{_DAMAGED}test_a_disk_that_fills_up_during_a_restore_leaves_the_store_as_it_was",
    ),
    (
        "A restore that is killed anywhere",
        "The old store, or the new one",
        f"{S}test_backup.py::test_a_restore_killed_anywhere_leaves_the_old_store_or_the_new_one",
    ),
    (
        "A restore from a pipe or a device",
        "Refused",
        f"{_PLACES}test_a_restore_reads_files_only",
    ),
    (
        "A journal of the store that was replaced",
        "Never played into the new one",
        f"{S}test_backup.py::test_a_journal_of_the_old_store_is_never_played_into_the_new_one",
    ),
    (
        "A write that goes past the program",
        "Refused by the store itself",
        f"{S}test_rules.py::test_no_write_outside_a_change_gets_through_on_any_table",
    ),
    (
        "A restore whose last step fails",
        "The store stays as it was, byte for byte",
        f"{S}test_backup.py::test_the_last_step_failing_leaves_the_store_as_it_was",
    ),
)

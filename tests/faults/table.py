"""Faults that the program must survive: what happens, what must hold, and the test that proves it.

The rule for all of them: no traceback, no hang, exit code 0 only if everything asked was done, a store that
passes its integrity check, and data exactly as promised. ``docs/reliability.md`` is made of this table.
"""

from typing import NamedTuple

F, C, S, E, D = "tests/faults/", "tests/campaigns/", "tests/store/", "tests/domain/exchange/", "tests/domain/"


class Row(NamedTuple):
    """A fault: its number, what goes wrong, what must happen, and its proof (file::function)."""

    id: str
    fault: str
    holds: str
    test: str


class Area(NamedTuple):
    """Faults of one kind; their numbers begin with its letter."""

    letter: str
    title: str
    rows: tuple[Row, ...]


def rows(letter: str, *lines: tuple[str, str, str]) -> tuple[Row, ...]:
    """Number the rows of an area; new ones are added at its end."""
    return tuple(Row(f"{letter}{number}", *line) for number, line in enumerate(lines, 1))


_ARGUMENTS, _BAD = f"{F}test_arguments.py::", f"{F}test_bad_inputs.py::test_a_bad_input_is_told_and_changes_nothing"
COMMAND_LINE = rows(
    "A",
    (
        "An empty or blank name",
        "Refused, no row is made",
        f"{_ARGUMENTS}test_an_empty_name_is_refused_and_no_row_is_made",
    ),
    (
        "Bytes that are no UTF-8, in any place of the command line",
        "One line, nothing wrong is stored",
        f"{_ARGUMENTS}test_a_byte_that_is_no_utf_8_ends_in_a_line_and_stores_nothing_wrong",
    ),
    (
        "A name that is SQL, markup, a shell command, a format",
        "Stored and shown literally",
        f"{_ARGUMENTS}test_awkward_text_is_stored_literally",
    ),
    (
        "A control character, a newline or an escape sequence in a name",
        "Refused, the character is named",
        f"{_ARGUMENTS}test_a_control_character_in_a_name_is_refused_and_named",
    ),
    (
        "A name of 10,001 characters",
        "Refused with the limit",
        f"{_ARGUMENTS}test_a_longer_name_than_the_limit_is_refused",
    ),
    (
        "Names that begin with a dash",
        "Taken as data behind `--`",
        f"{_ARGUMENTS}test_a_name_that_begins_with_a_dash_is_taken_behind_two_dashes",
    ),
    (
        "A number of a record that is none",
        "Not found, or wrong usage; never another record",
        f"{_ARGUMENTS}test_what_names_no_record_is_not_found_or_no_reference",
    ),
    (
        "Numbers beyond 64 bits, negative, or of other scripts",
        "Refused in words",
        f"{_ARGUMENTS}test_a_number_that_is_too_large_or_none_is_refused_in_words",
    ),
    (
        "A phone of letters or of 200 digits",
        "Refused with the way to write one",
        f"{_ARGUMENTS}test_a_phone_that_is_none_is_refused_with_the_way_to_write_one",
    ),
    (
        "A second customer with the same e-mail address",
        "Refused, the first one is named; `--force` adds it",
        f"{_ARGUMENTS}test_a_second_customer_with_the_same_e_mail_is_refused_and_the_first_is_named",
    ),
    (
        "Options, values and nouns that nobody knows",
        "One line, nothing is changed",
        _BAD,
    ),
    (
        "A refused command of any kind",
        "Not a byte of the store is changed",
        f"{C}test_dry_runs.py::test_a_refused_command_changes_no_byte",
    ),
    (
        "A filter that is deep, huge or without an end",
        "Answered, or refused at its place",
        f"{D}filter/test_hostile.py::test_dots_without_end_are_refused_at_their_place",
    ),
    (
        "SQL of a person's own that writes, reads more than the views, or never ends",
        "Refused, nothing is changed",
        "tests/security/test_sql.py::test_there_are_more_than_fifteen_attacks_on_a_persons_own_sql",
    ),
    (
        "Names that would act on a terminal",
        "Shown, harmless",
        "tests/security/test_terminal.py::test_every_class_is_shown_harmless_and_not_left_out",
    ),
)

TABLES = rows(
    "B",
    (
        "A file that is not there, a folder, or one that may not be read",
        "One line that names it",
        _BAD,
    ),
    (
        "A header and no rows",
        "Done: nothing was in it",
        f"{E}test_delimited.py::test_a_header_alone_is_no_row",
    ),
    (
        "A mark at the beginning (BOM)",
        "Left out of the first header",
        f"{E}test_source.py::test_a_mark_decides_and_is_no_part_of_the_first_header",
    ),
    (
        "Turkish text of Windows (cp1254)",
        "Read as that and said so; never garbled",
        f"{E}test_source.py::test_turkish_windows_text_is_never_mojibake",
    ),
    (
        "A damaged UTF-8 file",
        "Refused, not read as something else",
        f"{E}test_source.py::test_a_damaged_utf8_file_is_refused_instead_of_read_as_a_code_page",
    ),
    (
        "A UTF-8 file cut in a letter",
        "Refused",
        f"{E}test_source.py::test_a_utf8_file_cut_in_the_middle_of_a_letter_is_refused",
    ),
    (
        "A quote that is never closed",
        "Refused with its line; 5,000 lines are not swallowed",
        f"{E}test_delimited.py::test_five_thousand_lines_behind_a_lost_quote_are_not_swallowed",
    ),
    (
        "Line ends of three systems in one file",
        "Every row is read",
        f"{E}test_delimited.py::test_line_ends_may_be_mixed",
    ),
    (
        "Two columns of the same name",
        "Refused or told, no value is dropped",
        f"{E}test_headers.py::test_equally_good_names_are_left_to_a_person",
    ),
    (
        "One bad row among good ones",
        "All rows or none; with `--rejects` the good ones, and exit code 5",
        f"{D}load/test_upsert.py::test_all_rows_or_none",
    ),
    (
        "A picture, an archive, a PDF or a database in the place of a table",
        "Named for what it is",
        f"{E}test_source.py::test_other_formats_are_named",
    ),
    (
        "A file of NUL bytes, a device of zeros",
        "Refused at its first bytes",
        f"{E}test_source.py::test_a_device_of_zeros_is_refused_at_its_first_bytes",
    ),
    (
        "A stream without an end",
        "Stops at a limit",
        f"{E}test_source.py::test_an_endless_stream_stops_at_the_limit",
    ),
    (
        "A file that grows while it is read",
        "Refused at its end",
        f"{E}test_source.py::test_a_file_that_grows_while_it_is_read_is_refused_at_its_end",
    ),
    (
        "200 columns and more, cells of 64 KB and more, lines without an end",
        "Refused, the memory is not filled",
        f"{E}test_delimited.py::test_a_line_that_could_fill_the_memory_is_refused",
    ),
    (
        "Days and amounts that can be read two ways",
        "Refused with two examples; nothing is guessed",
        f"{E}test_columns.py::test_dates_nobody_can_tell_are_refused",
    ),
    (
        "The same file again",
        "Not a byte is changed",
        f"{C}test_dry_runs.py::test_the_same_file_again_changes_no_byte",
    ),
    (
        "What was exported for a spreadsheet, imported again",
        "No cell was a formula, every value is as it was",
        "tests/security/test_files.py::test_what_was_exported_for_a_spreadsheet_is_imported_as_it_was",
    ),
    (
        "Any bytes at all",
        "Rows or a refusal",
        f"{E}test_source.py::test_any_bytes_are_rows_or_a_refusal",
    ),
    (
        "A pipe that nobody writes into",
        "Waited for, as every program does, without a lock; Ctrl-C ends it and saves nothing",
        f"{F}test_places.py::test_a_pipe_as_input_is_waited_for_without_a_lock_and_left_at_ctrl_c",
    ),
    (
        "A query, a plan or a mapping from /dev/zero",
        "Stops at a limit, in little memory",
        f"{F}test_places.py::test_an_input_without_an_end_stops_at_a_limit",
    ),
    (
        "A full disk under the rejected rows",
        "A failure that says what was saved; importing again writes them",
        f"{F}test_small_places.py::"
        "test_a_full_disk_under_the_rejected_rows_is_a_failure_that_says_what_was_saved",
    ),
)

STRUCTURES = rows(
    "C",
    (
        "A workbook that unpacks to hundreds of times its size",
        "Refused before it is unpacked",
        f"{E}test_workbook.py::test_a_workbook_that_unpacks_to_hundreds_of_times_its_size_is_refused",
    ),
    (
        "A workbook whose directory lies about sizes",
        "Refused",
        f"{E}test_workbook.py::test_a_directory_that_lies_about_its_sizes_is_refused",
    ),
    (
        "One cell in the last corner of a sheet (XFD1048576)",
        "Costs nothing",
        f"{E}test_workbook.py::test_a_cell_in_the_last_corner_costs_nothing",
    ),
    (
        "A thousand empty rows in a sheet",
        "End the table; what follows is told",
        f"{E}test_workbook.py::test_a_thousand_empty_rows_end_the_table_and_what_follows_is_told",
    ),
    (
        "Declared entities in a sheet (billion laughs, files of the system)",
        "Refused",
        f"{E}test_workbook.py::test_xml_with_a_doctype_is_refused",
    ),
    (
        "Formulas, errors and days since 1904 in cells",
        "One rule each, told",
        f"{E}test_workbook.py::test_a_formula_is_its_stored_result_and_an_error_is_blank",
    ),
    (
        "Any damage to a workbook",
        "A refusal, or the same rows",
        f"{E}test_workbook.py::test_any_damage_is_a_refusal_or_the_same_rows",
    ),
    (
        "A workbook behind a password",
        "Named as that",
        f"{E}test_workbook.py::test_a_workbook_behind_a_password_is_named",
    ),
    (
        "JSON with NaN, 1e999, keys that come twice, numbers of 5,000 digits, broken lines",
        "Refused with the line",
        f"{E}test_jsonrows.py::test_what_is_no_strict_json_is_refused_with_its_line",
    ),
    (
        "JSON nested without end",
        "Refused quickly",
        f"{E}test_jsonrows.py::test_deep_nesting_is_refused_quickly",
    ),
    (
        "An invoice with a DOCTYPE or an entity",
        "Refused by its name",
        f"{E}test_ubl_xml.py::test_a_doctype_is_refused_by_its_name",
    ),
    (
        "An invoice nested without end, of a million elements, or cut",
        "Refused with its line, in bounded memory",
        f"{E}test_ubl_xml.py::test_memory_stays_bounded_whatever_the_file_holds",
    ),
    (
        "An archive of invoices that lies, is damaged or locked",
        "Refused; a bad file in it is named and spoils no other",
        f"{E}test_ubl_zip.py::test_a_bad_file_is_named_and_spoils_no_other",
    ),
    (
        "A card with a picture of 20 MB",
        "Costs no memory",
        f"{E}test_vcard.py::test_a_picture_of_20_mb_costs_no_memory",
    ),
    (
        "Cards of old phones (2.1, quoted-printable, soft breaks)",
        "Read",
        f"{E}test_vcard.py::test_quoted_printable_goes_on_after_a_soft_break",
    ),
    (
        "A broken card among good ones",
        "A reject; the others are read",
        f"{E}test_vcard.py::test_a_broken_card_is_a_reject_and_the_others_are_read",
    ),
    (
        "A mailbox with parts within parts without end",
        "A reject",
        f"{E}test_mail.py::test_parts_within_parts_without_end_are_a_reject",
    ),
    (
        "A message made to cost much, a big attachment, broken encodings",
        "Costs little",
        f"{E}test_mail.py::test_a_message_made_to_cost_much_costs_little",
    ),
    (
        "Any mail, any card",
        "Nothing but a refusal comes of it",
        f"{E}test_mail.py::test_nothing_but_a_refusal_comes_of_any_message",
    ),
    (
        "A calendar, a web page, a text document",
        "Named, with what reads it",
        _BAD,
    ),
    (
        "A file of a whole store that is cut, altered or of another one",
        "Refused by its line, nothing is loaded",
        f"{D}dump/test_dump.py::test_a_file_that_does_not_fit_is_refused_by_its_line_and_nothing_is_loaded",
    ),
    (
        "Every reader fed with mutated files",
        "No rule is broken",
        "tests/fuzz/test_short.py::test_no_input_of_a_reader_or_language_breaks_a_rule",
    ),
)

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
        f"{F}test_small_places.py::test_a_full_folder_for_temporary_files_is_named_and_nothing_is_done",
    ),
    (
        "The folder for temporary files missing, or none at all",
        "Another one is taken; without any it is told",
        f"{F}test_small_places.py::test_without_any_folder_for_temporary_files_it_is_told_and_nothing_is_done",
    ),
    (
        "Few file handles (12, 8, 6, 4)",
        "Enough, or told",
        f"{F}test_disk.py::test_few_open_files_are_enough_or_told",
    ),
    (
        "256 MB of memory and a big report",
        "Whole, or refused in a line; no library ends or hangs the program",
        f"{F}test_small_places.py::test_a_big_report_in_256_megabytes_is_whole_or_refused_in_a_line",
    ),
    (
        "256 MB of memory and a list of everything",
        "Whole",
        f"{F}test_small_places.py::test_a_list_of_everything_in_256_megabytes_is_whole",
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
        f"{F}test_small_places.py::test_a_full_disk_under_an_output_leaves_no_part_of_a_file",
    ),
    (
        "Two of our programs in one pipe",
        "Neither waits for the other's lock",
        f"{_AROUND}test_two_programs_in_one_pipe_don_t_wait_for_each_other_s_lock",
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
        f"{F}test_small_places.py::"
        "test_a_store_on_a_full_disk_stays_as_it_was_and_goes_on_when_there_is_room",
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
        f"{C}test_flips.py::"
        "test_a_flipped_byte_never_ends_in_a_traceback_and_always_in_an_exit_code_and_a_line",
    ),
    (
        "Flipped bytes and doctor",
        "Told in findings; `--fix` makes nothing worse",
        f"{F}test_damaged.py::"
        "test_doctor_tells_of_flipped_bytes_in_findings_and_fix_makes_nothing_worse",
    ),
    (
        "Flipped bytes in a backup",
        "Every one is seen by its checksum; nothing is restored",
        f"{F}test_damaged.py::"
        "test_a_flipped_byte_never_gets_into_a_backup_unseen_nor_ends_in_a_traceback",
    ),
    (
        "A cell that is no UTF-8",
        "Marked; the others are read",
        f"{_FILE}test_a_cell_that_is_no_utf_8_is_marked_and_the_others_are_read",
    ),
    (
        "A store of a newer program",
        "Refused untouched",
        f"{S}test_migrations.py::test_a_newer_store_is_refused_untouched",
    ),
    (
        "A store of an older program",
        "Every command but `crm migrate` names that one, exit code 6",
        f"{S}test_migrations.py::test_a_store_of_the_version_before_is_refused_by_every_command_but_migrate",
    ),
    (
        "A migration killed before any of its statements",
        "The old version, whole",
        f"{S}test_migrations.py::"
        "test_a_local_migration_killed_before_any_statement_leaves_the_old_version_whole",
    ),
    (
        "A migration whose step fails",
        "The old version, whole",
        f"{S}test_migrations.py::test_a_step_that_fails_leaves_the_old_version_whole",
    ),
    (
        "Eight migrations at once",
        "One of them does it",
        f"{S}test_migrations.py::test_eight_processes_at_once_migrate_once",
    ),
    (
        "A migration without room for its backup",
        "Nothing is migrated",
        f"{S}test_migrations.py::test_without_a_backup_nothing_is_migrated",
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
        f"{F}test_damaged.py::test_a_disk_that_fills_up_during_a_backup_leaves_no_file_and_no_harm",
    ),
    (
        "A disk that fills up during a restore",
        "The store stays as it was",
        f"{F}test_damaged.py::test_a_disk_that_fills_up_during_a_restore_leaves_the_store_as_it_was",
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
)

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
        f"{_SIGNALS}test_a_pager_that_is_left_early_is_no_failure_and_nothing_is_said",
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
)

TOGETHER = rows(
    "G",
    (
        "Fifty writers and readers for a minute",
        "None fails, nothing is lost",
        f"{C}test_crowd.py::"
        "test_writers_and_readers_at_once_for_a_minute_all_succeed_and_nothing_is_lost",
    ),
    (
        "Another tool that holds the store for a minute",
        "Waited for half a minute, then given up in words; the next command works",
        f"{C}test_crowd.py::"
        "test_a_store_that_another_tool_holds_is_waited_for_half_a_minute_and_then_given_up",
    ),
    (
        "A store locked for seconds, then free",
        "Written",
        f"{F}test_locks.py::test_a_store_that_is_locked_for_three_seconds_and_then_free_is_written",
    ),
    (
        "2,000 read-modify-writes by eight processes",
        "None is lost, none fails",
        f"{C}test_writers.py::test_changes_of_eight_processes_are_all_kept_and_none_fails",
    ),
    (
        "Eight first commands at once on a store that is not there",
        "All succeed",
        f"{C}test_writers.py::"
        "test_commands_of_eight_people_at_once_all_succeed_on_a_store_that_is_not_there_yet",
    ),
    (
        "One file imported by four processes at once",
        "Stored once",
        f"{C}test_writers.py::test_a_file_imported_by_four_processes_at_once_is_stored_once",
    ),
    (
        "An undo beside an edit of the same record",
        "Takes back all, or is refused with the change named",
        f"{C}test_writers.py::"
        "test_an_undo_beside_an_edit_of_the_same_record_takes_back_all_or_is_refused",
    ),
    (
        "Readers beside a long import",
        "See all of it or nothing",
        f"{C}test_writers.py::test_readers_beside_a_long_import_see_all_of_it_or_nothing",
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
        "One line",
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
        f"{S}test_migrations.py::test_a_shared_migration_killed_in_between_leaves_the_old_version_whole",
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
        f"{D}test_privacy_property.py::"
        "test_after_an_erasure_the_person_is_nowhere_and_all_others_are_as_before",
    ),
)

AREAS = (
    Area("A", "The command line", COMMAND_LINE),
    Area("B", "Tables to import", TABLES),
    Area("C", "Workbooks, JSON, invoices, cards, mail", STRUCTURES),
    Area("D", "Streams, terminals, settings, memory", ENVIRONMENT),
    Area("E", "The store's file", STORE),
    Area("F", "Signals, kills and power cuts", SIGNALS),
    Area("G", "Many at once", TOGETHER),
    Area("H", "A server", SERVER),
    Area("I", "Time and money", TIME_AND_MONEY),
    Area("J", "Erasure", ERASURE),
)
FAULTS = tuple(row for area in AREAS for row in area.rows)

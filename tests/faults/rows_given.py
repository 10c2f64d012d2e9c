"""Faults in what people and files give: the command line, and everything that is imported."""

from tests.faults.row import C, D, E, F, rows

_SMALL = f"{F}test_small_places.py::"

_ARGUMENTS, _BAD = (
    f"{F}test_arguments.py::",
    f"{F}test_bad_inputs.py::test_a_bad_input_is_told_and_changes_nothing",
)
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
        "tests/commands/test_report_sql.py::test_nothing_but_reading_the_views_is_possible",
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
        "Told apart, and told",
        f"{E}test_heading.py::test_a_name_that_comes_twice_is_told_apart",
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
        f"{_SMALL}test_a_full_disk_under_the_rejected_rows_is_a_failure_that_says_what_was_saved",
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
    (
        "A card with a note of 20 MB",
        "Cut where it is too long, its card refused, in bounded memory",
        f"{E}test_vcard.py::test_a_value_of_20_mb_is_cut_before_it_takes_memory",
    ),
)

"""``crm help formats``."""

TEXT = """\
Formats: on a terminal tables, in a pipe TSV, anything by --format

  table     what a terminal shows, with pictures; fixed width in a file
  plain     a table of letters only
  markdown  a table for documents
  csv tsv   with a header; all rows, all columns
  json      the whole result: rows, total, day, notes
  jsonl     a row a line
  ids       numbers only, one a line: crm ... --format ids | crm tag add x -
  xlsx      a workbook with real days, numbers and amounts
  html      one page, nothing outside it, no script
  eml       a mail for sendmail -t, with the table attached

  --output FILE    into a file that is there whole or not at all; its name says
                   the format: today.html, sales.xlsx
  --force-output   replaces a file
  --excel          with csv: as a spreadsheet opens it safely

csv, tsv, json, jsonl, ids and xlsx are a promise: columns are only added,
values never shortened, never in the words of a language. Amounts are exact
decimal text with the currency beside them, shares 0 to 1, days ISO, moments
UTC with a Z, a missing value empty (null in json). table, plain, markdown,
html and eml follow the setting locale.

In TSV a record is a line: a backslash is written \\\\, a tab \\t, a line feed
\\n, a carriage return \\r.

What is not the result goes to standard error: notes, hints, errors. -q before
the command keeps errors only: crm -q customer list. With --format json errors
are JSON too.

What is longer than the screen goes through a pager: PAGER, or less. Another
one, or none: crm config set pager never, or crm --no-pager customer list.

Colours: --color, NO_COLOR, FORCE_COLOR, TERM=dumb; width: COLUMNS.
"""

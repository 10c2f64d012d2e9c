"""Pages of help about what is the same in many commands: plain text, a screen or two each."""

from __future__ import annotations

TOPICS = {
    "cron": "Reports every morning, as files or by mail: ready lines.",
    "filters": "What --where understands.",
    "dates": "Days and times as people write them.",
    "formats": "What --format writes, and what a script may rely on.",
    "exit-codes": "What the number means that a command ends with.",
}

_FILTERS = """\
Filters: one language for lists, reports, exports, bulk edits and segments

  crm customer list --where 'city = İzmir and last_order < 180 days ago'

  city = İzmir, city != İzmir      equal or not; case and accents don't count
  name ~ mobilya, name !~ mobilya  holds this text or not
  score >= 70, < <= >              numbers, days, amounts, texts
  city in (İzmir, Ankara)          one of several; not in (...)
  score between 60 and 80          both ends belong to it
  city is empty, is not empty      has no value, or has one
  name = "Yılmaz ve Oğulları"      in quotes a value may hold anything
  a and b, a or b, not a, (...)    ve, veya, değil; and binds closer than or

Several --where are joined by and. An empty field is neither equal nor less nor
more; != and not are the exact opposite, so they hold for empty fields.

Days       created_on = last month; last_order < 180 days ago; at > 2026-10
Amounts    spent >= 5000 TRY; without a currency each amount as it is
Others     owner = Ayşe; customer.city = İzmir; parent = C-12; tag = vip
Counts     calls since 30 days ago >= 3; open_cases > 0
Purchases  orders > 3; first_order, last_order, spent, average_order, status
Products   bought "Defter"; bought category "Kırtasiye" since 90 days ago
Groups     segment = Champions; in segment "NAME"; campaign "NAME"
Own fields custom.NAME, or the name alone where it is declared

  crm segment fields              lists what can be asked of customers
  crm segment fields --noun lead  and of anything else
  crm segment save NAME --where   keeps a filter under a name

An alert of a report (--alert) is written likewise over the report's columns:
  crm report sales --alert 'net < 1000' --alert 'total net < 5000'
Shares are written 80%, amounts in whole units. A blank meets no alert.
"""

_DATES = """\
Days and times: in English and Turkish, read without guessing

  2026-12-31, 31.12.2026, 31 Aralık 2026, Dec 31, 2026   a day
  31.12, 31 aralık                      the next such day
  today, tomorrow, yesterday            bugün, yarın, dün
  friday, next friday                   cuma, gelecek cuma: the next one
  in 3 days, 2 weeks, 3 gün sonra       counted from today
  3 days ago, last friday               3 gün önce, geçen cuma
  end of month, end of year             ay sonu, yıl sonu
  2 days before friday                  ay sonundan 3 gün önce
  friday 15:00, tomorrow 9am            with a time, where one is asked for

1/2/2026 may be January or February: it is refused, never guessed. A weekday is
the next one after today; --since, --on and --as-of look back instead. What a
phrase was taken for is printed.

Spans of reports and filters
  --period 2026, 2026-Q3, 2026-07, 2026-07..2026-09, 2026-07-01..2026-07-15
  --since 90d, 3w, 6mo, 1y, 2026-07-01          90g, 3hf, 6ay, 1yıl
  --until 2026-09-30                            both ends belong to it

  --as-of 2026-06-30   as things stood at the end of that day
  --compare 2026-05-31 beside it the same as of that day, and the difference

Moments are kept in UTC and shown in the zone of the setting zone (or the
system's): crm config set zone Europe/Istanbul
"""

_FORMATS = """\
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

Colours: --color, NO_COLOR, FORCE_COLOR, TERM=dumb; width: COLUMNS.
"""

_EXIT_CODES = """\
Exit codes

  0    done; an empty list is done too
  1    refused or failed: the message says why
  2    wrong usage: an option, a value, a filter that can't be read
  3    not found: no record answers to that
  4    conflict: several records answer, or one is in the way
  5    done in part: some rows were rejected, some reports failed
  6    the store is busy, or older than the program: crm migrate
  7    an optional part is not installed; the message names it
  10   found: an alert was raised, or --exit-code asked and there are rows
  130  interrupted; the message says whether anything was saved

An error is a line with the value in it, then a hint: a command that works, or
what to do. Nothing is left half written.

In a script
  crm report sales --alert 'total net < 5000' > sales.tsv
  case $? in 0) ;; 10) echo "below the mark" ;; *) echo "failed" ;; esac

crm report run: failures come before alerts, 5 where some reports were done.
"""

PAGES = {"filters": _FILTERS, "dates": _DATES, "formats": _FORMATS, "exit-codes": _EXIT_CODES}


def contents() -> str:
    """Return the list of topics."""
    width = max(map(len, TOPICS))
    lines = "\n".join(f"  crm help {name.ljust(width)}  {about}" for name, about in TOPICS.items())
    return f"""\
Help about what is the same everywhere

{lines}

Help about a command
  crm help customer add    the same as crm customer add --help
  crm help sales           a report, by its name alone
  crm --help               all commands
"""

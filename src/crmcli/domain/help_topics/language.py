"""``crm help language``."""

TEXT = """\
Language: English and Turkish, in what is read and in what is typed

  crm config set lang tr        help, messages, tables and reports in Turkish
  crm --lang en customer list   once
Without it the language of the environment: LC_ALL, LC_MESSAGES, LANG.

  crm config set locale tr      numbers and days: ₺1.234,56 and 31.12.2026
  crm --locale en report sales  once; without it as lang

Commands, options and the names of fields are the same in every language, so
scripts are. csv, tsv, json, jsonl, ids and xlsx never change with it: decimal
points, ISO days, English words.

What you type is understood either way
  Days       yarın, next friday, geçen cuma, 31.12.2026, 2026-12-31
  Amounts    1.234,56 TL, 1,234.56 TRY, 5000
  Phones     0532 123 45 67, +90 532 1234567
  Names      isik, IŞIK and Işık find each other
  Filters    ve, veya, değil for and, or, not

Your own words for what a customer is called here, in the settings file
  [labels]
  customer = "Client"
  opportunity = "Enquiry"
  customers = "Clientele"       many of them; without it -s, in Turkish -ler
A word is up to 30 letters, digits, blanks, hyphens, apostrophes; three words
at most. It stands in help, headings, errors and sentences, one, many and in
Turkish with its suffixes. Not in what is typed: commands, options, names of
fields, values; nor in these pages, files and formats for programs.
  customer_soft = "konuğ"       how konuk goes on: konuğu, konuğun
Where one Turkish form may be two (adayı), the program's own word may stay.
A .crmcli.toml renames kinds of record only; your own file any single word.
"""

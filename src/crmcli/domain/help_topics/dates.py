"""``crm help dates``."""

TEXT = """\
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
the next one after today; --since, --on, --as-of and --at of crm log look back
instead. What a phrase was taken for is printed.

Spans of reports and filters
  --period 2026, 2026-Q3, 2026-07, 2026-07..2026-09, 2026-07-01..2026-07-15
  --since 90d, 3w, 6mo, 1y, 2026-07-01          90g, 3hf, 6ay, 1yıl
  --until 2026-09-30                            both ends belong to it

  --as-of 2026-06-30   as things stood at the end of that day
  --compare 2026-05-31 beside it the same as of that day, and the difference

Moments are kept in UTC and shown in the zone of the setting zone (or the
system's): crm config set zone Europe/Istanbul
"""

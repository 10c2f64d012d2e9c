"""``crm help sql``."""

TEXT = """\
SQL: ask the views anything; nothing can be changed

  crm report sql "select city, count(*) as n from customer_view group by city"
  crm report sql "select * from order_view where owner = :who" --param who=Ayşe
  crm report sql --file open.sql --format csv --output open.csv
  crm report sql --views                the views, their columns, what they mean

The views are a promise: they are only ever added to. The tables behind them may
change with any version.
  customer_view  contact_view  lead_view  opportunity_view  order_view
  order_line_view  activity_view  timeline_view  and more: --views

  Amounts    whole numbers in minor units (kuruş), the currency beside them
  Numbers    of records as text: C-12
  Days       2026-12-31; moments 2026-12-31T23:59:59Z, in UTC
  Yes, no    1 or 0

It is the SQL of the store's engine: SQLite for a file, PostgreSQL for a server.
A query stops after ten seconds (--timeout) and sees nothing but the views.

Other programs may read the same views: DuckDB, Datasette, a spreadsheet. For a
copy to play with: crm backup copy.db
"""

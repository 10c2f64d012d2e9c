"""``crm help reports``."""

TEXT = """\
Reports: questions with an answer; crm report --help lists them all

  crm report sales --by month --period 2026
  crm report churn --where 'city = İzmir' --limit 20
  crm report pipeline --by owner
  crm help churn                        what a report says, its columns, options

All of them take
  --where FILTER         only of these (crm help filters)
  --by WHAT              what a row stands for; the help names what there is
  --period, --since, --until            which days (crm help dates)
  --as-of 2026-06-30     as things stood at the end of that day
  --compare 2026-05-31   beside it the same as of that day, and the difference
  --explain ROW          the rows and formulas behind one row, or total
  --currency EUR         all amounts in it, at the rates of their days
  --alert 'net < 1000'   ends with 10 when a row is like this; for cron
  --format, --output     crm report sales --output sales.xlsx

Begin with
  What is to be done      today, targets
  What was sold           sales, products, profit, receivables
  Who buys, who leaves    segments, retention, churn, winback, clv
  What to offer           next-purchase, crosssell, lead-score
  What comes in           pipeline, forecast, funnel, conversion, losses
  How customers fare      service, satisfaction, deliveries, demand

As a page       crm open churn
By itself       crm help cron
In SQL          crm help sql
From a segment  crm segment save VIP --where 'spent >= 50000'
                crm report sales --where 'in segment VIP'
"""

"""``crm help filters``."""

TEXT = """\
Filters: one language for lists, reports, exports, bulk edits and segments

  crm customer list --where 'city = İzmir and last_order < 180 days ago'

  city = İzmir, city != İzmir      equal or not; case and accents don't count
  name ~ mobilya, name !~ mobilya  holds this text or not
  score >= 70, < <= >              numbers, days, amounts, texts
  city in (İzmir, Ankara)          one of several; not in (...)
  score between 60 and 80          both ends belong to it
  city is empty, is not empty      has no value, or has one
  name = "Yılmaz ve Oğulları"      in quotes a value may hold anything
  a and b, a or b, not a, (...)    ve, veya, ya da, değil; and binds closer

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
  crm segment save VIP --where 'spent > 5000'  keeps a filter under a name

An alert of a report (--alert) is written likewise over the report's columns:
  crm report sales --alert 'net < 1000' --alert 'total net < 5000'
Shares are written 80%, amounts in whole units. A blank meets no alert.
"""

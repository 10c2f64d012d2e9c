"""The views of the store in words: the read contract of ``report sql`` and of other programs.

A test holds them equal to the store's own views. Types: integer, text, ref (the text ``C-12``), day
(2026-12-31), moment (2026-12-31T23:59:59Z, in UTC, or a day), minor (an amount in minor units of
``currency``), flag (1 or 0), json. ``python -m crmcli.domain.reports.views`` prints docs/views.md.
"""

from __future__ import annotations

from crmcli.domain.reports.views_around import AROUND

Columns = dict[str, tuple[str, str]]


def _columns(text: str) -> Columns:
    """Return name -> (type, meaning) of lines ``name type meaning``; a name may be several, by commas."""
    found: Columns = {}
    for line in text.strip().splitlines():
        names, kind, meaning = line.split(None, 2)
        found |= {name: (kind, meaning.strip()) for name in names.split(",")}
    return found


_PLACE = """
address text street and house of the main address
city,district,region,postal_code,country text of the main address
"""

VIEWS: dict[str, tuple[str, Columns]] = {
    "customer_view": (
        "a customer, with what it bought",
        _columns(f"""
id integer the number without its letter
number ref C-12
name text its name
kind text organisation or person
parent ref the customer above it
parent_name text the name of that one
owner text who of us looks after it
referrer ref the customer that referred it
branch text our branch
email,phone text the main one, as typed
tax_number,tax_office text as typed
website,industry text as typed
{_PLACE.strip()}
source text where it came from
note text free text
custom json custom fields: name to value
created_on day since when it is known
orders integer orders that are neither cancelled nor refunds
first_order,last_order day of the orders that are not cancelled
spent_minor minor sum of these, refunds taken off; empty when in several currencies
currency text of spent_minor, ISO 4217
cadence_days integer days within which it is to hear from us
"""),
    ),
    "contact_view": (
        "a contact at one customer; once for each of several, once with an empty customer for none",
        _columns(f"""
id integer the number without its letter
number ref P-4
name,title text of the person
email,phone text the main one, as typed
birth_date day of birth
{_PLACE.strip()}
preferred_channel,preferred_time text how and when to reach the person
source text where the contact came from
owner text who of us looks after the person
note text free text
custom json custom fields: name to value
created_on day since when the person is known
customer ref the customer
customer_name text the name of that one
role text what the person is there
since,until day of the role
is_primary flag whether the customer's first contact
"""),
    ),
    "lead_view": (
        "a lead",
        _columns("""
id integer the number without its letter
number ref L-7
name text the person
company text the person's company
title text the person's title
status text new, working, qualified, converted or lost
email,phone text the main one, as typed
source text where it came from
owner text who of us looks after it
lost_reason,lost_note text why it was lost
lost_on day when it was lost
created_on day when it came
amount_minor minor what it may be worth
currency text of amount_minor, ISO 4217
note text free text
custom json custom fields: name to value
"""),
    ),
    "opportunity_view": (
        "an opportunity",
        _columns("""
id integer the number without its letter
number ref O-9
name text what it is about
customer ref whose it is
customer_name text the name of that one
contact ref with whom
owner text who of us looks after it
stage text its stage
outcome text open, won or lost: the stage's
product text the product's name
amount_minor minor what it is worth
currency text of amount_minor, ISO 4217
probability integer percent: its own, else the stage's
created_on,expected_close,closed_on day began, should end, ended
lost_reason,lost_note text why it was lost
source,campaign text where it came from
branch text our branch
note text free text
custom json custom fields: name to value
competitor ref who else is after it
"""),
    ),
    "order_view": (
        "an order; a refund is negative",
        _columns("""
id integer the number without its letter
number ref S-5
order_number text the number on paper
customer ref who bought; empty for a walk-in sale
customer_name text the name of that one
contact ref who ordered
owner text who of us sold
ordered_on day when
status text open, completed or cancelled
net_minor,tax_minor minor without tax, and the tax; empty where not known
total_minor minor what is owed, with tax
currency text of the amounts, ISO 4217
branch text our branch
channel text how it was ordered
note text free text
custom json custom fields: name to value
promised_on,delivered_on,due_on day the delivery's, and of its payment
campaign ref the campaign it came of
"""),
    ),
    "order_line_view": (
        "a line of an order",
        _columns("""
id integer the number without its letter
number ref SL-9
order_ref ref its order
position integer its place in the order
product text the product's name, else what the line says
sku,category text of the product
quantity_milli integer thousandths: 1500 is one and a half
unit_price text exact decimal, in units of the currency
discount_minor,tax_minor,amount_minor,cost_minor minor of the whole line
currency text of the amounts, ISO 4217
ordered_on day of the order
status text of the order
customer ref of the order
"""),
    ),
    "product_view": (
        "a product or a service",
        _columns("""
id integer the number without its letter
number ref PR-3
name,sku,category text what it is called, and its group
price_minor,cost_minor minor for one
currency text of the amounts, ISO 4217
active flag whether it is sold
note text free text
custom json custom fields: name to value
unit text what it is counted in
tax_percent text the rate, exact decimal number
introduced_on,withdrawn_on day from when to when it is sold
"""),
    ),
    "activity_view": (
        "a call, e-mail, meeting, visit, message, note or task",
        _columns("""
id integer the number without its letter
number ref A-8
kind text call, email, meeting, visit, message, note or task
direction text in or out
channel,branch text through what, and of which branch
at moment when
minutes integer how long
outcome text what came of it
subject,body text what was said
done flag 0: still to be done
customer ref with which customer
customer_name text the name of that one
contact ref with which contact
contact_name text the name of that one
lead,opportunity,order_ref ref what it is about
user_name text who of us
custom json custom fields: name to value
priority,repeat text of a task: high, normal or low; how it comes again
done_on day a task was done
case_ref,plan,campaign ref what it belongs to
"""),
    ),
    "timeline_view": (
        "anything that happened with a customer: activities, orders, sales, quotes, payments, cases and more",
        _columns("""
customer ref whose timeline it is in
at moment when
type text the kind of activity; or order, refund, stage, conversion, quote, payment, delivery, case ...
ref ref the record behind it
text text in a few words
amount_minor minor of orders, refunds, quotes, payments and steps of sales
currency text of amount_minor, ISO 4217
"""),
    ),
    "consent_view": (
        "a consent that was given, refused or withdrawn; the newest of a channel and purpose is in force",
        _columns("""
who ref whose: C-, P- or L-
channel text any, email, phone, sms, post or message
purpose text for what, such as marketing
state text given, refused or withdrawn
decided_on day when; empty where not known
source text where it was told
note text free text
"""),
    ),
    "tag_view": (
        "a tag on a record",
        _columns("""
who ref what carries it: C-, P-, L- or O-
tag text the word
"""),
    ),
    **{name: (row, _columns(text)) for name, (row, text) in AROUND.items()},
}


_HEAD = """\
# The views

Views are how other programs read the store: DuckDB, Datasette, a spreadsheet, a script, and
`crm report sql`. They are only ever added to. The tables behind them may change with any version.

```
crm report sql "select city, count(*) as n from customer_view group by city order by n desc"
crm report sql --file open.sql --param owner=ayse --format csv --output open.csv
crm report sql --views
```

A query reads these views and nothing else, and can change nothing. Amounts are whole numbers in minor
units (kuruş, cents) of the currency beside them. Types: integer; text; ref, a record's number such as
C-12, as text; day, 2026-12-31; moment, 2026-12-31T23:59:59Z in UTC, or a day; minor, an amount; flag, 1
or 0; json. Anything may be empty (NULL) but id, number and what the program itself fills.

`crm report sql` speaks the SQL of the store's engine, with those of its functions that only compute. It
stops after ten seconds (`--timeout`), and gives a million rows and 200 million characters at the most.
"""


def page() -> str:
    """Return the page of the documentation, in Markdown."""
    parts = [_HEAD]
    for view, (row, columns) in VIEWS.items():
        lines = [f"| {name} | {kind} | {meaning} |" for name, (kind, meaning) in columns.items()]
        table = "\n".join(["| column | type | meaning |", "| --- | --- | --- |", *lines])
        parts.append(f"## {view}\n\nA row is {row}.\n\n{table}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())

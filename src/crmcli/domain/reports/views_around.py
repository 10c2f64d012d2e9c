"""The views of what surrounds a sale, of care, of marketing and of what binds parties; see ``views``."""

from __future__ import annotations

_WHO = """
customer,contact,lead ref whom it is about
"""
_HEAD = """
id integer the number without its letter
number ref {}
"""
_MONEY = "currency text of the amounts, ISO 4217"
_END = """
branch text our branch
note text free text
custom json custom fields: name to value
"""

AROUND: dict[str, tuple[str, str]] = {
    "quote_view": (
        "a version of an offer",
        f"""
{_HEAD.format("Q-1").strip()}
name text what it is about
quote_number text its number on paper
version integer from 1
status text draft, sent, accepted, rejected or replaced
{_WHO.strip()}
opportunity,owner ref the sale it is made for; who of us
quoted_on,valid_until,decided_on day made, the last day on which it holds, accepted or rejected
order_ref ref the order that came of it
lost_reason,lost_note text why it was rejected
net_minor,discount_minor,tax_minor,total_minor minor without tax, taken off, the tax, with tax
{_MONEY}
{_END.strip()}
""",
    ),
    "quote_line_view": (
        "a line of a quote",
        f"""
{_HEAD.format("QL-1").strip()}
quote ref whose line it is
position integer its place
product text the product, or what is offered in words
quantity_milli integer thousandths of a unit
unit_price text exact decimal number, without tax
discount_minor minor taken off the whole line
tax_percent text the rate, exact decimal number
tax_minor,amount_minor,cost_minor minor the tax, the line without it, what it costs us
{_MONEY}
""",
    ),
    "payment_view": (
        "money that came in, or (negative) went back",
        f"""
{_HEAD.format("PY-1").strip()}
receipt text the number on paper
customer,order_ref ref who paid, and for which order
paid_on day of the payment
amount_minor minor how much
{_MONEY}
method,channel text cash, card, transfer; through what
{_END.strip()}
""",
    ),
    "need_view": (
        "what somebody needs",
        f"""
{_HEAD.format("ND-1").strip()}
name text what it is
{_WHO.strip()}
product ref what covers it
weight integer how much it matters, 1 to 5
status text open, covered or dropped
noted_on day it was told
{_END.strip()}
""",
    ),
    "price_view": (
        "a price from a day on",
        f"""
{_HEAD.format("PP-1").strip()}
product ref of what
valid_from day the first of it
price_minor,cost_minor minor of one
{_MONEY}
note text free text
""",
    ),
    "rate_view": (
        "what a currency is worth from a day on",
        f"""
{_HEAD.format("FX-1").strip()}
currency,base text one unit of this, in that
day day the first of it
rate text exact decimal number
source text whose rate it is
note text free text
""",
    ),
    "target_view": (
        "what is to be reached",
        f"""
{_HEAD.format("TG-1").strip()}
metric text revenue, orders, won, won_amount, customers, leads or activities
from_on,until_on day the first and the last of the period
owner,product ref of whom, of what; empty for all
branch text of which of ours; empty for all
amount_minor minor to be reached
{_MONEY}
goal integer to be reached, where it is no amount
note text free text
""",
    ),
    "task_view": (
        "something to be done, or done",
        f"""
{_HEAD.format("A-1").strip()}
subject text what
due moment by when
priority text high, normal or low
repeat text how it comes again
done flag 0: still to be done
done_on day it was done
user_ref ref who of us
{_WHO.strip()}
case_ref,plan ref what it belongs to
branch text our branch
body text more of it
""",
    ),
    "case_view": (
        "a customer's problem",
        f"""
{_HEAD.format("CS-1").strip()}
name text what it is
{_WHO.strip()}
order_ref,product,owner ref what it is about, who of us
status text open, waiting or resolved
priority text urgent, high, normal or low
channel,category text through what, of what kind
opened_at,first_response_at,resolved_at moment of the last opening
resolution text what solved it
{_END.strip()}
""",
    ),
    "request_view": (
        "what somebody asked for that we lack",
        f"""
{_HEAD.format("RQ-1").strip()}
name text what it is
{_WHO.strip()}
product ref what it is about
status text open, planned, done or declined
weight integer how much it matters, 1 to 5
category,channel,branch text of what kind, through what, where
asked_on,closed_on day asked; done or declined
note text free text
custom json custom fields: name to value
""",
    ),
    "incident_view": (
        "what touched many customers at once",
        f"""
{_HEAD.format("IN-1").strip()}
name,kind text what happened, of what kind
started_at,ended_at moment from when to when
channel,branch text where
note text free text
customers integer whom it touched
""",
    ),
    "survey_view": (
        "what somebody answered",
        f"""
{_HEAD.format("SV-1").strip()}
topic text what was asked about
{_WHO.strip()}
order_ref,case_ref ref what it was about
answered_on day of the answer
nps integer would recommend us, 0 to 10
scale integer the highest of the other scores
expectation,experience,satisfaction integer what was expected, met, and how content they are
channel,branch text through what, where
note text free text
""",
    ),
    "check_view": (
        "a mystery shopper's visit or call",
        f"""
{_HEAD.format("MS-1").strip()}
branch text what was looked at
checked_on day of it
shopper,channel text who looked, through what
user_ref ref who of us was looked at
answers text a line a question
points,best integer got, of how many
note text free text
""",
    ),
    "segment_view": (
        "a saved condition",
        f"""
{_HEAD.format("SG-1").strip()}
name,noun text its name, and of what
filter text the condition
note text free text
""",
    ),
    "campaign_view": (
        "a campaign",
        f"""
{_HEAD.format("CA-1").strip()}
name,kind text its name, of what kind
status text planned, launched, finished or cancelled
channel,purpose text through what, and for what consent is asked
filter text the condition of its audience
holdout_percent integer of a hundred are left alone
starts_on,ends_on,launched_on day the first, the last, when its members were frozen
cost_minor minor what it costs
{_MONEY}
owner,product ref who of us, for what
note text free text
""",
    ),
    "campaign_member_view": (
        "somebody whom a campaign is for",
        f"""
{_HEAD.format("CM-1").strip()}
campaign ref which
{_WHO.strip()}
part text reached, held_out or left_out
sent_on,responded_on day sent; of the response
response text what they did
made_lead,opportunity,order_ref ref what came of it
note text why they were left out
""",
    ),
    "plan_view": (
        "a plan for a key customer",
        f"""
{_HEAD.format("PL-1").strip()}
name text what is to be reached
customer,owner ref with whom, who of us
status text open, reached or dropped
created_on,due_on,closed_on day made, by when, reached or dropped
branch text our branch
note text free text
""",
    ),
    "relation_view": (
        "what one party is to another",
        f"""
{_HEAD.format("RL-1").strip()}
{_WHO.strip()}
role,other_role text what it is to the other, what the other is to it
other_customer,other_contact,other_lead ref the other
since,until day from when to when
note text free text
""",
    ),
    "wallet_view": (
        "an estimate of what a customer spends in a year with everybody",
        f"""
{_HEAD.format("WA-1").strip()}
customer ref who
category text on what; empty for all we could sell
amount_minor minor how much
{_MONEY}
estimated_on day of the estimate
source,note text who says so; free text
""",
    ),
    "attachment_view": (
        "a file that belongs to a record",
        f"""
{_HEAD.format("FI-1").strip()}
name,path,sha256 text its name, where it is, the digest of its bytes
size integer bytes
copied flag 1: a copy is kept
attached_on day it was attached
{_WHO.strip()}
opportunity,order_ref,quote,case_ref ref what it belongs to
""",
    ),
}

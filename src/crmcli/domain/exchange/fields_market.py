"""What can be imported of segments, campaigns with their members, playbooks and rules."""

from crmcli.domain.exchange import words_more as words
from crmcli.domain.exchange.fields import Field, Noun
from crmcli.domain.exchange.fields_parts import BRANCH, CURRENCY, EXTERNAL, NOTE, OWNER, party, ref

_FILTER = Field("filter", "text", "The condition: who is in it.")
_ACTIVE = Field("active", "flag", "Whether it is in use.")

NOUNS = (
    Noun(
        "segment",
        (
            EXTERNAL,
            Field("name", "name", "The name."),
            Field("noun", "text", "Of what: customer, unless told."),
            _FILTER,
            NOTE,
        ),
        (("name",), ("filter",)),
    ),
    Noun(
        "campaign",
        (
            EXTERNAL,
            Field("name", "name", "The name."),
            Field("kind", "text", "win-back, cross-sell, news, invitation."),
            Field(
                "status", "choice", "planned, launched, finished or cancelled.", words=words.CAMPAIGN_STATUS
            ),
            Field("channel", "text", "email, sms, phone, post, message, or any."),
            Field("purpose", "text", "The purpose that consent is asked for: marketing."),
            _FILTER,
            Field("holdout_percent", "percent", "How many of a hundred are left alone, to compare with."),
            Field("starts_on", "day", "The first day."),
            Field("ends_on", "day", "The last day."),
            Field("launched_on", "day", "The day its members were frozen."),
            Field("cost", "amount", "What it costs."),
            CURRENCY,
            OWNER,
            ref("product", "product", "The product it is for."),
            Field("subject", "text", "The subject of its text."),
            Field("body", "lines", "Its text, with {name} and other fields.", merge="\n"),
            BRANCH,
            NOTE,
        ),
        (("name",),),
    ),
    Noun(
        "member",
        (
            EXTERNAL,
            ref("campaign", "campaign", "The campaign."),
            *party(),
            Field("part", "choice", "reached, held_out or left_out.", words=words.MEMBER_PART),
            Field("sent_on", "day", "The day it was sent."),
            Field("responded_on", "day", "The day of the response."),
            Field("response", "text", "What they did: answered, bought, refused."),
            ref("made_lead", "lead", "The lead that came of it."),
            ref("opportunity", "opportunity", "The opportunity that came of it."),
            ref("order", "order", "The order that came of it."),
            NOTE,
        ),
        (("campaign",), ("customer", "contact", "lead")),
    ),
    Noun(
        "playbook",
        (
            EXTERNAL,
            Field("name", "name", "The name."),
            _FILTER,
            Field("period", "choice", "once, week, month, quarter or year.", words=words.PERIODS),
            Field("steps", "lines", "A line a task: Call and thank; +3 days; high.", merge="\n"),
            OWNER,
            _ACTIVE,
            NOTE,
        ),
        (("name",), ("filter",), ("steps",)),
    ),
    Noun(
        "rule",
        (
            EXTERNAL,
            Field("name", "name", "The name."),
            Field("wording", "text", "when ... then ..."),
            _ACTIVE,
            NOTE,
        ),
        (("name",), ("wording",)),
    ),
)

"""The tables, declared once for both engines, for migrations and for scripts in Python.

The program itself speaks SQL and does not import this package to read or write; it is loaded to
generate the packaged DDL, to migrate, and by people who script the store.
"""

from sqlmodel import SQLModel

from crmcli.models.activity import Activity
from crmcli.models.bond import Attachment, Plan, RecordKey, Relation, Wallet
from crmcli.models.care import (
    Case,
    CaseStep,
    Incident,
    IncidentCustomer,
    ShopCheck,
    Survey,
    Verification,
    Wish,
)
from crmcli.models.customer import Address, Alias, Consent, Customer, Identity, Tag, Tagging
from crmcli.models.journal import ChangeRow, CurrentChange, Meta, Revision
from crmcli.models.lead import Conversion, Lead, LostReason
from crmcli.models.market import (
    Campaign,
    CampaignMember,
    Firing,
    Playbook,
    Rule,
    Segment,
    Snapshot,
    SnapshotMember,
)
from crmcli.models.offer import (
    ClosingStep,
    Competitor,
    Need,
    Payment,
    Price,
    Quote,
    QuoteLine,
    Rate,
    StepDone,
    Target,
)
from crmcli.models.people import Contact, CustomerContact, User
from crmcli.models.sale import Opportunity, Order, OrderLine, Product, Stage, StageChange
from crmcli.models.upkeep import CustomField, DistinctPair, Erasure

metadata = SQLModel.metadata

__all__ = [
    "Activity",
    "Address",
    "Alias",
    "Attachment",
    "Campaign",
    "CampaignMember",
    "Case",
    "CaseStep",
    "ChangeRow",
    "ClosingStep",
    "Competitor",
    "Consent",
    "Contact",
    "Conversion",
    "CurrentChange",
    "CustomField",
    "Customer",
    "CustomerContact",
    "DistinctPair",
    "Erasure",
    "Firing",
    "Identity",
    "Incident",
    "IncidentCustomer",
    "Lead",
    "LostReason",
    "Meta",
    "Need",
    "Opportunity",
    "Order",
    "OrderLine",
    "Payment",
    "Plan",
    "Playbook",
    "Price",
    "Product",
    "Quote",
    "QuoteLine",
    "Rate",
    "RecordKey",
    "Relation",
    "Revision",
    "Rule",
    "Segment",
    "ShopCheck",
    "Snapshot",
    "SnapshotMember",
    "Stage",
    "StageChange",
    "StepDone",
    "Survey",
    "Tag",
    "Tagging",
    "Target",
    "User",
    "Verification",
    "Wallet",
    "Wish",
    "metadata",
]

"""The tables, declared once for both engines, for migrations and for scripts in Python.

The program itself speaks SQL and does not import this package to read or write; it is loaded to
generate the packaged DDL, to migrate, and by people who script the store.
"""

from sqlmodel import SQLModel

from crmcli.models.activity import Activity
from crmcli.models.customer import Address, Alias, Consent, Customer, Identity, Tag, Tagging
from crmcli.models.journal import ChangeRow, CurrentChange, Meta, Revision
from crmcli.models.lead import Conversion, Lead, LostReason
from crmcli.models.people import Contact, CustomerContact, User
from crmcli.models.sale import Opportunity, Order, OrderLine, Product, Stage, StageChange
from crmcli.models.upkeep import CustomField, DistinctPair, Erasure

metadata = SQLModel.metadata

__all__ = [
    "Activity",
    "Address",
    "Alias",
    "ChangeRow",
    "Consent",
    "Contact",
    "Conversion",
    "CurrentChange",
    "CustomField",
    "Customer",
    "CustomerContact",
    "DistinctPair",
    "Erasure",
    "Identity",
    "Lead",
    "LostReason",
    "Meta",
    "Opportunity",
    "Order",
    "OrderLine",
    "Product",
    "Revision",
    "Stage",
    "StageChange",
    "Tag",
    "Tagging",
    "User",
    "metadata",
]

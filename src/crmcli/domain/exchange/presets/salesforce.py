"""Salesforce: accounts, contacts, leads and opportunities as its data loader and its backup write them."""

from __future__ import annotations

from crmcli.domain.exchange.presets.crms import LEAD_WORDS, NO_REASON, owner_by_id
from crmcli.domain.exchange.presets.model import Part, Preset

_SALESFORCE_ACCOUNT = """
Id -> external_id
Name -> name
ParentId -> parent
BillingStreet -> address
BillingCity -> city
BillingState -> region
BillingPostalCode -> postal_code
BillingCountry -> country
ShippingStreet -> delivery.address
ShippingCity -> delivery.city
ShippingState -> delivery.region
ShippingPostalCode -> delivery.postal_code
ShippingCountry -> delivery.country
Phone -> phone
Website -> website
Industry -> industry
Description -> note
AccountSource -> source
OwnerId -> owner
CreatedDate -> created_on
Type -> custom:Type
Rating -> custom:Rating
AccountNumber -> custom:Account number
AnnualRevenue -> custom:Annual revenue
NumberOfEmployees -> custom:Employees
"""
_SALESFORCE_SYSTEM = """
IsDeleted, MasterRecordId, Latitude, Longitude, IsUnreadByOwner, CreatedById, LastModifiedDate,
LastModifiedById, SystemModstamp, LastActivityDate, LastViewedDate, LastReferencedDate,
EmailBouncedReason, EmailBouncedDate, PhotoUrl, Jigsaw, JigsawContactId, JigsawCompanyId, CleanStatus,
GeocodeAccuracy, IsConverted, ConvertedAccountId, ConvertedContactId, ConvertedOpportunityId,
FiscalQuarter, FiscalYear, Fiscal, ForecastCategory, ForecastCategoryName, HasOpportunityLineItem,
IsEmailBounced
"""

PRESETS = (
    Preset(
        "salesforce-accounts",
        "a Salesforce export of accounts",
        "salesforce",
        "Id, IsDeleted, MasterRecordId, Name, ParentId, BillingStreet, BillingCity, SystemModstamp",
        (
            Part("customer", _SALESFORCE_ACCOUNT, sets={"kind": "organisation"}, only="IsDeleted != true|1"),
            owner_by_id("OwnerId"),
        ),
        passed_over=_SALESFORCE_SYSTEM,
    ),
    Preset(
        "salesforce-contacts",
        "a Salesforce export of contacts",
        "salesforce",
        "Id, IsDeleted, AccountId, LastName, FirstName, MailingStreet, MailingCity, SystemModstamp",
        (
            Part(
                "contact",
                """
                Id -> external_id
                Name -> name
                FirstName -> first_name
                LastName -> last_name
                AccountId -> customer
                Title -> title
                Email -> email
                Phone, MobilePhone, HomePhone, OtherPhone -> phone
                Birthdate -> birth_date
                MailingStreet -> address
                MailingCity -> city
                MailingState -> region
                MailingPostalCode -> postal_code
                MailingCountry -> country
                OtherStreet -> other.address
                OtherCity -> other.city
                OtherState -> other.region
                OtherPostalCode -> other.postal_code
                OtherCountry -> other.country
                LeadSource -> source
                Description -> note
                Department -> custom:Department
                OwnerId -> owner
                CreatedDate -> created_on
                mark(refused; HasOptedOutOfEmail = true|1) -> consent.email
                mark(refused; DoNotCall = true|1) -> consent.phone
                """,
                only="IsDeleted != true|1",
            ),
            owner_by_id("OwnerId"),
        ),
        passed_over=_SALESFORCE_SYSTEM,
    ),
    Preset(
        "salesforce-leads",
        "a Salesforce export of leads",
        "salesforce",
        "Id, IsDeleted, LastName, FirstName, Company, LeadSource, Status, IsConverted, SystemModstamp",
        (
            Part(
                "lead",
                """
                Id -> external_id
                Name -> name
                FirstName -> first_name
                LastName -> last_name
                Title -> title
                Company -> company
                Street, State, PostalCode -> address
                City -> city
                Country -> country
                Phone, MobilePhone -> phone
                Email -> email
                Website -> website
                Description -> note
                LeadSource -> source
                Status -> status
                Industry -> industry
                OwnerId -> owner
                CreatedDate -> created_on
                Rating -> custom:Rating
                AnnualRevenue -> custom:Annual revenue
                NumberOfEmployees -> custom:Employees
                ConvertedDate -> custom:Converted on
                mark(refused; HasOptedOutOfEmail = true|1) -> consent.email
                mark(refused; DoNotCall = true|1) -> consent.phone
                """,
                sets=NO_REASON,
                values={"status": LEAD_WORDS},
                only="IsDeleted != true|1",
                create="reasons",
            ),
            owner_by_id("OwnerId"),
        ),
        passed_over=_SALESFORCE_SYSTEM,
    ),
    Preset(
        "salesforce-opportunities",
        "a Salesforce export of opportunities",
        "salesforce",
        "Id, IsDeleted, AccountId, Name, StageName, Amount, Probability, CloseDate, IsClosed, IsWon",
        (
            Part(
                "opportunity",
                """
                Id -> external_id
                AccountId -> customer
                Name -> name
                StageName -> stage
                Amount -> amount
                CurrencyIsoCode -> currency
                Probability -> probability
                CloseDate -> close_date
                LeadSource -> source
                Description -> note
                OwnerId -> owner
                CreatedDate -> created_on
                Type -> custom:Type
                NextStep -> custom:Next step
                """,
                values={"stage": {"Closed Won": "Won", "Closed Lost": "Lost"}},
                only="IsDeleted != true|1",
                create="stages",
            ),
            owner_by_id("OwnerId"),
        ),
        passed_over=_SALESFORCE_SYSTEM,
    ),
)

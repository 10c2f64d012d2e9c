"""Zoho CRM: leads, contacts, accounts and deals."""

from __future__ import annotations

from crmcli.domain.exchange.presets.crms import LEAD_WORDS, NO_REASON
from crmcli.domain.exchange.presets.model import BY_NAME, NAME, Part, Preset

_ZOHO_PLACES = """
Mailing Street -> address
Mailing City -> city
Mailing State -> region
Mailing Zip -> postal_code
Mailing Country -> country
Other Street -> other.address
Other City -> other.city
Other State -> other.region
Other Zip -> other.postal_code
Other Country -> other.country
"""


def _zoho_owner(column: str) -> Part:
    return Part(
        "user",
        f"{column}.id -> external_id\n{column} -> name",
        needs=column,
        keys=(("external_id",), NAME),
        stub=True,
    )


PRESETS = (
    Preset(
        "zoho-leads",
        "a Zoho CRM export of leads",
        "zoho",
        "Lead Owner, First Name, Last Name, Company, Lead Source, Lead Status, Email Opt Out",
        (
            Part(
                "lead",
                """
                Record Id -> external_id
                First Name -> first_name
                Last Name -> last_name
                Company -> company
                Title -> title
                Email, Secondary Email -> email
                Mobile, Phone -> phone
                Website -> website
                Lead Source -> source
                Lead Status -> status
                Industry -> industry
                Street, State, Zip Code -> address
                City -> city
                Country -> country
                Description -> note
                Lead Owner -> owner
                Created Time -> created_on
                Rating -> custom:Rating
                Annual Revenue -> custom:Annual revenue
                No. of Employees -> custom:Employees
                Tag -> tags
                mark(refused; Email Opt Out = true|1|yes) -> consent.email
                """,
                sets=NO_REASON,
                values={"status": LEAD_WORDS},
                create="reasons",
            ),
            _zoho_owner("Lead Owner"),
        ),
        passed_over="Lead Owner.id, Salutation, Modified Time, Last Activity Time",
    ),
    Preset(
        "zoho-contacts",
        "a Zoho CRM export of contacts",
        "zoho",
        "Contact Owner, First Name, Last Name, Account Name, Mailing Zip, Mailing Street, Other Zip",
        (
            Part(
                "contact",
                f"""
                Record Id -> external_id
                First Name -> first_name
                Last Name -> last_name
                either(Account Name.id, Account Name) -> customer
                Title -> title
                Email, Secondary Email -> email
                Mobile, Phone, Home Phone, Other Phone -> phone
                Date of Birth -> birth_date
                Lead Source -> source
                Department -> custom:Department
                Description -> note
                Contact Owner -> owner
                Created Time -> created_on
                Tag -> tags
                mark(refused; Email Opt Out = true|1|yes) -> consent.email
                {_ZOHO_PLACES}
                """,
            ),
            Part(
                "customer",
                "Account Name.id -> external_id\nAccount Name -> name",
                needs="Account Name",
                keys=BY_NAME,
                stub=True,
            ),
            _zoho_owner("Contact Owner"),
        ),
        passed_over="Contact Owner.id, Salutation, Modified Time, Last Activity Time",
    ),
    Preset(
        "zoho-accounts",
        "a Zoho CRM export of accounts",
        "zoho",
        "Account Owner, Account Name, Billing Street, Billing Code, Shipping Street, Shipping Code",
        (
            Part(
                "customer",
                """
                Record Id -> external_id
                Account Name -> name
                Phone -> phone
                Website -> website
                Industry -> industry
                either(Parent Account.id, Parent Account) -> parent
                Billing Street -> address
                Billing City -> city
                Billing State -> region
                Billing Code -> postal_code
                Billing Country -> country
                Shipping Street -> delivery.address
                Shipping City -> delivery.city
                Shipping State -> delivery.region
                Shipping Code -> delivery.postal_code
                Shipping Country -> delivery.country
                Description -> note
                Account Owner -> owner
                Created Time -> created_on
                Account Type -> custom:Type
                Rating -> custom:Rating
                Tag -> tags
                """,
                sets={"kind": "organisation"},
            ),
            _zoho_owner("Account Owner"),
        ),
        passed_over="Account Owner.id, Modified Time, Last Activity Time",
    ),
    Preset(
        "zoho-deals",
        "a Zoho CRM export of deals",
        "zoho",
        "Deal Owner, Deal Name, Amount, Closing Date, Account Name, Stage",
        (
            Part(
                "opportunity",
                """
                Record Id -> external_id
                Deal Name -> name
                Amount -> amount
                Currency -> currency
                Closing Date -> close_date
                either(Account Name.id, Account Name) -> customer
                either(Contact Name.id, Contact Name) -> contact
                Stage -> stage
                Probability (%) -> probability
                Lead Source -> source
                Reason For Loss -> lost_reason
                Description -> note
                Deal Owner -> owner
                Created Time -> created_on
                Type -> custom:Type
                Tag -> tags
                """,
                values={
                    "stage": {
                        "Closed Won": "Won",
                        "Closed Lost": "Lost",
                        "Closed Lost to Competition": "Lost",
                    }
                },
                create="stages,reasons",
            ),
            Part(
                "customer",
                "Account Name.id -> external_id\nAccount Name -> name",
                needs="Account Name",
                keys=BY_NAME,
                stub=True,
            ),
            Part(
                "contact",
                """
                Contact Name.id -> external_id
                Contact Name -> name
                either(Account Name.id, Account Name) -> customer
                """,
                needs="Contact Name",
                keys=BY_NAME,
                stub=True,
            ),
            _zoho_owner("Deal Owner"),
        ),
        passed_over="Deal Owner.id, Modified Time, Last Activity Time",
    ),
)

"""CRMs: HubSpot and Dynamics 365, and what the exports of all CRMs share."""

from __future__ import annotations

from crmcli.domain.exchange.presets.model import BY_NAME, NAME, Part, Preset

NO_REASON = {"lost_reason": "not recorded"}
"""What a lost record gets whose export tells no reason."""
LEAD_WORDS = {
    "New": "new", "Assigned": "new", "Open": "new", "Attempted to Contact": "working", "Not Contacted": "new",
    "Open - Not Contacted": "new", "Working - Contacted": "working", "Contacted": "working",
    "In Process": "working", "In Progress": "working", "Recycled": "working", "Contact in Future": "working",
    "Pre Qualified": "working", "Pre-Qualified": "working", "Qualified": "qualified",
    "Converted": "qualified", "Closed - Converted": "qualified", "Dead": "lost", "Junk Lead": "lost",
    "Lost Lead": "lost", "Not Qualified": "lost", "Lost": "lost", "Cannot Contact": "lost",
    "No Longer Interested": "lost", "Canceled": "lost", "Disqualified": "lost",
    "Closed - Not Converted": "lost", "OPEN": "new", "NEW": "new", "IN_PROGRESS": "working",
    "OPEN_DEAL": "qualified", "UNQUALIFIED": "lost", "ATTEMPTED_TO_CONTACT": "working",
    "CONNECTED": "working", "BAD_TIMING": "working",
}  # fmt: skip


def owner(column: str) -> Part:
    """Return our people whom a column names."""
    return Part("user", f"{column} -> name", needs=column, keys=(NAME,), stub=True)


def owner_by_id(column: str) -> Part:
    """Return our people whom a column names by their ids: called so until a list of users names them."""
    return Part("user", f"{column} -> external_id\neither({column}) -> name", needs=column, stub=True)


_HUBSPOT_COMPANY = """
Record ID -> external_id
Company name -> name
either(Website URL, Company Domain Name) -> website
Company owner -> owner
Create Date -> created_on
Phone Number -> phone
Street Address, Street Address 2 -> address
City -> city
State/Region -> region
Postal Code -> postal_code
Country/Region -> country
Industry -> industry
Description -> note
Lifecycle Stage -> custom:Lifecycle stage
Number of Employees -> custom:Employees
Annual Revenue -> custom:Annual revenue
Type -> custom:Type
"""
_HUBSPOT_CONTACT = """
Record ID -> external_id
First Name -> first_name
Last Name -> last_name
Email, Work email, Additional email addresses -> email
Phone Number, Mobile Phone Number -> phone
Job Title -> title
Contact owner -> owner
Create Date -> created_on
Street Address -> address
City -> city
State/Region -> region
Postal Code -> postal_code
Country/Region -> country
Lead Source -> source
either(firstof(Associated Company IDs), Associated Company, Company Name) -> customer
Lifecycle Stage -> custom:Lifecycle stage
Lead Status -> custom:Lead status
Contact Type -> custom:Contact type
Date of birth -> birth_date
mark(refused; Unsubscribed from all email = true) -> consent.email
"""
_DYNAMICS_PLACES = """
Address 1: Street 1, Address 1: Street 2, Address 1: Street 3 -> address
Address 1: City -> city
Address 1: State/Province -> region
Address 1: ZIP/Postal Code -> postal_code
Address 1: Country/Region -> country
"""
_DYNAMICS_SYSTEM = "(Do Not Modify) Row Checksum, (Do Not Modify) Modified On"

PRESETS = (
    Preset(
        "hubspot-companies",
        "a HubSpot company export",
        "hubspot",
        "Record ID, Company name, Company Domain Name, Company owner",
        (Part("customer", _HUBSPOT_COMPANY, sets={"kind": "organisation"}), owner("Company owner")),
        also="""
        Record ID = Company ID
        Website URL = Website
        Country/Region = Country
        """,
        passed_over="Last Activity Date, Last Modified Date, Last Contacted",
    ),
    Preset(
        "hubspot-contacts",
        "a HubSpot contact export",
        "hubspot",
        "Record ID, First Name, Last Name, Email, Contact owner",
        (
            Part("contact", _HUBSPOT_CONTACT),
            Part(
                "customer",
                """
                firstof(Associated Company IDs) -> external_id
                either(Associated Company, Company Name) -> name
                """,
                needs="Associated Company, Company Name",
                keys=BY_NAME,
                stub=True,
            ),
            owner("Contact owner"),
        ),
        also="Record ID = Contact ID\nAssociated Company IDs = Associated Company ID",
        passed_over="Last Activity Date, Last Modified Date, Last Contacted",
    ),
    Preset(
        "hubspot-deals",
        "a HubSpot deal export",
        "hubspot",
        "Record ID, Deal Name, Deal Stage, Pipeline, Close Date, Deal owner",
        (
            Part(
                "opportunity",
                """
                Record ID -> external_id
                Deal Name -> name
                Deal Stage -> stage
                Amount -> amount
                Currency -> currency
                Close Date -> close_date
                Create Date -> created_on
                Deal owner -> owner
                Closed Lost Reason -> lost_reason
                Deal Description -> note
                Pipeline -> custom:Pipeline
                Deal Type -> custom:Deal type
                either(firstof(Associated Company IDs), Associated Company) -> customer
                either(firstof(Associated Contact IDs), Associated Contact Email) -> contact
                """,
                values={
                    "stage": {
                        "closedwon": "Won",
                        "Closed won": "Won",
                        "closedlost": "Lost",
                        "Closed lost": "Lost",
                    }
                },
                create="stages,reasons",
            ),
            Part(
                "customer",
                "firstof(Associated Company IDs) -> external_id\nAssociated Company -> name",
                needs="Associated Company",
                keys=BY_NAME,
                stub=True,
            ),
            Part(
                "contact",
                "Associated Contact Email -> email",
                needs="Associated Contact Email",
                keys=(("email",),),
                stub=True,
            ),
            owner("Deal owner"),
        ),
        also="Record ID = Deal ID\nAssociated Company IDs = Associated Company ID",
        passed_over="Last Activity Date, Last Modified Date",
    ),
    Preset(
        "dynamics-leads",
        "a Dynamics 365 export of leads",
        "dynamics",
        "(Do Not Modify) Lead, (Do Not Modify) Row Checksum, (Do Not Modify) Modified On, Topic",
        (
            Part(
                "lead",
                """
                (Do Not Modify) Lead -> external_id
                Name -> name
                First Name -> first_name
                Last Name -> last_name
                Job Title -> title
                Company Name -> company
                Email -> email
                Mobile Phone, Business Phone -> phone
                Street 1, Street 2, Street 3, State/Province, ZIP/Postal Code -> address
                City -> city
                Country/Region -> country
                Website -> website
                Lead Source -> source
                Status Reason -> status
                Industry -> industry
                Topic, Description -> note
                Owner -> owner
                Created On -> created_on
                Rating -> custom:Rating
                Annual Revenue -> custom:Annual revenue
                No. of Employees -> custom:Employees
                """,
                sets=NO_REASON,
                values={"status": LEAD_WORDS},
                create="reasons",
            ),
            owner("Owner"),
        ),
        passed_over=_DYNAMICS_SYSTEM,
    ),
    Preset(
        "dynamics-accounts",
        "a Dynamics 365 export of accounts",
        "dynamics",
        "(Do Not Modify) Account, (Do Not Modify) Row Checksum, (Do Not Modify) Modified On, Account Name",
        (
            Part(
                "customer",
                f"""
                (Do Not Modify) Account -> external_id
                Account Name -> name
                Main Phone -> phone
                Email -> email
                Website -> website
                Industry -> industry
                Description -> note
                Owner -> owner
                Created On -> created_on
                {_DYNAMICS_PLACES}
                """,
                sets={"kind": "organisation"},
            ),
            Part(
                "contact",
                """
                Primary Contact -> name
                Email (Primary Contact) -> email
                (Do Not Modify) Account -> customer
                """,
                needs="Primary Contact",
                stub=True,
            ),
            owner("Owner"),
        ),
        passed_over=_DYNAMICS_SYSTEM,
    ),
    Preset(
        "dynamics-contacts",
        "a Dynamics 365 export of contacts",
        "dynamics",
        "(Do Not Modify) Contact, (Do Not Modify) Row Checksum, (Do Not Modify) Modified On",
        (
            Part(
                "contact",
                f"""
                (Do Not Modify) Contact -> external_id
                Full Name -> name
                First Name -> first_name
                Last Name -> last_name
                Job Title -> title
                Company Name -> customer
                Email -> email
                Mobile Phone, Business Phone -> phone
                Birthday -> birth_date
                Description -> note
                Owner -> owner
                Created On -> created_on
                {_DYNAMICS_PLACES}
                """,
            ),
            Part("customer", "Company Name -> name", needs="Company Name", keys=BY_NAME, stub=True),
            owner("Owner"),
        ),
        passed_over=_DYNAMICS_SYSTEM,
    ),
)

"""CRMs: Pipedrive, EspoCRM, Atomic CRM."""

from __future__ import annotations

from crmcli.domain.exchange.presets.crms import LEAD_WORDS, NO_REASON, owner
from crmcli.domain.exchange.presets.model import BY_NAME, NAME, Part, Preset

PRESETS = (
    Preset(
        "pipedrive-people",
        "a Pipedrive export of people",
        "pipedrive",
        "Person - ID, Person - Name, Person - Email, Person - Phone, Person - Owner",
        (
            Part(
                "contact",
                """
                Person - ID -> external_id
                Person - Name -> name
                Person - First name -> first_name
                Person - Last name -> last_name
                Person - Email, Person - Email - Work, Person - Email - Home, Person - Email - Other -> email
                Person - Phone, Person - Phone - Work, Person - Phone - Home, Person - Phone - Mobile -> phone
                Person - Phone - Other -> phone
                Person - Label, Person - Labels -> tags
                Person - Owner -> owner
                either(Person - Creation date, Person - Person created) -> created_on
                Person - Job title -> title
                Person - Birthday -> birth_date
                Person - Postal address -> address
                Person - Notes -> note
                either(Organization - Name, Person - Organization) -> customer
                """,
            ),
            Part(
                "customer",
                "either(Organization - Name, Person - Organization) -> name",
                needs="Organization - Name, Person - Organization",
                keys=BY_NAME,
                stub=True,
            ),
            owner("Person - Owner"),
        ),
        passed_over="Person - Visible to, Person - Last activity date, Person - Next activity date",
    ),
    Preset(
        "pipedrive-organizations",
        "a Pipedrive export of organizations",
        "pipedrive",
        "Organization - ID, Organization - Name, Organization - Address, Organization - Owner",
        (
            Part(
                "customer",
                """
                Organization - ID -> external_id
                Organization - Name -> name
                Organization - Address -> address
                Organization - Website -> website
                Organization - Industry -> industry
                Organization - Label, Organization - Labels -> tags
                Organization - Owner -> owner
                either(Organization - Organization created, Organization - Creation date) -> created_on
                """,
                sets={"kind": "organisation"},
            ),
            owner("Organization - Owner"),
        ),
        passed_over="Organization - People count, Organization - Open deals, Organization - Visible to",
    ),
    Preset(
        "pipedrive-deals",
        "a Pipedrive export of deals",
        "pipedrive",
        "Deal - Title, Deal - Value, Deal - Stage, Deal - Status, Deal - Owner",
        (
            Part(
                "opportunity",
                """
                Deal - ID -> external_id
                Deal - Title -> name
                Deal - Value -> amount
                either(Deal - Currency of Value, Deal - Currency) -> currency
                either(when(Deal - Status; Deal - Status = won|lost), Deal - Stage) -> stage
                Deal - Probability -> probability
                Deal - Owner -> owner
                either(Deal - Organization, Organization - Name) -> customer
                either(Deal - Contact person, Person - Name) -> contact
                Deal - Expected close date -> expected_close
                either(Deal - Won time, Deal - Lost time) -> closed_on
                either(Deal - Deal created, Deal - Creation date) -> created_on
                Deal - Lost reason -> lost_reason
                Deal - Pipeline -> custom:Pipeline
                Deal - Label -> tags
                """,
                values={"stage": {"won": "Won", "lost": "Lost"}},
                create="stages,reasons",
            ),
            Part(
                "customer",
                "either(Deal - Organization, Organization - Name) -> name",
                needs="Deal - Organization, Organization - Name",
                keys=BY_NAME,
                stub=True,
            ),
            Part(
                "contact",
                """
                either(Deal - Contact person, Person - Name) -> name
                either(Deal - Organization, Organization - Name) -> customer
                """,
                needs="Deal - Contact person, Person - Name",
                keys=(NAME,),
                stub=True,
            ),
            owner("Deal - Owner"),
        ),
    ),
    Preset(
        "pipedrive-import",
        "a sheet in the form of Pipedrive's import",
        "pipedrive",
        "Person - Name*, Organization - Name*, Deal - Title, Deal - Value, Activity - Subject*",
        (
            Part(
                "contact",
                """
                Person - Name* -> name
                Person - First name -> first_name
                Person - Last name -> last_name
                Person - Phone -> phone
                Person - Email (Work), Person - Email (Home) -> email
                Organization - Name* -> customer
                untagged(Note - Content*) -> note
                """,
                needs="Person - Name*, Person - Email (Work), Person - Phone",
            ),
            Part(
                "customer",
                "Organization - Name* -> name\nOrganization - Address -> address",
                needs="Organization - Name*",
                keys=BY_NAME,
                stub=True,
            ),
            Part(
                "opportunity",
                """
                joined(Organization - Name*, Person - Name*, Deal - Title) -> external_id
                Deal - Title -> name
                Deal - Value -> amount
                Organization - Name* -> customer
                Person - Name* -> contact
                """,
                needs="Deal - Title",
            ),
            Part(
                "activity",
                """
                Activity - Subject* -> subject
                Activity - Due date -> at
                Organization - Name* -> customer
                Person - Name* -> contact
                """,
                sets={"kind": "task", "done": "no"},
                needs="Activity - Subject*",
            ),
        ),
    ),
    Preset(
        "espocrm-leads",
        "an EspoCRM export of leads",
        "espocrm",
        "id, firstName, lastName, status, source, emailAddress, phoneNumber, assignedUserName, accountName",
        (
            Part(
                "lead",
                """
                id -> external_id
                name -> name
                firstName -> first_name
                lastName -> last_name
                title -> title
                status -> status
                source -> source
                industry -> industry
                opportunityAmount -> amount
                opportunityAmountCurrency -> currency
                website -> website
                addressStreet, addressState, addressPostalCode -> address
                addressCity -> city
                addressCountry -> country
                emailAddress -> email
                phoneNumber -> phone
                mark(refused; doNotCall = 1|true|yes) -> consent.phone
                description -> note
                createdAt -> created_on
                accountName -> company
                assignedUserName -> owner
                campaignName -> campaign
                convertedAt -> custom:Converted on
                """,
                sets=NO_REASON,
                values={"status": LEAD_WORDS},
                create="reasons",
            ),
            owner("assignedUserName"),
        ),
        passed_over="salutationName, modifiedAt, createdByName, modifiedByName, createdAccountId, "
        "createdContactId, createdOpportunityId",
    ),
    Preset(
        "atomic-contacts",
        "an Atomic CRM export of contacts",
        "atomic-crm",
        "first_name, last_name, background, first_seen, last_seen, has_newsletter, company, email_work",
        (
            Part(
                "contact",
                """
                id -> external_id
                first_name -> first_name
                last_name -> last_name
                title -> title
                background -> note
                first_seen -> created_on
                tags -> tags
                company -> customer
                email_work, email_home, email_other -> email
                phone_work, phone_home, phone_other -> phone
                linkedin_url -> custom:LinkedIn
                status -> custom:Status
                mark(given; has_newsletter = true|1|yes) -> consent.email
                """,
                sets={"consent_source": "Atomic CRM newsletter"},
            ),
            Part("customer", "company -> name", needs="company", keys=BY_NAME, stub=True),
        ),
        passed_over="last_seen",
    ),
)

"""Address books: Google, Outlook, Thunderbird."""

from __future__ import annotations

from crmcli.domain.exchange.presets.model import BY_NAME, Part, Preset

_GOOGLE_VALUES = {
    "tags": {"myContacts": "", "* myContacts": "", "* Other Contacts": "", "* starred": "starred"}
}


def _numbered(form: str, count: int = 6) -> str:
    """Return the columns that a number tells apart, as a list."""
    return ", ".join(form.replace("#", str(number)) for number in range(1, count + 1))


def _company(column: str) -> Part:
    """Return the customers that people work for, by name."""
    return Part("customer", f"{column} -> name", needs=column, keys=BY_NAME, stub=True)


_GOOGLE_PLACES = """
Address 1 - Street, Address 1 - Extended Address -> address
Address 1 - City -> city
Address 1 - Region -> region
Address 1 - Postal Code -> postal_code
Address 1 - Country -> country
Address 2 - Street, Address 2 - Extended Address -> other.address
Address 2 - City -> other.city
Address 2 - Region -> other.region
Address 2 - Postal Code -> other.postal_code
Address 2 - Country -> other.country
Birthday -> birth_date
Notes -> note
"""
_GOOGLE_OLD = f"""
Name -> name
Given Name -> first_name
Family Name -> last_name
Organization 1 - Name -> customer
Organization 1 - Title -> title
Group Membership -> tags
{_numbered("E-mail # - Value")} -> email
{_numbered("Phone # - Value", 9)} -> phone
{_GOOGLE_PLACES}
"""
_GOOGLE_NEW = f"""
joined(First Name, Middle Name, Last Name) -> name
First Name -> first_name
Last Name -> last_name
Organization Name -> customer
Organization Title -> title
Labels -> tags
{_numbered("E-mail # - Value")} -> email
{_numbered("Phone # - Value", 9)} -> phone
{_GOOGLE_PLACES}
"""
_OUTLOOK = """
joined(First Name, Middle Name, Last Name) -> name
First Name -> first_name
Last Name -> last_name
Company -> customer
Job Title -> title
Department -> custom:Department
E-mail Address, E-mail 2 Address, E-mail 3 Address -> email
Mobile Phone, Business Phone, Business Phone 2, Primary Phone, Home Phone, Home Phone 2, Other Phone -> phone
Company Main Phone, Car Phone -> phone
Birthday -> birth_date
Notes -> note
Categories -> tags
Business Street, Business Street 2, Business Street 3 -> address
Business City -> city
Business State -> region
Business Postal Code -> postal_code
Business Country/Region -> country
Home Street, Home Street 2, Home Street 3 -> home.address
Home City -> home.city
Home State -> home.region
Home Postal Code -> home.postal_code
Home Country/Region -> home.country
Other Street, Other Street 2, Other Street 3 -> other.address
Other City -> other.city
Other State -> other.region
Other Postal Code -> other.postal_code
Other Country/Region -> other.country
"""
_OUTLOOK_OTHERS = """
Title, Suffix, Initials, Gender, Language, Sensitivity, Priority, Private, E-mail Type, E-mail 2 Type,
E-mail 3 Type, E-mail Display Name, E-mail 2 Display Name, E-mail 3 Display Name, Directory Server,
Internet Free Busy, Location, Home Address, Business Address, Other Address, Anniversary
"""
_OUTLOOK_NEEDS = """First Name, Last Name, E-mail Address, Mobile Phone, Business Phone, Home Phone"""

PRESETS = (
    Preset(
        "google-contacts-old",
        "a Google Contacts export (to 2024)",
        "google",
        "Given Name, Family Name, Yomi Name, Group Membership, E-mail 1 - Type, E-mail 1 - Value",
        (
            Part(
                "contact",
                _GOOGLE_OLD,
                values=_GOOGLE_VALUES,
                needs="Name, Given Name, Family Name, E-mail 1 - Value, Phone 1 - Value",
            ),
            _company("Organization 1 - Name"),
        ),
        passed_over="Yomi Name, Given Name Yomi, Family Name Yomi, Name Prefix, Name Suffix, Photo, "
        "Language, "
        + _numbered("E-mail # - Type")
        + ", "
        + _numbered("Phone # - Type", 9)
        + ", Address 1 - Type, Address 2 - Type, Address 1 - Formatted, Address 2 - Formatted",
    ),
    Preset(
        "google-contacts",
        "a Google Contacts export",
        "google",
        "First Name, Last Name, Phonetic First Name, File As, Organization Name, Labels",
        (
            Part(
                "contact",
                _GOOGLE_NEW,
                values=_GOOGLE_VALUES,
                needs="First Name, Middle Name, Last Name, E-mail 1 - Value, Phone 1 - Value",
            ),
            _company("Organization Name"),
        ),
        passed_over="Phonetic First Name, Phonetic Middle Name, Phonetic Last Name, Name Prefix, "
        "Name Suffix, Photo, File As, "
        + _numbered("E-mail # - Label")
        + ", "
        + _numbered("Phone # - Label", 9)
        + ", Address 1 - Label, Address 2 - Label, Address 1 - Formatted, Address 2 - Formatted",
    ),
    Preset(
        "outlook",
        "a contact list of Outlook for Windows",
        "outlook",
        "First Name, Last Name, Company, E-mail Address, E-mail Type, E-mail Display Name",
        (
            Part(
                "contact",
                _OUTLOOK,
                values=_GOOGLE_VALUES,
                needs=_OUTLOOK_NEEDS,
            ),
            _company("Company"),
        ),
        passed_over=_OUTLOOK_OTHERS,
    ),
    Preset(
        "outlook-web",
        "a contact list of Outlook on the web",
        "outlook",
        "First Name, Last Name, Given Yomi, Surname Yomi, E-mail Address, IMAddress, Company",
        (
            Part(
                "contact",
                _OUTLOOK,
                values=_GOOGLE_VALUES,
                needs=_OUTLOOK_NEEDS,
            ),
            _company("Company"),
        ),
        passed_over=_OUTLOOK_OTHERS,
    ),
    Preset(
        "google-contacts-outlook",
        "a Google Contacts export for Outlook",
        "google",
        "First Name, Last Name, E-mail Address, Business Country, Home Country, Internet Free Busy, Keywords",
        (
            Part(
                "contact",
                _OUTLOOK.replace("Country/Region", "Country"),
                values=_GOOGLE_VALUES,
                needs=_OUTLOOK_NEEDS,
            ),
            _company("Company"),
        ),
        passed_over=_OUTLOOK_OTHERS,
    ),
    Preset(
        "thunderbird",
        "a Thunderbird address book",
        "thunderbird",
        "First Name, Last Name, Display Name, Primary Email, Secondary Email, Screen Name, Work ZipCode",
        (
            Part(
                "contact",
                """
                either(Display Name, Nickname) -> name
                First Name -> first_name
                Last Name -> last_name
                Primary Email, Secondary Email -> email
                Work Phone, Home Phone, Mobile Number -> phone
                Work Address, Work Address 2 -> address
                Work City -> city
                Work State -> region
                Work ZipCode -> postal_code
                Work Country -> country
                Home Address, Home Address 2 -> home.address
                Home City -> home.city
                Home State -> home.region
                Home ZipCode -> home.postal_code
                Home Country -> home.country
                Job Title -> title
                Organization -> customer
                Department -> custom:Department
                dated(Birth Year, Birth Month, Birth Day) -> birth_date
                Notes -> note
                """,
            ),
            _company("Organization"),
        ),
    ),
)

"""Shops and payments: Shopify, WooCommerce, Stripe."""

from __future__ import annotations

from crmcli.domain.exchange.presets.model import NAME, Part, Preset

_BY_MAIL = (("email",), ("phone",), NAME)
_SHOPIFY_ORDER = """
Id -> external_id
Name -> number
Created at -> ordered_on
either(Email, Phone, Billing Phone, Billing Name, Shipping Name) -> customer
Currency -> currency
Subtotal -> net
Taxes -> tax
Total -> total
either(mark(cancelled; Cancelled at), Financial Status) -> status
Source -> channel
Notes -> note
"""
_SHOPIFY_STATUS = {
    "paid": "completed", "partially_refunded": "completed", "refunded": "completed", "pending": "open",
    "authorized": "open", "partially_paid": "open", "voided": "cancelled", "expired": "cancelled",
}  # fmt: skip
_WOO_STATUS = {
    "wc-completed": "completed", "wc-processing": "open", "wc-pending": "open", "wc-on-hold": "open",
    "wc-cancelled": "cancelled", "wc-refunded": "completed", "wc-failed": "cancelled", "failed": "cancelled",
    "refunded": "completed", "checkout-draft": "open",
}  # fmt: skip

PRESETS = (
    Preset(
        "shopify-customers",
        "a Shopify customer export",
        "shopify",
        "Customer ID, First Name, Last Name, Email, Accepts Email Marketing, Total Spent, Total Orders",
        (
            Part(
                "customer",
                """
                Customer ID -> external_id
                joined(First Name, Last Name) -> name
                First Name -> first_name
                Last Name -> last_name
                Email -> email
                Phone, Default Address Phone -> phone
                Accepts Email Marketing -> consent.email
                Accepts SMS Marketing -> consent.sms
                Default Address Address1, Default Address Address2 -> address
                Default Address City -> city
                Default Address Province Code -> region
                Default Address Country Code -> country
                Default Address Zip -> postal_code
                Default Address Company -> custom:Company
                Note -> note
                Tags -> tags
                """,
                sets={"kind": "person", "consent_source": "Shopify"},
            ),
        ),
        also="Accepts Email Marketing = Accepts Marketing",
        passed_over="Total Spent, Total Orders, Tax Exempt",
        read={"decimal": "."},
    ),
    Preset(
        "shopify-orders",
        "a Shopify order export",
        "shopify",
        "Name, Email, Financial Status, Fulfillment Status, Subtotal, Total, Created at, "
        "Lineitem quantity, Lineitem name, Lineitem price",
        (
            Part(
                "order",
                _SHOPIFY_ORDER,
                values={"status": _SHOPIFY_STATUS},
                keys=(("number",), ("external_id",)),
            ),
            Part(
                "customer",
                """
                either(Billing Name, Shipping Name, Email, Phone) -> name
                Email -> email
                either(Phone, Billing Phone, Shipping Phone) -> phone
                Billing Street, Billing Address2 -> address
                Billing City -> city
                Billing Province -> region
                Billing Zip -> postal_code
                Billing Country -> country
                """,
                sets={"kind": "person"},
                needs="Email, Phone, Billing Name, Shipping Name",
                only="Total",
                keys=_BY_MAIL,
                stub=True,
            ),
            Part(
                "product",
                """
                Lineitem sku -> sku
                Lineitem name -> name
                Lineitem price -> price
                Currency -> currency
                """,
                needs="Lineitem name",
                keys=(("sku",), NAME),
                stub=True,
            ),
            Part(
                "order_line",
                """
                Name -> order
                either(Lineitem sku, Lineitem name) -> product
                Lineitem name -> description
                Lineitem quantity -> quantity
                Lineitem price -> unit_price
                Lineitem discount -> discount
                Currency -> currency
                """,
                needs="Lineitem name",
            ),
        ),
        passed_over="Paid at, Fulfillment Status, Fulfilled at, Shipping, "
        "Discount Code, Discount Amount, Shipping Method, "
        "Lineitem compare at price, Lineitem requires shipping, Lineitem taxable, "
        "Lineitem fulfillment status, Note Attributes, Payment Method, Payment Reference, Refunded Amount, "
        "Vendor, Outstanding Balance, Employee, Location, Device ID, Risk Level, Tax 1 Name, Tax 1 Value, "
        "Tax 2 Name, Tax 2 Value, Tax 3 Name, Tax 3 Value, Tax 4 Name, Tax 4 Value, Tax 5 Name, "
        "Tax 5 Value, Receipt Number, Duties, Payment ID, Payment Terms Name, Next Payment Due At, "
        "Payment References, Billing Address1, Billing Company, Shipping Street, Shipping Address1, "
        "Shipping Address2, Shipping Company, Shipping City, Shipping Zip, Shipping Province, "
        "Shipping Country, Billing Province Name, Shipping Province Name, Accepts Marketing, Tags",
        read={"decimal": "."},
    ),
    Preset(
        "woocommerce-customers",
        "a WooCommerce export of customers",
        "woocommerce",
        "Name, Username, Last Active, Sign Up, Email, Orders, Total Spend, AOV",
        (
            Part(
                "customer",
                """
                either(Name, Username, Email) -> name
                Email -> email
                Billing Phone, Shipping Phone -> phone
                Sign Up -> created_on
                Country / Region -> country
                City -> city
                Region -> region
                Postal Code -> postal_code
                """,
                sets={"kind": "person"},
                keys=_BY_MAIL,
            ),
        ),
        also="Sign Up = Date registered",
        passed_over="Username, Last Active, Orders, Total Spend, AOV, Role",
    ),
    Preset(
        "woocommerce-orders",
        "a WooCommerce export of orders (Import Export Suite)",
        "woocommerce",
        "order_id, order_number, order_date, status, order_total, order_currency, billing_email",
        (
            Part(
                "order",
                """
                order_id -> external_id
                order_number -> number
                order_date -> ordered_on
                status -> status
                order_total -> total
                tax_total -> tax
                order_currency -> currency
                either(billing_email, customer_email, billing_phone) -> customer
                customer_note -> note
                """,
                values={"status": _WOO_STATUS},
            ),
            Part(
                "customer",
                """
                either(joined(billing_first_name, billing_last_name), billing_company, billing_email) -> name
                either(billing_email, customer_email) -> email
                billing_phone -> phone
                billing_address_1, billing_address_2 -> address
                billing_city -> city
                billing_state -> region
                billing_postcode -> postal_code
                billing_country -> country
                """,
                sets={"kind": "person"},
                needs="billing_email, customer_email, billing_phone",
                keys=_BY_MAIL,
                stub=True,
            ),
        ),
    ),
    Preset(
        "stripe-customers",
        "a Stripe export of customers",
        "stripe",
        "id, Description, Email, Name, Created (UTC), Delinquent",
        (
            Part(
                "customer",
                """
                id -> external_id
                either(Name, Card Name, Email, Description) -> name
                Email -> email
                Phone -> phone
                Description -> note
                Created (UTC) -> created_on
                Business Vat ID -> tax_number
                Card Address Line1, Card Address Line2 -> address
                Card Address City -> city
                Card Address State -> region
                Card Address Zip -> postal_code
                Card Address Country -> country
                """,
            ),
        ),
        passed_over="Delinquent, Card ID, Card Last4, Card Brand, Card Funding, Card Exp Month, "
        "Card Exp Year, Card Issue Country, Card Fingerprint, Card CVC Status, Card AVS Zip Status, "
        "Card AVS Line1 Status, Card Tokenization Method, Total Spend, Payment Count, Average Order, "
        "Refunded Volume, Dispute Losses, Account Balance, Currency, Plan, Status",
    ),
    Preset(
        "stripe-payments",
        "a Stripe export of payments",
        "stripe",
        "id, Description, Created (UTC), Amount, Amount Refunded, Currency, Status, Customer Email",
        (
            Part(
                "order",
                """
                id -> external_id
                Created (UTC) -> ordered_on
                Amount -> total
                Tax -> tax
                Currency -> currency
                Status -> status
                either(Customer ID, Customer Email) -> customer
                Description, Statement Descriptor -> note
                """,
                sets={"channel": "stripe"},
                values={
                    "status": {
                        "Paid": "completed",
                        "Refunded": "completed",
                        "Partial Refund": "completed",
                        "Failed": "cancelled",
                        "succeeded": "completed",
                        "canceled": "cancelled",
                        "requires_payment_method": "open",
                        "requires_capture": "open",
                    },
                },
            ),
            Part(
                "customer",
                """
                Customer ID -> external_id
                either(Customer Email, Customer Description, Customer ID) -> name
                Customer Email -> email
                """,
                needs="Customer ID, Customer Email",
                keys=(("external_id",), ("email",)),
                stub=True,
            ),
        ),
        also="Created (UTC) = Created date (UTC)",
        passed_over="Seller Message, Amount Refunded, Converted Amount, Converted Amount Refunded, Fee, "
        "Converted Currency, Mode, Customer Description, Captured, Card ID, Card Last4, Card Brand, "
        "Card Funding, Card Exp Month, Card Exp Year, Card Name, Card Address Line1, Card Address Line2, "
        "Card Address City, Card Address State, Card Address Country, Card Address Zip, "
        "Card Issue Country, Card Fingerprint, Card CVC Status, Card AVS Zip Status, "
        "Card AVS Line1 Status, Card Tokenization Method, Disputed Amount, Dispute Status, "
        "Dispute Reason, Dispute Date, Dispute Evidence Due, Invoice ID, Invoice Number, "
        "Payment Source Type, Is Link, Destination, Transfer, Transfer Group, Interchange Costs, "
        "Merchant Service Charge, Fee details, PaymentIntent ID",
    ),
)

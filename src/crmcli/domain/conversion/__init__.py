"""Leads become customers, contacts and opportunities: asked for, planned, applied, recorded.

``request`` says what is wanted, ``facts`` reads what is there, ``candidates`` finds who may be meant
already, ``goals`` decides what each lead becomes, ``plan`` (pure) lays down every field, ``apply``
does exactly that, ``batch`` goes through many leads.
"""

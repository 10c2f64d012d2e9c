"""Records that may be the same one: how alike any two are, in what, and what a person decided on it.

``items`` reads records into forms made for matching, ``blocks`` finds the pairs worth comparing,
``levels`` and ``names`` say how far fields agree (``wellknown`` lists what many names hold),
``comparing`` takes a pair through all of them, ``weights`` learns from the store itself what that is
worth, ``match`` puts it together, ``scan`` tells it. ``decisions`` keeps what a person said; ``nearby``
names likely doubles of a record that is added. rapidfuzz is loaded with ``levels`` and nowhere else.
"""

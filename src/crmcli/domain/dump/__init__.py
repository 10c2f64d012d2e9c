"""The whole store as one portable file, and such a file as a store.

JSON lines in UTF-8. The first line says what the file is:

    {"format":"crmcli","version":1,"schema":2,"tables":{"customer":{"rows":2,"last":7},...}}

``rows`` is how many lines of a table follow, ``last`` the highest number it ever gave, so that the
number of a deleted record is never given again. Then one line a row, ``{"customer":{"id":1,...}}``, table
by table, parents before children, numbers ascending; what is empty is left out. Values are as they are
stored: days ``YYYY-MM-DD``, amounts in minor units, references as numbers. Left out is what can be made
again, the folded and sorting forms, and the journal: that is in a backup.

So the same records give the same bytes, on either engine.
"""

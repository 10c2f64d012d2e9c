"""The filter language of ``--where``: read into a tree, and the tree into SQL with bound values only.

``scan`` and ``grammar`` are pure: text to ``tree``. ``fields`` knows what a noun can be asked,
``answers`` and the modules beside it how each kind of field compares, ``compile`` joins the parts.
A condition has two values: an empty field is neither equal nor less nor more, and ``not`` turns that
round; so ``city != x`` holds for whoever has no city.
"""

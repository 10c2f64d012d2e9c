"""The program as data: every command with what it takes, what it answers and how it fails.

``commands`` walks the tree of commands, ``parameters`` tells what they take, ``results`` finds what they
answer, ``values`` says what a column's values are, ``whole`` puts it together with views, nouns and exit
codes. All of it comes from the program itself: nothing is written down twice.
"""

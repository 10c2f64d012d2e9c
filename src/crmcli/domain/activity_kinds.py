"""The kinds of activity, with the icon and the style each has in every table."""

ACTIVITY_MARKS = {
    "call": ("✆", "cyan"),
    "email": ("✉", "blue"),
    "meeting": ("◉", "magenta"),
    "visit": ("⌂", "magenta"),
    "message": ("❝", "cyan"),
    "note": ("✎", "dim"),
    "task": ("☐", "yellow"),
}
WAYS = {"in": ("", ""), "out": ("", "")}
"""Who began it: they, or we."""

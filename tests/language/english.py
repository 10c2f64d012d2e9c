"""Find English that is left over in what people read in another language.

Not meant: commands to paste, options, names that are typed, what stands in quotes, and the words of the
data. Only words that neither Turkish nor data have are looked for, so little escapes that is a sentence.
"""

import re

WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "is",
        "are",
        "with",
        "from",
        "was",
        "were",
        "has",
        "have",
        "shown",
        "yet",
        "their",
        "its",
        "that",
        "which",
        "nothing",
        "nobody",
        "each",
        "every",
        "or",
        "by",
        "for",
        "to",
        "this",
        "been",
        "than",
        "then",
        "there",
        "them",
        "they",
        "whose",
        "where",
        "who",
        "how",
        "does",
        "did",
        "can",
        "can't",
        "could",
        "should",
        "would",
        "isn't",
        "doesn't",
        "don't",
        "without",
        "between",
        "before",
        "after",
        "until",
        "since",
        "because",
        "whether",
        "any",
        "also",
        "other",
        "others",
        "another",
        "only",
        "more",
        "most",
        "less",
        "least",
        "late",
        "ago",
        "today",
        "tomorrow",
        "yesterday",
        "days",
        "months",
        "years",
        "week",
    ]
)
_TAKEN_OUT = (
    r"^(?:other|days) {2,}",  # names in a first column: a reason of loss, a check
    r"^Örnek: .*(?:\n    .*)*",  # examples
    r"^ *(?:crm|printf|iconv|pip|mkdir|chmod)\b.*$",  # a line that is a command
    r"'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”|`[^`\n]*`",  # what is quoted is typed, or data
    r"\bcrm(?: [^\s;,()]+)+",  # a command within a sentence
    r"--?[a-z][a-z-]*",
    r"(?:\b[a-z-]+,\s+){4,}[a-z-]+",  # five names and more, commas between: what an option takes
    r"\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]+=\S*|\b\S+/\S+",  # names of columns and settings, paths
)


def left_over(text: str) -> list[str]:
    """Return the lines that hold English words, as they stand."""
    bare = text
    for pattern in _TAKEN_OUT:
        bare = re.sub(pattern, " ", bare, flags=re.MULTILINE)
    found = []
    for whole, line in zip(text.split("\n"), bare.split("\n"), strict=False):
        hit = WORDS.intersection(re.findall(r"(?<![\w.-])[a-z]+(?:'t)?(?![\w-])", line.lower()))
        if hit:
            found.append(f"{'/'.join(sorted(hit))}: {whole.strip()}")
    return found

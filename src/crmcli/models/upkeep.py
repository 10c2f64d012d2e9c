"""What is known about the data itself: declared custom fields, pairs told apart, erasures."""

from sqlalchemy import CheckConstraint, Index

from crmcli.models.base import STRICT, Named, Recorded, one_of, text, whole


class CustomField(Named, table=True):
    """A field of one's own that records of a noun have; its values are in their ``custom``.

    ``choices`` is a JSON list of the words of a choice, None for the other types.
    """

    __tablename__ = "custom_field"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        one_of("type", "text", "number", "date", "choice", "yes_no"),
        CheckConstraint("(type = 'choice') = (choices IS NOT NULL)", name="choice_has_words"),
        Index("uq_custom_field_name", "noun", "name_fold", unique=True),
        STRICT,
    )

    noun: str = text(null=False)
    type: str = text(null=False)
    choices: str | None = text()
    position: int = whole(null=False)


class DistinctPair(Recorded, table=True):
    """Two records that a person said are not the same one.

    Numbers, not references: what was said must not stand in the way of deleting or undoing them.
    """

    __tablename__ = "distinct_pair"
    __table_args__ = (
        CheckConstraint("low < high", name="low_before_high"),
        Index("uq_distinct_pair", "noun", "low", "high", unique=True),
        STRICT,
    )

    noun: str = text(null=False)
    low: int = whole(null=False)
    high: int = whole(null=False)


class Erasure(Recorded, table=True):
    """A person's data were erased: which number, and a salted digest by which a backup is checked."""

    __tablename__ = "erasure"
    __table_args__ = (Index("ix_erasure_number", "noun", "number"), STRICT)

    noun: str = text(null=False)
    number: int = whole(null=False)
    digest: str | None = text()

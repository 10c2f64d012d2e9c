"""A row type that loads nothing of its own."""

from dataclasses import dataclass
from typing import Annotated

from crmcli.domain.kinds import Ref


@dataclass(frozen=True, slots=True)
class Row:
    """A number and a name."""

    number: Annotated[int, Ref("C")]
    name: str

"""What every part of a plan shares: frozen, no unknown keys, names that are safe in a path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

# Names become folders, file names and formula variables, so they are kept to what is safe in all
# three. Labels are free text and are escaped wherever they are shown.
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]
# A variable of a formula may have dots, as R writes names: it names no file.
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.]{0,39}$")]
# A label shows something, and nothing in it turns the text around it.
_HIDDEN = r"\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
Label = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=120, pattern=rf"^[^{_HIDDEN}]*[^{_HIDDEN}\s][^{_HIDDEN}]*$"
    ),
]
ColumnName = Annotated[str, StringConstraints(min_length=1)]
# A word of a file, which the plan says the meaning of.
Word = Annotated[str, StringConstraints(min_length=1)]


@dataclass(frozen=True, eq=False)
class Choices:
    """What the choices of a key mean, for people: `Annotated[Literal["a", "b"], Choices({...})]`.

    What is accepted follows from the type alone.
    """

    meanings: Mapping[str, str]


class Part(BaseModel):
    """A part of a plan. Each field's `description` is what the plan's page says of the key."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

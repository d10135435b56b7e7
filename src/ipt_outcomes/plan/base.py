"""What every part of a plan shares: frozen, no unknown keys, names that are safe in a path."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

# Names become folders, file names and formula variables, so they are kept to what is safe in all
# three. Labels are free text and are escaped wherever they are shown.
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=120)]
ColumnName = Annotated[str, StringConstraints(min_length=1)]


class Part(BaseModel):
    """A part of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

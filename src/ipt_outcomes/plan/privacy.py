"""What the plan asks for the sake of people's privacy, beyond what is never let in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from ipt_outcomes.plan.base import Name, Part

VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$")]


class Pseudonyms(Part):
    """Participants' identifiers are replaced by a keyed hash, the same in all the study's files.

    The key is in the environment variable `key_env` or in `key_file`, which lies outside the
    project. The plan never holds it.
    """

    key_env: VariableName | None = None
    key_file: Annotated[str, Field(min_length=1)] | None = None


class Privacy(Part):
    """Everyone shares their `quasi_identifiers`, taken together, with at least `k` - 1 others.

    k-anonymity: Samarati and Sweeney 1998, SRI-CSL-98-04. The names are the study's (age, sex,
    site, a covariate), not the file's. `bands` gives, for numbers, the lower limits of bands; the
    study then holds a person's band, as its lower limit, and not the number.
    """

    quasi_identifiers: Annotated[tuple[Name, ...], Field(min_length=1)]
    k: Annotated[int, Field(ge=2, le=1000)] = 5
    bands: dict[Name, Annotated[tuple[float, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )

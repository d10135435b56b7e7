"""What the plan asks for the sake of people's privacy, beyond what is never let in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from ipt_outcomes.plan.base import Part, Variable

VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$")]


class Pseudonyms(Part):
    """Where the key of the hashes is: the plan never holds it."""

    key_env: VariableName | None = Field(
        default=None, description="the environment variable that holds the key; or `key_file`"
    )
    key_file: Annotated[str, Field(min_length=1)] | None = Field(
        default=None,
        description="the file that holds the key, outside the project's folder; or `key_env`",
    )


class Privacy(Part):
    """k-anonymity: Samarati and Sweeney 1998, SRI-CSL-98-04."""

    quasi_identifiers: tuple[Variable, ...] = Field(
        min_length=1,
        description="what, taken together, could tell people apart: `[age, sex, site]` or "
        "covariates, by our names and not the file's",
    )
    k: int = Field(
        default=5,
        ge=2,
        le=1000,
        description="everyone is one of so many people at least who are alike in these; otherwise "
        "the file is refused",
    )
    bands: dict[Variable, Annotated[tuple[float, ...], Field(min_length=1)]] = Field(
        default_factory=dict,
        description="numbers of which only the band is kept, as its lower limit: "
        "`{age: [18, 30, 45]}`",
    )

"""Text that is a number to its author and a factor to a program, whatever it looks like."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from ipt_outcomes.models.design.fixed import fixed_variables
from ipt_outcomes.models.design.notes import changing_people
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.design.units import distinct, unit_codes
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula

_MANY = 10
_PEOPLE_A_LEVEL = 3


def refuse_many_levels(
    formula: ModelFormula,
    data: pd.DataFrame,
    typed: TypedColumns,
    stated: Collection[str] = (),
) -> None:
    """Refuse a text covariate with so many levels that few people have the same.

    More than ten levels, and fewer than three people a level (three rows, where it changes within
    people). C(), a Categorical and `stated` levels say that a factor is meant. `typed` are the
    `data` (see `variables.py`).

    Raises:
        ModelError: with the counts.
    """
    variables, declared = fixed_variables(formula.fixed)
    term = formula.covariance
    said = {*declared, *stated, *(() if term is None else (term.visit, term.group))}
    people = None
    for name in variables:
        if name in said or not typed.is_factor(name) or len(typed.levels(name)) <= _MANY:
            continue
        if isinstance(data[name].dtype, pd.CategoricalDtype):
            continue
        if people is None:
            people = unit_codes(formula, typed)
        code = typed.codes(name)
        scored = (code >= 0) & ~typed.missing(formula.response)
        known = scored & (people >= 0)
        seen = distinct(code[scored])
        whose, count = "rows", int(np.count_nonzero(scored))
        if not changing_people(people[known], {name: code[known]})[name]:
            whose, count = "people", distinct(people[known])
        if seen * _PEOPLE_A_LEVEL > count:
            raise ModelError(
                f"{name!r} is text with {seen} levels in {count} {whose}, and would be a factor: "
                "turn it into numbers (take signs and units away, then pd.to_numeric), or write "
                f"C({name}) if a factor is meant"
            )

"""Variables that stand in a model twice: what they are must be the same in both places, or said."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ipt_outcomes.models.design.expressions import Expression, expressions
from ipt_outcomes.models.design.fixed import fixed_variables
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula


def refuse_two_roles(formula: ModelFormula, columns: Mapping[str, pd.Series]) -> None:
    """Refuse variables that are one thing in one place and another elsewhere.

    `columns` are the typed variables of the model.

    Raises:
        ModelError: numbers that are a line in the fixed part and visits in the covariance; a factor
            inside a function of numbers; the outcome among its own covariates.
    """
    _, declared = fixed_variables(formula.fixed)
    every = expressions(formula.fixed)
    if any(formula.response in expression.variables for expression in every):
        raise ModelError(
            f"formula {formula.text!r}: the outcome {formula.response!r} stands on both sides of ~"
        )
    for expression in every:
        _refuse_factor_in_function(expression, columns, declared)
    term = formula.covariance
    if term is None or term.family == "sp_exp":
        return
    visit = columns[term.visit]
    lines = [each for each in every if each.plain and each.variables == (term.visit,)]
    if lines and not isinstance(visit.dtype, pd.CategoricalDtype):
        raise ModelError(
            f"{term.visit!r} holds numbers: in the fixed part it would be a line, and in {term} "
            f"every number of it is a visit. Write C({term.visit}) in the fixed part for a mean at "
            f"each visit, or I({term.visit}) for a line on purpose"
        )


def _refuse_factor_in_function(
    expression: Expression, columns: Mapping[str, pd.Series], declared: frozenset[str]
) -> None:
    if "C" in expression.functions or expression.plain:
        return
    for name in expression.variables:
        if isinstance(columns[name].dtype, pd.CategoricalDtype):
            why = "is a factor, not a number"
            if name in declared:
                why = f"is a factor by C({name}); put the numbers into a column of another name"
            raise ModelError(f"{expression.text}: {name!r} {why}")

"""Marginal means and their contrasts. `joint_test` has its own file and is offered here too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from ipt_outcomes.models.arguments import confidence_level, names_listed
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fitted import refuse_unfitted
from ipt_outcomes.models.frame_of import frame_of
from ipt_outcomes.models.marginal.contrast_functions import (
    By,
    Coefficients,
    contrast_functions,
)
from ipt_outcomes.models.marginal.joint import joint_test
from ipt_outcomes.models.marginal.linear_functions import estimate_functions
from ipt_outcomes.models.marginal.reference_grid import At, mean_functions
from ipt_outcomes.models.marginal.taken_names import refuse_taken
from ipt_outcomes.models.result import Fit

if TYPE_CHECKING:
    from ipt_outcomes.models.batch.many_fits import FitMany

__all__ = ["contrast", "joint_test", "marginal_means"]


def marginal_means(
    fit: Fit | FitMany,
    variables: str | Sequence[str],
    by: By = None,
    at: At | None = None,
    weights: str = "equal",
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Adjusted means of the outcome, in its own units.

    Args:
        fit: a fitted model; or many, of `fit_many`, whose rows then begin with `response`.
        variables: the factor, or factors, whose means are wanted.
        by: further variables that the means are given by.
        at: values for variables, as {"pre": [10, 20]}; a numeric one that is named in `variables`
            or `by` needs them. Over several values of a variable that is not named there the means
            are averaged with equal weights, as in emmeans: at={"pre": [10, 20]} gives the mean at
            15 where pre is a line, and one value is what the means are taken at. A factor that is
            not named is averaged over the levels given here alone. Numeric covariates without
            values stand at their mean over the rows of the fit.
        weights: how factors that are not named are averaged, "equal" or "proportional" to rows.
        level: of the confidence interval.

    Returns:
        One row per combination: the variables, estimate, se, df, ci_lower, ci_upper, status ("ok";
        "not estimable" with NaN; "variance not estimable" with the estimate alone, where Kenward
        and Roger's adjustment fails in a tiny trial (df="kenward-roger-linear" may not), or a
        sandwich's one cluster determines it; "df not estimable").

    Raises:
        ModelError: a variable, level or option is unknown, or a variable that is shown has the name
            of another column of the table.
    """
    refuse_unfitted(fit, "marginal_means", many=True)
    level = confidence_level(level)
    if not isinstance(fit, Fit):
        return fit.marginal_means(variables, by, at, weights, level=level)
    names = [*names_listed("variables", variables), *names_listed("by", by)]
    refuse_taken(names)
    shown, functions = mean_functions(fit.fixed, names, at, weights)
    estimates = estimate_functions(fit, functions, level)
    wanted = [pair for pair in estimates if pair[0] not in ("statistic", "p_value")]
    return frame_of([*shown.items(), *wanted])


def contrast(
    fit: Fit | FitMany,
    variable: str,
    *,
    against: Any = None,
    by: By = None,
    at: At | None = None,
    weights: str = "equal",
    coefficients: Coefficients | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Differences of marginal means, or any linear combination of them.

    Args:
        fit: a fitted model; or many, of `fit_many`, whose rows then begin with `response`.
        variable: the variable whose levels are compared.
        against: the comparison level; None compares all pairs, the later level minus the earlier.
        by: variables within whose levels the comparison is made.
        at, weights: as for `marginal_means`; several values of a variable that is named neither in
            `variable` nor in `by` are averaged over. To compare at each of them, name it in `by`.
        coefficients: instead of differences, combinations of the variable x by means. A mapping
            from a label to {level: coefficient}, or {(level, by level, ...): coefficient}, or a
            frame with the columns contrast, the variable, the by variables, and coefficient.
            Means that are not named have coefficient zero.
        level: of the confidence interval.

    Returns:
        One row per comparison: test, comparison (level names), the by columns; or, with
        `coefficients`, the label in `contrast`. Then estimate (test minus comparison), se, df,
        statistic, p_value, ci_lower, ci_upper, status (as for `marginal_means`).

    Raises:
        ModelError: a variable, level or option is unknown; the variable has one level in the fit,
            or one value by `at` (of many fits, such a response has no row); a variable that is
            shown has the name of another column of the table.
    """
    refuse_unfitted(fit, "contrast", many=True)
    level = confidence_level(level)
    if not isinstance(fit, Fit):
        return fit.contrast(
            variable,
            against=against,
            by=by,
            at=at,
            weights=weights,
            coefficients=coefficients,
            level=level,
        )
    left, combined = contrast_functions(
        fit.fixed,
        variable,
        against=against,
        by=by,
        at=at,
        weights=weights,
        coefficients=coefficients,
    )
    if not len(combined):
        raise ModelError(
            f"{variable!r} has one value, in the fit or by at, and nothing to compare it with; "
            "Fit.notes and Fit.rows_dropped say which rows were left out"
        )
    return frame_of([*left.items(), *estimate_functions(fit, combined, level)])

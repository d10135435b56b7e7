"""`indirect_comparison`: two treatments compared by way of what both were compared with.

Bucher et al. 1997, J Clin Epidemiol 50:683-691. Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.evidence.columns import INDIRECT
from ipt_outcomes.models.arguments import confidence_level, data_frame, finite_number
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.status import OK
from ipt_outcomes.models.t_and_f import T_COLUMNS, t_statistics


def indirect_comparison(
    first: pd.DataFrame,
    second: pd.DataFrame,
    *,
    test: str,
    comparison: str,
    through: str,
    level: float = 0.95,
) -> pd.DataFrame:
    """The effect of `test` over `comparison`, from what each showed over `through`.

    estimate = first - second, se^2 = the sum of theirs, df by Welch and Satterthwaite.

    # ASSUME: the two sets of studies are independent, share no people, and are alike in whatever
    # changes the effects (transitivity). Nobody was randomised between `test` and `comparison`.

    Args:
        first: one row of `pool_studies` (or any with estimate, se, df): test over `through`.
        second: one row: comparison over `through`, on the same scale.
        test, comparison, through: names of the treatments.
        level: of the confidence interval.

    Returns:
        One row: test, comparison, through, estimate, se, df, statistic, p_value, ci_lower,
        ci_upper, comparison_kind ("indirect", always), status. Positive favours `test` where the
        given effects are positive in favour of theirs.

    Raises:
        ModelError: a table has not exactly one row, or no such columns; a standard error or df not
            above zero; treatments that are not three.
    """
    level = confidence_level(level)
    if len({test, comparison, through}) < 3:
        raise ModelError("test, comparison and through are three treatments: name each once")
    (one, se_1, df_1), (two, se_2, df_2) = _row(first, "first"), _row(second, "second")
    variance = se_1**2 + se_2**2
    freedom = variance**2 / (se_1**4 / df_1 + se_2**4 / df_2) if _finite(df_1, df_2) else np.inf
    numbers = t_statistics(np.array([one - two]), np.array([variance]), np.array([freedom]), level)[
        0
    ]
    row: dict[str, Any] = {"test": test, "comparison": comparison, "through": through}
    row |= dict(zip(T_COLUMNS, map(float, numbers), strict=True))
    return pd.DataFrame([row | {"comparison_kind": INDIRECT, "status": OK}])


def _finite(*df: float) -> bool:
    return any(np.isfinite(each) for each in df)


def _row(table: pd.DataFrame, argument: str) -> tuple[float, float, float]:
    table = data_frame(table, argument)
    gone = [name for name in ("estimate", "se", "df") if name not in table]
    if gone or len(table) != 1:
        raise ModelError(
            f"{argument} must be one row with estimate, se and df, and has {len(table)} rows"
            + (f" without {', '.join(gone)}" if gone else "")
        )
    row = table.iloc[0]
    estimate, se = (finite_number(f"{argument}'s {name}", row[name]) for name in ("estimate", "se"))
    df = float(row["df"])
    if not se > 0 or not df > 0:
        raise ModelError(f"{argument}'s standard error and df must be above zero")
    return estimate, se, df

"""`small_study_test`: do small studies have other effects than large ones (Egger's regression)?

y_i = a + b z_i, weighted by 1 / v_i, the residual's variance estimated as in any regression; z_i
the standard error (Egger et al. 1997, BMJ 315:629-634; b is their intercept). g's standard error
contains g, and the test then rejects too often; with z_i = sqrt(1 / n_1 + 1 / n_2) it does not
(Pustejovsky and Rodgers 2019, Res Synth Methods 10:57-71). With several effects a study the
regression is `pool_studies`' correlated one, with CR2 (Rodgers and Pustejovsky 2021, Psychol
Methods 26:141-160).

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.evidence.between_studies import weighted
from ipt_outcomes.evidence.columns import studies, whole_numbers_of
from ipt_outcomes.evidence.effects import EffectColumns, checked_effects
from ipt_outcomes.evidence.one_each import one_each, refuse_several
from ipt_outcomes.evidence.pool_studies import pool_studies
from ipt_outcomes.evidence.request import checked_request
from ipt_outcomes.models.arguments import one_of
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import OK
from ipt_outcomes.models.t_and_f import T_COLUMNS, t_statistics

PREDICTORS = ("se", "sample size")
FEW_STUDIES = "fewer than 10 studies"
# ASSUME: with fewer the test has little power, and chance may look like bias: Sterne et al. 2011,
# BMJ 343:d4002.
LEAST_STUDIES = 10
_SLOPE = "precision"


def small_study_test(
    frame: pd.DataFrame,
    *,
    effect: str,
    se: str | None = None,
    variance: str | None = None,
    study: str = "study",
    predictor: str = "se",
    n_1: str = "n_1",
    n_2: str = "n_2",
    several: str | None = None,
    rho: float | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Egger's regression of effects on their standard errors, or on sample sizes.

    # ASSUME: a difference between small and large studies is not by itself publication bias: small
    # studies may have other people, or treatment given more closely.

    Args:
        frame: a row an effect, at least three studies.
        effect, se, variance, study, several, rho, level: as in `pool_studies`.
        predictor: "se", or "sample size" (sqrt(1/n_1 + 1/n_2)), the better one for g.
        n_1, n_2: columns with the people of each arm, for "sample size".

    Returns:
        Two rows: term "slope" (estimate: change of the effect for each unit of the predictor; the
        test is of this), and "limit" (the effect where the predictor is zero: the "PET" estimate,
        which is too low where there is an effect; Stanley and Doucouliagos 2014, Res Synth Methods
        5:60-78). Columns term, estimate, se, df, statistic, p_value, ci_lower, ci_upper, predictor,
        k_studies, k_effects, dependence, status ("ok", or "fewer than 10 studies").

    Raises:
        ModelError: as `pool_studies`; fewer than three studies; the predictor is the same in all.
    """
    one_of("predictor", predictor, PREDICTORS)
    request = checked_request(several=several, rho=rho, level=level)
    given = checked_effects(frame, EffectColumns(effect, se, variance, study))
    if several is None:
        refuse_several(given)
    if given.n_studies < 3:
        raise ModelError(f"{studies(given.n_studies)}: the regression needs at least three")
    z = np.sqrt(given.v)
    if predictor == "sample size":
        one, other = (whole_numbers_of(frame, name, "sample size") for name in (n_1, n_2))
        if (one <= 0).any() or (other <= 0).any():
            raise ModelError(f"{n_1!r} and {n_2!r} count people, and must be above zero")
        z = np.sqrt(1.0 / one + 1.0 / other)
    if float(np.ptp(z)) <= 1e-9 * float(z.max()):
        raise ModelError("all studies are equally precise: there are no small and large ones")
    said = {"predictor": predictor, "k_effects": len(given.y), "k_studies": given.n_studies}
    said |= {"dependence": request.dependence}
    said |= {"status": OK if given.n_studies >= LEAST_STUDIES else FEW_STUDIES}
    if request.correlated:
        # The working model of `pool_studies`; the predictor is a moderator.
        table = pool_studies(
            frame.assign(**{_SLOPE: z}), effect=effect, se=se, variance=variance, study=study,
            several=several, rho=rho, moderators=_SLOPE, level=level,
        )  # fmt: skip
        return _table(table.loc[:1, list(T_COLUMNS)].to_numpy(dtype=np.float64), said)
    if several == "aggregate" and predictor == "se":
        given = one_each(given, several, rho)
        z = np.sqrt(given.v)
    given = replace(given, x=np.column_stack([np.ones(len(z)), z]), terms=("limit", "slope"))
    if several is not None:
        given = one_each(given, several, rho)
        said["k_effects"] = len(given.y)
    at = weighted(given.y, given.v, given.x, 0.0)
    df = float(len(given.y) - 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        numbers = t_statistics(at.beta, np.diag(at.phi) * at.ypy / df, np.full(2, df), level)
    return _table(numbers, said)


def _table(numbers: Array, said: dict[str, Any]) -> pd.DataFrame:
    """Rows slope and limit from those of the intercept and the slope."""
    table = pd.DataFrame(numbers[::-1], columns=list(T_COLUMNS))
    table.insert(0, "term", ["slope", "limit"])
    return table.assign(**said)

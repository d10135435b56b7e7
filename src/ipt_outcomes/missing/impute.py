"""`impute`: multiple imputation of missed assessments, under missing at random and otherwise.

Formulas: docs/methods.md, "Imputation".
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.missing.groups import groups_under
from ipt_outcomes.missing.imputations import Imputations
from ipt_outcomes.missing.model import imputation_model
from ipt_outcomes.missing.posterior import posterior_of
from ipt_outcomes.missing.strategies import Given
from ipt_outcomes.models.arguments import shown
from ipt_outcomes.models.errors import ModelError


def impute(
    formula: str,
    data: pd.DataFrame,
    *,
    participant: str,
    visit: str,
    arm: str,
    strategies: Given = "mar",
    reference: Any,
    n_imputations: int,
    seed: int,
    covariance_by_arm: bool = False,
    stayed: Collection[Any] = (),
) -> Imputations:
    """Impute scores that were missed, many times, from a mixed model and an assumption.

    The model is fitted to the scores that there are; its parameters are drawn from their posterior
    distribution, and the missing scores given these and the person's other scores, in the person's
    arm or as the strategy says. Unstructured covariances are drawn by data augmentation with an
    inverse Wishart prior, the others by an independence sampler (`posterior.py`).

    Args:
        formula: as for `fit`, with a residual covariance over the visits: "change ~ baseline *
            visit + arm * visit + us(visit | participant)"; random effects of clusters may be added,
            as (1 | site), and are drawn too.
        data: long, a row for each person and visit. Rows of missed visits may be there with an
            empty score, or not be there. Everybody needs the covariates; who has none of the scores
            is imputed too. Scores after an event that the strategy is about, such as crossing over
            from a waitlist, must be made empty before.
        participant, visit, arm: names of columns. Visits are numbers or a Categorical in order.
        strategies: what is assumed of those who left. "mar", missing at random; "j2r", jump to the
            reference arm's mean; "cr", copy reference: as if never in another arm; "cir", copy its
            increments from the last score on; "lmcf", the own arm's mean at the last score carried
            forward; `selection(odds_ratio)`, leaving depends on the unseen score; a `Strategy`; a
            function of (own, reference, left) that returns the means. Or a mapping by arm, or by
            person (who is not in it is missing at random). In the reference arm "j2r", "cr" and
            "cir" are missing at random.
        reference: the reference arm, a value of the column `arm`.
        n_imputations: how many. `pool` says when they are too few.
        seed: of the random numbers; the same seed gives the same bits.
        covariance_by_arm: a covariance for each arm.
        stayed: participants who did not leave though scores are missing after their last one, as
            where an estimand sets them aside: these are missing at random whatever the strategy,
            and no delta moves them.

    Returns:
        An `Imputations`: `.ancova(visit)` and `.analyse(function)` give estimates for `pool`,
        `.frames()` the completed data, `.shifted(delta)` and `.under(strategies)` the same under
        other assumptions.

    Raises:
        ModelError: the formula, the data or a strategy does not make an imputation model; the
            reference arm is missing; a reference-based strategy beside random effects that are not
            the same in all arms; nothing is missing is no error.
    """
    for name, value, least in (("n_imputations", n_imputations, 2), ("seed", seed, 0)):
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not whole or value < least:
            raise ModelError(f"{name} {shown(value)}: write a whole number of at least {least}")
    model = imputation_model(
        formula,
        data,
        participant=participant,
        visit=visit,
        arm=arm,
        reference=reference,
        covariance_by_arm=covariance_by_arm,
        stayed=stayed,
    )
    made = Imputations(
        model=model,
        groups=groups_under(model, strategies),
        draws=posterior_of(model),
        n_imputations=int(n_imputations),
        seed=int(seed),
        shift=np.zeros(model.schedule.scores.shape),
    )
    for _ in made.drawn_parameters():
        pass
    return made

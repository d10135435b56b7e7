"""`dropout_weights`: inverse probability weights for those who stayed.

At every visit, who is still in is modelled by the arm, baseline covariates and the last score; the
weight of somebody who is in at the visit of the analysis is one over the product of the
probabilities of having stayed so far (Robins, Rotnitzky and Zhao 1995, J Am Stat Assoc 90:106-121),
stabilised by the same product from a model without the last score (Robins, Hernan and Brumback
2000, Epidemiology 11:550-560). It is a missing-at-random method, with another model than the
imputation's.

Formulas: docs/methods.md, "Weights for dropout".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from ipt_outcomes.missing.logistic import logistic
from ipt_outcomes.missing.schedule import Marks, Schedule, schedule_of
from ipt_outcomes.models.arguments import names_listed
from ipt_outcomes.models.design.fixed import describe_fixed, fixed_variables
from ipt_outcomes.models.design.orthogonal import orthogonal_basis
from ipt_outcomes.models.design.typed_columns import Level
from ipt_outcomes.models.design.variables import typed_columns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.in_short import in_short
from ipt_outcomes.models.moments import Array

WEIGHT = "dropout_weight"
_LAST, _STAYED = "last_score", "stayed"
_ENOUGH = 10


@dataclass(frozen=True, repr=False, eq=False)
class DropoutWeights:
    """Weights of those who were in at a visit.

    rows     the data's rows at that visit, of people with a score, with the column dropout_weight:
             `ipt.fit("score ~ baseline + arm + us(visit | participant)", weights.rows,
             probability_weights="dropout_weight", vcov="CR2")`; with clusters, cluster= names them
    summary  one row an arm, and one for all (arm missing): people, mean, sd, minimum, median,
             maximum, effective_people ((sum w)^2 / sum w^2)
    model    the coefficients of staying: term, estimate (log odds), se
    """

    rows: pd.DataFrame
    summary: pd.DataFrame
    model: pd.DataFrame

    def __repr__(self) -> str:
        """A line: of how many, and how uneven."""
        whole = self.summary.iloc[-1]
        said = f": {whole['people']} people, {whole['minimum']:.2f} to {whole['maximum']:.2f}"
        return in_short("DropoutWeights", said)


def dropout_weights(
    data: pd.DataFrame,
    *,
    response: str,
    participant: str,
    visit: str,
    arm: str,
    covariates: Sequence[str] = (),
    at: Any = None,
    stabilised: bool = True,
) -> DropoutWeights:
    """Weigh those who stayed for those who left.

    # ASSUME: given arm, covariates and the last score, who leaves does so whatever the next score
    # would be, and everybody could have stayed. Staying is logistic in them, with the same slopes
    # at every visit; that of the last score is each arm's own where ten people or more left every
    # arm that somebody left (ten events a slope: Peduzzi et al. 1996, J Clin Epidemiol
    # 49:1373-1379), else one for all. A gap is no dropout.
    # ASSUME: the weights are taken as known by the standard errors of the fit, which is mostly
    # conservative (Robins, Rotnitzky and Zhao 1995).

    Args:
        data: long, a row for each person and visit, as for `impute`.
        response, participant, visit, arm: names of columns.
        covariates: baseline variables of the dropout model, the baseline score among them; they
            should be in the analysis too, which stabilised weights take for granted.
        at: the visit of the analysis; None is the last.
        stabilised: whether the weights have the probabilities without the last score above.

    Returns:
        A `DropoutWeights`.

    Raises:
        ModelError: as `impute` on the data; nobody left before that visit; the covariates tell
            exactly who left.
    """
    names = names_listed("covariates", covariates)
    schedule = schedule_of(
        data, response=response, needed=names, participant=participant, visit=visit, arm=arm
    )
    place = schedule.visit_place(at)
    taken = [name for name in (WEIGHT, _LAST, _STAYED) if name in data.columns]
    if taken:
        raise ModelError(f"the weights need a column {taken[0]!r}, which the data have: rename it")
    risk, stayed = _at_risk(schedule, place)
    if stayed[risk].all():
        raise ModelError(
            f"nobody left before {visit} {schedule.visits[place]}: there is nothing to weigh for"
        )
    # A visit before which nobody left, or an arm that nobody left, has the probability one.
    gone = risk & ~stayed
    left = np.flatnonzero(gone.any(axis=0))
    risk[:, np.setdiff1d(np.arange(place + 1), left)] = False
    arms = np.unique(schedule.arm_codes[gone.any(axis=1)])
    risk[~np.isin(schedule.arm_codes, arms)] = False
    rows = _rows(schedule, place, risk)
    known = stayed[risk]
    differing = [name for name, of in ((visit, left), (arm, arms)) if len(of) > 1]
    whole = [_quoted(name) for name in (*differing, *names)]
    apart = min(np.bincount(schedule.arm_codes[gone.any(axis=1)])[arms]) >= _ENOUGH
    # In each arm who leaves may do so for another score: who fares ill, or who is well again.
    slopes = [_LAST, f"{_quoted(arm)}:{_LAST}"] if len(arms) > 1 and apart else [_LAST]
    full, table = _chances(rows, known, [*whole, *slopes])
    chance = np.ones(risk.shape)
    chance[risk] = full
    weight = 1.0 / np.prod(chance, axis=1)
    if stabilised:
        chance[risk] = _chances(rows, known, whole)[0]
        weight *= np.prod(chance, axis=1)
    inside = schedule.seen[:, place]
    chosen = schedule.frame.iloc[place :: schedule.n_visits][inside].copy()
    chosen[WEIGHT] = weight[inside]
    return DropoutWeights(chosen.reset_index(drop=True), _summary(schedule, chosen, arm), table)


def _at_risk(schedule: Schedule, place: int) -> tuple[Marks, Marks]:
    """(n, place + 1): who was in at the visit before, and who was in at this one."""
    stayed = schedule.left[:, None] > np.arange(place + 1)
    before = np.hstack([np.ones((schedule.n_people, 1), dtype=bool), stayed[:, :-1]])
    return before, stayed


def _rows(schedule: Schedule, place: int, risk: Marks) -> pd.DataFrame:
    """A row for each person at risk at each visit, with the last score known before it."""
    n, m = schedule.scores.shape
    known = pd.DataFrame(schedule.scores).ffill(axis=1).to_numpy()
    last = np.hstack([np.full((n, 1), np.nan), known[:, :-1]])
    # Where there is none yet, the first visit's own level stands for it: the mean is as good.
    last = np.where(np.isnan(last), np.nanmean(schedule.scores), last)
    at = (np.arange(n)[:, None] * m + np.arange(place + 1))[risk]
    rows: pd.DataFrame = schedule.frame.iloc[at].reset_index(drop=True)
    rows[_LAST] = last[:, : place + 1][risk]
    # Every visit has a level of its own, numbers too.
    rows[schedule.visit] = pd.Categorical(rows[schedule.visit]).remove_unused_categories()
    return rows


def _quoted(name: str) -> str:
    return name if name.isidentifier() else f"`{name}`"


def _chances(rows: pd.DataFrame, stayed: Marks, terms: list[str]) -> tuple[Array, pd.DataFrame]:
    """(rows,) fitted probabilities of staying, and the coefficients."""
    fixed = " + ".join(terms) or "1"
    formula = ModelFormula(f"{_STAYED} ~ {fixed}", _STAYED, fixed, None, ())
    variables, _ = fixed_variables(fixed)
    typed = typed_columns(formula, rows.assign(**{_STAYED: stayed.astype(np.float64)}))
    typed = typed.seen(variables)
    part = describe_fixed(fixed, typed, variables)
    raw, columns = part.matrix(typed)
    basis = orthogonal_basis(raw)
    x = raw[:, basis.kept] @ basis.transform
    beta, covariance = logistic(x, stayed, "the dropout model")
    turned = basis.transform @ covariance @ basis.transform.T
    table = pd.DataFrame(
        {
            "term": [columns[place] for place in basis.kept],
            "estimate": basis.transform @ beta,
            "se": np.sqrt(np.diag(turned)),
        }
    )
    return expit(x @ beta), table


def _summary(schedule: Schedule, rows: pd.DataFrame, arm: str) -> pd.DataFrame:
    """How uneven the weights are, by arm and in all."""
    parts: list[tuple[Level | None, pd.Series]] = [
        (label, rows.loc[rows[arm] == label, WEIGHT]) for label in schedule.arms
    ]
    parts.append((None, rows[WEIGHT]))
    return pd.DataFrame(
        [
            {
                arm: label,
                "people": len(weight),
                "mean": weight.mean(),
                "sd": weight.std(ddof=1),
                "minimum": weight.min(),
                "median": weight.median(),
                "maximum": weight.max(),
                "effective_people": weight.sum() ** 2 / np.square(weight).sum(),
            }
            for label, weight in parts
        ]
    )

"""The contrasts of a joint model at the endpoints, and what several of them together claim.

The formulas: docs/methods.md, "Several outcomes in one model".
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.caution import deserves_caution
from ipt_outcomes.estimate.conclusions import favours
from ipt_outcomes.estimate.contrasts import NUMBERS
from ipt_outcomes.estimate.joint.joined import Joined
from ipt_outcomes.estimate.multiplicity.hypothesis import (
    beyond_the_margin,
    p_better,
    p_hypothesis,
    statistic,
)
from ipt_outcomes.estimate.multiplicity.intersection import largest_of_each
from ipt_outcomes.estimate.multiplicity.methods import max_t
from ipt_outcomes.estimate.observed import with_status
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import NOT_ESTIMABLE

_UNKNOWN = "an arm has no score there"


def joint_contrasts(each: Joined) -> pd.DataFrame:
    """A row an outcome and contrast of the model, in the outcome's points."""
    plan = each.plan
    table = _described(each).join(_estimated(each))
    table["favours"] = [
        favours(row["estimate"], plan.direction_of(row["outcome"]), row["test"], row["comparison"])
        for _, row in table.iterrows()
    ]
    table["p_hypothesis"] = [p_hypothesis(plan, row) for _, row in table.iterrows()]
    table["p_better"] = [p_better(plan, row) for _, row in table.iterrows()]
    table["p_adjusted"] = _adjusted(each, table)
    return table


def _estimated(each: Joined) -> pd.DataFrame:
    """The numbers, the status and the reason of each contrast, by its place."""
    model, places = each.model, range(len(each.asked))
    fit = model.reliable
    if fit is None:
        found = pd.DataFrame(math.nan, index=places, columns=NUMBERS)
        return found.assign(status=model.fit.status, reason=model.reason)
    found = model.grid.contrasts(fit, each.asked, level=1 - each.plan.alpha)
    found = with_status(found.reindex(index=places, columns=[*NUMBERS, "status"]), fit.status)
    found[NUMBERS] = found[NUMBERS].astype("float64")
    lost = found["status"].eq(NOT_ESTIMABLE)
    return found.assign(reason=pd.Series(None, found.index, dtype="object").mask(lost, _UNKNOWN))


def _described(each: Joined) -> pd.DataFrame:
    """What each contrast is of, and on how many people it rests."""
    plan = each.plan
    people = {name: result.people() for name, result in each.results.items()}
    planned = {
        (name, own.test, own.comparison): own for name in people for own in plan.contrasts_of(name)
    }
    rows = []
    for one in each.asked:
        own = planned[one.outcome, one.test, one.comparison]
        counted = people[one.outcome]
        test, comparison = (counted.get((arm, one.visit), 0) for arm in (own.test, own.comparison))
        rows.append(
            {
                "joint": each.joint.name,
                "claim": each.joint.claim,
                "outcome": one.outcome,
                "role": plan.outcome(one.outcome).role,
                "analysis": each.results[one.outcome].analysis.name,
                "visit": one.visit,
                "test": one.test,
                "comparison": one.comparison,
                "comparison_is": plan.allocation,
                "hypothesis": own.hypothesis,
                "margin": math.nan if own.margin is None else own.margin,
                "n_test": test,
                "n_comparison": comparison,
                "few": min(test, comparison) < plan.few,
                "caution": deserves_caution(each.model.fit),
            }
        )
    return pd.DataFrame(rows)


def _adjusted(each: Joined, table: pd.DataFrame) -> Array:
    """Within the model: of a claim of all outcomes the largest, of any by max-t."""
    fit = each.model.reliable
    if fit is None:
        return np.full(len(table), math.nan)
    if each.joint.claim == "all":
        claims = list(zip(table["test"], table["comparison"], strict=True))
        return largest_of_each(claims, table["p_better"].to_numpy(float))
    plan = each.plan
    own = np.array([statistic(plan, row) for _, row in table.iterrows()], dtype=float)
    covariance = each.model.grid.covariance(fit, each.asked).to_numpy()
    found = max_t(own, table["df"].to_numpy(float), covariance)
    wrong = [beyond_the_margin(plan, row) for _, row in table.iterrows()]
    return np.where(wrong, 1.0, found)


def joint_correlations(each: Joined) -> pd.DataFrame:
    """A row a pair of the model's contrasts: how they go together."""
    fit, asked = each.model.reliable, each.asked
    if fit is None:
        return pd.DataFrame()
    covariance = each.model.grid.covariance(fit, asked).to_numpy()
    sds = np.sqrt(np.diag(covariance))
    rows = [
        {
            "joint": each.joint.name,
            "outcome": one.outcome,
            "test": one.test,
            "comparison": one.comparison,
            "other_outcome": other.outcome,
            "other_test": other.test,
            "other_comparison": other.comparison,
            "correlation": covariance[i, j] / (sds[i] * sds[j]),
        }
        for i, one in enumerate(asked)
        for j, other in enumerate(asked)
        if i < j
    ]
    return pd.DataFrame(rows)

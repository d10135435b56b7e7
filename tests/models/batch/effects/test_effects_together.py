"""Random effects for many responses together are what each response has alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ipt_outcomes import contrast
from ipt_outcomes.models.batch.fit_many import fit_many

from ..agreement import alone, assert_same, of
from ..conftest import ManyTrials

SLOPES = "~ baseline + arm * week + (1 + week | person)"
GROUPS = "~ baseline + arm * visit + us(visit | person) + (1 | therapist)"
FEW = 3


@pytest.fixture(scope="module")
def weak(trials: ManyTrials) -> ManyTrials:
    """Variances of random effects that are zero in some responses and not in others."""
    rng = np.random.default_rng(31)
    rows = trials.rows.assign(therapist=trials.rows["person"] % 10, half=trials.rows["mood"])
    shape = (len(rows), 10)
    person, week = rows["person"].to_numpy(), rows["week"].to_numpy()[:, None]
    scores = 0.6 * rows["baseline"].to_numpy()[:, None] + rng.normal(0, 3, shape)
    scores += rng.normal(0, 1.5, (60, 10))[person] + rng.normal(0, 0.12, (60, 10))[person] * week
    scores += rng.normal(0, 0.8, (10, 10))[rows["therapist"]]
    scores[rng.uniform(size=shape) < 0.08] = np.nan
    return ManyTrials(rows, scores)


def against_a(formula: str) -> dict[str, Any]:
    """What a contrast of the arms is asked for."""
    if "arm * week" in formula:
        return {"against": "a", "by": "week", "at": {"week": [4, 16]}}
    return {"against": "a", "by": "visit"}


@pytest.mark.parametrize(
    ("formula", "options", "taken"),
    [
        (SLOPES, {}, 10),
        (SLOPES, {"df": "satterthwaite"}, 10),
        (SLOPES, {"df": "satterthwaite", "information": "expected"}, 10),
        (SLOPES, {"df": "kenward-roger-sas"}, 10),
        (SLOPES, {"method": "ml"}, 10),
        (SLOPES.replace("|", "||"), {"df": "satterthwaite"}, 10),
        (SLOPES.replace("1 + week |", "1 + week + half |"), {"df": "satterthwaite"}, 6),
        (GROUPS, {}, FEW),
        (GROUPS, {"df": "satterthwaite"}, FEW),
        (GROUPS, {"method": "ml"}, FEW),
        (GROUPS.replace("us(", "ar1h("), {}, FEW),
        (GROUPS.replace("us(", "cs(").replace("1 |", "1 + week |"), {}, FEW),
    ],
)
def test_agrees_with_each_fit(
    weak: ManyTrials, formula: str, options: dict[str, Any], taken: int
) -> None:
    some = ManyTrials(weak.rows, weak.scores[:, :taken])
    many = fit_many(formula, some.rows, some.scores, **options)
    asked = against_a(formula)
    table = contrast(many, "arm", **asked)
    assert "singular" in set(many.fits["status"])
    assert many.fits["batched"].mean() >= 0.9
    for response in range(taken):
        one = alone(some, formula, response, options)
        facts = many.fits.loc[response]
        assert facts["status"] == one.status
        assert facts["n_subjects"] == one.n_subjects
        assert facts["minus_2_log_likelihood"] == pytest.approx(
            one.minus_2_log_likelihood, rel=1e-10
        )
        assert_same(of(table, response), contrast(one, "arm", **asked))
        assert_same(of(many.coefficients, response), one.coefficients)


@pytest.mark.parametrize(
    "formula", [SLOPES, GROUPS, "~ baseline + arm * visit + us(visit | person)"]
)
def test_an_exceptional_response_harms_no_other(weak: ManyTrials, formula: str) -> None:
    """Tiny, huge, without arm c; constant, without a score, one person's, infinite; and sound."""
    sound = weak.scores[:, 1]
    scores = np.repeat(sound[:, None], 8, axis=1)
    scores[:, 0] *= 1e-8
    scores[:, 1] *= 1e8
    scores[(weak.rows["arm"] == "c").to_numpy(), 2] = np.nan
    scores[:, 3] = 7.0
    scores[:, 4] = np.nan
    scores[(weak.rows["person"] != 3).to_numpy(), 5] = np.nan
    scores[np.flatnonzero(~np.isnan(sound))[0], 6] = np.inf
    many = fit_many(formula, weak.rows, scores, df="satterthwaite")
    assert many.fits["batched"].tolist() == [True, True, *[False] * 5, True]
    assert (many.fits["status"][3:7] == "failed").all()
    assert (many.fits["reason"][3:7] != "").all()
    asked = against_a(formula)
    table = contrast(many, "arm", **asked)
    assert (table["status"][table["estimate"].isna()] != "ok").all()
    for response in (0, 1, 7):
        one = alone(ManyTrials(weak.rows, scores), formula, response, {"df": "satterthwaite"})
        assert many.fits["status"][response] == one.status
        assert_same(of(table, response), contrast(one, "arm", **asked))
    one = alone(ManyTrials(weak.rows, scores), formula, 2, {"df": "satterthwaite"})
    without = of(table, 2)
    assert set(without["test"][without["status"] == "not estimable"]) == {"c"}
    assert_same(without[without["test"] == "b"], contrast(one, "arm", **asked))

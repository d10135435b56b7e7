"""Whitening block by block is whitening cluster by cluster, in a time that large clusters allow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit
from ipt_outcomes.models.design.design import build_design
from ipt_outcomes.models.fit import build_problem
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.robust.row_covariance import row_covariance
from ipt_outcomes.models.robust.whitened_clusters import (
    named_clusters,
    whitened_by_blocks,
    whitened_clusters,
)

REFERENCE = Path(__file__).parents[2] / "reference"


@pytest.mark.parametrize(
    "covariance",
    [
        "(1 | therapist / participant)",
        "(1 + week | participant)",
        "(1 | therapist) + (0 + week | participant)",
        "us(visit | participant) + (1 | therapist)",
        "us(visit | participant)",
    ],
)
def test_by_blocks_is_by_clusters(covariance: str) -> None:
    rows = pd.read_csv(REFERENCE / "random_effects_three_level.csv").query("treated == 1")
    rows = rows.assign(
        visit=pd.Categorical(rows["week"]),
        half=(pd.factorize(rows["therapist"])[0] % 3).astype(str),
    ).sample(frac=1.0, random_state=2)
    formula = f"y ~ arm + I(week) + {covariance}"
    theta = fit(formula, rows).theta
    design = build_design(parse_formula(formula), rows, also=("half",))
    v = row_covariance(design, build_problem(design), theta)
    cluster, beta = named_clusters(design, "half"), np.full(design.x.shape[1], 0.3)
    blocks = list(whitened_by_blocks(design, v, cluster, beta))
    clusters = list(whitened_clusters(design, v, cluster, beta))
    assert sum(len(stack.rows) for stack in blocks) == 3
    for one, other in zip(blocks, clusters, strict=True):
        assert np.array_equal(one.rows, other.rows)
        np.testing.assert_allclose(one.x, other.x, rtol=0, atol=1e-11)
        np.testing.assert_allclose(one.residual, other.residual, rtol=0, atol=1e-11)


def test_large_clusters_are_quick_or_refused() -> None:
    draw = np.random.default_rng(5)
    people, visits = 3_000, 4
    person = np.repeat(np.arange(people), visits)
    rows = pd.DataFrame(
        {
            "id": person,
            "site": person % 2,
            "arm": np.where(person // 2 % 2 == 1, "b", "a"),
            "y": draw.normal(size=people)[person] + draw.normal(size=len(person)),
        }
    )
    formula = "y ~ arm + (1 | id)"
    with pytest.raises(ModelError, match="the largest of 2 clusters has 6000"):
        fit(formula, rows, vcov="CR2", cluster="site", df="normal")
    # Of balanced people the arms' difference in a site is that of its means.
    found = fit(formula, rows, vcov="CR0", cluster="site", df="normal")
    means = rows.groupby(["site", "arm"])["y"].mean().unstack()
    both = means["b"] - means["a"]
    apart = both - both.mean()
    expected = np.sqrt((apart**2).sum() / 4.0)
    assert found.coefficients["se"][1] == pytest.approx(expected, rel=1e-6)

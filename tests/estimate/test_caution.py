"""Which singular models' standard errors deserve caution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.estimate.caution import deserves_caution
from ipt_outcomes.models.attempt import FailedFit
from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.result import Fit


@pytest.fixture(scope="module")
def without_clusters() -> Fit:
    """Therapists whose people are no more alike than others: their variance is zero."""
    draw = np.random.default_rng(4)
    people = np.repeat(np.arange(40), 3)
    rows = pd.DataFrame(
        {
            "participant": people.astype("str"),
            "visit": np.tile(["a", "b", "c"], 40),
            "arm": np.where(people < 20, "x", "y"),
            "therapist": (people % 8).astype("str"),
        }
    )
    own = draw.normal(size=40)
    # Every therapist's mean is taken away, so that nothing is left between them.
    own -= np.array([own[np.arange(40) % 8 == k % 8].mean() for k in range(40)])
    rows["score"] = own[people] + draw.normal(size=120)
    rows["score"] -= rows.groupby("therapist")["score"].transform("mean")
    formula = "score ~ arm * visit + us(visit | participant) + (1 | therapist)"
    return fit(formula, rows, df="kenward-roger")


def test_a_variance_of_zero_is_allowed_for_by_kenward_and_roger(without_clusters: Fit) -> None:
    assert without_clusters.status == "singular" and not without_clusters.residual_singular
    assert not deserves_caution(without_clusters)
    assert deserves_caution(replace(without_clusters, df="satterthwaite"))
    assert not deserves_caution(replace(without_clusters, df="satterthwaite", vcov="CR2"))


def test_a_residual_covariance_at_its_boundary_deserves_it(without_clusters: Fit) -> None:
    assert deserves_caution(replace(without_clusters, residual_singular=True))
    sound = replace(without_clusters, singular=False)
    assert not deserves_caution(replace(sound, df="satterthwaite"))


def test_what_gave_no_result_has_none(without_clusters: Fit) -> None:
    assert not deserves_caution(FailedFit("y ~ x", "reml", "kenward-roger", "why"))
    assert not deserves_caution(replace(without_clusters, converged=False, residual_singular=True))

"""Clusters of thousands: the sums are those of dense blocks, and the designs fit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.models.design.design import build_design
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects import build_random_effects, cluster_groups, rotated_blocks
from ipt_outcomes.models.random_effects.block_moments import block_moments
from ipt_outcomes.models.random_effects.parameters import entries
from ipt_outcomes.models.random_effects.terms import random_part

FORMULAS = [
    "y ~ arm * week + (1 + week | participant) + (1 | site)",
    "y ~ arm * week + (1 + week | participant) + (0 + treated + treated:week | site)",
    "y ~ arm * week + (1 | site / team / participant)",
    "y ~ arm + week + (1 | participant) + (1 | rater)",
    "y ~ arm + week + (0 + treated | team) + (1 | rater) + (0 + week | site)",
]


def trial(people: int = 120, seed: int = 5, irregular: bool = True) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), 4)
    week = np.tile([0.0, 4.0, 9.0, 16.0], people)
    if irregular:
        week = week + np.where(person % 2 == 0, random.integers(0, 5, len(week)) / 7, 0.0)
    site = person % 3
    arm = np.array(["cbt", "ipt", "waitlist"])[(person // 3) % 3]
    y = 20 - 0.3 * week + np.array([-1.5, 0.5, 2.0])[site]
    y = y + random.normal(size=people)[person] * (2 + 0.1 * week) + random.normal(size=len(week))
    data = pd.DataFrame({"participant": person, "week": week, "arm": arm, "y": y, "site": site})
    data["treated"] = (data["arm"] != "waitlist").astype(float)
    data["team"] = (person // 3) % 5
    data["rater"] = random.integers(0, 6, len(data))
    return data[(data.groupby("participant").cumcount() == 0) | (random.random(len(data)) > 0.2)]


def sums(formula: str, data: pd.DataFrame, seed: int) -> dict[str, Array]:
    parsed = parse_formula(formula)
    problem = build_random_effects(build_design(parsed, data), parsed.random)
    free = np.random.default_rng(seed).normal(size=len(problem.theta_names))
    found = problem.moments(problem.to_natural(free), 2)
    names = ("zz", "log_det", "first", "second", "trace", "trace2")
    return {name: np.asarray(getattr(found, name)) for name in names}


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("seed", [1, 2])
def test_eliminating_the_inner_factor_changes_no_sum(
    formula: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = trial()
    monkeypatch.setattr(rotated_blocks, "LARGEST_DENSE", 1)
    through_arrow = sums(formula, data, seed)
    monkeypatch.setattr(rotated_blocks, "LARGEST_DENSE", 10**6)
    dense = sums(formula, data, seed)
    for name, expected in dense.items():
        limit = 1e-10 * np.abs(expected).max()
        np.testing.assert_allclose(through_arrow[name], expected, rtol=1e-9, atol=limit)


def test_three_sites_of_a_thousand_people() -> None:
    """Balanced: the site variance is known from the sites' means."""
    random = np.random.default_rng(8)
    person = np.repeat(np.arange(3000), 3)
    site = person % 3
    y = np.array([-2.0, 0.0, 3.0])[site] + random.normal(size=3000)[person]
    data = pd.DataFrame({"person": person, "site": site, "y": y + random.normal(size=9000)})
    found = fit("y ~ 1 + (1 | person) + (1 | site)", data, df="kenward-roger")
    means = data.groupby(["site", "person"])["y"].mean()
    within = means.groupby("site").var().mean()
    expected = means.groupby("site").mean().var() - within / 1000
    variances = found.covariance.set_index("group")["variance_or_covariance"]
    assert variances["site"] == pytest.approx(expected, rel=1e-6)
    assert variances["person"] + variances["Residual"] / 3 == pytest.approx(within, rel=1e-6)
    assert found.coefficients["df"].iloc[0] == pytest.approx(2.0, rel=1e-4)
    assert found.n_subjects == 3000


def test_cost_does_not_grow_with_people_of_one_site_and_schedule() -> None:
    sizes = []
    for people in (3000, 6000):
        parsed = parse_formula("y ~ week + (1 + week | participant) + (1 | site)")
        data = trial(people, irregular=False)
        problem = build_random_effects(build_design(parsed, data), parsed.random)
        sizes.append(sum(batch.u.size for batch in problem.rotated.arrows[0].batches))
    assert sizes[0] == sizes[1]


def test_too_many_connected_effects_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_groups, "LARGEST", 1000)
    with pytest.raises(ModelError, match=r"too many.*a fixed effect"):
        fit("y ~ week + (1 + week | participant) + (1 | site)", trial())


def test_blocks_of_two_halves_add() -> None:
    parsed = parse_formula("y ~ arm * week + (1 + week | participant)")
    data = trial()
    design = build_design(parsed, data)
    whole = build_random_effects(design, parsed.random)
    part = random_part(parsed.random, design.typed)
    z = np.column_stack([design.x, design.y])
    first = design.frame["participant"].to_numpy() < 50
    halves = [
        rotated_blocks.rotate_rows(part.at(rows), z[rows], entries(part.components))
        for rows in (np.flatnonzero(first), np.flatnonzero(~first))
    ]
    together = halves[0] + halves[1]
    theta = whole.start()
    expected, found = whole.moments(theta, 2), block_moments(together, theta, 2)
    assert together.n_rows == whole.n_observations
    assert found.log_det == pytest.approx(expected.log_det, rel=1e-12)
    assert isinstance(expected.second, np.ndarray) and isinstance(found.second, np.ndarray)
    size = np.abs(expected.second).max()
    np.testing.assert_allclose(found.second, expected.second, rtol=1e-10, atol=1e-12 * size)

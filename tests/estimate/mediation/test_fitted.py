"""Effects, draws and what would undo them, of made-up people whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.estimate.mediation.confounding import undoing
from ipt_outcomes.estimate.mediation.effects import through
from ipt_outcomes.estimate.mediation.fitted import Fitted, Seen, fitted
from ipt_outcomes.estimate.mediation.resampling import drawn, expanded_interval
from ipt_outcomes.models.lagged.structure import SECOND_ON_FIRST, LaggedStructure

LAG = np.array([[0.3, 0.1], [0.3, 0.4]])
ARM = np.array([-0.4, -0.2])


def made(people: int, seed: int, units: int | None = None) -> tuple[Seen, float]:
    """Two arms of so many people at five visits, and the true indirect effect at the last."""
    rng = np.random.default_rng(seed)
    arm = np.repeat([0, 1], people)
    stays = rng.multivariate_normal([0, 0], [[1.0, 0.6], [0.6, 1.0]], 2 * people)
    now = rng.multivariate_normal([0, 0], [[1.0, 0.4], [0.4, 1.0]], 2 * people)
    mean, moved = np.zeros(2), []
    values = np.empty((2 * people, 5, 2))
    for visit in range(5):
        if visit:
            now = now @ LAG.T + rng.multivariate_normal(
                [0, 0], [[0.6, 0.2], [0.2, 0.6]], 2 * people
            )
            mean = LAG @ mean + ARM
        moved.append(mean[0])
        values[:, visit] = stays + now + arm[:, None] * mean
    values[:, :, 1] = 20.0 + 5.0 * values[:, :, 1]
    true = 5.0 * 0.3 * sum(0.4 ** (3 - visit) * moved[visit] for visit in (1, 2, 3))
    own = np.arange(2 * people) if units is None else np.arange(2 * people) // (people // units)
    return Seen(values, arm, own.astype(np.intp)), true


@pytest.fixture(scope="module")
def large() -> tuple[Fitted, float]:
    seen, true = made(2000, 1)
    return fitted(LaggedStructure(5), seen, np.random.default_rng(2), 200), true


def test_the_parts_of_the_difference_are_found_in_points(large: tuple[Fitted, float]) -> None:
    fit, true = large
    se = fit.draws.std(axis=0)
    assert fit.rest == 1.0
    assert fit.estimate[1] == pytest.approx(true, abs=3 * se[1])
    assert fit.estimate[0] == pytest.approx(fit.estimate[1] + fit.estimate[2])
    lower, upper = fit.interval(1, 0.95)
    assert lower < true < upper and upper - lower == pytest.approx(2 * 1.96 * se[1], rel=0.15)


def test_paths_are_in_standard_deviations_within_people(large: tuple[Fitted, float]) -> None:
    fit, _ = large
    within, variances = np.array([[1.0, 0.4], [0.4, 1.0]]), []
    for visit in range(5):
        if visit:
            within = LAG @ within @ LAG.T + np.array([[0.6, 0.2], [0.2, 0.6]])
        variances.append(np.diag(within))
    ratio = np.sqrt(np.divide(*np.mean(variances, axis=0)))
    se = fit.draws.std(axis=0)
    assert fit.estimate[3] == pytest.approx(0.3 * ratio, abs=3 * se[3])
    assert fit.estimate[4] == pytest.approx(0.1 / ratio, abs=3 * se[4])
    assert fit.estimate[5] == pytest.approx(fit.estimate[3] - fit.estimate[4])


def test_the_indirect_effect_is_what_goes_when_the_mediator_runs_one_course() -> None:
    """By the recursion of both courses, with the mediator's difference taken away in one."""
    theta = np.zeros((1, LaggedStructure(5).parameters))
    theta[0, :4] = LAG.ravel()
    with_it, without = np.zeros(2), 0.0
    difference = [with_it]
    for _ in range(4):
        direct = ARM[1]
        without = direct + LAG[1, 1] * without
        with_it = LAG @ with_it + ARM
        difference.append(with_it)
    mediator = np.array([difference])[:, :, 0]
    assert through(theta, mediator)[0] == pytest.approx(with_it[1] - without)


def test_what_would_undo_the_effect_does(large: tuple[Fitted, float]) -> None:
    fit, _ = large
    limit, zero = undoing(fit, 0.95)
    assert 0 < limit < zero < 0.9
    seen, _ = made(2000, 1)
    at_zero, at_limit = (
        fitted(LaggedStructure(5, correlation=each), seen, np.random.default_rng(2), 200)
        for each in (zero, limit)
    )
    assert at_zero.best.theta[SECOND_ON_FIRST] == pytest.approx(0.0, abs=2e-3)
    # With draws fitted anew, and not moved, the interval reaches zero there too.
    lower, upper = at_limit.interval(1, 0.95)
    assert upper == pytest.approx(0.0, abs=0.1 * (upper - lower))


def test_an_interval_that_includes_zero_needs_nothing_to_reach_it() -> None:
    seen, _ = made(60, 3)
    seen.values[:, :, 0] = np.random.default_rng(5).normal(size=seen.values.shape[:2])
    fit = fitted(LaggedStructure(5), seen, np.random.default_rng(6), 100)
    limit, zero = undoing(fit, 0.95)
    assert limit == 0.0 and abs(zero) < 0.3


def test_who_shares_a_cluster_is_drawn_together() -> None:
    seen, _ = made(40, 7, units=8)
    times = drawn(np.random.default_rng(8), 50, seen.arm, seen.unit)
    for unit in np.unique(seen.unit):
        own = times[:, seen.unit == unit]
        assert np.all(own == own[:, :1])
    assert np.all(times[:, seen.arm == 1].sum(axis=1) == 40)
    assert seen.units == 8
    across = Seen(seen.values, seen.arm, (np.arange(80) % 10).astype(np.intp))
    assert across.units == 10
    sites = drawn(np.random.default_rng(8), 50, across.arm, across.unit)
    assert np.all(sites.sum(axis=1) == 80)
    assert np.all(sites[:, :40] == sites[:, 40:])


def test_intervals_are_expanded_for_few_units() -> None:
    """Eight units: Student's t of seven degrees of freedom, times the root of 8 / 7."""
    normal = np.random.default_rng(9).normal(size=400_000)
    lower, upper = expanded_interval(np.append(normal, np.nan), 0.95, 8)
    assert upper == pytest.approx(2.3646 * np.sqrt(8 / 7), abs=0.03)
    assert lower == pytest.approx(-upper, abs=0.05)
    plain = expanded_interval(normal, 0.95, 10**6)
    assert plain == pytest.approx((-1.96, 1.96), abs=0.015)


def test_people_who_differ_for_good_are_taken_for_no_path() -> None:
    """Levels that correlate, and nothing else: regression of one scale on the other finds one."""
    rng, people, paths = np.random.default_rng(10), 300, []
    for _ in range(16):
        stays = rng.multivariate_normal([0, 0], [[1.0, 0.8], [0.8, 1.0]], 2 * people)
        values = stays[:, None] + rng.normal(size=(2 * people, 5, 2))
        seen = Seen(values, np.repeat([0, 1], people), np.arange(2 * people))
        paths.append(fitted(LaggedStructure(5), seen, rng, 0).estimate[3])
    assert abs(np.mean(paths)) < 3 * np.std(paths, ddof=1) / 4
    before, after = values[:, :-1].reshape(-1, 2), values[:, 1:, 1].reshape(-1)
    assert np.linalg.lstsq(before, after, rcond=None)[0][0] > 0.15

"""sp_exp: its sums are those of the rows; its unit, its arms, its boundary; what it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes import ModelError, fit
from ipt_outcomes.models.real_times import exponential
from ipt_outcomes.models.real_times.schedule_moments import schedule_moments
from ipt_outcomes.models.real_times.schedules import schedules
from ipt_outcomes.models.visits.strata import add_moments

THETA = np.array([0.4, 1.1])


def people_and_times(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Forty people on one schedule, five on another, ten with times of their own."""
    planned = [np.array([0.0, 1.0, 4.0])] * 40 + [np.array([0.0, 2.5])] * 5
    own = [np.sort(rng.uniform(0, 9, size=size)) for size in [1, 2, 3, 3, 4, 5, 2, 1, 3, 4]]
    every = planned + own
    subject = np.repeat(np.arange(len(every)), [len(times) for times in every])
    shuffled = rng.permutation(len(subject))
    return subject[shuffled], np.concatenate(every)[shuffled]


@pytest.mark.parametrize("weighted", [False, True])
def test_sums_are_those_of_the_rows(weighted: bool) -> None:
    rng = np.random.default_rng(8)
    subject, time = people_and_times(rng)
    z = rng.normal(size=(len(subject), 3))
    weight = 0.5 + subject % 3 if weighted else np.ones(len(subject))
    groups = schedules(z, subject.astype(np.intp), time, weight if weighted else None)
    found = add_moments([schedule_moments(group, THETA, 2) for group in groups])
    same = subject[:, None] == subject
    distance = np.abs(time[:, None] - time)
    v = np.where(same, exponential.matrix(distance, THETA), 0.0)
    inverse = np.linalg.inv(v)
    first = np.where(same, exponential.first(distance, THETA), 0.0)
    second = np.where(same, exponential.second(distance, THETA), 0.0)
    zw = z * weight[:, None]
    np.testing.assert_allclose(found.zz, zw.T @ inverse @ z, rtol=1e-10, atol=1e-12)
    assert found.first is not None and found.trace is not None and found.trace2 is not None
    assert isinstance(found.second, np.ndarray) and isinstance(found.curvature, np.ndarray)
    assert found.trace_curvature is not None
    one = 1e-10
    for k in range(2):
        turned = inverse @ first[k]
        np.testing.assert_allclose(found.first[k], zw.T @ turned @ inverse @ z, rtol=one, atol=one)
        assert found.trace[k] == pytest.approx(weight @ np.diag(turned))
        for m in range(2):
            both = turned @ inverse @ first[m]
            bent = inverse @ second[k, m]
            np.testing.assert_allclose(
                found.second[k, m], zw.T @ both @ inverse @ z, rtol=one, atol=one
            )
            np.testing.assert_allclose(
                found.curvature[k, m], zw.T @ bent @ inverse @ z, rtol=one, atol=one
            )
            assert found.trace2[k, m] == pytest.approx(weight @ np.diag(both))
            assert found.trace_curvature[k, m] == pytest.approx(weight @ np.diag(bent))
    log_dets = [
        weight[subject == who][0] * np.linalg.slogdet(v[np.ix_(subject == who, subject == who)])[1]
        for who in np.unique(subject)
    ]
    assert found.log_det == pytest.approx(sum(log_dets))


def test_a_shared_schedule_keeps_few_rows() -> None:
    rng = np.random.default_rng(1)
    subject = np.repeat(np.arange(500), 2)
    time = np.tile([0.0, 3.0], 500)
    (group,) = schedules(rng.normal(size=(1000, 4)), subject, time)
    assert group.people.tolist() == [500]
    assert group.z.shape == (8, 2, 4)
    assert group.n_observations == 1000


def test_the_unit_of_time_matters_to_nothing_but_the_correlation(
    beat_the_blues: pd.DataFrame,
) -> None:
    months = beat_the_blues["month"].astype(float)
    data = beat_the_blues.assign(months=months, days=30.0 * months)
    fixed = "bdi ~ bdi_pre + treatment * month"
    in_months = fit(f"{fixed} + sp_exp(months | subject)", data, df="kenward-roger-linear")
    in_days = fit(f"{fixed} + sp_exp(days | subject)", data, df="kenward-roger-linear")
    pd.testing.assert_frame_equal(in_months.coefficients, in_days.coefficients, rtol=1e-6)
    of_month = in_months.covariance["correlation_per_unit"][0]
    of_day = in_days.covariance["correlation_per_unit"][0]
    assert of_day**30 == pytest.approx(of_month, rel=1e-6)
    assert in_days.theta_names == ("log_variance", "logit_correlation")


def test_per_arm(beat_the_blues: pd.DataFrame) -> None:
    """With every coefficient free in each arm, the two arms are two trials."""
    data = beat_the_blues.assign(time=beat_the_blues["month"].astype(float))
    fixed = "bdi ~ bdi_pre + month"
    both = fit("bdi ~ treatment * (bdi_pre + month) + sp_exp(time | treatment / subject)", data)
    alone = [
        fit(f"{fixed} + sp_exp(time | subject)", data[data["treatment"] == arm])
        for arm in ("BtheB", "TAU")
    ]
    assert both.covariance["group"].tolist() == ["TAU", "BtheB"]
    assert both.minus_2_log_likelihood == pytest.approx(
        sum(one.minus_2_log_likelihood for one in alone), rel=1e-10
    )
    variances = both.covariance.set_index("group")["variance"]
    assert variances["TAU"] == pytest.approx(alone[1].covariance["variance"][0], rel=1e-6)


def test_scores_that_alternate_have_no_correlation_to_find() -> None:
    """A negative correlation is outside sp_exp: the fit is at the boundary and says so."""
    rng = np.random.default_rng(3)
    data = pd.DataFrame({"who": np.repeat(np.arange(60), 4), "day": np.tile([0.0, 7, 14, 21], 60)})
    sign = np.where(data["day"] % 2 == 0, 1.0, -1.0)
    data["y"] = np.repeat(rng.normal(size=60), 4) * sign + 0.3 * rng.normal(size=240)
    fitted = fit("y ~ day + sp_exp(day | who)", data, df="kenward-roger-linear")
    assert fitted.converged
    assert fitted.singular
    assert fitted.status == "singular"
    n, p = 240, 2
    x = np.column_stack([np.ones(n), data["day"]])
    residual = data["y"] - x @ np.linalg.lstsq(x, data["y"], rcond=None)[0]
    sigma2 = residual @ residual / (n - p)
    se = np.sqrt(sigma2 * np.linalg.inv(x.T @ x)[1, 1])
    assert fitted.coefficients["se"][1] == pytest.approx(se, rel=1e-7)
    assert fitted.coefficients["df"][1] == pytest.approx(n - p, rel=1e-6)


def test_refusals(beat_the_blues: pd.DataFrame) -> None:
    data = beat_the_blues.assign(time=beat_the_blues["month"].astype(float)).dropna()
    with pytest.raises(ModelError, match="sp_exp needs real times, and 'month' is not a column"):
        fit("bdi ~ treatment + sp_exp(month | subject)", data)
    with pytest.raises(ModelError, match="2 rows repeat a subject at the same time"):
        fit("bdi ~ treatment + sp_exp(time | subject)", pd.concat([data, data.head(2)]))
    once = data[data["month"] == 2]
    with pytest.raises(ModelError, match="no one has scores at two times"):
        fit("bdi ~ treatment + sp_exp(time | subject)", once)
    with pytest.raises(ModelError, match="'time' is infinite in 1 rows"):
        first = data.index == data.index[0]
        endless = data.assign(time=data["time"].where(~first, np.inf))
        fit("bdi ~ treatment + sp_exp(time | subject)", endless)

"""Value, gradient and information of crossed effects away from the maximum: by whole matrices."""

from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.models.batch.effects.crossed_blocks import CrossedBlocks, crossed_blocks
from ipt_outcomes.models.batch.effects.crossed_design import CrossedDesign, crossed_design
from ipt_outcomes.models.design.variables import typed_columns
from ipt_outcomes.models.formula import parse_formula

from ..conftest import ManyTrials

FIXED = "y ~ baseline + arm + week"
SLOPES = f"{FIXED} + (1 + week | therapist) + (1 | rater)"
AXES = f"{FIXED} + (1 | therapist) + (1 + week | rater)"
"""Formulas without and with a factor that is taken in its axes, and the entries of G."""
ENTRIES = {SLOPES: (2.0, 0.3, 1.0, 0.8), AXES: (1.5, 2.0, -0.4, 0.3)}


@pytest.fixture(scope="module")
def crossed(trials: ManyTrials) -> ManyTrials:
    rows = trials.rows
    return ManyTrials(
        rows.assign(therapist=rows["person"] % 12, rater=(rows["mood"] * 3).astype(int) % 3),
        trials.scores[:, :3],
    )


def blocks(trials: ManyTrials, formula: str, reml: bool) -> tuple[CrossedDesign, CrossedBlocks]:
    parsed = parse_formula(formula)
    design = crossed_design(parsed, typed_columns(parsed, trials.rows.assign(y=0.0)))
    assert design is not None
    made, able = crossed_blocks(design, design.scores(trials.scores), reml)
    assert able.all()
    return design, made


def inverted(v: np.ndarray) -> tuple[np.ndarray, float]:
    """The inverse and the log-determinant by Cholesky's root, in the precision of `v`."""
    root, of_root = np.zeros_like(v), np.eye(len(v), dtype=v.dtype)
    for k in range(len(v)):
        root[k:, k] = v[k:, k] - root[k:, :k] @ root[k, :k]
        root[k:, k] /= np.sqrt(root[k, k])
        of_root[k] -= root[k, :k] @ of_root[:k]
        of_root[k] /= root[k, k]
    return of_root.T @ of_root, 2 * np.log(np.diag(root)).sum()


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("large", [0.0, 1.0, 1e4, 1e6])
@pytest.mark.parametrize("formula", [SLOPES, AXES])
def test_is_that_of_whole_matrices(
    crossed: ManyTrials, formula: str, reml: bool, large: float
) -> None:
    design, data = blocks(crossed, formula, reml)
    assert (data.diagonal is not None) == (formula == AXES and reml)
    theta = np.array([*(large * entry for entry in ENTRIES[formula]), 9.0])
    at = data.evaluate(np.tile(theta, (3, 1)))
    marks = np.ones(3, dtype=bool)
    observed, expected = data.information(at, marks), data.information(at, ~marks)
    for response, scores in enumerate(crossed.scores.T):
        seen = ~np.isnan(scores)
        x, y, z = design.x[seen], scores[seen], design.z[seen]
        derivatives = [*design.derivatives(z), np.eye(len(y))]
        v = np.tensordot(theta, derivatives, axes=1)
        # In double precision it is these matrices that err, by 1e-9 of the value and more.
        inverse, log_det = inverted(v.astype(np.longdouble))
        information = x.T @ inverse @ x
        of_means, log_det_means = inverted(information)
        p = inverse - inverse @ x @ of_means @ x.T @ inverse
        value = log_det + y @ p @ y + len(y) * np.log(2 * np.pi)
        if reml:
            value += log_det_means - x.shape[1] * np.log(2 * np.pi)
        p, inverse = p.astype(float), inverse.astype(float)
        traced = p if reml else inverse
        along = [p @ each @ p @ y for each in derivatives]
        gradient = [
            (traced * each).sum() - y @ slope
            for each, slope in zip(derivatives, along, strict=True)
        ]
        traces = np.array(
            [
                [(traced @ one @ traced * other).sum() for other in derivatives]
                for one in derivatives
            ]
        )
        forms = np.array([[slope @ v @ other for other in along] for slope in along])
        assert at.value[response] == pytest.approx(float(value), rel=1e-11)
        for found, known in (
            (at.gradient[response], np.array(gradient)),
            (expected[response], traces / 2.0),
            (observed[response], forms - traces / 2.0),
        ):
            np.testing.assert_allclose(found, known, atol=1e-9 * np.abs(known).max())


@pytest.mark.parametrize("formula", [SLOPES, AXES])
def test_an_inadmissible_theta_has_no_value_and_spoils_no_other(
    crossed: ManyTrials, formula: str
) -> None:
    _, data = blocks(crossed, formula, True)
    theta = np.tile([*ENTRIES[formula], 9.0], (3, 1))
    sound = data.evaluate(theta).value
    theta[1, -1] = -9.0
    theta[2] = np.nan
    found = data.evaluate(theta).value
    assert np.isinf(found).tolist() == [False, True, True]
    assert found[0] == pytest.approx(sound[0], rel=1e-13)

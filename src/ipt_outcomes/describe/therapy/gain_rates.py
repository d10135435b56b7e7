"""The tables of sudden gains and losses: whose they are, how many, and how many by chance.

Formulas: docs/methods.md, "Sudden gains".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.describe.therapy.gain_criteria import Criteria, intervals_of
from ipt_outcomes.describe.therapy.session_courses import Fitted
from ipt_outcomes.describe.therapy.session_grid import Grid, grid_of
from ipt_outcomes.describe.therapy.session_model import Course, Shape
from ipt_outcomes.describe.therapy.session_rows import OfScale
from ipt_outcomes.describe.therapy.sudden_gains import reliable_change_points, sudden_gains
from ipt_outcomes.models.wilson import share_with_limits
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables.session_scores import GAIN, LOSS

DRAWS = 400
# Tang and DeRubeis (1999) found their seven points on the BDI; later work keeps them on the BDI-II.
_PUBLISHED = {"bdi_ii": (7.0, "Tang TZ, DeRubeis RJ. J Consult Clin Psychol 1999;67:894-904")}


@dataclass(frozen=True)
class Cutoff:
    """The points of the first criterion, and where they come from."""

    points: float
    source: str


def cutoff_of(plan: Plan, given: OfScale) -> Cutoff | None:
    """The published one, else the reliable change of the scale's entry; None without a reliability.

    ASSUME: the SD is that of everybody's intake scores, as for reliable change elsewhere.
    """
    if given.scale in _PUBLISHED:
        return Cutoff(*_PUBLISHED[given.scale])
    known = plan.entry_of(given.scale).reliability
    sd = float(given.intake.std())
    if not known or not sd > 0:
        return None
    first = known[0]
    said = f"reliable change: SD {sd:.2f} at intake, reliability {first.value:g}, {first.source}"
    return Cutoff(reliable_change_points(first.value, sd), said)


def gains_table(given: OfScale, cutoff: Cutoff) -> pd.DataFrame:
    """The rows of `sudden_gains` of one scale."""
    arm = given.rows.drop_duplicates("participant").set_index("participant")["arm"]
    parts = []
    for kind in (GAIN, LOSS):
        found = sudden_gains(
            given.rows, cutoff=cutoff.points, direction=given.better, losses=kind == LOSS
        )
        parts.append(found.assign(kind=kind))
    every = pd.concat(parts, ignore_index=True)
    return every.assign(
        scale=given.scale,
        arm=every["participant"].map(arm),
        percent=100 * every["magnitude"] / every["score_before"],
    )


def rates_table(plan: Plan, fitted: Fitted, cutoff: Cutoff) -> pd.DataFrame:
    """The rows of `sudden_gain_rates` of one scale."""
    given = fitted.given
    grid = grid_of(given.rows, "participant", "session", "value")
    arm = given.rows.drop_duplicates("participant").set_index("participant")["arm"]
    arms = arm.loc[grid.people].to_numpy()
    drawn = _drawn(plan, fitted, grid, arms)
    rows = []
    for kind in (GAIN, LOSS):
        toward = given.toward if kind == GAIN else -given.toward
        criteria = Criteria(cutoff.points)
        seen = intervals_of(grid.values, criteria, toward)
        by_chance = None
        if drawn is not None:
            flat = intervals_of(drawn.reshape(-1, drawn.shape[2]), criteria, toward)
            by_chance = np.asarray(flat.gains.any(axis=1)).reshape(drawn.shape[:2])
        gains = sudden_gains(
            given.rows,
            cutoff=cutoff.points,
            direction=given.better,
            losses=kind == LOSS,
        )
        of_gain = gains["participant"].map(arm)
        for name in [each.name for each in plan.arms if each.name in set(arms)]:
            own = (arms == name) & seen.looked_at.any(axis=1)
            people, with_one = int(own.sum()), int(seen.gains[own].any(axis=1).sum())
            share, lower, upper = share_with_limits(with_one, people, plan.alpha)
            rows.append(
                {
                    "scale": given.scale,
                    "kind": kind,
                    "arm": name,
                    "cutoff": cutoff.points,
                    "cutoff_from": cutoff.source,
                    "people": people,
                    "intervals": int(seen.looked_at[own].sum()),
                    "found": int((of_gain == name).sum()),
                    "reversed": int(gains.loc[of_gain == name, "reversed"].sum()),
                    "people_with": with_one,
                    "share": share,
                    "ci_lower": lower,
                    "ci_upper": upper,
                    **_chance(by_chance, own, with_one),
                }
            )
    return pd.DataFrame(rows)


def _chance(
    by_chance: NDArray[np.bool_] | None, own: NDArray[np.bool_], with_one: int
) -> dict[str, Any]:
    if by_chance is None or not own.any():
        nothing = dict.fromkeys(("by_chance", "chance_lower", "chance_upper", "chance_p"), np.nan)
        return nothing | {"draws": 0}
    counts = by_chance[:, own].sum(axis=1)
    lower, upper = np.percentile(counts, [2.5, 97.5]) / own.sum()
    return {
        "by_chance": counts.mean() / own.sum(),
        "chance_lower": lower,
        "chance_upper": upper,
        # The trial itself is one of those that could have been drawn.
        "chance_p": (1 + (counts >= with_one).sum()) / (1 + len(counts)),
        "draws": len(counts),
    }


def _drawn(
    plan: Plan,
    fitted: Fitted,
    grid: Grid,
    arms: NDArray[Any],
) -> NDArray[np.float64] | None:
    """Scores (draws, people, sessions) of the growth model, where the trial has scores.

    People's lines and single scores are drawn anew; rounded, and within the scale. None without a
    model.
    """
    given, course, shape = fitted.given, fitted.course, fitted.shape
    if course is None:
        return None
    rng = plan.stream("sudden gains", given.scale)
    entry = plan.entry_of(given.scale)
    time = shape.columns(pd.Series(grid.numbers), given.numbers[0])
    mean = _means(course, shape, arms, time)
    n, sessions = grid.values.shape
    z = np.column_stack([np.ones(sessions), time["time"].to_numpy()])
    # By eigenvalues: a variance may be zero.
    size, vectors = np.linalg.eigh(course.variance)
    root = vectors * np.sqrt(np.clip(size, 0, None))
    lines = rng.standard_normal((DRAWS, n, 2)) @ root.T @ z.T
    noise = np.sqrt(course.residual) * rng.standard_normal((DRAWS, n, sessions))
    scores = np.round(mean[None] + lines + noise, entry.decimals)
    scores = np.clip(scores, entry.minimum, entry.maximum)
    scores[:, np.isnan(grid.values)] = np.nan
    drawn: NDArray[np.float64] = scores
    return drawn


def _means(
    course: Course, shape: Shape, arms: NDArray[Any], time: pd.DataFrame
) -> NDArray[np.float64]:
    """The fitted mean (people, sessions) of each person's arm."""
    estimates = course.fitted.coefficients.set_index("term")["estimate"]
    means = {}
    for arm in np.unique(arms):
        total = np.full(len(time), estimates["Intercept"] + estimates.get(f"arm[T.{arm}]", 0.0))
        for term in shape.terms:
            slope = estimates[term] + estimates.get(f"arm[T.{arm}]:{term}", 0.0)
            total += slope * time[term].to_numpy()
        means[arm] = total
    return np.stack([means[arm] for arm in arms])

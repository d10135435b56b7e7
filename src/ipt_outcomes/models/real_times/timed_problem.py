"""The problem of real times: sp_exp, for everyone or for each arm.

Formulas: docs/methods.md, "Real times".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.covariance.identification import UnidentifiedCovarianceError
from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.design.subjects import (
    covariance_groups,
    group_for_message,
    subject_codes,
)
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import CovarianceTerm
from ipt_outcomes.models.lazy_frame import Made
from ipt_outcomes.models.likelihood import Evaluation
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.real_times import exponential
from ipt_outcomes.models.real_times.schedule_moments import schedule_moments
from ipt_outcomes.models.real_times.schedules import Schedules, schedules
from ipt_outcomes.models.visits.strata import add_moments, side_by_side

# The correlation of the closest two times, from which a boundary is judged.
SINGULAR_CORRELATION = 1e-8


@dataclass(frozen=True)
class TimedStratum:
    """The people who share sigma^2 and rho: everyone, or the people of one arm."""

    label: str | None
    groups: tuple[Schedules, ...]

    @property
    def closest(self) -> float:
        """The shortest time between two scores of a person."""
        return float(min(np.diff(group.times, axis=1).min() for group in self._repeated))

    @property
    def _repeated(self) -> list[Schedules]:
        return [group for group in self.groups if group.times.shape[1] > 1]

    def start(self) -> Array:
        """The residual variance, and the correlation of successive scores at their mean distance.

        The correlation is kept between .05 and .9.
        """
        squares = sum(float((group.z[:, :, -1] ** 2).sum()) for group in self.groups)
        rows = sum(float(group.mass.sum()) * group.times.shape[1] for group in self.groups)
        product = square = distance = pairs = 0.0
        for group in self._repeated:
            y = group.z[:, :, -1]
            product += float((y[:, 1:] * y[:, :-1]).sum())
            square += float((y[:, 1:] ** 2 + y[:, :-1] ** 2).sum()) / 2.0
            distance += float(group.mass @ np.diff(group.times, axis=1).sum(axis=1))
            pairs += float(group.mass.sum()) * (group.times.shape[1] - 1)
        successive = np.clip(product / square if square > 0 else 0.0, 0.05, 0.9)
        log_rho = float(np.log(successive)) * pairs / distance
        logit = log_rho - float(np.log(-np.expm1(log_rho)))
        return np.array([np.log(squares / rows), logit])

    def moments(self, theta: Array, order: int) -> Moments:
        """The sums over all schedules."""
        return add_moments([schedule_moments(group, theta, order) for group in self.groups])


@dataclass(frozen=True)
class TimedProblem:
    """A `Problem` whose covariance depends on the time between scores."""

    strata: tuple[TimedStratum, ...]
    n_subjects: int
    linear: bool = False
    kind: str = "visits"

    @property
    def n_observations(self) -> int:
        """Rows that entered the fit."""
        return sum(g.n_observations for stratum in self.strata for g in stratum.groups)

    @property
    def n_columns(self) -> int:
        """p."""
        return int(self.strata[0].groups[0].z.shape[-1]) - 1

    @property
    def theta_names(self) -> tuple[str, ...]:
        """`log_variance` and `logit_correlation`, the arm in front when there are several."""
        names = ("log_variance", "logit_correlation")
        return tuple(
            name if stratum.label is None else f"{stratum.label}: {name}"
            for stratum in self.strata
            for name in names
        )

    def start(self) -> Array:
        """Each stratum's start."""
        return np.concatenate([stratum.start() for stratum in self.strata])

    def moments(self, theta: Array, order: int) -> Moments:
        """The sums over all strata; see `Problem.moments`."""
        pairs = zip(self.strata, self._pieces(theta), strict=True)
        return side_by_side([stratum.moments(piece, order) for stratum, piece in pairs])

    def optimise(self, method: str) -> None:
        """None: the engine's own optimiser serves."""

    def to_natural(self, free: Array) -> Array:
        """Theta is unconstrained already."""
        return free

    def to_free(self, theta: Array) -> Array:
        """Theta itself."""
        return theta

    def jacobian(self, free: Array) -> Array:
        """The identity."""
        return np.eye(len(free))

    def curvature(self, gradient: Array, free: Array) -> Array:
        """Zeros: theta is its own free vector."""
        return np.zeros((len(free), len(free)))

    def at_boundary(self, theta: Array) -> bool:
        """Whether the closest scores of a stratum have a correlation of zero or one, to 1e-8."""
        return not self.interior(theta).all()

    def residual_at_boundary(self, theta: Array) -> bool:
        """The same: there is no other covariance."""
        return self.at_boundary(theta)

    def interior(self, theta: Array) -> NDArray[np.bool_]:
        """False for a rho at zero or one: the data want a correlation that it cannot give."""
        inside = np.ones(len(theta), dtype=bool)
        for index, (stratum, piece) in enumerate(
            zip(self.strata, self._pieces(theta), strict=True)
        ):
            log_correlation = stratum.closest * exponential.correlation(piece)[0]
            inside[2 * index + 1] = (
                np.log(SINGULAR_CORRELATION) < log_correlation < -SINGULAR_CORRELATION
            )
        return inside

    def boundary_decrement(self, theta: Array, at: Evaluation) -> float:
        """Zero: a rho at zero or one is held there by the likelihood, or the fit is refused."""
        return 0.0

    def covariance_made(self, theta: Array) -> Made:
        """One row a stratum: group ("" when there is one), variance, correlation_per_unit."""
        pieces = self._pieces(theta)
        columns = {
            "group": [stratum.label or "" for stratum in self.strata],
            "variance": [float(np.exp(piece[0])) for piece in pieces],
            "correlation_per_unit": [
                float(np.exp(exponential.correlation(piece)[0])) for piece in pieces
            ],
        }
        return partial(pd.DataFrame, columns)

    def _pieces(self, theta: Array) -> list[Array]:
        return np.split(theta, len(self.strata))


def build_real_times(design: Design, term: CovarianceTerm) -> TimedProblem:
    """Reduce the data of a design to schedules of real times for sp_exp.

    Raises:
        ModelError: the time is not a column of finite numbers, a person has two rows at one time,
            or no one has two rows.
    """
    frame = design.frame
    time = frame[term.visit]
    if not pd.api.types.is_numeric_dtype(time.dtype) or pd.api.types.is_bool_dtype(time.dtype):
        raise ModelError(
            f"term {term}: sp_exp needs real times, and {term.visit!r} is not a column of numbers; "
            "give it days, weeks or months, or use ar1 for visits"
        )
    people = subject_codes(term, design.typed)
    times = time.to_numpy(dtype=np.float64)
    if not np.isfinite(times).all():
        raise ModelError(
            f"term {term}: {term.visit!r} is infinite in {int((~np.isfinite(times)).sum())} rows"
        )
    z = np.column_stack([design.x, design.y])
    weights = design.probability_weights
    strata = []
    for label, rows in covariance_groups(term, design.typed, people):
        weight = None if weights is None else weights[rows]
        stratum = TimedStratum(label, schedules(z[rows], people[rows], times[rows], weight))
        if all(group.times.shape[1] == 1 for group in stratum.groups):
            where = group_for_message(term, label, len(np.unique(people[rows])))
            raise UnidentifiedCovarianceError(term, f"no one{where} has scores at two times")
        strata.append(stratum)
    return TimedProblem(tuple(strata), n_subjects=int(people.max()) + 1)

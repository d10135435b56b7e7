"""A model at given covariance parameters: every number that a table of the engine shows."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from .columns import kept_columns, null_space
from .connected import connected
from .covariance import Covariance
from .description import Array, Codes, Model, Question, Rows
from .free import Free
from .inference import (
    fai_cornelius,
    kenward_roger_covariance,
    kenward_roger_test,
    satterthwaite,
    theta_covariance,
)
from .likelihood import At
from .questions import Grid, Labels
from .sandwich import Sandwich, sandwich

# What is left of a variance by Kenward and Roger's adjustment, or of degrees of freedom, where they
# may be said to have failed; and of the model's variance in a sandwich's.
ADJUSTED, FREEDOM, ROBUST = 0.26, 1.1e-2, 1e-8
ESTIMABLE = 1e-7
"""Of a function's length, in columns of length one: what may lie in the null space."""


class Answers:
    """For a model and its rows; `at(theta)` first.

    x     (n, p_all) model matrix
    kept  its columns that are no combinations of those before them
    """

    def __init__(self, model: Model, rows: Rows) -> None:
        self.model, self.rows = model, rows
        self.grid = Grid(model.fixed, rows)
        n = len(rows.y)
        self.x = self.grid.columns.matrix(rows.numbers, rows.codes, n)
        weights = rows.numbers[model.weights] if model.weights else np.ones(n)
        self.kept = kept_columns(self.x * np.sqrt(weights)[:, None])
        # In columns of length one, so that no unit decides what the data can tell.
        lengths = np.linalg.norm(self.x, axis=0)
        self._lengths = np.where(lengths > 0, lengths, np.sqrt(n))
        null = null_space(self.x / self._lengths, self.kept)
        self._null = np.linalg.qr(null)[0] if null.size else null
        self.covariance = Covariance(model, rows)
        reduced = self.x[:, self.kept]
        left = rows.y - reduced @ _least_squares(reduced, rows.y)
        self.free = Free(self.covariance, float(left @ left) / n)
        self._reduced = reduced

    @property
    def coordinates(self) -> Array:
        """(p,) lengths of the kept columns: functions over them are without units."""
        return np.asarray(1.0 / self._lengths[self.kept])

    def at(self, theta: Array) -> At:
        """The model at theta."""
        return At(self.covariance, self._reduced, self.rows.y, theta, self.model.method == "reml")

    def cluster(self) -> Codes:
        """(n,) the sandwich's clusters."""
        if self.model.cluster is not None:
            return np.unique(self.rows.codes[self.model.cluster], return_inverse=True)[1]
        return connected(self.covariance.joined())

    def estimable(self, functions: Array) -> Array:
        """(rows,) whether the data tell what each function (rows, p_all) is."""
        scaled = functions / self._lengths
        unknown = ((scaled @ self._null) ** 2).sum(axis=1)
        return np.asarray(unknown <= ESTIMABLE**2 * (scaled**2).sum(axis=1))

    def estimable_part(self, functions: Array) -> Array:
        """(r, p): a basis of the combinations of functions that the data can tell, kept columns."""
        scaled = functions / self._lengths
        size = np.abs(scaled).max(axis=1, keepdims=True)
        scaled = scaled[size[:, 0] > 0] / size[size[:, 0] > 0]
        left, values, _ = np.linalg.svd(scaled @ self._null, full_matrices=True)
        lost = int((values > 1e-7).sum())
        known = left[:, lost:].T @ scaled
        _, values, right = np.linalg.svd(known, full_matrices=False)
        right = right[values > 1e-8 * max(values.max(initial=0.0), 1e-300)]
        return np.asarray((right * self._lengths)[:, self.kept])

    def labelled(self, question: Question) -> tuple[Labels, Array]:
        """The rows of a table of means or contrasts, and their functions (rows, p_all)."""
        if question.kind == "contrast":
            return self.grid.contrasts(question)
        named = [question.variables[0], *([question.by] if question.by else [])]
        at = {name: [value] for name, value in question.at.items()}
        return self.grid.means(named, at, question.weights)


class Tests:
    """Standard errors, degrees of freedom and F of a model at theta.

    w  the covariance of theta, or None where the information has no inverse
    """

    def __init__(self, answers: Answers, theta: Array) -> None:
        self.model, self.point = answers.model, answers.at(theta)
        self._answers = answers
        self.df_method = self.model.df_method
        self.residual_df = len(answers.rows.y) - len(answers.kept)
        self.w = theta_covariance(self.point, answers.free, self.model.information_used)

    @cached_property
    def robust(self) -> Sandwich | None:
        """The sandwich that was asked for."""
        if self.model.vcov == "model":
            return None
        club = bool(self.model.random)
        return sandwich(self.point, self._answers.cluster(), self.model.vcov, club)

    @cached_property
    def covariance(self) -> Array:
        """(p, p) of turned functions; see `At.turned`."""
        if self.robust is not None:
            return self.robust.covariance
        if self.df_method.startswith("kenward-roger"):
            assert self.w is not None
            linear = self.df_method.endswith("linear")
            return kenward_roger_covariance(self.point, self.w, linear)
        return np.eye(len(self.point.estimate))

    def row(self, function: Array) -> tuple[float, float, float]:
        """Estimate, standard error (NaN of a negative variance) and df of a function (p,)."""
        turned = self.point.turned(function[None])[0]
        variance = float(turned @ self.covariance @ turned)
        se = np.sqrt(variance) if variance > 0 else float("nan")
        return float(turned @ self.point.estimate), float(se), self.df(turned)

    def hopeless(self, functions: Array) -> bool:
        """Whether some combination of functions (q, p) may be left without a test.

        Kenward and Roger's adjustment takes nearly all of its variance, a sandwich hangs on one
        cluster, or the degrees of freedom are next to none.
        """
        turned = self.point.turned(functions)
        basis = np.linalg.qr(turned.T)[0].T
        shares = np.linalg.eigvalsh(basis @ self.covariance @ basis.T)
        if self.robust is not None:
            hanging = any(self.robust.hangs_on_one(row) for row in turned)
            return hanging or bool(shares[0] < ROBUST)
        return bool(shares[0] < ADJUSTED) or any(self.df(row) < FREEDOM for row in turned)

    def model_se(self, function: Array) -> float:
        """The standard error by Phi."""
        return float(np.linalg.norm(self.point.turned(function[None])))

    def df(self, function: Array) -> float:
        """Degrees of freedom of one turned function (p,)."""
        if self.df_method == "normal":
            return float("inf")
        if self.df_method == "residual":
            return float(self.residual_df)
        if self.robust is not None:
            return self.robust.degrees_of_freedom(function)
        if self.w is None:
            return float("nan")
        return satterthwaite(self.point, self.w, function)

    @cached_property
    def sensitivity(self) -> float:
        """How many standard errors some estimate moves with one of theta along its own spread."""
        if self.w is None:
            return float("inf")
        point = self.point
        moves = point.half.T @ point.v_k @ point.py
        values, vectors = np.linalg.eigh((self.w + self.w.T) / 2.0)
        spread = vectors * np.sqrt(np.maximum(values, 0.0))
        return float(np.linalg.norm(moves.T @ spread, 2))

    def joint(self, functions: Array) -> tuple[float, float] | None:
        """F and its denominator df for independent functions (q, p); None: not testable."""
        q = len(functions)
        if self.hopeless(functions):
            return None
        if q == 1:
            estimate, se, df = self.row(functions[0])
            return (estimate / se) ** 2, df
        turned = self.point.turned(functions)
        if self.robust is not None and self.df_method == "satterthwaite":
            return self.robust.hotelling(turned)
        estimate = turned @ self.point.estimate
        middle = turned @ self.covariance @ turned.T
        f = float(estimate @ np.linalg.solve(middle, estimate)) / q
        if self.df_method in ("normal", "residual"):
            return f, self.df(turned[0])
        if self.w is None:
            return None
        if self.df_method == "satterthwaite":
            _, vectors = np.linalg.eigh(turned @ turned.T)
            return f, fai_cornelius(np.array([self.df(row) for row in vectors.T @ turned]))
        scale_f, df = kenward_roger_test(self.point, self.w, turned)
        return scale_f * f, df


def _least_squares(x: Array, y: Array) -> Array:
    lengths = np.linalg.norm(x, axis=0)
    return np.asarray(np.linalg.lstsq(x / lengths, y, rcond=None)[0] / lengths)

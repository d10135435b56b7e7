"""Joint tests of a term, whatever the coding, as emmeans' joint_tests does them.

Formulas: docs/methods.md, "Joint tests".
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from ipt_outcomes.models.arguments import shown
from ipt_outcomes.models.design.fixed import fixed_terms
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.f_tests import f_test
from ipt_outcomes.models.fitted import refuse_unfitted
from ipt_outcomes.models.marginal.estimable import unknown_parts
from ipt_outcomes.models.marginal.reference_grid import mean_functions
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.status import (
    DF_NOT_ESTIMABLE,
    NOT_ESTIMABLE,
    OK,
    PARTLY_ESTIMABLE,
    VARIANCE_NOT_ESTIMABLE,
)
from ipt_outcomes.models.t_and_f import f_tail

_RANK_TOLERANCE = 1e-8
_BENT = 1e-9
_ROUNDING = 1e-13
_NONE = "the data determine none of its contrasts"
_INSIDE = re.compile(r"^(?:C\(\s*(\w+).*|I\(\s*(\w+)\s*)\)$")


def joint_test(fit: Fit, term: str) -> pd.DataFrame:
    """Test that a term of the fixed part is nil, all its contrasts together.

    "arm" tests that the marginal means of the arms, averaged over the other factors with equal
    weights, are equal; "arm:visit" that their differences are the same at all visits. A numeric
    variable enters by its slope, which must be one: where the term's functions bend with the
    variable, as beside I(week**2), the test would depend on the place and the unit, and is refused.
    These are the tests of emmeans::joint_tests; where factors interact with numbers, those of
    lmerTest::anova of type III, at a number of zero, are others.

    The functions tested are differences from the first level. F and Kenward-Roger's degrees of
    freedom would be the same for any others with the same span (pbkrtest::KRmodcomp); Fai and
    Cornelius' degrees of freedom, for Satterthwaite, are computed as lmerTest does, and
    change a little with the factor's first level. With a sandwich and Satterthwaite's degrees of
    freedom the test is the approximate Hotelling test, clubSandwich's Wald_test(test = "HTZ"),
    which keeps its level with few clusters; its F is scaled too.

    Args:
        fit: a fitted model.
        term: variables joined by colons, in any order.

    Returns:
        One row: term, df1, df2, statistic (F, with Kenward and Roger's or Hotelling's scale where
        they are used), p_value, status, reason (text, "" for "ok"). status: "ok"; "partly
        estimable" when contrasts that the data cannot estimate were left out, which lowers df1;
        "not estimable" when none is left, or when a sandwich's clusters are too few for so many
        contrasts; "variance not estimable" when Kenward and Roger's adjustment leaves no covariance
        (or less than a quarter of the variance) or one cluster alone determines part of the term;
        "df not estimable" when their moments are those of no F distribution. The last three have
        NaN for df2, statistic and p_value.

    Raises:
        ModelError: the fixed part has no such term, or a number of the term has no one slope.
    """
    refuse_unfitted(fit, "joint_test")
    if not isinstance(term, str):
        raise ModelError(f"term {shown(term)}: write a term of the formula, as 'arm:visit'")
    terms = [frozenset(map(_bare, factors)) for factors in fixed_terms(fit.fixed.formula)]
    # As formulaic writes them, I(week**2) is I(week ** 2).
    written = {_squeezed(name): name for factors in terms for name in factors}
    bare = [_bare(part) for part in term.split(":")]
    variables = [written.get(_squeezed(name), name) for name in bare]
    if frozenset(variables) not in terms:
        named = ", ".join(":".join(sorted(factors)) for factors in terms)
        raise ModelError(f"the fixed part has no term {term!r}; it has {named}")
    for name in variables:
        if name not in fit.fixed.numeric and name not in fit.fixed.factors:
            raise _no_one_slope(term, name)
    at = {
        name: [fit.fixed.numeric[name], fit.fixed.numeric[name] + 1.0]
        for name in variables
        if name in fit.fixed.numeric
    }
    grid, means = mean_functions(fit.fixed, variables, at, "equal")
    sizes = [len(set(grid[name])) for name in variables]
    functions = _interaction_contrasts(sizes) @ means
    # A factor of one level has no comparisons, whatever the number does.
    for name in at if len(functions) else ():
        _refuse_bent(fit, term, variables, at, name)
    return frame_of_test("term", term, fit, functions)


def frame_of_test(name: str, label: str, fit: Fit, functions: Array) -> pd.DataFrame:
    """One row that tests functions (rows, p_all) together, as `joint_test` does; `label` in `name`.

    Of functions that depend on one another, those that do not are tested.
    """
    rank = len(_independent_rows(functions))
    functions = _estimable_part(functions, fit.null_basis)[:, list(fit.kept)]
    functions = _independent_rows(functions)
    test = _tested(fit, functions, rank) if len(functions) else _Test(NOT_ESTIMABLE, _NONE)
    row = {name: label, "df1": len(functions), **asdict(test)}
    columns = [name, "df1", "df2", "statistic", "p_value", "status", "reason"]
    return pd.DataFrame([row], columns=columns)


@dataclass(frozen=True)
class _Test:
    status: str
    reason: str
    df2: float = np.nan
    statistic: float = np.nan
    p_value: float = np.nan


def _tested(fit: Fit, functions: Array, rank: int) -> _Test:
    """The test of independent functions (df1, p), of `rank` that the term has."""
    found = f_test(fit.inference, functions)
    df1 = len(functions)
    if not found.seen:
        return _Test(VARIANCE_NOT_ESTIMABLE, "one cluster alone determines part of it")
    if found.rank < df1 and fit.vcov == "model":
        return _Test(VARIANCE_NOT_ESTIMABLE, "Kenward and Roger's adjustment leaves no covariance")
    if found.rank < df1:
        held = f"the sandwich of {fit.n_clusters} clusters has rank {found.rank}"
        return _Test(NOT_ESTIMABLE, f"{df1} contrasts, for which {held}")
    if not found.valid and fit.vcov != "model":
        return _Test(NOT_ESTIMABLE, f"{df1} contrasts are too many for {fit.n_clusters} clusters")
    if not found.valid:
        return _Test(
            DF_NOT_ESTIMABLE, "the moments of the statistic are those of no F distribution"
        )
    partly = df1 < rank
    return _Test(
        status=PARTLY_ESTIMABLE if partly else OK,
        reason=f"{df1} of {rank} contrasts" if partly else "",
        df2=found.df2,
        statistic=found.statistic,
        p_value=f_tail(found.statistic, df1, found.df2),
    )


def _refuse_bent(
    fit: Fit, term: str, variables: list[str], at: dict[str, list[float]], name: str
) -> None:
    """Refuse a number whose slope, as the term's functions have it, differs from place to place."""
    first, second = at[name]
    three = {**at, name: [first, second, 2.0 * second - first]}
    grid, means = mean_functions(fit.fixed, variables, three, "equal")
    sizes = [len(set(grid[own])) for own in variables]
    before = [size - 1 for size in sizes[: variables.index(name)]]
    slopes = (_interaction_contrasts(sizes) @ means).reshape(
        int(np.prod(before)), 2, -1, means.shape[1]
    )
    one, two = slopes[:, 0], slopes[:, 1]
    rounding = _BENT * np.abs(one) + _ROUNDING * np.abs(means).max(axis=0)
    if (np.abs(two - 2.0 * one) > rounding).any():
        raise _no_one_slope(term, name)


def _no_one_slope(term: str, name: str) -> ModelError:
    return ModelError(
        f"term {term!r}: the fixed part has a function of a number there ({name}), which has no "
        "one slope: a test would depend on the place and the unit. Compare means where they "
        "matter, as contrast(fit, 'arm', by='week', at={'week': [4, 8]})"
    )


def _squeezed(name: str) -> str:
    return "".join(name.split())


def _bare(factor: str) -> str:
    """The variable of C(visit) or I(week); anything else as it stands."""
    match = _INSIDE.match(factor.strip())
    return match[1] or match[2] if match else factor.strip()


def _interaction_contrasts(sizes: list[int]) -> Array:
    """Differences from the first level in every variable at once: rows over the crossed levels."""
    each = [np.hstack([-np.ones((size - 1, 1)), np.eye(size - 1)]) for size in sizes]
    whole: Array = np.ones((1, 1))
    for contrasts in each:
        whole = np.asarray(np.kron(whole, contrasts), dtype=np.float64)
    return whole


def _estimable_part(functions: Array, null_basis: Array) -> Array:
    """The combinations of the rows that the data can estimate, in reduced echelon form.

    A row that can be estimated by itself and is needed stays as it is, so that the functions do not
    depend on how the null space was found.
    """
    if not null_basis.shape[1]:
        return functions
    unknown = unknown_parts(functions, null_basis)
    sizes = np.abs(unknown).max(axis=0)
    left, values, _ = np.linalg.svd(unknown / np.where(sizes > 0, sizes, 1.0), full_matrices=True)
    lost = int((values > _RANK_TOLERANCE).sum())
    return np.asarray(_echelon(left[:, lost:].T) @ functions)


def _echelon(rows: Array) -> Array:
    """The reduced row echelon form of independent rows."""
    reduced = rows.copy()
    done = 0
    for column in range(rows.shape[1]):
        if done == len(reduced):
            break
        pivot = done + int(np.abs(reduced[done:, column]).argmax())
        if abs(reduced[pivot, column]) < _RANK_TOLERANCE:
            continue
        reduced[[done, pivot]] = reduced[[pivot, done]]
        reduced[done] /= reduced[done, column]
        others = np.arange(len(reduced)) != done
        reduced[others] -= np.outer(reduced[others, column], reduced[done])
        done += 1
    return reduced


def _independent_rows(functions: Array) -> Array:
    """The rows of `functions` that are no combination of those before them."""
    scale = np.abs(functions).max(axis=0, initial=0.0)
    scale[scale == 0] = 1.0
    directions = np.zeros((0, functions.shape[1]))
    kept = []
    for index, row in enumerate(functions / scale):
        remainder = row - directions.T @ (directions @ row)
        remainder -= directions.T @ (directions @ remainder)
        length = float(np.linalg.norm(remainder))
        if length > _RANK_TOLERANCE * float(np.linalg.norm(row)):
            kept.append(index)
            directions = np.vstack([directions, remainder / length])
    return functions[kept]

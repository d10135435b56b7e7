"""The analysis of completed scores at one visit: least squares on the people's covariates.

With Q an orthonormal basis of the n rows of covariates, a contrast is w'y, its variance
|w|^2 times what is left of y'y over n - p: for all imputations these are three products.

Formulas: docs/methods.md, "Analysis of completed scores".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ipt_outcomes.missing.model import ImputationModel
from ipt_outcomes.missing.schedule import Schedule
from ipt_outcomes.models.design.fixed import FixedPart, describe_fixed, fixed_variables
from ipt_outcomes.models.design.orthogonal import orthogonal_basis
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.design.variables import typed_columns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula, RandomTerm, parse_formula
from ipt_outcomes.models.marginal.contrast_functions import contrast_functions
from ipt_outcomes.models.marginal.estimable import estimable
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False)
class VisitAnalysis:
    """A linear model of the scores at one visit.

    formula    "change ~ baseline + arm", with the clusters' random terms where there are some
    place      which visit
    basis      (n, p) orthonormal columns
    rows       (n, p) A, the same columns as the functions are of
    functions  (c, p) the contrasts, functions of the coefficients of `rows`
    tests, comparisons  (c) the arms of each
    """

    formula: str
    place: int
    basis: Array
    rows: Array
    functions: Array
    tests: tuple[Any, ...]
    comparisons: tuple[Any, ...]

    @property
    def weights(self) -> Array:
        """(c, n): a contrast is w'y."""
        return self.functions @ self.rows.T / len(self.rows)

    @property
    def df(self) -> int:
        """n - p."""
        return int(len(self.basis) - self.basis.shape[1])

    def estimates(self, scores: Array) -> tuple[Array, Array]:
        """(k, c) contrasts and their standard errors, of scores (k, n)."""
        weights = self.weights
        fitted = scores @ self.basis
        left = np.square(scores).sum(axis=1) - np.square(fitted).sum(axis=1)
        variance = np.maximum(left, 0.0) / self.df
        squares = np.square(weights).sum(axis=1)
        return scores @ weights.T, np.sqrt(variance[:, None] * squares)


def visit_analysis(
    model: ImputationModel, visit: Any, formula: str | None, against: Any
) -> VisitAnalysis:
    """The analysis of the scores at a visit (None: the last).

    By default the covariates are those of the imputation model without the visit: of `change ~
    baseline * visit + arm * visit`, `change ~ baseline + arm`.

    Raises:
        ModelError: the formula is of another outcome or lacks the arm or, where the imputation
            model has them, the clusters; a covariate is missing; there is one arm, or a contrast is
            not estimable.
    """
    schedule = model.schedule
    place = schedule.visit_place(visit)
    parsed = analysis_formula(model, formula)
    rows = schedule.frame.iloc[place :: schedule.n_visits].reset_index(drop=True)
    rows[schedule.response] = 0.0
    variables, _ = fixed_variables(parsed.fixed)
    typed = typed_columns(parsed, rows)
    lacking = [name for name in variables if typed.missing(name).any()]
    if lacking:
        raise ModelError(
            f"analysis {parsed.text!r}: {', '.join(lacking)} is missing for some people at that "
            "visit; fill it in"
        )
    typed = typed.seen(variables)
    fixed = describe_fixed(parsed.fixed, typed, variables)
    return _of_rows(parsed, schedule, place, fixed, typed, against)


def _of_rows(  # noqa: PLR0917
    parsed: ModelFormula,
    schedule: Schedule,
    place: int,
    fixed: FixedPart,
    typed: TypedColumns,
    against: Any,
) -> VisitAnalysis:
    if schedule.arm not in fixed.factors:
        raise ModelError(f"analysis {parsed.text!r}: the arm, {schedule.arm!r}, must be a factor")
    raw, _ = fixed.matrix(typed)
    basis = orthogonal_basis(raw)
    rows = raw[:, basis.kept] @ basis.transform
    if len(basis.kept) >= len(rows):
        raise ModelError(
            f"analysis {parsed.text!r}: {len(rows)} people cannot estimate "
            f"{len(basis.kept)} columns"
        )
    if len(schedule.arms) < 2:
        raise ModelError(
            f"{schedule.arm!r} has one level, and there is nothing to compare: analyse(...) takes "
            "an analysis of your own"
        )
    labels, functions = contrast_functions(fixed, schedule.arm, against=against)
    if not estimable(functions, basis.null_basis).all():
        raise ModelError(f"analysis {parsed.text!r}: the arms cannot be compared; see covariates")
    return VisitAnalysis(
        formula=parsed.text,
        place=place,
        basis=rows / np.sqrt(len(rows)),
        rows=rows,
        functions=functions[:, basis.kept] @ basis.transform,
        tests=tuple(labels["test"]),
        comparisons=tuple(labels["comparison"]),
    )


def analysis_formula(model: ImputationModel, formula: str | None) -> ModelFormula:
    """The formula of the analysis at a visit, without a residual covariance.

    Raises:
        ModelError: it is of another outcome, or its clusters are not those of the imputation model.
    """
    imputed = model.formula
    schedule = model.schedule
    if formula is None:
        fixed, random = _without_visit(imputed.fixed, schedule.visit), imputed.random
    else:
        whole = f"{formula} + us({schedule.visit} | {schedule.participant})"
        given = parse_formula(whole)
        fixed, random = given.fixed, given.random
        if given.response != imputed.response:
            raise ModelError(
                f"analysis {formula!r}: the scores that were imputed are {imputed.response!r}"
            )
        _refuse_other_clusters(formula, random, imputed.random)
    text = " + ".join([f"{imputed.response} ~ {fixed}", *map(str, random)])
    return ModelFormula(text, imputed.response, fixed, None, random)


def _refuse_other_clusters(
    formula: str, random: tuple[RandomTerm, ...], imputed: tuple[RandomTerm, ...]
) -> None:
    """People of a cluster are not independent in the imputation, and in the analysis neither."""
    own, others = ({each.groups for each in terms} for terms in (random, imputed))
    lost = " + ".join(str(each) for each in imputed if each.groups not in own)
    if lost:
        raise ModelError(
            f"analysis {formula!r}: the imputation model has {lost}, and people of a cluster are "
            "not independent in the analysis either; add it"
        )
    added = " + ".join(str(each) for each in random if each.groups not in others)
    if added:
        raise ModelError(
            f"analysis {formula!r}: the imputation model lacks {added}, and drew the scores as if "
            "people of a cluster were independent; add it to the formula of impute()"
        )


def _without_visit(fixed: str, visit: str) -> str:
    """The fixed part at one visit: every term without the visit, each once."""
    from formulaic import Formula

    terms: list[str] = []
    intercept = False
    for term in Formula(fixed):
        if term == "1":
            intercept = True
            continue
        written = [_written(factor) for factor in term.factors]
        kept = [each for each in written if visit not in fixed_variables(each)[0]]
        if kept:
            terms.append(":".join(kept))
    return " + ".join(["1" if intercept else "0", *dict.fromkeys(terms)])


def _written(factor: Any) -> str:
    """A factor of a term as a formula has it: a column's name, which may hold spaces, or a call."""
    name = str(factor)
    plain = factor.eval_method.name != "LOOKUP" or name.isidentifier()
    return name if plain else f"`{name}`"

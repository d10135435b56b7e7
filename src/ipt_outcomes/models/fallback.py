"""A list of residual covariances, tried in turn until one gives a sound fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ipt_outcomes.models.arguments import shown, shown_names
from ipt_outcomes.models.covariance.identification import UnidentifiedCovarianceError
from ipt_outcomes.models.covariance.structures import OF_VISITS
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit_contents import CovarianceAttempt
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.status import FAILED


def candidates(formula: ModelFormula, fallback: Sequence[str]) -> tuple[ModelFormula, ...]:
    """The formula with its own covariance, then with each family of `fallback`.

    A family keeps the visit, the person and the arm of the formula's covariance, and is tried once.

    Raises:
        ModelError: the formula has no residual covariance, `fallback` is not a list of families of
            visits, or the formula's covariance is sp_exp, whose times are no visits.
    """
    term = formula.covariance
    if isinstance(fallback, str) or not isinstance(fallback, Sequence):
        raise ModelError(
            f"fallback {shown(fallback)}: write a list, such as ('toeph', 'ar1h', 'cs')"
        )
    if term is None:
        raise ModelError(
            f"formula {formula.text!r}: fallback lists residual covariances, and it has none"
        )
    for family in fallback:
        if family not in OF_VISITS:
            wrong = shown_names([family], len(fallback), len(OF_VISITS))
            raise ModelError(f"fallback {wrong}: there are {', '.join(OF_VISITS)}")
    if not term.structure.of_visits:
        raise ModelError(f"term {term}: fallback is for covariances of visits, not of real times")
    later = [name for name in dict.fromkeys(fallback) if name != term.family]
    return (formula, *(_with_family(formula, name) for name in later))


def first_sound(formulas: Sequence[ModelFormula], fit_one: Callable[[ModelFormula], Fit]) -> Fit:
    """The first fit that converged, its residual covariance away from a boundary; and all attempts
    up to it.

    A random effect whose variance is zero is no fault of the residual covariance.

    When none is sound, the last that was fitted at all, whose status says what is wrong with it.

    # ASSUME: the choice of a covariance by whether it can be fitted, not by its fit to the data,
    # leaves the size of tests of the fixed effects as it is. The list is to be fixed beforehand.

    Raises:
        ModelError: no covariance could be fitted; names each and its reason.
    """
    attempts: list[CovarianceAttempt] = []
    found: Fit | None = None
    for formula in formulas:
        name = str(formula.covariance)
        try:
            found = fit_one(formula)
        except UnidentifiedCovarianceError as error:
            attempts.append(CovarianceAttempt(name, FAILED, str(error)))
            continue
        sound = found.converged and not found.residual_singular
        attempts.append(CovarianceAttempt(name, found.status, "" if sound else _reason(found)))
        if sound:
            break
    if found is None:
        reasons = "; ".join(attempt.reason for attempt in attempts)
        raise ModelError(f"no covariance of the fallback list could be fitted: {reasons}")
    return replace(found, attempts=tuple(attempts))


def _reason(found: Fit) -> str:
    if not found.converged:
        return "the optimiser did not reach a maximum"
    return "the covariance is at its boundary"


def _with_family(formula: ModelFormula, family: str) -> ModelFormula:
    assert formula.covariance is not None
    term = replace(formula.covariance, family=family)
    right = [formula.fixed, str(term), *map(str, formula.random)]
    text = f"{formula.response} ~ {' + '.join(right)}"
    return replace(formula, covariance=term, text=text)

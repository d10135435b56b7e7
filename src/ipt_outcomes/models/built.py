"""From a design to the problem that is maximised, and the refusal of one that has no answer."""

from __future__ import annotations

from ipt_outcomes.models.covariance.identification import UnidentifiedCovarianceError
from ipt_outcomes.models.design.design import Design, FixedDesign
from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.problem import Problem
from ipt_outcomes.models.visits.patterns import build_patterns
from ipt_outcomes.models.visits.summed_design import SummedDesign, summed_patterns


def build_problem(design: FixedDesign) -> Problem:
    """The problem of a design, by the kind of its covariance.

    Raises:
        ModelError: the data do not allow the covariance.
    """
    parsed = design.formula
    if isinstance(design, SummedDesign):
        assert parsed.covariance is not None
        return summed_patterns(design, parsed.covariance)
    assert isinstance(design, Design)
    if parsed.random:
        from ipt_outcomes.models.random_effects import build_mixed, build_random_effects

        if parsed.covariance is None:
            return build_random_effects(design, parsed.random)
        return build_mixed(design, parsed.covariance, parsed.random)
    assert parsed.covariance is not None
    if not parsed.covariance.structure.of_visits:
        from ipt_outcomes.models.real_times import build_real_times

        return build_real_times(design, parsed.covariance)
    return build_patterns(design, parsed.covariance)


def unidentified(formula: ModelFormula, fixed: FixedPart, reason: str) -> ModelError:
    """The refusal of a covariance that the data do not tell."""
    if formula.covariance is not None:
        return UnidentifiedCovarianceError(formula.covariance, reason)
    absorbed = [
        term
        for term in formula.random
        if term.expression == "1" and set(term.groups) <= set(fixed.factors)
    ]
    if absorbed:
        groups = ":".join(absorbed[0].groups)
        return ModelError(
            f"formula {formula.text!r}: {groups} is in the fixed part too, whose means leave "
            f"nothing for {absorbed[0]}; take one of the two out"
        )
    return ModelError(f"formula {formula.text!r}: {reason}; take random terms out")

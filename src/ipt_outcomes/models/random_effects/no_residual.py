"""A maximum at which nothing is left for the residual.

Where no level has more rows than random effects, the effects alone can give all scores, and the
likelihood may rise until sigma^2 is zero. It stays finite, but sigma^2 ends where rounding stops
the search, and what the information says of it is rounding too.

Formulas: docs/methods.md, "Random effects".
"""

from __future__ import annotations

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.likelihood import Evaluation
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.advice import advice_on
from ipt_outcomes.models.random_effects.parameters import layout_of
from ipt_outcomes.models.random_effects.search import Objective
from ipt_outcomes.models.random_effects.terms import Component

NEXT_TO_NONE = 1e-8
"""Of the largest variance."""

_FLAT = 1e-6
"""Of minus twice the log-likelihood: what four times sigma^2 costs at least where it is a maximum's
own; a single residual degree of freedom makes it .6."""


def refuse_no_residual(
    objective: Objective, theta: Array, at: Evaluation, components: tuple[Component, ...]
) -> None:
    """Refuse a maximum `theta` (K,) whose sigma^2 could be smaller still, for all the data tell.

    Raises:
        ModelError: naming the terms.
    """
    largest = float(theta[:-1][layout_of(components).on_diagonal].max(initial=0.0))
    if theta[-1] > NEXT_TO_NONE * largest:
        return
    wider = theta.copy()
    wider[-1] *= 4.0
    if objective(wider).minus_2_log_likelihood - at.minus_2_log_likelihood > _FLAT:
        return
    terms = dict.fromkeys(component.label for component in components)
    raise ModelError(
        f"{' and '.join(terms)}: at the maximum of the likelihood nothing is left for the "
        f"residual: {advice_on(components)}"
    )

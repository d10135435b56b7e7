"""Standard errors and degrees of freedom of single functions l'beta, people inside groups.

The formulas are those of `kenward_roger.py` and `satterthwaite.py`; what they take of a function is
what `people_forms.VectorForms` says of the vector V^-1 X Phi l.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ipt_outcomes.models.batch.effects.people_forms import PeopleForms
from ipt_outcomes.models.batch.functions import FunctionByFunction
from ipt_outcomes.models.kenward_roger import adjustment
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class PeopleInference(FunctionByFunction):
    """B responses of people inside groups; `forms` at the estimates."""

    forms: PeopleForms

    @property
    def _phi(self) -> Array:
        return self.forms.at.phi

    def _derivatives(
        self, function: Array, u: Array, variance: Array
    ) -> tuple[Array, Callable[[], Array]]:
        at, w = self.forms.at, self.theta_covariance
        found = self.forms.of_function(u)

        def added() -> Array:
            second = (w * found.form).sum(axis=(1, 2))[:, None, None]
            curvature = None
            if at.bent is not None and self.df_method == "kenward-roger":
                plain = self.forms.design.entries.plain
                bent = (at.bent * found.square[:, None, None]).sum(axis=(3, 4))
                own = w[:, plain[:, None], plain]
                curvature = (own * bent).sum(axis=(1, 2))[:, None, None]
            sides = found.sides[..., None]
            return adjustment(second, sides, at.phi, w, curvature)[:, 0, 0]

        return found.linear, added

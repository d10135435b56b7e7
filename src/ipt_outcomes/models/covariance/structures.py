"""The residual covariance structures, each declared once: names, words and properties, no numbers.

It is part of the engine's vocabulary: data only, which every layer may import. What computes them
is in `registry.py`. The formula grammar, the refusals, the plan and the report read this table.

Formulas: docs/methods.md, "Covariance structures".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Structure:
    """One covariance structure over m visits.

    name              as in a formula: `us(visit | participant)`
    title             as in "covariance: unstructured"
    words             as in a methods sentence: "an unstructured covariance matrix"
    n_parameters      K as a function of m, where no planned visit among them lacks people: there
                      toep and toeph have as many lags as two visits show
    correlations      what has a correlation of its own: each "pair" of visits; each "lag", the
                      number of visits between; each "step" from one visit to the next; or "one"
    variance_by_visit whether each visit has a variance of its own
    ordered           whether the order of the visits matters
    spacing           what distance matters: "visits", how many planned ones lie between, attended
                      or not; "time", the real one; or None
    simpler           the next simpler structure, which a refusal proposes; None for the simplest
    """

    name: str
    title: str
    words: str
    n_parameters: Callable[[int], int]
    correlations: Literal["pair", "lag", "step", "one"]
    variance_by_visit: bool
    ordered: bool
    spacing: Literal["visits", "time"] | None
    simpler: str | None

    @property
    def of_visits(self) -> bool:
        """Whether the matrix is indexed by visits, and not a function of real times."""
        return self.spacing != "time"


_ALL = (
    Structure(
        name="us",
        title="unstructured",
        words="an unstructured covariance matrix",
        n_parameters=lambda m: m * (m + 1) // 2,
        correlations="pair",
        variance_by_visit=True,
        ordered=False,
        spacing=None,
        simpler="toeph",
    ),
    Structure(
        name="cs",
        title="compound symmetric",
        words="a compound-symmetric covariance matrix",
        n_parameters=lambda m: 2,
        correlations="one",
        variance_by_visit=False,
        ordered=False,
        spacing=None,
        simpler=None,
    ),
    Structure(
        name="csh",
        title="heterogeneous compound symmetric",
        words="a heterogeneous compound-symmetric covariance matrix",
        n_parameters=lambda m: m + 1,
        correlations="one",
        variance_by_visit=True,
        ordered=False,
        spacing=None,
        simpler="cs",
    ),
    Structure(
        name="ar1",
        title="first-order autoregressive",
        words="a first-order autoregressive covariance matrix",
        n_parameters=lambda m: 2,
        correlations="one",
        variance_by_visit=False,
        ordered=True,
        spacing="visits",
        simpler="cs",
    ),
    Structure(
        name="ar1h",
        title="heterogeneous first-order autoregressive",
        words="a heterogeneous first-order autoregressive covariance matrix",
        n_parameters=lambda m: m + 1,
        correlations="one",
        variance_by_visit=True,
        ordered=True,
        spacing="visits",
        simpler="csh",
    ),
    Structure(
        name="toep",
        title="Toeplitz",
        words="a Toeplitz covariance matrix",
        n_parameters=lambda m: m,
        correlations="lag",
        variance_by_visit=False,
        ordered=True,
        spacing="visits",
        simpler="ar1",
    ),
    Structure(
        name="toeph",
        title="heterogeneous Toeplitz",
        words="a heterogeneous Toeplitz covariance matrix",
        n_parameters=lambda m: 2 * m - 1,
        correlations="lag",
        variance_by_visit=True,
        ordered=True,
        spacing="visits",
        simpler="ar1h",
    ),
    Structure(
        name="ad",
        title="ante-dependence with one variance",
        words="an ante-dependence covariance matrix with one variance",
        n_parameters=lambda m: m,
        correlations="step",
        variance_by_visit=False,
        ordered=True,
        spacing=None,
        simpler="ar1",
    ),
    Structure(
        name="adh",
        title="ante-dependence",
        words="an ante-dependence covariance matrix",
        n_parameters=lambda m: 2 * m - 1,
        correlations="step",
        variance_by_visit=True,
        ordered=True,
        spacing=None,
        simpler="ar1h",
    ),
    Structure(
        name="sp_exp",
        title="exponential in time",
        words="a covariance matrix exponential in the time between scores",
        n_parameters=lambda m: 2,
        correlations="one",
        variance_by_visit=False,
        ordered=False,
        spacing="time",
        simpler="cs",
    ),
)

STRUCTURES: dict[str, Structure] = {structure.name: structure for structure in _ALL}
"""Name -> structure, in the order in which they are listed to a user."""
OF_VISITS: tuple[str, ...] = tuple(s.name for s in _ALL if s.of_visits)
"""The names of those that are indexed by visits."""

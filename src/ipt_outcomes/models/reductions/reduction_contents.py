"""What a reduction holds: sums over people, and what sums must share to be added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.reductions.scheme import Scheme
from ipt_outcomes.models.visits.person_products import PersonProducts


@dataclass(frozen=True, repr=False, eq=False)
class ReductionContents:
    """Sums over people, by the pattern of visits at which they were seen.

    scheme          what sums must share to be added: formula, levels, centring
    products        one per group of the covariance (one, without groups)
    cell_rows       rows for each combination of the factors' levels, the last varying fastest
    numeric_sums    numeric variable of the fixed part -> sum over the rows, less its centre
    rows_dropped    reason -> rows that were left out
    changing        factor of the fixed part -> people with rows at more than one level of it
    notes           what is unusual about the rows, see `design/row_notes.py`; empty where
                    there may be others
    """

    scheme: Scheme
    products: tuple[PersonProducts, ...]
    cell_rows: NDArray[np.int64]
    numeric_sums: Mapping[str, float]
    rows_dropped: Mapping[str, int]
    changing: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        """As written."""
        return self.scheme.formula

    @property
    def n_subjects(self) -> int:
        """People with at least one complete row."""
        return int(sum(int(product.people.sum()) for product in self.products))

    @property
    def n_observations(self) -> int:
        """Complete rows."""
        return sum(product.n_observations for product in self.products)

    @property
    def smallest_pattern(self) -> int:
        """People in the rarest pattern; 1 means that the sums of some pattern are one person's."""
        return min((int(product.people.min(initial=2**62)) for product in self.products), default=0)

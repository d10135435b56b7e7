"""A reduction without the visits that nobody in it came to, as a frame without their rows.

Formulas: docs/methods.md, "Reductions that add".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.reductions.reduction import Reduction
from ipt_outcomes.models.reductions.scheme import Scheme
from ipt_outcomes.models.visits.carriers import Carriers


def without_empty_visits(reduction: Reduction) -> Reduction:
    """The same sums by the visits that someone came to; these keep their place among the planned.

    The fixed part loses the levels of the others, and with them carriers that only they had.

    Raises:
        ModelError: the fixed part cannot be written for fewer visits without the rows.
    """
    scheme = reduction.scheme
    people = np.sum([product.people @ product.seen for product in reduction.products], axis=0)
    seen = np.flatnonzero(people)
    if not len(seen) or len(seen) == len(scheme.visits):
        return reduction
    factors, cell_rows = dict(scheme.factors), reduction.cell_rows
    if scheme.term.visit in factors:
        axis = list(factors).index(scheme.term.visit)
        sizes = [len(levels) for levels in factors.values()]
        cell_rows = cell_rows.reshape(sizes).take(seen, axis=axis).ravel()
        factors[scheme.term.visit] = tuple(scheme.visits[visit] for visit in seen)
    fewer = replace(scheme, factors=factors, visits=tuple(scheme.visits[visit] for visit in seen))
    carriers = _places_of(fewer, scheme)
    return replace(
        reduction,
        scheme=fewer,
        products=tuple(product.restricted(seen, carriers) for product in reduction.products),
        cell_rows=cell_rows,
    )


def _places_of(fewer: Scheme, whole: Scheme) -> NDArray[np.intp]:
    """Where the carriers of one scheme stand among those of the other."""
    names = _names(whole.carriers)
    wanted = _names(fewer.carriers)
    if names is None or wanted is None or not set(wanted) <= set(names):
        empty = [str(visit) for visit in whole.visits if visit not in fewer.visits]
        raise ModelError(
            f"formula {whole.formula!r}: no one has a complete row at {whole.term.visit} "
            f"{', '.join(empty)}, and this fixed part cannot do without its column; leave that "
            "visit out of levels= and of the column's categories"
        )
    return np.array([names.index(name) for name in wanted], dtype=np.intp)


def _names(carriers: Carriers) -> list[tuple[tuple[str, str], ...]] | None:
    """Each carrier as the factors' columns that it is the product of."""
    if carriers.coding is None:
        return None
    factors = carriers.coding.factors
    return [
        tuple(sorted((factors[n].expression, factors[n].names[own]) for n, own in key))
        for key in carriers.keys
    ]

"""From sums to a model that can be fitted: the basis, and the visits' share in z = (X, y).

Formulas: docs/methods.md, "Reductions that add".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from ipt_outcomes.models.covariance.registry import covariance_family
from ipt_outcomes.models.design.design import FixedDesign
from ipt_outcomes.models.design.fingerprint import Fingerprint, log_volume
from ipt_outcomes.models.design.fixed import FixedPart, cells_frame
from ipt_outcomes.models.design.hidden import refuse_hidden
from ipt_outcomes.models.design.notes import design_notes
from ipt_outcomes.models.design.orthogonal import SUM_TOLERANCE, orthogonal_basis, symmetric_roots
from ipt_outcomes.models.design.planned_visits import refuse_alphabetical
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import CovarianceTerm, ModelFormula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.reductions.empty_visits import without_empty_visits
from ipt_outcomes.models.reductions.reduction import Reduction
from ipt_outcomes.models.visits.cross_products import CrossProducts
from ipt_outcomes.models.visits.enough_people import refuse_too_few
from ipt_outcomes.models.visits.patterns import PatternProblem, Stratum


@dataclass(frozen=True)
class SummedDesign(FixedDesign):
    """A design whose rows are gone.

    reduction  their sums
    products   per group of the covariance, label and sums by visit; the visits of the group
    """

    reduction: Reduction
    products: tuple[tuple[str | None, tuple[str, ...], CrossProducts], ...]


def summed_design(formula: ModelFormula, reduction: Reduction) -> SummedDesign:
    """The design of a formula for the sums of its variables.

    Raises:
        ModelError: the formula has another fixed part, other people, visits or groups than the
            sums; a level has no row; the response is constant; too few rows.
    """
    _refuse_other_formula(formula, reduction)
    reduction = without_empty_visits(reduction)
    scheme, n = reduction.scheme, reduction.n_observations
    fixed = _fixed_part(reduction)
    _refuse_empty(reduction)
    carriers = scheme.carriers
    strata = [
        (None if label is None else str(label), seen, product.by_visit(seen))
        for label, product in zip(scheme.groups, reduction.products, strict=True)
        for seen in [np.flatnonzero(product.people @ product.seen)]
        if len(seen)
    ]
    m, p_all, c = carriers.maps.shape
    grams = np.zeros((m, c + 1, c + 1))
    for _, seen, cross in strata:
        own = np.arange(len(seen))
        here = cross.seen.astype(np.float64)
        grams[seen] += np.einsum("rt,rtcd->tcd", here, cross.sums[:, own, own])
    centre = scheme.centre[formula.response]
    _refuse_constant(formula, grams, n, centre)
    roots = symmetric_roots(grams[:, :c, :c])
    stacked = np.swapaxes(carriers.maps @ roots, 1, 2).reshape(m * c, p_all)
    basis = orthogonal_basis(stacked, n)
    refuse_hidden(fixed, fixed.column_names, basis)
    if len(basis.kept) >= n:
        raise ModelError(
            f"{n} rows cannot estimate {len(basis.kept)} fixed-effect columns: "
            "take terms out of the formula"
        )
    internal_maps = basis.transform.T @ carriers.maps[:, list(basis.kept)]
    # The response was centred; its centre is a multiple of the first carrier, the intercept.
    with_response = grams[:, :c, c] + centre * grams[:, :c, 0]
    internal = np.einsum("tpc,tc->p", internal_maps, with_response) / n
    maps = np.zeros((m, len(basis.kept) + 1, c + 1))
    maps[:, :-1, :c] = internal_maps
    maps[:, -1, :c] = -(internal @ internal_maps)
    maps[:, -1, 0] += centre
    maps[:, :, :c] = _without_zeros(maps[:, :, :c], grams[:, :c, :c].sum(axis=0))
    maps[:, -1, c] = 1.0
    above = float(grams[:, 0, c].sum())
    left = np.einsum("tc,tcd,td->", maps[:, -1], grams, maps[:, -1])
    return SummedDesign(
        formula=formula,
        offset=basis.transform @ internal,
        basis=basis,
        column_names=fixed.column_names,
        fixed=fixed,
        rows_dropped=reduction.rows_dropped,
        notes=(
            *design_notes(formula, fixed, reduction.changing, reduction.n_subjects),
            *reduction.notes,
        ),
        planned=scheme.planned,
        reduction=reduction,
        products=tuple(
            (label, tuple(str(scheme.visits[t]) for t in seen), cross.mapped(maps[seen]))
            for label, seen, cross in strata
        ),
        fingerprint=Fingerprint(
            mean=centre + above / n,
            spread=float(grams[:, c, c].sum()) - above**2 / n,
            residual=float(left),
            log_volume=log_volume(basis.transform, n),
        ),
    )


def summed_patterns(design: SummedDesign, term: CovarianceTerm) -> PatternProblem:
    """The problem of a residual covariance for sums.

    Raises:
        ModelError: a visit or pair of visits has too few people for it, or it depends on the order
            of visits that are text.
    """
    planned = design.reduction.scheme.planned
    refuse_alphabetical(term, planned.ordered)
    strata = []
    for label, visits, cross in design.products:
        places = planned.places(visits)
        refuse_too_few(
            term, label, visits, places, cross, of_fixed_part=term.visit in design.fixed.factors
        )
        strata.append(Stratum(label, visits, cross, covariance_family(term.family, places)))
    return PatternProblem(tuple(strata), n_subjects=design.reduction.n_subjects)


def _without_zeros(maps: Array, gram: Array) -> Array:
    """The maps (m, p + 1, C) without the combinations of carriers that are zero in every row.

    Without an intercept the arms' indicators are carriers beside the intercept, which is their sum.
    A large mean, of the response or of a covariate, then stands in the maps once as itself and once
    as its negative at every arm, and the products of both would cost the digits of what is left.
    `gram` (C, C) is the sum over all rows.
    """
    lengths = np.sqrt(np.diag(gram))
    lengths = np.where(lengths > 0, lengths, 1.0)
    values, vectors = np.linalg.eigh(gram / np.outer(lengths, lengths))
    zero = vectors[:, values <= SUM_TOLERANCE**2 * values[-1]]
    if not zero.size:
        return maps
    scaled = maps * lengths
    return np.asarray((scaled - scaled @ zero @ zero.T) / lengths)


def _fixed_part(reduction: Reduction) -> FixedPart:
    scheme, n = reduction.scheme, max(reduction.n_observations, 1)
    return FixedPart(
        scheme.parsed.fixed,
        scheme.factors,
        {name: scheme.centre[name] + total / n for name, total in reduction.numeric_sums.items()},
        partial(cells_frame, scheme.factors, reduction.cell_rows),
    )


def _refuse_other_formula(formula: ModelFormula, reduction: Reduction) -> None:
    parsed = reduction.scheme.parsed
    term, summed = formula.covariance, parsed.covariance
    assert summed is not None
    if term is None or formula.random or not term.structure.of_visits:
        raise ModelError(
            f"formula {formula.text!r}: random effects and real times need the rows, and a "
            "reduction has sums over visits only"
        )
    same = (term.visit, term.subject, term.group) == (summed.visit, summed.subject, summed.group)
    if (formula.response, formula.fixed) != (parsed.response, parsed.fixed) or not same:
        raise ModelError(
            f"formula {formula.text!r} is not that of the sums, {parsed.text!r}: only the "
            "covariance's family may differ; reduce the data again"
        )


def _refuse_empty(reduction: Reduction) -> None:
    """A level without a complete row."""
    scheme = reduction.scheme
    rows = reduction.cell_rows.reshape([1, *(len(levels) for levels in scheme.factors.values())])
    for axis, (name, levels) in enumerate(scheme.factors.items(), start=1):
        others = tuple(other for other in range(rows.ndim) if other != axis)
        seen = rows.sum(axis=others) > 0
        unseen = [str(place + 1) for place in np.flatnonzero(~seen)]
        if unseen:
            raise ModelError(
                f"{name!r} has no complete row at its level {' and '.join(unseen)} of "
                f"{len(levels)}: leave that out of levels="
            )


def _refuse_constant(formula: ModelFormula, grams: Array, n: int, centre: float) -> None:
    """The response's sum of squares about its mean is nothing but rounding."""
    total, squares = float(grams[:, 0, -1].sum()), float(grams[:, -1, -1].sum())
    rounding = 1e-14 * squares + n * (1e-14 * centre) ** 2
    if squares - total**2 / n <= rounding:
        raise ModelError(
            f"the outcome {formula.response!r} has the same value in all {n} rows: "
            "there is nothing to model"
        )

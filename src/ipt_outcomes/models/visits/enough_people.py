"""Whether the people at each visit, and at each pair of visits, can identify a covariance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.covariance.correlation import Places, lags, lags_shown
from ipt_outcomes.models.covariance.identification import UnidentifiedCovarianceError
from ipt_outcomes.models.design.subjects import group_for_message, names_for_message
from ipt_outcomes.models.formula import CovarianceTerm
from ipt_outcomes.models.visits.cross_products import CrossProducts

_LEAST_PAIR = 2


def refuse_too_few(
    term: CovarianceTerm,
    label: str | None,
    visits: tuple[str, ...],
    places: Places,
    cross: CrossProducts,
    *,
    of_fixed_part: bool,
) -> None:
    """Counts that no estimate can do without; what they let pass the information may still refuse.

    `visits` are those that someone of the arm came to, `places` where they stand among the planned.
    `of_fixed_part` says that they are a factor of the fixed part too: no one puts people there, and
    a message may name them however few people there are.

    Raises:
        UnidentifiedCovarianceError: a visit, a pair of visits, a lag or a step from one visit to
            the next has too few people.
    """
    where = group_for_message(term, label, int(cross.people.sum()))
    pairs = cross.pairs_seen()
    if not of_fixed_part:
        visits = names_for_message(visits, int(cross.people.sum()))
    if len(visits) > 1 and not np.triu(pairs, 1).any():
        raise UnidentifiedCovarianceError(term, f"no one{where} was seen at two visits")
    structure = term.structure
    if structure.variance_by_visit:
        _refuse_small_visits(term, where, visits, cross)
    if structure.correlations == "pair":
        _refuse_small_pairs(term, where, visits, pairs)
    if structure.correlations == "lag":
        apart = np.triu(lags(places))
        for lag in lags_shown(places):
            count = int(pairs[apart == lag].sum())
            if count < 2:
                raise UnidentifiedCovarianceError(
                    term,
                    f"{count} pairs of scores{where} are {lag} visits apart: their covariance "
                    "cannot be estimated",
                )
    if structure.correlations == "step":
        for step in range(1, len(visits)):
            across = int(pairs[:step, step:].sum())
            if across < 2:
                raise UnidentifiedCovarianceError(
                    term,
                    f"{across} people{where} were seen both before and after the step from "
                    f"{term.visit} {visits[step - 1]} to {visits[step]}: its correlation cannot "
                    "be estimated",
                )


def _refuse_small_visits(
    term: CovarianceTerm, where: str, visits: tuple[str, ...], cross: CrossProducts
) -> None:
    """An unstructured matrix needs as many residual df as it has visits, one variance needs one."""
    unstructured = term.structure.correlations == "pair"
    needed = len(visits) if unstructured else 1
    people = np.diag(cross.pairs_seen())
    if int(people.min()) - cross.n_columns >= needed:
        # The rank of their rows is at most that of all.
        return
    residual_df = cross.residual_df()
    for visit, df, count in zip(visits, residual_df, people, strict=True):
        if df < needed:
            wanted = (
                f"an unstructured covariance of {needed} visits"
                if unstructured
                else "a variance of its own"
            )
            raise UnidentifiedCovarianceError(
                term,
                f"{count} people at {term.visit} {visit}{where} are too few: they leave {df} "
                f"residual degrees of freedom for {wanted}",
                "leave out the visit",
            )


def _refuse_small_pairs(
    term: CovarianceTerm, where: str, visits: tuple[str, ...], pairs: NDArray[np.int64]
) -> None:
    if pairs.min() >= _LEAST_PAIR:
        return
    for index, visit in enumerate(visits):
        for other in range(index):
            if pairs[index, other] < _LEAST_PAIR:
                raise UnidentifiedCovarianceError(
                    term,
                    f"{pairs[index, other]} people{where} were seen at both {term.visit} "
                    f"{visits[other]} and {visit}: their covariance cannot be estimated",
                    "leave out the visit",
                )

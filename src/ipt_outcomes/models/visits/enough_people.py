"""Whether the people at each visit, and at each pair of visits, can identify a covariance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.covariance.identification import UnidentifiedCovarianceError
from ipt_outcomes.models.covariance.registry import (
    BY_LAG,
    BY_STEP,
    COUNTS_VISITS,
    HETEROGENEOUS,
)
from ipt_outcomes.models.design.subjects import group_for_message, names_for_message
from ipt_outcomes.models.formula import CovarianceTerm
from ipt_outcomes.models.visits.cross_products import CrossProducts


def refuse_too_few(
    term: CovarianceTerm, label: str | None, visits: tuple[str, ...], cross: CrossProducts
) -> None:
    """Counts that no estimate can do without; what they let pass the information may still refuse.

    Raises:
        UnidentifiedCovarianceError: a visit, a pair of visits, a lag or a step from one visit to
            the next has too few people.
    """
    where = group_for_message(term, label, int(cross.people.sum()))
    pairs = cross.pairs_seen()
    visits = names_for_message(visits, int(cross.people.sum()))
    if len(visits) > 1 and not np.triu(pairs, 1).any():
        raise UnidentifiedCovarianceError(term, f"no one{where} was seen at two visits")
    if term.family in HETEROGENEOUS:
        _refuse_small_visits(term, where, visits, cross)
    if term.family == "us":
        _refuse_small_pairs(term, where, visits, pairs)
    if term.family in BY_LAG:
        for lag in range(1, len(visits)):
            count = int(np.diagonal(pairs, lag).sum())
            if count < 2:
                raise UnidentifiedCovarianceError(
                    term,
                    f"{count} pairs of scores{where} are {lag} visits apart: their covariance "
                    "cannot be estimated",
                )
    if term.family in BY_STEP:
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
    needed = len(visits) if term.family == "us" else 1
    residual_df, people = cross.residual_df(), np.diag(cross.pairs_seen())
    for visit, df, count in zip(visits, residual_df, people, strict=True):
        if df < needed:
            wanted = (
                f"an unstructured covariance of {needed} visits"
                if term.family == "us"
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
    for index, visit in enumerate(visits):
        for other in range(index):
            if pairs[index, other] < 2:
                raise UnidentifiedCovarianceError(
                    term,
                    f"{pairs[index, other]} people{where} were seen at both {term.visit} "
                    f"{visits[other]} and {visit}: their covariance cannot be estimated",
                    "leave out the visit",
                )


def refuse_gap(
    term: CovarianceTerm, where: str, visits: tuple[str, ...], every: tuple[str, ...]
) -> None:
    """A covariance that counts the visits between needs those that an arm does not have.

    Raises:
        UnidentifiedCovarianceError: the arm has no one at a visit between two of its visits.
    """
    if term.family not in COUNTS_VISITS:
        return
    first, last = every.index(visits[0]), every.index(visits[-1])
    gaps = [visit for visit in every[first:last] if visit not in visits]
    if gaps:
        raise UnidentifiedCovarianceError(
            term,
            f"no one{where} was seen at {term.visit} {', '.join(gaps)}, and "
            f"{term.family} counts the visits in between",
        )

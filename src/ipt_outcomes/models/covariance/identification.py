"""A covariance that the data cannot tell, and the next simpler one."""

from __future__ import annotations

from dataclasses import replace

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import CovarianceTerm


class UnidentifiedCovarianceError(ModelError):
    """The covariance `term` cannot be estimated from these data; another might be.

    `remedy` is what else helps, beside the next simpler covariance, which the message names.
    """

    def __init__(self, term: CovarianceTerm, reason: str, remedy: str | None = None) -> None:
        remedies = [remedy] if remedy else []
        simpler = next_simpler(term)
        if simpler is not None:
            remedies.insert(0, f"use a simpler covariance, such as {simpler}")
        advice = f"; {', or '.join(remedies)}" if remedies else ""
        super().__init__(f"term {term}: {reason}{advice}")


def next_simpler(term: CovarianceTerm) -> CovarianceTerm | None:
    """First one covariance for all arms, then the family with fewer parameters; None after cs."""
    if term.group is not None:
        return replace(term, group=None)
    simpler = term.structure.simpler
    return None if simpler is None else replace(term, family=simpler)

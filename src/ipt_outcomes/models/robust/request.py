"""What was asked of a sandwich, checked, and how a fit obtains it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.likelihood import Evaluation
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import Problem
from ipt_outcomes.models.robust.freedom import SandwichFreedom
from ipt_outcomes.models.robust.row_covariance import Codes, row_covariance
from ipt_outcomes.models.robust.sandwich import Sandwich, sandwich
from ipt_outcomes.models.robust.whitened_clusters import (
    default_clusters,
    named_clusters,
    refuse_split_blocks,
    whitened_by_blocks,
    whitened_clusters,
)

MOST_WORK = 1e11
"""Rows of a cluster, cubed and summed, beyond which CR2 with random effects is refused: minutes."""


@dataclass(frozen=True)
class ClusteredSandwich:
    """A sandwich in internal columns, and how many clusters it has."""

    estimate: Sandwich
    n_clusters: int

    @property
    def covariance(self) -> Array:
        """(p, p), in internal columns."""
        return self.estimate.covariance

    def freedom_for(self, transform: Array) -> SandwichFreedom:
        """What it says of functions of the user's coefficients, transform @ internal."""
        freedom = self.estimate.freedom
        return SandwichFreedom(
            coordinates=np.ascontiguousarray(freedom.coordinates @ transform.T),
            left_out=np.ascontiguousarray(freedom.left_out),
            trace=np.ascontiguousarray(freedom.trace),
            products=np.ascontiguousarray(freedom.products),
        )


@dataclass(frozen=True)
class SandwichRequest:
    """vcov, the cluster's column or None, the probability weights' column or None."""

    vcov: str
    cluster: str | None
    probability_weights: str | None

    def sandwich(
        self, design: Design, problem: Problem, theta: Array, at: Evaluation, freedom: bool
    ) -> ClusteredSandwich:
        """The sandwich at theta.

        Raises:
            ModelError: the clusters do not fit the model; see `whitened_clusters.py` and
                `sandwich.py`.
        """
        covariance = row_covariance(design, problem, theta)
        if self.cluster is None:
            cluster = default_clusters(covariance)
        else:
            cluster = named_clusters(design, self.cluster)
        refuse_split_blocks(covariance, cluster, repr(self.cluster or "default"))
        weights = design.probability_weights
        if weights is not None and (pd.Series(weights).groupby(cluster).nunique() > 1).any():
            raise ModelError(
                f"probability weights {self.probability_weights!r} vary within clusters "
                f"{self.cluster!r}: cluster by the person"
            )
        club = problem.kind == "random"
        if club and self.vcov == "CR2":
            _refuse_long(cluster)
            whitened = whitened_clusters(design, covariance, cluster, at.beta)
        else:
            whitened = whitened_by_blocks(design, covariance, cluster, at.beta)
        estimate = sandwich(
            whitened,
            at.phi,
            self.vcov,
            root="clubSandwich" if club else "symmetric",
            freedom=freedom,
            row_weights=weights,
            row_roots=design.root_weights,
        )
        return ClusteredSandwich(estimate, int(cluster.max()) + 1)


def _refuse_long(cluster: Codes) -> None:
    """clubSandwich's root is of a cluster's whole matrix: its time is the cube of its rows."""
    sizes = np.bincount(cluster).astype(np.float64)
    if (sizes**3).sum() > MOST_WORK:
        raise ModelError(
            f"vcov='CR2' with random effects would take long: its time is the cube of a cluster's "
            f"rows, and the largest of {len(sizes)} clusters has {int(sizes.max())}; take "
            "vcov='CR3', or a finer cluster"
        )


def sandwich_request(
    vcov: str, cluster: str | None, probability_weights: str | None
) -> SandwichRequest | None:
    """The request, or None for the model-based covariance.

    Raises:
        ModelError: a cluster or probability weights without a sandwich.
    """
    if vcov == "model":
        for name, given in (("cluster", cluster), ("probability_weights", probability_weights)):
            if given is not None:
                raise ModelError(f"{name} needs a sandwich: vcov='CR2' (or 'CR0', 'CR3')")
        return None
    return SandwichRequest(vcov, cluster, probability_weights)

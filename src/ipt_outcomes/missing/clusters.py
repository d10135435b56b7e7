"""Random effects of clusters in the imputation model: their columns, as further coefficients.

y = X beta + Z u + e, u ~ N(0, G) for every cluster. To the draws, u are coefficients like beta,
with a prior: the precision of (beta, u) is that of generalised least squares plus G^-1 at u
(Lindley and Smith 1972, J R Stat Soc B 34:1-41). The rows are summed once.

Formulas: docs/methods.md, "Draws of the parameters".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.missing.wishart import inverse_wishart
from ipt_outcomes.models.design.design import Design
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.terms import random_part

MOST_COLUMNS = 300
"""Cluster effects that are drawn together."""
_PRIOR_DF = 2.0


@dataclass(frozen=True)
class Block:
    """The effects of one random term: `levels` clusters with `size` effects each, from `start`."""

    label: str
    start: int
    levels: int
    size: int
    plain: bool

    @property
    def columns(self) -> slice:
        """The places of its effects among all."""
        return slice(self.start, self.start + self.levels * self.size)


@dataclass(frozen=True, repr=False, eq=False)
class ClusterPart:
    """The columns Z (rows of the schedule, C) and the terms that they belong to.

    spread  the standard deviation, in points of the score, beyond which effects are unlikely
    """

    columns: Array
    blocks: tuple[Block, ...]
    spread: float

    def without_counterpart(self, of_reference: Array) -> list[str]:
        """Terms whose effects have no counterpart in the reference arm, whose rows are (rows,).

        (1 | cluster) is there whatever a person is assumed to have had. Of a term whose columns are
        zero in the whole reference arm, that counterpart is zero: it has no such clusters.
        """
        return [
            block.label
            for block in self.blocks
            if not block.plain and self.columns[of_reference][:, block.columns].any()
        ]

    def as_in_reference(self) -> Array:
        """(C,) 1 for effects that stay with a person in the reference arm, else 0."""
        stays = np.zeros(self.columns.shape[1])
        for block in self.blocks:
            stays[block.columns] = float(block.plain)
        return stays

    def start(self, k: int) -> list[Array]:
        """(k, size, size) for each term: a tenth of the residual variance."""
        return [
            np.tile(np.eye(block.size) * self.spread**2 / 10.0, (k, 1, 1)) for block in self.blocks
        ]

    def precision(self, covariances: list[Array]) -> Array:
        """(k, C, C): G^-1 for every cluster of every term."""
        k, c = len(covariances[0]), self.columns.shape[1]
        made = np.zeros((k, c, c))
        for block, covariance in zip(self.blocks, covariances, strict=True):
            inverse = np.linalg.inv(covariance)
            for level in range(block.levels):
                at = slice(block.start + level * block.size, block.start + (level + 1) * block.size)
                made[:, at, at] = inverse
        return made

    def draw(
        self, effects: Array, covariances: list[Array], random: np.random.Generator
    ) -> list[Array]:
        """G given the effects u (k, C), by one step each of Huang and Wand's scales and of G.

        ASSUME: the prior of a standard deviation among clusters is half-t with 2 degrees of freedom
        and the residual standard deviation as scale, that of correlations is uniform (Huang and
        Wand 2013, Bayesian Anal 8:439-452): flat near zero, where few clusters often put it.
        """
        made = []
        for block, before in zip(self.blocks, covariances, strict=True):
            k, q = len(effects), block.size
            end = block.start + block.levels * q
            u = effects[:, block.start : end].reshape(k, block.levels, q)
            inverse = np.diagonal(np.linalg.inv(before), axis1=1, axis2=2)
            rate = _PRIOR_DF * inverse + 1.0 / self.spread**2
            scales = rate / random.gamma((_PRIOR_DF + q) / 2.0, size=(k, q))
            prior = 2.0 * _PRIOR_DF * np.eye(q) / scales[:, None, :]
            df = _PRIOR_DF + q - 1 + block.levels
            made.append(inverse_wishart(df, prior + np.swapaxes(u, 1, 2) @ u, random))
        return made


def cluster_part(formula: ModelFormula, typed: TypedColumns, design: Design) -> ClusterPart:
    """The random effects of a formula over the rows of a schedule.

    Raises:
        ModelError: a term's group is missing, or is the person; there are too many clusters.
    """
    term = formula.covariance
    assert term is not None
    for each in formula.random:
        if term.subject in each.groups:
            raise ModelError(
                f"random term {each}: {term} has the person's part of the variance already; take "
                "the random term out"
            )
    part = random_part(formula.random, typed)
    columns: list[Array] = []
    blocks: list[Block] = []
    start = 0
    plain = {str(term): term.expression == "1" for term in formula.random}
    for component in part.components:
        codes = part.codes[component.factor]
        levels, q = part.n_levels[component.factor], component.size
        wide = np.zeros((typed.n_rows, levels * q))
        on = np.flatnonzero(codes >= 0)
        for column in range(q):
            wide[on, codes[on] * q + column] = component.values[on, column]
        columns.append(wide)
        blocks.append(Block(component.label, start, levels, q, plain[component.label]))
        start += levels * q
    if start > MOST_COLUMNS:
        raise ModelError(
            f"{start} effects of clusters are more than the {MOST_COLUMNS} that are drawn "
            "together: keep the larger clusters"
        )
    spread = float(np.sqrt(design.y @ design.y / len(design.y)))
    return ClusterPart(np.hstack(columns), tuple(blocks), spread)

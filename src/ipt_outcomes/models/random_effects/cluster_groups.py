"""The rows of a fit by cluster: what outer random effects join, with Z beside X and y."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ipt_outcomes.models.design.orthogonal import triangle_of
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.random_effects.blocks import memberships
from ipt_outcomes.models.random_effects.effect_columns import EffectColumns, effect_columns
from ipt_outcomes.models.random_effects.parameters import entries
from ipt_outcomes.models.random_effects.terms import Codes, RandomPart

LARGEST = 10**8
"""Numbers in one group's Z beside z, beyond which it is refused (800 MB)."""


@dataclass(frozen=True, repr=False)
class ClusterGroup:
    """Clusters with the same numbers of outer levels.

    rows      (n_g) row numbers
    cluster   (n_g) each row's cluster, from 0
    c         (n_g, Q + p + 1) outer design, fixed columns, response
    columns   the outer parameters in the Q columns
    """

    rows: Codes
    cluster: Codes
    c: Array
    columns: tuple[EffectColumns, ...]

    @property
    def n_clusters(self) -> int:
        """m."""
        return int(self.cluster.max(initial=-1)) + 1

    def triangles(self, rows: Array, cluster: Codes) -> Array:
        """(m, width, width): a triangular factor of the rows (any, width) of each cluster."""
        width = rows.shape[-1]
        result = np.zeros((self.n_clusters, width, width))
        order = np.argsort(cluster, kind="stable")
        ends = np.cumsum(np.bincount(cluster, minlength=self.n_clusters))
        begin = 0
        for number, end in enumerate(ends):
            if end > begin:
                triangle = triangle_of(rows[order[begin:end]])
                result[number, : len(triangle)] = triangle
            begin = end
        return result


def cluster_groups(part: RandomPart, inner: int, z: Array) -> Iterator[ClusterGroup]:
    """The clusters of all rows, factor `inner` being what is eliminated inside them.

    Levels of the inner factor that no outer effect reaches make one cluster together.

    Raises:
        ModelError: a group of clusters has too many rows and outer levels.
    """
    block_of_row, places, levels = memberships(part)
    outer = tuple(c for c in part.components if c.factor != inner)
    levels[:, inner] = 0
    shapes, shape_of_block = np.unique(levels, axis=0, return_inverse=True)
    shape_of_row = shape_of_block.ravel()[block_of_row]
    for number, shape in enumerate(shapes):
        rows = np.flatnonzero(shape_of_row == number)
        cluster = np.unique(block_of_row[rows], return_inverse=True)[1].ravel()
        if not shape.any():
            cluster = np.zeros(len(rows), dtype=np.int64)
        sizes = tuple(component.size for component in outer)
        widths = [component.size * int(shape[component.factor]) for component in outer]
        starts = tuple(int(end) for end in np.cumsum([0, *widths]))
        if len(rows) * (starts[-1] + z.shape[1]) > LARGEST:
            raise ModelError(
                f"the grouping factors connect {len(rows)} rows and {starts[-1]} random effects "
                "besides those of the factor with most levels: too many. Make a factor with few "
                "levels, such as a site, a fixed effect: that usually breaks the clusters up"
            )
        design = np.zeros((len(rows), starts[-1]))
        for component, start in zip(outer, starts[:-1], strict=True):
            place = places[component.factor][rows]
            on = np.flatnonzero(place >= 0)
            for j in range(component.size):
                design[on, start + place[on] * component.size + j] = component.values[rows[on], j]
        yield ClusterGroup(
            rows=rows,
            cluster=cluster.astype(np.int64),
            c=np.column_stack([design, z[rows]]),
            columns=effect_columns(sizes, starts[:-1], entries(outer), starts[-1]),
        )

"""The one pass over the rows: people sorted by how many times they have, and by which.

People with the same times share V. However many they are, their stacked rows (people, n q) have the
cross-products of at most n q rows, the triangular factor of their QR decomposition: these rows are
kept in their place. Where everyone has times of their own nothing is lost and nothing gained.

Formulas: docs/methods.md, "Real times".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False)
class Schedules:
    """R schedules of n times each.

    times     (R, n) increasing
    people    (R,) how many people have each
    mass      (R,) the sum of their probability weights; without weights their number
    z         (B, n, q) stacked rows (X, y), of people or in their place
    schedule  (B,) whose schedule each of these is
    """

    times: Array
    people: NDArray[np.int64]
    mass: Array
    z: Array
    schedule: NDArray[np.intp]

    @property
    def distances(self) -> Array:
        """(R, n, n)."""
        return np.abs(self.times[:, :, None] - self.times[:, None, :])

    @property
    def n_observations(self) -> int:
        """Rows that went in."""
        return int(self.people.sum() * self.times.shape[1])


def schedules(
    z: Array, subject: NDArray[np.intp], time: Array, weight: Array | None = None
) -> tuple[Schedules, ...]:
    """One `Schedules` for each number of times that people have.

    `z` (n, q), `time` (n,); `weight` (n,) are probability weights, constant within people.
    """
    order = np.lexsort((time, subject))
    weight = np.ones(len(time)) if weight is None else weight[order]
    z, time = z[order] * np.sqrt(weight)[:, None], time[order]
    _, counts = np.unique(subject, return_counts=True)
    begins = np.cumsum(counts) - counts
    found = []
    for n in np.unique(counts):
        rows = begins[counts == n][:, None] + np.arange(n)
        times, schedule, people = np.unique(
            time[rows], axis=0, return_inverse=True, return_counts=True
        )
        mass = np.bincount(schedule.ravel(), weights=weight[rows[:, 0]]).astype(np.float64)
        stacks, owners = _reduced(z[rows], schedule.ravel(), people)
        found.append(Schedules(times, people.astype(np.int64), mass, stacks, owners))
    return tuple(found)


def _reduced(
    z: Array, schedule: NDArray[np.intp], people: NDArray[np.intp]
) -> tuple[Array, NDArray[np.intp]]:
    """The stacks (N, n, q), those of frequent schedules replaced by as few as have their sums."""
    n, q = z.shape[1:]
    frequent = people > n * q
    keep = ~frequent[schedule]
    stacks, owners = [z[keep]], [schedule[keep]]
    for index in np.flatnonzero(frequent):
        wide: Array = z[schedule == index].reshape(-1, n * q)
        factor = np.asarray(np.linalg.qr(wide, mode="r"), dtype=np.float64)
        stacks.append(factor.reshape(n * q, n, q))
        owners.append(np.full(n * q, index, dtype=np.intp))
    return np.concatenate(stacks), np.concatenate(owners)

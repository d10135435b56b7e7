"""People who are imputed alike: the same visits seen, the same covariance, the same strategy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipt_outcomes.missing.model import ImputationModel, refuse_reference_without_mean
from ipt_outcomes.missing.schedule import Places
from ipt_outcomes.missing.strategies import Given, Strategy, strategies_of
from ipt_outcomes.models.errors import ModelError


@dataclass(frozen=True, repr=False, eq=False)
class Group:
    """Some people, and how they are imputed.

    people    (n_g,) their places in the schedule
    seen, gaps, after  places of visits: with a score; missing before the last score; after it
    stratum, of_reference  numbers of the covariances of their arm and of the reference arm
    strategy  what is assumed of the visits after their last score
    """

    people: Places
    seen: Places
    gaps: Places
    after: Places
    stratum: int
    of_reference: int
    strategy: Strategy

    @property
    def left(self) -> int:
        """Visits up to the last score."""
        return len(self.seen) + len(self.gaps)

    @property
    def missing(self) -> Places:
        """Places of the visits that are imputed: the gaps, then those after the last score."""
        return np.concatenate([self.gaps, self.after])

    @property
    def later(self) -> int:
        """Which covariance the scores after the last one follow the earlier ones by."""
        own = self.strategy.covariance == "own"
        return self.stratum if own else self.of_reference


def groups_of(
    model: ImputationModel, strategies: tuple[Strategy, ...], which: Places
) -> tuple[Group, ...]:
    """The groups with missing scores, in a fixed order."""
    schedule = model.schedule
    lacking = np.flatnonzero(~schedule.seen.all(axis=1))
    if not len(lacking):
        return ()
    # Who never left has nothing for a strategy to say of.
    chosen = np.where(schedule.left == schedule.n_visits, 0, which)
    keys = np.column_stack([schedule.seen, model.strata, chosen]).astype(np.intp)[lacking]
    kinds, member = np.unique(keys, axis=0, return_inverse=True)
    member = member.ravel()
    groups = []
    for number, key in enumerate(kinds):
        people = lacking[member == number]
        seen = key[:-2].astype(bool)
        left = int(schedule.left[people[0]])
        places = np.arange(schedule.n_visits)
        groups.append(
            Group(
                people=people,
                seen=np.flatnonzero(seen),
                gaps=np.flatnonzero(~seen[:left]),
                after=places[left:],
                stratum=int(key[-2]),
                of_reference=model.of_reference,
                strategy=strategies[int(key[-1])],
            )
        )
    return tuple(groups)


def groups_under(model: ImputationModel, strategies: Given) -> tuple[Group, ...]:
    """The groups under strategies that the model can answer.

    # ASSUME: the effect of a cluster that is there before the treatment stays with its people
    # whatever they are assumed to have had; one of a kind that the reference arm has none of
    # (therapists, beside a waitlist) is zero there; of one that both arms have for themselves the
    # counterpart is another cluster's, not known, and reference-based strategies are refused.

    Raises:
        ModelError: as `impute`.
    """
    chosen, which = strategies_of(model.schedule, strategies)
    reference = model.schedule.arms.index(model.reference_label)
    uses_reference = np.array([each.uses_reference for each in chosen])[which]
    if uses_reference.any():
        if model.clusters is not None:
            rows = np.repeat(model.schedule.arm_codes == reference, model.schedule.n_visits)
            others = model.clusters.without_counterpart(rows)
            if others:
                raise ModelError(
                    f"strategies: {', '.join(others)} in the reference arm are other clusters than "
                    "a person's own, whose effects there are not known; with clusters, "
                    "reference-based strategies need (1 | cluster), or a reference arm without any"
                )
        refuse_reference_without_mean(model, uses_reference)
    return groups_of(model, chosen, which)

"""Judged people with their arm and cluster; who was never judged is counted as missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.estimate.clinical.categories import CATEGORIES, WITHOUT_CUTOFF
from ipt_outcomes.estimate.clinical.event import rule_of
from ipt_outcomes.models.arguments import column_names, data_frame, shown
from ipt_outcomes.models.design.columns import comparable, index_levels
from ipt_outcomes.models.design.typed_columns import Level, plain_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.status import OK

EVERYONE = "all"


@dataclass(frozen=True, repr=False, eq=False)
class JudgedPeople:
    """n people, in the order of the frame of people.

    arms, arm_codes  the arms in their order, and (n,) whose is which
    clusters         (n,) numbers, -1 for none; None where no cluster was named
    category         (n,) objects, None where missing
    functional_post  (n,) False where missing
    known            category names that the judgement can give
    has_cutoff       whether there was one
    """

    arms: tuple[Level, ...]
    arm_codes: NDArray[np.intp]
    clusters: NDArray[np.intp] | None
    category: NDArray[np.object_]
    functional_post: NDArray[np.bool_]
    known: tuple[str, ...]
    has_cutoff: bool

    @property
    def observed(self) -> NDArray[np.bool_]:
        """(n,) who has a category."""
        return np.asarray([each is not None for each in self.category], dtype=bool)

    def arm(self, label: Any, argument: str) -> int:
        """The place of an arm; None is the first.

        Raises:
            ModelError: there is no such arm.
        """
        if label is None:
            return 0
        if (wanted := plain_level(label)) not in self.arms:
            listed = ", ".join(map(shown, self.arms))
            raise ModelError(f"{argument} {shown(label)}: there is no such arm; there are {listed}")
        return self.arms.index(wanted)


def judged_people(
    change: Any,
    people: Any,
    *,
    participant: str,
    arm: str | None,
    cluster: str | None,
) -> JudgedPeople:
    """The rows of `clinical_change` beside the people that they are of.

    Without `people` everyone judged is of one arm, "all".

    Raises:
        ModelError: columns that are not there, people twice or without an arm, or judged people
            whom `people` does not have.
    """
    has_cutoff = not np.isnan(rule_of(change)["cutoff"])
    column_names(participant=participant, arm=arm, cluster=cluster)
    if people is None:
        if arm is not None or cluster is not None:
            raise ModelError("arm and cluster are columns of people=, which was not given")
        people = pd.DataFrame({participant: change["participant"]})
    people = data_frame(people, "the people")
    for argument, name in (("participant", participant), ("arm", arm), ("cluster", cluster)):
        if name is not None and name not in people.columns:
            raise ModelError(f"{argument} {shown(name)}: the people have no such column")
    order = _places(change["participant"], people[participant])
    sound = (change["status"] == OK).to_numpy() & change["category"].notna().to_numpy()
    category = np.full(len(people), None, dtype=object)
    category[order[sound]] = change["category"].astype(object).to_numpy()[sound]
    functional = np.zeros(len(people), dtype=bool)
    functional[order] = change["functional_post"].eq(True).fillna(False).to_numpy(dtype=bool)
    arms, codes = _arms(people[arm]) if arm is not None else ((EVERYONE,), None)
    if codes is None:
        codes = np.zeros(len(people), dtype=np.intp)
    return JudgedPeople(
        arms=arms,
        arm_codes=codes,
        clusters=None if cluster is None else pd.factorize(comparable(people[cluster]))[0],
        category=category,
        functional_post=functional,
        known=CATEGORIES if has_cutoff else WITHOUT_CUTOFF,
        has_cutoff=has_cutoff,
    )


def _places(judged: pd.Series, people: pd.Series) -> NDArray[np.intp]:
    """Of each judged person, the row among the people."""
    if absent := int(people.isna().sum()):
        raise ModelError(f"participant {people.name!r} is missing in {absent} rows of the people")
    listed = [plain_level(each) for each in comparable(people)]
    rows = {each: row for row, each in enumerate(listed)}
    if len(rows) < len(listed):
        raise ModelError(
            f"the people have {len(listed)} rows of {len(rows)} people: give one row a person"
        )
    wanted = [plain_level(each) for each in comparable(judged)]
    if strangers := sum(each not in rows for each in wanted):
        raise ModelError(
            f"{strangers} of {len(wanted)} judged people are not among the people: are their "
            "identifiers written alike?"
        )
    return np.array([rows[each] for each in wanted], dtype=np.intp)


def _arms(column: pd.Series) -> tuple[tuple[Level, ...], NDArray[np.intp]]:
    if absent := int(column.isna().sum()):
        raise ModelError(f"arm {column.name!r} is missing for {absent} people")
    levels = index_levels(column)
    if not isinstance(levels.dtype, pd.CategoricalDtype):
        levels = levels.astype(pd.CategoricalDtype(sorted(levels.unique())))
    levels = levels.cat.remove_unused_categories()
    labels = tuple(plain_level(each) for each in levels.cat.categories)
    return labels, np.asarray(levels.cat.codes, dtype=np.intp)

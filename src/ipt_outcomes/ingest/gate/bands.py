"""Numbers that could tell people apart, such as ages, written as the bands that the plan names."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.plan.plan import Plan


def in_bands(
    plan: Plan, people: pd.DataFrame, findings: Findings
) -> tuple[pd.DataFrame, list[str]]:
    """The participants with each banded number as its band's lower limit, and a note for each.

    The index of `people` is the file's lines. A number below the first limit is found. Missing
    stays missing.
    """
    if plan.privacy is None:
        return people, []
    columns = plan.participants.columns.variables
    columns |= {name: of.column for name, of in plan.participants.covariates.items()}
    people, notes = people.copy(deep=False), []
    for name, limits in plan.privacy.bands.items():
        if name not in people:
            continue
        values, starts = people[name], np.array(limits)
        findings.at(
            plan.participants.source,
            people.index[values < starts[0]],
            columns[name],
            f"below the first of privacy.bands.{name}, {limits[0]:g}",
            f"Let the bands begin lower in {plan.file}.",
        )
        place = np.searchsorted(starts, values.to_numpy(), side="right") - 1
        # ASSUME: in a model the band's lower limit stands for its people; of bands of one width
        # that is the same model as with their middles.
        people[name] = values.mask(values.notna(), starts[place.clip(0)])
        said = ", ".join(f"{limit:g}" for limit in limits)
        notes.append(
            f"{plan.participants.source}: {columns[name]} is written as the lower limit of its "
            f"band: {said}"
        )
    return people, notes

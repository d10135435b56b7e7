"""The same events in completed scores: rows beside those of the people observed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.clinical.event import clinical_event, rule_of
from ipt_outcomes.estimate.clinical.people import JudgedPeople
from ipt_outcomes.missing.event_rates import event_rates
from ipt_outcomes.missing.imputations import Imputations
from ipt_outcomes.models.arguments import shown
from ipt_outcomes.models.design.columns import comparable
from ipt_outcomes.models.design.typed_columns import Level, plain_level
from ipt_outcomes.models.errors import ModelError

RUBIN = "Rubin's rules"
RUBIN_OVER_CLUSTERS = "Rubin's rules, sums over clusters"
_KEPT = ("measure", "test", "comparison", "estimate", "ci_lower", "ci_upper", "status")
_SAME = 1e-9


def completed_rows(
    change: pd.DataFrame,
    imputations: Imputations,
    event: str,
    *,
    baseline: str,
    of_change: bool,
    against: Level,
    level: float,
) -> list[dict[str, Any]]:
    """What `event_rates` says of an event at the time after treatment that `change` has."""
    rates = event_rates(
        imputations,
        clinical_event(change, event, baseline=baseline, of_change=of_change),
        visit=plain_level(rule_of(change)["post_time"]),
        against=against,
        level=level,
    )
    schedule = imputations.model.schedule
    sizes = dict(zip(schedule.arms, np.bincount(schedule.arm_codes).tolist(), strict=True))
    method = RUBIN if imputations.model.clusters is None else RUBIN_OVER_CLUSTERS
    rows = []
    for each in rates.to_dict("records"):
        row = {name: each[name] for name in _KEPT} | {"ci_method": method}
        compared = row["comparison"] in sizes
        row["n_test"] = sizes[row["test"]]
        row["n_comparison"] = sizes[row["comparison"]] if compared else None
        rows.append(row)
    return rows


def refuse_other_imputations(
    imputations: Any,
    change: pd.DataFrame,
    judged: JudgedPeople,
    *,
    baseline: str | None,
    cluster: str | None,
) -> str:
    """The baseline's column, of imputations that are of the judged people.

    Raises:
        ModelError: they are no imputations, of other arms or clusters, or have another baseline
            than the scores before treatment.
    """
    if not isinstance(imputations, Imputations):
        raise ModelError(f"imputations take what impute() returns, and were {shown(imputations)}")
    schedule = imputations.model.schedule
    if baseline is None or baseline not in schedule.frame.columns:
        raise ModelError(
            f"baseline {shown(baseline)}: with imputations, name their column of scores before "
            "treatment"
        )
    if set(schedule.arms) != set(judged.arms):
        raise ModelError(
            f"the imputations are of the arms {', '.join(map(shown, schedule.arms))}, and the "
            f"people of {', '.join(map(shown, judged.arms))}"
        )
    _refuse_other_clusters(imputations, cluster)
    of_people = schedule.frame.iloc[:: schedule.n_visits]
    listed = [plain_level(each) for each in comparable(of_people[schedule.participant])]
    start = dict(zip(listed, of_people[baseline].astype(float), strict=True))
    known = [plain_level(each) for each in comparable(change["participant"])]
    pairs = np.array(
        [(start[who], pre) for who, pre in zip(known, change["pre"], strict=True) if who in start]
    ).reshape(-1, 2)
    differ = np.abs(pairs[:, 0] - pairs[:, 1]) > _SAME * (1.0 + np.abs(pairs[:, 1]))
    if not len(pairs) or differ.any():
        raise ModelError(
            f"baseline {baseline!r} is not the score before treatment for {int(differ.sum())} of "
            f"{len(pairs)} people: give the column in scale points, neither centred nor of others"
        )
    return baseline


def _refuse_other_clusters(imputations: Imputations, cluster: str | None) -> None:
    """Both sides heed the same clusters, or neither has any."""
    random = imputations.model.formula.random if imputations.model.clusters is not None else ()
    outermost = sorted({term.groups[0] for term in random})
    if outermost == ([] if cluster is None else [cluster]):
        return
    of_model = f"are {' and '.join(map(repr, outermost))}" if outermost else "are none"
    remedy = "name them in cluster="
    if not outermost:
        remedy = f"put (1 | {cluster}) into its formula"
    raise ModelError(
        f"cluster {shown(cluster)}: the clusters of the imputation model {of_model}; {remedy}, so "
        "that people are independent in both or in neither"
    )

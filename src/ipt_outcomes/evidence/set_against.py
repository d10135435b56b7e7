"""An entry of the plan's `indirect`: two treatments, by way of what both were compared with.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from ipt_outcomes.evidence.columns import INDIRECT
from ipt_outcomes.evidence.columns import studies as studies_said
from ipt_outcomes.evidence.in_context import Rows
from ipt_outcomes.evidence.indirect import indirect_comparison
from ipt_outcomes.evidence.own_study import own_study
from ipt_outcomes.evidence.planned_studies import PlannedStudies
from ipt_outcomes.models.status import NOT_ESTIMABLE, WITH_RESULT
from ipt_outcomes.plan.evidence import IndirectComparison
from ipt_outcomes.plan.plan import Plan

_LOST = ("estimate", "se", "df", "ci_lower", "ci_upper", "p_value")


def rows_set_against(
    plan: Plan,
    entry: IndirectComparison,
    studies: Mapping[str, PlannedStudies],
    pooled: Mapping[str, dict[str, Any]],
    outcomes: pd.DataFrame,
) -> Rows:
    """The rows of the tables of the stage, by the table's name.

    `studies` and `pooled` are, by the names of `evidence`, the studies and the row `other studies`
    of the table `evidence_pooled`. Where a study stands in both sets they are not independent, and
    there is a status and no number. The trial's own comparison stands beside it where the plan asks
    that contrast.
    """
    first, second = studies[entry.first].entry, studies[entry.second].entry
    one, other = pooled[entry.first], pooled[entry.second]
    named = {
        "evidence": entry.name,
        "outcome": first.outcome,
        "test": first.test,
        "comparison": second.test,
    }
    both = set(studies[entry.first].effects["study"]) & set(studies[entry.second].effects["study"])
    numbers: dict[str, Any] = dict.fromkeys(_LOST, np.nan)
    status = _in_both(len(both)) if both else NOT_ESTIMABLE
    if not both and np.isfinite([one["se"], other["se"]]).all():
        found = indirect_comparison(
            pd.DataFrame([one]),
            pd.DataFrame([other]),
            test=first.test,
            comparison=second.test,
            through=first.comparison,
            level=1.0 - plan.alpha,
        ).iloc[0]
        numbers, status = {name: found[name] for name in _LOST}, str(found["status"])
    people = [row["people"] for row in (one, other)]
    table = named | numbers | {
        **dict.fromkeys(_NOT_OF_TWO, np.nan),
        "pooled_of": INDIRECT,
        "studies": one["studies"] + other["studies"],
        "effects": one["effects"] + other["effects"],
        "people": float(np.sum(people)),
        "without_effect": one["without_effect"] + other["without_effect"],
        "dependence": "two sets of studies",
        "method": f"{entry.first} minus {entry.second} (Bucher)",
        "few_studies": one["few_studies"] or other["few_studies"],
        "comparison_is": INDIRECT,
        "status": status,
    }  # fmt: skip
    shown = [
        _shown(named, row, "pooled", f"{each.test} − {each.comparison}")
        for row, each in ((one, first), (other, second))
    ]
    if status in WITH_RESULT:
        shown.append(_shown(named, table, "indirect", "indirect"))
    shown += _trial(plan, named, outcomes)
    return {
        "evidence_pooled": [table],
        "evidence_studies": [
            row | {"place": place, "weight_percent": np.nan} for place, row in enumerate(shown, 1)
        ],
    }


_NOT_OF_TWO = (
    "prediction_lower", "prediction_upper", "tau2", "tau2_lower", "tau2_upper", "omega2", "i2",
    "i2_lower", "i2_upper", "q", "q_df", "q_p_value",
)  # fmt: skip


def _in_both(count: int) -> str:
    return f"{studies_said(count)} {'stands' if count == 1 else 'stand'} in both sets"


def _shown(named: dict[str, str], row: Mapping[str, Any], kind: str, label: str) -> dict[str, Any]:
    numbers = {name: row[name] for name in ("estimate", "se", "ci_lower", "ci_upper")}
    return named | numbers | {
        "row": kind,
        "label": label,
        "study": None,
        "n_test": pd.NA,
        "n_comparison": pd.NA,
        "made_from": None,
        "comparison_is": row["comparison_is"],
    }  # fmt: skip


def _trial(plan: Plan, named: dict[str, str], outcomes: pd.DataFrame) -> list[dict[str, Any]]:
    """The trial's own comparison of the two, where the plan asks it."""
    pair = (named["test"], named["comparison"])
    asked = [
        (each.test, each.comparison)
        for each in plan.contrasts
        if not each.outcomes or named["outcome"] in each.outcomes
    ]
    if pair not in asked:
        return []
    own = own_study(plan, outcomes, named["outcome"], *pair)
    if own.empty:
        return []
    row = own.iloc[0]
    margin = float(special.ndtri(1.0 - plan.alpha / 2.0)) * float(row["g_se"])
    interval = {
        "estimate": row["g"],
        "se": row["g_se"],
        "ci_lower": row["g"] - margin,
        "ci_upper": row["g"] + margin,
        "comparison_is": row["comparison_kind"],
    }
    return [
        _shown(named, interval, "trial", "This trial")
        | {
            "study": plan.trial,
            "n_test": row["n_1"],
            "n_comparison": row["n_2"],
            "made_from": row["source"],
        }
    ]

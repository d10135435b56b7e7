"""Made-up tables of other studies, for every entry of a plan's `evidence` and `indirect`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ipt_outcomes.plan.plan import Plan

from .made_up import typed

NONE = float("nan")


def made_up_evidence(plan: Plan, studies: int = 12) -> dict[str, pd.DataFrame]:
    """The four tables by name: studies at 0.1, 0.2 ... with the trial at 0.55 and g 0.6 pooled."""
    rows: dict[str, list[dict[str, Any]]] = {
        "evidence_studies": [], "evidence_pooled": [], "evidence_small_studies": [],
        "evidence_left_out": [],
    }  # fmt: skip
    for each in plan.evidence:
        which = {
            "evidence": each.name, "outcome": each.outcome, "test": each.test,
            "comparison": each.comparison,
        }  # fmt: skip
        _entry(rows, which, studies)
    named = {each.name: each for each in plan.evidence}
    for pair in plan.indirect:
        first, second = named[pair.first], named[pair.second]
        which = {
            "evidence": pair.name, "outcome": first.outcome, "test": first.test,
            "comparison": second.test,
        }  # fmt: skip
        label = f"{first.test} − {first.comparison}"
        shown = [
            _line(which, 1, "pooled", 0.6, label=label),
            _line(which, 2, "indirect", 0.05, label="indirect", comparison_is="indirect"),
            _line(which, 3, "trial", 0.1, study=plan.trial, label="This trial"),
        ]
        rows["evidence_studies"] += shown
        rows["evidence_pooled"].append(pooled_row(which, "indirect", 2 * studies, 0.05))
    return {name: typed(name, own) for name, own in rows.items()}


def _entry(rows: dict[str, list[dict[str, Any]]], which: dict[str, str], studies: int) -> None:
    lines = [
        _line(which, 0, "study", 0.1 * (place + 1), study=f"S{place}", weight_percent=100 / studies)
        for place in range(studies)
    ]
    lines += [
        _line(which, 0, "trial", 0.55, study="demo", label="This trial"),
        _line(which, 0, "pooled", 0.6, label="pooled"),
        _line(which, 0, "prediction", 0.6, label="prediction", ci_lower=0.0, ci_upper=1.2),
    ]
    rows["evidence_studies"] += [line | {"place": n} for n, line in enumerate(lines, 1)]
    rows["evidence_pooled"] += [
        pooled_row(which, "other studies", studies, 0.6),
        pooled_row(which, "with this trial", studies + 1, 0.59),
    ]
    test = _numbers(0.4) | {"predictor": "sample size", "studies": studies, "status": "ok"}
    rows["evidence_small_studies"] += [
        which | test | {"term": term, "df": 5.0, "p_value": 0.3} for term in ("slope", "limit")
    ]
    left = {"df": 9.0, "tau2": 0.04, "i2": 40.0, "studies": studies - 1, "status": "ok"}
    rows["evidence_left_out"] += [
        which | _numbers(0.6) | left | {"left_out": f"S{place}"} for place in range(studies)
    ]


def _numbers(estimate: float) -> dict[str, float]:
    return {
        "estimate": estimate, "se": 0.2, "ci_lower": estimate - 0.4, "ci_upper": estimate + 0.4
    }  # fmt: skip


def _line(
    which: dict[str, str], place: int, row: str, estimate: float, **others: Any
) -> dict[str, Any]:
    people = 40 if row in ("study", "trial") else pd.NA
    line = which | _numbers(estimate) | {
        "place": place, "row": row, "label": others.get("study"), "study": None,
        "weight_percent": NONE, "n_test": people, "n_comparison": people, "made_from": "means",
        "comparison_is": "randomised",
    }  # fmt: skip
    return line | others


def pooled_row(
    which: dict[str, str], pooled_of: str, studies: int, estimate: float
) -> dict[str, Any]:
    """A row of `evidence_pooled`; an indirect one has no heterogeneity."""
    there = pooled_of != "indirect"
    spread = {
        "prediction_lower": 0.0, "prediction_upper": 1.2, "tau2": 0.04, "tau2_lower": 0.01,
        "tau2_upper": 0.2, "omega2": NONE, "i2": 40.0, "i2_lower": 5.0, "i2_upper": 70.0,
        "q": 18.0, "q_df": 11.0, "q_p_value": 0.08,
    }  # fmt: skip
    return which | _numbers(estimate) | {
        key: value if there else NONE for key, value in spread.items()
    } | {
        "pooled_of": pooled_of, "df": 11.0, "p_value": 0.001, "studies": studies,
        "effects": studies, "people": 80 * studies, "without_effect": 0,
        "dependence": "one effect a study: as given", "method": "random effects, REML",
        "few_studies": studies < 5, "comparison_is": "randomised" if there else "indirect",
        "status": "ok",
    }  # fmt: skip

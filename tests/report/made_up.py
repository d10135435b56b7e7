"""The tables of a made-up trial: a few people, every analysis of the plan, one that failed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t

from ipt_outcomes.analyses.analysis import Analysis
from ipt_outcomes.analyses.planned import planned_analyses
from ipt_outcomes.estimate.reasons import NOBODY
from ipt_outcomes.estimate.tables.effects import plan_effects
from ipt_outcomes.models.attempt import covariance_terms
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import TABLES, checked, tables_of
from ipt_outcomes.tables.study import PARTICIPANT

SD = {"phq9": 4.8, "hrsd17": 5.0, "iip32": 18.0, "sas_sr": 0.5, "bdi": 10.8}
START = {"phq9": 15.6, "hrsd17": 18.0, "iip32": 52.0, "sas_sr": 2.6, "bdi": 23.0}
GAIN = {"control": 0.25, "active_comparator": 1.0, "treatment": 1.05}
DF = 201.4


def made_up(
    plan: Plan, *, failed: tuple[str, str] | None = None, per_arm: int = 40
) -> SimpleNamespace:
    """Every table of the report by its name; those of scenarios and tipping points have no rows.

    `failed` is an outcome and an analysis of it.
    """
    outcomes = _outcomes(plan, per_arm)
    models, means, contrasts = [], [], []
    for analysis in planned_analyses(plan):
        status = "failed" if (analysis.outcome, analysis.name) == failed else "ok"
        models.append(_model_row(analysis, status, outcomes))
        own = _mean_rows(plan, analysis, status, outcomes)
        means += own
        contrasts += _contrast_rows(plan, analysis, models[-1], own)
    return SimpleNamespace(
        models=typed("models", models),
        means=typed("means", means),
        effects=plan_effects(plan, typed("contrasts", contrasts), outcomes),
        outcomes=outcomes,
        reliability=_reliability(plan),
        flow=_flow(plan, outcomes),
        clusters=_clusters(plan, per_arm),
        intraclass=_intraclass(plan, outcomes),
        scenarios=typed("scenarios", []),
        effect_sizes=typed("effect_sizes", []),
        **{name: typed(name, []) for name in TABLES if name.startswith(("moderator_", "joint_"))},
        **{name: typed(name, []) for name in TABLES if "advantage" in name},
        hypotheses=typed("hypotheses", []),
        over_time=typed("over_time", []),
        **{name: typed(name, []) for name in TABLES if name.startswith("clinical_")},
        mediation=typed("mediation", []),
        **{name: typed(name, []) for name in tables_of("describe") if name != "flow"},
        tipping=typed("tipping", []),
        tipping_points=typed("tipping_points", []),
        **{name: typed(name, []) for name in tables_of("evidence")},
    )


def typed(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a checked table of that name."""
    columns = TABLES[name].columns
    types = {key: str(column.dtype) for key, column in columns.items()}
    return checked(name, pd.DataFrame(rows, columns=list(columns)).astype(types))


def _crosses_over(plan: Plan, arm: str, visit: str) -> bool:
    roles = {each.name: each.role for each in plan.arms}
    phases = {each.name: each.phase for each in plan.visits}
    return plan.trial == "demo_ipt" and roles[arm] == "control" and phases[visit] == "follow_up"


def _outcomes(plan: Plan, per_arm: int) -> pd.DataFrame:
    """A waitlist is not assessed at follow-up."""
    draw = np.random.default_rng(7)
    rows = []
    last = plan.visits[-1].week
    for arm in plan.arms:
        for person in range(per_arm):
            leaves = draw.uniform(0, 2.2) * last
            for outcome in plan.outcomes:
                instrument = plan.instrument(outcome.scale)
                own = draw.normal() * SD[outcome.name]
                for visit in plan.visits:
                    gain = GAIN[arm.role] * SD[outcome.name] * min(visit.week, 16) / 16
                    score = START[outcome.name] + own - gain
                    score += draw.normal() * SD[outcome.name] * 0.4
                    score = float(np.clip(score, instrument.minimum, instrument.maximum))
                    seen = visit.week <= leaves and not _crosses_over(plan, arm.name, visit.name)
                    rows.append(
                        {
                            "participant": f"{arm.name}{person:03d}",
                            "arm": arm.name,
                            "outcome": outcome.name,
                            "visit": visit.name,
                            "week": float(visit.week),
                            "day": 7.0 * visit.week,
                            "score": round(score, instrument.decimals) if seen else np.nan,
                            "items_answered": pd.NA,
                            "prorated": False,
                        }
                    )
    return typed("outcomes", rows)


def _model_row(analysis: Analysis, status: str, outcomes: pd.DataFrame) -> dict[str, Any]:
    lost = status == "failed"
    scores = outcomes[(outcomes["outcome"] == analysis.outcome) & outcomes["score"].notna()]
    after = scores[scores["visit"].isin(analysis.grid.names)]
    return {
        "outcome": analysis.outcome,
        "analysis": analysis.name,
        "analysis_role": analysis.role,
        "status": status,
        "reason": "the covariance is not positive definite at Week 28 (2 people)" if lost else None,
        "residual_singular": False,
        "caution": False,
        "formula": analysis.formula,
        "covariance": None if lost else covariance_terms(analysis.formula),
        "covariance_parameters": None if lost else 21,
        "method": analysis.method,
        "df_method": analysis.df,
        "participants": after["participant"].nunique(),
        "observations": len(after),
        "randomised": outcomes["participant"].nunique(),
        "without_outcome": outcomes["participant"].nunique() - after["participant"].nunique(),
        "baseline_imputed": 3 if analysis.words.filled_in else 0,
        "covariate_imputed": 1,
        "excluded": 0,
        "minus_2_log_likelihood": np.nan if lost else 4021.6,
        "aic": np.nan if lost else 4063.6,
        "bic": np.nan if lost else 4135.9,
    }


def _mean_rows(
    plan: Plan, analysis: Analysis, status: str, outcomes: pd.DataFrame
) -> list[dict[str, Any]]:
    rows = []
    scores = outcomes[outcomes["outcome"] == analysis.outcome]
    for visit in analysis.grid.visits:
        for arm in plan.arms:
            at = scores[(scores["visit"] == visit.name) & (scores["arm"] == arm.name)]
            here = at["score"].dropna()
            there = status == "ok" and len(here) > 0
            se = SD[analysis.outcome] / np.sqrt(len(here)) if there else np.nan
            estimate = here.mean() if there else np.nan
            rows.append(
                {
                    "outcome": analysis.outcome,
                    "analysis": analysis.name,
                    "arm": arm.name,
                    "visit": visit.name,
                    "week": visit.week,
                    "estimate": estimate,
                    "se": se,
                    "df": DF if there else np.nan,
                    "ci_lower": estimate - 1.97 * se,
                    "ci_upper": estimate + 1.97 * se,
                    "n": len(here),
                    "caution": False,
                    "few": len(here) < plan.few,
                    "status": "ok" if there else "not estimable" if status == "ok" else status,
                }
            )
    return rows


def _contrast_rows(
    plan: Plan, analysis: Analysis, model: dict[str, Any], means: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    by = {(mean["visit"], mean["arm"]): mean for mean in means}
    rows = []
    for asked in plan.contrasts_of(analysis.outcome):
        for visit in analysis.grid.after_baseline:
            test, comparison = by[visit.name, asked.test], by[visit.name, asked.comparison]
            estimate = test["estimate"] - comparison["estimate"]
            se = float(np.hypot(test["se"], comparison["se"]))
            statistic = estimate / se
            rows.append(
                {
                    **{key: model[key] for key in ("outcome", "analysis", "participants")},
                    **{key: model[key] for key in ("observations", "baseline_imputed", "excluded")},
                    "test": asked.test,
                    "comparison": asked.comparison,
                    "visit": visit.name,
                    "estimate": estimate,
                    "se": se,
                    "df": DF if np.isfinite(se) else np.nan,
                    "ci_lower": estimate - 1.97 * se,
                    "ci_upper": estimate + 1.97 * se,
                    "statistic": statistic,
                    "p_value": float(2 * t.sf(abs(statistic), DF)),
                    "n_test": test["n"],
                    "n_comparison": comparison["n"],
                    "caution": False,
                    "few": min(test["n"], comparison["n"]) < plan.few,
                    "reason": NOBODY if model["status"] == "ok" and not np.isfinite(se) else None,
                    "status": comparison["status"] if test["status"] == "ok" else test["status"],
                }
            )
    return rows


def _flow(plan: Plan, outcomes: pd.DataFrame) -> pd.DataFrame:
    rows: list[tuple[str | None, str, str | None, int]] = []
    if plan.enrolment is not None:
        rows.append((None, "assessed", None, plan.enrolment.assessed))
        rows += [(None, "excluded", why, n) for why, n in plan.enrolment.excluded.items()]
    first = outcomes[outcomes["outcome"] == plan.first_primary.name]
    for arm in plan.arms:
        own = first[first["arm"] == arm.name]
        total = own["participant"].nunique()
        rows.append((arm.name, "randomised", None, total))
        if plan.sessions is not None:
            rows.append((arm.name, "treated", None, 0 if arm.role == "control" else total - 3))
            rows.append((arm.name, "withdrew", "Moved away", 2))
            rows.append((arm.name, "withdrew", "Did not find the therapy helpful", 4))
        for visit in plan.visits:
            seen = own.loc[own["visit"] == visit.name, "score"].notna().sum()
            rows.append((arm.name, "observed", visit.name, int(seen)))
        rows.append((arm.name, "analysed", None, total - 2))
    columns = ("arm", "step", "detail", "n")
    return typed(
        "flow", [dict(zip(columns, row, strict=True)) | {"unit": PARTICIPANT} for row in rows]
    )


def _clusters(plan: Plan, per_arm: int) -> pd.DataFrame:
    """Eight clusters of a kind in each arm that has such."""
    rows = []
    for cluster in plan.clusters:
        for arm in cluster.arms or [arm.name for arm in plan.arms]:
            rows.append(
                {
                    "column": cluster.column or cluster.name,
                    "name": cluster.name,
                    "kind": cluster.kind,
                    "state": "modelled",
                    "pattern": "nested",
                    "arm": arm,
                    "levels": 8 * len(cluster.arms or plan.arms),
                    "mixed": 0,
                    "in_arm": 8,
                    "people": per_arm,
                    "without": 0,
                    "smallest": per_arm // 8 - 1,
                    "median": per_arm / 8,
                    "largest": per_arm // 8 + 1,
                }
            )
    return typed("clusters", rows)


def _reliability(plan: Plan) -> pd.DataFrame:
    """Of the outcomes whose items are there, at the baseline and at the end."""
    numbers = {"alpha": 0.84, "alpha_lower": 0.81, "alpha_upper": 0.87, "omega": 0.85}
    rows = [
        {
            "outcome": outcome.name, "visit": visit.name, "part": "total", "n": 100,
            "components": len(plan.instrument(outcome.scale).items), **numbers,
            "least_item_rest_correlation": 0.4, "status": "ok",
        }
        for outcome in plan.outcomes
        if plan.has_items(outcome.scale)
        for visit in (plan.visits[0], plan.visits[-1])
    ]  # fmt: skip
    return typed("reliability", rows)


def _intraclass(plan: Plan, outcomes: pd.DataFrame) -> pd.DataFrame:
    """None at the first visit of each, and not to be had at the last."""
    after = [visit for visit in plan.visits if visit.phase != "baseline"]
    rows = []
    for outcome in plan.outcomes:
        seen = outcomes[(outcomes["outcome"] == outcome.name) & outcomes["score"].notna()]
        for cluster in plan.clusters:
            for place, visit in enumerate(after):
                there = place < len(after) - 1
                icc = (0.0 if place == 0 else 0.046) if there else np.nan
                rows.append(
                    {
                        "outcome": outcome.name,
                        "cluster": cluster.name,
                        "visit": visit.name,
                        "week": visit.week,
                        "people": int((seen["visit"] == visit.name).sum()),
                        "clusters": 16,
                        "mean_size": 5.0,
                        "icc": icc,
                        "ci_lower": 0.0 if there else np.nan,
                        "ci_upper": 0.171 if there else np.nan,
                        "design_effect": 1 + 4 * icc,
                        "status": "ok" if there else "not estimable",
                    }
                )
    return typed("intraclass", rows)

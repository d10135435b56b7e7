"""One self-contained HTML page a trial: opens offline, asks for nothing, runs no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.methods import methods_paragraph
from ipt_outcomes.report.methods_missing import missing_in_words
from ipt_outcomes.report.missing_items import missing_items_in_words, missing_items_table
from ipt_outcomes.report.numbers import NO_NUMBER, number
from ipt_outcomes.report.page_figures import page_figures
from ipt_outcomes.report.plan_facts import plan_facts
from ipt_outcomes.report.summary import plain_summary
from ipt_outcomes.report.tables import effects_table, means_table
from ipt_outcomes.report.wording import (
    MODEL_TITLES,
    WITH_RESULT,
    arm_labels,
    outcome_labels,
    visit_labels,
)


@dataclass(frozen=True)
class ModelTables:
    """One model's tables, as HTML: contrasts at all visits, adjusted means."""

    name: str
    title: str
    effects: str
    means: str


def report_page(
    plan: Plan,
    *,
    models: pd.DataFrame,
    means: pd.DataFrame,
    effects: pd.DataFrame,
    flow: pd.DataFrame,
    figures: Mapping[str, bytes | str],
    versions: Mapping[str, str],
    outcomes: pd.DataFrame | None = None,
    missing_items: pd.DataFrame | None = None,
    notes: Sequence[str] = (),
) -> str:
    """The report of one trial as HTML. The frames are the tables of those names.

    `figures` holds PNG bytes, or SVG as bytes or text, under `flow`, `effects`, `means_<outcome>`,
    `individuals_<outcome>` and `missing_items_<outcome>`; one that is missing is left out.
    `versions` gives the software's versions by name. With `outcomes`, the scores observed at each
    visit are counted; with `missing_items`, the rules for unanswered items are compared. `notes`
    are sentences on the analysis, such as on therapists. Everything but the figures is escaped.
    Raises KeyError for a figure that the page has no place for.
    """
    environment = Environment(
        loader=PackageLoader("ipt_outcomes", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = page_figures(plan, figures, effects, flow)
    return environment.get_template("page.html.j2").render(
        plan=plan,
        summary=plain_summary(plan, models, effects),
        models=_model_rows(plan, models),
        unreliable=_unreliable(plan, models),
        figures=shown,
        internal=any(key.startswith("individuals_") for key in shown),
        outcome_labels=outcome_labels(plan),
        first_model=MODEL_TITLES[plan.model_names[0]],
        effects=effects_table(plan, effects, models).as_raw_html(),
        all_visits=[_model_tables(plan, name, models, means, effects) for name in plan.model_names],
        facts=plan_facts(plan),
        methods=methods_paragraph(plan, models, versions).split("\n\n"),
        missing=missing_in_words(plan, models),
        visits=list(visit_labels(plan).values()),
        observed=[] if outcomes is None else _observed(plan, outcomes),
        **_unanswered(plan, missing_items),
        versions=versions,
        notes=list(notes),
    )


def _model_tables(
    plan: Plan, model: str, models: pd.DataFrame, means: pd.DataFrame, effects: pd.DataFrame
) -> ModelTables:
    return ModelTables(
        name=model,
        title=MODEL_TITLES[model],
        effects=effects_table(plan, effects, models, model, "all").as_raw_html(),
        means=means_table(plan, means, model).as_raw_html(),
    )


def _unanswered(plan: Plan, missing_items: pd.DataFrame | None) -> dict[str, object]:
    """What the page says of unanswered items; nothing where there is no rule to choose."""
    if missing_items is None or missing_items.empty:
        return {"unanswered": [], "unanswered_table": ""}
    return {
        "unanswered": missing_items_in_words(plan, missing_items),
        "unanswered_table": missing_items_table(plan, missing_items).as_raw_html(),
    }


def _model_rows(plan: Plan, models: pd.DataFrame) -> list[dict[str, str]]:
    """The table of models, every cell as text."""
    labels = outcome_labels(plan)
    rows = []
    for _, row in models.iterrows():
        cells = {
            "outcome": labels[row["outcome"]],
            "model": MODEL_TITLES[row["model"]],
            "status": row["status"],
            "reliable": "yes" if row["status"] in WITH_RESULT else "",
            "reason": "" if pd.isna(row["reason"]) else row["reason"],
            "formula": row["formula"],
            "deviance": number(row["minus_2_log_likelihood"], 2),
            "aic": number(row["aic"], 2),
        }
        counts = ("randomised", "participants", "observations", "without_outcome")
        filled = ("baseline_imputed", "covariate_imputed", "excluded")
        rows.append(cells | {name: f"{row[name]:,}" for name in counts + filled})
    return rows


def _unreliable(plan: Plan, models: pd.DataFrame) -> list[dict[str, str]]:
    return [row for row in _model_rows(plan, models) if not row["reliable"]]


def _observed(plan: Plan, outcomes: pd.DataFrame) -> list[tuple[str, str, list[str]]]:
    """Outcome, arm, and `observed of randomised` at each of the plan's visits."""
    labels = arm_labels(plan)
    groups = (
        outcomes["score"]
        .notna()
        .groupby([outcomes["outcome"], outcomes["arm"], outcomes["visit"]], observed=True)
    )
    counts = {key: (int(seen.sum()), len(seen)) for key, seen in groups}
    return [
        (label, labels[arm], [_share(counts.get((outcome, arm, v.name))) for v in plan.visits])
        for outcome, label in outcome_labels(plan).items()
        for arm in labels
    ]


def _share(count: tuple[int, int] | None) -> str:
    return NO_NUMBER if count is None else f"{count[0]:,} of {count[1]:,}"

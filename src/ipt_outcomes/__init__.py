"""Outcomes of psychotherapy trials: from session and symptom-scale data to checked effect sizes.

The public names are those of `__all__`. They are loaded when first used, so that a workflow job
that needs only the plan does not pay for plotting or for the statistics.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    # the analysis plan
    "Plan": "plan.plan",
    "read_plan": "plan.reading",
    "specify": "plan.formulas",
    # what goes wrong
    "DataError": "errors",
    "InputError": "errors",
    "ModelError": "models.errors",
    "PlanError": "errors",
    "UnreliableModelsError": "errors",
    # data in
    "Study": "ingest.study",
    "read_study": "ingest.study",
    "propose_plan": "ingest.proposal.propose",
    "check_study": "study_check",
    "StudyCheck": "study_check",
    "prepare_outcome": "prepare.outcomes",
    "prepare_outcomes": "prepare.outcomes",
    "unused_assessments": "prepare.outcomes",
    "count_flow": "prepare.flow",
    "score": "prepare.score",
    "reliability": "prepare.reliability",
    "compare_missing_rules": "prepare.missing_rules",
    "known": "instruments",
    "UnknownFactError": "instruments",
    "model_frame": "prepare.model_frames",
    # mixed models
    "fit": "models.fit",
    "attempt_fit": "models.attempt",
    "fit_many": "models.batch.fit_many",
    "read_fit": "models.storage",
    "reduce": "models.reductions.reduce",
    "Reduction": "models.reductions.reduction",
    "read_reduction": "models.reductions.storage",
    "marginal_means": "models.marginal.means",
    "contrast": "models.marginal.means",
    "joint_test": "models.marginal.means",
    "compare_fits": "models.comparison",
    "scaled_residuals": "models.diagnostics",
    "leverage": "models.diagnostics",
    # estimates
    "read_results": "estimate.results",
    "models_table": "estimate.models_table",
    "adjusted_means": "estimate.means",
    "plan_effects": "estimate.effects",
    "effect_sizes": "estimate.effect_sizes",
    "pooled_sd": "estimate.effect_sizes",
    "agreement": "estimate.agreement",
    "second_opinion": "models.second_opinion",
    "verdict": "estimate.verdict",
    "ModelResult": "estimate.results",
    # under other choices than the plan's
    "missing_item_effects": "sensitivity.missing_items",
    # figures and pages
    "plot_means": "report.figures.means",
    "plot_effects": "report.figures.forest",
    "plot_flow": "report.figures.flow",
    "plot_individuals": "report.figures.individuals",
    "plot_scenarios": "report.figures.scenarios",
    "trial_figures": "report.contents",
    "outcome_figures": "report.contents",
    "save_figure": "report.figures.saving",
    "effects_table": "report.tables.effects",
    "means_table": "report.tables.means",
    "scenarios_table": "report.tables.scenarios",
    "render": "report.renderers",
    "methods_paragraph": "report.methods",
    "analysis_notes": "report.notes",
    "report_material": "report.material",
    "report_page": "report.page",
    # simulated trials
    "read_truth": "simulate",
    "simulate_trial": "simulate",
    # files
    "TABLES": "tables",
    "job_log": "console",
    "manifest": "provenance",
    "package_versions": "provenance",
    "read_table": "storage",
    "read_tables": "storage",
    "write_table": "storage",
    "write_text": "storage",
}

__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"ipt_outcomes has no public name {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)

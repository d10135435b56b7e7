"""Outcomes of psychotherapy trials: from session and symptom-scale data to checked effect sizes.

The public names are those of `__all__`, and `__version__`. They are loaded when first
used, so that a workflow job that needs only the plan does not pay for plotting or for the
statistics.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    # the analysis plan
    "Plan": "plan.plan",
    "configured_trials": "configured_trials",
    "read_plan": "plan.reading",
    "plan_part": "plan.part",
    "Lock": "plan.locking.lock",
    "lock_file": "plan.locking.lock_file",
    "lock_study": "study_lock",
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
    "outcome_reliability": "prepare.planned_reliability",
    "count_flow": "describe.people.flow",
    "sudden_gains": "describe.therapy.sudden_gains",
    "describe_tables": "describe.stage",
    "score": "prepare.score",
    "reliability": "prepare.reliability",
    "compare_missing_rules": "prepare.missing_rules",
    "known": "instruments",
    "UnknownFactError": "instruments",
    # mixed models
    "fit": "models.fit",
    "Fit": "models.result",
    "FailedFit": "models.attempt",
    "FitMany": "models.batch.many_fits",
    "attempt_fit": "models.attempt",
    "fit_many": "models.batch.fit_many",
    "read_fit": "models.result",
    "reduce": "models.reductions.reduce",
    "Reduction": "models.reductions.reduction",
    "read_reduction": "models.reductions.reduction",
    "marginal_means": "models.marginal.means",
    "contrast": "models.marginal.means",
    "joint_test": "models.marginal.means",
    "joint_contrast_test": "models.marginal.joint_contrasts",
    "compare_fits": "models.comparison",
    "scaled_residuals": "models.diagnostics",
    "leverage": "models.diagnostics",
    # the plan's analyses
    "Analysis": "analyses.analysis",
    "Result": "analyses.analyse",
    "planned_analyses": "analyses.planned",
    "planned_analysis": "analyses.planned",
    "analyse": "analyses.analyse",
    "read_results": "analyses.analyse",
    "read_rows": "analyses.rows_file",
    # missing scores
    "impute": "missing.impute",
    "Imputations": "missing.imputations",
    "Strategy": "missing.strategies",
    "selection": "missing.strategies",
    "pool": "missing.pooling",
    "FewImputationsWarning": "missing.pooling",
    "conditional_mean": "missing.conditional_mean",
    "tipping_map": "missing.tipping",
    "event_rates": "missing.event_rates",
    "remission": "missing.events",
    "response": "missing.events",
    "reliable_change": "missing.events",
    "dropout_weights": "missing.dropout_weights",
    "DropoutWeights": "missing.dropout_weights",
    # estimates
    "estimate_tables": "estimate.stage",
    "planned_contrasts": "estimate.contrasts",
    "plan_effects": "estimate.tables.effects",
    "adjusted_means": "estimate.tables.means",
    "effect_sizes": "estimate.effect_sizes",
    "pooled_sd": "estimate.effect_sizes",
    "clinical_change": "estimate.clinical.change",
    "clinical_counts": "estimate.clinical.counts",
    "clinical_effects": "estimate.clinical.effects",
    "clinical_event": "estimate.clinical.event",
    "compare_clinical_methods": "estimate.clinical.comparison",
    "bootstrap_effect_sizes": "estimate.ledger.bootstrap",
    "joint_models": "estimate.joint.made",
    "moderation": "estimate.moderation.made",
    "mediation": "estimate.mediation.made",
    "second_opinion": "models.second_opinion",
    "verdict": "estimate.verdict",
    "personalized_advantage": "estimate.advantage.personalized",
    "PersonalizedAdvantage": "estimate.advantage.personalized",
    "advantage_elsewhere": "estimate.advantage.elsewhere",
    "AdvantageElsewhere": "estimate.advantage.elsewhere",
    # under other choices than the plan's
    "sensitivity_tables": "sensitivity.stage",
    "scenarios": "sensitivity.stage",
    "treatment_received": "sensitivity.stage",
    "tipping_points": "sensitivity.stage",
    "clinical_tables": "sensitivity.stage",
    # other studies
    "read_studies": "evidence.studies_file",
    "study_effects": "evidence.study_effects",
    "trial_as_study": "evidence.trial_as_study",
    "pool_studies": "evidence.pool_studies",
    "leave_one_out": "evidence.leave_one_out",
    "small_study_test": "evidence.small_study",
    "trim_and_fill": "evidence.trim_and_fill",
    "indirect_comparison": "evidence.indirect",
    "forest_data": "evidence.figure_data",
    "small_study_data": "evidence.figure_data",
    "evidence_tables": "evidence.stage",
    # figures and pages
    "plot_means": "report.figures.means",
    "plot_effects": "report.figures.forest",
    "plot_flow": "report.figures.flow",
    "plot_individuals": "report.figures.individuals",
    "plot_scenarios": "report.figures.scenarios",
    "plot_tipping": "report.figures.tipping",
    "plot_effect_sizes": "report.figures.effect_sizes",
    "plot_moderators": "report.figures.moderators",
    "plot_johnson_neyman": "report.figures.johnson_neyman",
    "plot_evidence": "report.figures.evidence_forest",
    "plot_small_studies": "report.figures.small_studies",
    "plot_advantage": "report.figures.advantage",
    "plot_mediation": "report.figures.mediation",
    "plot_hypotheses": "report.figures.hypotheses",
    "plot_attrition": "report.figures.attrition",
    "plot_missing_patterns": "report.figures.missing_patterns",
    "plot_harms": "report.figures.harms",
    "plot_relapse": "report.figures.relapse",
    "plot_attendance": "report.figures.attendance",
    "plot_phases": "report.figures.phases",
    "plot_session_courses": "report.figures.session_scores",
    "plot_off_track": "report.figures.session_scores",
    "plot_dose_response": "report.figures.dose_response",
    "plot_alliance": "report.figures.alliance",
    "plot_therapists": "report.figures.therapists",
    "trial_figures": "report.contents",
    "outcome_figures": "report.contents",
    "save_pictures": "report.pictures",
    "save_figure": "report.figures.saving",
    "effects_table": "report.tables.effects",
    "means_table": "report.tables.means",
    "scenarios_table": "report.tables.scenarios",
    "tipping_table": "report.tables.tipping",
    "effect_sizes_table": "report.tables.effect_sizes",
    "hypotheses_table": "report.tables.hypotheses",
    "over_time_table": "report.tables.over_time",
    "joint_contrasts_table": "report.tables.joint",
    "joint_tests_table": "report.tables.joint",
    "moderator_tests_table": "report.tables.moderators",
    "moderator_levels_table": "report.tables.moderators",
    "moderator_regions_table": "report.tables.moderators",
    "evidence_table": "report.tables.evidence",
    "advantage_benefits_table": "report.tables.advantage",
    "advantage_predictors_table": "report.tables.advantage",
    "mediation_table": "report.tables.mediation",
    "render": "report.renderers",
    "methods_paragraph": "report.methods",
    "analysis_notes": "report.notes",
    "report_material": "report.material",
    "report_page": "report.page",
    # simulated trials
    "read_truth": "simulate",
    "simulate_trial": "simulate",
    # the workflow's declarations
    "STAGES": "stages",
    "OUTPUTS": "stages",
    "files_of": "stages",
    # files
    "TABLES": "tables",
    "job_log": "console",
    "job": "records",
    "recorded_files": "records",
    "library_digest": "records",
    "manifest": "provenance",
    "package_versions": "provenance",
    "read_table": "storage",
    "read_tables": "storage",
    "write_table": "storage",
    "write_tables": "storage",
    "write_text": "storage",
}

# What other packages call it.
_ELSEWHERE = {
    "emmeans": "marginal_means",
    "lsmeans": "marginal_means",
    "ls_means": "marginal_means",
    "pairs": "contrast",
    "joint_tests": "joint_test",
    "anova": "joint_test, or compare_fits for models",
    "lmer": "fit",
    "lme": "fit",
    "gls": "fit",
    "mixedlm": "fit",
    "resid": "scaled_residuals",
    "residuals": "scaled_residuals",
    "cooks_distance": "leverage",
    "mice": "impute",
    "draws": "impute",
    "rbmi": "impute",
    "delta_template": "tipping_map",
    "hedges_g": "effect_sizes",
    "cohens_d": "effect_sizes",
    "rci": "clinical_change",
    "reliable_change_index": "clinical_change",
    "clinical_significance": "clinical_change",
    "escalc": "study_effects",
    "pai": "personalized_advantage",
    "rma": "pool_studies",
    "rma_mv": "pool_studies",
    "combine_effects": "pool_studies",
    "metagen": "pool_studies",
    "regtest": "small_study_test",
    "eggers_test": "small_study_test",
    "trimfill": "trim_and_fill",
}

__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("ipt-outcomes")
    if name not in _HOME:
        raise AttributeError(f"ipt_outcomes has no public name {name!r}{_meant(name)}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def _meant(name: str) -> str:
    """What else may have been meant; empty where nothing is near."""
    from difflib import get_close_matches

    near = [_ELSEWHERE[name]] if name in _ELSEWHERE else get_close_matches(name, _HOME, 2)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def __dir__() -> list[str]:
    return list(__all__)

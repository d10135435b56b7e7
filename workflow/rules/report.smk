"""Figures, tables and one page a trial."""


rule outcome_figures:
    input:
        plan=plan_file,
        outcomes="results/{trial}/prepare/{outcome}/outcomes.parquet",
        means="results/{trial}/estimate/means.parquet",
        library=library("report"),
    output:
        means=multiext("results/{trial}/report/means_{outcome}", ".png", ".svg"),
        individuals=multiext(
            "results/{trial}/report/individuals_{outcome}", ".png", ".svg"
        ),
    log:
        "results/{trial}/logs/report/figures_{outcome}.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_digest,
    message:
        "{wildcards.trial}: draw the figures of {wildcards.outcome}"
    script:
        "../scripts/outcome_figures.py"


rule trial_figures:
    input:
        plan=plan_file,
        flow="results/{trial}/prepare/flow.parquet",
        effects="results/{trial}/estimate/effects.parquet",
        library=library("report"),
    output:
        flow=multiext("results/{trial}/report/flow", ".png", ".svg"),
        effects=multiext("results/{trial}/report/effects", ".png", ".svg"),
    log:
        "results/{trial}/logs/report/figures.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_digest,
    message:
        "{wildcards.trial}: draw the flow diagram and the forest plot"
    script:
        "../scripts/trial_figures.py"


rule missing_items_figure:
    input:
        plan=plan_file,
        effects="results/{trial}/sensitivity/missing_items.parquet",
        library=library("report"),
    output:
        figure=multiext(
            "results/{trial}/report/missing_items_{outcome}", ".png", ".svg"
        ),
    log:
        "results/{trial}/logs/report/missing_items_{outcome}.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_digest,
    message:
        "{wildcards.trial}: draw the rules for unanswered items of {wildcards.outcome}"
    script:
        "../scripts/missing_items_figure.py"


rule report:
    input:
        plan=plan_file,
        participants="results/{trial}/ingest/participants.parquet",
        outcomes=each("results/{trial}/prepare/{outcome}/outcomes.parquet"),
        notes=each(
            "results/{trial}/ingest/notes.txt",
            "results/{trial}/prepare/{outcome}/notes.txt",
        ),
        flow="results/{trial}/prepare/flow.parquet",
        models="results/{trial}/estimate/models.parquet",
        agreement="results/{trial}/estimate/agreement.parquet",
        means="results/{trial}/estimate/means.parquet",
        effects="results/{trial}/estimate/effects.parquet",
        missing_items="results/{trial}/sensitivity/missing_items.parquet",
        figures=together(
            each(
                "results/{trial}/report/flow.png",
                "results/{trial}/report/effects.png",
                "results/{trial}/report/means_{outcome}.png",
                "results/{trial}/report/individuals_{outcome}.png",
            ),
            each_with_missing_rules(
                "results/{trial}/report/missing_items_{outcome}.png"
            ),
        ),
        library=library("report"),
    output:
        page="results/{trial}/report.html",
        effects="results/{trial}/report/effects.html",
    log:
        "results/{trial}/logs/report/page.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_digest,
    message:
        "{wildcards.trial}: write the report"
    script:
        "../scripts/report.py"

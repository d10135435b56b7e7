"""Figures, tables and one page a trial."""

REPORT = "results/{trial}/report/"


rule outcome_figures:
    input:
        plan=plan_file,
        outcomes="results/{trial}/prepare/{outcome}/outcomes.parquet",
        means="results/{trial}/estimate/means.parquet",
        library=library("report"),
    output:
        means=multiext(REPORT + "means_{outcome}", ".png", ".svg"),
        individuals=multiext(REPORT + "individuals_{outcome}", ".png", ".svg"),
    params:
        plan=plan_digest,
    log:
        "results/{trial}/logs/report/figures_{outcome}.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/outcome_figures.py"


rule trial_figures:
    input:
        plan=plan_file,
        flow="results/{trial}/prepare/flow.parquet",
        effects="results/{trial}/estimate/effects.parquet",
        library=library("report"),
    output:
        flow=multiext(REPORT + "flow", ".png", ".svg"),
        effects=multiext(REPORT + "effects", ".png", ".svg"),
    params:
        plan=plan_digest,
    log:
        "results/{trial}/logs/report/figures.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/trial_figures.py"


rule report:
    input:
        plan=plan_file,
        participants="results/{trial}/ingest/participants.parquet",
        flow="results/{trial}/prepare/flow.parquet",
        models="results/{trial}/estimate/models.parquet",
        means="results/{trial}/estimate/means.parquet",
        effects="results/{trial}/estimate/effects.parquet",
        figures=[
            REPORT + "flow.png",
            REPORT + "effects.png",
            each_outcome("results/{trial}/report/means_{outcome}.png"),
            each_outcome("results/{trial}/report/individuals_{outcome}.png"),
        ],
        library=library("report"),
    output:
        page="results/{trial}/report.html",
        effects=REPORT + "effects.html",
    params:
        plan=plan_digest,
    log:
        "results/{trial}/logs/report/page.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/report.py"

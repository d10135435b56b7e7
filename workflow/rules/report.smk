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
    log:
        "results/{trial}/logs/report/figures_{outcome}.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_digest,
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
    log:
        "results/{trial}/logs/report/figures.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_digest,
    script:
        "../scripts/trial_figures.py"


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
        means="results/{trial}/estimate/means.parquet",
        effects="results/{trial}/estimate/effects.parquet",
        figures=each(
            REPORT + "flow.png",
            REPORT + "effects.png",
            REPORT + "means_{outcome}.png",
            REPORT + "individuals_{outcome}.png",
        ),
        library=library("report"),
    output:
        page="results/{trial}/report.html",
        effects=REPORT + "effects.html",
    log:
        "results/{trial}/logs/report/page.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_digest,
    script:
        "../scripts/report.py"

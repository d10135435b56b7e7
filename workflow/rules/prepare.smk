"""Totals from items, planned visits from days, and the count of everyone."""


rule prepare:
    input:
        plan=plan_file,
        participants="results/{trial}/ingest/participants.parquet",
        scores="results/{trial}/ingest/scores.parquet",
        library=library("prepare"),
    output:
        outcomes="results/{trial}/prepare/{outcome}/outcomes.parquet",
        people="results/{trial}/prepare/{outcome}/outcomes.csv",
    params:
        plan=plan_part("prepare"),
        scale=scale_of,
    log:
        "results/{trial}/logs/prepare/{outcome}.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/prepare.py"


rule flow:
    input:
        plan=plan_file,
        participants="results/{trial}/ingest/participants.parquet",
        sessions="results/{trial}/ingest/sessions.parquet",
        outcomes=each_outcome("results/{trial}/prepare/{outcome}/outcomes.parquet"),
        library=library("prepare"),
    output:
        flow="results/{trial}/prepare/flow.parquet",
        people="results/{trial}/prepare/flow.csv",
    params:
        plan=plan_part("flow"),
    log:
        "results/{trial}/logs/prepare/flow.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/flow.py"

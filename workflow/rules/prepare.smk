"""Totals from items, planned visits from days, and the count of everyone."""


rule prepare:
    input:
        plan=plan_file,
        participants="results/{trial}/ingest/participants.parquet",
        scores="results/{trial}/ingest/scores.parquet",
        library=library("prepare"),
    output:
        outcomes="results/{trial}/prepare/{outcome}/outcomes.parquet",
        notes="results/{trial}/prepare/{outcome}/notes.txt",
        people="results/{trial}/prepare/{outcome}/outcomes.csv",
    log:
        "results/{trial}/logs/prepare/{outcome}.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_part("prepare"),
        scale=scale_of,
    message:
        "{wildcards.trial}: scores of {wildcards.outcome} at the planned visits"
    script:
        "../scripts/prepare.py"


rule flow:
    input:
        plan=plan_file,
        participants="results/{trial}/ingest/participants.parquet",
        sessions="results/{trial}/ingest/sessions.parquet",
        outcomes=each("results/{trial}/prepare/{outcome}/outcomes.parquet"),
        library=library("prepare"),
    output:
        flow="results/{trial}/prepare/flow.parquet",
        people="results/{trial}/prepare/flow.csv",
    log:
        "results/{trial}/logs/prepare/flow.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_part("flow"),
    message:
        "{wildcards.trial}: count the flow of participants"
    script:
        "../scripts/flow.py"

"""One model of one outcome: the rows it sees, who is in it, and its fit."""


rule models:
    input:
        plan=plan_file,
        participants="results/{trial}/ingest/participants.parquet",
        outcomes="results/{trial}/prepare/{outcome}/outcomes.parquet",
        library=library("models"),
    output:
        fit="results/{trial}/models/{outcome}/{model}/fit.json",
        rows="results/{trial}/models/{outcome}/{model}/rows.parquet",
        analysis_set="results/{trial}/models/{outcome}/{model}/analysis_set.parquet",
        people=multiext(
            "results/{trial}/models/{outcome}/{model}/", "rows.csv", "analysis_set.csv"
        ),
    log:
        "results/{trial}/logs/models/{outcome}/{model}.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_part("models"),
    message:
        "{wildcards.trial}: fit the {wildcards.model} model of {wildcards.outcome}"
    script:
        "../scripts/models.py"

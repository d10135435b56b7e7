"""The contrasts again under other choices than the plan's."""


rule missing_items:
    input:
        plan=plan_file,
        participants="results/{trial}/ingest/participants.parquet",
        scores="results/{trial}/ingest/scores.parquet",
        library=library("sensitivity"),
    output:
        effects="results/{trial}/sensitivity/missing_items.parquet",
        people="results/{trial}/sensitivity/missing_items.csv",
    log:
        "results/{trial}/logs/sensitivity/missing_items.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_part("estimate"),
    message:
        "{wildcards.trial}: the contrasts under other rules for unanswered items"
    script:
        "../scripts/missing_items.py"

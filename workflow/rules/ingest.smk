"""Raw files, read strictly, become the study's tables."""


rule ingest:
    input:
        plan=plan_file,
        raw=raw_files,
        library=library("ingest"),
    output:
        participants="results/{trial}/ingest/participants.parquet",
        sessions="results/{trial}/ingest/sessions.parquet",
        scores="results/{trial}/ingest/scores.parquet",
        people=multiext("results/{trial}/ingest/", "participants.csv", "sessions.csv", "scores.csv"),
    params:
        plan=plan_part("ingest"),
    log:
        "results/{trial}/logs/ingest.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/ingest.py"

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
        notes="results/{trial}/ingest/notes.txt",
        people=multiext(
            "results/{trial}/ingest/", "participants.csv", "sessions.csv", "scores.csv"
        ),
    log:
        "results/{trial}/logs/ingest.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_part("ingest"),
    message:
        "{wildcards.trial}: read the raw files"
    script:
        "../scripts/ingest.py"

"""What each result was made from, and the run's verdict."""


rule provenance:
    input:
        plan=plan_file,
        raw=raw_files,
        outputs=[
            "results/{trial}/report.html",
            rules.ingest.output,
            rules.flow.output,
            rules.estimate.output,
            rules.trial_figures.output,
            rules.report.output,
            each_outcome("results/{trial}/prepare/{outcome}/outcomes.parquet"),
            each_outcome("results/{trial}/prepare/{outcome}/outcomes.csv"),
            each_outcome("results/{trial}/report/means_{outcome}.png"),
            each_outcome("results/{trial}/report/means_{outcome}.svg"),
            each_outcome("results/{trial}/report/individuals_{outcome}.png"),
            each_outcome("results/{trial}/report/individuals_{outcome}.svg"),
            each_model("results/{trial}/models/{outcome}/{model}/fit.json"),
            each_model("results/{trial}/models/{outcome}/{model}/rows.parquet"),
            each_model("results/{trial}/models/{outcome}/{model}/rows.csv"),
            each_model("results/{trial}/models/{outcome}/{model}/analysis_set.parquet"),
            each_model("results/{trial}/models/{outcome}/{model}/analysis_set.csv"),
        ],
        library=library("provenance"),
    output:
        manifest="results/{trial}/manifest.json",
    params:
        plan=plan_digest,
    log:
        "results/{trial}/logs/provenance.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/provenance.py"


rule verdict:
    """Runs last: fails, naming the model, when one of them gave no numbers."""
    input:
        manifests=expand("results/{trial}/manifest.json", trial=PLANS),
        models=expand("results/{trial}/estimate/models.parquet", trial=PLANS),
        library=library("provenance"),
    output:
        "results/verdict.txt",
    params:
        trials=list(PLANS),
    log:
        "results/verdict.log",
    conda:
        "../../environment.yml"
    script:
        "../scripts/verdict.py"

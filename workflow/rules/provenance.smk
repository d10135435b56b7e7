"""What each result was made from, and the run's verdict."""


rule provenance:
    input:
        plan=plan_file,
        raw=raw_files,
        outputs=together(
            each(
                *rules.ingest.output,
                *rules.prepare.output,
                *rules.flow.output,
                *rules.models.output,
                *rules.estimate.output,
                *rules.missing_items.output,
                *rules.outcome_figures.output,
                *rules.trial_figures.output,
                *rules.report.output,
            ),
            each_with_missing_rules(*rules.missing_items_figure.output),
        ),
        library=library("provenance"),
    output:
        manifest="results/{trial}/manifest.json",
    log:
        "results/{trial}/logs/provenance.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_digest,
    message:
        "{wildcards.trial}: hash what went in and came out"
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
    log:
        "results/verdict.log",
    conda:
        "../../environment.yml"
    params:
        trials=list(PLANS),
    message:
        "see whether every model can be relied on"
    script:
        "../scripts/verdict.py"

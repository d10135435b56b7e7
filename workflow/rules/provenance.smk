"""What each result was made from, and the run's verdict."""


rule provenance:
    input:
        plan=plan_file,
        lock=lock_file,
        raw=raw_files,
        outputs=each(ipt.OUTPUTS),
    output:
        manifest="results/{trial}/manifest.json",
    log:
        "results/{trial}/logs/provenance.log",
    conda:
        "../../environment.yml"
    params:
        plan=lambda wildcards: ipt.plan_part(PLANS[wildcards.trial], "*"),
        digest=lambda wildcards: PLANS[wildcards.trial].digest,
        library=library("provenance"),
    message:
        "{wildcards.trial}: hash what went in and came out"
    script:
        "../scripts/provenance.py"


rule verdict:
    """Runs last: fails, naming the model, when one of them gave no numbers."""
    input:
        manifests=expand("results/{trial}/manifest.json", trial=PLANS),
        models=expand("results/{trial}/estimate/models.parquet", trial=PLANS),
    output:
        "results/verdict.txt",
    log:
        "results/verdict.log",
    conda:
        "../../environment.yml"
    params:
        trials=list(PLANS),
        library=library("verdict"),
    message:
        "see whether every model can be relied on"
    script:
        "../scripts/verdict.py"

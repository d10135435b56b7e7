"""Adjusted means, the plan's contrasts and effect sizes, with every model's status."""


rule estimate:
    input:
        plan=plan_file,
        outcomes=each("results/{trial}/prepare/{outcome}/outcomes.parquet"),
        fits=each("results/{trial}/models/{outcome}/{model}/fit.json"),
        rows=each("results/{trial}/models/{outcome}/{model}/rows.parquet"),
        analysis_sets=each(
            "results/{trial}/models/{outcome}/{model}/analysis_set.parquet"
        ),
        library=library("estimate"),
    output:
        models="results/{trial}/estimate/models.parquet",
        agreement="results/{trial}/estimate/agreement.parquet",
        means="results/{trial}/estimate/means.parquet",
        effects="results/{trial}/estimate/effects.parquet",
        people=multiext(
            "results/{trial}/estimate/",
            "models.csv",
            "agreement.csv",
            "means.csv",
            "effects.csv",
        ),
    log:
        "results/{trial}/logs/estimate.log",
    conda:
        "../../environment.yml"
    params:
        plan=plan_part("estimate"),
    message:
        "{wildcards.trial}: estimate means, contrasts and effect sizes"
    script:
        "../scripts/estimate.py"

"""Say that every model of every trial can be relied on, or name those that cannot and fail."""

import ipt_outcomes as ipt

with ipt.job(snakemake):
    models = {
        trial: ipt.read_table(path)
        for trial, path in zip(snakemake.params.trials, snakemake.input.models, strict=True)
    }
    ipt.write_text(snakemake.output[0], ipt.verdict(models))

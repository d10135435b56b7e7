"""Fit one model to one outcome; a model that fails leaves its reason, and the run goes on."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]) as say:
    plan = ipt.read_plan(snakemake.input.plan)
    wildcards = snakemake.wildcards
    frame = ipt.model_frame(
        plan,
        ipt.read_table(snakemake.input.participants),
        ipt.read_table(snakemake.input.outcomes),
        wildcards.outcome,
        wildcards.model,
    )
    asked = ipt.specify(plan, wildcards.model)
    fit = ipt.attempt_fit(
        asked.formula, frame.rows, method=asked.method, df=asked.df, fallback=asked.fallback
    )
    say(f"{wildcards.outcome}, {wildcards.model}: {fit.status}")
    fit.save(snakemake.output.fit)
    ipt.write_table(frame.rows, snakemake.output.rows)
    ipt.write_table(frame.analysis_set, snakemake.output.analysis_set)

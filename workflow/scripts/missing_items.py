"""A trial's contrasts under every rule for unanswered items."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]):
    effects = ipt.missing_item_effects(
        ipt.read_plan(snakemake.input.plan),
        ipt.read_table(snakemake.input.participants),
        ipt.read_table(snakemake.input.scores),
    )
    ipt.write_table(effects, snakemake.output.effects)

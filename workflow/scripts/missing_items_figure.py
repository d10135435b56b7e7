"""One outcome's contrasts under every rule for unanswered items, drawn."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]):
    plan = ipt.read_plan(snakemake.input.plan)
    effects = ipt.read_table(snakemake.input.effects)
    figure = ipt.plot_missing_items(plan, effects, snakemake.wildcards.outcome)
    ipt.save_figure(figure, snakemake.output.figure)

"""A trial's flow diagram and forest plot."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]):
    plan = ipt.read_plan(snakemake.input.plan)
    effects = ipt.read_table(snakemake.input.effects)
    flow = ipt.read_table(snakemake.input.flow)
    ipt.save_figure(ipt.plot_flow(plan, flow), snakemake.output.flow)
    ipt.save_figure(ipt.plot_effects(plan, effects, "mmrm"), snakemake.output.effects)

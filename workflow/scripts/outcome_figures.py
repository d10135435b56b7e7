"""One outcome's adjusted means and observed individual trajectories."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]):
    plan = ipt.read_plan(snakemake.input.plan)
    outcome = snakemake.wildcards.outcome
    means = ipt.read_table(snakemake.input.means)
    observed = ipt.read_table(snakemake.input.outcomes)
    ipt.save_figure(ipt.plot_means(plan, means, outcome, "mmrm"), snakemake.output.means)
    ipt.save_figure(ipt.plot_individuals(plan, observed, outcome), snakemake.output.individuals)

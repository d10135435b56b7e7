"""A trial's tables of models, adjusted means and effects."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]):
    plan = ipt.read_plan(snakemake.input.plan)
    given = snakemake.input
    results = ipt.read_results(given.fits, given.rows, given.analysis_sets)
    outcomes = ipt.read_tables(given.outcomes)
    ipt.write_table(ipt.models_table(results), snakemake.output.models)
    ipt.write_table(ipt.agreement(results), snakemake.output.agreement)
    ipt.write_table(ipt.adjusted_means(plan, results), snakemake.output.means)
    ipt.write_table(ipt.plan_effects(plan, results, outcomes), snakemake.output.effects)

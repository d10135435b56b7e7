"""A trial's tables of models, adjusted means and effects."""

import ipt_outcomes as ipt

with ipt.job(snakemake):
    plan = ipt.read_plan(snakemake.input.plan)
    given = snakemake.input
    results = ipt.read_results(plan, given.fit, given.rows, given.analysis_sets)
    outcomes, participants = ipt.read_tables(given.outcomes), ipt.read_table(given.participants)
    tables = ipt.estimate_tables(plan, results, outcomes, participants)
    ipt.write_tables(tables, snakemake.output)

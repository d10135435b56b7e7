"""The trial among other studies."""

import ipt_outcomes as ipt

with ipt.job(snakemake):
    plan = ipt.read_plan(snakemake.input.plan)
    tables = ipt.evidence_tables(plan, ipt.read_tables(snakemake.input.outcomes))
    ipt.write_tables(tables, snakemake.output)

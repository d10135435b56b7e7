"""A trial's contrasts under other choices than the plan's."""

import ipt_outcomes as ipt

with ipt.job(snakemake):
    plan = ipt.read_plan(snakemake.input.plan)
    tables = {name: ipt.read_table(snakemake.input[name]) for name in ("participants", "scores")}
    ipt.write_tables(ipt.sensitivity_tables(plan, tables), snakemake.output)

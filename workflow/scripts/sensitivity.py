"""A trial's contrasts under other choices than the plan's."""

import ipt_outcomes as ipt

with ipt.job(snakemake):
    plan = ipt.read_plan(snakemake.input.plan)
    names = ("participants", "scores", "sessions")
    tables = {name: ipt.read_table(snakemake.input[name]) for name in names}
    ipt.write_tables(ipt.sensitivity_tables(plan, tables), snakemake.output)

"""Who took part in a trial, and what happened to them and in therapy."""

import ipt_outcomes as ipt

with ipt.job(snakemake):
    given = snakemake.input
    tables = {name: ipt.read_tables(files) for name, files in given.items() if name in ipt.TABLES}
    analysed = ipt.read_table(given.analysed)
    made = ipt.describe_tables(ipt.read_plan(given.plan), tables, analysed)
    ipt.write_tables(made, snakemake.output)

"""The CONSORT counts of a trial."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]):
    given = snakemake.input
    flow = ipt.count_flow(
        ipt.read_plan(given.plan),
        ipt.read_table(given.participants),
        ipt.read_table(given.sessions),
        ipt.read_tables(given.outcomes),
        ipt.read_table(given.analysed),
    )
    ipt.write_table(flow, snakemake.output.flow)

"""The CONSORT counts of a trial."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]):
    flow = ipt.count_flow(
        ipt.read_plan(snakemake.input.plan),
        ipt.read_table(snakemake.input.participants),
        ipt.read_table(snakemake.input.sessions),
        ipt.read_tables(snakemake.input.outcomes),
    )
    ipt.write_table(flow, snakemake.output.flow)

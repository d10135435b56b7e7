"""One outcome's scores at the planned visits."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]) as say:
    plan = ipt.read_plan(snakemake.input.plan)
    prepared = ipt.prepare_outcome(
        plan,
        ipt.read_table(snakemake.input.participants),
        ipt.read_table(snakemake.input.scores),
        snakemake.wildcards.outcome,
    )
    for note in prepared.notes:
        say(note)
    ipt.write_table(prepared.outcomes, snakemake.output.outcomes)

"""Read a trial's files strictly and write its tables."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]) as say:
    study = ipt.read_study(ipt.read_plan(snakemake.input.plan))
    for note in study.notes:
        say(note)
    ipt.write_table(study.participants, snakemake.output.participants)
    ipt.write_table(study.sessions, snakemake.output.sessions)
    ipt.write_table(study.scores, snakemake.output.scores)

"""Read a trial's files strictly and write its tables."""

import ipt_outcomes as ipt

with ipt.job(snakemake):
    study = ipt.read_study(ipt.read_plan(snakemake.input.plan))
    ipt.write_text(snakemake.output.notes, "\n".join(study.notes) + "\n")
    ipt.write_table(study.participants, snakemake.output.participants)
    ipt.write_table(study.sessions, snakemake.output.sessions)
    ipt.write_table(study.session_scores, snakemake.output.session_scores)
    ipt.write_table(study.fidelity, snakemake.output.fidelity)
    ipt.write_table(study.adverse_events, snakemake.output.adverse_events)
    ipt.write_table(study.scores, snakemake.output.scores)
    ipt.write_table(study.clusters, snakemake.output.clusters)

"""One outcome's scores at the planned visits."""

import ipt_outcomes as ipt

with ipt.job(snakemake):
    plan = ipt.read_plan(snakemake.input.plan)
    scores, outcome = ipt.read_table(snakemake.input.scores), snakemake.wildcards.outcome
    prepared = ipt.prepare_outcome(
        plan, ipt.read_table(snakemake.input.participants), scores, outcome
    )
    ipt.write_text(snakemake.output.notes, "\n".join(prepared.notes) + "\n")
    ipt.write_table(prepared.outcomes, snakemake.output.outcomes)
    reliability = ipt.outcome_reliability(plan, scores, outcome)
    ipt.write_table(reliability, snakemake.output.reliability)

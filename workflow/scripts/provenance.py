"""List all that went in and came out of a trial's run, by the hashes taken when it was."""

import ipt_outcomes as ipt

with ipt.job(snakemake):
    plan = ipt.read_plan(snakemake.input.plan)
    text = ipt.manifest(
        plan,
        inputs=[snakemake.input.plan, *snakemake.input.lock, *snakemake.input.raw],
        outputs=set(snakemake.input.outputs),
        recorded=ipt.recorded_files(plan.trial),
        planned=snakemake.params.digest,
    )
    ipt.write_text(snakemake.output.manifest, text)

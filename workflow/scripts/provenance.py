"""Hash everything that went in and came out of a trial's run."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]):
    plan = ipt.read_plan(snakemake.input.plan)
    text = ipt.manifest(
        plan,
        inputs=[snakemake.input.plan, *snakemake.input.lock, *snakemake.input.raw],
        outputs=set(snakemake.input.outputs),
    )
    ipt.write_text(snakemake.output.manifest, text)

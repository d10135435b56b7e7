"""The trial's figures."""

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]):
    given = snakemake.input
    tables = {name: ipt.read_tables(files) for name, files in given.items() if name in ipt.TABLES}
    material = ipt.report_material(ipt.read_plan(given.plan), tables)
    for name, figure in ipt.trial_figures(material):
        ipt.save_figure(figure, getattr(snakemake.output, name))

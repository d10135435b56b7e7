"""The figures of a trial's report."""

from pathlib import Path

import ipt_outcomes as ipt

with ipt.job(snakemake) as say:
    given = snakemake.input
    tables = {name: ipt.read_tables(files) for name, files in given.items() if name in ipt.TABLES}
    material = ipt.report_material(ipt.read_plan(given.plan), tables)
    folder = Path(snakemake.output.png[0]).parent
    for picture in ipt.save_pictures(material, folder, processes=snakemake.threads):
        say(f"{picture}: drawn")

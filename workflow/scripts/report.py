"""A trial's page and its effect-size table."""

from pathlib import Path

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]):
    given = snakemake.input
    plan = ipt.read_plan(given.plan)
    tables = ["participants", "agreement", "flow", "models", "means", "effects", "missing_items"]
    read = {name: ipt.read_table(getattr(given, name)) for name in tables}
    noted = [line for path in given.notes for line in Path(path).read_text().splitlines()]
    page = ipt.report_page(
        plan,
        figures={Path(path).stem: Path(path).read_bytes() for path in given.figures},
        versions=ipt.package_versions(),
        outcomes=ipt.read_tables(given.outcomes),
        notes=ipt.analysis_notes(plan, read.pop("participants"), noted, read.pop("agreement")),
        **read,
    )
    ipt.write_text(snakemake.output.page, page)
    table = ipt.effects_table(plan, read["effects"], read["models"]).as_raw_html()
    ipt.write_text(snakemake.output.effects, table)

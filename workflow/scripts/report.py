"""A trial's page and its effect-size table."""

from pathlib import Path

import ipt_outcomes as ipt

with ipt.job(snakemake):
    given = snakemake.input
    plan = ipt.read_plan(given.plan)
    tables = {name: ipt.read_tables(files) for name, files in given.items() if name in ipt.TABLES}
    material = ipt.report_material(
        plan,
        tables,
        notes="".join(Path(path).read_text(encoding="utf-8") for path in given.notes).splitlines(),
        versions=ipt.package_versions(),
        figures={Path(path).stem: Path(path).read_bytes() for path in given.figures},
    )
    ipt.write_text(snakemake.output.page, ipt.report_page(material), private=True)
    table = ipt.effects_table(plan, tables["effects"], tables["models"])
    ipt.write_text(snakemake.output.table, ipt.render(table, "html"))

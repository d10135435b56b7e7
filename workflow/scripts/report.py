"""A trial's page and its effect-size table."""

from pathlib import Path

import ipt_outcomes as ipt

with ipt.job_log(snakemake.log[0]):
    given = snakemake.input
    plan = ipt.read_plan(given.plan)
    models, effects = ipt.read_table(given.models), ipt.read_table(given.effects)
    noted = [line for path in given.notes for line in Path(path).read_text().splitlines()]
    page = ipt.report_page(
        plan,
        models=models,
        means=ipt.read_table(given.means),
        effects=effects,
        flow=ipt.read_table(given.flow),
        figures={Path(path).stem: Path(path).read_bytes() for path in given.figures},
        versions=ipt.package_versions(),
        outcomes=ipt.read_tables(given.outcomes),
        notes=ipt.analysis_notes(
            plan, ipt.read_table(given.participants), noted, ipt.read_table(given.agreement)
        ),
    )
    ipt.write_text(snakemake.output.page, page)
    table = ipt.effects_table(plan, effects, models).as_raw_html()
    ipt.write_text(snakemake.output.effects, table)

"""One analysis of one outcome; a model that fails leaves its reason, and the run goes on."""

import ipt_outcomes as ipt

with ipt.job(snakemake) as say:
    plan = ipt.read_plan(snakemake.input.plan)
    wildcards = snakemake.wildcards
    analysis = ipt.planned_analysis(plan, wildcards.outcome, wildcards.analysis)
    tables = {name: ipt.read_table(snakemake.input[name]) for name in ("participants", "outcomes")}
    result = ipt.analyse(analysis, tables)
    say(f"{analysis.outcome}, {analysis.name}: {result.fit.status}")
    result.fit.save(snakemake.output.fit)
    ipt.write_table(result.rows, snakemake.output.rows)
    ipt.write_table(result.analysis_set, snakemake.output.analysis_sets)
    ipt.write_table(result.events, snakemake.output.events)

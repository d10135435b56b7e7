"""One self-contained HTML page a trial: opens offline, asks for nothing, runs no script."""

from __future__ import annotations

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import analysis_words
from ipt_outcomes.report.cells import Code, Link
from ipt_outcomes.report.cluster_words import boxes
from ipt_outcomes.report.contents import picture_names, sections
from ipt_outcomes.report.data_address import data_address
from ipt_outcomes.report.design_words import stamp
from ipt_outcomes.report.locked_words import how_it_stands
from ipt_outcomes.report.material import Material
from ipt_outcomes.report.reliability_words import pointer
from ipt_outcomes.report.renderers import render
from ipt_outcomes.report.standing_words import exploratory_stamp
from ipt_outcomes.report.status_words import reason_of
from ipt_outcomes.report.summary import plain_summary
from ipt_outcomes.report.wording import outcome_labels
from ipt_outcomes.tables.status import with_result


def report_page(material: Material) -> str:
    """The report of one trial as HTML; `report_material` makes the material.

    Everything is escaped. The same material gives the same bytes. Raises KeyError for a table that
    the report needs and was not given, and for a figure that the page has no place for.
    """
    unknown = sorted(set(material.figures).difference(picture_names(material.plan)))
    if unknown:
        raise KeyError(f"the page has no place for: {', '.join(unknown)}")
    environment = Environment(
        loader=PackageLoader("ipt_outcomes", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["html"] = lambda table: render(table, "html")
    environment.tests["code"] = lambda part: isinstance(part, Code)
    environment.tests["link"] = lambda part: isinstance(part, Link)
    plan, models = material.plan, material.table("models")
    clusters, shown = material.table_if_given("clusters"), sections(material)
    return environment.get_template("page.html.j2").render(
        plan=plan,
        summary=plain_summary(
            plan,
            models,
            material.table("effects"),
            clusters,
            material.table_if_given("hypotheses"),
        ),
        doubtful=pointer(
            plan,
            material.table_if_given("reliability"),
            [each.name for each in plan.outcomes if each.role == "primary"],
        ),
        models=len(models),
        boxes=boxes(plan, clusters),
        unreliable=_unreliable(plan, models),
        sections=shown,
        stamps=[each for each in (stamp(plan), exploratory_stamp(plan)) if each],
        locked=how_it_stands(plan),
        internal=any(section.internal for section in shown),
        addresses={name: data_address(image) for name, image in material.figures.items()},
    )


def _unreliable(plan: Plan, models: pd.DataFrame) -> list[dict[str, str]]:
    """The models whose numbers are not shown: which, what became of each, and why."""
    words, labels = analysis_words(plan), outcome_labels(plan)
    return [
        {
            "model": f"{labels[row['outcome']]}, {words[row['analysis']].running}",
            "status": row["status"],
            "reason": reason_of(row),
        }
        for _, row in models[~with_result(models["status"])].iterrows()
    ]

"""Primary outcomes come first wherever outcomes are listed, whatever the plan's order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pandas as pd
import pytest

from ipt_outcomes.analyses.planned import planned_analyses
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell
from ipt_outcomes.report.contents import picture_names, sections
from ipt_outcomes.report.figures.forest_rows import forest_rows
from ipt_outcomes.report.material import Material, report_material
from ipt_outcomes.report.section import Notes, Paragraph, Pictures, Section, Table, Terms
from ipt_outcomes.report.summary import plain_summary

PNG = b"\x89PNG\r\n\x1a\n"
FIRST = ["HRSD-17", "SAS-SR", "PHQ-9", "IIP-32"]


@pytest.fixture(scope="module")
def turned(change_plan: Callable[..., Plan], plan: Plan) -> Plan:
    """The second and the fourth outcome are primary."""
    outcomes = plan.model_dump(mode="json")["outcomes"]
    roles = ("secondary", "primary", "secondary", "primary")
    return change_plan(
        outcomes=[each | {"role": role} for each, role in zip(outcomes, roles, strict=True)]
    )


@pytest.fixture(scope="module")
def material(
    turned: Plan,
    make_frames: Callable[..., SimpleNamespace],
    make_scenarios: Callable[..., pd.DataFrame],
) -> Material:
    """Tables in the plan's order, as files of another origin may have them."""
    frames = vars(make_frames(turned, failed=("phq9", "growth"), per_arm=12))
    scenarios = make_scenarios()
    frames["scenarios"] = pd.concat(
        [scenarios, scenarios.assign(outcome="hrsd17"), scenarios.assign(outcome="sas_sr")]
    )
    order = [outcome.name for outcome in turned.outcomes]
    for name, frame in frames.items():
        if "outcome" in frame:
            places = frame["outcome"].map(order.index)
            frames[name] = frame.iloc[places.argsort(kind="stable")].reset_index(drop=True)
    return report_material(turned, frames, figures=dict.fromkeys(picture_names(turned), PNG))


def scales(texts: Iterator[str]) -> list[str]:
    """Which outcomes are named, in the order in which each is first."""
    found: dict[str, None] = {}
    for text in texts:
        # A cell or heading of one outcome, not a list of several.
        named = [scale for scale in FIRST if f"({scale})" in text]
        if len(named) == 1:
            found[named[0]] = None
    return list(found)


def texts_of(section: Section) -> Iterator[list[str]]:
    """The texts of each block with several outcomes."""
    for block in section.blocks:
        match block:
            case Table():
                yield [row.group or "" for row in block.table.rows]
                cells: list[Cell] = [row.cells.get("outcome") for row in block.table.rows]
                yield [str(cell) for cell in cells]
            case Pictures():
                yield [picture.words for picture in block.pictures]
            case Notes():
                yield list(block.notes)
            case Terms():
                yield from (list(lines) for _, lines in block.terms)
            case Paragraph():
                pass
    yield [
        "".join(block.parts)
        for block in section.blocks
        if isinstance(block, Paragraph) and section.anchor == "scenarios"
    ]


def test_every_section_has_the_primary_outcomes_first(material: Material) -> None:
    seen = 0
    for section in sections(material):
        for texts in texts_of(section):
            named = scales(iter(texts))
            # A contrast of some outcomes alone names them as the plan does.
            if len(named) > 1 and not any("margin" in text for text in texts):
                assert named == [scale for scale in FIRST if scale in named], section.title
                seen += 1
    assert seen >= 12


def test_the_forest_plot_and_the_summary_too(turned: Plan, material: Material) -> None:
    rows = forest_rows(turned, material.table("effects").query("analysis == 'mmrm'"))
    assert scales(row.label.replace("\n", " ") for row in rows if row.heading) == FIRST
    said = plain_summary(turned, material.table("models"), material.table("effects"))
    assert scales(iter(said)) == FIRST[:2]


def test_the_analyses_and_their_tables_are_made_in_that_order(turned: Plan) -> None:
    names = list(dict.fromkeys(analysis.outcome for analysis in planned_analyses(turned)))
    assert names == ["hrsd17", "sas_sr", "phq9", "iip32"]
    assert [outcome.name for outcome in turned.outcomes_in_order] == names
    assert [outcome.name for outcome in turned.outcomes] == ["phq9", "hrsd17", "iip32", "sas_sr"]

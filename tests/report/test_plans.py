"""The whole report, of every kind of plan: page, figures and tables."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ipt_outcomes.models.covariance.structures import OF_VISITS, STRUCTURES
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.contents import (
    outcome_figures,
    picture_names,
    trial_figures,
)
from ipt_outcomes.report.figures.saving import figure_bytes
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.page import report_page
from ipt_outcomes.report.renderers import render
from ipt_outcomes.report.tables.effects import effects_table

PNG = b"\x89PNG\r\n\x1a\n"
ChangePlan = Callable[..., Plan]
MakeFrames = Callable[..., SimpleNamespace]


def whole_report(plan: Plan, tables: dict[str, pd.DataFrame], *, as_files: bool = False) -> str:
    """The page with every figure made, entities as the characters they stand for.

    `as_files`: the figures are written too, which takes most of the time.
    """
    material = report_material(plan, tables)
    made = dict(trial_figures(material))
    for outcome in plan.outcomes:
        of = outcome_figures(material, outcome.name)
        made |= {f"{name}_{outcome.name}": figure for name, figure in of}
    assert set(made) == set(picture_names(plan))
    figures = dict.fromkeys(made, PNG)
    if as_files:
        figures = {name: figure_bytes(figure, ["png"])["png"] for name, figure in made.items()}
        assert all(image.startswith(PNG) for image in figures.values())
    table = effects_table(plan, tables["effects"], tables["models"])
    assert "<table" in render(table, "html")
    html = report_page(report_material(plan, tables, figures=figures))
    return html.replace("&#39;", "'").replace("&#x27;", "'")


def _of_one_outcome(plan: Plan) -> dict[str, Any]:
    content = plan.model_dump(mode="json")
    contrasts = [each for each in content["contrasts"] if "hrsd17" not in each["outcomes"]]
    # What rests on the other outcomes goes with them.
    keys = ("mediation", "personalized_advantage", "evidence", "indirect")
    others: dict[str, Any] = {key: [] for key in keys}
    return {"outcomes": content["outcomes"][:1], "contrasts": contrasts, **others}


@pytest.mark.parametrize("covariance", OF_VISITS)
def test_every_covariance_structure_has_its_words(
    plan: Plan,
    change_plan: ChangePlan,
    make_frames: MakeFrames,
    make_scenarios: Callable[..., pd.DataFrame],
    covariance: str,
) -> None:
    other = STRUCTURES[covariance].simpler or "us"
    models = {"mmrm": {"covariance": covariance, "fallback": [other]}}
    changed = change_plan(models=models, **_of_one_outcome(plan))
    tables = vars(make_frames(changed, per_arm=6)) | {"scenarios": make_scenarios()}
    html = whole_report(changed, tables)
    words, later = STRUCTURES[covariance].words, STRUCTURES[other].words
    assert f"and {words} among the visits of a person; where that could not be fitted" in html
    assert f"the first that could of {later}." in html
    simpler = STRUCTURES[other].title
    assert (
        f"covariance {STRUCTURES[covariance].title}; or, where that cannot be fitted soundly, "
        f"the first of these that can: {simpler}<br>"
    ) in html
    assert f"{covariance}(visit | participant)" in html


@pytest.fixture(scope="module")
def named(change_plan: ChangePlan) -> Plan:
    """A second model for repeated measures of one outcome, and lines as primary of another."""
    return change_plan(
        analyses=[
            {
                "kind": "mmrm",
                "name": "simple",
                "label": "Compound-symmetric model",
                "covariance": "cs",
                "outcomes": ["phq9"],
            },
            {
                "kind": "growth",
                "name": "lines",
                "label": "Straight lines",
                "role": "primary",
                "outcomes": ["iip32"],
                "covariates": ["age"],
            },
        ]
    )


@pytest.fixture(scope="module")
def named_report(named: Plan, make_frames: MakeFrames) -> str:
    return whole_report(named, vars(make_frames(named, per_arm=6)), as_files=True)


def test_named_analyses_have_their_titles_tables_and_methods(named_report: str) -> None:
    for title in ("Compound-symmetric model", "Straight lines"):
        assert f"<h3>{title}: contrasts</h3>" in named_report
        assert f"<h3>{title}: adjusted means</h3>" in named_report
        assert f"<dt>{title}</dt>" in named_report
    assert (
        "As a sensitivity analysis (“Compound-symmetric model”), Depression, self-report (PHQ-9) "
        "was analysed by a mixed model"
    ) in named_report
    assert "sensitivity analysis of Depression, self-report (PHQ-9)</dd>" in named_report
    assert (
        "primary analysis of Interpersonal problems (IIP-32)<br>further covariates: age</dd>"
    ) in named_report


def test_each_outcome_is_shown_by_its_primary_analysis(
    named: Plan, make_frames: MakeFrames, named_report: str
) -> None:
    assert (
        "Mixed model for repeated measures (Depression, self-report (PHQ-9); Depression, clinician "
        "(HRSD-17); and Social adjustment (SAS-SR)); Straight lines (Interpersonal problems "
        "(IIP-32)): the models whose contrasts answer the plan's questions."
    ) in named_report
    frames = make_frames(named, per_arm=6)
    effects = frames.effects
    own = effects[(effects["analysis"] == "lines") & effects["endpoint"]]
    table = effects_table(named, effects, frames.models)
    shown = [row for row in table.rows if row.group == "Interpersonal problems (IIP-32), secondary"]
    assert [row.cells["df"] for row in shown] == [
        row.cells["df"] for row in effects_table(named, own, frames.models, "lines").rows
    ]
    assert len(shown) == len(own) == 3


def test_a_plan_may_ask_for_one_analysis_only(
    plan: Plan, change_plan: ChangePlan, make_frames: MakeFrames
) -> None:
    changed = change_plan(models={"mmrm": None}, **_of_one_outcome(plan))
    html = whole_report(changed, vars(make_frames(changed, per_arm=6)))
    assert "Growth model: the model whose contrasts answer the plan's questions." in html
    assert "repeated measures" not in html
    assert "a missing baseline score was replaced" not in html


def test_a_baseline_that_is_an_outcome_or_leaves_people_out(
    plan: Plan, change_plan: ChangePlan, make_frames: MakeFrames
) -> None:
    for options, words in (
        (
            {"baseline": "constrained"},
            "A missing baseline score needed no filling in, the baseline being",
        ),
        (
            {"missing_baseline": "exclude"},
            "People without a baseline score were excluded from the repeated-measures",
        ),
    ):
        models = {"mmrm": options, "growth": None}
        changed = change_plan(models=models, **_of_one_outcome(plan))
        assert words in whole_report(changed, vars(make_frames(changed, per_arm=6)))


def test_scenarios_of_a_family_that_nobody_knows_yet(
    plan: Plan,
    change_plan: ChangePlan,
    make_frames: MakeFrames,
    make_scenarios: Callable[..., pd.DataFrame],
) -> None:
    changed = change_plan(**_of_one_outcome(plan))
    tables = vars(make_frames(changed, per_arm=6))
    html = whole_report(changed, tables | {"scenarios": make_scenarios("items", "imputed")})
    first, second = (
        html.index("<h3>Unanswered items: does the rule matter?</h3>"),
        html.index("<h3>Scores that are missing: what if they were worse?</h3>"),
    )
    assert first < second
    assert "drawn two points worse)" in html[second:]
    assert 'id="table-scenarios-imputed"' in html

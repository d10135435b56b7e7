"""Reports of designs without random allocation: what they say, and what must not be said."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import yaml
from matplotlib.figure import Figure

import ipt_outcomes as ipt
from ipt_outcomes.report.contents import outcome_figures, sections, trial_figures
from ipt_outcomes.report.design_words import NOT_A_COMPARISON, NOT_RANDOMISED
from ipt_outcomes.report.plan_facts import plan_facts
from ipt_outcomes.report.section import Table

from ..conftest import ROOT
from ..demo_plan import real_plan
from .made_up import typed

FILE = "data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv"


def reported(folder: Path, **changes: Any) -> SimpleNamespace:
    """The trial's report with other keys of the plan, of the people of the plan's arms."""
    content = real_plan(ROOT) | changes
    content = {key: value for key, value in content.items() if value is not None}
    content |= {"title": "A study", "description": "Of people."}
    codes = content["participants"].get("arm_codes", {})
    names = {arm["name"] for arm in content["arms"]}
    kept = [code for code, name in codes.items() if name in names]
    content["participants"]["arm_codes"] = {code: codes[code] for code in kept}
    people = pd.read_csv(ROOT / FILE, dtype="str", keep_default_na=False)
    arm = content["participants"]["columns"]["arm"]
    (folder / FILE).parent.mkdir(parents=True)
    people[people[arm].isin(kept)].to_csv(folder / FILE, index=False)
    (folder / "beat_the_blues.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
    plan = ipt.read_plan(folder / "beat_the_blues.yaml")
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    given = {"participants": study.participants, "outcomes": outcomes}
    names_of = [request.name for request in plan.requests]
    results = [ipt.analyse(ipt.planned_analysis(plan, "bdi", name), given) for name in names_of]
    people = {"participants": study.participants, "scores": study.scores}
    tables = {
        "outcomes": outcomes,
        "clusters": study.clusters,
        **ipt.clinical_tables(plan, people),
        "scenarios": typed("scenarios", []),
        "tipping": typed("tipping", []),
        "tipping_points": typed("tipping_points", []),
        **ipt.estimate_tables(plan, results, outcomes),
        **ipt.evidence_tables(plan, outcomes),
        **ipt.describe_tables(plan, given, results[0].rows),
    }
    material = ipt.report_material(plan, tables)
    return SimpleNamespace(
        plan=plan,
        tables=tables,
        material=material,
        html=ipt.report_page(material),
        shown=[block.table for section in sections(material) for block in section.blocks
               if isinstance(block, Table)],
        figures={
            name: figure
            for name, figure in [*trial_figures(material), *outcome_figures(material, "bdi")]
            # Of no scenarios and tipping points nothing is drawn.
            if name not in ("scenarios", "tipping")
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def one_arm(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    arms = [{"name": "ccbt", "label": "Computerised CBT", "role": "treatment"}]
    without = dict.fromkeys(("contrasts", "models", "moderators", "personalized_advantage"))
    return reported(tmp_path_factory.mktemp("one"), arms=arms, **without)


@pytest.fixture(scope="module")
def observational(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("observational")
    return reported(folder, allocation="observational", personalized_advantage=None)


@pytest.fixture(scope="module", params=["one_arm", "observational"])
def either(request: pytest.FixtureRequest) -> SimpleNamespace:
    found: SimpleNamespace = request.getfixturevalue(request.param)
    return found


def stamp(report: SimpleNamespace) -> str:
    return NOT_A_COMPARISON if len(report.plan.arms) == 1 else NOT_RANDOMISED


def test_every_table_and_figure_is_stamped(either: SimpleNamespace) -> None:
    assert len(either.shown) >= 6
    for table in either.shown:
        assert any(note.startswith(stamp(either)) for note in table.notes), table.name
    drawn = {"flow", "effects", "hypotheses", "means", "individuals"}
    drawn |= {"attrition", "missing_patterns"}
    assert set(either.figures) == drawn | ({"effect_sizes"} if len(either.plan.arms) > 1 else set())
    for name, figure in either.figures.items():
        if isinstance(figure, Figure):
            said = " ".join(text.get_text() for text in figure.texts)
        else:
            # A figure that says why it shows nothing has its words in place of the chart.
            words = [layer.geom.aes_params.get("label", "") for layer in figure.layers]
            words += [figure.labels.get("subtitle", ""), figure.labels.get("caption", "")]
            said = " ".join(map(str, words))
        assert stamp(either) in " ".join(said.split()), name


def test_nobody_is_said_to_have_been_randomised(either: SimpleNamespace) -> None:
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", either.html, flags=re.DOTALL)
    said = {match.group() for match in re.finditer(r"[\w ]*[Rr]andomis\w*", text)}
    assert {each.strip() for each in said} <= {
        "to which they were not randomised",
        "they were not randomised",
        "The arms were not randomised",
        "not randomised",
        "Allocation  not randomised",
    }


def test_of_one_arm_the_changes_are_shown(one_arm: SimpleNamespace) -> None:
    effects = one_arm.tables["effects"].set_index(["analysis", "visit"]).loc["mmrm"]
    assert list(effects.index) == ["month_2", "month_3", "month_5", "month_8"]
    assert set(effects["comparison"]) == {"baseline"}
    assert effects[["conclusion", "favours"]].isna().all(axis=None)
    # Of two visits that everybody came to, the mean change is that of the paired scores, and its
    # standard error that of a paired t test.
    wide = one_arm.tables["outcomes"].pivot(index="participant", columns="visit", values="score")
    change = wide["month_2"] - wide["baseline"]
    assert change.notna().all()
    assert effects.loc["month_2", "estimate"] == pytest.approx(change.mean(), abs=1e-6)
    assert effects.loc["month_2", "se"] == pytest.approx(change.sem(), rel=1e-4)
    assert effects.loc["month_2", "df"] == pytest.approx(len(change) - 1, rel=1e-3)
    assert "Computerised CBT ended 7.8 points lower than at Baseline" in one_arm.html
    assert "There is no other arm to compare this change with." in one_arm.html
    assert "Standardised mean change" in one_arm.html and "avours" not in one_arm.html
    text = re.sub(r"<style.*?</style>", " ", one_arm.html, flags=re.DOTALL)
    for word in ("ontrasts at", "contrasts<", "Test −", "Hedges' g (", "set slightly apart"):
        assert word not in text, word
    assert "with visit, antidepressant and episode length as fixed effects" in one_arm.html


def test_arms_that_were_not_randomised_start_where_they_start(
    observational: SimpleNamespace,
) -> None:
    models = observational.tables["models"].set_index("analysis")
    assert models.loc["growth", "formula"].startswith("score ~ week + arm + week:arm")
    assert "which keeps the randomised comparison" not in observational.html
    assert "All analyses were adjusted for antidepressant and episode length." in observational.html


def test_an_analysis_of_covariance_is_called_one(tmp_path: Path) -> None:
    content = real_plan(ROOT)
    (file,) = content["scores"]
    (scale,) = file["scales"]
    file["scales"][scale] = {
        visit: column
        for visit, column in file["scales"][scale].items()
        if visit in ("baseline", "month_2")
    }
    report = reported(
        tmp_path, scores=[file], visits=content["visits"][:2], models=None, analyses=None
    )
    assert [request.name for request in report.plan.requests] == ["ancova"]
    assert "was analysed by an analysis of covariance of the scores at the endpoint" in report.html
    assert "with arm, baseline score, antidepressant and episode length as" in report.html
    assert "All analyses" in report.html and "Bold: the endpoint" not in report.html
    for word in (
        "mean trajectories",
        "All visits",
        "epeated measures",
        "repeated-measures",
        "among the visits",
        "other visits",
    ):
        assert word not in report.html
    # What was fitted, and no covariance among visits that there are none of.
    model = report.tables["models"].iloc[0]
    assert model["formula"] == "score ~ baseline + arm + antidepressant + episode_length"
    assert model["covariance"] == "one residual variance"
    assert "us(visit" not in report.html
    effects = report.tables["effects"].iloc[0]
    # Least squares: baseline, arm, two strata of two levels and an intercept.
    assert effects["df"] == pytest.approx(effects["participants"] - 5)


def test_courses_of_arms_that_were_not_randomised_are_adjusted_too(
    observational: SimpleNamespace,
) -> None:
    formula = observational.tables["models"].set_index("analysis").loc["growth", "formula"]
    assert "week:antidepressant" in formula and "week:episode_length" in formula
    assert "episode length by week as fixed effects" in observational.html


def test_courses_of_arms_that_were_not_randomised_are_compared_by_their_change(
    observational: SimpleNamespace,
) -> None:
    """Where lines begin apart, a difference at a visit holds the one at the start: slopes alone."""
    tables = observational.tables
    growth = tables["effects"].query("analysis == 'growth'").set_index("visit")["estimate"]
    weeks = {visit.name: visit.week for visit in observational.plan.visits}
    (slope,) = tables["slopes"]["estimate"]
    for visit, estimate in growth.items():
        assert estimate == pytest.approx(slope * weeks[visit])
    assert "differences between arms in the change since then" in observational.html


def test_the_summary_of_arms_that_were_not_randomised_says_what_else_may_be(
    observational: SimpleNamespace,
) -> None:
    assert "a difference may come from what else tells them apart" in observational.html
    facts = dict(plan_facts(observational.plan))
    assert facts["Adjusted for"] == ("antidepressant and episode length",)
    assert "Further covariates" not in facts and "Stratified by" not in facts

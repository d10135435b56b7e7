"""Trials of clusters, from their file to the tables: a proposed plan, edits, lme4's numbers."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.command import main
from ipt_outcomes.estimate.tables.intraclass import intraclass

from .accepted_plan import refuses, without_questions

REFERENCE = Path(__file__).parent / "reference"
EDITS = {
    "villages": {
        "kind: village}": "kind: village, randomised: true}",
        # lme4 has random intercepts where this engine has a covariance among the visits.
        "mmrm: {df": "mmrm: {covariance: cs, df",
        "source: real ": "source: synthetic ",
    },
    "therapists": {"source: real ": "source: synthetic "},
    "groups": {
        "mmrm: {df": "mmrm: {covariance: cs, df",
        "source: real ": "source: synthetic ",
    },
}


@dataclass
class Analysed:
    """A trial's plan, study, outcomes, first result and effects."""

    plan: ipt.Plan
    study: ipt.Study
    outcomes: pd.DataFrame
    result: ipt.Result
    effects: pd.DataFrame
    scenarios: pd.DataFrame
    said: str


def brought_in(folder: Path, trial: str, edits: Mapping[str, str]) -> ipt.Plan:
    """`new` on the file, and the edits."""
    (folder / "config").mkdir()
    (folder / "config" / "config.yaml").write_text("trials:\n  - another\n")
    shutil.copyfile(REFERENCE / "cluster_trials" / f"{trial}.csv", folder / f"{trial}.csv")
    assert main(["new", trial, f"{trial}.csv"]) == 0
    path = folder / "config" / "trials" / f"{trial}.yaml"
    refuses(ipt.read_plan(path))
    text = without_questions(path.read_text())
    for old, new in edits.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text)
    return ipt.read_plan(path)


@pytest.fixture(scope="module", params=list(EDITS))
def trial(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Analysed:
    folder = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        plan = brought_in(folder, request.param, EDITS[request.param])
        said = str(ipt.check_study(plan))
        study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    result = ipt.analyse(ipt.planned_analysis(plan, "bdi_ii"), tables)
    effects = ipt.plan_effects(plan, ipt.planned_contrasts(plan, [result]), outcomes)
    found = ipt.scenarios(plan, {"participants": study.participants, "scores": study.scores})
    return Analysed(plan, study, outcomes, result, effects, found, said)


def lme4(trial: Analysed, what: str) -> pd.DataFrame:
    table = pd.read_csv(REFERENCE / "cluster_trials.csv")
    return table[(table["trial"] == trial.plan.trial) & (table["what"] == what)].set_index("visit")


def test_the_plan_knows_the_clusters(trial: Analysed) -> None:
    (cluster,) = trial.plan.clusters
    assert f"{trial.plan.trial}: nothing is wrong." in trial.said
    if trial.plan.trial == "villages":
        assert (cluster.kind, cluster.randomised) == ("village", True)
        assert "Clusters: village, 12 in " in trial.said
        # Which villages are the same is read, and not how they are called.
        assert set(trial.study.participants["village"]) == {str(n) for n in range(1, 25)}
    elif trial.plan.trial == "groups":
        assert (cluster.kind, cluster.arms) == ("therapy_group", ("ipt",))
        assert "(0 + therapy_group_grown | therapy_group)" in trial.result.fit.formula
    else:
        assert (cluster.kind, cluster.arms) == ("therapist", ("cbt",))
        assert "Clusters: therapist, 9 in cbt (7 to 8 people each)" in trial.said


def test_differences_agree_with_lme4_and_pbkrtest(trial: Analysed) -> None:
    theirs, ours = lme4(trial, "difference"), trial.effects.set_index("visit")
    assert trial.result.fit.status == "ok"
    assert set(ours.index) == set(theirs.index)
    for visit, row in theirs.iterrows():
        for column, near in (("estimate", 2e-5), ("se", 2e-5), ("df", 2e-4)):
            assert ours.loc[visit, column] == pytest.approx(row[column], rel=near), column


def test_correlations_within_clusters_agree_with_lme4(trial: Analysed) -> None:
    ours = intraclass(trial.plan, [trial.result]).set_index("visit")
    for visit, row in lme4(trial, "icc").iterrows():
        assert ours.loc[visit, "icc"] == pytest.approx(row["estimate"], abs=2e-5)
        assert ours.loc[visit, "ci_lower"] <= row["estimate"] <= ours.loc[visit, "ci_upper"]
    assert (ours["design_effect"] >= 1).all()


def test_scenarios_show_what_the_clusters_do(trial: Analysed) -> None:
    found = trial.scenarios[trial.scenarios["family"] == "clusters"].set_index("choice")
    randomised = trial.plan.clusters[0].randomised
    # Where there are several visits, what a cluster adds may grow or not.
    courses = {"villages": ["growing"], "groups": ["constant"], "therapists": []}
    named = ["random_effects", *courses[trial.plan.trial], "independent", "sandwich"]
    assert list(found.index) == [*named, *(["permutation"] if randomised else [])]
    endpoint = trial.plan.outcomes[0].endpoint
    planned = trial.effects.set_index("visit").loc[endpoint]
    assert found.loc["random_effects", "estimate"] == pytest.approx(planned["estimate"])
    theirs = lme4(trial, "without clusters").loc[endpoint]
    assert found.loc["independent", "estimate"] == pytest.approx(theirs["estimate"], rel=2e-5)
    assert found.loc["independent", "se"] == pytest.approx(theirs["se"], rel=5e-5)
    if trial.plan.trial == "therapists":
        # Of one visit: with two, lme4's random intercept is another parameter of the same model
        # than a covariance of visits, and Kenward and Roger's df are not the same.
        assert found.loc["independent", "df"] == pytest.approx(theirs["df"], rel=2e-4)
    width = found["ci_upper"] - found["ci_lower"]
    assert width["independent"] < width["random_effects"]
    assert list(found.index[found["planned"]]) == ["random_effects"]

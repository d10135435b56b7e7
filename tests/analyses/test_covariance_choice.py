"""The covariance where the plan names none: by visits and people, and said wherever a result is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.analyses.covariance_choice import structures_for

SESSIONS = 14


@pytest.mark.parametrize(
    ("visits", "parameters"),
    [
        (1, {"us": 1}),
        (4, {"us": 10, "toeph": 7, "ar1h": 5, "cs": 2}),
        (8, {"us": 36, "toeph": 15, "ar1h": 9, "cs": 2}),
        (27, {"toeph": 53, "ar1h": 28, "cs": 2}),
    ],
)
def test_each_asks_less_than_the_one_before(visits: int, parameters: dict[str, int]) -> None:
    chain = structures_for(visits)
    assert {each.name: each.n_parameters(visits) for each in chain} == parameters


def weekly(folder: Path, people: int, **mmrm: object) -> tuple[ipt.Plan, dict[str, pd.DataFrame]]:
    """A made-up trial of a score at baseline and 14 sessions; `mmrm` as in the plan."""
    rng = np.random.default_rng(14)
    weeks = np.arange(SESSIONS + 1)
    scores = rng.normal(15, 3, (people, 1)) + rng.normal(0, 2, (people, len(weeks)))
    frame = pd.DataFrame(scores.round().clip(0, 27).astype(int), columns=[f"s{w}" for w in weeks])
    frame.insert(0, "arm", np.where(np.arange(people) % 2, "ipt", "wait"))
    frame.insert(0, "id", [f"p{number}" for number in range(people)])
    frame.to_csv(folder / "weekly.csv", index=False)
    visits = [
        {
            "name": f"w{w}",
            "label": f"Week {w}",
            "week": int(w),
            "phase": "treatment" if w else "baseline",
        }
        for w in weeks
    ]
    content = {
        "trial": "weekly",
        "title": "Weekly scores",
        "source": "synthetic",
        "participants": {"file": "weekly.csv", "columns": {"participant": "id", "arm": "arm"}},
        "scores": [
            {
                "file": "weekly.csv",
                "shape": "wide",
                "columns": {"participant": "id"},
                "scales": {"phq9": {f"w{w}": f"s{w}" for w in weeks}},
            }
        ],
        "arms": [
            {"name": "wait", "label": "Waitlist", "role": "control"},
            {"name": "ipt", "label": "IPT", "role": "treatment"},
        ],
        "visits": visits,
        "outcomes": [
            {
                "name": "phq9",
                "label": "PHQ-9",
                "scale": "phq9",
                "role": "primary",
                "endpoint": f"w{SESSIONS}",
            }
        ],
        "contrasts": [{"test": "ipt", "comparison": "wait", "hypothesis": "superiority"}],
        "models": {"mmrm": mmrm, "growth": None},
        "seed": 1,
    }
    (folder / "weekly.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
    plan = ipt.read_plan(folder / "weekly.yaml")
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    return plan, {"participants": study.participants, "outcomes": outcomes}


def analysed(plan: ipt.Plan, given: dict[str, pd.DataFrame]) -> pd.DataFrame:
    result = ipt.analyse(ipt.planned_analysis(plan, "phq9"), given)
    return ipt.estimate_tables(plan, [result], given["outcomes"])["models"]


@pytest.mark.parametrize(
    ("people", "fitted", "passed"),
    [
        (43, "toeph", None),
        (27, "toeph", None),
        (
            26,
            "ar1h",
            "heterogeneous Toeplitz (27 covariance parameters are more than 26 people)",
        ),
    ],
)
def test_the_first_that_the_people_can_carry(
    tmp_path: Path, people: int, fitted: str, passed: str | None
) -> None:
    plan, given = weekly(tmp_path, people)
    row = analysed(plan, given).iloc[0]
    assert row["status"] == "ok", row["reason"]
    assert row["covariance"] == f"{fitted}(visit | participant)"
    assert f" + {fitted}(visit | participant)" in row["formula"]
    assert (row["reason"] if passed else None) == passed


def test_the_one_that_was_fitted_is_said_where_the_result_is(tmp_path: Path) -> None:
    plan, given = weekly(tmp_path, 26)
    result = ipt.analyse(ipt.planned_analysis(plan, "phq9"), given)
    tables = ipt.estimate_tables(plan, [result], given["outcomes"])
    flow = ipt.count_flow(plan, given["participants"], None, given["outcomes"], result.rows)
    html = ipt.report_page(
        ipt.report_material(plan, tables | {"outcomes": given["outcomes"], "flow": flow})
    )
    said = (
        "mixed model for repeated measures: a heterogeneous first-order autoregressive covariance "
        "matrix was fitted. Passed over: heterogeneous Toeplitz (27 covariance parameters are more "
        "than 26 people)."
    )
    sections = {name: html.split(f'id="{name}"')[1].split("<h2")[0] for name in PLACES}
    assert {name: said in text for name, text in sections.items()} == dict.fromkeys(PLACES, True)
    assert (
        "or, where that has more parameters than there are people, the first of these that" in html
    )


PLACES = ("effects", "models", "methods", "plan")


def test_a_named_one_is_taken_and_warned_of(tmp_path: Path) -> None:
    plan, given = weekly(tmp_path, 30, covariance="toeph")
    result = ipt.analyse(ipt.planned_analysis(plan, "phq9"), given)
    tables = ipt.estimate_tables(plan, [result], given["outcomes"])
    table = ipt.effects_table(plan, tables["effects"], tables["models"])
    assert any(
        "27 variances and covariances were estimated from 30 people" in n for n in table.notes
    )
    plan, given = weekly(tmp_path, 43, covariance="ar1h")
    result = ipt.analyse(ipt.planned_analysis(plan, "phq9"), given)
    tables = ipt.estimate_tables(plan, [result], given["outcomes"])
    table = ipt.effects_table(plan, tables["effects"], tables["models"])
    assert not any("estimated from" in note for note in table.notes)


def test_simpler_ones_than_none(tmp_path: Path) -> None:
    with pytest.raises(ipt.PlanError, match="simpler covariances than which"):
        weekly(tmp_path, 20, fallback=["cs"])

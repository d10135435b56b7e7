"""Courses over 27 sessions of 557 people in one arm, from a file to slopes, against lme4.

The numbers: tests/reference/enrichd_courses.R. The data may not be shipped.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt

SESSIONS, KNOT, FILE = 27, 8, "scores.csv"
SHAPES = ("linear", "log", "sqrt", "quadratic", "piecewise")
NUMBERS = ("estimate", "se", "df")


def week(session: int) -> float:
    """Two sessions a week at first, one from the seventh on: made up."""
    return session / 2 if session <= 6 else session - 3


def name(session: int) -> str:
    return f"session_{session}"


def plan_of() -> dict[str, object]:
    """A plan of one arm whose visits are sessions, with every course over them."""
    courses = {shape: {"time": shape, "per": "visit"} for shape in SHAPES}
    courses["piecewise"]["knots"] = [name(KNOT)]  # type: ignore[assignment]
    courses["linear a week"] = {"time": "linear"}
    return {
        "trial": "enrichd",
        "title": "The CBT arm of ENRICHD, session by session",
        "source": "real",
        "participants": {
            "file": FILE,
            "shape": "long",
            "columns": {"participant": "ID", "arm": "arm"},
        },
        "scores": [
            {
                "file": FILE,
                "shape": "long",
                "columns": {"participant": "ID", "visit": "visit"},
                "scales": {"bdi_ii": {"total": "BDI"}},
            }
        ],
        "arms": [{"name": "cbt", "label": "CBT", "role": "treatment"}],
        "visits": [
            {
                "name": name(session),
                "label": f"Session {session}",
                "week": week(session),
                "phase": "treatment" if session else "baseline",
            }
            for session in range(SESSIONS)
        ],
        "outcomes": [
            {
                "name": "bdi",
                "label": "Depression (BDI)",
                "scale": "bdi_ii",
                "role": "primary",
                "endpoint": name(SESSIONS - 1),
            }
        ],
        "models": {"mmrm": None, "growth": {"df": "satterthwaite"}},
        "analyses": [
            {"name": course.replace(" ", "_"), "kind": "growth", "df": "satterthwaite", **options}
            for course, options in courses.items()
        ],
    }


@pytest.fixture(scope="module")
def trial(extra_data: Path, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The plan, and the tables that its analyses see."""
    folder = tmp_path_factory.mktemp("enrichd")
    rows = pd.read_csv(extra_data / "enrichd_cbt_bdi_sessions.csv")
    rows = rows.drop_duplicates(["ID", "time"]).sort_values(["ID", "time"])
    session = rows.groupby("ID").cumcount()
    rows = rows.assign(visit=session.map(name), arm="cbt")[session < SESSIONS]
    rows[["ID", "arm", "visit", "BDI"]].to_csv(folder / FILE, index=False)
    path = folder / "enrichd.yaml"
    path.write_text(yaml.safe_dump(plan_of(), sort_keys=False))
    plan = ipt.read_plan(path)
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    return SimpleNamespace(
        plan=plan, tables={"participants": study.participants, "outcomes": outcomes}
    )


@pytest.mark.parametrize("course", [*SHAPES, "linear a week"])
def test_courses_over_sessions_agree_with_lme4(
    root: Path, trial: SimpleNamespace, course: str
) -> None:
    table = pd.read_csv(root / "tests/reference/enrichd_courses.csv")
    theirs = table[table["course"] == course].set_index("what")
    analysis = ipt.planned_analysis(trial.plan, "bdi", course.replace(" ", "_"))
    result = ipt.analyse(analysis, trial.tables)
    assert result.fit.status == "ok"
    assert (result.fit.n_subjects, result.fit.n_observations) == (557, 6954)
    assert result.fit.minus_2_log_likelihood == pytest.approx(
        theirs["minus2loglik"].iloc[0], abs=1e-4
    )
    changes = analysis.grid.contrasts(result.fit, "cbt", name(0), 0.95).set_index("visit")
    assert len(changes) == SESSIONS - 1
    slopes = analysis.grid.slopes(result.fit, "cbt", name(0), 0.95)
    ends = zip(slopes["first"], slopes["last"], strict=True)
    slopes.index = [f"slope {first} {last}".replace("session_", "") for first, last in ends]
    asked = [what for what in theirs.index if what.startswith("slope")]
    assert list(slopes.index) == asked
    for what, row in theirs.iterrows():
        ours = slopes.loc[what] if what in asked else changes.loc[what.replace(" ", "_")]
        assert ours["estimate"] == pytest.approx(row["estimate"], rel=1e-5, abs=1e-6), what
        assert ours["se"] == pytest.approx(row["se"], rel=1e-4), what
        assert ours["df"] == pytest.approx(row["df"], rel=1e-3), what

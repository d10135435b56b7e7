"""A trial of one's own: from a file to its effects, with a proposed plan and a few edits."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.command import main

from .accepted_plan import refuses, without_questions

MOST_EDITS = 5
CONFIG = "trials:\n  - another\n"

ANOREXIA = "anorexia_cbt_ft_control.csv"
ANOREXIA_EDITS = [
    ('title: "anorexia"', 'title: "Anorexia: CBT, family therapy or control"'),
    ('label: "FT"', 'label: "Family therapy"'),
    # The data do not say how long the study was: one number after 0.
    ("week: 1, phase: treatment", "week: 12, phase: treatment"),
    (
        "  - {test: ft, comparison: cont, hypothesis: superiority}",
        "  - {test: ft, comparison: cont, hypothesis: superiority}\n"
        "  - {test: ft, comparison: cbt, hypothesis: superiority}",
    ),
]

HAMD = "antidepressant_hamd17.csv"
HAMD_EDITS = [
    ('title: "antidepressant"', 'title: "An antidepressant against placebo"'),
    ('label: "DRUG"', 'label: "Antidepressant"'),
]


def edited(text: str, edits: Sequence[tuple[str, str]]) -> str:
    """The plan after the edits, each of one line or of a line added to it."""
    assert len(edits) <= MOST_EDITS
    for old, new in edits:
        assert text.count(old) == 1, f"{old} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def brought_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch, source: Path, trial: str,
    edits: Sequence[tuple[str, str]],
) -> ipt.Plan:  # fmt: skip
    """`ipt-outcomes new`, the edits, `ipt-outcomes check`."""
    (folder / "config").mkdir()
    (folder / "config" / "config.yaml").write_text(CONFIG)
    raw = folder / "data" / "raw" / trial
    raw.mkdir(parents=True)
    shutil.copyfile(source, raw / source.name)
    monkeypatch.chdir(folder)
    assert main(["new", trial, f"data/raw/{trial}/{source.name}"]) == 0
    path = folder / "config" / "trials" / f"{trial}.yaml"
    refuses(ipt.read_plan(path))
    assert main(["check", trial]) == 1
    path.write_text(edited(without_questions(path.read_text()), edits))
    assert main(["check", trial]) == 0
    assert (folder / "config" / "config.yaml").read_text() == f"{CONFIG}  - {trial}\n"
    return ipt.read_plan(path)


def analysed(plan: ipt.Plan, outcome: str) -> tuple[ipt.Study, ipt.Result, pd.DataFrame]:
    """The study, its first analysis and the plan's effects, by test and comparison arm."""
    study = ipt.read_study(plan)
    outcomes = ipt.prepare_outcomes(plan, study.participants, study.scores)
    tables = {"participants": study.participants, "outcomes": outcomes}
    result = ipt.analyse(ipt.planned_analysis(plan, outcome), tables)
    contrasts = ipt.planned_contrasts(plan, [result])
    return study, result, ipt.plan_effects(plan, contrasts, outcomes)


def test_anorexia_from_file_to_the_published_ancova(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = root / "data" / "raw" / "anorexia" / ANOREXIA
    plan = brought_in(tmp_path, monkeypatch, source, "anorexia", ANOREXIA_EDITS)
    assert [each.name for each in plan.requests] == ["ancova"]
    study, result, effects = analysed(plan, "body_weight_lb")
    arms = study.participants["arm"].value_counts()
    assert arms.to_dict() == {"cbt": 29, "cont": 26, "ft": 17}
    assert result.fit.status == "ok"
    # ?anorexia in MASS, and the same model against the control.
    published = {
        ("cbt", "cont"): (4.0971, 1.8935),
        ("ft", "cont"): (8.660, 2.193),
        ("ft", "cbt"): (4.5631, 2.1333),
    }
    found = effects.set_index(["test", "comparison"])
    assert set(found.index) == set(published)
    for arms_compared, (estimate, se) in published.items():
        digits = 3 if estimate == 8.660 else 4
        assert round(float(found.loc[arms_compared, "estimate"]), digits) == estimate
        assert round(float(found.loc[arms_compared, "se"]), digits) == se
        # One visit: ordinary least squares of 72 people on four coefficients.
        assert found.loc[arms_compared, "df"] == pytest.approx(68)
        # Weight: higher is better.
        assert found.loc[arms_compared, "favours"] == arms_compared[0]
    assert result.reliable is not None
    against_cbt = ipt.contrast(result.reliable, "arm", against="cbt")
    control = against_cbt.set_index("test").loc["cont"]
    assert round(float(control["estimate"]), 4) == -4.0971
    assert round(float(control["se"]), 4) == 1.8935


def test_antidepressant_from_file_to_the_published_mmrm(
    extra_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = brought_in(tmp_path, monkeypatch, extra_data / HAMD, "antidepressant", HAMD_EDITS)
    assert [visit.week for visit in plan.visits] == [0, 1, 2, 4, 6]
    study, _, effects = analysed(plan, "hrsd17")
    arms = study.participants["arm"].value_counts()
    assert arms.to_dict() == {"placebo": 88, "drug": 84}
    # The change from baseline and the score have one and the same difference of arms.
    found = effects.set_index("visit")
    published = {
        "visit_4": (0.092, 0.683),
        "visit_5": (-1.403, 0.924),
        "visit_6": (-2.225, 1.000),
        "visit_7": (-2.802, 1.114),
    }
    kenward_roger = {"visit_7": 1.1163}
    for visit, (estimate, se) in published.items():
        assert round(float(found.loc[visit, "estimate"]), 3) == estimate
        assert float(found.loc[visit, "se"]) == pytest.approx(se, rel=5e-3)
    assert round(float(found.loc["visit_7", "se"]), 4) == kenward_roger["visit_7"]
    assert list(found["n_comparison"]) == [88, 81, 76, 65]
    assert list(found["n_test"]) == [84, 77, 73, 64]

"""What `check_study` says of a trial, right and wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt

from .accepted_plan import without_questions
from .demo_plan import demo_plan_text, real_plan_text
from .ingest.conftest import made_small
from .ingest.therapy_files import with_therapy_files


@pytest.fixture(scope="module")
def demo(root: Path) -> ipt.StudyCheck:
    return ipt.check_study(ipt.read_plan(root / "config/trials/demo_ipt.yaml"))


def test_people_visits_and_items_of_a_trial_that_is_right(demo: ipt.StudyCheck) -> None:
    assert demo.ok
    assert demo.arms["participants"].sum() == 240
    items = demo.items.set_index("scale")["items"]
    assert items.to_dict() == {"phq9": 9, "hrsd17": 0, "iip32": 0, "sas_sr": 0}
    visits = demo.visits.set_index(["scale", "visit"])
    assert visits.loc[("phq9", "week_4"), "window"] == (14, 41)
    # Every assessment is used at a visit or said not to be.
    used = demo.visits["participants"].sum()
    assert used + demo.unused["assessments"].sum() == demo.items["assessments"].sum()


def test_the_text_says_so(demo: ipt.StudyCheck) -> None:
    text = str(demo)
    assert text.startswith("demo_ipt: nothing is wrong.\n")
    assert "PHQ-9, 0 to 27, higher is worse; totals from 9 items" in text
    assert "  unanswered items: made up for in 45 assessments (rule two_items)" in text
    assert "  week_4 (days 14 to 41): " in text
    assert (
        "Clusters: therapist, 8 in cbt (6 to 14 people each), 8 in ipt (5 to 14 people each)\n"
        "Clusters: therapy_group, 4 in cbt (4 to 6 people each; 58 people in none), 5 in ipt"
    ) in text
    # Its sites are those of the strata already.
    assert "values of site" not in text


def test_what_the_files_of_the_therapy_hold_is_counted(demo: ipt.StudyCheck, root: Path) -> None:
    sessions = pd.read_csv(root / "data/raw/demo_ipt/sessions.csv")
    arms = pd.read_csv(root / "data/raw/demo_ipt/participants.csv").set_index("participant")["arm"]
    own = sessions[sessions["participant"].map(arms) == "cbt"]
    came = int((own["attended"] == "yes").sum())
    said = f"  cbt: {len(own):,} sessions of {own['participant'].nunique()} people, "
    rated = int(own["alliance"].notna().sum())
    said += f"{came:,} attended, {len(own) - came} not attended, {rated:,} with the alliance"
    assert f"{said}\n" in str(demo)
    assert "\n  waitlist: none\n" in str(demo)
    counts = demo.therapy.set_index(["table", "arm", "what"])
    events = pd.read_csv(root / "data/raw/demo_ipt/adverse_events.csv")
    serious = events[(events["serious"] == "yes") & (events["participant"].map(arms) == "ipt")]
    assert counts.loc[("adverse_events", "ipt", "serious"), "n"] == len(serious)
    assert set(demo.therapy["table"]) == {
        "withdrawals", "sessions", "session_scores", "fidelity", "adverse_events",
    }  # fmt: skip


def test_what_is_outside_every_window_is_at_no_visit(tmp_path: Path) -> None:
    small = made_small(tmp_path)
    small.edit("phq.csv", "001,56,1", "001,20,1")
    small.write("phq.csv", (tmp_path / "phq.csv").read_text() + "1e5,56,0,1,1,1,1,1,1,1,1,9\n")
    said = str(ipt.check_study(small.plan()))
    assert "Not used: 1 assessment of 1 person, phq9, nearest to before: outside every " in said
    assert "phq9 at before" not in said


def test_one_is_one(tmp_path: Path) -> None:
    small = with_therapy_files(made_small(tmp_path))
    small.write("events.csv", "id,day,what,sae,how_bad,due\n001,12,fall,no,mild,no\n")
    said = str(ipt.check_study(small.plan()))
    assert "  events.csv: 1 row\n" in said
    assert "  ipt: 1 event of 1 person, 0 serious, 1 not serious\n" in said
    assert not re.search(r"(?<!\d)1 (rows|people|events|sessions|assessments)", said)


def test_a_plan_that_wants_every_item_answered(tmp_path: Path, root: Path) -> None:
    text = demo_plan_text(root)
    text = text.replace("phq9: {items", "phq9: {missing_items: complete, items")
    (tmp_path / "demo_ipt.yaml").write_text(text.replace("data/raw", str(root / "data/raw")))
    check = ipt.check_study(ipt.read_plan(tmp_path / "demo_ipt.yaml"))
    assert "  a form with an unanswered item has no total" in str(check)
    assert check.items.set_index("scale").loc["phq9", "prorated"] == 0
    # The same 45 assessments have no total, or another of their visit is used.
    without = check.unused[check.unused["reason"].str.contains("too many items")]
    assert 0 < without["assessments"].sum() <= 45


def test_the_same_people_as_the_readme_of_the_data(root: Path) -> None:
    check = ipt.check_study(ipt.read_plan(root / "config/trials/beat_the_blues.yaml"))
    assert check.arms.set_index("arm")["participants"].to_dict() == {"tau": 48, "ccbt": 52}
    seen = check.visits.set_index("visit")["participants"]
    assert seen.to_dict() == {
        "baseline": 100, "month_2": 97, "month_3": 73, "month_5": 58, "month_8": 52,
    }  # fmt: skip


def test_what_is_wrong_with_every_cell_is_said_once(tmp_path: Path, root: Path) -> None:
    plan = real_plan_text(root)
    (tmp_path / "beat_the_blues.yaml").write_text(plan)
    rows = (root / "data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv").read_text().splitlines()
    bad = [",".join([*row.split(",")[:4], *["CANARY"] * 5]) for row in rows[1:]]
    file = tmp_path / "data/raw/beat_the_blues/btheb_ccbt_vs_tau.csv"
    file.parent.mkdir(parents=True)
    file.write_text("\n".join([rows[0], *(bad * 20)]) + "\n")
    check = ipt.check_study(ipt.read_plan(tmp_path / "beat_the_blues.yaml"))
    assert not check.ok
    (problem,) = check.problems
    assert problem.column == "bdi.pre, bdi.2m, bdi.3m, bdi.5m, bdi.8m"
    assert "on 100 lines (the first 20: 2, 3, 4," in problem.rule
    text = str(check)
    assert "CANARY" not in text


@pytest.mark.parametrize(
    ("scores", "key", "rule", "remedy"),
    [
        ("id,arm,pre,mid,post\np1,a,20,12,\np2,b,18,9,\n", "endpoint",
         "nobody has a score of phq9 at post", "with scores: mid."),
        ("id,arm,pre,mid,post\np1,a,,12,7\np2,b,,9,6\n", "scale",
         "nobody has a score of phq9 at pre, the baseline", "take the outcome out"),
    ],
)  # fmt: skip
def test_a_visit_that_the_analyses_need_and_nobody_has_is_wrong(
    tmp_path: Path, scores: str, key: str, rule: str, remedy: str
) -> None:
    (tmp_path / "all.csv").write_text(scores)
    (tmp_path / "mine.yaml").write_text(
        "trial: mine\ntitle: T\nsource: real\n"
        "participants: {file: all.csv, columns: {participant: id, arm: arm}}\n"
        "scores:\n  - file: all.csv\n    shape: wide\n    columns: {participant: id}\n"
        "    scales: {phq9: {pre: pre, mid: mid, post: post}}\n"
        "arms:\n  - {name: a, label: A, role: control}\n  - {name: b, label: B, role: treatment}\n"
        "visits:\n  - {name: pre, label: Pre, week: 0, phase: baseline}\n"
        "  - {name: mid, label: Mid, week: 4, phase: treatment}\n"
        "  - {name: post, label: Post, week: 8, phase: treatment}\n"
        "outcomes:\n  - {name: phq9, label: P, scale: phq9, role: primary, endpoint: post}\n"
        "contrasts:\n  - {test: b, comparison: a, hypothesis: superiority}\n"
    )
    (problem,) = ipt.check_study(ipt.read_plan(tmp_path / "mine.yaml")).problems
    assert (problem.line, problem.column) == (18, f"outcomes.0.{key}")
    assert problem.rule == rule and remedy in problem.remedy


def test_a_column_that_nobody_chose_is_wrong_without_its_question_mark(tmp_path: Path) -> None:
    rows = [f"{n},{n},{n + 1}" for n in range(12)]
    (tmp_path / "all.csv").write_text("\n".join(["id,phq9_pre,phq9_post", *rows]) + "\n")
    path = tmp_path / "mine.yaml"
    text = ipt.propose_plan("mine", ["all.csv"], root=tmp_path)
    assert "arm: choose_a_column?" in text
    path.write_text(without_questions(text))
    found = ipt.check_study(ipt.read_plan(path))
    assert [problem.column for problem in found.problems] == ["choose_a_column"]
    assert not found.ok

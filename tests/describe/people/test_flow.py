from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.describe.given import Given
from ipt_outcomes.describe.people.flow import LEFT_OUT, NO_REASON, NO_SCORE, count_flow
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.analysis_sets import AnalysisSet
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.protocol import Protocol
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.prepare.outcomes import prepare_outcomes
from ipt_outcomes.tables import checked

from ...demo_plan import demo_plan_text
from ...made_scores import MakeScores


@pytest.fixture
def people() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "participant": ["a", "b", "c", "d", "e"],
            "arm": ["ipt", "ipt", "cbt", "waitlist", "waitlist"],
            "withdrawal_day": [30.0, None, None, 50.0, None],
            "withdrawal_reason": ["moved", None, "moved", None, None],
        }
    )
    text = {"participant": "str", "arm": "str", "withdrawal_reason": "str"}
    return checked("participants", frame.astype(text))


@pytest.fixture
def outcomes(demo: Plan, people: pd.DataFrame, make_scores: MakeScores) -> pd.DataFrame:
    rows = [(who, None, 0.0, "phq9", item, 2.0) for who in "abcd" for item in range(1, 10)]
    rows += [("a", None, day, "phq9", item, 1.0) for day in (28.0, 56.0) for item in range(1, 10)]
    rows += [("d", None, 112.0, "phq9", item, 1.0) for item in range(1, 10)]
    rows += [("e", None, 28.0, "hrsd17", 0, 12.0)]
    return prepare_outcomes(demo, people, make_scores(rows))


def sessions(*rows: tuple[str, int, bool]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["participant", "session", "attended"])
    types = {"participant": "str", "session": "Int64", "attended": "boolean"}
    return checked("sessions", frame.astype(types))


def flow_of(
    plan: Plan, people: pd.DataFrame, outcomes: pd.DataFrame, planned: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The flow, with the rows of the first primary outcome's primary analysis."""
    analysis = planned_analysis(plan, plan.first_primary.name)
    others = [*plan.stratification, *(cluster.name for cluster in plan.clusters)]
    tables = {
        "participants": people.reindex(columns=people.columns.union(others)),
        "outcomes": outcomes,
    }
    return count_flow(plan, people, planned, outcomes, analysis.frame(tables).rows)


def counts(flow: pd.DataFrame, step: str) -> dict[tuple[str, str], int]:
    people = flow["unit"] == "participant"
    rows = flow.loc[people & (flow["step"] == step)].fillna({"arm": "", "detail": ""})
    return {(row.arm, row.detail): row.n for row in rows.itertuples()}


def test_before_randomisation(demo: Plan, people: pd.DataFrame, outcomes: pd.DataFrame) -> None:
    flow = flow_of(demo, people, outcomes)
    assert counts(flow, "assessed") == {("", ""): 312}
    assert counts(flow, "excluded") == {
        ("", "Did not meet criteria"): 47,
        ("", "Declined"): 21,
        ("", "Other reasons"): 4,
    }


def test_after_randomisation(demo: Plan, people: pd.DataFrame, outcomes: pd.DataFrame) -> None:
    flow = flow_of(demo, people, outcomes)
    assert counts(flow, "randomised") == {("waitlist", ""): 2, ("cbt", ""): 1, ("ipt", ""): 2}
    assert counts(flow, "treated") == {}
    assert counts(flow, "withdrew") == {
        ("waitlist", "moved"): 0,
        ("waitlist", NO_REASON): 1,
        ("cbt", "moved"): 1,
        ("cbt", NO_REASON): 0,
        ("ipt", "moved"): 1,
        ("ipt", NO_REASON): 0,
    }
    assert counts(flow, "analysed") == {("waitlist", ""): 1, ("cbt", ""): 0, ("ipt", ""): 1}
    # Those randomised are the analysed and the others, who have no score of it after the baseline.
    assert counts(flow, "not_analysed") == {
        ("waitlist", NO_SCORE): 1, ("cbt", NO_SCORE): 1, ("ipt", NO_SCORE): 1,
    }  # fmt: skip
    observed = counts(flow, "observed")
    assert len(observed) == 3 * 7
    assert {place: n for place, n in observed.items() if n} == {
        ("waitlist", "week_0"): 1,
        ("waitlist", "week_16"): 1,
        ("cbt", "week_0"): 1,
        ("ipt", "week_0"): 2,
        ("ipt", "week_4"): 1,
        ("ipt", "week_8"): 1,
    }


def test_who_has_scores_and_is_not_analysed_is_told_apart(
    demo: Plan, people: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    none = pd.DataFrame({"participant": pd.Series([], dtype="str")})
    flow = count_flow(demo, people, None, outcomes, none)
    found = counts(flow, "not_analysed")
    assert found["ipt", LEFT_OUT] == 1 and found["ipt", NO_SCORE] == 1
    assert found["waitlist", LEFT_OUT] == 1 and found["cbt", LEFT_OUT] == 0


def test_treated_is_one_session_attended(
    demo: Plan, people: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    planned = sessions(("a", 1, True), ("a", 2, True), ("b", 1, False), ("c", 1, False))
    flow = flow_of(demo, people, outcomes, planned)
    # No session was planned for the waitlist: it has no row, and cbt's zero is a zero.
    assert counts(flow, "treated") == {("cbt", ""): 0, ("ipt", ""): 1}
    assert counts(flow_of(demo, people, outcomes, sessions()), "treated") == {}
    crossed = flow_of(demo, people, outcomes, sessions(("d", 1, True)))
    assert counts(crossed, "treated")["waitlist", ""] == 1


def test_who_was_treated_is_told_as_in_the_analysis_sets(
    demo: Plan, people: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    protocol = Protocol(arms=("ipt",), sessions=(2, 4), phases={"all": (1, 4), "after": (5, 6)})
    sets = (AnalysisSet(name="began", label="Began", of="modified", needs="treatment"),)
    plan = demo.model_copy(update={"protocol": (protocol,), "analysis_sets": sets})
    reasons = pd.array([None, None, "ill", None, None], dtype="str")
    known = people.assign(not_treated_reason=reasons)
    # Of ipt, b came only after the treatment; of cbt no session is recorded.
    planned = sessions(("a", 1, True), ("b", 1, False), ("b", 5, True))
    flow = flow_of(plan, known, outcomes, planned)
    assert counts(flow, "treated") == {("ipt", ""): 1}
    began = counts(flow, "in_set")
    assert (began["ipt", "began"], began["cbt", "began"]) == (1, 1)
    not_treated = {key: n for key, n in counts(flow, "not_treated").items() if n}
    assert not_treated == {("ipt", NO_REASON): 1, ("cbt", "ill"): 1}


def test_withdrawal_by_one_column_or_none(
    demo: Plan, people: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    by_day = flow_of(demo, people.drop(columns="withdrawal_reason"), outcomes)
    assert counts(by_day, "withdrew") == {
        ("waitlist", NO_REASON): 1,
        ("cbt", NO_REASON): 0,
        ("ipt", NO_REASON): 1,
    }
    neither = people[["participant", "arm"]]
    assert counts(flow_of(demo, neither, outcomes), "withdrew") == {}


def test_no_enrolment_in_the_plan(beat_the_blues: Plan, make_scores: MakeScores) -> None:
    people = pd.DataFrame({"participant": ["1", "2"], "arm": ["tau", "ccbt"]}).astype("str")
    scores = make_scores([("1", "month_8", None, "bdi_ii", 0, 9.0)])
    outcomes = prepare_outcomes(beat_the_blues, people, scores)
    flow = flow_of(beat_the_blues, people, outcomes)
    assert flow["arm"].notna().all()
    assert counts(flow, "analysed") == {("tau", ""): 1, ("ccbt", ""): 0}


@pytest.mark.parametrize(
    ("rule", "n"),
    [
        ("missing_baseline: mean", 224),
        ("missing_baseline: exclude", 221),
        ("baseline: constrained", 240),
    ],
)
def test_analysed_are_those_in_the_model(root: Path, tmp_path: Path, rule: str, n: int) -> None:
    """Three baselines blanked: who is analysed is who the model saw, whatever the plan's rule."""
    path = tmp_path / "demo_ipt.yaml"
    text = demo_plan_text(root).replace("data/raw", f"{root}/data/raw")
    path.write_text(text.replace("missing_baseline: mean", rule))
    plan = read_plan(path)
    study = read_study(plan)
    outcomes = prepare_outcomes(plan, study.participants, study.scores)
    at_start = outcomes.index[(outcomes["outcome"] == "phq9") & (outcomes["visit"] == "week_0")]
    outcomes.loc[at_start[:3], "score"] = float("nan")
    frame = planned_analysis(plan, "phq9").frame(
        {"participants": study.participants, "outcomes": outcomes}
    )
    flow = count_flow(plan, study.participants, study.sessions, outcomes, frame.rows)
    analysed = counts(flow, "analysed")
    assert sum(analysed.values()) == frame.analysis_set["participants"].item()
    assert sum(analysed.values()) == n
    arms = study.participants.set_index("participant")["arm"]
    seen = arms.loc[frame.rows["participant"].unique()].value_counts()
    assert {arm: n for (arm, _), n in analysed.items()} == seen.to_dict()


def test_clusters_are_counted_at_each_step(
    demo: Plan, people: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    """Two therapists of IPT, one of whom is left without anybody; the waitlist has none."""
    known = people.assign(
        therapist=pd.array(["T1", "T2", "T1", None, None], dtype="str"),
        therapy_group=pd.array([None] * 5, dtype="str"),
    )
    flow = flow_of(demo, known, outcomes, sessions(("a", 1, True), ("b", 1, False)))
    assert set(flow["unit"]) == {"participant", "therapist"}
    of = flow[flow["unit"] == "therapist"].fillna({"detail": ""})
    counted = {(row.arm, row.step, row.detail): row.n for row in of.itertuples()}
    assert {arm for arm, _, _ in counted} == {"cbt", "ipt"}
    assert counted["ipt", "randomised", ""] == 2
    assert counted["ipt", "treated", ""] == 1
    assert counted["ipt", "observed", "week_0"] == 2
    assert counted["ipt", "observed", "week_4"] == 1
    assert counted["ipt", "observed", "week_12"] == 0
    assert counted["ipt", "analysed", ""] == 1
    # a left, and was T1's only one in this arm; c left, and was T1's only one in that.
    assert counted["ipt", "withdrew", ""] == 1 and counted["cbt", "withdrew", ""] == 1
    assert counts(flow, "randomised") == {("waitlist", ""): 2, ("cbt", ""): 1, ("ipt", ""): 2}


def test_therapists_of_other_sites_are_others(
    demo: Plan, people: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    site, therapist = (
        Cluster.model_validate({"name": "site", "kind": "site"}),
        Cluster.model_validate({"name": "therapist", "kind": "therapist", "within": "site"}),
    )
    plan = demo.model_copy(update={"clusters": (site, therapist)})
    known = people.assign(
        site=pd.array(["A", "B", "A", "A", "B"], dtype="str"),
        therapist=pd.array(["1", "1", "1", None, None], dtype="str"),
    )
    flow = flow_of(plan, known, outcomes)
    start = flow[(flow["step"] == "randomised") & (flow["unit"] != "participant")]
    assert {(row.arm, row.unit): row.n for row in start.itertuples()} == {
        ("waitlist", "site"): 2,
        ("cbt", "site"): 1,
        ("ipt", "site"): 2,
        ("cbt", "therapist"): 1,
        ("ipt", "therapist"): 2,
    }


def test_who_did_not_begin_and_why(
    demo: Plan, people: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    reasons = pd.array(["too far away", None, None, "ill", None], dtype="str")
    known = people.assign(not_treated_reason=reasons)
    planned = sessions(("a", 1, False), ("b", 1, True), ("c", 1, False))
    flow = flow_of(demo, known, outcomes, planned)
    # The waitlist has no sessions, and nobody of it failed to begin.
    assert counts(flow, "not_treated") == {
        ("cbt", NO_REASON): 1,
        ("cbt", "too far away"): 0,
        ("ipt", NO_REASON): 0,
        ("ipt", "too far away"): 1,
    }
    assert set(flow.loc[flow["step"] == "not_treated", "unit"]) == {"participant"}
    everybody = sessions(("a", 1, True), ("b", 1, True), ("c", 1, True))
    assert counts(flow_of(demo, known, outcomes, everybody), "not_treated") == {}


def test_reasons_count_where_no_sessions_are_recorded(
    demo: Plan, people: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    reasons = pd.array(["too far away", None, None, None, None], dtype="str")
    flow = flow_of(demo, people.assign(not_treated_reason=reasons), outcomes)
    assert {arm: n for (arm, _), n in counts(flow, "not_treated").items() if n} == {"ipt": 1}
    assert counts(flow, "treated") == {}


def test_the_analysis_sets_are_counted(
    demo: Plan, people: pd.DataFrame, outcomes: pd.DataFrame
) -> None:
    planned = sessions(("a", 1, True), ("b", 1, False), ("c", 1, False))
    found = counts(flow_of(demo, people, outcomes, planned), "in_set")
    assert {key: n for key, n in found.items() if key[1] == "began"} == {
        ("waitlist", "began"): 2, ("cbt", "began"): 0, ("ipt", "began"): 1,
    }  # fmt: skip
    assert {key: n for key, n in found.items() if key[1] == "completers"} == {
        ("waitlist", "completers"): 1, ("cbt", "completers"): 0, ("ipt", "completers"): 0,
    }  # fmt: skip
    bare = demo.model_copy(update={"analysis_sets": ()})
    assert counts(flow_of(bare, people, outcomes, planned), "in_set") == {}


@pytest.mark.parametrize("trial", ["demo_ipt", "beat_the_blues"])
def test_the_numbers_reconcile_with_the_tables(root: Path, trial: str) -> None:
    plan = read_plan(root / f"config/trials/{trial}.yaml")
    study = read_study(plan)
    outcomes = prepare_outcomes(plan, study.participants, study.scores)
    first = plan.first_primary.name
    tables = {"participants": study.participants, "outcomes": outcomes}
    if study.sessions is not None:
        tables["sessions"] = study.sessions
    frame = planned_analysis(plan, first).frame(tables)
    made = Given(plan, tables, frame.rows)
    flow = made.table("flow")
    n = {step: pd.Series(counts(flow, step)).groupby(level=0).sum() for step in set(flow["step"])}
    randomised = study.participants["arm"].value_counts()
    assert n["randomised"].to_dict() == randomised.to_dict()
    if plan.enrolment is not None:
        assert n["assessed"].sum() - n["excluded"].sum() == randomised.sum()
    if "treated" in n:
        both = n["treated"] + n["not_treated"]
        assert both.to_dict() == randomised.drop("waitlist").to_dict()
    if "withdrew" in n:
        left = study.participants.loc[study.participants["withdrawal_day"].notna(), "arm"]
        assert n["withdrew"].to_dict() == left.value_counts().to_dict()
    assert n["analysed"].sum() == frame.analysis_set["participants"].item()
    seen = made.table("observed_scores")
    seen = seen[seen["outcome"] == first].set_index(["arm", "visit"])["n"]
    assert counts(flow, "observed") == seen.to_dict()
    sets = made.table("set_counts")
    of_first = sets[sets["outcome"] == first].set_index(["arm", "set"])["members"]
    assert counts(flow, "in_set") == of_first.to_dict()
    members = made.table("set_members")
    inside = members[(members["outcome"] == first) & members["member"]]
    assert inside.groupby(["arm", "set"]).size().to_dict() == of_first[of_first > 0].to_dict()
    table_1 = made.table("baseline_characteristics")
    people = (table_1["n"] + table_1["missing"]).groupby(table_1["arm"]).unique()
    assert {arm: list(own) for arm, own in people.items() if arm != "all"} == {
        arm: [size] for arm, size in randomised.items()
    }

"""What stands for a score after an event, under each strategy of an estimand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.analyses.event_strategies import UnderEstimand
from ipt_outcomes.errors import DataError
from ipt_outcomes.plan.estimands import Estimand, Event

NAN = float("nan")
WEEKS = {"week_0": 0.0, "week_4": 4.0, "week_8": 8.0, "week_12": 12.0, "week_16": 16.0}
# A: stopped on day 30. B: never. C: stopped on day 57, medicated on day 30. D: on a visit's day.
SCORES = {
    "A": [20.0, 16.0, 14.0, 13.0, 12.0],
    "B": [22.0, NAN, 15.0, 12.0, 10.0],
    "C": [18.0, 17.0, NAN, 9.0, 8.0],
    "D": [19.0, 18.0, 17.0, 16.0, 15.0],
}
DAYS = {"C": [0.0, 28.0, 56.0, 85.0, 112.0]}
# D came late in the windows.
LATE = {"D": [0.0, 33.0, 64.0, 90.0, 120.0]}
PEOPLE = pd.DataFrame(
    {
        "participant": list(SCORES),
        "arm": ["ipt", "ipt", "cbt", "waitlist"],
        "stopped": [30.0, NAN, 57.0, 56.0],
        "medicated": [NAN, NAN, 30.0, NAN],
    }
)
STOPPED = Event(name="stopped", label="Stopped", day="stopped")
MEDICATED = Event(name="medicated", label="Medicated", day="medicated")
CROSSED = Event(name="crossed", label="Crossed over", after="week_8", arms=("waitlist",))


@pytest.fixture(scope="module")
def demo(root: Path) -> ipt.Plan:
    return ipt.read_plan(root / "config/trials/demo_ipt.yaml")


@pytest.fixture(scope="module")
def outcomes() -> pd.DataFrame:
    rows = [
        {
            "participant": who, "outcome": "phq9", "visit": visit, "week": week,
            "day": DAYS.get(who, [NAN] * 5)[at], "score": scores[at],
        }
        for who, scores in SCORES.items()
        for at, (visit, week) in enumerate(WEEKS.items())
    ]  # fmt: skip
    # In no order, and under an index of its own: neither counts.
    return pd.DataFrame(rows).sample(frac=1, random_state=3).set_axis(range(100, 120))


def under(
    demo: ipt.Plan,
    outcomes: pd.DataFrame,
    events: tuple[Event, ...],
    composite: str | float | None = None,
    **strategies: str,
) -> tuple[dict[str, list[float]], pd.DataFrame]:
    plan = demo.model_copy(update={"events": events})
    named = {"name": "e", "label": "E", "events": strategies, "composite": composite}
    made = UnderEstimand(plan, Estimand.model_validate(named), PEOPLE, outcomes)
    ordered = made.outcomes.sort_values("week").groupby("participant")["score"].agg(list)
    return ordered.to_dict(), made.events.set_index(["event", "arm"])


def same(found: list[float], wanted: list[float]) -> bool:
    return np.array_equal(np.array(found), np.array(wanted), equal_nan=True)


def test_treatment_policy_changes_nothing_and_counts(
    demo: ipt.Plan, outcomes: pd.DataFrame
) -> None:
    scores, counts = under(demo, outcomes, (STOPPED,), stopped="treatment_policy")
    assert all(same(scores[who], SCORES[who]) for who in SCORES)
    # D stopped on the day of week 8: that score was given before it.
    assert counts.loc["stopped", ["participants", "scores", "used", "changed"]].to_dict(
        "index"
    ) == {
        "waitlist": {"participants": 1, "scores": 2, "used": 2, "changed": 0},
        "cbt": {"participants": 1, "scores": 2, "used": 2, "changed": 0},
        "ipt": {"participants": 1, "scores": 3, "used": 3, "changed": 0},
    }


def test_hypothetical_leaves_later_scores_out(demo: ipt.Plan, outcomes: pd.DataFrame) -> None:
    scores, counts = under(demo, outcomes, (STOPPED,), stopped="hypothetical")
    assert same(scores["A"], [20, 16, NAN, NAN, NAN])
    assert same(scores["B"], SCORES["B"])
    assert same(scores["C"], [18, 17, NAN, NAN, NAN])
    assert same(scores["D"], [19, 18, 17, NAN, NAN])
    assert counts["used"].tolist() == [0, 0, 0] and counts["changed"].tolist() == [0, 0, 0]


def test_while_on_treatment_keeps_the_last_score_before(
    demo: ipt.Plan, outcomes: pd.DataFrame
) -> None:
    scores, counts = under(demo, outcomes, (STOPPED,), stopped="while_on_treatment")
    assert same(scores["A"], [20, 16, 16, 16, 16])
    # Missed before the event: nothing stands for it.
    assert same(scores["C"], [18, 17, NAN, 17, 17])
    assert same(scores["D"], [19, 18, 17, 17, 17])
    assert counts.loc[("stopped", "ipt"), "changed"] == 3


@pytest.mark.parametrize(
    ("composite", "wanted"), [("worst", 27.0), ("baseline", 20.0), (21.5, 21.5)]
)
def test_composite_counts_the_event_as_a_score(
    demo: ipt.Plan, outcomes: pd.DataFrame, composite: str | float, wanted: float
) -> None:
    scores, _ = under(demo, outcomes, (STOPPED,), composite, stopped="composite")
    assert same(scores["A"], [20, 16, wanted, wanted, wanted])
    # Also where no score was given: whether it happened is known.
    missed, _ = under(
        demo, outcomes[outcomes["visit"] != "week_16"], (STOPPED,), composite, stopped="composite"
    )
    assert same(missed["A"], [20, 16, wanted, wanted])


def test_the_worst_of_a_scale_is_its_worse_end(demo: ipt.Plan, outcomes: pd.DataFrame) -> None:
    other = demo.model_copy(
        update={
            "outcomes": (demo.outcomes[0].model_copy(update={"scale": "who5"}),),
        }
    )
    scores, _ = under(other, outcomes, (STOPPED,), "worst", stopped="composite")
    assert scores["A"][-1] == 0


def test_the_earlier_event_acts(demo: ipt.Plan, outcomes: pd.DataFrame) -> None:
    """C took medication on day 30 and stopped on day 57."""
    events = (STOPPED, MEDICATED)
    scores, _ = under(
        demo, outcomes, events, "worst", stopped="composite", medicated="hypothetical"
    )
    assert same(scores["C"], [18, 17, NAN, NAN, NAN])
    scores, _ = under(
        demo, outcomes, events, "worst", stopped="composite", medicated="treatment_policy"
    )
    assert same(scores["C"], [18, 17, NAN, 27, 27])


def test_an_event_by_design_happens_to_its_arm(demo: ipt.Plan, outcomes: pd.DataFrame) -> None:
    scores, counts = under(demo, outcomes, (CROSSED,), crossed="hypothetical")
    assert same(scores["D"], [19, 18, 17, NAN, NAN]) and same(scores["A"], SCORES["A"])
    assert counts.index.tolist() == [("crossed", "waitlist")]
    # The visit itself is before the event, on whatever day of its window.
    late = outcomes.assign(
        day=[
            LATE["D"][list(WEEKS).index(visit)] if who == "D" else day
            for who, visit, day in outcomes[["participant", "visit", "day"]].itertuples(index=False)
        ]
    )
    assert same(under(demo, late, (CROSSED,), crossed="hypothetical")[0]["D"], scores["D"])
    assert counts.loc[("crossed", "waitlist"), ["participants", "scores"]].tolist() == [1, 2]


def test_a_day_that_is_no_number_is_refused(demo: ipt.Plan, outcomes: pd.DataFrame) -> None:
    elsewhere = Event(name="e", label="E", day="elsewhere")
    with pytest.raises(DataError, match="there is no such column"):
        under(demo, outcomes, (elsewhere,), e="hypothetical")
    words = Event(name="e", label="E", day="arm")
    with pytest.raises(DataError, match="does not hold numbers") as caught:
        under(demo, outcomes, (words,), e="hypothetical")
    assert "waitlist" not in str(caught.value)


def test_an_analysis_sees_the_scores_of_its_estimand(root: Path) -> None:
    """The further estimand's analysis is the primary one of scores that were left out by hand."""
    plan = ipt.read_plan(root / "config/trials/demo_ipt.yaml")
    event = Event(name="left", label="Left", day="withdrawal_day")
    estimands = tuple(
        Estimand(name=name, label=name, events={"left": strategy})
        for name, strategy in (("policy", "treatment_policy"), ("stayed", "hypothetical"))
    )
    plan = plan.model_copy(update={"events": (event,), "estimands": estimands})
    study = ipt.read_study(plan)
    tables = {"participants": study.participants}
    tables["outcomes"] = ipt.prepare_outcomes(plan, study.participants, study.scores)
    # Somebody who left has no later score here: three are given one.
    left = study.participants.dropna(subset="withdrawal_day")["participant"].head(3)
    rows = tables["outcomes"]
    late = rows["participant"].isin(left) & (rows["visit"] == "week_16")
    rows.loc[late, ["score", "day"]] = [[20.0, 112.0]] * int(late.sum())
    own = ipt.analyse(ipt.planned_analysis(plan, "phq9", "stayed"), tables)
    policy = ipt.analyse(ipt.planned_analysis(plan, "phq9"), tables)
    by_hand = dict(tables, outcomes=rows.assign(score=rows["score"].mask(late)))
    wanted = ipt.analyse(ipt.planned_analysis(plan, "phq9"), by_hand)
    pd.testing.assert_frame_equal(own.rows, wanted.rows)
    assert own.fit.minus_2_log_likelihood == wanted.fit.minus_2_log_likelihood
    assert policy.fit.minus_2_log_likelihood != wanted.fit.minus_2_log_likelihood
    assert own.events["scores"].sum() == 3 and own.events["used"].sum() == 0
    assert policy.events["used"].sum() == 3

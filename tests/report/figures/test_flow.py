from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.flow import plot_flow
from ipt_outcomes.report.figures.flow_counts import flow_boxes

from ..made_up import typed


def _texts(figure: Figure) -> list[str]:
    return [text.get_text().replace("\u00a0", " ") for text in figure.axes[0].texts]


def test_the_boxes_hold_the_tables_counts(plan: Plan, frames: SimpleNamespace) -> None:
    texts = _texts(plot_flow(plan, frames.flow))
    flow = frames.flow.set_index(["arm", "step", "detail"])["n"]
    assert "Assessed for eligibility (n = 312)" in texts
    assert "Excluded (n = 72)" in texts
    assert "Declined (n = 21)" in texts
    assert "Randomised (n = 120)" in texts
    assert texts.count("Left the trial (n = 6)") == 3
    assert f"Week 16 (n = {flow['ipt', 'observed', 'week_16']})" in texts
    # By design the waitlist begins treatment after week 16.
    assert "Week 28: not planned" in texts
    assert not any("nobody assessed" in text for text in texts)


def test_what_is_not_counted_is_left_out(real_plan: Plan, real_frames: SimpleNamespace) -> None:
    texts = " ".join(_texts(plot_flow(real_plan, real_frames.flow)))
    for missing in ("eligibility", "Excluded", "session", "Left the trial"):
        assert missing not in texts
    assert "Allocated to Computerised CBT (n = 50)" in texts
    assert "Analysed (n = 48)" in texts


def test_arms_have_their_boxes_at_the_same_heights(plan: Plan, frames: SimpleNamespace) -> None:
    without = frames.flow[(frames.flow["arm"] != "ipt") | (frames.flow["step"] != "withdrew")]
    boxes = flow_boxes(plan, without)
    assert {len(column) for column in boxes.arms} == {4}
    heights = {
        round(text.get_position()[1], 6)
        for text in plot_flow(plan, without).axes[0].texts
        if text.get_text().startswith("Analysed")
    }
    assert len(heights) == 1


@pytest.mark.parametrize("arms", [2, 3, 4])
def test_no_text_leaves_its_box_or_the_figure(
    change_plan: Callable[..., Plan], plan: Plan, frames: SimpleNamespace, arms: int
) -> None:
    content = plan.model_dump(mode="json")["arms"]
    content[0]["label"] = "Waiting WWW list with a name that goes on and on MMMM and on" * 2
    fourth = {"name": "fourth", "label": "Supportive therapy", "role": "control"}
    own = frames.flow[frames.flow["arm"] == "cbt"].assign(arm="fourth")
    changed = change_plan(arms=[*content, fourth][:arms])
    figure = plot_flow(changed, pd.concat([frames.flow, own]))
    FigureCanvasAgg(figure).draw()
    axes = figure.axes[0]
    boxes = [patch.get_window_extent() for patch in axes.patches if patch.get_window_extent()]
    for text in axes.texts:
        if not text.get_text():
            continue
        extent = text.get_window_extent()
        assert any(
            box.x0 <= extent.x0
            and extent.x1 <= box.x1
            and box.y0 <= extent.y0
            and extent.y1 <= box.y1
            for box in boxes
        ), text.get_text()


def test_clusters_are_counted_where_people_are_allocated(
    change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    village = {"name": "village", "column": "v", "kind": "village", "randomised": True}
    plan = change_plan(clusters=[village])
    own = frames.clusters[frames.clusters["name"] == "therapist"].iloc[:1]
    clusters = pd.concat(
        own.assign(name="village", arm=arm.name, levels=41, in_arm=n, smallest=3, largest=9)
        for arm, n in zip(plan.arms, (14, 13, 14), strict=True)
    )
    boxes = flow_boxes(plan, frames.flow, clusters)
    assert boxes.randomised.lines == ("41 villages",)
    assert [column[0].lines[0] for column in boxes.arms] == [
        "14 villages, of 3 to 9 people",
        "13 villages, of 3 to 9 people",
        "14 villages, of 3 to 9 people",
    ]
    assert flow_boxes(plan, frames.flow).randomised.lines == ()


def _with_clusters(
    flow: pd.DataFrame, arm: str, counts: dict[tuple[str, str | None], int]
) -> pd.DataFrame:
    rows = [
        {"arm": arm, "step": step, "detail": detail, "unit": "therapist", "n": n}
        for (step, detail), n in counts.items()
    ]
    return pd.concat([flow, typed("flow", rows)])


def test_every_box_says_how_many_clusters_contribute(plan: Plan, frames: SimpleNamespace) -> None:
    visits = [visit.name for visit in plan.visits]
    counts: dict[tuple[str, str | None], int] = {
        ("randomised", None): 8, ("treated", None): 8, ("withdrew", None): 2, ("analysed", None): 6,
    }  # fmt: skip
    counts |= {("observed", visit): 8 - place for place, visit in enumerate(visits)}
    boxes = flow_boxes(plan, _with_clusters(frames.flow, "ipt", counts))
    allocated, left, assessed, analysed = boxes.arms[2]
    said = [line.replace("\u00a0", " ") for line in (*allocated.lines, *left.lines)]
    assert said[0] == "8 therapists"
    assert said[1] == "Attended at least one session (n = 37; 8 therapists)"
    assert said[-1] == "Without anybody left: 2 therapists"
    lines = [line.replace("\u00a0", " ") for line in assessed.lines]
    assert lines[0] == "Baseline (n = 40; 8 therapists)"
    assert lines[4].endswith("; 4 therapists)")
    assert analysed.lines[0].replace("\u00a0", " ") == "6 therapists"
    # The waitlist has none, and the people are counted as before.
    waitlist = [line for box in boxes.arms[0] for line in (box.heading, *box.lines)]
    assert not any("therapist" in line for line in waitlist)
    assert allocated.heading == "Allocated to IPT (n\u00a0=\u00a040)"


def test_clusters_that_contribute_throughout_are_said_once(
    plan: Plan, frames: SimpleNamespace
) -> None:
    counts = {("observed", visit.name): 8 for visit in plan.visits}
    counts |= {("withdrew", None): 0}
    _, left, assessed, _ = flow_boxes(plan, _with_clusters(frames.flow, "ipt", counts)).arms[2]
    assert assessed.lines[-1] == "Each time: 8\u00a0therapists"
    assert sum("therapist" in line for line in assessed.lines) == 1
    assert not any("Without anybody" in line for line in left.lines)


def test_reasons_for_not_beginning_and_the_sets(plan: Plan, frames: SimpleNamespace) -> None:
    """A reason that nobody of an arm has is left out of its box; a set without anybody is not."""
    more = [
        ("cbt", "treated", None, 37), ("cbt", "not_treated", "moved", 3),
        ("cbt", "not_treated", "too ill", 0), ("ipt", "treated", None, 40),
        ("ipt", "not_treated", "moved", 0), ("ipt", "not_treated", "too ill", 0),
        ("cbt", "in_set", "itt", 40), ("cbt", "in_set", "per_protocol", 0),
        ("waitlist", "in_set", "itt", 40), ("waitlist", "in_set", "per_protocol", 40),
        ("waitlist", "not_analysed", "no score after the baseline", 3),
    ]  # fmt: skip
    rows = [
        {"arm": arm, "step": step, "detail": detail, "unit": "participant", "n": n}
        for arm, step, detail, n in more
    ]
    flow = frames.flow[frames.flow["step"] != "treated"]
    flow = pd.concat([flow, typed("flow", rows)], ignore_index=True)
    boxes = flow_boxes(plan, flow)
    cbt, ipt = ([line.replace("\u00a0", " ") for line in boxes.arms[i][0].lines] for i in (1, 2))
    assert cbt == [
        "Attended at least one session (n = 37)",
        "Attended none (n = 3)",
        "· moved (n = 3)",
    ]
    assert ipt == ["Attended at least one session (n = 40)"]
    last = boxes.arms[1][-1]
    assert last.heading == "In the analysis sets"
    assert [line.replace("\u00a0", " ") for line in last.lines] == [
        "Intention to treat (n = 40)", "Per protocol: at least 12 sessions: nobody",
    ]  # fmt: skip
    # A waitlist did not keep to a protocol.
    waitlist = [line.replace("\u00a0", " ") for line in boxes.arms[0][-1].lines]
    assert waitlist == [
        "Intention to treat (n = 40)",
        "Per protocol: at least 12 sessions: no therapy to receive, everybody (n = 40)",
    ]
    analysed = [line.replace("\u00a0", " ") for line in boxes.arms[0][-2].lines]
    assert analysed[-1] == "Not analysed: no score after the baseline (n = 3)"


def test_a_visit_that_was_planned_and_nobody_came_to_is_no_unplanned_one(
    change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    flow = frames.flow.copy()
    there = (flow["arm"] == "ipt") & (flow["detail"] == "week_28")
    flow.loc[there, "n"] = 0
    boxes = flow_boxes(change_plan(), flow)
    assert "Week 28: nobody assessed" in boxes.arms[2][2].lines

"""The intervals of hypotheses beside the zones that they have to lie in."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.hypotheses import plot_hypotheses

from ..ledger import made_up_hypotheses


def test_each_row_has_the_zone_of_its_claim(plan: Plan, frames: SimpleNamespace) -> None:
    rows = made_up_hypotheses(frames.effects)
    drawn = plot_hypotheses(plan, rows, "phq9")
    low, high = drawn.coordinates.limits.x
    data = drawn.data.set_index("label")
    assert [label.splitlines()[-1] for label in data.index] == [
        "superiority",
        "superiority",
        "non-inferiority, margin 2.5",
    ]
    assert data["zone_from"].tolist() == [low] * 3
    assert data["zone_to"].tolist() == [0.0, 0.0, 2.5]
    assert high > 5.0 > -5.0 > low, "the least difference that patients notice is inside"
    assert "(5 points)" in drawn.labels.caption


def test_equivalence_has_two_borders(plan: Plan, frames: SimpleNamespace) -> None:
    rows = made_up_hypotheses(frames.effects)
    rows.loc[rows["margin"].notna(), "hypothesis"] = "equivalence"
    data = plot_hypotheses(plan, rows, "phq9").data
    assert data[["zone_from", "zone_to"]].iloc[-1].tolist() == [-2.5, 2.5]


def test_without_a_result_it_says_so(plan: Plan, frames: SimpleNamespace) -> None:
    rows = made_up_hypotheses(frames.effects)
    lost = rows.assign(status="not estimable", estimate=math.nan, ci_lower=math.nan)
    for nothing in (lost, rows.iloc[:0]):
        (layer,) = plot_hypotheses(plan, nothing, "phq9").layers
        said = " ".join(str(layer.geom.aes_params["label"]).split())
        assert "no contrast at the endpoint has a result" in said
    with pytest.raises(KeyError):
        plot_hypotheses(plan, rows, "bdi")


def test_what_is_lost_within_a_family_is_said(plan: Plan, frames: SimpleNamespace) -> None:
    rows = made_up_hypotheses(frames.effects)
    rows["holds"] = "shown alone, not within its family"
    said = plot_hypotheses(plan, rows, "phq9").data["said"]
    assert said.str.endswith(" alone, not within its family").all()

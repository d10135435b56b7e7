from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd
import pytest
from plotnine import ggplot

from ipt_outcomes.instruments import Instrument, read_instrument
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.forest import plot_effects
from ipt_outcomes.report.figures.forest_rows import forest_rows
from ipt_outcomes.report.figures.saving import figure_bytes


def _primary(frames: SimpleNamespace) -> pd.DataFrame:
    rows: pd.DataFrame = frames.effects
    return rows[rows["analysis"] == "mmrm"]


def _said(figure: ggplot) -> list[str]:
    return [str(layer.geom.aes_params.get("label", "")) for layer in figure.layers]


def test_rows_stand_in_the_plans_order_under_their_outcome(
    plan: Plan, frames: SimpleNamespace
) -> None:
    shuffled = frames.effects.sample(frac=1, random_state=3)
    rows = forest_rows(plan, shuffled[shuffled["analysis"] == "mmrm"])
    assert [row.label for row in rows[:4]] == [
        "Depression, self-report (PHQ-9):\nlower is better",
        "IPT − Waitlist",
        "CBT − Waitlist",
        "IPT − CBT",
    ]
    assert [row.heading for row in rows].count(True) == 4
    heights = [row.y for row in rows]
    assert heights == sorted(heights, reverse=True)


def test_a_row_has_its_numbers_as_text(plan: Plan, frames: SimpleNamespace) -> None:
    table = frames.effects.set_index(["outcome", "analysis", "visit", "test", "comparison"])
    effect = table.loc[("phq9", "mmrm", "week_16", "ipt", "waitlist")]
    row = forest_rows(plan, _primary(frames))[1]
    assert row.effect == effect["effect_size"]
    low, high = (f"{effect[end]:.2f}".replace("-", "−") for end in ("ci_lower", "ci_upper"))
    assert row.points.endswith(f"({low} to {high})")


def test_a_failed_model_is_rows_that_say_so(plan: Plan, frames: SimpleNamespace) -> None:
    failed = [row for row in forest_rows(plan, _primary(frames)) if row.message]
    assert len(failed) == 3
    assert {row.message for row in failed} == {"not estimable (model: failed)"}
    assert all(math.isnan(row.effect) and row.points == "" for row in failed)


def test_the_margin_is_that_of_the_effects(plan: Plan, frames: SimpleNamespace) -> None:
    rows = [row for row in forest_rows(plan, _primary(frames)) if row.margins]
    assert len(rows) == 1
    effect = _primary(frames)[_primary(frames)["margin"].notna() & _primary(frames)["endpoint"]]
    assert rows[0].margins == (effect["margin_effect_size"].item(),)
    # 1 - 3 / (4 df - 1) is Hedges' approximation of J; 3 arms of 40 have 117 degrees of freedom.
    sd = effect["sd"].item()
    (margin,) = rows[0].margins
    assert margin == pytest.approx((1 - 3 / (4 * 117 - 1)) * 2.5 / sd, rel=1e-5)
    both = _primary(frames).replace({"hypothesis": {"non-inferiority": "equivalence"}})
    assert [row.margins for row in forest_rows(plan, both) if row.margins] == [(margin, -margin)]
    plot_effects(plan, both)


def test_the_sides_follow_the_scales_direction(
    plan: Plan, frames: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "← favours test arm" in _said(plot_effects(plan, frames.effects))

    def higher_is_better(_: Plan, name: str) -> Instrument:
        return read_instrument(name).model_copy(update={"direction": "higher_is_better"})

    monkeypatch.setattr(Plan, "entry_of", higher_is_better)
    turned = plot_effects(plan, frames.effects)
    assert "favours test arm →" in _said(turned)
    assert "← favours test arm" not in _said(turned)


def test_scales_that_differ_in_direction_have_no_common_sides(
    plan: Plan, frames: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sas_turned(_: Plan, name: str) -> Instrument:
        turn = {"direction": "higher_is_better"} if name == "sas_sr" else {}
        return read_instrument(name).model_copy(update=turn)

    monkeypatch.setattr(Plan, "entry_of", sas_turned)
    figure = plot_effects(plan, frames.effects)
    assert not any("favours" in text for text in _said(figure))
    assert "Left of zero favours the test arm where lower is better" in figure.labels.caption


def test_a_label_with_dollar_signs_or_of_full_length_is_drawn(
    change_plan: Callable[..., Plan], plan: Plan, frames: SimpleNamespace
) -> None:
    arms = plan.model_dump(mode="json")["arms"]
    arms[2]["label"] = "IPT $with \\frac{ costs$ " + "and much more to say " * 4
    figure = plot_effects(change_plan(arms=arms), frames.effects)
    assert figure_bytes(figure, ["png"])["png"].startswith(b"\x89PNG")


def test_the_real_trial_and_an_empty_table_are_drawn(
    real_plan: Plan, real_frames: SimpleNamespace
) -> None:
    assert figure_bytes(plot_effects(real_plan, real_frames.effects), ["png"])["png"]
    figure = plot_effects(real_plan, real_frames.effects.iloc[:0])
    assert "no row here" in figure.labels.caption
    assert figure_bytes(figure, ["png"])["png"].startswith(b"\x89PNG")


def test_an_endpoint_beyond_the_analysis_is_said_in_its_heading(
    plan: Plan, frames: SimpleNamespace
) -> None:
    effects = frames.effects
    early = effects[~(effects["endpoint"] & (effects["outcome"] == "sas_sr"))]
    row = forest_rows(plan, early[early["analysis"] == "mmrm"])[-1]
    assert row.heading and row.label == "Social adjustment (SAS-SR): lower is better"
    assert row.message == "endpoint not among the visits of the model"
    assert figure_bytes(plot_effects(plan, early), ["png"])["png"].startswith(b"\x89PNG")

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd
import pytest
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.means import plot_means
from ipt_outcomes.report.figures.saving import figure_bytes


def _placeholder(figure: ggplot) -> str:
    """What stands in the place of a chart."""
    said = " ".join(str(layer.geom.aes_params.get("label", "")) for layer in figure.layers)
    return said.replace("\n", " ")


def test_every_estimable_mean_is_drawn_and_no_other(plan: Plan, frames: SimpleNamespace) -> None:
    drawn = plot_means(plan, frames.means, "phq9").data
    assert len(drawn) == 14  # 3 arms x 5 visits, less the waitlist's week 28
    assert set(drawn.loc[drawn["visit"] == "week_28", "arm"]) == {"cbt", "ipt"}


def test_the_caption_names_what_is_not_estimable(plan: Plan, frames: SimpleNamespace) -> None:
    caption = plot_means(plan, frames.means, "phq9").labels.caption
    assert "Not estimable, so not drawn: Waitlist at Week 28." in caption
    assert "95% confidence" in caption


def test_the_axis_says_the_scale_and_its_better_end(plan: Plan, frames: SimpleNamespace) -> None:
    labels = plot_means(plan, frames.means, "phq9").labels
    assert labels.y == "PHQ-9 score (0–27; lower is better)"


def test_a_failed_model_is_a_figure_that_says_so(plan: Plan, frames: SimpleNamespace) -> None:
    figure = plot_means(plan, frames.means, "iip32", models=frames.models)
    assert (
        "SYNTHETIC DATA: simulated people, not real ones. No adjusted mean can be shown. Status of "
        "the model: failed. Reason: the covariance is not positive definite at Week 28 (2 people)."
    ) in _placeholder(figure)
    assert "Status of the model: failed." in _placeholder(plot_means(plan, frames.means, "iip32"))
    assert figure_bytes(figure, ["png"])["png"].startswith(b"\x89PNG")


def test_numbers_of_a_model_that_did_not_converge_are_not_drawn(
    plan: Plan, frames: SimpleNamespace
) -> None:
    means = frames.means.assign(status="not converged")
    figure = plot_means(plan, means, "phq9")
    assert "not converged" in _placeholder(figure)


def test_why_nothing_is_drawn_is_said_of_every_cause(plan: Plan, frames: SimpleNamespace) -> None:
    nobody = plot_means(plan, frames.means.assign(status="not estimable"), "phq9")
    assert "Not estimable: no arm has scores" in _placeholder(nobody)
    assert "not made of this outcome" in _placeholder(plot_means(plan, frames.means[:0], "phq9"))
    wordless = frames.models.assign(reason=None)
    figure = plot_means(plan, frames.means, "iip32", models=wordless)
    assert _placeholder(figure).endswith("Status of the model: failed.")


def test_caution_stands_below_where_it_is_due(plan: Plan, frames: SimpleNamespace) -> None:
    singular = frames.means.assign(status=frames.means["status"].replace("ok", "singular"))
    assert "ingular" not in plot_means(plan, singular, "phq9").labels.caption
    doubtful = plot_means(plan, singular.assign(caution=True), "phq9")
    assert "they deserve caution" in doubtful.labels.caption.replace("\n", " ")


def test_a_shared_baseline_is_not_called_lost(
    change_plan: Callable[..., Plan], plan: Plan, frames: SimpleNamespace
) -> None:
    models = plan.models.model_dump(mode="json", exclude_unset=True)
    models["mmrm"] = {"baseline": "constrained"}
    first = frames.means[frames.means["visit"] == "week_4"]
    start = first.assign(visit="week_0", week=0.0, estimate=float("nan"), status="not estimable")
    means = pd.concat([start, frames.means])
    caption = plot_means(change_plan(models=models), means, "phq9").labels.caption
    assert "share one mean at baseline" in caption
    assert "at Baseline" not in caption


@pytest.mark.parametrize(("analysis", "means"), [("mmrm", 8), ("growth", 10)])
def test_the_real_trial_is_drawn(
    real_plan: Plan, real_frames: SimpleNamespace, analysis: str, means: int
) -> None:
    figure = plot_means(real_plan, real_frames.means, "bdi", analysis)
    assert len(figure.data) == means
    assert figure_bytes(figure, ["png"])["png"].startswith(b"\x89PNG")


def test_the_caption_and_subtitle_are_the_analysiss_words(
    plan: Plan, frames: SimpleNamespace
) -> None:
    lines = plot_means(plan, frames.means, "phq9", "growth").labels
    assert "a straight line from Baseline to Week 16 for each arm" in lines.caption
    assert lines.subtitle.endswith("Adjusted means, growth model")
    covariate = plot_means(plan, frames.means, "phq9").labels
    assert "The baseline score is a covariate" in covariate.caption
    # Within the figure's 7.2 inches: at 11 points some 85 characters.
    assert max(map(len, covariate.subtitle.splitlines())) <= 80


def test_an_analysis_or_outcome_that_is_not_planned_is_refused(
    plan: Plan, frames: SimpleNamespace
) -> None:
    with pytest.raises(KeyError, match="no analysis 'ancova'"):
        plot_means(plan, frames.means, "phq9", "ancova")
    with pytest.raises(KeyError, match="phq8"):
        plot_means(plan, frames.means, "phq8")

"""The figures of who left, of patterns of scores, of harms and of relapse: what they show."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.attrition import plot_attrition
from ipt_outcomes.report.figures.curves_at_risk import readable_ticks
from ipt_outcomes.report.figures.harms import MOST_CATEGORIES, plot_harms
from ipt_outcomes.report.figures.missing_patterns import MOST_PATTERNS, plot_missing_patterns
from ipt_outcomes.report.figures.relapse import plot_relapse
from ipt_outcomes.report.wording import SYNTHETIC, arm_labels

Tables = dict[str, pd.DataFrame]


def texts(figure: Figure | ggplot) -> list[str]:
    assert isinstance(figure, Figure)
    inside = [text.get_text() for axes in figure.axes for text in axes.texts]
    return [text.get_text() for text in figure.texts] + inside


def test_the_curves_have_everybody_at_risk_beneath_the_first_week(
    plan: Plan, frames: SimpleNamespace, leaving: Tables
) -> None:
    figure = plot_attrition(plan, leaving["attrition_curves"])
    said = texts(figure)
    for arm, label in arm_labels(plan).items():
        own = frames.outcomes.loc[frames.outcomes["arm"] == arm, "participant"].nunique()
        assert label in said and str(own) in said
    assert any(SYNTHETIC in each for each in said)
    assert isinstance(figure, Figure)
    (axes,) = figure.axes
    drawn = [line for line in axes.lines if len(line.get_xdata()) > 2]
    assert len(drawn) == len({line.get_color() for line in drawn}) == len(plan.arms)


def test_an_arm_has_one_colour_and_one_kind_of_line_in_every_figure(
    plan: Plan, leaving: Tables
) -> None:
    """Also where an arm before it has no curve."""
    first = plan.arms[0].name
    curves = leaving["relapse_curves"]
    curves = curves[(curves["by"] == "arm") & (curves["group"] != first)]
    looks: list[dict[str, str]] = []
    for figure, arms in (
        (plot_attrition(plan, leaving["attrition_curves"]), [arm.name for arm in plan.arms]),
        (plot_relapse(plan, curves), [arm.name for arm in plan.arms[1:]]),
    ):
        assert isinstance(figure, Figure)
        samples = [each for each in figure.artists if isinstance(each, Line2D)]
        lines = [f"{line.get_color()} {vars(line)['_unscaled_dash_pattern']}" for line in samples]
        looks.append(dict(zip(arms, lines, strict=True)))
    assert len(set(looks[0].values())) == len(plan.arms)
    assert looks[1] == {arm: look for arm, look in looks[0].items() if arm != first}


def test_events_after_the_last_visits_target_are_not_cut_off(plan: Plan) -> None:
    last = plan.visits[-1].week
    rows = pd.DataFrame(
        {
            "arm": "ipt", "basis": "withdrawal day", "week": [0.0, last + 3.0], "at_risk": [9, 4],
            "left": [0, 2], "still_in": [1.0, 0.5], "ci_lower": [1.0, 0.1], "ci_upper": [1.0, 0.8],
        }
    )  # fmt: skip
    figure = plot_attrition(plan, rows)
    assert isinstance(figure, Figure)
    assert figure.axes[0].get_xlim()[1] >= last + 3.0


def test_ticks_have_room_for_a_number_each() -> None:
    assert readable_ticks([0, 4, 8, 12, 16, 28, 40]) == [0, 4, 8, 12, 16, 28, 40]
    assert readable_ticks([0, 1, 2, 40]) == [0, 40]


def test_each_arm_has_its_patterns_and_the_rest_is_counted(plan: Plan, leaving: Tables) -> None:
    patterns = leaving["missing_patterns"]
    said = texts(plot_missing_patterns(plan, patterns))
    own = patterns[(patterns["outcome"] == plan.first_primary.name) & (patterns["arm"] == "ipt")]
    most = own.iloc[0]
    assert f"{most['people']} ({100 * most['share']:.0f}%)" in said
    many = pd.concat(
        [own.head(1).assign(pattern=f"{place:06b}".replace("0", "-").replace("1", "x"), people=1)
         for place in range(MOST_PATTERNS + 3)]
    )  # fmt: skip
    assert "3 other patterns" in texts(plot_missing_patterns(plan, many))


def test_harms_has_a_panel_a_pair_and_names_what_is_left_out(plan: Plan, leaving: Tables) -> None:
    harms, compared = leaving["harms"], leaving["harms_comparisons"]
    figure = plot_harms(plan, harms, compared)
    assert isinstance(figure, Figure)
    pairs = compared[["test", "comparison"]].drop_duplicates()
    assert len(figure.axes) == 2 * len(pairs)
    assert "Suicidal thoughts" in texts(figure)
    category = harms[harms["kind"] == "category"].head(len(plan.arms))
    others = [category.assign(event=f"event {number}") for number in range(MOST_CATEGORIES)]
    more = pd.concat([harms, *others])
    alone = plot_harms(plan, more, compared.iloc[:0])
    assert isinstance(alone, Figure)
    assert len(alone.axes) == 1
    beyond = more.loc[more["kind"] == "category", "event"].nunique() - MOST_CATEGORIES
    assert any(f"{beyond} more are rarer" in " ".join(each.split()) for each in texts(alone))


def test_relapse_has_a_panel_an_arm_and_one_of_maintenance(plan: Plan, leaving: Tables) -> None:
    figure = plot_relapse(plan, leaving["relapse_curves"])
    assert isinstance(figure, Figure)
    assert len(figure.axes) == leaving["relapse_curves"]["by"].nunique() == 2
    assert {"Maintenance", "No maintenance"} <= set(texts(figure))


@pytest.mark.parametrize(
    ("draw", "tables"),
    [
        (plot_attrition, ("attrition_curves",)),
        (plot_missing_patterns, ("missing_patterns",)),
        (plot_harms, ("harms", "harms_comparisons")),
        (plot_relapse, ("relapse_curves",)),
    ],
)
def test_where_there_is_nothing_the_figure_says_so(
    plan: Plan, leaving: Tables, draw: object, tables: tuple[str, ...]
) -> None:
    figure = draw(plan, *(leaving[name].iloc[:0] for name in tables))  # type: ignore[operator]
    assert isinstance(figure, ggplot)

"""One outcome's contrasts over moderators that are numbers, with Johnson and Neyman's regions."""

from __future__ import annotations

import pandas as pd
from plotnine import (
    aes,
    facet_wrap,
    geom_hline,
    geom_line,
    geom_rect,
    geom_ribbon,
    geom_rug,
    ggplot,
    labs,
    scale_x_continuous,
    scale_y_continuous,
)

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import title_of
from ipt_outcomes.report.figures.empty import empty_figure
from ipt_outcomes.report.figures.labels import (
    caption_of_figure,
    height_of_words,
    subtitle_of_figure,
    title_of_figure,
)
from ipt_outcomes.report.figures.style import INK, MUTED, OKABE_ITO, figure_theme
from ipt_outcomes.report.figures.text_fit import fitted
from ipt_outcomes.report.moderators_in_words import moderator_label, moderator_of
from ipt_outcomes.report.numbers import confidence, plain_number
from ipt_outcomes.report.wording import (
    better_end,
    contrast_label,
    marked,
    outcome_labels,
    visit_labels,
)

_WIDTH = 8.6
# Panels side by side, at most; inches.
_COLUMNS, _PANELS_WIDTH, _PANEL_HEIGHT = 3, 7.4, 2.3
_NOTHING = "Nothing to show: the plan names no number as a moderator of this outcome."
# Which side an interval lies on, by colours that no arm's line has here.
_SHADES = {"test arm better": OKABE_ITO[2], "test arm worse": OKABE_ITO[1]}


def plot_johnson_neyman(
    plan: Plan, curves: pd.DataFrame, regions: pd.DataFrame, outcome: str
) -> ggplot:
    """The difference over each moderator that is a number, a panel a moderator x contrast.

    `curves` and `regions` are the tables `moderator_curves` and `moderator_regions`. Nobody's own
    value is shown: ticks are the deciles of the people. Raises KeyError when the plan has no such
    outcome.
    """
    label = outcome_labels(plan)[outcome]
    own = curves[(curves["outcome"] == outcome) & curves["estimate"].notna()]
    if own.empty:
        return empty_figure(label, marked(plan, _NOTHING), _WIDTH)
    columns = min(len(plan.contrasts_of(outcome)), _COLUMNS)
    own = own.assign(panel=_panels(plan, own, columns))
    panels = list(dict.fromkeys(own["panel"]))
    line = own.assign(panel=pd.Categorical(own["panel"], panels))
    shaded = regions[(regions["outcome"] == outcome) & regions["says"].isin(list(_SHADES))]
    shaded = shaded.assign(panel=pd.Categorical(_panels(plan, shaded, columns), panels))
    deciles = line[line["percent"].notna()]
    line = line[line["percent"].isna()]
    title = title_of_figure(f"For whom, over numbers: {label}", _WIDTH)
    endpoint = visit_labels(plan)[plan.outcome(outcome).endpoint]
    analysis = title_of(plan, plan.primary_of(outcome))
    names = line["moderator"].unique()
    across = moderator_of(plan, names[0]).called if len(names) == 1 else "The moderator's value"
    below = subtitle_of_figure(plan, f"{endpoint}, {analysis}", _WIDTH)
    caption = caption_of_figure(
        f"Band: {confidence(plan.alpha)} confidence interval at each value. Shaded: where it "
        "excludes zero (green: test arm better; red: worse). Ticks: the deciles of the people. "
        "Beyond the 5th and 95th percentile nothing is drawn. A shaded stretch is no proof that "
        "arms differ there and not elsewhere: that is the test of interaction.",
        _WIDTH,
    )
    rows = -(-len(panels) // columns)
    heads = 0.3 + 0.19 * max(len(panel.splitlines()) for panel in panels)
    chart = ggplot(line, aes("value"))
    for says, colour in _SHADES.items():
        there = shaded[shaded["says"] == says]
        if len(there):
            area = aes(xmin="lower", xmax="upper")
            chart += geom_rect(
                area, there, ymin=-float("inf"), ymax=float("inf"), inherit_aes=False,
                fill=colour, alpha=0.18,
            )  # fmt: skip
    return (
        chart
        + geom_hline(yintercept=0, color=MUTED, size=0.6)
        + geom_ribbon(aes(ymin="ci_lower", ymax="ci_upper"), fill=OKABE_ITO[0], alpha=0.25)
        + geom_line(aes(y="estimate"), color=OKABE_ITO[0], size=1)
        + geom_rug(aes("value"), deciles, sides="b", inherit_aes=False, color=INK, size=0.7)
        + facet_wrap("panel", ncol=columns, scales="free_x")
        + scale_x_continuous(labels=lambda breaks: [plain_number(each) for each in breaks])
        + scale_y_continuous(labels=lambda breaks: [plain_number(each) for each in breaks])
        + labs(
            title=title,
            subtitle=below,
            x=fitted(across, _PANELS_WIDTH, 11),
            y=f"Difference, points\n({better_end(plan, outcome)})",
            caption=caption,
        )
        + figure_theme(
            _WIDTH,
            0.7 + rows * (_PANEL_HEIGHT + heads) + height_of_words(title, below, caption),
        )
    )


def _panels(plan: Plan, rows: pd.DataFrame, columns: int) -> list[str]:
    """The panel's title of each row."""
    keys = ["moderator", "claim", "test", "comparison"]
    titles = {
        tuple(row[keys]): fitted(
            f"{moderator_label(plan, row)}\n{contrast_label(plan, row['test'], row['comparison'])}",
            _PANELS_WIDTH / columns,
            11,
            bold=True,
        )
        for _, row in rows.drop_duplicates(keys).iterrows()
    }
    return [titles[each] for each in rows[keys].itertuples(index=False, name=None)]

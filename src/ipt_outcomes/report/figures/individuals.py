"""Observed individual trajectories: for the internal report only."""

from __future__ import annotations

import math

import pandas as pd
from plotnine import (
    aes,
    element_text,
    facet_wrap,
    geom_line,
    geom_point,
    geom_ribbon,
    geom_segment,
    ggplot,
    labeller,
    labs,
    scale_color_manual,
    scale_fill_manual,
    theme,
)

from ipt_outcomes.phrases import listed, people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.style import (
    INK,
    WARNING,
    arm_colours,
    figure_theme,
    subtitle,
    wrapped,
)
from ipt_outcomes.report.figures.time_axis import axis_title, treatment_shade, week_axis
from ipt_outcomes.report.numbers import count
from ipt_outcomes.report.wording import (
    INTERNAL,
    arm_labels,
    outcome_labels,
    scale_in_words,
)

_WIDTH = 10.0
_MOST_COLUMNS = 3
_SUBTITLE = 92
_INCHES_A_LINE = 0.2
# Lines through more scores than these, in a panel, are a blot, and of a large trial a file of
# hundreds of megabytes: then so few people that each can be followed, over bands that say how
# everybody's scores lie.
_MOST_SCORES = 700
_SCORES_OVER_BANDS = 280
_LEAST_PEOPLE = 10
_BANDS = {"most": (0.05, 0.95), "middle": (0.25, 0.75)}


def plot_individuals(plan: Plan, outcomes: pd.DataFrame, outcome: str) -> ggplot:
    """Each person's observed scores over weeks, one panel an arm, the observed mean over them.

    `outcomes` is the table of that name; scores in scale points. Of an arm with more than 700
    scores only some people are drawn, with about 280 scores, chosen at random by the plan's seed,
    over bands that hold the middle half and nine tenths of the arm's scores at each visit; the
    caption then says so. The mean is of all those assessed at the visit: with dropout it is not an
    estimate of the arm's mean. Marked as internal.
    """
    rows = outcomes[(outcomes["outcome"] == outcome) & outcomes["score"].notna()].copy()
    arms = [arm.name for arm in plan.arms]
    rows["arm"] = pd.Categorical(rows["arm"], categories=arms)
    means = rows.groupby(["arm", "week"], observed=True)["score"].mean().reset_index()
    counts = rows.groupby("arm", observed=False)["participant"].nunique()
    titles = {
        arm: wrapped(f"{label} ({people(int(counts[arm]))})", 34)
        for arm, label in arm_labels(plan).items()
    }
    drawn = _drawn(plan, rows, outcome)
    shown = drawn.groupby("arm", observed=False)["participant"].nunique()
    bands = _bands(rows, [arm for arm in arms if shown[arm] < counts[arm]])
    columns = min(len(arms), _MOST_COLUMNS)
    below = subtitle(plan, INTERNAL, _SUBTITLE)
    colours = arm_colours(plan)
    return (
        ggplot(drawn, aes("week", "score"))
        + treatment_shade(plan)
        + [
            geom_ribbon(
                aes("week", ymin="lower", ymax="upper", fill="arm"),
                data=bands[bands["band"] == band],
                alpha=0.18,
                inherit_aes=False,
            )
            for band in (_BANDS if len(bands) else ())
        ]
        # plotnine draws a line a person one by one; all pieces of an arm's lines are drawn at once.
        + geom_segment(
            aes("week", "score", xend="next_week", yend="next_score", color="arm"),
            data=_pieces(drawn),
            alpha=0.3,
            size=0.4,
            inherit_aes=False,
        )
        + geom_point(aes(color="arm"), alpha=0.3, size=0.7)
        + geom_line(data=means, color=INK, size=1.4)
        + geom_point(data=means, color=INK, size=2.2)
        + facet_wrap("arm", ncol=columns, drop=False, labeller=labeller(arm=titles.__getitem__))
        + scale_color_manual(values=[colours[arm] for arm in arms], breaks=arms, guide=None)
        + scale_fill_manual(values=[colours[arm] for arm in arms], breaks=arms, guide=None)
        + week_axis(plan, 0.85 * _WIDTH / columns, side_by_side=columns > 1)
        + labs(
            title=wrapped(f"{outcome_labels(plan)[outcome]}: observed scores of each person", 70),
            subtitle=below,
            x=axis_title(plan),
            y=wrapped(scale_in_words(plan, outcome), 46),
            caption=wrapped(_caption(plan, rows, drawn), 115),
        )
        + figure_theme(
            _WIDTH,
            1.6 + 3.6 * math.ceil(len(arms) / columns) + _INCHES_A_LINE * below.count("\n"),
        )
        + theme(plot_subtitle=element_text(color=WARNING, weight="bold", ha="left"))
    )


def _drawn(plan: Plan, rows: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The rows of the people who are drawn: all of an arm, or a random choice among them."""
    stream = plan.stream("individuals", outcome)
    chosen: list[str] = []
    for arm in plan.arms:
        scores = rows.loc[rows["arm"] == arm.name, "participant"]
        of_arm = sorted(scores.unique())
        if len(scores) > _MOST_SCORES:
            some = max(_LEAST_PEOPLE, round(_SCORES_OVER_BANDS * len(of_arm) / len(scores)))
            of_arm = list(stream.choice(of_arm, min(some, len(of_arm)), replace=False))
        chosen += of_arm
    return rows[rows["participant"].isin(chosen)]


def _pieces(drawn: pd.DataFrame) -> pd.DataFrame:
    """From each assessment of a person to the next: arm, week, score, next_week and next_score."""
    ordered = drawn.sort_values(["participant", "week"], kind="stable")
    later = ordered.groupby("participant", sort=False, observed=True)[["week", "score"]].shift(-1)
    pieces = ordered[["arm", "week", "score"]].assign(
        next_week=later["week"], next_score=later["score"]
    )
    return pieces.dropna()


def _bands(rows: pd.DataFrame, arms: list[str]) -> pd.DataFrame:
    """Quantiles of these arms' scores at each visit: arm, week, band, lower and upper."""
    scores = rows[rows["arm"].isin(arms)].groupby(["arm", "week"], observed=True)["score"]
    found = [
        pd.DataFrame({"lower": scores.quantile(low), "upper": scores.quantile(high), "band": band})
        for band, (low, high) in _BANDS.items()
    ]
    together = pd.concat(found).reset_index()
    return together.assign(arm=pd.Categorical(together["arm"], rows["arm"].cat.categories))


def _caption(plan: Plan, rows: pd.DataFrame, drawn: pd.DataFrame) -> str:
    everyone, shown = (
        frame.groupby("arm", observed=False)["participant"].nunique() for frame in (rows, drawn)
    )
    cut = [
        f"{count(shown[arm])} of {people(everyone[arm])} in {label}"
        for arm, label in arm_labels(plan).items()
        if shown[arm] < everyone[arm]
    ]
    who = f" ({listed(cut)}, chosen at random)" if cut else ""
    bands = "Bands: the middle half, and nine tenths, of an arm's scores at the visit. "
    of = "all those assessed" if cut else "those assessed"
    return (
        f"Thin lines: one person each, as observed{who}. {bands if cut else ''}Thick line: the "
        f"mean of {of} at the visit, not adjusted for dropout. Shaded: treatment phase."
    )

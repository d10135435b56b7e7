"""The tables of scores at sessions: courses, sudden gains, early signals."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, Estimate, Number, PValue, Share
from ipt_outcomes.report.cluster_words import as_independent
from ipt_outcomes.report.numbers import confidence, percent, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ARM, interval_heading
from ipt_outcomes.report.tables.few_people import few_people
from ipt_outcomes.report.wording import arm_labels, marked

# The word of the table: its schema is not loaded to know a figure's name.
_GAIN = "gain"
# Of a long course, so many sessions are shown; all are in the table's file.
MOST_SHOWN = 6
_SESSION = Column("session", "Session", "The number of the session.", "count")


def shown_sessions(numbers: pd.Series) -> list[int]:
    """A few sessions, evenly apart, the first and the last among them."""
    every = sorted({int(number) for number in numbers})
    if len(every) <= MOST_SHOWN:
        return every
    places = [round(k * (len(every) - 1) / (MOST_SHOWN - 1)) for k in range(MOST_SHOWN)]
    return [every[place] for place in places]


def courses_table(plan: Plan, courses: pd.DataFrame) -> ShownTable:
    """A row an arm and session, of a few; `courses` is the table `session_courses`."""
    few = courses[courses["session"].isin(shown_sessions(courses["session"]))]
    return ShownTable(
        name="session-courses",
        title="Scores and responses by session",
        columns=(
            _SESSION,
            Column("n", "People", "People with a score at the session.", "count"),
            Column("mean", "Mean (SD)", "Of the scores that were given."),
            Column(
                "fitted",
                f"Growth curve {interval_heading(plan)}",
                "The mean of the growth model, with its interval.",
                "estimate",
            ),
            Column("responded", "Response", "People with a response at the session."),
        ),
        rows=tuple(
            Row(
                {
                    "session": Count(row["session"]),
                    "n": Count(row["n"]),
                    "mean": _mean(plan, row),
                    "fitted": _fitted(plan, row),
                    "responded": Share(row["responded"], row["n_intake"])
                    if row["n_intake"]
                    else None,
                },
                group=_group(plan, row, courses),
            )
            for _, row in few.iterrows()
        ),
        notes=(
            marked(
                plan,
                "Of those who came to the session and filled in the form: who left is not among "
                "them, so that the mean and the responses of later sessions are of fewer people. "
                "A response by a percentage is not counted of people whose intake score is 0.",
            ),
            *few_people(plan, few["few"] & (few["n"] > 0)),
        ),
    )


def sudden_gains_table(plan: Plan, rates: pd.DataFrame) -> ShownTable:
    """A row an arm; `rates` is the table `sudden_gain_rates`."""
    cutoffs = rates.drop_duplicates("scale")
    said = "; ".join(
        f"{plan.entry_of(row['scale']).name}: {row['cutoff']:.1f} points ({row['cutoff_from']})"
        for _, row in cutoffs.iterrows()
    )
    return ShownTable(
        name="sudden-gains",
        title="Sudden gains and losses",
        columns=(
            ARM,
            Column("people", "People with one", "Of those whose sessions could be looked at."),
            Column(
                "share",
                f"Share, % {interval_heading(plan)}",
                "Of these people, with its interval.",
                "estimate",
            ),
            Column(
                "chance",
                "By chance, % (95% of trials)",
                "The share in trials on the same smooth courses, without any gain.",
                "estimate",
            ),
            Column("p", "p", "How many of such trials have as many people with one.", "p_value"),
            Column("found", "Gains or losses", "All of them; some people have several.", "count"),
            Column("reversed", "Lost again", "Half of it was lost at a later session.", "count"),
        ),
        rows=tuple(
            Row(
                {
                    "arm": arm_labels(plan)[row["arm"]],
                    "people": Share(row["people_with"], row["people"]),
                    "share": _percent(row, "share", "ci_lower", "ci_upper"),
                    "chance": _percent(row, "by_chance", "chance_lower", "chance_upper"),
                    "p": PValue(row["chance_p"]) if row["draws"] else None,
                    "found": Count(row["found"]),
                    "reversed": Count(row["reversed"]),
                },
                group=_kind(plan, row, rates),
            )
            for _, row in rates.iterrows()
        ),
        notes=(
            marked(
                plan,
                "Between two sessions: at least the points below, at least 25% of the score "
                "before, and the three sessions before on average apart from the three after "
                "(Tang and DeRubeis 1999; critical value by the sessions that have scores).",
            ),
            f"Points: {said}.",
            "Who has more scores has more chances of a gain: look at the share that chance gives "
            "before anything is read into arms.",
        ),
    )


def early_signals_table(plan: Plan, signals: pd.DataFrame) -> ShownTable:
    """A row a session, of a few; `signals` is the table `early_signals`."""
    few = signals[signals["session"].isin(shown_sessions(signals["session"]))]
    first = signals.iloc[0]
    endpoint = plan.outcome(first["outcome"]).endpoint
    visit = next(each.label for each in plan.visits if each.name == endpoint)
    limits = f"({confidence(plan.alpha)} CI, Wilson)"
    return ShownTable(
        name="early-signals",
        title="Does an early signal tell a poor end?",
        columns=(
            Column("session", "Until session", "A signal at this session or before.", "count"),
            Column("signals", "With a signal", "People who were not on track at least once."),
            Column(
                "sensitivity",
                f"Sensitivity, % {limits}",
                "Of those who ended poorly, the share with a signal.",
                "estimate",
            ),
            Column(
                "specificity",
                f"Specificity, % {limits}",
                "Of those who did not, the share without a signal.",
                "estimate",
            ),
            Column(
                "predictive_value",
                f"Predictive value, % {limits}",
                "Of those with a signal, the share who ended poorly.",
                "estimate",
            ),
        ),
        rows=tuple(
            Row(
                {
                    "session": Count(row["session"]),
                    "signals": Share(row["signals"], row["n"]),
                    **{
                        name: _percent(row, name, f"{name}_lower", f"{name}_upper")
                        for name in ("sensitivity", "specificity", "predictive_value")
                    },
                },
                group=plan.entry_of(row["scale"]).name,
            )
            for _, row in few.iterrows()
        ),
        notes=(
            marked(plan, f"A poor end: no response at {visit}, of those assessed then."),
            "Internal: found in these people, and checked in no others.",
            *as_independent(plan, "in these intervals"),
        ),
    )


def _mean(plan: Plan, row: pd.Series) -> str | None:
    if pd.isna(row["mean"]):
        return None
    decimals = table_decimals(plan.entry_of(row["scale"]))
    sd = "" if pd.isna(row["sd"]) else f" ({row['sd']:.{decimals}f})"
    return f"{row['mean']:.{decimals}f}{sd}"


def _fitted(plan: Plan, row: pd.Series) -> Cell:
    if pd.isna(row["fitted"]):
        return str(row["status"])
    decimals = table_decimals(plan.entry_of(row["scale"]))
    if pd.isna(row["ci_lower"]):
        return Number(row["fitted"], decimals)
    return Estimate(row["fitted"], row["ci_lower"], row["ci_upper"], decimals)


def _percent(row: pd.Series, value: str, lower: str, upper: str) -> Cell:
    if pd.isna(row[value]):
        return None
    return Estimate(100 * row[value], 100 * row[lower], 100 * row[upper], 0)


def _group(plan: Plan, row: pd.Series, rows: pd.DataFrame) -> str:
    """The arm, after the scale where there are several."""
    arm = arm_labels(plan)[row["arm"]]
    several = rows["scale"].nunique() > 1
    return f"{plan.entry_of(row['scale']).name}, {arm}" if several else arm


def _kind(plan: Plan, row: pd.Series, rows: pd.DataFrame) -> str:
    kind = "Sudden gains" if row["kind"] == _GAIN else "Sudden losses"
    several = rows["scale"].nunique() > 1
    return f"{plan.entry_of(row['scale']).name}: {kind.lower()}" if several else kind


def not_on_track(plan: Plan, shares: pd.DataFrame) -> str:
    """In a sentence, how many were not on track half-way, by arm; of the first scale."""
    own = shares[shares["scale"] == shares["scale"].iloc[0]]
    numbers = sorted(int(number) for number in own["session"].unique())
    half = numbers[(len(numbers) - 1) // 2]
    parts = [
        f"{row['off_track']} of {row['n']} ({percent(row['share'])}) in "
        f"{arm_labels(plan)[row['arm']]}"
        for _, row in own[own["session"] == half].iterrows()
    ]
    return f"At session {half}, {listed(parts)} were not on track."

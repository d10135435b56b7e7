"""The tables of fidelity: ratings by arm, the agreement of raters, treatments told apart."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.locking.touched import OF_PEOPLE
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, Estimate
from ipt_outcomes.report.numbers import confidence, number, plain_number
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ARM, interval_heading
from ipt_outcomes.report.tables.few_people import few_people
from ipt_outcomes.report.wording import arm_labels, marked
from ipt_outcomes.tables.status import with_result


def ratings_table(plan: Plan, ratings: pd.DataFrame, agreement: pd.DataFrame) -> ShownTable:
    """Means by arm, and how far raters agree; the tables `fidelity_ratings` and `_agreement`."""
    labels = arm_labels(plan)
    own = {(row["rating"], row["arm"]): row for _, row in ratings.iterrows()}
    arms = list(ratings["arm"].unique())
    rows = []
    for _, row in agreement.iterrows():
        # Where one arm alone was rated, the agreement is that of all arms, and so the arm's.
        arm = arms[0] if pd.isna(row["arm"]) and len(arms) == 1 else row["arm"]
        of_all = pd.isna(arm)
        rated = None if of_all else own.get((row["rating"], arm))
        rows.append(
            Row(
                {
                    "arm": "All arms" if of_all else labels[arm],
                    "mean": None if rated is None or rated["few"] else _mean(rated),
                    "sessions": Count(int(row["sessions"])),
                    "twice": Count(int(row["twice"])),
                    "icc": _icc(row),
                },
                group=_rating(plan, str(row["rating"])),
            )
        )
    raters = int(agreement["raters"].max()) if len(agreement) else 0
    return ShownTable(
        name="fidelity",
        title="Ratings of sessions",
        columns=(
            ARM,
            Column("mean", "Mean (SD)", "The mean of the sessions, each the mean of its raters."),
            Column("sessions", "Sessions", "Sessions rated.", "count"),
            Column("twice", "Rated twice", "Sessions with two raters or more.", "count"),
            Column(
                "icc",
                f"Agreement, ICC(2,1) {interval_heading(plan)}",
                "The correlation of two raters' ratings of one session.",
                "estimate",
            ),
        ),
        rows=tuple(rows),
        notes=(
            marked(
                plan,
                "A session of several raters counts once, with the mean of its ratings.",
                OF_PEOPLE,
            ),
            "ICC(2,1): absolute agreement of single raters, sessions and "
            f"{counted(raters, 'rater')} as random; restricted maximum likelihood, "
            f"{confidence(plan.alpha)} profile interval. "
            "Few raters leave it wide. Over all arms it is high where raters tell the treatments "
            "apart; within an arm it says how far they agree on how well one was given.",
            *few_people(plan, ratings["few"]),
        ),
    )


def told_apart_table(plan: Plan, apart: pd.DataFrame) -> ShownTable:
    """Whether the treatments differ in what raters see; `apart` is `fidelity_told_apart`."""
    labels = arm_labels(plan)
    return ShownTable(
        name="told-apart",
        title="Treatments told apart",
        columns=(
            Column("what", "What", "The difference of two ratings, or the share.", roomy=True),
            ARM,
            Column("n", "Ratings", "Sessions rated, or guesses.", "count"),
            Column(
                "estimate",
                f"Estimate {interval_heading(plan)}",
                "Points, or percent of the guesses.",
                "estimate",
            ),
        ),
        rows=tuple(
            Row(
                {
                    "what": _what(labels, row),
                    "arm": labels[row["arm"]],
                    "n": Count(int(row["n"])),
                    "estimate": _estimate(row),
                }
            )
            for _, row in apart.iterrows()
        ),
        notes=(
            marked(
                plan,
                "Adherence of an arm's sessions to its own treatment minus that to the other one, "
                "points; and how many of the raters' guesses took a session for what it was. What "
                "raters knew of the arm, the plan does not say: who knew it did not guess.",
                OF_PEOPLE,
            ),
            f"{confidence(plan.alpha)} confidence intervals allow for people and clusters, whose "
            "sessions are alike; that of the share is Wilson's, with as many guesses as "
            "independent ones would tell as much.",
        ),
    )


def _rating(plan: Plan, rating: str) -> str:
    known = None if plan.fidelity is None else plan.fidelity.ratings.get(rating)
    if known is None:
        return rating
    ends = f"{plain_number(known.minimum)}–{plain_number(known.maximum)}"
    return f"{known.label} ({ends})"


def _mean(row: pd.Series) -> str:
    spread = f" ({number(row['sd'], 2)})" if pd.notna(row["sd"]) else ""
    return f"{number(row['mean'], 2)}{spread}"


def _icc(row: pd.Series) -> Cell:
    if not with_result(pd.Series([row["status"]])).all():
        return str(row["status"])
    return Estimate(row["icc"], row["ci_lower"], row["ci_upper"], 2)


def _what(labels: dict[str, str], row: pd.Series) -> str:
    if row["measure"] == "difference":
        return f"Adherence: own treatment minus {labels[row['other']]}, points"
    return "Guessed right by raters, %"


def _estimate(row: pd.Series) -> Cell:
    if not with_result(pd.Series([row["status"]])).all():
        return str(row["status"])
    times, decimals = (100.0, 1) if row["measure"] == "guessed" else (1.0, 2)
    return Estimate(
        times * row["estimate"], times * row["ci_lower"], times * row["ci_upper"], decimals
    )

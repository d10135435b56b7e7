"""The tables of fidelity: ratings by arm, the agreement of raters, treatments told apart."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, Estimate
from ipt_outcomes.report.numbers import NO_BREAK, confidence, count, number, plain_number
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import ARM, interval_heading
from ipt_outcomes.report.wording import arm_labels, marked
from ipt_outcomes.tables.status import with_result


def ratings_table(plan: Plan, ratings: pd.DataFrame, agreement: pd.DataFrame) -> ShownTable:
    """Means by arm, and how far raters agree; the tables `fidelity_ratings` and `_agreement`."""
    arms = [arm.name for arm in plan.arms if arm.name in set(ratings["arm"])]
    labels = arm_labels(plan)
    own = ratings.set_index(["rating", "arm"])
    agreed = agreement.set_index("rating")
    rows = []
    for rating in dict.fromkeys(ratings["rating"]):
        cells: dict[str, Cell] = {
            f"arm-{at}": _mean(own.loc[(rating, arm)]) if (rating, arm) in own.index else None
            for at, arm in enumerate(arms)
        }
        known = agreed.loc[rating]
        cells["twice"] = Count(int(known["twice"]))
        cells["icc"] = (
            Estimate(known["icc"], known["ci_lower"], known["ci_upper"], 2)
            if with_result(pd.Series([known["status"]])).all()
            else str(known["status"])
        )
        rows.append(Row({"rating": _rating(plan, str(rating))} | cells))
    raters = int(agreement["raters"].max()) if len(agreement) else 0
    return ShownTable(
        name="fidelity",
        title="Ratings of sessions",
        columns=(
            Column("rating", "Rating", "What was rated, and from which to which number."),
            *(
                Column(f"arm-{at}", labels[arm], "Mean (SD) of the arm's sessions; how many.")
                for at, arm in enumerate(arms)
            ),
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
                "Mean (standard deviation); sessions rated. A session of several raters counts "
                "once, with their mean.",
            ),
            f"ICC(2,1): absolute agreement of single raters, sessions and {raters} raters as "
            f"random; restricted maximum likelihood, {confidence(plan.alpha)} profile interval. "
            "Few raters leave it wide.",
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
                "points; and how many of the raters, who did not know the arm, took a session for "
                "what it was.",
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
    n = f"n = {count(int(row['sessions']))}".replace(" ", NO_BREAK)
    return f"{number(row['mean'], 2)}{spread}; {n}"


def _what(labels: dict[str, str], row: pd.Series) -> str:
    if row["measure"] == "difference":
        return f"Adherence: own treatment minus {labels[row['other']]}, points"
    return "Guessed right by blinded raters, %"


def _estimate(row: pd.Series) -> Cell:
    if not with_result(pd.Series([row["status"]])).all():
        return str(row["status"])
    times, decimals = (100.0, 1) if row["measure"] == "guessed" else (1.0, 2)
    return Estimate(
        times * row["estimate"], times * row["ci_lower"], times * row["ci_upper"], decimals
    )

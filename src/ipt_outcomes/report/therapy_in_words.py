"""What is said of the therapy: the caveats, and what rows of its tables are called."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.clusters import BY_TREATMENT
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import plain_number
from ipt_outcomes.report.wording import arm_labels, at_visit, lower_is_better

OBSERVATIONAL = "OBSERVATIONAL: nobody was randomised to it."
IMMORTAL_TIME = (
    "To come to many sessions one must stay long enough (immortal time): who left early, for "
    "whatever reason, had few. None of this is the effect of more sessions."
)
NOT_THE_CAUSE = (
    "Alliance may follow how a person is doing, and both may follow something else: that one goes "
    "before the other does not make it the cause."
)
_DOSES = {
    "naive": "Between people: score at the endpoint, by all sessions attended (naive)",
    "so_far": "Within people: score by the sessions attended so far",
}
_PARTS = {
    "within": "one session, against the person's other early ones (within people)",
    "between": "a person's early sessions, against other people's (between people)",
}


def treating(plan: Plan, *, several: bool, last: str = "and") -> str:
    """Those by whom people are treated, as the plan has them: `therapists and therapy groups`."""
    clusters = [each for each in plan.clusters if each.kind in BY_TREATMENT]
    return listed([each.several if several else each.one for each in clusters], last)


def better_side(plan: Plan, outcome: str) -> str:
    """`below zero is better`, of a change or of a difference between scores."""
    return f"{'below' if lower_is_better(plan, outcome) else 'above'} zero is better"


def phase_label(row: pd.Series) -> str:
    """`Initial: from session 1 to 4`; `row` is one of the table `phase_slopes`."""
    name = str(row["phase"]).replace("_", " ")
    ends = [plain_number(round(float(row[end]), 1)) for end in ("start", "end")]
    return f"{name[:1].upper()}{name[1:]}: from {row['unit']} {ends[0]} to {ends[1]}"


def dose_label(row: pd.Series) -> str:
    """What a row of the table `dose_response` is called."""
    if row["quantity"] == "rate":
        unit = "session" if row["at"] == 1 else "sessions"
        return f"People with {plain_number(row['at'])} {unit} in all"
    if row["quantity"] == "difference":
        return "Rate of change, by all sessions attended (good enough level)"
    return _DOSES[row["model"]]


def dose_panel(row: pd.Series) -> str:
    """The panel of a figure that a row of the table `dose_response` stands in."""
    if row["quantity"] == "rate":
        return f"Rate of change, points a {row['unit']}"
    return "Points for one session more"


def by_protocol(plan: Plan, rows: pd.DataFrame) -> list[str]:
    """Of each row, the arms of its model: `IPT and CBT`; nothing where all rows are of the same.

    `rows` are some of the table `dose_response` or `alliance`, each model of one protocol's arms.
    """
    if rows["arms"].nunique() < 2:
        return [""] * len(rows)
    labels = arm_labels(plan)
    return [listed([labels[arm] for arm in each.split(", ")], "and") for each in rows["arms"]]


def alliance_label(plan: Plan, row: pd.Series) -> str:
    """What a row of the table `alliance` is called: which score, by which part."""
    return f"{predicted_label(plan, row)}: {_PARTS[row['part']]}"


def predicted_label(plan: Plan, row: pd.Series) -> str:
    """The score that a row of the table `alliance` is of."""
    if row["predicted"] == "next_session":
        return "Next session"
    when = at_visit(plan, plan.outcome(row["outcome"]).endpoint)
    return f"{when[:1].upper()}{when[1:]}"


def in_sds(alliances: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table `alliance`, for one standard deviation more of that part."""
    names = ["estimate", "ci_lower", "ci_upper"]
    return alliances.assign(**{name: alliances[name] * alliances["sd"] for name in names})

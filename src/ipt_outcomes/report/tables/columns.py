"""Columns that more than one of the tables has, with the same meaning in each."""

from __future__ import annotations

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import NO_BREAK, confidence
from ipt_outcomes.report.shown_table import Column

OUTCOME = Column("outcome", "Outcome", "The plan's outcome.")
ANALYSIS = Column("analysis", "Model", "The analysis of the outcome.")
ARM = Column("arm", "Arm", "The arm that the person is in.")
VISIT = Column("visit", "Visit", "The planned visit.", one_line=True)
DF = Column("df", "df", "The degrees of freedom.", "number")
P_VALUE = Column("p", "p", "The two-sided p-value of no difference, or no change.", "p_value")
CONCLUSION = Column("conclusion", "Conclusion", "What the interval says of the plan's hypothesis.")
STATUS = Column("status", "Status", "Whether there is a number, and whether it can be relied on.")


def contrast(plan: Plan) -> Column:
    """Which arms are compared; of one arm, since when its change is counted."""
    if len(plan.arms) == 1:
        return Column("contrast", "Change", "The arm, and since when its change is counted.")
    meaning = "The test arm, then the arm that it is compared with."
    return Column("contrast", "Test − comparison", meaning, roomy=True)


def difference(plan: Plan) -> Column:
    """The difference between two arms with its interval; of one arm, its change."""
    one_arm = len(plan.arms) == 1
    return Column(
        "estimate",
        f"{'Change' if one_arm else 'Difference'}, points {interval_heading(plan)}",
        "The adjusted mean at the visit minus that at baseline, with its interval."
        if one_arm
        else "The adjusted mean of the test arm minus that of the other, with its interval.",
        "estimate",
    )


def interval_heading(plan: Plan) -> str:
    """`(95% CI)` behind a heading, not to be torn apart."""
    return f"({confidence(plan.alpha)}{NO_BREAK}CI)"

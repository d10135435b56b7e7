"""Columns that more than one of the tables has, with the same meaning in each."""

from __future__ import annotations

from ipt_outcomes.report.shown_table import Column

OUTCOME = Column("outcome", "Outcome", "The plan's outcome.")
ANALYSIS = Column("analysis", "Model", "The analysis of the outcome.")
ARM = Column("arm", "Arm", "The arm that the person is in.")
VISIT = Column("visit", "Visit", "The planned visit.", one_line=True)
CONTRAST = Column(
    "contrast", "Test − comparison", "The test arm, then the arm that it is compared with."
)
P_VALUE = Column("p", "p", "The two-sided p-value of no difference.", "p_value")
CONCLUSION = Column("conclusion", "Conclusion", "What the interval says of the plan's hypothesis.")
STATUS = Column("status", "Status", "Whether there is a number, and whether it can be relied on.")


def difference(level: str) -> Column:
    """The difference between two arms, with its interval at that level: `95%`."""
    return Column(
        "estimate",
        f"Difference, points ({level} CI)",
        "The adjusted mean of the test arm minus that of the other, with its interval.",
        "estimate",
    )

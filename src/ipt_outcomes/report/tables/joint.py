"""The tables of joint models: the contrasts of several outcomes, and what is shown of them."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.joint_outcomes import JointOutcomes
from ipt_outcomes.plan.joint_rules import joint_outcomes
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, CountPair, Estimate, Number, PValue
from ipt_outcomes.report.joint_in_words import claim_in_words, outcomes_in_words
from ipt_outcomes.report.numbers import number, table_decimals
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.status_words import status_in_words
from ipt_outcomes.report.tables.columns import DF, P_VALUE, STATUS, contrast, difference
from ipt_outcomes.report.tables.notes import caution_notes, directions, few_notes
from ipt_outcomes.report.wording import (
    at_visit,
    contrast_label,
    instrument_of,
    marked,
    outcome_labels,
)
from ipt_outcomes.tables.status import has_result

_TOGETHER = "all together"
_ADJUSTED = {
    "all": "The largest p of the contrast over the outcomes.",
    "any": "Adjusted by max-t over all contrasts of all outcomes of the model.",
}


def joint_tests_table(plan: Plan, tests: pd.DataFrame) -> ShownTable:
    """What is shown of outcomes together, a group a model; `tests` is the table `joint_tests`."""
    return ShownTable(
        name="joint-tests",
        title="Outcomes together: what is shown",
        columns=(
            contrast(plan),
            Column("f", "F", "Of no difference in any of the outcomes.", "number"),
            Column("df", "df", "Degrees of freedom: of the test, of the denominator."),
            Column("p", "p of F", "Of no difference in any of the outcomes.", "p_value"),
            Column("claim", "p of the claim", "Of what the plan claims of them.", "p_value"),
            Column("holds", "Claim", "Whether the claim is shown.", roomy=True),
            Column("people", "People", "In the model.", "count"),
            STATUS,
        ),
        rows=tuple(
            Row(_test_cells(plan, row), group=_named(plan, row["joint"]).called)
            for _, row in tests.iterrows()
        ),
        notes=(
            marked(
                plan,
                "One model of all the outcomes, each with the effects of its own primary analysis "
                "and all scores of a person correlated; at the outcomes' endpoints.",
            ),
            *(
                f"{_named(plan, name).called}: {outcomes_in_words(plan, _named(plan, name))}. The "
                f"claim is {claim_in_words(_named(plan, name))}."
                for name in tests["joint"].unique()
            ),
            "F is of the arms differing in any outcome, in whatever direction: it is not the "
            "claim.",
            *_lost(plan, tests),
            *caution_notes(tests.assign(estimate=tests["p_value"])),
        ),
    )


def joint_contrasts_table(
    plan: Plan, contrasts: pd.DataFrame, correlations: pd.DataFrame
) -> ShownTable:
    """The contrasts of each outcome, by the model of all of them.

    `contrasts` and `correlations` are the tables `joint_contrasts` and `joint_correlations`.
    """
    there = has_result(contrasts)
    adjusted = listed([_ADJUSTED[claim] for claim in contrasts["claim"].unique()])
    return ShownTable(
        name="joint-contrasts",
        title="Outcomes together: each one's contrasts",
        columns=(
            contrast(plan),
            Column("n", "n", "Test arm / comparison arm.", "count"),
            difference(plan),
            DF,
            P_VALUE,
            Column("adjusted", "p within the claim", adjusted, "p_value"),
            STATUS,
        ),
        rows=tuple(
            Row(_contrast_cells(plan, row, known), group=_group(plan, row))
            for (_, row), known in zip(contrasts.iterrows(), there, strict=True)
        ),
        notes=(
            marked(
                plan,
                "Contrasts of the model of all the outcomes, each in points of its own scale. "
                f"{directions(plan, contrasts)} With complete scores they are those of the "
                "outcomes' own analyses; where scores are missing, one outcome tells something of "
                "the other.",
            ),
            *_correlated(plan, correlations),
            *caution_notes(contrasts),
            *few_notes(plan, contrasts),
        ),
    )


def _named(plan: Plan, name: str) -> JointOutcomes:
    return next(each for each in plan.joint if each.name == name)


def _group(plan: Plan, row: pd.Series) -> str:
    joint = _named(plan, row["joint"])
    label = outcome_labels(plan)[row["outcome"]]
    return f"{joint.called}: {label}, {at_visit(plan, row['visit'])}"


def _test_cells(plan: Plan, row: pd.Series) -> dict[str, Cell]:
    there = pd.notna(row["p_value"])
    together = pd.isna(row["test"])
    return {
        "contrast": _TOGETHER if together else contrast_label(plan, row["test"], row["comparison"]),
        "f": Number(row["statistic"], 2) if there else None,
        "df": f"{row['df1']}, {number(row['df2'], 1)}" if there else None,
        "p": PValue(row["p_value"]) if there else None,
        "claim": PValue(row["p_claim"]) if pd.notna(row["p_claim"]) else None,
        "holds": None if pd.isna(row["holds"]) else str(row["holds"]),
        "people": Count(int(row["participants"])),
        "status": status_in_words(row),
    }


def _contrast_cells(plan: Plan, row: pd.Series, there: bool) -> dict[str, Cell]:
    decimals = table_decimals(instrument_of(plan, row["outcome"]))
    return {
        "contrast": contrast_label(plan, row["test"], row["comparison"]),
        "n": CountPair(int(row["n_test"]), int(row["n_comparison"])),
        "estimate": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], decimals)
        if there
        else None,
        "df": Number(row["df"], 1) if there else None,
        "p": PValue(row["p_value"]) if there else None,
        "adjusted": PValue(row["p_adjusted"]) if pd.notna(row["p_adjusted"]) else None,
        "status": status_in_words(row),
    }


def _lost(plan: Plan, tests: pd.DataFrame) -> tuple[str, ...]:
    """What stands in the place of a model without numbers: nothing."""
    lost = tests[~tests["status"].isin(["ok", "singular", "partly estimable", "not estimable"])]
    return tuple(
        f"{_named(plan, str(name)).called} has no result ({reason}): nothing is claimed of these "
        "outcomes together, and no other model stands in. Their own analyses are above."
        for name, reason in lost.groupby("joint", sort=False)["reason"].first().items()
    )


def _correlated(plan: Plan, correlations: pd.DataFrame) -> tuple[str, ...]:
    """By how much the estimates of one contrast go together between the first two outcomes."""
    same = (correlations["test"] == correlations["other_test"]) & (
        correlations["comparison"] == correlations["other_comparison"]
    )
    own = correlations[same & (correlations["outcome"] != correlations["other_outcome"])]
    said = []
    for name, rows in own.groupby("joint", sort=False):
        least, most = (number(value, 2) for value in (rows["correlation"].agg(["min", "max"])))
        between = least if least == most else f"{least} to {most}"
        many = len(joint_outcomes(plan, _named(plan, str(name)))) > 2
        said.append(
            f"{_named(plan, str(name)).called}: the estimates of a contrast in "
            f"{'two of the outcomes' if many else 'the two outcomes'} correlate by {between}."
        )
    return tuple(said)

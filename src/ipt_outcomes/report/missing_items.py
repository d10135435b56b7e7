"""Unanswered items: what each rule for them gives, in words and as a table."""

from __future__ import annotations

import pandas as pd
from great_tables import GT

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import (
    NO_NUMBER,
    confidence,
    number,
    p_value,
    table_decimals,
    with_interval,
)
from ipt_outcomes.report.table_style import finished
from ipt_outcomes.report.wording import (
    MODEL_TITLES,
    arm_labels,
    has_result,
    instrument_of,
    listed,
    marked,
    outcome_labels,
    visit_labels,
)


def missing_items_in_words(plan: Plan, missing_items: pd.DataFrame) -> list[str]:
    """A sentence or two an outcome: how many totals the rules change, and whether it matters."""
    return [
        f"{outcome_labels(plan)[str(outcome)]}: {_counted(rows)} {_moved(plan, rows)}".rstrip()
        for outcome, rows in missing_items.groupby("outcome", sort=False)
    ]


def missing_items_table(plan: Plan, missing_items: pd.DataFrame) -> GT:
    """The contrasts at the endpoint under each rule, grouped by outcome; the plan's rule bold."""
    rows = missing_items.reset_index(drop=True)
    arms, labels = arm_labels(plan), outcome_labels(plan)
    cells = []
    for (_, row), there in zip(rows.iterrows(), has_result(rows), strict=True):
        decimals = table_decimals(instrument_of(plan, row["outcome"]))
        cells.append(
            {
                "outcome": f"{labels[row['outcome']]}, {row['role']}",
                "rule": rule_in_words(row),
                "totals": f"{row['totals']:,} of {row['forms']:,}",
                "contrast": f"{arms[row['test']]} − {arms[row['comparison']]}",
                "estimate": with_interval(
                    row["estimate"], row["ci_lower"], row["ci_upper"], decimals
                )
                if there
                else "not estimable",
                "p": p_value(row["p_value"]) if there else NO_NUMBER,
                "shift": number(row["shift"], decimals) if there else NO_NUMBER,
                "conclusion": NO_NUMBER if pd.isna(row["conclusion"]) else row["conclusion"],
                "status": row["status"],
            }
        )
    columns = ["rule", "totals", "contrast", "estimate", "p", "shift", "conclusion", "status"]
    table = GT(
        pd.DataFrame(cells, columns=["outcome", *columns]),
        groupname_col="outcome",
        id="missing-items",
    ).cols_label(
        rule="Unanswered items",
        totals="Forms with a total",
        contrast="Test − comparison",
        estimate=f"Difference, points ({confidence(plan.alpha)} CI)",
        p="p",
        shift="Shift, points",
        conclusion="Conclusion",
        status="Status",
    )
    return finished(table, columns, list(rows.index[rows["planned"]]), _notes(plan))


def rule_in_words(row: pd.Series) -> str:
    """What a rule does, for people: `up to 2 made up for (the plan's)`."""
    most = int(row["most_missing"])
    words = f"up to {most} made up for" if most else "complete forms only"
    return f"{words} (the plan's)" if row["planned"] else words


def _counted(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    said = f"{first['totals']:,} of {first['forms']:,} forms have a total by the plan's rule"
    others = rows[~rows["planned"]].drop_duplicates("rule")
    changes = others[others["changed"] > 0]
    if changes.empty:
        return f"{said}. No other rule changes any of them."
    parts = [
        f"{row['changed']:,} form{'s' * (row['changed'] != 1)} ({rule_in_words(row)})"
        for _, row in changes.iterrows()
    ]
    return f"{said}; another rule changes or removes the total of {listed(parts)}."


def _moved(plan: Plan, rows: pd.DataFrame) -> str:
    planned, others = rows[rows["planned"]], rows[~rows["planned"]]
    if not (others["changed"] > 0).any():
        return ""
    known = others[has_result(others)]
    if known.empty or not has_result(planned).any():
        return "No model gave a result to compare."
    visit = visit_labels(plan)[str(planned["visit"].iloc[0])]
    decimals = table_decimals(instrument_of(plan, str(planned["outcome"].iloc[0])))
    largest = known.iloc[int(known["shift"].abs().argmax())]
    said = (
        f"The contrasts at {visit} move by at most {number(abs(largest['shift']), decimals)} "
        f"points ({number(abs(largest['shift']) / largest['se'], 2)} standard errors)"
    )
    turned = _turned(plan, planned, known)
    return f"{said}. {turned}" if turned else f"{said}; no conclusion changes."


def _turned(plan: Plan, planned: pd.DataFrame, others: pd.DataFrame) -> str:
    """Which conclusions are not the plan's; empty where all are."""
    arms = arm_labels(plan)
    own = {(row["test"], row["comparison"]): row["conclusion"] for _, row in planned.iterrows()}
    parts = [
        f"{arms[row['test']]} − {arms[row['comparison']]} is “{row['conclusion']}” and not "
        f"“{own[row['test'], row['comparison']]}” with {rule_in_words(row)}"
        for _, row in others.iterrows()
        if row["conclusion"] != own[row["test"], row["comparison"]]
    ]
    return f"The choice of rule changes a conclusion: {'; '.join(parts)}." if parts else ""


def _notes(plan: Plan) -> list[str]:
    return [
        marked(plan, "Made up for: the mean of a form's answered items stands in for the others.")
        + " A form with more unanswered items has no total and counts as a missed assessment.",
        f"{MODEL_TITLES[plan.model_names[0]]}, fitted anew under each rule. Shift: the difference "
        "minus the one under the plan's rule. Bold: the plan's rule.",
    ]

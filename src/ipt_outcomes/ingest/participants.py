"""The people: one row each, in one arm of the plan."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.cells import Kind, converted
from ipt_outcomes.ingest.chosen_rows import translated
from ipt_outcomes.ingest.dates import days_since_randomisation, randomisation_days
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.repeated_people import first_rows
from ipt_outcomes.ingest.text_table import TextTable
from ipt_outcomes.ingest.typed_table import report_limits, typed_table
from ipt_outcomes.plan.cluster_keys import numbered_covariates
from ipt_outcomes.plan.plan import Plan


def read_participants(
    plan: Plan, table: TextTable, randomised: pd.Series | None, findings: Findings
) -> pd.DataFrame:
    """The table `participants`, then the plan's covariates and clusters; the index is the lines.

    `randomised` is what `read_randomisation` gives: the date of leaving becomes a day with it.
    """
    mapping: dict[str, str] = plan.participants.columns.model_dump(
        exclude_none=True, exclude={"randomisation_date", "withdrawal_date"}
    )
    if plan.participants.shape == "long":
        table = first_rows(table, mapping["participant"], participants_columns(plan), findings)
    people = typed_table("participants", table, mapping, findings)
    left = plan.participants.columns.withdrawal_date
    if left is not None and {left, mapping["participant"]} <= set(table.header):
        people["withdrawal_day"] = days_since_randomisation(
            table,
            mapping["participant"],
            left,
            plan.participants.date_format,
            randomised=randomised,
            findings=findings,
        )
        mapping["withdrawal_day"] = left
    arm = plan.participants.columns.arm
    if arm is None:
        # Nobody is in another arm than the one there is.
        people["arm"] = pd.Series(plan.arms[0].name, index=people.index, dtype="str")
    elif "arm" in people:
        people["arm"] = _arms(plan, table, arm, people["arm"], findings)
    if {"participant", "arm"} <= set(people.columns):
        _report_repeated(plan, table.file, people, findings)
    report_limits("participants", people, table.file, mapping, findings)
    for name, covariate in plan.participants.covariates.items():
        if covariate.column in table.header:
            kind: Kind = "number" if covariate.type == "number" else "text"
            people[name] = converted(table, covariate.column, kind, findings)
            if name in numbered_covariates(plan):
                people[name] = _numbered(people[name])
    for cluster in plan.clusters:
        if cluster.column is not None and cluster.column in table.header:
            people[cluster.name] = _numbered(converted(table, cluster.column, "text", findings))
    return people


def _numbered(values: pd.Series) -> pd.Series:
    """The values as numbers, in the order of the alphabet: which are the same, and no more.

    A village or a school has a name that would tell where people live, and nothing needs it.
    """
    codes, _ = pd.factorize(values, sort=True)
    numbers = pd.Series(codes + 1, index=values.index).astype("str")
    return numbers.where(values.notna()).astype("str")


def participants_columns(plan: Plan) -> list[str]:
    """Every column that the plan maps of the participants."""
    columns = plan.participants.columns.model_dump(exclude_none=True).values()
    own = [covariate.column for covariate in plan.participants.covariates.values()]
    clusters = [cluster.column for cluster in plan.clusters if cluster.column is not None]
    return [*columns, *own, *clusters]


def read_randomisation(plan: Plan, table: TextTable, findings: Findings) -> pd.Series | None:
    """What `dates.randomisation_days` gives; None where the plan or the file has no such date."""
    columns = plan.participants.columns
    date = columns.randomisation_date
    if date is None or not {date, columns.participant} <= set(table.header):
        return None
    form = plan.participants.date_format
    return randomisation_days(table, columns.participant, date, form, findings)


def _arms(
    plan: Plan, table: TextTable, column: str, words: pd.Series, findings: Findings
) -> pd.Series:
    """The plan's arm for each of the file's words, or for the label of the file's code."""
    file = table.file
    arms = [arm.name for arm in plan.arms]
    codes = {arm: arm for arm in arms} | plan.participants.arm_codes
    found = translated(table.cells[column], codes, table, column).astype("str")
    unknown = words.notna() & found.isna()
    findings.at(
        file,
        words.index[unknown],
        column,
        "the arm is not one of the plan's",
        f"Use one of: {', '.join(codes)}; or give the file's word for an arm under "
        f"participants.arm_codes in {plan.file}.",
    )
    for position, arm in enumerate(arms):
        if not (found == arm).any():
            findings.add(
                Problem(
                    plan.file,
                    plan.line("arms", position),
                    f"arms.{position}",
                    f"no row of {file} is in the arm {arm!r}",
                    "Remove the arm, or give the file's word for it under participants.arm_codes.",
                    "key",
                )
            )
    return found


def _report_repeated(plan: Plan, file: str, people: pd.DataFrame, findings: Findings) -> None:
    named = people.loc[people["participant"].notna(), ["participant", "arm"]]
    repeated = named.duplicated("participant", keep=False)
    if not repeated.any():
        return
    group = named.loc[repeated].groupby("participant")["arm"]
    two_arms = group.transform("nunique") > 1
    column = plan.participants.columns.participant
    findings.at(
        file,
        two_arms.index[two_arms],
        column,
        "one participant is in two arms: the participant is here again with another arm",
        "Find out which arm is right and keep that row.",
    )
    findings.at(
        file,
        two_arms.index[~two_arms],
        column,
        "the participant is there twice",
        "Where the file has one row a visit, delete nothing: write `shape: long` under "
        "`participants`, and in each entry of `scores` that reads this file. Only where somebody "
        "was entered twice, keep one row for each participant.",
    )

"""The table of other studies: what they come to, and where the trial stands."""

from __future__ import annotations

import math

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Count, Estimate, Number
from ipt_outcomes.report.evidence_in_words import OVERLAPS, standing
from ipt_outcomes.report.evidence_words import OTHERS, title_of_entry
from ipt_outcomes.report.numbers import interval
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import interval_heading
from ipt_outcomes.report.wording import marked

TITLE = "Among other trials"


def evidence_table(
    plan: Plan, evidence_studies: pd.DataFrame, evidence_pooled: pd.DataFrame
) -> ShownTable:
    """A row a pooling, grouped by the plan's entries; the arguments are tables of these names."""
    own = {
        str(row["evidence"]): row
        for _, row in evidence_studies[evidence_studies["row"] == "trial"].iterrows()
    }
    return ShownTable(
        name="evidence",
        title=TITLE,
        columns=(
            Column("pooled", "Pooled", "What is pooled.", roomy=True),
            Column("studies", "Studies", "How many.", "count"),
            Column("people", "People", "The most behind one effect of each study.", "count"),
            Column(
                "g",
                f"g {interval_heading(plan)}",
                "Hedges' g with its interval; above zero favours the treatment named first.",
                "estimate",
            ),
            Column("new", "New study", "Where its true effect is expected.", one_line=True),
            Column("tau", "τ", "Standard deviation of the true effects between studies.", "number"),
            Column("i2", "I², %", "Share of the variance seen that is not chance.", "number"),
            Column("trial", f"This trial {interval_heading(plan)}", "Made alike.", "estimate"),
            Column("where", "Its interval", "Beside where a new study's is expected.", roomy=True),
            Column("status", "Status", "Whether it can be relied on.", roomy=True),
        ),
        rows=tuple(
            Row(
                _cells(row, own.get(str(row["evidence"]))),
                group=title_of_entry(plan, row),
                bold=row["pooled_of"] == OTHERS,
            )
            for _, row in evidence_pooled.iterrows()
        ),
        notes=(
            marked(
                plan,
                "Bold: the other studies alone, by which the trial is judged. Random effects by "
                "restricted maximum likelihood.",
            ),
            "g is computed as the Metapsy database does, the trial's too: from raw means and "
            "standard deviations at the endpoint. It is not the adjusted effect of the trial's own "
            "analysis. Each study, and what is left without it, are in evidence/*.csv.",
        ),
    )


def _cells(row: pd.Series, own: pd.Series | None) -> dict[str, Cell]:
    others = row["pooled_of"] == OTHERS
    known = math.isfinite(row["prediction_lower"])
    where = standing(row, own) if others and own is not None else None
    words = {OVERLAPS: "overlaps it", None: None}.get(where, "lies outside it")
    few = "few studies" if row["few_studies"] else ""
    status = "" if row["status"] == "ok" else str(row["status"])
    return {
        "pooled": str(row["pooled_of"]),
        "studies": Count(int(row["studies"])),
        "people": None if pd.isna(row["people"]) else Count(int(row["people"])),
        "g": Estimate(row["estimate"], row["ci_lower"], row["ci_upper"], 2),
        "new": interval(row["prediction_lower"], row["prediction_upper"], 2) if known else None,
        "tau": Number(math.sqrt(row["tau2"]), 2) if math.isfinite(row["tau2"]) else None,
        "i2": Number(row["i2"], 0) if math.isfinite(row["i2"]) else None,
        "trial": None
        if own is None or row["pooled_of"] == "with this trial"
        else Estimate(own["estimate"], own["ci_lower"], own["ci_upper"], 2),
        "where": words,
        "status": "; ".join(filter(None, (few, status))) or "ok",
    }

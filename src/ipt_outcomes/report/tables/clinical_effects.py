"""The table of clinical events: response, remission, recovery, reliable change, by arm."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Cell, Estimate
from ipt_outcomes.report.clinical_words import EVENTS, IMPUTED, OBSERVED, SOURCES, entry_label
from ipt_outcomes.report.numbers import confidence, percent, plain_number
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.columns import contrast, interval_heading
from ipt_outcomes.report.wording import contrast_label, marked
from ipt_outcomes.tables.status import with_result

_RISK, _DIFFERENCE = "risk", "risk difference"
_RATIO, _ODDS, _NEEDED = "risk ratio", "odds ratio", "number needed to treat"
_SOURCE = Column("source", "Among", "Those with both scores, or everyone, missing ones imputed.")


def clinical_effects_table(plan: Plan, effects: pd.DataFrame) -> ShownTable:
    """Each event in the arms and compared, of the table `clinical_effects`; of one arm a share."""
    compared = len(plan.arms) > 1
    rows = [
        row
        for event, title in EVENTS.items()
        for of in _entries(effects[effects["event"] == event])
        for row in (_compared(plan, of, title) if compared else _alone(plan, of, title))
    ]
    return ShownTable(
        name="clinical-effects",
        title="Response, remission, recovery and reliable change",
        columns=_columns(plan) if compared else (_SOURCE, _share("test", "Share", plan)),
        rows=tuple(rows),
        notes=tuple(_notes(plan, effects, compared)),
    )


def _entries(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for _, of in rows.groupby(["outcome", "visit"], sort=False):
        yield of


def _columns(plan: Plan) -> tuple[Column, ...]:
    interval = interval_heading(plan)
    return (
        contrast(plan),
        _SOURCE,
        Column("test", "Test arm", "How many of the test arm, in percent."),
        Column("comparison", "Comparison arm", "The same of the comparison arm."),
        Column(
            "difference",
            f"Risk difference, percentage points {interval}",
            "The one less the other, with its interval.",
            "estimate",
        ),
        Column("ratio", f"Risk ratio {interval}", "The one over the other.", "estimate"),
        Column("odds", f"Odds ratio {interval}", "The same of the odds.", "estimate"),
        Column(
            "needed",
            f"Number needed {interval}",
            "How many are treated for one more to benefit (NNTB) or to be harmed (NNTH).",
            roomy=True,
        ),
    )


def _share(key: str, heading: str, plan: Plan) -> Column:
    meaning = "How many, in percent, with its interval."
    return Column(key, f"{heading}, percent {interval_heading(plan)}", meaning, "estimate")


def _compared(plan: Plan, of: pd.DataFrame, title: str) -> Iterator[Row]:
    first = of.iloc[0]
    group = f"{title}: {entry_label(plan, first['outcome'], first['visit'])}"
    pairs = of.loc[of["comparison"].notna(), ["test", "comparison"]].drop_duplicates()
    for test, comparison in pairs.itertuples(index=False):
        for source, rows in of.groupby("source", sort=False):
            risks = rows[rows["measure"] == _RISK].set_index("test")
            pair = rows[(rows["test"] == test) & (rows["comparison"] == comparison)]
            by = pair.set_index("measure")
            few = _few_events(plan, risks, (test, comparison))
            needed = by.loc[_NEEDED, "in_words"]
            yield Row(
                {
                    "contrast": contrast_label(plan, test, comparison),
                    "source": SOURCES[str(source)] + (" (few)" if few else ""),
                    "test": _percent(risks.loc[test]),
                    "comparison": _percent(risks.loc[comparison]),
                    "difference": _estimate(by.loc[_DIFFERENCE], 100.0, 1),
                    "ratio": _estimate(by.loc[_RATIO], 1.0, 2),
                    "odds": _estimate(by.loc[_ODDS], 1.0, 2),
                    "needed": _needed(plan, needed),
                },
                group=group,
                bold=source != OBSERVED,
            )


def _alone(plan: Plan, of: pd.DataFrame, title: str) -> Iterator[Row]:
    first = of.iloc[0]
    group = f"{title}: {entry_label(plan, first['outcome'], first['visit'])}"
    for _, row in of[of["measure"] == _RISK].iterrows():
        cells: dict[str, Cell] = {"source": SOURCES[row["source"]]}
        yield Row(cells | {"test": _estimate(row, 100.0, 1)}, group=group)


def _few_events(plan: Plan, risks: pd.DataFrame, arms: tuple[str, str]) -> bool:
    """Whether people, or people with the event, or without it, are few in one of the arms."""
    own = risks.loc[list(arms)]
    # With the dropouts, about so many had the event.
    had = own["events_test"].astype("float64").fillna(own["estimate"] * own["n_test"])
    without = own["n_test"].astype("float64") - had
    enough = (had >= plan.few) & (without >= plan.few) & ~own["few"]
    return not enough.all()


def _percent(risk: pd.Series) -> Cell:
    return None if pd.isna(risk["estimate"]) else f"{percent(risk['estimate'])} of {risk['n_test']}"


def _estimate(row: pd.Series, times: float, decimals: int) -> Cell:
    if not with_result(pd.Series([row["status"]])).all() and math.isnan(row["estimate"]):
        return str(row["status"])
    low, high = (times * row[name] for name in ("ci_lower", "ci_upper"))
    return Estimate(times * row["estimate"], low, high, decimals)


def _needed(plan: Plan, words: Any) -> Cell:
    """Without the level, which the heading has."""
    if pd.isna(words):
        return None
    return str(words).replace(f"{plain_number(100 * (1 - plan.alpha))}% CI ", "")


def _notes(plan: Plan, effects: pd.DataFrame, compared: bool) -> Iterator[str]:
    first = "Observed: people with a score before and after."
    imputed = (effects["source"] == IMPUTED).any()
    if imputed:
        first += " With the dropouts: everyone, missing scores imputed under missing at random by "
        first += "the primary analysis’s model."
    yield marked(plan, first)
    level = confidence(plan.alpha)
    if plan.clusters:
        yield (
            f"{level} intervals are by sums over groups of people who share no cluster with "
            "others, t on the groups of the arm with the fewest, less one"
            + (
                "; imputed ones by Rubin’s rules on top of that, of risks as log odds."
                if imputed
                else "."
            )
        )
    else:
        yield (
            f"{level} intervals among those observed: Wilson, Newcombe, and of ratios by their "
            "logarithms"
            + ("; imputed ones by Rubin’s rules, of risks as log odds." if imputed else ".")
        )
    if compared and not plan.randomised:
        yield (
            "The arms were not made alike by chance, and these comparisons are not adjusted for "
            "anything in which they differ."
        )
    if compared:
        yield (
            "Not adjusted for covariates, nor for multiplicity. NNTB: to benefit; NNTH: to harm "
            "(Altman). An interval that goes through ∞ holds a difference of zero. Where the "
            "event is unwanted, fewer of it is the benefit."
        )
        yield (
            f"Few: fewer than {plan.few} people of an arm are observed, or have the event, or do "
            "not have it: such an interval is rough."
        )
    yield (
        "Important improvement, harm, functional scores and every arm’s interval are in the file "
        "sensitivity/clinical_effects.csv."
    )

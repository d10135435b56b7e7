"""Clinically significant change in words: events, methods, limits and where they come from."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd

from ipt_outcomes.phrases import listed, people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import (
    confidence,
    interval,
    number,
    percent,
    plain_number,
    sentence_decimals,
)
from ipt_outcomes.report.wording import (
    arm_labels,
    at_visit,
    contrast_label,
    instrument_of,
    lower_is_better,
    outcome_labels,
)

Limits = dict[str, pd.Series]
OBSERVED, IMPUTED = "observed", "imputed"
SOURCES = {OBSERVED: "Observed", IMPUTED: "With the dropouts"}
CATEGORIES = ("recovered", "improved", "unchanged", "deteriorated", "harmed")
EVENTS = {
    "response": "Response",
    "remission": "Remission",
    "recovered": "Recovered",
    "reliable improvement": "Reliably better (recovered or improved)",
    "reliable deterioration": "Reliably worse (deteriorated or harmed)",
}
"""What the report shows of the table `clinical_effects`; the rest is in its file."""
METHODS = {
    "jacobson-truax": "Jacobson–Truax",
    "gulliksen-lord-novick": "Gulliksen–Lord–Novick",
    "edwards-nunnally": "Edwards–Nunnally",
    "nunnally-kotsch": "Nunnally–Kotsch",
    "hageman-arrindell": "Hageman–Arrindell",
    "hsu-linn-lord": "Hsu–Linn–Lord",
    "hierarchical-linear-model": "Hierarchical linear model",
    "mid": "Minimal important difference",
    "percentage": "Percentage",
}
NOT_FOR_RELEASE = "INTERNAL: each point is a person, and not for release"
MEANINGS = (
    "Recovered: better by more than measurement error, and from the clinical side of the cutoff to "
    "the functional side. Improved: better by more than measurement error, no more. Unchanged: "
    "within it. Deteriorated: worse by more than it. Harmed: that, and from the functional side to "
    "the clinical one."
)
NEEDED = (
    "NNTB: so many are treated for one person more to benefit; NNTH: for one more to be harmed. An "
    "interval that goes through ∞ holds a difference of zero."
)
_ANSWER = "reliable improvement"
_UNNAMED = {
    "response": "a response",
    "remission": "a remission",
    "minimal important difference": "a minimal important difference",
}


def entries(limits: pd.DataFrame) -> Iterator[tuple[str, str, Limits]]:
    """Outcome, visit and the rows of each entry of the table `clinical_limits`, by limit."""
    for (outcome, visit), rows in limits.groupby(["outcome", "visit"], sort=False):
        by_name = {str(row["limit"]): row for _, row in rows.iterrows()}
        yield str(outcome), str(visit), by_name


def known(row: pd.Series, key: str = "value") -> bool:
    """Whether a row says it."""
    return bool(pd.notna(row[key]))


def entry_label(plan: Plan, outcome: str, visit: str) -> str:
    """`Depression, self-report (PHQ-9) at Week 16`."""
    return f"{outcome_labels(plan)[outcome]} {at_visit(plan, visit)}"


def limits_in_words(plan: Plan, limits: pd.DataFrame) -> list[str]:
    """A paragraph an entry: from how many points on a change counts, and the cutoff."""
    said = []
    for outcome, visit, rows in entries(limits):
        sentences = [
            f"{entry_label(plan, outcome, visit)}.",
            *_reliable(plan, outcome, rows),
            *_cutoff(plan, outcome, rows),
            _unnamed(rows),
            _missing(rows),
        ]
        said.append(" ".join(each for each in sentences if each))
    return said


def _reliable(plan: Plan, outcome: str, rows: Limits) -> list[str]:
    change = rows["reliable change"]
    if not known(change):
        if not known(change, "reason"):
            return ["Nobody has a score before and after, and nobody can be judged."]
        return [f"People cannot be judged: {change['reason']}."]
    decimals = sentence_decimals(instrument_of(plan, outcome))
    reliability, spread = rows["reliability"], rows["clinical sd"]
    return [
        f"A change is reliable from {number(change['value'], decimals)} points on: less is within "
        "what measurement error alone makes in 95 of 100 people. That follows from the scale’s "
        f"reliability, {number(reliability['value'], 2)} ({_whence(reliability)}), and the "
        f"standard deviation before treatment, {number(spread['value'], decimals + 1)} "
        f"({_whence(spread)})."
    ]


def _cutoff(plan: Plan, outcome: str, rows: Limits) -> list[str]:
    if "cutoff" not in rows:
        return []
    cutoff = rows["cutoff"]
    if not known(cutoff):
        return [f"There is no cutoff: {cutoff['reason']}."]
    decimals = sentence_decimals(instrument_of(plan, outcome))
    side = "or less" if lower_is_better(plan, outcome) else "or more"
    said = f"The functional population has {number(cutoff['value'], decimals)} points {side}"
    if "functional mean" not in rows:
        return [f"{said} (cutoff {cutoff['words']}; {cutoff['source']})."]
    mean, spread = rows["functional mean"], rows["functional sd"]
    return [
        f"{said} (cutoff {cutoff['words']}). Functional people are taken to have a mean of "
        f"{plain_number(mean['value'])} and a standard deviation of "
        f"{plain_number(spread['value'])} ({_whence(mean)})."
    ]


def _whence(row: pd.Series) -> str:
    return "; ".join(str(row[key]).rstrip(".") for key in ("words", "source") if known(row, key))


def _unnamed(rows: Limits) -> str:
    """What nothing is said of, since nobody has said what it is."""
    lacking = [words for name, words in _UNNAMED.items() if not known(rows[name])]
    if not lacking:
        return ""
    return (
        f"Neither the plan nor the scale’s entry says with a source what {listed(lacking, 'or')} "
        "is on this scale: nothing is shown of it."
    )


def _missing(rows: Limits) -> str:
    missing = rows["missing scores"]
    lacking = int(missing["value"])
    if not lacking:
        return "Everybody has a score at this visit."
    verb = "has" if lacking == 1 else "have"
    said = f"{people(lacking)} {verb} no score at this visit"
    if known(missing, "reason"):
        return f"{said}; {missing['reason']}, so that the results are of those who have one."
    return (
        f"{said}; “with the dropouts” they are imputed by {missing['source']} ({missing['words']})."
    )


def answers_in_words(plan: Plan, effects: pd.DataFrame) -> list[str]:
    """A sentence a contrast: how many got reliably better, with the dropouts where they are."""
    said = []
    for (outcome, visit), of in effects.groupby(["outcome", "visit"], sort=False):
        rows = of[of["event"] == _ANSWER]
        source = IMPUTED if (rows["source"] == IMPUTED).any() else OBSERVED
        rows = rows[rows["source"] == source]
        risks = rows[rows["measure"] == "risk"].set_index("test")["estimate"].to_dict()
        for (test, comparison), pair in rows.groupby(["test", "comparison"], sort=False):
            by = {str(row["measure"]): row for _, row in pair.iterrows()}
            if not known(by["risk difference"], "estimate"):
                continue
            said.append(
                f"{contrast_label(plan, str(test), str(comparison))}, "
                f"{entry_label(plan, str(outcome), str(visit))} ({SOURCES[source].lower()}): "
                f"{_shares(plan, risks, str(test), str(comparison))}, "
                f"{_difference(plan, by['risk difference'])}; number needed to treat "
                f"{by['number needed to treat']['in_words']}."
            )
    return [*said, NEEDED] if said else []


def _shares(plan: Plan, risks: dict[Hashable, Any], test: str, comparison: str) -> str:
    arms = arm_labels(plan)
    return (
        f"reliably better {percent(risks[test])} in {arms[test]} and {percent(risks[comparison])} "
        f"in {arms[comparison]}"
    )


def _difference(plan: Plan, row: pd.Series) -> str:
    low, high = (100 * row[name] for name in ("ci_lower", "ci_upper"))
    limits = f" ({confidence(plan.alpha)} CI {interval(low, high, 1)})" if pd.notna(low) else ""
    return f"a difference of {number(100 * row['estimate'], 1)} percentage points{limits}"

"""The effect of treatment received in words: what was found, and all that it rests on."""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.phrases import counted, listed, people
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.numbers import confidence, interval, number, sentence_decimals
from ipt_outcomes.report.wording import (
    arm_labels,
    at_visit,
    contrast_label,
    instrument_of,
    outcome_labels,
)
from ipt_outcomes.tables.status import has_result

WEAK = 10.0
"""# ASSUME: a first-stage F below this is a weak instrument (Staiger and Stock 1997, Econometrica
65:557-586)."""


def received_in_words(plan: Plan, rows: pd.DataFrame) -> str:
    """A sentence or two on one entry; `rows` are its two rows of `treatment_received`."""
    own = rows[rows["effect"] == "received"].iloc[0]
    label = outcome_labels(plan)[own["outcome"]]
    arms = arm_labels(plan)
    least = counted(int(own["sessions"]), "session")
    if not has_result(rows).all():
        pair = contrast_label(plan, own["test"], own["comparison"])
        return f"{label}, {pair}, at least {least}: not estimable: {own['reason']}."
    decimals = sentence_decimals(instrument_of(plan, own["outcome"]))
    ends = interval(own["ci_lower"], own["ci_upper"], decimals)
    size = number(abs(own["estimate"]), decimals)
    way = "lower" if own["estimate"] < 0 else "higher"
    said = (
        f"{label}: {own['received_it']} of {people(own['in_test'])} allocated to "
        f"{arms[own['test']]} came to at least {least}. Among people who do so if they are "
        f"allocated to it, scores {at_visit(plan, own['visit'])} are {size} points {way} than the "
        f"same people would have had in {arms[own['comparison']]} (difference "
        f"{number(own['estimate'], decimals)}, {confidence(plan.alpha)} CI {ends})."
    )
    if own["first_stage_f"] < WEAK:
        said += (
            f" The arm says little of who received the treatment (F = "
            f"{number(own['first_stage_f'], 1)}): the estimate may lie, and its interval is too "
            "short."
        )
    return said


def assumptions(plan: Plan, rows: pd.DataFrame) -> tuple[str, ...]:
    """What the estimates rest on, one assumption an entry of a list."""
    arms = arm_labels(plan)
    comparisons = listed(list(dict.fromkeys(arms[name] for name in rows["comparison"])), "or")
    tests = listed(list(dict.fromkeys(arms[name] for name in rows["test"])), "or")
    several = rows["sessions"].max() > 1
    said = [
        "Chance: the arms were drawn by chance, which is the instrument.",
        "Exclusion: being allocated changes the score only by the sessions that count. "
        + (
            "Whoever came to fewer is taken to have had nothing from them; where a few sessions "
            "help too, the effect shown is too large. With one session as enough, this asks less."
            if several
            else "Knowing the allocation changes nothing by itself, such as hope or disappointment."
        ),
        f"One-sided: nobody allocated to {comparisons} could have the sessions of {tests}, so that "
        "nobody does the opposite of what they are allocated to (monotonicity). Of these people "
        "none has a session on record before the endpoint.",
        "No interference (SUTVA): what one person is allocated to changes nothing for another, and "
        "sessions that count are one treatment, whoever gives them.",
    ]
    ways = set(rows["missing"])
    if "imputed" in ways:
        said.append(
            "Missing scores: missing at random given the arm, the baseline, the covariates and the "
            "earlier scores; imputed by the primary analysis\u2019s model, which does not know who "
            "came to sessions."
        )
    if "complete_cases" in ways:
        said.append(
            "Missing scores: people without a score at the endpoint are left out, as if that hung "
            "on the arm, the baseline and the covariates alone."
        )
    return tuple(said)


def not_offered(plan: Plan) -> str:
    """Why two treatments are not compared so; empty where the plan compares none."""
    roles = {arm.name: arm.role for arm in plan.arms}
    pairs = [
        contrast_label(plan, each.test, each.comparison)
        for each in plan.contrasts
        if "control" not in (roles[each.test], roles.get(each.comparison))
    ]
    pairs = list(dict.fromkeys(pairs))
    if not pairs:
        return ""
    return (
        f"Not offered of {listed(pairs)}: between two treatments the arm decides both who receives "
        "the one and who the other, and one instrument cannot tell their effects apart."
    )

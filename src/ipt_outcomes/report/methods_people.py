"""What the methods say of the people and of the therapy."""

from __future__ import annotations

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.relapse_words import rules_in_words


def people_in_words(plan: Plan) -> list[str]:
    """A paragraph on the people and one on the therapy, of what the plan has."""
    return [said for said in (_people(plan), _therapy(plan)) if said]


def _people(plan: Plan) -> str:
    arms = len(plan.arms) > 1
    said = []
    if arms:
        said.append(
            "Characteristics at the start were compared by standardised differences (Austin 2009; "
            "Yang and Dalton 2012) and not tested."
        )
    known = "withdrawal_day" in plan.participants.columns.variables
    curves = "Kaplan–Meier curves" if known else "a life table of the visits with a score"
    said.append(
        f"Time to leaving was described by {curves}"
        + (", compared by log-rank tests," if arms else "")
        + " and related to the baseline and the last score by a complementary log-log model."
    )
    if plan.analysis_sets and arms:
        said.append(
            "Contrasts within sets of people that were settled after randomisation were made by "
            "the primary analysis of those people, and are not randomised comparisons."
            if plan.randomised
            else "Contrasts were made again within sets of people, by the primary analysis."
        )
    if plan.treatment_received:
        said.append(
            "The complier-average causal effect was estimated by two-stage least squares with the "
            "allocated arm as the instrument (Angrist, Imbens and Rubin 1996), with CR2 standard "
            "errors."
        )
    if plan.adverse_events is not None:
        said.append(
            "Adverse events were counted by person and by event in everybody"
            + (" randomised" if plan.randomised else "")
            + (
                "; arms were compared by risk differences with Newcombe’s intervals."
                if arms
                else "."
            )
        )
    for each in plan.relapse:
        said.append(rules_in_words(plan, each))
    if plan.relapse:
        said.append(
            "A relapse was dated to the planned week of the visit at which it was seen. Groups "
            "were compared by a complementary log-log model of the intervals between assessments "
            "and, beside it, by Cox models (ties by Efron), log-rank tests and restricted mean "
            "time."
        )
    return " ".join(said)


def _therapy(plan: Plan) -> str:
    if plan.sessions is None:
        return ""
    said = ["Sessions attended were counted of everybody allocated to an arm with sessions"]
    said[0] += " and held against the protocol." if plan.protocol else "."
    if plan.fidelity is not None:
        said.append(
            "Raters’ agreement was the intraclass correlation ICC(2,1) by restricted maximum "
            "likelihood, with its profile interval."
        )
    if any(each.phases for each in plan.protocol):
        said.append("Change in each phase was estimated by a piecewise growth model.")
    if plan.session_scales:
        said.append(
            "Sudden gains were found by the criteria of Tang and DeRubeis (1999), and counted "
            "beside those that chance gives in trials drawn from the growth model."
        )
    alliance = " and with alliance" if plan.sessions.columns.alliance is not None else ""
    said.append(
        f"Associations of outcome with sessions attended{alliance} are observational: nobody was "
        "randomised to them."
    )
    return " ".join(said)

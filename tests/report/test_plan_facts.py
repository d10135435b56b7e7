from __future__ import annotations

from collections.abc import Callable

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.plan_facts import plan_facts


def test_each_analysis_has_its_choices(plan: Plan) -> None:
    facts = dict(plan_facts(plan))
    assert facts["Mixed model for repeated measures"] == (
        "covariance unstructured",
        "Kenward–Roger degrees of freedom",
        "baseline score as a covariate",
        "missing baseline: replaced by the mean of all arms",
    )
    assert facts["Growth model"] == (
        "a straight line from Baseline to Week 16",
        "Kenward–Roger degrees of freedom",
    )


def test_the_design_is_among_them(plan: Plan, change_plan: Callable[..., Plan]) -> None:
    facts = dict(plan_facts(plan))
    assert facts["Allocation"] == ("randomised by person",)
    assert facts["Clusters"] == (
        "therapists: a random effect in every analysis; in CBT and IPT only",
        "therapy groups: a random effect in every analysis; in CBT and IPT only",
    )
    village = {"name": "village", "column": "v", "kind": "village", "randomised": True}
    facts = dict(plan_facts(change_plan(clusters=[village], ignore_clusters={"ward": "one alone"})))
    assert facts["Allocation"] == ("randomised by villages",)
    assert facts["Clusters"][1] == "ward: ignored (one alone)"
    facts = dict(plan_facts(change_plan(clusters=[], allocation="observational")))
    assert facts["Allocation"] == ("not randomised",) and "Clusters" not in facts


def test_where_analyses_are_named_each_says_what_it_is_to_which_outcome(
    change_plan: Callable[..., Plan],
) -> None:
    named = {"kind": "growth", "name": "lines", "label": "Lines", "outcomes": ["phq9", "iip32"]}
    facts = dict(plan_facts(change_plan(analyses=[named | {"role": "primary"}])))
    two = "Depression, self-report (PHQ-9); and Interpersonal problems (IIP-32)"
    assert facts["Lines"][-1] == f"primary analysis of {two}"
    assert facts["Mixed model for repeated measures"][-2:] == (
        f"supporting analysis of {two}",
        "primary analysis of Depression, clinician (HRSD-17); and Social adjustment (SAS-SR)",
    )


def test_the_plan_is_said_in_its_order_with_its_numbers(plan: Plan) -> None:
    facts = plan_facts(plan)
    assert [term for term, _ in facts][:6] == [
        "Trial", "Participants", "Arms", "Visits", "Outcomes", "Unanswered items",
    ]  # fmt: skip
    said = dict(facts)
    assert said["Participants"] == ("synthetic: simulated, not real",)
    assert said["Visits"][0] == "Baseline: week 0, baseline, days −14 to 0"
    assert said["Contrasts (test − comparison)"][2] == (
        "IPT − CBT: non-inferiority, margin 2.5 points; Depression, self-report (PHQ-9)"
    )
    assert said["Confidence level"] == ("95% (alpha 0.05, two-sided)",)
    assert said["SHA-256 of the plan"] == (plan.digest,)


def test_events_estimands_and_missing_scores_are_among_them(
    plan: Plan, change_plan: Callable[..., Plan]
) -> None:
    facts = dict(plan_facts(plan))
    assert facts["Events"] == ("Waitlist began treatment: after Week 16, by design, in Waitlist",)
    assert facts["Estimands"] == (
        "Treatment as allocated, whoever stays in it: Waitlist began treatment: hypothetical",
    )
    missing = facts["Missing scores (sensitivity)"]
    assert missing[0] == "imputed: Depression, self-report (PHQ-9)"
    assert missing[2:4] == (
        "reference arm: Waitlist", "odds of leaving of who would next score worse: times 2",
    )  # fmt: skip
    assert "“felt worse”: jump to reference" in missing[4]
    died = {"name": "died", "label": "Died", "day": "withdrawal_day", "ends_scores": True}
    worst = {"name": "worst", "label": "A death is the worst", "composite": "worst",
             "population": "adults", "events": {"died": "composite"}}  # fmt: skip
    again = worst | {"name": "level", "label": "A death is 20", "composite": 20,
                     "outcomes": ["phq9"]}  # fmt: skip
    given = {"imputations": 50, "leaving_odds": None, "also": ["locf"]}
    facts = dict(plan_facts(change_plan(events=[died], estimands=[worst, again], missing=given)))
    assert facts["Events"] == (
        "Died: on the day in withdrawal day, in all arms; nobody can have a score after it",
    )
    assert facts["Estimands"] == (
        "A death is the worst: in adults; Died: composite (the worse end of the scale)",
        "A death is 20: in adults; Died: composite (20 points); of Depression, self-report (PHQ-9)",
    )
    assert facts["A death is 20"][0] == (
        "the primary analysis (mixed model for repeated measures) made again for this estimand"
    )
    missing = facts["Missing scores (sensitivity)"]
    assert missing[1] == "imputations: 50" and "no such scenario" in missing[3]
    assert missing[-1] == "also, for readers who ask for it: the last score carried forward"


def test_scores_that_no_scenario_imputes_are_said_not_to_be(
    change_plan: Callable[..., Plan],
) -> None:
    facts = dict(plan_facts(change_plan(models={"growth": {}, "mmrm": None}, events=[],
                                        estimands=[])))  # fmt: skip
    (said,) = facts["Missing scores (sensitivity)"]
    assert said.startswith("not imputed: ")
    assert "Events" not in facts and "Estimands" not in facts


def test_moderators_are_among_them_with_their_claims_groups_and_tests(
    plan: Plan, change_plan: Callable[..., Plan]
) -> None:
    phq9 = "Depression, self-report (PHQ-9)"
    tested = (
        "each tested by its interaction with the arms in the primary analysis, at the endpoint, "
        "with Kenward–Roger degrees of freedom: {} tests, no p-value adjusted"
    )
    said = dict(plan_facts(plan))["Moderators"]
    assert said[0] == f"Problem area: named before the data were seen; {phq9}"
    assert said[1] == f"Baseline severity: exploratory; {phq9}"
    assert said[-1] == tested.format(4 * len(plan.moderators))
    groups = {"cuts": [18, 65], "labels": ["young", "adult", "old"]}
    age = {"name": "age", "groups": groups, "outcomes": ["phq9", "hrsd17"]}
    assert dict(plan_facts(change_plan(moderators=[age])))["Moderators"] == (
        "Age: exploratory; in groups: young (below 18), adult (18 to below 65), old (65 or more); "
        f"{phq9}; and Depression, clinician (HRSD-17)",
        tested.format(8),
    )
    assert "Moderators" not in dict(plan_facts(change_plan(moderators=[])))

"""What the methods and the plan's facts say of people and therapy."""

from __future__ import annotations

from pathlib import Path

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.report.methods_people import people_in_words
from ipt_outcomes.report.plan_facts_people import facts_of_people


def test_each_key_has_its_words(demo: Plan) -> None:
    people, therapy = people_in_words(demo)
    for said in (
        "standardised differences", "Kaplan–Meier curves", "not randomised comparisons",
        "two-stage least squares", "Newcombe’s intervals", "Cox models",
    ):  # fmt: skip
        assert said in people
    for said in ("held against the protocol", "ICC(2,1)", "piecewise", "Tang and DeRubeis"):
        assert said in therapy
    assert "sessions attended and with alliance are observational" in therapy


def test_what_a_plan_has_not_is_not_said(root: Path) -> None:
    plan = read_plan(root / "config/trials/beat_the_blues.yaml")
    (people,) = people_in_words(plan)
    assert "a life table of the visits with a score" in people
    assert not any(word in people for word in ("Adverse", "relapse", "least squares", "sets"))
    assert list(facts_of_people(plan)) == [("Adverse events", ("no file of them",))]


def test_the_plans_facts(demo: Plan) -> None:
    facts = dict(facts_of_people(demo))
    assert list(facts) == [
        "Analysis sets", "Treatment received", "Protocol", "Fidelity", "Adverse events", "Relapse",
    ]  # fmt: skip
    assert facts["Treatment received"][1].endswith(
        "at least 1 session: missing scores imputed under missing at random"
    )
    assert facts["Protocol"][0].startswith("CBT and IPT: 12 to 16 sessions; 45 to 50 minutes")

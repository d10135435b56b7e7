from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.scenarios_in_words import scenarios_in_words

Make = Callable[..., pd.DataFrame]
NO_RESULT: dict[str, Any] = dict.fromkeys(
    ["estimate", "se", "df", "ci_lower", "ci_upper", "p_value", "shift"]
)


def test_a_choice_that_does_not_matter(plan: Plan, make_scenarios: Make) -> None:
    (said,) = scenarios_in_words(plan, make_scenarios())
    assert said == (
        "Depression, self-report (PHQ-9): 100 of 100 forms are used under the plan's choice; "
        "another choice changes, adds or removes 1 form (up to 1 made up for) and 10 forms "
        "(complete forms only). The contrasts at Week 16 move by at most 0.10 points (0.12 "
        "standard errors); no conclusion changes."
    )


def test_a_choice_that_changes_a_conclusion(plan: Plan, make_scenarios: Make) -> None:
    changed = make_scenarios(
        estimate=-1.4, shift=0.6, ci_lower=-3.0, ci_upper=0.2, conclusion="no difference shown"
    )
    (said,) = scenarios_in_words(plan, changed)
    assert "move by at most 0.60 points" in said
    assert said.endswith(
        "The choice changes a conclusion: IPT − Waitlist is “no difference shown” and not “test "
        "arm better” with complete forms only."
    )


def test_a_choice_without_a_conclusion_turns_none(plan: Plan, make_scenarios: Make) -> None:
    (said,) = scenarios_in_words(plan, make_scenarios(conclusion=None))
    assert said.endswith("no conclusion changes.") and "nan" not in said


def test_choices_that_change_as_many_are_said_together(plan: Plan, make_scenarios: Make) -> None:
    alike = make_scenarios().assign(units_changed=pd.array([0, 7, 7], dtype="Int64"))
    (said,) = scenarios_in_words(plan, alike)
    assert "removes 7 forms (up to 1 made up for and complete forms only)." in said


def test_a_choice_that_changes_nothing(plan: Plan, make_scenarios: Make) -> None:
    same = make_scenarios().assign(units_changed=pd.array([0, 0, 0], dtype="Int64"), shift=0.0)
    (said,) = scenarios_in_words(plan, same)
    assert said.endswith("No other choice changes any of them.")


def test_a_choice_that_moves_the_contrasts_and_no_unit(plan: Plan, make_scenarios: Make) -> None:
    of_the_model = make_scenarios().assign(units_changed=pd.array([0, 0, 0], dtype="Int64"))
    (said,) = scenarios_in_words(plan, of_the_model)
    assert "No other choice changes any of them. The contrasts at Week 16 move by" in said
    nothing = of_the_model.assign(units=pd.array([0, 0, 0], dtype="Int64"))
    (said,) = scenarios_in_words(plan, nothing)
    assert said.startswith("Depression, self-report (PHQ-9): The contrasts at Week 16 move by")


def test_a_choice_without_a_result_is_named(plan: Plan, make_scenarios: Make) -> None:
    failed = make_scenarios(**NO_RESULT, status="failed", conclusion=None)
    (said,) = scenarios_in_words(plan, failed)
    assert "at most 0.01 points" in said
    assert said.endswith("Without a result: complete forms only (failed).")
    (said,) = scenarios_in_words(plan, make_scenarios().assign(status="not converged"))
    assert "No model gave a result to compare." in said
    assert "standard errors" not in said


def test_another_family_is_said_from_its_own_columns(plan: Plan, make_scenarios: Make) -> None:
    (said,) = scenarios_in_words(plan, make_scenarios("imputed"))
    assert "1,100 of 1,262 scores are used under the plan's choice" in said
    assert "162 scores (drawn as missing at random and drawn two points" in said


def test_a_choice_without_a_standard_error_is_measured_by_the_plans(
    plan: Plan, make_scenarios: Make
) -> None:
    (said,) = scenarios_in_words(plan, make_scenarios(se=float("nan"), shift=0.4))
    assert "move by at most 0.40 points (0.50 standard errors)" in said


def test_a_choice_that_takes_account_of_none_is_named(plan: Plan, make_scenarios: Make) -> None:
    none = make_scenarios(units_used=0).assign(units_changed=pd.array([0, 0, 0], dtype="Int64"))
    (said,) = scenarios_in_words(plan, none)
    assert "are used under the plan's choice, and none with “complete forms only”. The con" in said


def test_persons_are_people(plan: Plan, make_scenarios: Make) -> None:
    (said,) = scenarios_in_words(plan, make_scenarios().assign(unit="person"))
    assert "100 of 100 people are used" in said
    assert "removes 1 person (up to 1 made up for) and 10 people (complete forms only)." in said


def test_standard_errors_that_are_notably_others_are_told(plan: Plan, make_scenarios: Make) -> None:
    (said,) = scenarios_in_words(plan, make_scenarios(se=0.56))
    assert "Standard errors are 0.70 times the plan's with “complete forms only”." in said
    for silent in (0.75, float("nan")):
        (said,) = scenarios_in_words(plan, make_scenarios(se=silent))
        assert "times the plan's" not in said
    without = make_scenarios(**NO_RESULT, status="failed", conclusion=None)
    assert "times the plan's" not in scenarios_in_words(plan, without)[0]


def test_too_few_imputations_are_said(plan: Plan, make_scenarios: Make) -> None:
    few = make_scenarios(label="jump to reference (too few imputations)")
    (said,) = scenarios_in_words(plan, few)
    assert (
        "Imputations are too few for how much is missing with “jump to reference”: what each "
        "assumes says how far another seed would move its estimate" in said
    )
    assert "Imputations" not in scenarios_in_words(plan, make_scenarios())[0]

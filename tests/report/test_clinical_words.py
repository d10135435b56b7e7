"""What the report says of clinically significant change, and its tables."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.clinical_words import answers_in_words, limits_in_words
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.methods_clinical import clinical_facts, clinical_in_words
from ipt_outcomes.report.sections.clinical_change import section
from ipt_outcomes.report.tables.clinical_effects import clinical_effects_table
from ipt_outcomes.report.tables.clinical_limits import clinical_limits_table
from ipt_outcomes.report.tables.clinical_methods import clinical_methods_table

from .clinical import made_up_clinical


def said(plan: Plan, **values: float | None) -> str:
    """The words on limits, with other numbers; of None with a reason."""
    limits = made_up_clinical()["clinical_limits"].set_index("limit")
    for name, value in values.items():
        limits.loc[name.replace("_", " "), "value"] = value
        if value is None:
            limits.loc[name.replace("_", " "), "reason"] = "it is made up"
    (words,) = limits_in_words(plan, limits.reset_index())
    return words


def test_the_reliable_change_and_the_cutoff_are_said_with_their_sources(plan: Plan) -> None:
    words = said(plan)
    for part in (
        "PHQ-9) at Week 16. A change is reliable from 5.3 points on",
        "reliability, 0.84 (test-retest, primary care; Kroenke 2001)",
        "standard deviation before treatment, 4.80 (this trial: everyone with a score at baseline)",
        "functional population has 8.2 points or less (cutoff c: between the two)",
        "mean of 2.9 and a standard deviation of 3.5 (the general population; Kocalevent 2013)",
        "30 people have no score at this visit; “with the dropouts” they are imputed by",
    ):
        assert part in words, part


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"response": None, "remission": None}, "with a source what a response or a remission is"),
        ({"cutoff": None}, "There is no cutoff: it is made up."),
        ({"reliable_change": None}, "People cannot be judged: it is made up."),
        ({"missing_scores": 0.0}, "Everybody has a score at this visit."),
    ],
)
def test_what_is_not_known_is_said(plan: Plan, values: dict[str, float | None], part: str) -> None:
    assert part in said(plan, **values)


def test_without_imputations_the_words_say_why(plan: Plan) -> None:
    limits = made_up_clinical()["clinical_limits"]
    limits["reason"] = limits["reason"].mask(limits["limit"] == "missing scores", "no model")
    (words,) = limits_in_words(plan, limits)
    assert "30 people have no score at this visit; no model, so that the results are" in words


def test_the_answer_is_that_with_the_dropouts(plan: Plan) -> None:
    effects = made_up_clinical()["clinical_effects"]
    first, second, needed = answers_in_words(plan, effects)
    assert first.startswith("IPT − Waitlist, Depression, self-report (PHQ-9) at Week 16 (with the")
    assert "reliably better 60.0% in IPT and 25.0% in Waitlist" in first
    assert "a difference of 35.0 percentage points (95% CI 15.0 to 55.0)" in first
    assert first.endswith("NNTB 2.9 (95% CI NNTB 1.8 to NNTB 6.7).")
    assert "NNTB 20.0 (95% CI NNTB 4.0 to ∞ to NNTH 6.7)" in second
    assert needed.startswith("NNTB: so many are treated")
    observed = effects[effects["source"] == "observed"]
    assert "(observed): reliably better 60.0%" in answers_in_words(plan, observed)[0]


def test_the_table_of_events(plan: Plan) -> None:
    table = clinical_effects_table(plan, made_up_clinical()["clinical_effects"])
    titles = list(dict.fromkeys(str(row.group).partition(":")[0] for row in table.rows))
    assert titles == ["Response", "Recovered", "Reliably better (recovered or improved)"]
    first, second = table.texts[0], table.texts[1]
    assert first[:4] == ("IPT − Waitlist", "Observed", "60.0% of 30", "25.0% of 30")
    assert first[4] == "35.0 (15.0 to 55.0)" and first[7] == "NNTB 2.9 (NNTB 1.8 to NNTB 6.7)"
    assert second[1:4] == ("With the dropouts", "60.0% of 40", "25.0% of 40")
    # Of 30 people three recovered on the waitlist, fewer than the plan's five.
    recovered = [row for row in table.rows if str(row.group).startswith("Recovered")]
    assert [row.cells["source"] for row in recovered[:2]] == [
        "Observed (few)", "With the dropouts (few)",
    ]  # fmt: skip
    assert any(note.startswith("SYNTHETIC") for note in table.notes)


def test_dropouts_are_not_spoken_of_where_there_are_none(plan: Plan) -> None:
    effects = made_up_clinical()["clinical_effects"]
    for clusters in ((), plan.clusters):
        own = plan.model_copy(update={"clusters": clusters})
        everyone = " ".join(clinical_effects_table(own, effects).notes)
        assert "With the dropouts" in everyone and "Rubin" in everyone
        observed = clinical_effects_table(own, effects[effects["source"] == "observed"])
        said = " ".join(observed.notes)
        assert "dropouts" not in said and "mputed" not in said


def test_the_tables_of_methods_and_limits(plan: Plan) -> None:
    made = made_up_clinical()
    methods = clinical_methods_table(plan, made["clinical_methods"])
    assert methods.texts[2][:6] == (
        "Jacobson–Truax", "IPT", "30", "10 (33%)", "8 (27%)", "10 (33%)"
    )  # fmt: skip
    assert len(methods.rows) == 3
    assert any("Hierarchical linear model is not there: needs scores" in n for n in methods.notes)
    limits = clinical_limits_table(plan, made["clinical_limits"])
    cells = {row[0]: row[1] for row in limits.texts}
    assert cells["Reliability"] == "0.84" and cells["Clinical SD"] == "4.8 points"
    assert cells["Response"] == "50% of baseline" and "Missing scores" not in cells


def test_arms_that_were_not_randomised(change_plan: Callable[..., Plan]) -> None:
    plan = change_plan(allocation="observational", stratification=[])
    table = clinical_effects_table(plan, made_up_clinical()["clinical_effects"])
    assert any("not made alike by chance" in note for note in table.notes)


def test_the_section_is_of_a_plan_that_judges(plan: Plan) -> None:
    made = made_up_clinical()
    shown = section(report_material(plan, made))
    assert shown is not None and not shown.internal
    empty = {name: frame.iloc[:0] for name, frame in made.items()}
    assert section(report_material(plan, empty)) is None


def test_where_nobody_can_be_judged_there_is_no_figure(plan: Plan) -> None:
    made = made_up_clinical()
    made["clinical_counts"] = made["clinical_counts"].iloc[:0]
    shown = section(report_material(plan, made, figures={"clinical_change": b"\x89PNG"}))
    assert shown is not None and "pictures" not in {block.kind for block in shown.blocks}


def test_the_methods_and_the_facts(plan: Plan, change_plan: Callable[..., Plan]) -> None:
    (words,) = clinical_in_words(plan)
    for part in (
        "a reliability of 0.84", "a functional mean of 2.9 (SD 3.5)",
        "A response was an improvement by 50% of the baseline score.",
        "A remission was a score below 5.", "share no cluster with others",
    ):  # fmt: skip
        assert part in words, part
    ((term, (line,)),) = clinical_facts(plan)
    assert term == "Clinically significant change" and "cutoff c" in line
    own = {
        "outcome": "hrsd17", "reliability": 0.8, "cutoff": 9, "remission": 6,
        "methods": ["hsu-linn-lord"], "source": "A test manual",
    }  # fmt: skip
    ((_, (line,)),) = clinical_facts(change_plan(clinical_change=[own]))
    assert "a cutoff of 9 points" in line and line.endswith("(source: A test manual)")
    assert "remission: a score at most 6; beside Hsu–Linn–Lord" in line
    without = change_plan(clinical_change=[])
    assert clinical_in_words(without) == [] and clinical_facts(without) == []


def test_every_event_and_category_of_the_tables_has_a_word() -> None:
    from ipt_outcomes.report.clinical_words import CATEGORIES, EVENTS
    from ipt_outcomes.sensitivity.clinical import events
    from ipt_outcomes.tables import TABLES

    (known,) = TABLES["clinical_effects"].columns["event"].checks
    assert set(EVENTS) <= set(known.statistics["allowed_values"])
    assert {events.RESPONSE, events.IMPORTANT, events.RELIABLE, events.DETERIORATION} <= set(
        known.statistics["allowed_values"]
    )
    (categories,) = TABLES["clinical_counts"].columns["category"].checks
    assert set(categories.statistics["allowed_values"]) == set(CATEGORIES)
    assert pd.Index(CATEGORIES).is_unique

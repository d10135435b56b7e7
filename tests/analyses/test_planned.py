"""From what a plan asks to analyses, whichever way it spells them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.analyses.planned import planned_analyses, planned_analysis, words_of
from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

from ..demo_plan import demo_plan_text

Make = Callable[[str], Plan]
NAMED = """analyses:
  - {name: cs_only, kind: mmrm, covariance: cs, label: "MMRM, one correlation", outcomes: [phq9]}
  - {name: unadjusted, kind: growth, role: supporting, covariates: [], last_visit: week_28}
"""


@pytest.fixture
def demo(root: Path, tmp_path: Path) -> Make:
    """The demonstration plan with further lines at its end."""
    text = demo_plan_text(root)

    def make(more: str = "") -> Plan:
        path = tmp_path / "demo_ipt.yaml"
        path.write_text(text + more)
        return read_plan(path)

    return make


def test_the_simple_spelling_gives_two_analyses_of_every_outcome(demo: Make) -> None:
    plan = demo("")
    found = planned_analyses(plan)
    names = [(each.outcome, each.name, each.kind, each.role) for each in found]
    assert names == [
        (outcome, *rest)
        for outcome in ("phq9", "hrsd17", "iip32", "sas_sr")
        for rest in (("mmrm", "mmrm", "primary"), ("growth", "growth", "supporting"))
    ]
    assert found[0].formula == (
        "score ~ baseline * visit + arm * visit + stratum + us(visit | participant)"
        " + (0 + therapist_grown | therapist) + (0 + therapy_group_grown | therapy_group)"
    )
    assert found[1].formula == (
        "score ~ week + week:arm + stratum + (1 + week | participant)"
        " + (0 + therapist_week | therapist) + (0 + therapy_group_week | therapy_group)"
    )
    assert found[0].grid.names == ["week_4", "week_8", "week_12", "week_16", "week_28", "week_40"]
    assert found[1].grid.names == ["week_0", "week_4", "week_8", "week_12", "week_16"]


def test_named_analyses_stand_beside_them(demo: Make) -> None:
    plan = demo(NAMED)
    cs_only = planned_analysis(plan, "phq9", "cs_only")
    assert cs_only.role == "sensitivity" and "cs(visit | participant)" in cs_only.formula
    assert cs_only.words.title == "MMRM, one correlation"
    line = planned_analysis(plan, "iip32", "unadjusted")
    assert line.role == "supporting" and line.grid.names[-1] == "week_28"
    assert [each.name for each in plan.requests_of("iip32")] == ["mmrm", "growth", "unadjusted"]
    assert list(words_of(plan)) == ["mmrm", "growth", "cs_only", "unadjusted"]
    with pytest.raises(KeyError, match="iip32 has no analysis 'cs_only'; it has mmrm, growth"):
        planned_analysis(plan, "iip32", "cs_only")


def test_strata_are_in_every_analysis_and_own_covariates_in_theirs(demo: Make) -> None:
    plan = demo("")
    plan = plan.model_copy(
        update={"models": plan.models.model_copy(update={"covariates": ("age",)})}
    )
    assert "+ stratum + age + us" in planned_analysis(plan, "phq9").formula
    named = demo("analyses:\n  - {name: by_sex, kind: growth, covariates: [sex]}\n")
    assert planned_analysis(named, "phq9", "by_sex").formula == (
        "score ~ week + week:arm + stratum + sex + (1 + week | participant)"
        " + (0 + therapist_week | therapist) + (0 + therapy_group_week | therapy_group)"
    )


def test_a_named_analysis_may_be_primary_of_one_outcome(demo: Make) -> None:
    plan = demo("analyses:\n  - {name: lines, kind: growth, role: primary, outcomes: [phq9]}\n")
    assert plan.primary_of("phq9") == "lines" and plan.primary_of("iip32") == "mmrm"
    assert planned_analysis(plan, "phq9").name == "lines"
    assert planned_analysis(plan, "phq9", "mmrm").role == "supporting"


@pytest.mark.parametrize(
    ("more", "key", "rule"),
    [
        ("{name: mmrm, kind: mmrm}", "analyses.0.name", "another analysis has the name"),
        (
            "{name: a, kind: mmrm, outcomes: [bdi]}",
            "analyses.0.outcomes.0",
            "not one of the plan's",
        ),
        ("{name: a, kind: anova}", "analyses.0", "none of the kinds"),
        ("{name: MMRM, kind: mmrm}", "analyses.0.name", "another analysis has the name"),
        (
            "{name: a, kind: mmrm, covariance: us, fallback: [us]}",
            "analyses.0.fallback",
            "named twice",
        ),
        ("{name: a, kind: mmrm, outcomes: [phq9, phq9]}", "analyses.0.outcomes", "named twice"),
        ("{name: a, kind: mmrm, label: '  '}", "analyses.0.label", "a label"),
        ("{name: a}", "analyses.0", "the key `kind` is missing"),
        (
            "{name: a, kind: growth, role: primary, last_visit: week_12}",
            "analyses.0",
            "ends before the endpoint of phq9",
        ),
        (
            "{name: a, kind: growth, covariates: [x]}",
            "analyses.0.covariates.0",
            "no participant col",
        ),
        ("{name: a, kind: growth, last_visit: week_4}", "analyses.0.last_visit", "three visits"),
        ("{name: a, kind: growth, covariance: us}", "analyses.0.covariance", "no such key"),
        (
            "{name: a, kind: growth, role: primary}\n  - {name: b, kind: mmrm, role: primary}",
            "analyses.1.role",
            "two primary analyses",
        ),
    ],
)
def test_what_a_named_analysis_may_not_say(demo: Make, more: str, key: str, rule: str) -> None:
    with pytest.raises(PlanError) as refused:
        demo(f"analyses:\n  - {more}\n")
    said = [(problem.column, problem.rule) for problem in refused.value.problems]
    assert any(at == key and rule in words for at, words in said), said
    assert all(problem.line is not None for problem in refused.value.problems)


def test_without_any_primary_analysis_the_plan_is_refused(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "demo_ipt.yaml"
    text = demo_plan_text(root)
    start, end = text.index("models:"), text.index("enrolment:")
    path.write_text(text[:start] + "models: {mmrm: null, growth: null}\n" + text[end:])
    with pytest.raises(PlanError, match="phq9 has no primary analysis"):
        read_plan(path)


def test_the_methods_say_what_an_analysis_is_for(demo: Make) -> None:
    words = words_of(demo(NAMED))
    assert words["mmrm"].method.startswith("Each outcome was analysed by a mixed model")
    assert words["growth"].method.startswith("As a second view of the same data, a growth model ")
    assert words["cs_only"].method.startswith(
        "As a sensitivity analysis (“MMRM, one correlation”), Depression, self-report (PHQ-9) was "
        "analysed by a mixed model"
    )
    assert "a compound-symmetric covariance matrix" in words["cs_only"].method
    assert words["unadjusted"].title == "Growth model (unadjusted)"


def test_no_two_analyses_have_one_title(demo: Make) -> None:
    """Numbers under one heading that are of two analyses cannot be told apart."""
    more = """analyses:
  - {name: a, kind: mmrm, covariance: cs}
  - {name: b, kind: mmrm, label: "Growth model"}
  - {name: c, kind: growth, label: "Same"}
  - {name: d, kind: growth, label: "Same", last_visit: week_28}
"""
    titles = [words.title for words in words_of(demo(more)).values()]
    assert titles == [
        "Mixed model for repeated measures",
        "Growth model (growth)",
        "Mixed model for repeated measures (a)",
        "Growth model (b)",
        "Same (c)",
        "Same (d)",
    ]


def test_the_methods_say_whose_question_an_analysis_answers(demo: Make) -> None:
    more = "analyses:\n  - {name: lines, kind: growth, role: primary, outcomes: [sas_sr]}\n"
    words = words_of(demo(more))
    assert words["lines"].method.startswith("As the primary analysis (“lines”), a growth model of ")
    assert words["lines"].method.endswith("primary analysis of Social adjustment (SAS-SR).")
    assert "primary analysis of Depression, self-report (PHQ-9); " in words["mmrm"].method
    assert "primary analysis" not in words["growth"].method


def test_an_analysis_says_which_table_is_not_there() -> None:
    plan = ipt.read_plan(Path(__file__).parents[2] / "config/trials/beat_the_blues.yaml")
    analysis = ipt.planned_analyses(plan)[0]
    for tables in ({}, {"outcomes": pd.DataFrame()}, pd.DataFrame()):
        with pytest.raises(ipt.DataError, match=r"table participants\n.*not among those given"):
            ipt.analyse(analysis, tables)
    with pytest.raises(ipt.DataError, match="table outcomes"):
        ipt.analyse(analysis, {"participants": pd.DataFrame()})

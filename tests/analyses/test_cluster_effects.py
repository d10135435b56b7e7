"""The random terms of clusters, and their variables, in every kind of analysis."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from ipt_outcomes.analyses.cluster_effects import (
    Course,
    cluster_terms,
    clusters_in_words,
    with_cluster_variables,
)
from ipt_outcomes.analyses.planned import planned_analysis
from ipt_outcomes.errors import DataError
from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import Plan

VILLAGE = Cluster(name="village", column="v", kind="village", randomised=True)
SITE = Cluster(name="site", kind="site")
THERAPIST = Cluster(name="therapist", kind="therapist", arms=("cbt", "ipt"))
GROUP = Cluster(name="grp", column="g", kind="therapy_group", arms=("cbt",), within="therapist")
WARD = Cluster(name="ward", column="w", kind="other", arms=("cbt",))
CONSTANT = THERAPIST.model_copy(update={"effect": "constant"})
GROWING = VILLAGE.model_copy(update={"effect": "growing"})


def having(plan: Plan, *clusters: Cluster) -> Plan:
    return plan.model_copy(update={"clusters": clusters})


@pytest.mark.parametrize(
    ("clusters", "after", "change", "line"),
    [
        # There before the treatment: people may be alike at the baseline, and in their change.
        ((VILLAGE,), "(1 | village)", "(1 + village_after | village)",
         "(1 + village_week | village)"),
        # By the treatment, in two arms of three: more from week to week, and only there.
        ((THERAPIST,), "(0 + therapist_grown | therapist)", "(0 + therapist_grown | therapist)",
         "(0 + therapist_week | therapist)"),
        ((CONSTANT,), "(0 + therapist_on | therapist)", "(0 + therapist_after | therapist)",
         "(0 + therapist_week | therapist)"),
        ((GROWING,), "(0 + village_grown | village)", "(1 + village_grown | village)",
         "(1 + village_week | village)"),
        # There before the treatment in one arm.
        ((WARD,), "(0 + ward_on | ward)", "(0 + ward_on + ward_after | ward)",
         "(0 + ward_on + ward_week | ward)"),
        # Groups within therapists.
        ((THERAPIST, GROUP), "(0 + therapist_grown | therapist) + (0 + grp_grown | therapist:grp)",
         "(0 + therapist_grown | therapist) + (0 + grp_grown | therapist:grp)",
         "(0 + therapist_week | therapist) + (0 + grp_week | therapist:grp)"),
        # Therapists in sites that all arms have.
        ((SITE, THERAPIST.model_copy(update={"within": "site"})),
         "(1 | site) + (0 + therapist_grown | site:therapist)",
         "(1 + site_after | site) + (0 + therapist_grown | site:therapist)",
         "(1 + site_week | site) + (0 + therapist_week | site:therapist)"),
    ],
    ids=["villages", "therapists", "constant", "growing", "wards of one arm",
         "groups in therapists", "sites"],
)  # fmt: skip
def test_terms(
    demo: Plan, clusters: tuple[Cluster, ...], after: str, change: str, line: str
) -> None:
    plan = having(demo, *clusters)
    courses: tuple[tuple[Course, str], ...] = (("after", after), ("change", change), ("line", line))
    for course, term in courses:
        assert cluster_terms(plan, course) == f" + {term}"


def test_without_clusters_there_is_no_term(demo: Plan) -> None:
    assert cluster_terms(having(demo), "after") == ""
    assert clusters_in_words(having(demo), "after") == ""


def test_variables_are_nought_before_treatment_and_for_people_in_none(demo: Plan) -> None:
    rows = pd.DataFrame(
        {
            "participant": ["a", "a", "a", "b", "b"],
            "visit": ["week_0", "week_8", "week_28", "week_0", "week_8"],
            "week": [0.0, 8.0, 28.0, 0.0, 8.0],
            "therapist": ["t1", "t1", "t1", None, None],
        }
    )
    expected: list[tuple[Cluster, Course, str, list[float]]] = [
        (THERAPIST, "once", "therapist_on", [1, 1, 1, 0, 0]),
        # Half of 16 weeks, and no more after them.
        (THERAPIST, "after", "therapist_grown", [0, 0.5, 1, 0, 0]),
        (THERAPIST, "change", "therapist_grown", [0, 0.5, 1, 0, 0]),
        (THERAPIST, "line", "therapist_week", [0, 8, 28, 0, 0]),
        (CONSTANT, "after", "therapist_on", [1, 1, 1, 0, 0]),
        (CONSTANT, "change", "therapist_after", [0, 1, 1, 0, 0]),
    ]
    for cluster, course, name, values in expected:
        made = with_cluster_variables(having(demo, cluster), rows, course)
        assert list(made.columns.difference(rows.columns)) == [name]
        assert list(made[name]) == values


@pytest.mark.parametrize(
    ("kind", "options", "term"),
    [
        ("mmrm", {}, "us(visit | participant) + (0 + therapist_grown | therapist)"),
        ("mmrm", {"baseline": "constrained"},
         "us(visit | participant) + (0 + therapist_grown | therapist)"),
        ("mmrm", {"baseline": "free"},
         "us(visit | participant) + (0 + therapist_grown | therapist)"),
        ("ancova", {}, "us(visit | participant) + (0 + therapist_on | therapist)"),
        ("growth", {"time": "piecewise"}, "| participant) + (0 + therapist_week | therapist)"),
    ],
)  # fmt: skip
def test_every_kind_of_analysis_has_them(
    demo: Plan, kind: str, options: dict[str, Any], term: str
) -> None:
    content = demo.model_dump(mode="json", exclude_unset=True)
    content["analyses"] = [{"kind": kind, "name": "other", **options}]
    plan = having(Plan.model_validate(content, strict=False), THERAPIST)
    assert planned_analysis(plan, "phq9", "other").formula.endswith(term)


def test_words_say_which_and_where(demo: Plan) -> None:
    assert clusters_in_words(having(demo, VILLAGE), "after") == (
        " It had a random intercept for each village."
    )
    assert clusters_in_words(having(demo, THERAPIST), "change") == (
        " It had a random change from baseline that grows over the treatment for each therapist in "
        "CBT and IPT."
    )
    assert clusters_in_words(having(demo, THERAPIST, SITE), "once") == (
        " It had a random intercept for each therapist in CBT and IPT; and a random intercept "
        "for each site."
    )
    assert clusters_in_words(having(demo, WARD), "line") == (
        " It had a random intercept and slope for each ward in CBT."
    )


def test_participants_without_the_plans_clusters_are_refused_in_words(demo: Plan) -> None:
    people = pd.DataFrame({"participant": ["a"], "arm": ["ipt"], "stratum": ["s"]})
    with pytest.raises(DataError) as refused:
        planned_analysis(demo, "phq9").frame({"participants": people, "outcomes": people})
    first, second = refused.value.problems
    assert (first.file, first.column, second.column) == (
        "table participants", "therapist", "therapy_group",
    )  # fmt: skip
    assert first.rule == "the plan has therapists as clusters, and there is no such column"
    assert "Join it" in first.remedy

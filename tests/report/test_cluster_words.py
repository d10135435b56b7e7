"""What is said of clusters: too few, few, ignored, at the boundary; and their variables."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cluster_words import caution, few_clusters, variables_in_words
from ipt_outcomes.report.figures.flow_counts import flow_boxes
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.section import Paragraph
from ipt_outcomes.report.sections.clusters import section
from ipt_outcomes.report.summary import plain_summary

from .made_up import typed

VILLAGE = {"name": "village", "column": "v", "kind": "village", "randomised": True}


@pytest.fixture(scope="module")
def villages(change_plan: Callable[..., Plan]) -> Plan:
    return change_plan(clusters=[VILLAGE])


def counted(plan: Plan, *in_arm: int, **others: Any) -> pd.DataFrame:
    """The table of villages, so many in each arm of the plan; an arm of none has no row."""
    row = {
        "column": "v", "name": "village", "kind": "village", "state": "modelled",
        "pattern": "nested", "levels": sum(in_arm), "mixed": 0, "people": 40, "without": 0,
        "smallest": 1, "median": 2.5, "largest": 9, **others,
    }  # fmt: skip
    arms = zip(plan.arms, in_arm, strict=True)
    return typed("clusters", [{**row, "arm": arm.name, "in_arm": n} for arm, n in arms if n])


def permuted(make: Callable[..., pd.DataFrame], there: bool) -> pd.DataFrame:
    rows = make().iloc[:2].assign(family="clusters", choice=["random_effects", "permutation"])
    return rows if there else rows.assign(estimate=float("nan"), status="not estimable")


def test_too_few_are_not_to_be_trusted(
    villages: Plan, make_scenarios: Callable[..., pd.DataFrame]
) -> None:
    clusters = counted(villages, 1, 12, 3)
    alone = few_clusters(villages, clusters, None)
    assert alone == [
        "Villages are too few (1 in Waitlist and 3 in IPT): how much they differ can hardly be "
        "estimated, and intervals and p-values are not to be trusted."
    ]
    assert few_clusters(villages, clusters, permuted(make_scenarios, True))[1] == (
        "The permutation test among the scenarios below needs no such estimate."
    )
    assert few_clusters(villages, clusters, permuted(make_scenarios, False))[1] == (
        "The permutation test, which needs no such estimate, has no result either: there are so "
        "few ways to draw the arms that no p-value can be below 0.05."
    )
    assert few_clusters(villages, clusters, make_scenarios()) == alone


def test_an_arm_without_clusters_is_not_one_of_few(villages: Plan) -> None:
    assert few_clusters(villages, counted(villages, 0, 12, 12), None) == []
    assert caution(villages, counted(villages, 0, 12, 12)) == []


def test_few_sites_with_people_of_all_arms_do_not_spoil_the_contrasts(
    change_plan: Callable[..., Plan],
) -> None:
    """Of three sites in which people were randomised, nothing but their variance is uncertain."""
    plan = change_plan(clusters=[{"name": "site", "kind": "site"}])
    across = counted(plan, 3, 3, 3, name="site", kind="site", pattern="crossed", levels=3, mixed=3)
    (said,) = few_clusters(plan, across, None)
    assert said == (
        "Sites are few (3 in Waitlist, 3 in CBT and 3 in IPT), and have people of all arms: how "
        "much they differ is estimated poorly, but arms are compared within them, and contrasts "
        "rest little on it. Whether a contrast differs between sites is not asked."
    )
    assert caution(plan, across) == []
    partly = across.assign(mixed=2)
    assert "too few" in few_clusters(plan, partly, None)[0]
    assert "not to be trusted" in caution(plan, partly)[0]


def test_therapists_of_one_arm_spoil_its_own_contrasts_only(
    change_plan: Callable[..., Plan],
) -> None:
    plan = change_plan(clusters=[{"name": "therapist", "kind": "therapist", "arms": ["ipt"]}])
    counts = counted(plan, 0, 0, 2, name="therapist", kind="therapist", pattern="partial")
    assert few_clusters(plan, counts, None) == [
        "Therapists are too few (2 in IPT): how much they differ can hardly be estimated, and "
        "intervals and p-values of contrasts with IPT are not to be trusted."
    ]
    assert caution(plan, counts) == [
        "There are too few therapists (2 in IPT): the intervals, p-values and conclusions of "
        "contrasts with IPT are not to be trusted."
    ]


@pytest.mark.parametrize(
    ("df", "words"),
    [
        ("kenward-roger", "Kenward and Roger's degrees of freedom, which allow for that."),
        ("satterthwaite", "the standard errors do not: they are a little too small."),
    ],
)
def test_few_rest_on_the_degrees_of_freedom(
    change_plan: Callable[..., Plan], df: str, words: str
) -> None:
    plan = change_plan(clusters=[VILLAGE])
    models = plan.models.model_dump(mode="json", exclude_unset=True)
    models["mmrm"]["df"] = df
    plan = change_plan(clusters=[VILLAGE], models=models)
    (said,) = few_clusters(plan, counted(plan, 4, 9, 10), None)
    assert said.startswith("Villages are few (4 in Waitlist and 9 in CBT): the intervals rest on")
    assert said.endswith(words)
    assert few_clusters(plan, counted(plan, 10, 10, 25), None) == []


def test_the_summary_is_careful_where_clusters_are_too_few(
    villages: Plan, frames: SimpleNamespace
) -> None:
    few, many = (counted(villages, n, n, n) for n in (3, 4))
    said = plain_summary(villages, frames.models, frames.effects, few)
    assert said[-1] == (
        "There are too few villages (3 in Waitlist, 3 in CBT and 3 in IPT): these intervals, "
        "p-values and conclusions are not to be trusted."
    )
    assert said[0] == "9 villages, with 120 people, were randomised to 3 arms."
    enough = plain_summary(villages, frames.models, frames.effects, many)
    assert enough[0].startswith("12 villages, with") and enough[1:] == said[1:-1]
    uncounted = plain_summary(villages, frames.models, frames.effects)
    assert uncounted[0].startswith("120 people took part; their villages were randomised")
    assert uncounted[1:] == said[1:-1]


def test_clusters_of_one_person_and_one_cluster(villages: Plan, frames: SimpleNamespace) -> None:
    one = counted(villages, 1, 25, 2, smallest=1, largest=1)
    boxes = flow_boxes(villages, frames.flow, one)
    assert [column[0].lines[0] for column in boxes.arms] == [
        "1 village, of 1 person", "25 villages, of 1 person", "2 villages, of 1 person",
    ]  # fmt: skip
    none = flow_boxes(villages, frames.flow, counted(villages, 0, 25, 2, largest=4))
    assert none.arms[0][0].lines[:1] != ("0 villages",)
    assert none.arms[1][0].lines[0] == "25 villages, of 1 to 4 people"


@pytest.mark.parametrize(
    ("cluster", "one", "several"),
    [
        (Cluster(name="clinic", column="c", kind="site"), "site", "sites"),
        (Cluster(name="home_ward", column="c", kind="other"), "home ward", "home wards"),
        (Cluster(name="f", column="c", kind="family"), "family", "families"),
        (Cluster(name="x", column="c", kind="other", label="class"), "class", "classes"),
        (Cluster(name="x", column="c", kind="other", label="day"), "day", "days"),
    ],
)
def test_one_and_several_are_called_alike(cluster: Cluster, one: str, several: str) -> None:
    assert (cluster.one, cluster.several) == (one, several)
    assert (cluster.counted(1), cluster.counted(1200)) == (f"1 {one}", f"1,200 {several}")


def test_the_variables_of_clusters_are_explained_where_they_stand(plan: Plan) -> None:
    formulas = ["score ~ arm + (0 + therapist_on | therapist)", "score ~ (1 + village_week | v)"]
    assert variables_in_words(plan, formulas) == [
        "therapist_on: 1 for people with a therapist, 0 for others."
    ]
    assert variables_in_words(plan, ["(0 + therapist_grown | therapist)"]) == [
        "therapist_grown: the share of the treatment's weeks that are over, for people with a "
        "therapist, 0 for others."
    ]
    villages = plan.model_copy(update={"clusters": (Cluster.model_validate(VILLAGE),)})
    assert variables_in_words(villages, formulas) == ["village_week: the week."]
    assert variables_in_words(villages, ["(1 + village_after | village)"]) == [
        "village_after: 1 after the baseline, 0 at it."
    ]


def test_a_model_at_its_boundary_says_why_the_clusters_stay(
    villages: Plan, frames: SimpleNamespace
) -> None:
    def said(status: str, df: str = "kenward-roger") -> str:
        growth = frames.models["analysis"] == "growth"
        models = frames.models.assign(
            status=frames.models["status"].mask(growth, status), df_method=df
        )
        tables = {"models": models, "clusters": counted(villages, 12, 12, 12)}
        found = section(report_material(villages, tables))
        assert found is not None
        return " ".join(
            part for block in found.blocks if isinstance(block, Paragraph) for part in block.parts
        )

    assert "Singular (Growth model): among the variances" in said("singular")
    assert "Nothing is left out of the model for that" in said("singular")
    assert "the interval stays one of clusters" in said("singular")
    assert "may be too narrow" not in said("singular").replace("intervals that are too narrow", "")
    assert "may be too narrow" in said("singular", "satterthwaite")
    assert "Singular" not in said("ok")


def test_arms_stand_in_the_plans_order(villages: Plan) -> None:
    from ipt_outcomes.report.tables.clusters import cluster_sizes_table

    shuffled = counted(villages, 2, 3, 4).iloc[::-1]
    table = cluster_sizes_table(villages, shuffled)
    assert [row.cells["arm"] for row in table.rows] == [arm.label for arm in villages.arms]

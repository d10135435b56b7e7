"""Clusters in a plan: what is read, and what is refused with line, rule and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan

from ..demo_plan import demo_plan_text

Edit = Callable[[str], Path]

THERAPIST = "{name: therapist, kind: therapist, arms: [cbt, ipt]}"
GROUP = "{name: therapy_group, column: therapy_group, kind: therapy_group, arms: [cbt, ipt]}"


@pytest.fixture
def with_clusters(root: Path, tmp_path: Path) -> Edit:
    """The demonstration plan with other clusters, written from the key on."""
    text = demo_plan_text(root)
    start, end = text.index("clusters:"), text.index("models:")

    def edit(clusters: str) -> Path:
        path = tmp_path / "demo_ipt.yaml"
        path.write_text(f"{text[:start]}{clusters}\n\n{text[end:]}")
        return path

    return edit


def test_what_a_plan_says_of_its_clusters(demo: Plan) -> None:
    therapist, group = demo.clusters
    assert (therapist.name, therapist.kind, therapist.arms) == (
        "therapist", "therapist", ("cbt", "ipt"),
    )  # fmt: skip
    assert therapist.by_treatment and group.by_treatment and not group.randomised
    assert (therapist.several, group.several) == ("therapists", "therapy groups")


@pytest.mark.parametrize(
    ("clusters", "at", "rule", "remedy"),
    [
        (f"clusters:\n  - {THERAPIST}\n  - {THERAPIST}", "name", "another cluster has this name",
         "another name"),
        ("clusters:\n  - {name: ward, kind: other}", "name",
         "no participant column is mapped to 'ward'", "as `column`, or use one of: site, stratum, "
         "therapist."),
        ("clusters:\n  - {name: site, column: s, kind: site}", "name",
         "'site' is the name of another column", "leave `column` out"),
        ("clusters:\n  - {name: score, column: s, kind: site}", "name",
         "'score' is the name of another column", "another name"),
        ("clusters:\n  - {name: therapist, kind: therapist, arms: [act]}", "arms",
         "'act' is not one of the plan's arms", "waitlist, cbt, ipt"),
        ("clusters:\n  - {name: therapist, kind: therapist, arms: [cbt, cbt]}", "arms",
         "an arm is named twice", "Name it once."),
        ("clusters:\n  - {name: site, kind: site, arms: [cbt], randomised: true}", "arms",
         "what is randomised is there in every arm", "Leave `arms` out"),
        (f"clusters:\n  - {THERAPIST[:-1]}, within: site}}", "within",
         "'site' is not another of the plan's clusters", "name the larger cluster too"),
        ("clusters:\n  - {name: site, kind: site, within: therapist}\n"
         f"  - {THERAPIST[:-1]}, within: site}}", "within", "in a circle", "the larger one"),
        (f"ignore_clusters: {{therapist: a}}\nclusters:\n  - {THERAPIST}", "therapist",
         "therapist is among the clusters too", "one of the two"),
        ("clusters:\n  - {name: stratum, kind: other}", "stratification",
         "stratum is a cluster: the analyses have a random effect of it", "out of the clusters"),
        ("clusters:\n  - {name: therapist, kind: shrink}", "kind", "of the words", "therapist"),
    ],
)  # fmt: skip
def test_refusal_names_line_rule_and_remedy(
    with_clusters: Edit, clusters: str, at: str, rule: str, remedy: str
) -> None:
    path = with_clusters(clusters)
    with pytest.raises(PlanError) as refused:
        read_plan(path)
    (problem,) = refused.value.problems
    assert problem.column is not None and at in problem.column
    assert rule in problem.rule and remedy in problem.remedy
    line = path.read_text().splitlines()[(problem.line or 0) - 1]
    assert any(word in line for word in ("name:", "therapist", "stratification"))


def test_a_covariate_by_the_name_of_a_clusters_variable(root: Path, tmp_path: Path) -> None:
    text = demo_plan_text(root)
    path = tmp_path / "demo_ipt.yaml"
    covariate = "  covariates: {therapist_on: {column: age, type: number}}\n"
    assert text.count("\nsessions:") == 1
    path.write_text(text.replace("\nsessions:", f"{covariate}\nsessions:"))
    with pytest.raises(PlanError) as refused:
        read_plan(path)
    assert "a variable which the cluster therapist makes" in refused.value.problems[0].rule


def test_robust_errors_are_of_people_and_not_beside_clusters(with_clusters: Edit) -> None:
    path = with_clusters(f"clusters:\n  - {THERAPIST}")
    added = "analyses:\n  - {name: week16, kind: ancova, errors: robust}\n\nmodels:"
    path.write_text(path.read_text().replace("models:", added))
    with pytest.raises(PlanError) as refused:
        read_plan(path)
    (problem,) = refused.value.problems
    assert "the plan has clusters" in problem.rule and problem.remedy == "Leave the key out."

"""The plan's choices in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ipt_outcomes.models.covariance.structures import OF_VISITS
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.plan_facts import plan_facts

TITLES = {
    "us": "unstructured",
    "cs": "compound symmetric",
    "csh": "heterogeneous compound symmetric",
    "ar1": "first-order autoregressive",
    "ar1h": "heterogeneous first-order autoregressive",
    "toep": "Toeplitz",
    "toeph": "heterogeneous Toeplitz",
    "ad": "ante-dependence with one variance",
    "adh": "ante-dependence",
}


def covariance_line(change_plan: Callable[..., Plan], plan: Plan, **mmrm: Any) -> str:
    models: dict[str, Any] = plan.models.model_dump(mode="json")
    models["mmrm"] |= mmrm
    facts = dict(plan_facts(change_plan(models=models)))
    return facts["Mixed model for repeated measures"][0]


@pytest.mark.parametrize("name", OF_VISITS)
def test_each_covariance_has_a_title(
    change_plan: Callable[..., Plan], plan: Plan, name: str
) -> None:
    line = covariance_line(change_plan, plan, covariance=name, fallback=[])
    assert line == f"covariance {TITLES[name]}"


def test_the_fallback_list_is_a_choice_too(change_plan: Callable[..., Plan], plan: Plan) -> None:
    line = covariance_line(change_plan, plan, covariance="us", fallback=["toeph", "cs"])
    assert line == "covariance unstructured, else heterogeneous Toeplitz, else compound symmetric"

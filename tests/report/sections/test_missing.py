"""The section on missing data leads to what else may be assumed, and warns of few imputations."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.section import Paragraph
from ipt_outcomes.report.sections.missing import section

from ..scenarios import made_up_scenarios

LABEL = "missing at random, imputed"


def said(plan: Plan, models: pd.DataFrame, scenarios: pd.DataFrame) -> list[str]:
    made = section(report_material(plan, {"models": models, "scenarios": scenarios}))
    return ["".join(block.parts) for block in made.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("few", [True, False])
def test_few_imputations_are_warned_of(plan: Plan, frames: SimpleNamespace, few: bool) -> None:
    label = f"{LABEL} (too few imputations)" if few else LABEL
    rows = made_up_scenarios("imputed", label=label).assign(family="missing_scores")
    words = said(plan, frames.models, rows)
    assert any("other assumptions on missing scores make of the comparisons" in w for w in words)
    warned = [w for w in words if w.startswith("Depression, self-report (PHQ-9): Imputations are")]
    assert len(warned) == few


def test_without_such_scenarios_nothing_is_said(plan: Plan, frames: SimpleNamespace) -> None:
    words = said(plan, frames.models, made_up_scenarios("items"))
    assert not any("other assumptions" in w for w in words)

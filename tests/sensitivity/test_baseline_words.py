"""What a choice assumes is said as an assumption: no data show it."""

from __future__ import annotations

from pathlib import Path

import pytest

import ipt_outcomes as ipt
from ipt_outcomes.sensitivity.baseline_words import baseline_in_words


@pytest.mark.parametrize("name", ["covariate", "filled_in", "left_out", "constrained", "free"])
@pytest.mark.parametrize("allocation", ["randomised", "observational"])
def test_what_no_data_show_is_taken_to_be_so(root: Path, name: str, allocation: str) -> None:
    demo = ipt.read_plan(root / "config" / "trials" / "demo_ipt.yaml")
    plan = demo.model_copy(update={"allocation": allocation})
    _, said = baseline_in_words(plan, name, adjusted=False)
    assert "that are missing are taken to be missing at random." in said
    assert ("taken to follow the baseline score" in said) == (name not in ("constrained", "free"))
    assert " would " not in said.replace("would have faded", "") or "It is taken that" in said

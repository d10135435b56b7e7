"""The plan's definition of an effect size: what cannot be had is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import ipt_outcomes as ipt


@pytest.mark.parametrize(
    ("named", "said", "remedy"),
    [
        ("standardiser: residual", "none of the words", "baseline_pooled"),
        ("standardiser: model_within", "no clusters", "Write `model`"),
        ("{standardiser: model, bootstrap: 99}", "not found anew in each draw", "observed scores"),
        ("bootstrap: 9", "must be 99 or more", "Correct the number"),
        ("{standardiser: baseline_comparison, interval: noncentral-t}", "a pooled SD", "`delta`"),
    ],
)
def test_what_cannot_be_had_is_refused(
    root: Path, tmp_path: Path, named: str, said: str, remedy: str
) -> None:
    text = (root / "config/trials/beat_the_blues.yaml").read_text(encoding="utf-8")
    path = tmp_path / "beat_the_blues.yaml"
    named = named if named.startswith("{") else f"{{{named}}}"
    text = text.replace("effect_size:\n  bootstrap: 499", f"effect_size: {named}")
    path.write_text(text, encoding="utf-8")
    (tmp_path / "data").symlink_to(root / "data")
    with pytest.raises(ipt.PlanError) as caught:
        ipt.read_plan(path)
    assert said in str(caught.value) and remedy in str(caught.value)

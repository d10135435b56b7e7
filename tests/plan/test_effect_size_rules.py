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
        ("{standardiser: baseline_comparison, interval: noncentral-t}", "a pooled SD", "`delta`"),
    ],
)
def test_what_cannot_be_had_is_refused(
    root: Path, tmp_path: Path, named: str, said: str, remedy: str
) -> None:
    text = (root / "config/trials/beat_the_blues.yaml").read_text(encoding="utf-8")
    path = tmp_path / "beat_the_blues.yaml"
    named = named if named.startswith("{") else f"{{{named}}}"
    path.write_text(f"{text}\neffect_size: {named}\n", encoding="utf-8")
    (tmp_path / "data").symlink_to(root / "data")
    with pytest.raises(ipt.PlanError) as caught:
        ipt.read_plan(path)
    assert said in str(caught.value) and remedy in str(caught.value)

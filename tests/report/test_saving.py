from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.flow import plot_flow
from ipt_outcomes.report.forest import plot_effects
from ipt_outcomes.report.individuals import plot_individuals
from ipt_outcomes.report.saving import save_figure
from ipt_outcomes.report.trajectories import plot_means


@pytest.mark.parametrize("name", ["means", "effects", "flow", "individuals"])
def test_a_figure_drawn_twice_gives_the_same_bytes(
    plan: Plan, frames: SimpleNamespace, tmp_path: Path, name: str
) -> None:
    draw = {
        "means": lambda: plot_means(plan, frames.means, "phq9", "mmrm"),
        "effects": lambda: plot_effects(plan, frames.effects, "mmrm"),
        "flow": lambda: plot_flow(plan, frames.flow),
        "individuals": lambda: plot_individuals(plan, frames.outcomes, "phq9"),
    }[name]
    for run in ("one", "two"):
        save_figure(draw(), [tmp_path / run / f"f.{kind}" for kind in ("png", "svg")])
    for kind in ("png", "svg"):
        first, second = ((tmp_path / run / f"f.{kind}").read_bytes() for run in ("one", "two"))
        assert len(first) > 1000
        assert first == second
    assert (tmp_path / "one/f.png").read_bytes().startswith(b"\x89PNG")
    assert b"<dc:date>" not in (tmp_path / "one/f.svg").read_bytes()


def test_another_format_is_refused_before_anything_is_written(
    plan: Plan, frames: SimpleNamespace, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"\.png or \.svg"):
        save_figure(plot_flow(plan, frames.flow), [tmp_path / "flow.png", tmp_path / "flow.pdf"])
    assert list(tmp_path.iterdir()) == []

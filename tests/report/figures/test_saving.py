from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.flow import plot_flow
from ipt_outcomes.report.figures.forest import plot_effects
from ipt_outcomes.report.figures.individuals import plot_individuals
from ipt_outcomes.report.figures.means import plot_means
from ipt_outcomes.report.figures.saving import save_figure
from ipt_outcomes.report.figures.scenarios import plot_scenarios


@pytest.mark.parametrize("name", ["means", "effects", "flow", "individuals", "scenarios"])
def test_a_figure_drawn_twice_gives_the_same_bytes(
    plan: Plan,
    frames: SimpleNamespace,
    make_scenarios: Callable[..., pd.DataFrame],
    tmp_path: Path,
    name: str,
) -> None:
    draw = {
        "means": lambda: plot_means(plan, frames.means, "phq9"),
        "effects": lambda: plot_effects(plan, frames.effects),
        "flow": lambda: plot_flow(plan, frames.flow),
        "individuals": lambda: plot_individuals(plan, frames.outcomes, "phq9"),
        "scenarios": lambda: plot_scenarios(plan, make_scenarios("items", "imputed"), "phq9"),
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

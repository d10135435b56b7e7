"""The table of every family's choices, with a family that is not the project's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.sensitivity import scenarios as module
from ipt_outcomes.sensitivity.choice import Choice, Family
from ipt_outcomes.sensitivity.planned import PlannedOutcome

from ..demo_plan import demo_plan_text


def halved(planned: PlannedOutcome) -> Iterator[Choice]:
    """A made-up family: as planned, and half of each difference."""
    plan, outcomes = planned.plan, planned.tables["outcomes"]
    contrasts = ipt.planned_contrasts(plan, [planned.result])
    for name, factor in (("as_planned", 1.0), ("half", 0.5)):
        numbers = contrasts[["estimate", "ci_lower", "ci_upper"]] * factor
        effects = ipt.plan_effects(plan, contrasts.assign(**numbers), outcomes)
        yield Choice(
            name=name,
            label=name.replace("_", " "),
            assumes=f"The differences are {factor:g} of what they are.",
            planned=factor == 1,
            units=10,
            used=10,
            changed=int(factor != 1),
            effects=effects[effects["endpoint"]],
        )


@pytest.fixture
def found(beat_the_blues: ipt.Plan, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    family = SimpleNamespace(FAMILY=Family("Halves", "does half matter?", "score"), choices=halved)
    monkeypatch.setattr(module, "names", lambda package: ("halves",))
    monkeypatch.setattr(module, "member", lambda package, name: family)
    study = ipt.read_study(beat_the_blues)
    return ipt.scenarios(
        beat_the_blues, {"participants": study.participants, "scores": study.scores}
    )


def test_a_family_needs_nothing_but_its_own_file(found: pd.DataFrame) -> None:
    assert list(found["family"]) == ["halves", "halves"]
    assert list(found["choice"]) == ["as_planned", "half"]
    assert list(found["planned"]) == [True, False]
    assert list(found["question"]) == ["does half matter?"] * 2
    assert list(found["unit"]) == ["score"] * 2
    assert list(found["analysis"]) == ["mmrm"] * 2
    assert list(found["visit"]) == ["month_2"] * 2


def test_the_shift_is_from_the_planned_choice(found: pd.DataFrame) -> None:
    planned, half = found["estimate"]
    assert half == pytest.approx(planned / 2)
    assert list(found["shift"]) == pytest.approx([0.0, half - planned])


def test_an_outcome_without_a_contrast_has_no_scenarios(root: Path, tmp_path: Path) -> None:
    text = demo_plan_text(root).replace("data/raw", f"{root}/data/raw")
    start, end = text.index("contrasts:"), text.index("stratification")
    asked = "  - {test: ipt, comparison: cbt, hypothesis: superiority, outcomes: [iip32]}\n"
    path = tmp_path / "demo_ipt.yaml"
    path.write_text(f"{text[:start]}contrasts:\n{asked}{text[end:]}")
    plan = ipt.read_plan(path)
    study = ipt.read_study(plan)
    tables = {"participants": study.participants, "scores": study.scores}
    assert set(ipt.scenarios(plan, tables)["outcome"]) == {"iip32"}

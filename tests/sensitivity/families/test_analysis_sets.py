"""The primary analysis within the plan's analysis sets: who is in, and that it is said so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.plan.analysis_sets import AnalysisSet

from ...demo_plan import real_plan

ITT = {"name": "itt", "label": "Intention to treat", "of": "intention_to_treat"}
SCORED = {"name": "scored", "label": "With a score", "of": "modified", "needs": "score"}
COMPLETERS = {"name": "completers", "label": "Completers", "of": "completers"}
ENOUGH = {"name": "enough", "label": "Per protocol", "of": "per_protocol", "sessions": 3}
Make = Callable[..., tuple[ipt.Plan, dict[str, pd.DataFrame]]]


@pytest.fixture
def make(root: Path, tmp_path: Path) -> Make:
    """Beat the Blues with other keys, and its tables; sessions are made up."""
    (tmp_path / "data").symlink_to(root / "data")

    def made(**changes: Any) -> tuple[ipt.Plan, dict[str, pd.DataFrame]]:
        path = tmp_path / "beat_the_blues.yaml"
        content = real_plan(root) | {"models": {"mmrm": {}}} | changes
        content["outcomes"] = [content["outcomes"][0] | {"endpoint": "month_8"}]
        path.write_text(yaml.safe_dump(content))
        plan = ipt.read_plan(path)
        study = ipt.read_study(plan)
        return plan, {"participants": study.participants, "scores": study.scores}

    return made


def found(plan: ipt.Plan, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return ipt.scenarios(plan, tables, families=["analysis_sets"])


def without(tables: dict[str, pd.DataFrame], people: set[str]) -> dict[str, pd.DataFrame]:
    return {name: frame[~frame["participant"].isin(people)] for name, frame in tables.items()}


def test_within_a_set_it_is_the_analysis_of_its_people(make: Make) -> None:
    """The same numbers as of a trial whose file holds nobody else."""
    plan, tables = make(analysis_sets=[ITT, SCORED, COMPLETERS])
    rows = found(plan, tables).set_index("choice")
    assert list(rows.index) == ["itt", "scored", "completers"]
    scores = tables["scores"]
    last = scores[(scores["visit"] == plan.first_primary.endpoint) & scores["value"].notna()]
    others = set(tables["participants"]["participant"]) - set(last["participant"])
    alone = found(plan, without(tables, others)).set_index("choice").loc["itt"]
    for name in ("estimate", "se", "df", "ci_lower"):
        assert rows.loc["completers", name] == pytest.approx(alone[name], rel=1e-7), name
    assert rows.loc["completers", "units_used"] == 100 - len(others) == 52
    assert rows["units"].unique().tolist() == [100]
    # The primary analysis sees nobody without a score after the baseline.
    assert rows.loc["scored", "estimate"] == rows.loc["itt", "estimate"]
    assert rows["units_changed"].to_list() == [0, 0, 45]


def test_every_row_but_everybodys_says_that_it_is_not_randomised(make: Make) -> None:
    plan, tables = make(analysis_sets=[ITT, SCORED, COMPLETERS])
    rows = found(plan, tables).set_index("choice")
    assert rows["planned"].to_dict() == {"itt": True, "scored": False, "completers": False}
    others = rows[~rows["planned"]]
    assert others["label"].str.endswith("(not randomised)").all()
    assert others["assumes"].str.startswith("NOT RANDOMISED").all()
    assert "NOT RANDOMISED" not in rows.loc["itt", "assumes"]


def test_sessions_are_needed_where_they_are_counted(make: Make) -> None:
    plan, tables = make()
    plan = plan.model_copy(update={"analysis_sets": (AnalysisSet.model_validate(ENOUGH),)})
    assert found(plan, tables).empty
    treated = tables["participants"].loc[tables["participants"]["arm"] == "ccbt", "participant"]
    planned = pd.DataFrame(
        [
            {"participant": who, "session": number, "attended": number <= place % 5}
            for place, who in enumerate(treated)
            for number in range(1, 5)
        ]
    ).astype({"session": "Int64", "attended": "boolean"})
    rows = found(plan, tables | {"sessions": planned}).set_index("choice")
    assert list(rows.index) == ["planned", "enough"]
    few = {who for place, who in enumerate(treated) if place % 5 < 3}
    alone = found(plan, without(tables, few) | {"sessions": planned}).set_index("choice")
    assert rows.loc["enough", "estimate"] == pytest.approx(alone.loc["planned", "estimate"])
    assert (
        "No sessions are asked of the people in the arm tau: all count"
        in rows.loc["enough", "assumes"]
    )


def test_nothing_where_no_set_leaves_anybody_out(make: Make) -> None:
    assert found(*make(analysis_sets=[ITT])).empty
    assert found(*make()).empty

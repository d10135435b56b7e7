"""The effect of treatment received of an entry: who counts, what is imputed, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.models.design.covariate_columns import covariate_columns
from ipt_outcomes.sensitivity.received.two_stage import two_stage

from ...demo_plan import demo_plan

ENTRY = {"name": "enough", "outcome": "phq9", "test": "ipt", "comparison": "waitlist"}
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def given(root: Path) -> Tables:
    study = ipt.read_study(ipt.read_plan(root / "config/trials/demo_ipt.yaml"))
    assert study.sessions is not None
    return {
        "participants": study.participants, "scores": study.scores, "sessions": study.sessions,
    }  # fmt: skip


@pytest.fixture
def received(root: Path, tmp_path: Path) -> Any:
    """The table of one entry; the primary analysis is at the endpoint, without clusters."""

    def made(tables: Tables, *, clusters: bool = False, **changes: Any) -> pd.DataFrame:
        content = demo_plan(root)
        content["treatment_received"] = [ENTRY | {"sessions": 12} | changes]
        content["outcomes"] = content["outcomes"][:1]
        content["contrasts"] = content["contrasts"][:1]
        content["analyses"] = [{"name": "at_end", "kind": "ancova", "role": "primary"}]
        content["models"] = {"mmrm": None, "growth": None}
        if not clusters:
            del content["clusters"]
        path = tmp_path / "demo_ipt.yaml"
        path.write_text(yaml.safe_dump(content))
        table = ipt.treatment_received(ipt.read_plan(path), tables)
        return table.set_index("effect")

    return made


def test_complete_cases_by_hand(root: Path, given: Tables, received: Any) -> None:
    """The table's numbers are those of the rows that anybody can put together."""
    found = received(given, missing="complete_cases")
    plan = ipt.read_plan(root / "config/trials/demo_ipt.yaml")
    people = given["participants"].set_index("participant")
    scored = ipt.prepare_outcomes(plan, given["participants"], given["scores"])
    scored = scored[scored["outcome"] == "phq9"].pivot(
        index="participant", columns="visit", values="score"
    )
    rows = people.assign(baseline=scored["week_0"], score=scored["week_16"])
    rows = rows[rows["arm"].isin(["ipt", "waitlist"]) & rows["score"].notna()]
    came = given["sessions"].query("attended and session <= 16").groupby("participant").size()
    enough = (came.reindex(rows.index).fillna(0) >= 12).to_numpy(float)
    fit = two_stage(
        enough,
        (rows["arm"] == "ipt").to_numpy(float),
        covariate_columns(rows, ["baseline", "stratum"]),
        np.arange(len(rows)),
    )
    (estimate,), (se,) = fit.estimates(rows["score"].to_numpy(float)[None, :])
    own = found.loc["received"]
    assert own["estimate"] == pytest.approx(estimate, rel=1e-9)
    assert (own["se"], own["df"]) == pytest.approx((se, fit.df), rel=1e-9)
    assert own["participants"] == len(rows) == own["groups"]
    assert own["received_it"] == enough.sum() and pd.isna(own["imputations"])
    ratio = found.loc["allocated", "estimate"] / own["share"]
    assert own["estimate"] == pytest.approx(ratio, rel=1e-9)
    assert own["ci_lower"] < own["estimate"] < own["ci_upper"] and own["p_value"] < 0.001


def test_imputed_scores_bring_everybody_in(given: Tables, received: Any) -> None:
    found = received(given, clusters=True)
    assert (found["participants"] == 160).all() and (found["imputations"] > 1).all()
    assert (found["groups"] < 160).all() and (found["status"] == "ok").all()
    assert found.loc["received", "received_it"] == 60 and found.loc["received", "in_test"] == 81
    ratio = found.loc["allocated", "estimate"] / found.loc["received", "share"]
    assert found.loc["received", "estimate"] == pytest.approx(ratio, rel=1e-9)


def with_sessions(given: Tables, arm: str, day: float) -> Tables:
    """Ten people more of an arm came to a session on that day."""
    people = given["participants"]
    more = people.loc[people["arm"] == arm, "participant"].head(10)
    rows = pd.DataFrame({"participant": more, "session": 30, "attended": True, "day": day})
    rows = rows.astype({"session": "Int64", "attended": "boolean"})
    return given | {"sessions": pd.concat([given["sessions"], rows], ignore_index=True)}


def test_whoever_crossed_over_before_the_endpoint_ends_it(given: Tables, received: Any) -> None:
    found = received(with_sessions(given, "waitlist", 60.0), missing="complete_cases")
    assert (found["status"] == "not estimable").all() and found["estimate"].isna().all()
    assert found["reason"].str.contains("of the comparison arm came to sessions").all()
    later = received(with_sessions(given, "waitlist", 150.0), missing="complete_cases")
    assert (later["status"] == "ok").all()


def test_nobody_received_it(given: Tables, received: Any) -> None:
    found = received(given, sessions=40, missing="complete_cases")
    assert (found["status"] == "not estimable").all()
    assert found["reason"].str.contains("nobody of the test arm").all()


def test_without_entries_or_sessions_there_are_no_rows(
    root: Path, given: Tables, received: Any
) -> None:
    two = {name: given[name] for name in ("participants", "scores")}
    assert received(two).empty
    plan = ipt.read_plan(root / "config/trials/beat_the_blues.yaml")
    assert ipt.treatment_received(plan, two).empty

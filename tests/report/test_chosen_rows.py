from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.analysis_words import titles_in
from ipt_outcomes.report.chosen_rows import in_plan_order, of_analysis, without_endpoint


@pytest.fixture
def two_primaries(change_plan: Callable[..., Plan]) -> Plan:
    named = {"kind": "growth", "name": "lines", "role": "primary", "outcomes": ["sas_sr"]}
    return change_plan(analyses=[named])


def test_without_a_name_it_is_each_outcomes_primary(
    two_primaries: Plan, make_frames: Callable[..., SimpleNamespace]
) -> None:
    frames = make_frames(two_primaries, per_arm=6)
    rows = of_analysis(two_primaries, frames.models, None)
    assert list(zip(rows["outcome"], rows["analysis"], strict=True)) == [
        ("phq9", "mmrm"), ("hrsd17", "mmrm"), ("iip32", "mmrm"), ("sas_sr", "lines"),
    ]  # fmt: skip
    assert (rows["analysis_role"] == "primary").all()
    assert set(of_analysis(two_primaries, frames.effects, None)["analysis_role"]) == {"primary"}


def test_titles_name_the_outcomes_only_where_analyses_differ(
    two_primaries: Plan, make_frames: Callable[..., SimpleNamespace]
) -> None:
    models = make_frames(two_primaries, per_arm=6).models
    primary = of_analysis(two_primaries, models, None)
    assert titles_in(two_primaries, primary.iloc[:3]) == "Mixed model for repeated measures"
    assert titles_in(two_primaries, primary.iloc[2:]) == (
        "Mixed model for repeated measures (Interpersonal problems (IIP-32)); growth model (lines) "
        "(Social adjustment (SAS-SR))"
    )
    assert titles_in(two_primaries, primary.iloc[3:], running=True) == "growth model (lines)"


def test_an_endpoint_is_missed_only_where_the_outcome_has_other_rows(
    plan: Plan, frames: SimpleNamespace
) -> None:
    own = frames.effects[frames.effects["analysis"] == "mmrm"]
    assert without_endpoint(plan, own) == []
    assert without_endpoint(plan, own[own["outcome"] == "phq9"]) == []
    early = own[~(own["endpoint"] & own["outcome"].isin(["sas_sr", "hrsd17"]))]
    assert without_endpoint(plan, early) == ["hrsd17", "sas_sr"]


def test_rows_follow_the_plan_whatever_their_order(plan: Plan, frames: SimpleNamespace) -> None:
    own = of_analysis(plan, frames.effects, "growth")
    ordered = in_plan_order(plan, own.sample(frac=1, random_state=5))
    assert list(ordered["outcome"].unique()) == ["phq9", "hrsd17", "iip32", "sas_sr"]
    first = ordered.iloc[:6]
    assert list(first["visit"]) == ["week_4"] * 3 + ["week_8"] * 3
    assert list(zip(first["test"], first["comparison"], strict=True))[:3] == [
        ("ipt", "waitlist"), ("cbt", "waitlist"), ("ipt", "cbt"),
    ]  # fmt: skip

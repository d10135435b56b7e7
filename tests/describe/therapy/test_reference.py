"""The therapy's models, held to lme4, pbkrtest and clubSandwich (`tests/reference/therapy`)."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from ipt_outcomes.describe.therapy.alliance import alliance
from ipt_outcomes.describe.therapy.dose_response import dose_response
from ipt_outcomes.describe.therapy.phases import phase_slopes
from ipt_outcomes.describe.therapy.therapists import therapists
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.tables.therapists import therapist_table


def alike(row: pd.Series, known: pd.Series, rel: float) -> None:
    assert row["status"] == "ok"
    names = ("estimate", "se", "df", "lower", "upper")
    ours = ("estimate", "se", "df", "ci_lower", "ci_upper")
    for name, own in zip(names, ours, strict=True):
        tolerance = max(rel, 2e-3) if name == "df" else rel
        scale = abs(known["se"]) if name in ("lower", "upper", "estimate") else abs(known[name])
        assert row[own] == pytest.approx(known[name], abs=tolerance * scale), name


def test_slopes_in_phases_are_lme4s(
    plan: Plan, trial: SimpleNamespace, expected: pd.DataFrame
) -> None:
    """Of this course one slope a person is what the data allow, as the script's model has."""
    table = phase_slopes(plan, [trial.course])
    assert set(table["random"]) == {"slope"}
    phases = {"initial": "in_0", "middle": "in_1", "end": "in_2"}
    assert len(table) == 9
    for _, row in table.iterrows():
        pair = pd.notna(row["comparison"])
        who = "ipt-cbt" if pair else f"arm{row['test']}"
        alike(row, expected.loc[("phases", f"{who}:{phases[row['phase']]}")], 1e-5)


def test_dose_and_response_are_those_of_r(
    plan: Plan, trial: SimpleNamespace, expected: pd.DataFrame
) -> None:
    given = (trial.participants, trial.sessions, trial.outcomes, [trial.course])
    table = dose_response(plan, *given)
    together = table[table["arm"].isna()].set_index(["model", "quantity"])
    for model, quantity, term in (
        ("naive", "association", "total"),
        ("good_enough_level", "difference", "difference"),
        ("so_far", "association", "within"),
    ):
        ((_, row),) = together.loc[[(model, quantity)]].iterrows()
        alike(row, expected.loc[(model, term)], 1e-5)


def test_early_alliance_is_that_of_r(
    plan: Plan, trial: SimpleNamespace, expected: pd.DataFrame
) -> None:
    given = (trial.participants, trial.sessions, trial.outcomes, [trial.course])
    table = alliance(plan, *given).set_index(["predicted", "part"])
    for part in ("within", "between"):
        alike(table.loc[("next_session", part)], expected.loc[("next_session", part)], 1e-7)


def test_therapists_are_lme4s(plan: Plan, trial: SimpleNamespace, expected: pd.DataFrame) -> None:
    wide = trial.outcomes.pivot(index="participant", columns="visit", values="score")
    people = trial.participants.join(wide, on="participant")
    analysed = people.assign(visit="week_16", score=people["week_16"], baseline=people["week_0"])
    of_all, each = therapists(plan, analysed.dropna(subset="score"))
    parts = of_all[of_all["arm"].isna()].iloc[0]
    for name in ("between", "within"):
        known = expected.loc[("variance", name), "estimate"]
        assert parts[f"variance_{name}"] == pytest.approx(known, rel=1e-4)
    assert parts["icc"] == pytest.approx(
        parts["variance_between"] / (parts["variance_between"] + parts["variance_within"])
    )
    assert len(each) == 8
    for _, row in each.iterrows():
        known = expected.loc[("therapists", row["treated_by"])]
        assert row["estimate"] == pytest.approx(known["estimate"], abs=1e-4)
        assert row["se"] == pytest.approx(known["se"], rel=1e-4)


def test_where_no_variance_is_found_there_is_no_interval(
    plan: Plan, trial: SimpleNamespace
) -> None:
    """Every therapist's people have the same scores: nothing lies between them."""
    people = trial.participants[["participant", "arm", "therapist"]].copy()
    place = people.groupby("therapist").cumcount()
    people = people[place < place.groupby(people["therapist"]).max().min()]
    place = people.groupby("therapist").cumcount()
    analysed = people.assign(
        visit="week_16", score=10.0 + place % 5, baseline=20.0 + (place * 7) % 3
    )
    of_all, each = therapists(plan, analysed)
    parts = of_all[of_all["arm"].isna()].iloc[0]
    assert parts["icc"] == pytest.approx(0, abs=1e-9) and parts["ci_upper"] > 0
    assert len(each) and (each["estimate"] == 0).all()
    assert each[["se", "ci_lower", "ci_upper"]].isna().all(axis=None)
    shown = therapist_table(plan, of_all).rows[0].cells
    assert shown["between"] == "estimated as 0; no interval"

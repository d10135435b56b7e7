"""Ratings by arm, and whether raters tell treatments apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from ipt_outcomes.describe.therapy.fidelity import (
    fidelity_agreement,
    fidelity_ratings,
    fidelity_told_apart,
)
from ipt_outcomes.plan.plan import Plan

OF = {"adherence_ipt": "ipt", "adherence_cbt": "cbt", "competence": None}


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    names = [f"P{at:02d}" for at in range(24)]
    return pd.DataFrame(
        {
            "participant": names,
            "arm": [("cbt", "ipt")[at % 2] for at in range(24)],
            "therapist": [f"T{at % 6}" for at in range(24)],
        }
    ).astype("str")


@pytest.fixture(scope="module")
def fidelity(people: pd.DataFrame) -> pd.DataFrame:
    """Two sessions a person, the second by two raters; own adherence 6, the other 2, about."""
    rng = np.random.default_rng(3)
    rows = []
    for _, person in people.iterrows():
        for session, raters in ((2, ("R1",)), (5, ("R1", "R2"))):
            for rater in raters:
                seen = person["arm"] if rng.random() < 0.8 else None
                for rating, of in OF.items():
                    mean = 4.0 if of is None else 6.0 if of == person["arm"] else 2.0
                    value = round(mean + rng.normal(0, 0.4), 1)
                    rows.append((person["participant"], session, rater, seen, rating, value))
    columns = ["participant", "session", "rater", "treatment_seen", "rating", "value"]
    return pd.DataFrame(rows, columns=columns).astype({"session": "Int64"})


def test_a_session_of_two_raters_counts_once(
    plan: Plan, people: pd.DataFrame, fidelity: pd.DataFrame
) -> None:
    table = fidelity_ratings(plan, people, fidelity, OF).set_index(["arm", "rating"])
    assert len(table) == 6
    row = table.loc[("ipt", "adherence_ipt")]
    own = fidelity.merge(people, on="participant")
    own = own[(own["arm"] == "ipt") & (own["rating"] == "adherence_ipt")]
    each = own.groupby(["participant", "session"])["value"].mean()
    assert (row["sessions"], row["people"], row["raters"], row["of"]) == (24, 12, 2, "ipt")
    assert row["mean"] == pytest.approx(each.mean()) and row["sd"] == pytest.approx(each.std())


def test_of_few_people_no_rating_is_told(
    plan: Plan, people: pd.DataFrame, fidelity: pd.DataFrame
) -> None:
    first = people.groupby("arm")["participant"].head(plan.few - 1)
    own = fidelity[fidelity["participant"].isin(first)]
    ratings = fidelity_ratings(plan, people, own, OF)
    assert list(ratings["people"].unique()) == [plan.few - 1]
    assert ratings["few"].all() and ratings[["mean", "sd", "minimum", "maximum"]].isna().all(None)


def test_adherence_to_the_own_treatment_and_to_the_other_differ(
    plan: Plan, people: pd.DataFrame, fidelity: pd.DataFrame
) -> None:
    table = fidelity_told_apart(plan, people, fidelity, OF)
    apart = table[table["measure"] == "difference"].set_index("arm")
    assert list(apart["other"]) == ["ipt", "cbt"]
    assert ((apart["ci_lower"] < 4) & (apart["ci_upper"] > 4)).all()
    assert (apart["ci_lower"] > 3).all() and (apart["n"] == 24).all()


def test_guesses_that_are_all_right_have_the_interval_of_their_people(
    plan: Plan, people: pd.DataFrame, fidelity: pd.DataFrame
) -> None:
    table = fidelity_told_apart(plan, people, fidelity, OF)
    row = table[(table["measure"] == "guessed") & (table["arm"] == "ipt")].iloc[0]
    own = fidelity.dropna(subset="treatment_seen").merge(people, on="participant")
    who = own.loc[own["arm"] == "ipt", "participant"].nunique()
    z = norm.ppf(0.975)
    assert (row["estimate"], row["ci_upper"], row["right"]) == (1.0, pytest.approx(1.0), row["n"])
    assert row["ci_lower"] == pytest.approx(who / (who + z**2))


def test_guesses_of_one_person_that_are_alike_tell_less(
    plan: Plan, people: pd.DataFrame, fidelity: pd.DataFrame
) -> None:
    """Of six people, and one therapist each, all are right or all are wrong."""
    wrong = people["participant"].isin(people["participant"][:12])
    other = {"ipt": "cbt", "cbt": "ipt"}
    seen = people["arm"].where(~wrong, people["arm"].map(other))
    guesses = fidelity["participant"].map(dict(zip(people["participant"], seen, strict=True)))
    alone = people.assign(therapist=None)
    table = fidelity_told_apart(plan, alone, fidelity.assign(treatment_seen=guesses), OF)
    row = table[(table["measure"] == "guessed") & (table["arm"] == "cbt")].iloc[0]
    assert row["estimate"] == 0.5 and row["n"] == 36
    width = row["ci_upper"] - row["ci_lower"]
    z, independent = norm.ppf(0.975), 36
    naive = 2 * z / (1 + z**2 / independent) * np.sqrt(0.25 / independent + (z / 72) ** 2)
    assert width > 1.5 * naive


def test_raters_agree_over_the_sessions_that_two_rated(
    plan: Plan, people: pd.DataFrame, fidelity: pd.DataFrame
) -> None:
    every = fidelity_agreement(plan, people, fidelity, OF)
    table = every[every["arm"].isna()].set_index("rating")
    assert tuple(table.loc["adherence_ipt", ["sessions", "twice", "raters"]]) == (48, 24, 2)
    # Among both arms' sessions, adherence to IPT differs by far more than raters do.
    assert table.loc["adherence_ipt", "icc"] > 0.9
    assert table.loc["competence", "icc"] < 0.6
    within = every[every["arm"] == "ipt"].set_index("rating")
    assert tuple(within.loc["adherence_ipt", ["sessions", "twice"]]) == (24, 12)
    assert within.loc["adherence_ipt", "icc"] < 0.6


def test_what_nobody_rated_has_no_row(plan: Plan, people: pd.DataFrame) -> None:
    nobody = pd.DataFrame(
        {name: pd.Series([], dtype="str") for name in
         ("participant", "session", "rater", "treatment_seen", "rating")}
    ).assign(value=pd.Series([], dtype="float64"))  # fmt: skip
    assert fidelity_ratings(plan, people, nobody, OF).empty
    assert fidelity_agreement(plan, people, nobody, OF).empty
    assert fidelity_told_apart(plan, people, nobody, OF).empty

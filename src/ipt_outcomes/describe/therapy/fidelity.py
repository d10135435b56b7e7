"""How sessions were rated: by arm, how far raters agree, whether they tell treatments apart.

Formulas: docs/methods.md, "Therapy".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from ipt_outcomes.describe.therapy.clustered import BLOCK, blocks, least_squares
from ipt_outcomes.models.rater_agreement import rater_agreement
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.tables import checked, typed

_SESSION = ["participant", "session"]


def rated_of(plan: Plan) -> dict[str, str | None]:
    """By the plan's ratings, the arm whose treatment each rates; None for all."""
    ratings = {} if plan.fidelity is None else plan.fidelity.ratings
    return {name: rating.of for name, rating in ratings.items()}


def fidelity_ratings(
    plan: Plan,
    participants: pd.DataFrame,
    fidelity: pd.DataFrame,
    rated_of: Mapping[str, str | None],
) -> pd.DataFrame:
    """The table `fidelity_ratings`; `fidelity` is the ingest's, `rated_of` the arm of each rating.

    A session that several rated counts once, with the mean of its ratings. Of fewer people than the
    plan's `few` there are no numbers: of so few they are a person's, and a therapist's.
    """
    rows = []
    known = _with_arms(participants, fidelity)
    for arm in plan.arms:
        for rating, of in rated_of.items():
            own = known[(known["arm"] == arm.name) & (known["rating"] == rating)]
            if own.empty:
                continue
            each = own.groupby(_SESSION)["value"].mean()
            people = own["participant"].nunique()
            told = each if people >= plan.few else each.iloc[:0]
            rows.append(
                {
                    "arm": arm.name,
                    "rating": rating,
                    "of": of,
                    "sessions": len(each),
                    "people": people,
                    "raters": own["rater"].nunique(),
                    "few": people < plan.few,
                    "mean": told.mean(),
                    "sd": told.std(),
                    "minimum": told.min(),
                    "maximum": told.max(),
                }
            )
    return checked("fidelity_ratings", typed("fidelity_ratings", pd.DataFrame(rows)))


def fidelity_agreement(
    plan: Plan,
    participants: pd.DataFrame,
    fidelity: pd.DataFrame,
    rated_of: Mapping[str, str | None],
) -> pd.DataFrame:
    """The table `fidelity_agreement`: ICC(2,1), whoever rated which session, in all arms and each.

    # ASSUME: two sessions of one person are as unlike as those of two people: the correlation is
    # that of ratings among all sessions that were rated.
    """
    known = _with_arms(participants, fidelity)
    arms = [arm.name for arm in plan.arms if (known["arm"] == arm.name).any()]
    rows = []
    for rating in rated_of:
        of_rating = known[known["rating"] == rating]
        for arm in (None, *(arms if len(arms) > 1 else ())):
            own = of_rating if arm is None else of_rating[of_rating["arm"] == arm]
            if len(own):
                rows.append({"rating": rating, "arm": arm, **_agreement(own, 1 - plan.alpha)})
    return checked("fidelity_agreement", typed("fidelity_agreement", pd.DataFrame(rows)))


def _agreement(own: pd.DataFrame, level: float) -> dict[str, Any]:
    targets = np.asarray(own.groupby(_SESSION, sort=False).ngroup(), dtype=np.intp)
    raters, names = pd.factorize(own["rater"])
    found = rater_agreement(own["value"].to_numpy(dtype=np.float64), targets, raters, level)
    return {
        "sessions": int(targets.max()) + 1,
        "twice": int((np.bincount(targets) > 1).sum()),
        "raters": len(names),
        "icc": np.nan if found is None else found.icc,
        "ci_lower": np.nan if found is None else found.lower,
        "ci_upper": np.nan if found is None else found.upper,
        "status": NOT_ESTIMABLE if found is None else OK,
    }


def fidelity_told_apart(
    plan: Plan,
    participants: pd.DataFrame,
    fidelity: pd.DataFrame,
    rated_of: Mapping[str, str | None],
) -> pd.DataFrame:
    """The table `fidelity_told_apart`.

    A session's adherence to its own treatment minus that to each other one, and the share of
    raters' guesses that took a session for what it was. Both allow for people, and clusters, whose
    sessions are alike.
    """
    own_of = {of: rating for rating, of in rated_of.items() if of is not None}
    known = _with_arms(participants, fidelity)
    known = known.assign(
        **{BLOCK: known["participant"].map(blocks(plan, participants))},
    )
    rows: list[dict[str, Any]] = []
    for arm in plan.arms:
        own = known[known["arm"] == arm.name]
        if arm.name in own_of:
            wide = own.pivot_table(
                index=[*_SESSION, BLOCK], columns="rating", values="value", aggfunc="mean"
            )
            for other, rating in own_of.items():
                if other != arm.name and {rating, own_of[arm.name]} <= set(wide.columns):
                    apart = (wide[own_of[arm.name]] - wide[rating]).rename("score").dropna()
                    rows.append(
                        {"arm": arm.name, "measure": "difference", "other": other}
                        | _difference(apart.reset_index(), 1 - plan.alpha)
                    )
        guesses = own.drop_duplicates([*_SESSION, "rater"]).dropna(subset="treatment_seen")
        if len(guesses):
            right = (guesses["treatment_seen"] == arm.name).astype("float64")
            rows.append(
                {"arm": arm.name, "measure": "guessed", "other": None}
                | _share(guesses.assign(score=right), plan.alpha)
            )
    return checked("fidelity_told_apart", typed("fidelity_told_apart", pd.DataFrame(rows)))


def _with_arms(participants: pd.DataFrame, fidelity: pd.DataFrame) -> pd.DataFrame:
    arms = participants.set_index("participant")["arm"]
    return fidelity.assign(arm=fidelity["participant"].map(arms)).dropna(subset="value")


def _difference(rows: pd.DataFrame, level: float) -> dict[str, Any]:
    if rows.empty:
        found: dict[str, Any] = dict.fromkeys(("estimate", "ci_lower", "ci_upper"), np.nan)
        return {"n": 0, "right": None, **found, "status": NOT_ESTIMABLE}
    (found,) = least_squares("score ~ 1", rows).functions([{"Intercept": 1.0}], level)
    return {
        "n": len(rows),
        "right": None,
        **{name: found[name] for name in ("estimate", "ci_lower", "ci_upper", "status")},
    }


def _share(rows: pd.DataFrame, alpha: float) -> dict[str, Any]:
    """Wilson's interval of a share, with as many guesses as independent ones would tell as much.

    The effective number is n over the design effect, the ratio of the variance that allows for
    people and clusters to that of n independent guesses, 1 at least; as many as there are people
    where all guesses are alike (Korn and Graubard 1998, Surv Methodol 24:193-201; Dean and Pagano
    2015, J Surv Stat Methodol 3:484-503).
    """
    n, p = len(rows), float(rows["score"].mean())
    effective = float(rows["participant"].nunique())
    if 0 < p < 1:
        (found,) = least_squares("score ~ 1", rows).functions([{"Intercept": 1.0}], 1 - alpha)
        if found["status"] == OK:
            effective = n / max(1.0, float(str(found["se"])) ** 2 / (p * (1 - p) / n))
    z = float(norm.ppf(1 - alpha / 2))
    middle = (p + z**2 / (2 * effective)) / (1 + z**2 / effective)
    half = z / (1 + z**2 / effective)
    half *= float(np.sqrt(p * (1 - p) / effective + z**2 / (4 * effective**2)))
    return {
        "n": n,
        "right": int(rows["score"].sum()),
        "estimate": p,
        "ci_lower": max(0.0, middle - half),
        "ci_upper": min(1.0, middle + half),
        "status": OK,
    }

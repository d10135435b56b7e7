"""Rows of the tables `clinical_counts` and `clinical_effects`: observed, and with the dropouts.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.clinical.completed import RUBIN, RUBIN_OVER_CLUSTERS
from ipt_outcomes.estimate.clinical.counts import clinical_counts
from ipt_outcomes.estimate.clinical.effects import IMPUTED
from ipt_outcomes.estimate.clinical.observed_arms import OBSERVED, ObservedArms, observed_rows
from ipt_outcomes.estimate.clinical.risk_rows import with_words
from ipt_outcomes.missing.arm_shares import Codes, cluster_numbers
from ipt_outcomes.missing.event_shares import EventShares, event_shares
from ipt_outcomes.missing.events import Event
from ipt_outcomes.missing.pooled_shares import pooled_comparison, pooled_risks
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.plan.linked_people import linked_people
from ipt_outcomes.sensitivity.clinical.events import UNWANTED, categories_of, events_of
from ipt_outcomes.sensitivity.clinical.judging import Judging

Rows = list[dict[str, Any]]
_KEPT = ("measure", "test", "comparison", "estimate", "ci_lower", "ci_upper", "status")


def counts_and_effects(judging: Judging) -> tuple[Rows, Rows]:
    """The rows of both tables: the completed scores are gone through once."""
    events = events_of(judging)
    try:
        categories = categories_of(judging)
    except ModelError:
        categories = {}
    shares = _completed(judging, {f"is {name}": of for name, of in categories.items()} | events)
    counts: Rows = []
    if categories:
        counts = _observed_counts(judging) + _completed_counts(judging, list(categories), shares)
    effects: Rows = []
    for name, event in events.items():
        effects += _effects(judging, name, event, shares.get(name))
    return counts, effects


def _completed(judging: Judging, events: dict[str, Event]) -> dict[str, EventShares]:
    """The shares in completed scores, by event; none where nothing could be imputed."""
    try:
        made = judging.imputations
        return event_shares(made, events, visit=judging.visit, clusters=_groups(judging))
    except ModelError:
        return {}


def _groups(judging: Judging) -> Codes | None:
    """The groups of people who share no cluster with others, in the order of the imputed data.

    # ASSUME: crossed clusters make one group of all who are linked by any of them, which is what
    # sums over clusters take to be independent.
    """
    if not judging.plan.clusters:
        return None
    schedule = judging.imputations.model.schedule
    place = schedule.visit_place(judging.visit)
    people = schedule.frame.iloc[place :: schedule.n_visits]
    return cluster_numbers(linked_people(judging.plan, people).to_numpy(dtype=np.intp))


def _observed_counts(judging: Judging) -> Rows:
    table = clinical_counts(judging.change, judging.people[["participant", "arm"]], arm="arm")
    return [
        judging.columns
        | {
            "arm": row["arm"],
            "source": OBSERVED,
            "category": row["category"],
            "people": float(row["count"]),
            "share": row["share"],
            "n": row["n_observed"],
            "few": judging.few(row["arm"]),
        }
        for row in table.to_dict("records")
    ]


def _completed_counts(
    judging: Judging, categories: list[str], shares: dict[str, EventShares]
) -> Rows:
    rows: Rows = []
    for category in categories if shares else ():
        of = shares[f"is {category}"]
        for at, arm in enumerate(of.arms):
            share = float(of.share[:, at].mean())
            rows.append(
                judging.columns
                | {
                    "arm": arm,
                    "source": IMPUTED,
                    "category": category,
                    "people": share * of.people[at],
                    "share": share,
                    "n": of.people[at],
                    "few": judging.few(str(arm)),
                }
            )
    order = {arm.name: place for place, arm in enumerate(judging.plan.arms)}
    return sorted(rows, key=lambda row: order[row["arm"]])


def _effects(judging: Judging, name: str, event: Event, shares: EventShares | None) -> Rows:
    plan, level = judging.plan, 1.0 - judging.plan.alpha
    pairs = [(each.test, each.comparison) for each in _contrasts(judging)]
    arms = tuple(arm.name for arm in plan.arms)
    seen = judging.people.loc[judging.seen]
    observed = ObservedArms(
        arms,
        np.asarray(seen["arm"].cat.codes, dtype=np.intp),
        None if judging.clusters is None else judging.clusters[judging.seen],
        level,
    )
    had = np.zeros(0, dtype=bool)
    if len(seen):
        had = event(seen["post"].to_numpy(dtype=float)[None], seen)[0]
    places = [(arms.index(test), arms.index(comparison)) for test, comparison in pairs]
    rows = with_words(observed_rows(had, observed, places), name not in UNWANTED, level)
    if shares is not None:
        rows += with_words(_pooled(judging, shares, pairs, level), name not in UNWANTED, level)
    return [
        judging.columns
        | {"event": name, "few": judging.few(row["test"], _arm(row.get("comparison")))}
        | row
        for row in rows
    ]


def _arm(comparison: Any) -> str | None:
    return None if pd.isna(comparison) else str(comparison)


def _pooled(
    judging: Judging, shares: EventShares, pairs: list[tuple[str, str]], level: float
) -> Rows:
    made = pooled_risks(shares, level)
    for test, comparison in pairs:
        made += pooled_comparison(shares, test, comparison, level)
    sizes = dict(zip(shares.arms, shares.people, strict=True))
    method = RUBIN if judging.clusters is None else RUBIN_OVER_CLUSTERS
    return [
        {name: row.get(name) for name in _KEPT}
        | {"source": IMPUTED, "ci_method": method}
        | {"n_test": sizes[row["test"]], "n_comparison": sizes.get(row["comparison"])}
        for row in made
    ]


def _contrasts(judging: Judging) -> list[Any]:
    """The plan's contrasts of two arms; of one arm there is none."""
    if len(judging.plan.arms) == 1:
        return []
    return list(judging.plan.contrasts_of(judging.asked.outcome))

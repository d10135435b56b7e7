"""`clinical_change`: who recovered, improved, stayed, got worse or was harmed, a row a person.

Formulas: docs/methods.md, "Clinical significance".
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from ipt_outcomes.estimate.clinical.categories import CATEGORIES, WITHOUT_CUTOFF, classify
from ipt_outcomes.estimate.clinical.cutoffs import (
    Cutoff,
    at_or_beyond,
    cutoff_of,
    true_score_sides,
)
from ipt_outcomes.estimate.clinical.judged import Judged, judge
from ipt_outcomes.estimate.clinical.moments import (
    Moments,
    mean_and_sd,
    refuse_unknown_sd,
    sample_moments,
    share,
)
from ipt_outcomes.estimate.clinical.points import MID, PERCENTAGE, asked_points
from ipt_outcomes.estimate.clinical.reliable import (
    HAGEMAN_ARRINDELL,
    JACOBSON_TRUAX,
    METHODS,
    NUNNALLY_KOTSCH,
)
from ipt_outcomes.estimate.clinical.slopes import HIERARCHICAL
from ipt_outcomes.estimate.clinical.two_scores import TwoScores, two_scores
from ipt_outcomes.models.arguments import confidence_level, one_of
from ipt_outcomes.models.errors import ModelError

DIRECTIONS: Final[dict[str, int]] = {"lower": -1, "higher": 1}
ALL_METHODS: Final = (*METHODS, HIERARCHICAL, MID, PERCENTAGE)
INTO_FUNCTIONAL, INTO_CLINICAL, NEITHER = "into functional", "into clinical", "no"


def clinical_change(
    scores: pd.DataFrame,
    *,
    participant: str,
    time: str,
    score: str,
    pre: Any,
    post: Any,
    method: str = JACOBSON_TRUAX,
    reliability: float | None = None,
    reliability_post: float | None = None,
    functional: tuple[float, float] | None = None,
    clinical: tuple[float, float] | None = None,
    cutoff: float | str | None = None,
    direction: str = "lower",
    level: float = 0.95,
    mid: float | None = None,
    mid_deterioration: float | None = None,
    percentage: float = 50.0,
    percentage_deterioration: float | None = None,
    best: float = 0.0,
) -> pd.DataFrame:
    """Clinically significant change of each person from one time to another.

    Nobody's missing score is filled: `status` says which one is, and the person has no category.
    `clinical_effects` has shares of people with the dropouts in them.

    # ASSUME: the scale's reliability and its standard error of measurement are the same for all,
    # before and after (but for nunnally-kotsch, which takes both reliabilities).

    Args:
        scores: long, a row a person and time.
        participant, time, score: its columns.
        pre, post: the times before and after.
        method: "jacobson-truax" (the reliable change index), "gulliksen-lord-novick",
            "edwards-nunnally", "nunnally-kotsch", "hageman-arrindell", "hsu-linn-lord",
            "hierarchical-linear-model" (empirical Bayes slopes over all times, three or more),
            "mid" (a minimal important difference in points) or "percentage" (of the way from the
            score before treatment to the best one).
        reliability: of the scale in such people, between 0 and 1 (`outcome_reliability` has that of
            a trial's items). All methods but the last three need it.
        reliability_post: nunnally-kotsch's after treatment; None is the same.
        functional: mean and SD of the functional population.
        clinical: mean and SD of the clinical population; None takes those of everyone in `scores`
            who has a score at `pre`.
        cutoff: a score, such as the scale's own; or "a" (two SDs from the clinical mean), "b" (two
            from the functional mean) or "c" (as far, in SDs, from the one as from the other). None
            is "c" with `functional`, and otherwise none at all: nobody then recovers or is harmed.
        direction: which scores are better: "lower" or "higher".
        level: of the statistic's limits: .95 is 1.96 standard errors (Edwards and Nunnally wrote 2;
            hageman-arrindell is one-sided, 1.645).
        mid, mid_deterioration: points of improvement and, None being the same, of worsening.
        percentage, percentage_deterioration: in percent, likewise. From the best possible score
            every worsening is one.
        best: the best possible score, for percentages: the scale's minimum, 0 on most.

    Returns:
        One row a person, in the order of `scores`: participant; pre, post and change (points, post
        less pre); method; statistic (the index; points for mid, percent for percentage; a slope
        over its standard error for the hierarchical linear model), statistic_lower and
        statistic_upper, between which nobody changed; post_lower and post_upper, the same limits as
        scores after treatment (missing for the hierarchical linear model): with pre, post and
        cutoff they are what a Jacobson plot shows; functional_pre, functional_post; crossed ("into
        functional", "into clinical", "no"; missing without a cutoff); category, a Categorical of
        recovered, improved, unchanged, deteriorated, harmed, of those three in the middle without a
        cutoff: recovered is improved reliably and crossed into the functional population, harmed
        deteriorated reliably and crossed into the clinical one; status ("ok", "no post score", "no
        pre score", "no scores"). What it rests on stands in every row: pre_time, post_time,
        reliability, reliability_post, clinical_mean, clinical_sd, cutoff, cutoff_type ("a", "b",
        "c", "given"), direction, level; missing where a method has no use for it.

    Raises:
        ModelError: columns, times, numbers or options that make no judgement; a reliability that
            leaves no true change (hageman-arrindell).
    """
    one_of("method", method, ALL_METHODS)
    better = DIRECTIONS[one_of("direction", direction, tuple(DIRECTIONS))]
    level = confidence_level(level)
    indexed = method in METHODS
    before, after = _reliabilities(method, reliability, reliability_post)
    points = asked_points(
        method, better, (mid, mid_deterioration), (percentage, percentage_deterioration), best
    )
    well = None if functional is None else mean_and_sd("functional", functional)
    ill = None if clinical is None else mean_and_sd("clinical", clinical)
    two = two_scores(scores, participant=participant, time=time, score=score, pre=pre, post=post)
    moments = sample_moments(two, before, after, ill)
    if indexed or cutoff in ("a", "c") or (cutoff is None and well is not None):
        n = int((~np.isnan(two.pre)).sum())
        refuse_unknown_sd(moments, n, method if indexed else "a cutoff")
    true_scores = method == HAGEMAN_ARRINDELL
    edge = cutoff_of(cutoff, well, moments, better, true_scores=true_scores)
    judged = judge(method, two, moments, points, better=better, level=level)
    sides = _sides(two, edge, moments, better, judged.critical if true_scores else None)
    used = indexed or (edge is not None and edge.kind in ("a", "c"))
    rests_on: dict[str, Any] = {
        "pre_time": two.times[0],
        "post_time": two.times[1],
        "reliability": before,
        "reliability_post": after if method == NUNNALLY_KOTSCH else np.nan,
        "clinical_mean": moments.mean if used else np.nan,
        "clinical_sd": moments.sd if used else np.nan,
        "cutoff": np.nan if edge is None else edge.value,
        "cutoff_type": None if edge is None else edge.kind,
        "direction": direction,
        "level": np.nan if method in (MID, PERCENTAGE) else level,
    }
    return _table(two, method, judged, sides, rests_on)


def _reliabilities(method: str, before: Any, after: Any) -> tuple[float, float]:
    if method not in METHODS:
        return float("nan"), float("nan")
    if before is None:
        raise ModelError(
            f"method {method!r} needs the reliability of the scale: give reliability=, such as 0.86"
        )
    found = share("reliability", before)
    return found, found if after is None else share("reliability_post", after)


Sides = tuple[np.ndarray[Any, Any], tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]


def _sides(
    two: TwoScores, edge: Cutoff | None, moments: Moments, better: int, critical: float | None
) -> Sides | None:
    """Of those with both scores: who was functional before; who is, and is not, after."""
    if edge is None:
        return None
    pre, post = two.pre[two.both], two.post[two.both]
    before = at_or_beyond(pre, edge.value, better)
    if critical is not None and len(post):
        return before, true_score_sides(post, edge.value, moments, better, critical)
    after = at_or_beyond(post, edge.value, better)
    return before, (after, ~after)


def _table(
    two: TwoScores, method: str, judged: Judged, sides: Sides | None, rests_on: dict[str, Any]
) -> pd.DataFrame:
    both, n = two.both, len(two.pre)
    none = np.zeros(int(both.sum()), dtype=bool)
    before, (functional, clinical) = (none, (none, none)) if sides is None else sides
    kept = judged.improved[both], judged.deteriorated[both]
    # Without a cutoff nobody is taken to have been on either side of one.
    category = classify(*kept, ~before, (functional, clinical))
    known = CATEGORIES if sides is not None else WITHOUT_CUTOFF
    crossed = np.select(
        [~before & functional, before & clinical], [INTO_FUNCTIONAL, INTO_CLINICAL], NEITHER
    )
    marks = {"functional_pre": before, "functional_post": functional, "crossed": crossed}
    filled: dict[str, Any] = {}
    for name, values in {**marks, "category": category}.items():
        whole = np.full(n, None, dtype=object)
        if sides is not None or name == "category":
            whole[both] = values
        filled[name] = whole
    lower, upper = judged.limits
    return pd.DataFrame(
        {
            "participant": two.participants,
            "pre": two.pre,
            "post": two.post,
            "change": two.post - two.pre,
            "method": method,
            "statistic": judged.statistic,
            "statistic_lower": lower,
            "statistic_upper": upper,
            "post_lower": judged.post_limits[0],
            "post_upper": judged.post_limits[1],
            "functional_pre": pd.array(filled["functional_pre"], dtype="boolean"),
            "functional_post": pd.array(filled["functional_post"], dtype="boolean"),
            "crossed": pd.Series(filled["crossed"], dtype="str"),
            "category": pd.Categorical(filled["category"], list(known), ordered=True),
            "status": pd.Series(two.status, dtype="str"),
            **{name: pd.Series([value] * n) for name, value in rests_on.items()},
        }
    )

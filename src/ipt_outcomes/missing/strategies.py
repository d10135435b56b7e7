"""What is assumed of people after they left: which mean their unseen scores have, and what else.

MAR, jump to reference, copy reference, copy increments in reference and last mean carried forward
are those of Carpenter, Roger and Kenward (2013, J Biopharm Stat 23:1352-1371). A person's mean up
to the last score, and after it, is made of those of the own arm and of the reference arm; scores
after it then follow the earlier ones as in the arm whose covariance the strategy names. Which is
theirs where arms have one covariance each: with D of the own arm and R of the reference, the
earlier scores have D's, and the later ones given the earlier R's regression, R21 R11^-1.

Formulas: docs/methods.md, "Imputation".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import pandas as pd

from ipt_outcomes.missing.schedule import Places, Schedule
from ipt_outcomes.models.arguments import finite_number, one_of, shown
from ipt_outcomes.models.design.typed_columns import plain_level
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array


class MeanFunction(Protocol):
    """The means of people who left after `left` visits.

    `own` and `reference` are (..., m): the means at all visits in the person's arm and in the
    reference arm. What is returned has the same shape; the visits up to the last score tell how far
    the person was from the mean.
    """

    def __call__(self, own: Array, reference: Array, left: int) -> Array:
        """The means at all visits."""


@dataclass(frozen=True)
class Strategy:
    """What is assumed of the scores after a person's last one.

    Args:
        name: for tables and messages.
        mean: see `MeanFunction`; None is the own arm's mean.
        covariance: "own" or "reference": in which arm the later scores follow from the earlier.
            Without a covariance per arm they are the same.
        odds_ratio: of leaving, for each point that the unseen score at the next visit is higher,
            given all that was seen; 1 is missing at random. It moves the mean of what is not seen
            by log(odds_ratio) times its covariance with the next score given the earlier ones.
        by_reference: whether the mean is made of that in the reference arm.

    Raises:
        ModelError: the mean is no function, the covariance of no arm, or the odds ratio not a
            positive number.
    """

    name: str
    mean: MeanFunction | None = None
    covariance: Literal["own", "reference"] = "own"
    odds_ratio: float = 1.0
    by_reference: bool = True

    def __post_init__(self) -> None:
        """Refuse what would be found only where scores are drawn, or not at all."""
        if self.mean is not None and not callable(self.mean):
            raise ModelError(
                f"mean {shown(self.mean)}: write a function of (own, reference, left) that returns "
                "the means, or None for the own arm's"
            )
        one_of("covariance", self.covariance, ("own", "reference"))
        if finite_number("odds_ratio", self.odds_ratio) <= 0:
            raise ModelError(
                f"odds_ratio {shown(self.odds_ratio)}: odds are multiplied by it; above zero"
            )

    @property
    def uses_reference(self) -> bool:
        """Whether the mean in the reference arm must be known."""
        return self.mean is not None and self.by_reference

    @property
    def at_random(self) -> bool:
        """Whether it is missing at random."""
        return self.mean is None and self.odds_ratio == 1.0 and self.covariance == "own"


def selection(odds_ratio: float) -> Strategy:
    """Not at random: who will score higher at the next visit has other odds of leaving before it.

    `odds_ratio` multiplies the odds for each point of the unseen score, given the arm, the
    covariates and the scores before: logit P(leaves) = any function of these + log(odds_ratio)
    times the score. It is a selection model and a pattern-mixture model at once: among those who
    stay, scores given earlier ones are normal as fitted; among those who leave, the density is
    tilted by exp(log(odds_ratio) y), which moves the mean by log(odds_ratio) times the conditional
    variance (Scharfstein, Rotnitzky and Robins 1999, J Am Stat Assoc 94:1096-1120; Birmingham,
    Rotnitzky and Fitzmaurice 2003, J R Stat Soc B 65:275-297).

    # ASSUME: the odds ratio is given and not estimated. The data say nothing of it but by the
    # shape of the distribution (Kenward 1998, Stat Med 17:2723-2732): it is varied, and the
    # conclusions compared. Later visits depend on the unseen score as among those who stayed.

    Raises:
        ModelError: the odds ratio is not a positive number.
    """
    ratio = finite_number("odds_ratio", odds_ratio)
    return Strategy(f"selection, odds ratio {ratio:g}", odds_ratio=ratio)


def _jump(own: Array, reference: Array, left: int) -> Array:
    return np.concatenate([own[..., :left], reference[..., left:]], axis=-1)


def _copy(own: Array, reference: Array, left: int) -> Array:
    return reference


def _increments(own: Array, reference: Array, left: int) -> Array:
    if left == 0:
        return reference
    last = slice(left - 1, left)
    after = own[..., last] + reference[..., left:] - reference[..., last]
    return np.concatenate([own[..., :left], after], axis=-1)


def _last_mean(own: Array, reference: Array, left: int) -> Array:
    if left == 0:
        return own
    after = np.repeat(own[..., left - 1 : left], own.shape[-1] - left, axis=-1)
    return np.concatenate([own[..., :left], after], axis=-1)


NAMED: dict[str, Strategy] = {
    "mar": Strategy("mar"),
    "j2r": Strategy("j2r", _jump, "reference"),
    "cr": Strategy("cr", _copy, "reference"),
    # ASSUME: whoever has no score at all has no increment to copy from, and jumps to the reference;
    # and no last mean to carry forward, and is missing at random.
    "cir": Strategy("cir", _increments, "reference"),
    "lmcf": Strategy("lmcf", _last_mean, by_reference=False),
}
"""The strategies that have a name."""

Given = str | Strategy | Callable[..., Array] | Mapping[Any, Any]


def strategies_of(schedule: Schedule, given: Given) -> tuple[tuple[Strategy, ...], Places]:
    """The strategies in use, and (n,) which of them each person has.

    `given` is one for all, or a mapping by arm or by person; who is not in the mapping is missing
    at random.

    Raises:
        ModelError: no such strategy; the keys are neither arms nor people, or name one twice.
    """
    chosen: list[Strategy] = [NAMED["mar"]]
    which = np.zeros(schedule.n_people, dtype=np.intp)

    def number(value: Any) -> int:
        strategy = _strategy(value)
        if strategy not in chosen:
            chosen.append(strategy)
        return chosen.index(strategy)

    if isinstance(given, Mapping | pd.Series):
        wanted = {plain_level(key): value for key, value in given.items()}
        if len(wanted) < len(given):
            raise ModelError(
                f"strategies: {len(given)} keys name {len(wanted)} arms or people: name each once"
            )
        if wanted.keys() <= set(schedule.arms):
            for key, value in wanted.items():
                which[schedule.arm_codes == schedule.arms.index(key)] = number(value)
        else:
            people = schedule.frame[schedule.participant].to_numpy()[:: schedule.n_visits]
            place = {plain_level(person): row for row, person in enumerate(people)}
            unknown = sum(key not in place for key in wanted)
            if unknown:
                raise ModelError(
                    f"strategies: {unknown} of {len(wanted)} keys are neither arms "
                    f"({', '.join(map(str, schedule.arms))}) nor people of the data; a mapping is "
                    "by arm or by person"
                )
            for key, value in wanted.items():
                which[place[key]] = number(value)
    else:
        which[:] = number(given)
    return tuple(chosen), which


def _strategy(value: Any) -> Strategy:
    if isinstance(value, Strategy):
        return value
    if callable(value):
        return Strategy(getattr(value, "__name__", "own"), value)
    if isinstance(value, str) and value.lower() in NAMED:
        return NAMED[value.lower()]
    if isinstance(value, str) and value.lower() in ("locf", "completers"):
        raise ModelError(
            f"strategy {shown(value)}: a single score carried forward, or people left out, are no "
            "imputation with a standard error; 'lmcf' carries the arm's mean forward"
        )
    raise ModelError(
        f"strategy {shown(value)}: there are {', '.join(map(repr, NAMED))}, selection(...), a "
        "Strategy, or a function of (own, reference, left) that returns the means"
    )

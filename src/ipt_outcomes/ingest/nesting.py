"""How the values of a column lie in the arms: each in one arm alone, or across them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from ipt_outcomes.ingest.cluster_names import kind_by_name

Pattern = Literal["nested", "partial", "crossed"]

# What a plan may map without saying that it is a cluster.
USUAL = ("site", "therapist")
# ASSUME: as many people share a value with somebody as not, or the column names people.
LEAST_SHARED = 0.5
# ASSUME: an arm in which fewer have a value is an arm without such clusters.
SELDOM = 0.1
# ASSUME: of values that lie in one arm, a tenth may be in two: slips of the pen, people who moved.
MOSTLY = 0.9
# ASSUME: some of an arm never begin, and are in no group.
MOST_OF_AN_ARM = 0.8
# ASSUME: a pattern that chance gives as seldom as this is no chance.
CHANCE = 0.001


@dataclass(frozen=True)
class Nesting:
    """A column's values against the arms. Counts only.

    pattern   nested: each value in one arm, or nearly each, and values in several arms; partial:
              there are such values in one arm alone; crossed: values in several arms
    levels    values
    mixed     of these, seen in several arms
    arms      the arms whose people have values
    people    people with a value
    smallest, largest   people of a value
    by_arm    values seen in each arm, in the order of `arms`
    covered   the least share of an arm's people who have a value
    chance    how probable it is that the values which lie in one arm do so by chance
    """

    pattern: Pattern
    levels: int
    mixed: int
    arms: tuple[str, ...]
    people: int
    smallest: int
    largest: int
    by_arm: tuple[int, ...]
    covered: float
    chance: float


def nesting(values: pd.Series, arms: pd.Series) -> Nesting | None:
    """The nesting of a column's values, one a person, in the arms; None where no value is shared.

    Values that one person alone has say nothing of the pattern, and are counted.
    """
    known = values.notna() & arms.notna()
    if not known.any():
        return None
    table = pd.crosstab(values[known], arms[known])
    share = known.groupby(arms).mean()
    inside = [str(arm) for arm in table.columns if share[arm] >= SELDOM and table[arm].sum() > 1]
    table = table[inside]
    table = table[table.sum(axis=1) > 0]
    sizes = table.sum(axis=1)
    shared = table[sizes > 1]
    if len(shared) < 2 or sizes[sizes > 1].sum() < LEAST_SHARED * sizes.sum():
        return None
    in_one_arm = (shared > 0).sum(axis=1) == 1
    n_arms = len(inside)
    pattern: Pattern = "crossed"
    if n_arms == 1:
        # Where all arms have such values, one arm alone is the trial.
        pattern = "partial" if arms.nunique() > 1 else "crossed"
    elif in_one_arm.mean() >= MOSTLY:
        pattern = "nested"
    log_shares = np.log(table.sum(axis=0).to_numpy() / table.to_numpy().sum())
    pure = shared.sum(axis=1)[in_one_arm].to_numpy()
    by_chance = np.logaddexp.reduce(np.outer(pure, log_shares), axis=1)
    return Nesting(
        pattern=pattern,
        levels=len(table),
        mixed=int(((table > 0).sum(axis=1) > 1).sum()),
        arms=tuple(inside),
        people=int(sizes.sum()),
        smallest=int(sizes.min()),
        largest=int(sizes.max()),
        by_arm=tuple(int((table[arm] > 0).sum()) for arm in inside),
        covered=float(share[inside].min()) if inside else 0.0,
        chance=float(np.exp(by_chance.sum())),
    )


def is_suspect(found: Nesting) -> bool:
    """Whether a column looks like clusters that arms have of their own."""
    return found.pattern == "nested" and found.levels > len(found.arms) and found.chance < CHANCE


def is_to_be_said(found: Nesting, name: str) -> bool:
    """Whether a plan has to say what a column is that it maps as `name`.

    Sites and therapists are clusters in one arm alone too.
    """
    return is_suspect(found) or (name in USUAL and found.pattern == "partial")


def is_to_be_asked(found: Nesting, column: str, values: pd.Series) -> bool:
    """Whether an unmapped column looks like clusters; of one arm alone chance says nothing.

    ASSUME: what nearly everybody of one arm has, and others have not, may be groups or therapists
    where its name says so, or its values are no numbers: sessions attended are numbers too.
    """
    if is_suspect(found):
        return True
    partial = found.pattern == "partial" and found.levels > len(found.arms) + 1
    if not partial or found.covered < MOST_OF_AN_ARM:
        return False
    numbers = pd.to_numeric(values.dropna(), errors="coerce").notna().all()
    return kind_by_name(column) != "other" or not numbers

"""What a model is, said once: the engine reads it as a formula, the oracle as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Fixed:
    """Terms of the fixed part as they are written: ("arm", "visit") is arm:visit."""

    terms: tuple[tuple[str, ...], ...]
    intercept: bool = True

    def __str__(self) -> str:
        written = [":".join(term) for term in self.terms]
        return " + ".join(written if self.intercept else ["0", *written])


@dataclass(frozen=True)
class Residual:
    """A residual covariance of the scores of a person; with `group`, one for each arm."""

    family: str
    visit: str = "visit"
    group: str | None = None
    subject: str = "id"

    def __str__(self) -> str:
        people = f"{self.group} / {self.subject}" if self.group else self.subject
        return f"{self.family}({self.visit} | {people})"


@dataclass(frozen=True)
class Random:
    """A random term: columns ("1", "week") over a group; with `inner`, (... | group/inner)."""

    columns: tuple[str, ...]
    group: str
    inner: str | None = None
    correlated: bool = True

    def __str__(self) -> str:
        columns = self.columns if "1" in self.columns else ("0", *self.columns)
        groups = f"{self.group}/{self.inner}" if self.inner else self.group
        return f"({' + '.join(columns)} {'|' if self.correlated else '||'} {groups})"

    def components(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Columns that share a covariance, and the variables whose combination is the group."""
        groups = [(self.group,), *([(self.group, self.inner)] if self.inner else [])]
        blocks = [self.columns] if self.correlated else [(name,) for name in self.columns]
        return [(block, group) for group in groups for block in blocks]


@dataclass(frozen=True)
class Question:
    """A table of marginal means, their contrasts, or a joint test.

    kind       "means", "contrast" or "joint"
    variables  the variable; for a joint test those of the term
    """

    kind: str
    variables: tuple[str, ...]
    by: str | None = None
    at: Mapping[str, float] = field(default_factory=dict)
    weights: str = "equal"
    against: str | None = None


@dataclass(frozen=True)
class Model:
    """A model and how it is to be fitted and tested; None is the engine's default."""

    fixed: Fixed
    residual: Residual | None = None
    random: tuple[Random, ...] = ()
    weights: str | None = None
    method: str = "reml"
    df: str | None = None
    vcov: str = "model"
    cluster: str | None = None
    information: str | None = None

    @property
    def formula(self) -> str:
        """As the engine reads it."""
        covariance = [] if self.residual is None else [str(self.residual)]
        return "y ~ " + " + ".join([str(self.fixed), *covariance, *map(str, self.random)])

    @property
    def df_method(self) -> str:
        """The documented default where none is asked for."""
        if self.df is not None:
            return self.df
        kenward_roger = self.method == "reml" and self.vcov == "model"
        return "kenward-roger" if kenward_roger else "satterthwaite"

    @property
    def information_used(self) -> str:
        """Observed, but expected for Kenward-Roger with random effects, unless asked otherwise."""
        if self.information is not None:
            return self.information
        return "expected" if self.random and self.df_method[:6] == "kenwar" else "observed"


@dataclass(frozen=True)
class Rows:
    """The complete rows of a data set.

    numbers  variable -> (n,)
    codes    variable -> (n,) number of the level; -1 for none
    levels   variable -> its levels, in order; those that no row has are left out
    place    variable -> for each level its place among the planned ones
    """

    numbers: Mapping[str, Array]
    codes: Mapping[str, Codes]
    levels: Mapping[str, tuple[str, ...]]
    place: Mapping[str, tuple[int, ...]]

    @property
    def y(self) -> Array:
        """The response."""
        return self.numbers["y"]

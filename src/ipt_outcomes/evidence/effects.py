"""The effects to be pooled, checked: numbers with standard errors, of studies; moderators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.evidence.columns import (
    COMPARISON_KINDS,
    NOT_SAID,
    column_of,
    known_words,
    rows_said,
    whole_numbers_of,
    words_of,
)
from ipt_outcomes.models.arguments import column_names, data_frame
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.phrases import counted

# ASSUME: a sampling variance a trillionth of another's is a slip of units, not a study.
_MOST_UNLIKE = 1e12


@dataclass(frozen=True, repr=False, eq=False)
class Effects:
    """k effects of m studies.

    y         (k,) effects
    v         (k,) sampling variances
    x         (k, p) the intercept and the moderators' columns
    terms     p names of the columns
    study     (k,) codes of the studies, in order of appearance
    labels    m names of the studies
    kind      what all comparisons are, or "not said"
    """

    y: Array
    v: Array
    x: Array
    terms: tuple[str, ...]
    study: NDArray[np.intp]
    labels: tuple[str, ...]
    kind: str

    @property
    def n_studies(self) -> int:
        """m."""
        return len(self.labels)


@dataclass(frozen=True)
class EffectColumns:
    """The names of the columns of effects, of standard errors or variances, and of studies."""

    effect: str
    se: str | None
    variance: str | None
    study: str


def checked_effects(
    frame: pd.DataFrame, columns: EffectColumns, moderators: Sequence[str] = ()
) -> Effects:
    """The effects of a frame.

    Raises:
        ModelError: see `pool_studies`.
    """
    effect, se, variance, study = columns.effect, columns.se, columns.variance, columns.study
    frame = data_frame(frame, "the table of effects")
    column_names(effect=effect, se=se, variance=variance, study=study)
    if not len(frame):
        raise ModelError("the table of effects has no rows")
    if (se is None) == (variance is None):
        raise ModelError("say se= or variance=, the column of one of them")
    y = whole_numbers_of(frame, effect, "effect")
    if se is not None:
        spread = whole_numbers_of(frame, se, "se")
        v, said = spread**2, f"the standard error {se!r}"
    else:
        spread = v = whole_numbers_of(frame, str(variance), "variance")
        said = f"the variance {variance!r}"
    if (spread <= 0).any() or (v <= 0).any():
        raise ModelError(
            f"{said} is not above zero in {rows_said((spread <= 0) | (v <= 0))}: a study's effect "
            "has a standard error; look it up, or leave the study out and say so"
        )
    if v.max() / v.min() > _MOST_UNLIKE or not np.isfinite(v).all():
        raise ModelError(
            "the standard errors of the effects differ by more than a millionfold: look for a slip "
            "of units"
        )
    names = words_of(frame, study, "study")
    codes, labels = pd.factorize(names)
    x, terms = _columns_of_moderators(frame, moderators)
    return Effects(
        y, v, x, terms, np.asarray(codes, dtype=np.intp), tuple(map(str, labels)), _kind(frame)
    )


def _kind(frame: pd.DataFrame) -> str:
    if "comparison_kind" not in frame:
        return NOT_SAID
    kinds = known_words(frame, "comparison_kind", "comparison_kind", COMPARISON_KINDS).unique()
    if len(kinds) > 1:
        raise ModelError(
            f"the effects are {' and '.join(sorted(kinds))} comparisons: pool them apart "
            "(by='comparison_kind'), or leave one kind out"
        )
    return str(kinds[0])


def _columns_of_moderators(
    frame: pd.DataFrame, moderators: Sequence[str]
) -> tuple[Array, tuple[str, ...]]:
    """The design: numbers as they are, words as differences from their first level."""
    columns: list[Array] = [np.ones(len(frame))]
    terms = ["intercept"]
    for name in moderators:
        column = column_of(frame, name, "moderators")
        gone = column.isna()
        if gone.any():
            raise ModelError(
                f"moderator {name!r} is missing in {rows_said(gone)} of "
                f"{counted(len(frame), 'row')}: leave them out, and say how many"
            )
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            columns.append(whole_numbers_of(frame, name, "moderators"))
            terms.append(name)
            continue
        kept = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else None
        words = column.astype("str")
        levels = [str(each) for each in kept] if kept is not None else sorted(words.unique())
        levels = [level for level in levels if (words == level).any()]
        if len(levels) < 2:
            raise ModelError(f"moderator {name!r} is the same in all rows: there is no difference")
        for level in levels[1:]:
            columns.append(np.where(words == level, 1.0, 0.0))
            terms.append(f"{name}: {level} - {levels[0]}")
    x = np.column_stack(columns)
    scale = np.sqrt((x**2).sum(axis=0))
    if (scale == 0).any() or np.linalg.matrix_rank(x / np.where(scale > 0, scale, 1.0)) < len(
        terms
    ):
        raise ModelError(
            "the moderators cannot be told apart: one is the same in all rows, or follows from the "
            "others; leave it out"
        )
    return x, tuple(terms)

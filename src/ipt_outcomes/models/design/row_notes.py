"""What is unusual about the rows of a fit and yet fitted, beside what `notes.py` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.design.lookalikes import distinct_text, lookalike_notes
from ipt_outcomes.models.design.subjects import NAMED_FROM
from ipt_outcomes.models.design.typed_columns import TypedColumns
from ipt_outcomes.models.design.units import distinct, group_codes, unit_codes
from ipt_outcomes.models.design.variables import model_covariates
from ipt_outcomes.models.formula import ModelFormula

_FEW_LEVELS = 10
_LEAST_GROUPS = 2
_TIMES_USUAL = 3


def row_notes(
    formula: ModelFormula, every_row: TypedColumns, complete: NDArray[np.bool_] | None
) -> tuple[str, ...]:
    """Sentences about the rows; a level is named where it has some people and few levels beside it.

    `every_row` are the rows as given, `complete` marks those of the fit, None for all.
    """
    typed = every_row if complete is None else every_row.at(complete)
    term = formula.covariance
    indexing = [] if term is None else [term.visit, *([term.group] if term.group else [])]
    keys = [] if term is None else [term.subject]
    keys += [name for random in formula.random for name in random.groups]
    covariates = model_covariates(formula)
    factors = [name for name in covariates if typed.is_factor(name)]
    notes: list[str] = []
    if complete is not None:
        notes += _lost_levels(formula, every_row, complete, factors)
    for name in dict.fromkeys([*indexing, *keys]):
        if name not in factors:
            notes += lookalike_notes(name, distinct_text(typed[name]))
    notes += _levels_in_one_group(formula, typed, factors)
    y = typed.numbers(formula.response)
    if len(y) and ((y == y.min()) | (y == y.max())).all() and y.min() < y.max():
        notes.append(
            f"the outcome {formula.response!r} has two values: this is a model of a scale, with "
            "normal residuals"
        )
    return tuple(notes)


def _lost_levels(
    formula: ModelFormula,
    every_row: TypedColumns,
    complete: NDArray[np.bool_],
    factors: Sequence[str],
) -> Iterator[str]:
    """Levels that have scores, and no complete row."""
    scored = ~every_row.missing(formula.response)
    for name in factors:
        codes, n_levels = every_row.codes(name), len(every_row.levels(name))
        before = np.bincount(codes[scored] + 1, minlength=n_levels + 1)[1:]
        after = np.bincount(codes[complete] + 1, minlength=n_levels + 1)[1:]
        lost = np.flatnonzero((before > 0) & (after == 0))
        if not len(lost):
            continue
        rows = scored & np.isin(codes, lost)
        wanting = [
            repr(other)
            for other in model_covariates(formula)
            if (every_row.missing(other) & rows).any()
        ]
        verb = "is" if len(wanting) == 1 else "are"
        yield (
            f"{int(rows.sum())} rows, all those of {_levels(formula, every_row, name, lost)} of "
            f"{name!r}, are left out, because {' and '.join(wanting)} {verb} missing there"
        )


def _levels_in_one_group(
    formula: ModelFormula, typed: TypedColumns, factors: Sequence[str]
) -> Iterator[str]:
    """Arms whose people are all in one group of a random term, and nobody else is.

    A group that stands for "none" makes a random effect of the arm itself.
    """
    term = formula.covariance
    indexing = set() if term is None else {term.visit}
    groupings = dict.fromkeys(random.groups for random in formula.random)
    for groups in groupings:
        if not factors:
            return
        group = group_codes(typed, groups)
        n_groups = int(group.max(initial=-1)) + 1
        if n_groups <= _LEAST_GROUPS:
            continue
        known = group >= 0
        for name in factors:
            n_levels = len(typed.levels(name))
            if name in groups or name in indexing or n_levels > _FEW_LEVELS:
                continue
            codes = typed.codes(name)
            pairs = np.zeros((n_levels, n_groups), dtype=bool)
            pairs[codes[known], group[known]] = True
            alone = pairs & (pairs.sum(axis=0) == 1)
            for level in np.flatnonzero((pairs.sum(axis=1) == 1) & alone.any(axis=1)):
                if not _of_several(formula, typed, group, codes == level):
                    continue
                yield (
                    f"all rows of {_levels(formula, typed, name, np.array([level]))} of {name!r} "
                    f"are in one level of {':'.join(groups)!r}: if that stands for none, write a "
                    f"random term that is zero for them, such as (0 + treated | {groups[-1]}), "
                    "treated being 0 there and 1 elsewhere"
                )


def _of_several(
    formula: ModelFormula,
    typed: TypedColumns,
    group: NDArray[np.intp],
    here: NDArray[np.bool_],
) -> bool:
    """Whether the rows `here`, in one group, are several people's.

    One person's rows are in one group of theirs, and that says nothing. Where the groups may be the
    people themselves, many more rows than in other groups tell.
    """
    people = unit_codes(formula, typed)
    if distinct(people) > distinct(group):
        return distinct(people[here]) >= NAMED_FROM
    usual = float(np.median(np.bincount(group[(group >= 0) & ~here])))
    return int(here.sum()) >= _TIMES_USUAL * max(usual, NAMED_FROM)


def _levels(formula: ModelFormula, typed: TypedColumns, name: str, chosen: NDArray[np.intp]) -> str:
    """The levels as a message may call them: by name where few, and some people have each."""
    levels, codes = typed.levels(name), typed.codes(name)
    people = unit_codes(formula, typed)
    shared = all(distinct(people[codes == level]) >= NAMED_FROM for level in chosen)
    if shared and len(levels) <= _FEW_LEVELS:
        return " and ".join(repr(levels[level]) for level in chosen)
    return "1 level" if len(chosen) == 1 else f"{len(chosen)} levels"

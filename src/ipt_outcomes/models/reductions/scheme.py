"""What sums from different places must share to be added: formula, levels and centring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.arguments import shown_names
from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.design.planned_visits import (
    PlannedVisits,
    named_levels,
    planned_visits,
    refuse_lost_visits,
    says_its_order,
)
from ipt_outcomes.models.design.typed_columns import Level, TypedColumns, plain_level
from ipt_outcomes.models.design.variables import complete_rows
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import CovarianceTerm, ModelFormula, parse_formula
from ipt_outcomes.models.visits.carriers import Carriers, carriers_of

Levels = Mapping[str, Sequence[Level]]

_FARTHEST = 1e4
"""Standard deviations from a mean to a centre; half the digits of a product are lost there."""


@dataclass(frozen=True, repr=False, eq=False)
class Scheme:
    """Fixed before any row is summed.

    formula  as written
    factors  variable of the fixed part -> its levels, the reference first
    numeric  the other variables of the fixed part
    visits   the levels of the covariance's visit variable that the sums are by
    planned  all of them, those at which no one can be in the sums too
    groups   those of its group variable; (None,) without one
    centre   numeric variable, or the response -> what is subtracted before products are summed
    """

    formula: str
    factors: Mapping[str, tuple[Level, ...]]
    numeric: tuple[str, ...]
    visits: tuple[Level, ...]
    planned: PlannedVisits
    groups: tuple[Level | None, ...]
    centre: Mapping[str, float]

    @cached_property
    def parsed(self) -> ModelFormula:
        """The parsed formula."""
        return parse_formula(self.formula)

    @property
    def term(self) -> CovarianceTerm:
        """The residual covariance."""
        assert self.parsed.covariance is not None
        return self.parsed.covariance

    @cached_property
    def carriers(self) -> Carriers:
        """The carriers of the fixed part."""
        fixed = FixedPart(
            self.parsed.fixed, self.factors, dict.fromkeys(self.numeric, 0.0), pd.DataFrame()
        )
        return carriers_of(fixed, self.term.visit, self.visits, self.centre)

    def shared_with(self, other: Scheme) -> Scheme:
        """The scheme of added sums: the same, but that one of two may have said the visits' order.

        Raises:
            ModelError: naming what differs.
        """
        ordered = self.planned.ordered or other.planned.ordered
        one, two = self._with_order(ordered), other._with_order(ordered)
        for field in fields(self):
            mine, theirs = getattr(one, field.name), getattr(two, field.name)
            if repr(mine) == repr(theirs):
                continue
            remedy = "give both reductions the same formula"
            if field.name == "centre":
                names = [name for name in mine if mine[name] != theirs.get(name)]
                remedy = f"give both reductions the same centre= for {', '.join(names)}"
            elif field.name != "formula":
                remedy = "give both reductions the same levels=, in the same order"
            raise ModelError(f"these sums cannot be added: they differ in {field.name}; {remedy}")
        return one

    def _with_order(self, ordered: bool) -> Scheme:
        if ordered == self.planned.ordered:
            return self
        return replace(self, planned=replace(self.planned, ordered=ordered))


def whole_scheme(
    formula: ModelFormula,
    data: pd.DataFrame,
    typed: TypedColumns,
    complete: NDArray[np.bool_] | None,
    variables: Sequence[str],
) -> Scheme:
    """The scheme of a frame that is all there is: levels seen in complete rows, centres its means.

    `typed` are the `data` (see `variables.py`); `complete` (rows,) marks its complete rows, None
    for all.

    Raises:
        ModelError: a visit has scores but no complete row.
    """
    refuse_lost_visits(formula, typed, complete)
    term = formula.covariance
    assert term is not None
    factors = {name: _seen(typed, name, complete) for name in variables if typed.is_factor(name)}
    numeric = tuple(name for name in variables if name not in factors)
    groups = (None,) if term.group is None else _seen(typed, term.group, complete)
    centre = {name: _mean(typed, name, complete) for name in (*numeric, formula.response)}
    planned = planned_visits(formula, data, typed)
    assert planned is not None
    visits = factors.get(term.visit)
    if visits is None:
        visits = _seen(typed, term.visit, complete)
    return Scheme(formula.text, factors, numeric, visits, planned, groups, centre)


def stated_scheme(
    formula: ModelFormula,
    data: pd.DataFrame,
    first: TypedColumns,
    variables: Sequence[str],
    *,
    levels: Levels,
    centre: Mapping[str, float],
) -> Scheme:
    """The scheme that was stated, completed from the `first` rows, those of `data`, typed.

    Raises:
        ModelError: levels or a centre are stated for what the formula does not have there.
    """
    term = formula.covariance
    assert term is not None
    indexing = [name for name in (term.visit, term.group) if name is not None]
    factors = [name for name in variables if first.is_factor(name)]
    numeric = tuple(name for name in variables if name not in factors)
    for given, known, argument in (
        (levels, tuple(dict.fromkeys([*factors, *indexing])), "levels"),
        (centre, (*numeric, formula.response), "centre"),
    ):
        unknown = [name for name in given if name not in known]
        if unknown:
            raise ModelError(
                f"{argument} names {shown_names(unknown, len(given), len(known))}; "
                f"the formula has {', '.join(map(repr, known))} there"
            )

    def fixed_levels(name: str) -> tuple[Level, ...]:
        own = named_levels(first, name)
        if name in levels:
            own = tuple(plain_level(level) for level in levels[name])
        if not own:
            raise ModelError(f"{name!r} has no value in any row")
        return own

    visits = fixed_levels(term.visit)
    ordered = term.visit in levels or says_its_order(data[term.visit])
    complete = complete_rows(first, formula.response, variables)[0]
    for name, value in centre.items():
        _refuse_far_centre(first, name, float(value), complete)
    return Scheme(
        formula.text,
        {name: fixed_levels(name) for name in factors},
        numeric,
        visits,
        PlannedVisits(visits, ordered),
        (None,) if term.group is None else fixed_levels(term.group),
        {
            name: float(centre[name]) if name in centre else _mean(first, name, complete)
            for name in (*numeric, formula.response)
        },
    )


def _refuse_far_centre(
    typed: TypedColumns, name: str, centre: float, complete: NDArray[np.bool_] | None
) -> None:
    values = typed.numbers(name)
    chosen = values if complete is None else values[complete]
    spread = float(np.std(chosen)) if len(chosen) else 0.0
    if spread > 0.0 and abs(float(chosen.mean()) - centre) > _FARTHEST * spread:
        raise ModelError(
            f"the centre of {name!r} is more than {_FARTHEST:,.0f} standard deviations from its "
            "mean, and the digits of the sums would be lost: state a round number near the mean"
        )


def _mean(typed: TypedColumns, name: str, complete: NDArray[np.bool_] | None) -> float:
    values = typed.numbers(name)
    chosen = values if complete is None else values[complete]
    return float(chosen.mean()) if len(chosen) else 0.0


def _seen(typed: TypedColumns, name: str, complete: NDArray[np.bool_] | None) -> tuple[Level, ...]:
    """The levels with a complete row."""
    if not typed.is_factor(name):
        typed = TypedColumns({name: pd.Categorical(typed[name])}, typed.n_rows)
    codes, levels = typed.codes(name), typed.levels(name)
    chosen = codes if complete is None else codes[complete]
    counts = np.bincount(chosen + 1, minlength=1 + len(levels))[1:]
    return tuple(level for level, count in zip(levels, counts, strict=True) if count)

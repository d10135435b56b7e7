"""One model of several outcomes: each with the means of its own analysis, all scores correlated.

A score's place is its outcome and its visit; the covariance of a person's scores over all places is
unstructured, so that what one outcome says of a person counts for the others. With everybody's
scores complete and the same covariates, contrasts are those of the separate models (Zellner 1962, J
Am Stat Assoc 57:348-368); where scores are missing they borrow from each other.

The formulas: docs/methods.md, "Several outcomes in one model".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import pandas as pd

from ipt_outcomes.analyses.analyse import Result, fitted_to
from ipt_outcomes.analyses.analysis import Specification
from ipt_outcomes.analyses.formula_names import in_formula
from ipt_outcomes.analyses.joint_grid import JointGrid
from ipt_outcomes.models.attempt import FailedFit, reliable
from ipt_outcomes.models.formula import RandomTerm, parse_formula
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.status import NOT_CONVERGED

_NOT_CONVERGED = "the optimiser did not reach a maximum"


@dataclass(frozen=True, repr=False, eq=False)
class JointModel:
    """A model of several outcomes, its fit (or why there is none), and how contrasts are asked."""

    fit: Fit | FailedFit
    grid: JointGrid
    rows: pd.DataFrame
    places: int

    @property
    def reliable(self) -> Fit | None:
        """The fit, where its numbers may be shown."""
        return reliable(self.fit)

    @property
    def reason(self) -> str | None:
        """Why there is no number, in words; None where there is one."""
        if isinstance(self.fit, FailedFit):
            return self.fit.reason
        return _NOT_CONVERGED if self.fit.status == NOT_CONVERGED else None


def joint_model(results: Mapping[str, Result], units: Mapping[str, float]) -> JointModel:
    """The model of the outcomes of `results`, which are of one analysis of each.

    `units` divides each outcome's scores and baseline scores, for the sake of the optimiser alone:
    contrasts are in points again. Nothing is fitted where the covariance would have more parameters
    than there are people: its fit is a FailedFit that says so.

    ASSUME: what a cluster does to one outcome may go with what it does to another: its effects have
    a variance an outcome and covariances between them.
    """
    first = next(iter(results.values())).analysis
    rows, names = _stacked(results, units)
    outcome, place = names
    formula = _formula(first.formula, list(results), names)
    for term in parse_formula(first.formula).random:
        rows = rows.assign(**_by_outcome(term, rows, outcome, list(results)))
    grid = JointGrid({name: each.analysis.grid for name, each in results.items()}, outcome, units)
    places, people = int(rows[place].nunique()), int(rows["participant"].nunique())
    parameters = places * (places + 1) // 2
    fit: Fit | FailedFit
    if parameters > people:
        why = (
            f"{parameters} covariance parameters of {places} scores a person are more than "
            f"{people} people"
        )
        fit = FailedFit(formula, first.method, first.df, why)
    else:
        fit = fitted_to(_specified(first, formula), rows)
    return JointModel(fit, grid, rows, places)


def _stacked(
    results: Mapping[str, Result], units: Mapping[str, float]
) -> tuple[pd.DataFrame, tuple[str, str]]:
    """All outcomes' rows, in the models' units, and what the outcome and the place are called."""
    parts = []
    for name, result in results.items():
        scaled = [each for each in ("score", "baseline") if each in result.rows]
        parts.append(
            result.rows.assign(
                **{each: result.rows[each] / units[name] for each in scaled}, _outcome=name
            )
        )
    rows = pd.concat(parts, ignore_index=True)
    outcome, place = (_free(name, rows) for name in ("outcome", "place"))
    rows = rows.rename(columns={"_outcome": outcome})
    places = rows[outcome] + " " + rows["visit"].astype("str")
    arms = next(iter(results.values())).rows["arm"].cat.categories
    rows = rows.assign(
        arm=pd.Categorical(rows["arm"].astype("str"), arms),
        **{
            outcome: pd.Categorical(rows[outcome], list(results)),
            place: pd.Categorical(places, list(dict.fromkeys(places))),
        },
    )
    return rows, (outcome, place)


def _free(name: str, rows: pd.DataFrame) -> str:
    """A name that no variable of the rows has."""
    while name in rows:
        name += "_"
    return name


def _formula(own: str, outcomes: list[str], names: tuple[str, str]) -> str:
    """Every effect of the outcomes' own formula made one of each outcome."""
    parsed = parse_formula(own)
    assert parsed.covariance is not None
    outcome, place = names
    random = "".join(
        f" + (0 + {' + '.join(_column(t, name) for t in _terms(term) for name in outcomes)} | "
        f"{':'.join(in_formula(group) for group in term.groups)})"
        for term in parsed.random
    )
    people = f"us({place} | {in_formula(parsed.covariance.subject)})"
    return f"score ~ ({parsed.fixed}) * {outcome} + {people}{random}"


def _terms(term: RandomTerm) -> list[str]:
    """What varies over its groups, "on" for the intercept."""
    return [*(["on"] if term.intercept else []), *term.terms]


def _column(term: str, outcome: str) -> str:
    return f"{term}_of_{outcome}"


def _by_outcome(
    term: RandomTerm, rows: pd.DataFrame, outcome: str, outcomes: list[str]
) -> dict[str, pd.Series]:
    """The variables of a random term, each zero in the rows of other outcomes."""
    return {
        _column(each, name): (rows[outcome] == name).astype("float64")
        * (1.0 if each == "on" else rows[each])
        for each in _terms(term)
        for name in outcomes
    }


def _specified(own: Specification, formula: str) -> Specification:
    """As the outcomes' own analysis, of another formula, which nothing simpler stands in for."""
    kept = {each.name: getattr(own, each.name) for each in fields(Specification)}
    kept |= {"formula": formula, "covariance_parameters": {}, "simpler": (), "fallback": ()}
    return Specification(**kept)

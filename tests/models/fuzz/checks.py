"""One case: the engine against the oracle."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

import ipt_outcomes as ipt
from ipt_outcomes.models.result import Fit

from .case import Case
from .disagreement import Disagreement
from .engine_tables import answer, fitted
from .invariance import check_invariance
from .maximum import check_maximum, check_unfitted
from .oracle.answers import Answers, Tests
from .oracle.description import Question
from .oracle.inference import inverse
from .sanity import sane
from .tables import check_coefficients, check_joint, check_table
from .theta_of import theta_of

LIKELIHOOD = 1e-5
# The engine stops at a Newton decrement of 1e-10: theta is this near, in its own spread.
LEFT_OPEN = 1e-5


@dataclass(frozen=True)
class Outcome:
    """What became of a case.

    status   the fit's, "refused: ..." or "crash"
    found    disagreements
    numbers  how many numbers of tables there were to compare
    """

    status: str
    found: tuple[Disagreement, ...]
    numbers: int = 0


@dataclass(frozen=True)
class Effort:
    """How many searches from afar, and how many changes that must change nothing."""

    starts: int
    changes: int


QUICK, BLOCK, WHOLE = Effort(1, 1), Effort(2, 2), Effort(3, 6)


def check(case: Case, effort: Effort) -> Outcome:
    """Fit the case, and hold every number to the oracle's."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            fit = fitted(case.model, case.frame)
        except ipt.ModelError as error:
            return Outcome(
                f"refused: {error}", tuple(check_unfitted(case, str(error), effort.starts))
            )
        except Exception as error:
            return Outcome("crash", (_crash(case, error),))
    answered = tuple(asked for asked in case.questions if _has_answer(asked, fit))
    case = replace(case, questions=answered)
    tables, crashes = _tables(case, fit)
    numbers = sum(
        int(table.select_dtypes("number").notna().sum().sum()) for table in tables.values()
    )
    found = tuple(_compared(case, fit, tables, effort))
    return Outcome(fit.status, (*crashes, *found), numbers)


def _has_answer(question: Question, fit: Fit) -> bool:
    """Whether the arms that a contrast compares have rows in the fit; an error says so else."""
    levels = fit.fixed.factors.get(question.variables[0])
    if question.kind != "contrast" or levels is None:
        return True
    return len(levels) > 1 and question.against in (None, *levels)


def _tables(case: Case, fit: Fit) -> tuple[dict[int, pd.DataFrame], list[Disagreement]]:
    """The engine's answers by the number of the question, its coefficients at -1; and failures."""
    tables, crashes = {}, []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for number in range(-1, len(case.questions)):
            try:
                asked = number >= 0
                tables[number] = answer(fit, case.questions[number]) if asked else fit.coefficients
            except Exception as error:
                crashes.append(_crash(case, error))
    return tables, crashes


def _crash(case: Case, error: Exception) -> Disagreement:
    return Disagreement(case.seed, "crash", f"{type(error).__name__}: {error}", "")


def _compared(
    case: Case, fit: Fit, tables: dict[int, pd.DataFrame], effort: Effort
) -> Iterator[Disagreement]:
    yield from sane(case, fit, tables)
    answers = Answers(case.model, case.rows)
    names = [frozenset(name.split(":")) for name in fit.column_names]
    if {name for place, name in enumerate(names) if place in fit.kept} != {
        answers.grid.columns.names[place] for place in answers.kept
    }:
        yield Disagreement(case.seed, "columns", ", ".join(fit.dropped_columns), str(answers.kept))
        return
    yield from _counts(case, fit, answers)
    if fit.status == "not converged":
        yield from check_unfitted(case, fit.status, effort.starts)
        return
    if fit.singular and not case.model.random:
        # A correlation of one: theta is infinite.
        return
    try:
        theta = theta_of(fit, answers.covariance)
    except AssertionError as error:
        yield Disagreement(case.seed, "structure", str(error), "")
        return
    tests = Tests(answers, theta)
    yield from _likelihood(case, fit, answers, tests)
    if inverse(tests.point.expected) is None:
        yield Disagreement(case.seed, "not identified", fit.status, "refused")
        return
    yield from check_maximum(case, answers, tests.point, effort.starts)
    if len(tables) == len(case.questions) + 1:
        slack = LEFT_OPEN * tests.sensitivity
        yield from check_invariance(case, fit, slack, effort.changes)
    if tests.w is None and tests.df_method not in ("normal", "residual"):
        return
    if -1 in tables:
        yield from check_coefficients(case, tables[-1], answers, tests)
    for number, question in enumerate(case.questions):
        if number not in tables:
            continue
        if question.kind == "joint":
            yield from check_joint(case, question, tables[number], answers, tests)
        else:
            yield from check_table(case, question, tables[number], answers, tests)


def _counts(case: Case, fit: Fit, answers: Answers) -> Iterator[Disagreement]:
    n = len(answers.rows.y)
    if fit.n_observations != n:
        yield Disagreement(case.seed, "rows", fit.n_observations, n)
    missing = int(case.frame["y"].isna().sum())
    if fit.n_rows_dropped != len(case.frame) - n:
        yield Disagreement(case.seed, "rows dropped", fit.n_rows_dropped, missing)
    if case.model.vcov != "model":
        n_clusters = int(answers.cluster().max()) + 1
        if fit.n_clusters != n_clusters:
            yield Disagreement(case.seed, "clusters", fit.n_clusters or 0, n_clusters)


def _likelihood(case: Case, fit: Fit, answers: Answers, tests: Tests) -> Iterator[Disagreement]:
    value = tests.point.value
    if abs(fit.minus_2_log_likelihood - value) > LIKELIHOOD + 1e-9 * abs(value):
        yield Disagreement(case.seed, "-2 log-likelihood", fit.minus_2_log_likelihood, value)
    k, p = len(tests.point.theta), len(answers.kept)
    # mmrm's AIC under REML leaves the fixed effects out; lme4's does not.
    counted = k if not case.model.random and case.model.method == "reml" else k + p
    if abs(fit.aic - (value + 2 * counted)) > LIKELIHOOD + 1e-9 * abs(value):
        yield Disagreement(case.seed, "AIC", fit.aic, value + 2 * counted)

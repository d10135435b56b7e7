"""Tables of the engine, row by row, against the oracle's functions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from .case import Case
from .disagreement import Disagreement
from .oracle.answers import Answers, Tests
from .oracle.description import Array, Question

# Of the model's standard error.
NO_RESIDUALS = 1e-6
# Of a standard error; of the se and the df themselves; of a p-value.
ESTIMATE, SE, DF, P_VALUE = 1e-5, 1e-5, 1e-4, 1e-5


def check_coefficients(
    case: Case, table: pd.DataFrame, answers: Answers, tests: Tests
) -> Iterator[Disagreement]:
    """Estimates, se and df of every kept column that the data can tell without the dropped ones."""
    place = {name: number for number, name in enumerate(answers.grid.columns.names)}
    unit = np.eye(len(place))
    for row in table.to_dict("records"):
        function = unit[place[frozenset(row["term"].split(":"))]]
        known = bool(answers.estimable(function[None])[0])
        detail = f"coefficient {row['term']}"
        if known == bool(np.isnan(row["estimate"])):
            yield Disagreement(case.seed, "estimable", row["estimate"], str(known), detail)
        elif known:
            yield from _row(case, detail, row, function[answers.kept], tests)


def check_table(
    case: Case, question: Question, table: pd.DataFrame, answers: Answers, tests: Tests
) -> Iterator[Disagreement]:
    """Marginal means or contrasts."""
    labels, functions = answers.labelled(question)
    width = len(labels[0]) if labels else 0
    what = question.kind if question.kind == "means" else "contrasts"
    shown = [tuple(row) for row in table.iloc[:, :width].itertuples(index=False, name=None)]
    if [tuple(map(str, row)) for row in shown] != [tuple(map(str, row)) for row in labels]:
        yield Disagreement(case.seed, f"labels of {what}", str(shown), str(labels))
        return
    known = answers.estimable(functions)
    for place, row in enumerate(table.to_dict("records")):
        detail = f"{question.kind} {labels[place]}"
        if (row["status"] == "not estimable") == bool(known[place]):
            yield Disagreement(case.seed, "estimable", row["status"], str(known[place]), detail)
        elif known[place]:
            yield from _row(case, detail, row, functions[place, answers.kept], tests)


def check_joint(
    case: Case, question: Question, table: pd.DataFrame, answers: Answers, tests: Tests
) -> Iterator[Disagreement]:
    """F, its degrees of freedom and p."""
    row = table.iloc[0]
    detail = ":".join(question.variables)
    functions = answers.grid.joint(question.variables)
    whole = answers.estimable(functions).all()
    testable = answers.estimable_part(functions) if not whole else _independent(functions, answers)
    if not len(testable):
        if row["status"] != "not estimable":
            yield Disagreement(case.seed, "joint estimable", row["status"], "not", detail)
        return
    found = tests.joint(testable)
    if found is None or found[1] < 2.05:
        # Singular, or beyond what the approximation can say: `sane` holds what is claimed.
        return
    if row["status"] not in ("ok", "partly estimable"):
        yield Disagreement(case.seed, "joint estimable", row["status"], "ok", detail)
        return
    if int(row["df1"]) != len(testable):
        yield Disagreement(case.seed, "joint df1", int(row["df1"]), len(testable), detail)
        return
    f, df2 = found
    if abs(row["statistic"] - f) > 1e-4 * max(f, 1e-3):
        yield Disagreement(case.seed, "joint F", row["statistic"], f, detail)
    rotated = tests.robust is None and tests.df_method == "satterthwaite"
    if rotated and not whole:
        # Fai and Cornelius' df depend on which of equivalent functions are asked.
        return
    if not _near(row["df2"], df2, DF):
        yield Disagreement(case.seed, "joint df2", row["df2"], df2, detail)
    p_value = (
        stats.chi2.sf(f * len(testable), len(testable))
        if np.isinf(df2)
        else stats.f.sf(f, len(testable), df2)
    )
    if abs(row["p_value"] - p_value) > P_VALUE:
        yield Disagreement(case.seed, "joint p", row["p_value"], p_value, detail)


def _independent(functions: Array, answers: Answers) -> Array:
    """The functions in kept columns, those that follow from the ones before left out."""
    kept: list[Array] = []
    scaled = functions[:, answers.kept] * answers.coordinates
    for place, row in enumerate(scaled):
        stacked = np.array([*(scaled[index] for index in kept), row])
        sizes = np.linalg.svd(stacked / np.linalg.norm(stacked, axis=1)[:, None], compute_uv=False)
        if sizes[-1] > 1e-8:
            kept.append(place)
    return functions[np.ix_(kept, answers.kept)]


def _row(
    case: Case, detail: str, row: dict[str, object], function: Array, tests: Tests
) -> Iterator[Disagreement]:
    estimate, se, df = tests.row(function)
    if tests.robust is not None and tests.robust.doubtful:
        return
    said = {name: float(row[name]) for name in ("estimate", "se", "df")}  # type: ignore[arg-type]
    status = str(row.get("status", "ok"))
    if status != "ok":
        if not tests.hopeless(function[None]):
            yield Disagreement(case.seed, "status", status, f"se {se:.6g}, df {df:.6g}", detail)
        return
    if not np.isfinite(se):
        yield Disagreement(case.seed, "se", said["se"], se, detail)
        return
    if tests.robust is not None and se < NO_RESIDUALS * tests.model_se(function):
        # Rows that are fitted exactly leave a sandwich without residuals: no se, whatever is said.
        yield Disagreement(case.seed, "no residuals", said["se"], 0.0, detail)
        return
    if abs(said["estimate"] - estimate) > ESTIMATE * se:
        yield Disagreement(case.seed, "estimate", said["estimate"], estimate, detail)
    if not _near(said["se"], se, SE):
        yield Disagreement(case.seed, "se", said["se"], se, detail)
    if not _near(said["df"], df, DF):
        yield Disagreement(case.seed, "df", said["df"], df, detail)
    if "p_value" in row and df > 0:
        p_value = 2.0 * stats.t.sf(abs(estimate / se), df)
        if abs(float(row["p_value"]) - p_value) > P_VALUE:  # type: ignore[arg-type]
            yield Disagreement(case.seed, "p", float(row["p_value"]), p_value, detail)  # type: ignore[arg-type]
    half = 0.5 * (float(row["ci_upper"]) - float(row["ci_lower"]))  # type: ignore[arg-type]
    if not _near(half, stats.t.ppf(0.975, df) * se, 1e-4):
        yield Disagreement(case.seed, "interval", half, stats.t.ppf(0.975, df) * se, detail)


def _near(found: float, right: float, tolerance: float) -> bool:
    if np.isinf(right) or np.isinf(found):
        # A df beyond which t is normal to the last digit.
        return min(found, right) > 1e8
    return bool(abs(found - right) <= tolerance * abs(right))

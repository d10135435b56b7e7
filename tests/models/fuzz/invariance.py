"""Changes of a case that must not change what it says: the same contrasts, otherwise spelled."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import ipt_outcomes as ipt
from ipt_outcomes.models.result import Fit

from .case import Case
from .disagreement import Disagreement
from .engine_tables import answer, fitted
from .oracle.description import Question

NUMBERS = ["estimate", "se", "df", "statistic", "p_value", "ci_lower", "ci_upper"]
# Of a standard error for estimates; of themselves for the others.
TOLERANCE = 1e-5

# Beyond this a fit has no digits that could be compared.
MOST_SLACK = 1e-2

Tables = list[pd.DataFrame]


def check_invariance(
    case: Case, found: Fit, slack: float, n_changes: int
) -> Iterator[Disagreement]:
    """Some of the changes, by the seed; and what is written is read back.

    `slack`, in standard errors, is what the optimiser's own rule leaves open where the likelihood
    is flat.
    """
    before = _answers(case, found)
    if n_changes > 1 or case.seed % 4 == 0:
        yield from _saved(case, found, before)
    chosen = [CHANGES[(case.seed + step) % len(CHANGES)] for step in range(n_changes)]
    for change in chosen:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                after = change(case, found)
            except Exception as error:
                said = f"{type(error).__name__}: {error}"
                yield Disagreement(case.seed, change.__name__, said, "fitted")
                continue
        if after is not None:
            yield from _differences(case, change.__name__, after, before, slack)


def rows_reordered(case: Case, found: Fit) -> Tables:
    """The rows in another order."""
    frame = case.frame.sample(frac=1.0, random_state=case.seed)
    return _answers(case, fitted(case.model, frame))


def levels_renamed(case: Case, found: Fit) -> Tables:
    """Arms, visits and people under other names, in the same order."""
    frame = case.frame.copy()
    for name in ("arm", "visit"):
        categories = frame[name].cat.categories
        frame[name] = frame[name].cat.rename_categories(
            {level: f"{name} number {place}" for place, level in enumerate(categories)}
        )
    frame["id"] = "person " + frame["id"].astype(str)
    arms = list(case.frame["arm"].cat.categories)
    asked = [
        question
        if question.against is None
        else replace(question, against=f"arm number {arms.index(question.against)}")
        for question in case.questions
    ]
    return _answers(replace(case, questions=tuple(asked)), fitted(case.model, frame))


def covariates_rescaled(case: Case, found: Fit) -> Tables:
    """Covariates in other units from another origin."""
    frame = case.frame.copy()
    for name in ("baseline", "mood", "age"):
        spread = float(frame[name].std())
        frame[name] = 30.0 * frame[name] + 7.0 * spread
    return _answers(case, fitted(case.model, frame))


def response_rescaled(case: Case, found: Fit) -> Tables:
    """The scores in other units: estimates are divided by the factor."""
    factor = 2.0**10
    tables = _answers(case, fitted(case.model, case.frame.assign(y=factor * case.frame["y"])))
    scaled = ["estimate", "se", "ci_lower", "ci_upper"]
    return [
        table.assign(**{c: table[c] / factor for c in scaled if c in table}) for table in tables
    ]


def sums_added(case: Case, found: Fit) -> Tables | None:
    """The sums of two halves of the people, added, written and read."""
    model = case.model
    term = model.residual
    if term is None or model.random or term.family == "sp_exp" or model.weights:
        return None
    if model.vcov != "model":
        return None
    people = case.frame["id"].drop_duplicates().to_numpy()
    first = case.frame["id"].isin(people[::2])
    centre = {name: float(case.frame[name].mean()) for name in ("y", *found.fixed.numeric)}
    seen = case.frame[case.frame["y"].notna()]
    named = dict.fromkeys([*found.fixed.factors, "visit", *filter(None, [term.group])])
    levels = {
        name: list(seen[name].astype("category").cat.remove_unused_categories().cat.categories)
        for name in named
    }
    # Those that were planned, whether anybody came or not.
    levels["visit"] = list(case.frame["visit"].cat.categories)
    parts = [
        ipt.reduce(model.formula, case.frame[half], levels=levels, centre=centre)
        for half in (first, ~first)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sums.json"
        (parts[0] + parts[1]).save(path)
        whole = ipt.read_reduction(path)
    options = {"method": model.method, "df": model.df, "information": model.information}
    return _answers(case, ipt.fit(model.formula, whole, **options))  # type: ignore[arg-type]


def fitted_with_others(case: Case, found: Fit) -> Tables | None:
    """The response among three that are fitted together."""
    model = case.model
    if model.weights or model.vcov != "model":
        return None
    y = case.frame["y"]
    noise = np.random.default_rng(case.seed).standard_normal(len(y)) * float(y.std())
    responses = pd.DataFrame({"first": y, "second": y + noise, "third": y - noise})
    many = ipt.fit_many(
        model.formula,
        case.frame,
        responses,
        method=model.method,
        df=model.df,
        information=model.information,
    )
    tables = []
    for question in _of_means(case):
        at = dict(question.at) or None
        if question.kind == "means":
            table = many.marginal_means(question.variables[0], question.by, at, question.weights)
        else:
            table = many.contrast(
                question.variables[0],
                against=question.against,
                by=question.by,
                at=at,
                weights=question.weights,
            )
        tables.append(table[table["response"] == "first"].drop(columns="response"))
    return tables


CHANGES: list[Callable[[Case, Fit], Tables | None]] = [
    rows_reordered,
    sums_added,
    covariates_rescaled,
    fitted_with_others,
    levels_renamed,
    response_rescaled,
]


def _of_means(case: Case) -> list[Question]:
    return [question for question in case.questions if question.kind != "joint"]


def _answers(case: Case, found: Fit) -> Tables:
    return [answer(found, question) for question in _of_means(case)]


def _saved(case: Case, found: Fit, before: Tables) -> Iterator[Disagreement]:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first.json", Path(folder) / "second.json"
        found.save(first)
        again = ipt.read_fit(first)
        again.save(second)
        if first.read_bytes() != second.read_bytes():
            yield Disagreement(case.seed, "saved", "other bytes", "the same bytes")
    for table, read in zip(before, _answers(case, again), strict=True):
        if not table.equals(read):
            yield Disagreement(case.seed, "read", "another table", "the same to the bit")


def _differences(
    case: Case, change: str, after: Tables, before: Tables, slack: float
) -> Iterator[Disagreement]:
    if slack > MOST_SLACK:
        return
    for question, new, old in zip(_of_means(case), after, before, strict=True):
        known = (old["status"] == "ok").to_numpy()
        same = new["status"].replace("singular", "ok").to_numpy() == old["status"].to_numpy()
        if not same.all():
            place = int(np.flatnonzero(~same)[0])
            yield Disagreement(
                case.seed, change, new["status"].iloc[place], old["status"].iloc[place],
                question.kind,
            )  # fmt: skip
            continue
        se, half = old["se"].to_numpy(), (old["ci_upper"] - old["ci_lower"]).to_numpy() / 2.0
        for column in old.columns.intersection(NUMBERS):
            left, right = new[column].to_numpy(), old[column].to_numpy()
            size = {
                "estimate": se,
                "ci_lower": half,
                "ci_upper": half,
                "p_value": np.ones(len(right)),
            }.get(column, np.abs(right))
            with np.errstate(invalid="ignore", divide="ignore"):
                off = np.where(known & (left != right), np.abs(left - right) / size, 0.0)
            # An infinite df is one beyond all measure.
            off[(left > 1e8) & (right > 1e8)] = 0.0
            if not (off <= _tolerance(column) + slack).all():
                worst = int(np.nanargmax(np.where(np.isnan(off), np.inf, off)))
                yield Disagreement(
                    case.seed, change, float(left[worst]), float(right[worst]),
                    f"{column} of {question.kind}",
                )  # fmt: skip


def _tolerance(column: str) -> float:
    return {"df": 1e-4, "statistic": 1e-4}.get(column, TOLERANCE)

"""From a seed to a model and its data; and from them to the rows that the oracle sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import draw
from .oracle.description import Model, Question, Rows
from .scores import scores
from .trials import trial

KINDS = ("visits", "random", "crossed", "mixed")


@dataclass(frozen=True)
class Case:
    """A model, its data (one row for each score, some of them missing) and what is asked."""

    seed: int
    kind: str
    model: Model
    frame: pd.DataFrame
    questions: tuple[Question, ...]

    @property
    def rows(self) -> Rows:
        """The complete rows."""
        return rows_of(self.model, self.frame)

    def __str__(self) -> str:
        model = self.model
        options = [model.method, model.df or "", model.vcov if model.vcov != "model" else ""]
        options += [f"weights={model.weights}" if model.weights else "", model.information or ""]
        return f"{model.formula}  ({', '.join(filter(None, options))})"


def case_of(seed: int) -> Case:
    """The same case for the same seed, everywhere."""
    rng = np.random.default_rng(seed)
    kind = str(rng.choice(KINDS, p=[0.5, 0.32, 0.08, 0.1]))
    people = trial(rng, crossed=kind == "crossed")
    model, questions = draw.model(rng, kind, list(people["arm"].cat.categories))
    if rng.random() < 0.15:
        people["treated"] = people["treated"].astype(bool)
    people["y"] = scores(rng, model, people)
    people.loc[~people["seen"], "y"] = np.nan
    if rng.random() < 0.1:
        people.loc[people["id"].isin(rng.choice(people["id"].unique(), 2)), "baseline"] = np.nan
    # Missed scores are rows without a value, or no rows.
    frame = people if rng.random() < 0.5 else people[people["seen"]]
    frame = frame.drop(columns="seen")
    if rng.random() < 0.3:
        frame = frame.sample(frac=1.0, random_state=int(rng.integers(2**31)))
    return Case(seed, kind, model, frame.reset_index(drop=True), questions)


def rows_of(model: Model, frame: pd.DataFrame) -> Rows:
    """Rows in which the response and every variable of the fixed part is there."""
    fixed = {name for term in model.fixed.terms for name in term}
    slopes = {name for term in model.random for name in term.columns if name != "1"}
    weights = {model.weights} if model.weights else set()
    complete = frame.dropna(subset=sorted({"y", *fixed, *slopes, *weights}))
    numbers, codes, levels, place = {}, {}, {}, {}
    grouping = {"id", "site", "therapist", "nested_therapist", "rater"}
    for name in complete.columns:
        column = complete[name]
        if name in grouping:
            codes[name] = pd.factorize(column)[0].astype(np.int64)
        elif pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            numbers[name] = column.to_numpy(dtype=float)
        else:
            planned = pd.Categorical(frame[name]).categories
            whole = pd.Categorical(column, categories=planned)
            seen = np.unique(whole.codes)
            levels[name] = tuple(str(planned[code]) for code in seen)
            place[name] = tuple(int(code) for code in seen)
            codes[name] = np.searchsorted(seen, whole.codes).astype(np.int64)
    return Rows(numbers, codes, levels, place)

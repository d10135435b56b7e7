"""What `fit_many` returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.models.arguments import confidence_level, names_listed
from ipt_outcomes.models.attempt import FailedFit
from ipt_outcomes.models.batch.batch_fit import BatchedFits
from ipt_outcomes.models.batch.shared_design import SharedDesign
from ipt_outcomes.models.design.fixed import FixedPart
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.frame_of import frame_of
from ipt_outcomes.models.in_short import counted, in_short
from ipt_outcomes.models.marginal.contrast_functions import (
    By,
    Coefficients,
    contrast_functions,
)
from ipt_outcomes.models.marginal.linear_functions import estimate_functions, judged
from ipt_outcomes.models.marginal.reference_grid import At, Labels, mean_functions
from ipt_outcomes.models.marginal.taken_names import OF_MANY, refuse_taken
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.status import NOT_ESTIMABLE, OK, SINGULAR
from ipt_outcomes.models.t_and_f import T_COLUMNS

NUMBERS = list(T_COLUMNS)
Asked = Callable[[FixedPart], tuple[Labels, Array]]


@dataclass(frozen=True, repr=False, eq=False)
class FitMany:
    """Many responses fitted over one design.

    formula, method, df, information   as in `Fit`; information None: the default of the formula
    responses  (B,) names
    design     what the responses share, or None where none was batched
    batches    the responses that were fitted together
    singles    place of a response -> its own fit, or why there is none
    design_notes  what is unusual about the data, whatever the response
    """

    formula: str
    method: str
    df: str
    information: str | None
    responses: tuple[str, ...]
    design: SharedDesign | None
    batches: tuple[BatchedFits, ...]
    singles: Mapping[int, Fit | FailedFit]
    design_notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """A line: how many responses, and what became of them; then the notes."""
        words = [word for batch in self.batches for word in _words(batch)]
        became = Counter([*words, *(one.status for one in self.singles.values())])
        counts = ", ".join(f"{n} {status}" for status, n in became.most_common())
        what = counted(len(self.responses), "response")
        return in_short("FitMany", f" of {what}: {counts}", self.notes)

    @property
    def fits(self) -> pd.DataFrame:
        """One row per response.

        Columns: response; status ("ok", "singular", "not converged", "failed");
        minus_2_log_likelihood; n_subjects; n_observations (missing where failed); batched (whether
        it was fitted together with others); reason (why it failed, or "").
        """
        parts = [
            batch.facts.drop(columns="singular").assign(
                place=batch.members, status=_words(batch), batched=True, reason=""
            )
            for batch in self.batches
        ]
        alone = [
            {
                "place": place,
                "status": one.status,
                "batched": False,
                "reason": one.reason if isinstance(one, FailedFit) else "",
                "minus_2_log_likelihood": getattr(one, "minus_2_log_likelihood", np.nan),
                "n_subjects": getattr(one, "n_subjects", None),
                "n_observations": getattr(one, "n_observations", None),
            }
            for place, one in self.singles.items()
        ]
        if alone:
            parts.append(pd.DataFrame(alone))
        whole = pd.concat(
            [part.astype({"n_subjects": "Int64", "n_observations": "Int64"}) for part in parts]
        ).sort_values("place")
        whole.insert(0, "response", list(self.responses))
        columns = ["response", "status", "minus_2_log_likelihood", "n_subjects", "n_observations"]
        return whole[[*columns, "batched", "reason"]].reset_index(drop=True)

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes of all fits, each once; see `Fit.notes`."""
        own = [note for one in self.singles.values() if isinstance(one, Fit) for note in one.notes]
        return tuple(dict.fromkeys([*self.design_notes, *own]))

    @property
    def coefficients(self) -> pd.DataFrame:
        """One row per response and estimated column of it, with 95% intervals.

        Columns: response, term, estimate, se, df, statistic, p_value, ci_lower, ci_upper, status.
        """
        names = list(self.design.column_names) if self.design else []

        def every(fixed: FixedPart) -> tuple[Labels, Array]:
            return {"term": names}, np.eye(len(names))

        return self._table(every, lambda one: one.coefficients, 0.95)

    def contrast(
        self,
        variable: str,
        *,
        against: Any = None,
        by: By = None,
        at: At | None = None,
        weights: str = "equal",
        coefficients: Coefficients | None = None,
        level: float = 0.95,
    ) -> pd.DataFrame:
        """As `ipt.contrast`, one row per response and comparison, `response` in front.

        The status is that of the comparison unless it is "ok", and else that of the fit.
        """
        level = confidence_level(level)
        refuse_taken(names_listed("by", by), OF_MANY)

        def asked(fixed: FixedPart) -> tuple[Labels, Array]:
            return contrast_functions(
                fixed,
                variable,
                against=against,
                by=by,
                at=at,
                weights=weights,
                coefficients=coefficients,
            )

        return self._table(asked, _of_one(asked, level), level)

    def marginal_means(
        self,
        variables: str | Sequence[str],
        by: By = None,
        at: At | None = None,
        weights: str = "equal",
        *,
        level: float = 0.95,
    ) -> pd.DataFrame:
        """As `ipt.marginal_means`, one row per response and mean, `response` in front."""
        names = [*names_listed("variables", variables), *names_listed("by", by)]
        level = confidence_level(level)
        refuse_taken(names, OF_MANY)

        def asked(fixed: FixedPart) -> tuple[Labels, Array]:
            return mean_functions(fixed, names, at, weights)

        found = self._table(asked, _of_one(asked, level), level)
        return found.drop(columns=["statistic", "p_value"])

    def _table(
        self, asked: Asked, of_one: Callable[[Fit], pd.DataFrame], level: float
    ) -> pd.DataFrame:
        """The functions' rows of every response, in the order of the responses."""
        parts: list[tuple[Array, pd.DataFrame]] = []
        labels = self._labels(asked)
        rows = len(labels)
        shared = self._shared_functions(asked) if self.batches and rows else None
        for batch in self.batches:
            numbers = np.empty((0, len(NUMBERS)))
            # One level has no comparisons.
            if rows:
                functions = self._functions(asked, batch) if shared is None else shared
                numbers = batch.inference.estimate(functions, level).reshape(-1, len(NUMBERS))
            status = judged(numbers)
            table = pd.DataFrame(numbers, columns=NUMBERS)
            table["status"] = np.where(status == OK, np.repeat(_words(batch), rows), status)
            repeated = labels.iloc[np.tile(np.arange(rows), len(batch.members))]
            whole = pd.concat([repeated.reset_index(drop=True), table], axis=1)
            parts.append((np.repeat(batch.members, rows), whole))
        for place, one in self.singles.items():
            table = self._of_single(one, labels, of_one)
            parts.append((np.full(len(table), place), table))
        places = np.concatenate([place for place, _ in parts])
        order = np.argsort(places, kind="stable")
        together = pd.concat([table for _, table in parts], ignore_index=True).iloc[order]
        together.insert(0, "response", np.array(self.responses, dtype=object)[places[order]])
        return together.reset_index(drop=True)

    def _of_single(
        self, one: Fit | FailedFit, labels: pd.DataFrame, of_one: Callable[[Fit], pd.DataFrame]
    ) -> pd.DataFrame:
        """The rows of a response that was fitted by itself; what it does not have is NaN."""
        if isinstance(one, FailedFit):
            return labels.assign(**dict.fromkeys(NUMBERS, np.nan), status=one.status)
        try:
            table = of_one(one)
        except ModelError:
            # The others allow what is asked for, as they gave the labels; this one lacks a level.
            return labels.assign(**dict.fromkeys(NUMBERS, np.nan), status=NOT_ESTIMABLE)
        known = table["status"] if "status" in table else pd.Series(OK, table.index)
        table["status"] = known.where(known != OK, one.status)
        if self.design is None:
            return table
        keys = list(labels.columns)
        place = {key: row for row, key in enumerate(table[keys].itertuples(index=False, name=None))}
        rows = [place.get(key, -1) for key in labels.itertuples(index=False, name=None)]
        aligned = table.drop(columns=keys).reindex(rows).reset_index(drop=True)
        aligned["status"] = aligned["status"].fillna(NOT_ESTIMABLE)
        return pd.concat([labels, aligned], axis=1)

    def _labels(self, asked: Asked) -> pd.DataFrame:
        """What the rows of every response are called."""
        if self.design is not None:
            return pd.DataFrame(asked(self.design.fixed)[0])
        for one in self.singles.values():
            if isinstance(one, Fit):
                return pd.DataFrame(asked(one.fixed)[0])
        reasons = [one.reason for one in self.singles.values() if isinstance(one, FailedFit)]
        raise ModelError(f"no response could be fitted; the first: {reasons[0]}")

    def _shared_functions(self, asked: Asked) -> Array | None:
        """(rows, p), or None where they depend on the rows that a response has."""
        assert self.design is not None
        fixed = self.design.fixed
        shared = asked(fixed)[1]
        moved = replace(
            fixed,
            numeric={name: mean + 1.0 + abs(mean) for name, mean in fixed.numeric.items()},
            cells=fixed.cells.assign(count=np.arange(1, len(fixed.cells) + 1)),
        )
        same = np.allclose(asked(moved)[1], shared, rtol=0.0, atol=1e-12 * np.abs(shared).max())
        return shared if same else None

    def _functions(self, asked: Asked, batch: BatchedFits) -> Array:
        """(B, rows, p): those of each response's own rows."""
        assert self.design is not None
        fixed = self.design.fixed
        return np.stack(
            [
                asked(
                    replace(
                        fixed,
                        numeric=dict(zip(fixed.numeric, map(float, means), strict=True)),
                        cells=fixed.cells.assign(count=cells),
                    )
                )[1]
                for means, cells in zip(batch.means, batch.cells, strict=True)
            ]
        )


def _words(batch: BatchedFits) -> Any:
    """(B,) "ok" or "singular"."""
    return np.where(batch.facts["singular"], SINGULAR, OK).astype(object)


def _of_one(asked: Asked, level: float) -> Callable[[Fit], pd.DataFrame]:
    def table(one: Fit) -> pd.DataFrame:
        labels, functions = asked(one.fixed)
        return frame_of([*labels.items(), *estimate_functions(one, functions, level)])

    return table

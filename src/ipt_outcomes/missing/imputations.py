"""`Imputations`: completed data sets, made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.missing.analysis import VisitAnalysis, visit_analysis
from ipt_outcomes.missing.filling import filled
from ipt_outcomes.missing.groups import Group, groups_under
from ipt_outcomes.missing.model import ImputationModel
from ipt_outcomes.missing.posterior import Draws, Parameters
from ipt_outcomes.missing.progress import shown_progress
from ipt_outcomes.missing.schedule import IMPUTATION, IMPUTED
from ipt_outcomes.missing.strategies import Given
from ipt_outcomes.models.arguments import data_frame, shown
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.frame_of import frame_of
from ipt_outcomes.models.in_short import in_short
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.status import OK
from ipt_outcomes.random_streams import named_stream

_AT_ONCE = 100
"""Imputations that are made together, at most."""
_NUMBERS_AT_ONCE = 5_000_000
"""Scores, and means on the way to them, that are held at once."""


@dataclass(frozen=True, repr=False, eq=False)
class Imputations:
    """Completed data sets of one trial, made block by block: their number costs no memory.

    model         the imputation model and its fit
    groups        the people with missing scores, by how they are imputed
    n_imputations, seed  how many, and the root of their random numbers: imputation number i is the
                  same whatever their number
    shift         (n, m) what is added to imputed scores after a person's last one (`shifted`)
    """

    model: ImputationModel
    groups: tuple[Group, ...]
    draws: Draws
    n_imputations: int
    seed: int
    shift: Array
    _kept: dict[int, Parameters] = field(default_factory=dict)

    def __repr__(self) -> str:
        """A line: how many, of what."""
        schedule = self.model.schedule
        missing = int((~schedule.seen).sum())
        people = f"{schedule.n_people} people at {schedule.n_visits} visits"
        said = f": {self.n_imputations} of {schedule.response}; {people}, {missing} scores missing"
        return in_short("Imputations", said)

    @property
    def block(self) -> int:
        """How many are made together: by the data alone, since random streams hang on it."""
        cells = self.model.own.shape[0] * self.model.own.shape[1]
        return int(max(min(_AT_ONCE, _NUMBERS_AT_ONCE // cells), 1))

    def scores(self) -> Iterator[Array]:
        """Completed scores, block by block: (k, n, m), people and visits as in the data."""
        blocks = -(-self.n_imputations // self.block)
        yield from shown_progress(self._blocks(), blocks, "completing data sets")

    def _blocks(self) -> Iterator[Array]:
        schedule, size = self.model.schedule, self.block
        for start in range(0, self.n_imputations, size):
            number, k = start // size, min(size, self.n_imputations - start)
            parameters = self._parameters(number)
            random = named_stream(self.seed, "scores", str(number))
            whole = np.tile(schedule.scores, (k, 1, 1))
            for group in self.groups:
                made = filled(self.model, group, parameters, random)[:k]
                at = np.ix_(np.arange(k), group.people, group.missing)
                whole[at] = made
            whole += np.where(schedule.dropped, self.shift, 0.0)
            yield whole

    def frames(self) -> Iterator[pd.DataFrame]:
        """The completed data, one long frame after another.

        Each has a row for everyone at every visit, with the columns of the data, the scores
        complete, and two more: imputation (its number, from 1) and imputed (True where the score
        was missing). Memory is that of one frame and one block of scores.
        """
        schedule = self.model.schedule
        number = 0
        for block in self._blocks():
            for scores in block:
                number += 1
                frame = schedule.frame.copy()
                frame[schedule.response] = scores.ravel()
                frame[IMPUTATION] = number
                frame[IMPUTED] = ~schedule.seen.ravel()
                yield frame

    def analyse(self, function: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
        """What a function makes of every completed frame, one below the other.

        Args:
            function: takes a frame of `frames` and returns a frame of estimates with the columns
                estimate and se, df where they are not infinite, and columns that tell its rows
                apart: `lambda frame: ipt.contrast(ipt.fit(formula, frame), "arm", by="visit")`.

        Returns:
            Its rows, with the number of the imputation in the column imputation: what `pool` takes.

        Raises:
            ModelError: it is no function, or returns something else.
        """
        if not callable(function):
            raise ModelError(
                f"analyse takes a function of a completed frame, and was {shown(function)}"
            )
        found = []
        frames = shown_progress(self.frames(), self.n_imputations, "analysing data sets")
        for number, frame in enumerate(frames, start=1):
            made = data_frame(function(frame), "what the analysis returns")
            absent = [name for name in ("estimate", "se") if name not in made.columns]
            if absent:
                raise ModelError(
                    f"what the analysis returns lacks {', '.join(absent)}: a frame of estimates "
                    "has a row for each, as contrast(...) gives"
                )
            made = made.drop(columns=IMPUTATION, errors="ignore")
            made.insert(0, IMPUTATION, number)
            found.append(made)
        return pd.concat(found, ignore_index=True)

    def ancova(
        self, visit: Any = None, *, formula: str | None = None, against: Any = None
    ) -> pd.DataFrame:
        """Arms compared at one visit, in every completed data set, by analysis of covariance.

        Args:
            visit: at which; None is the last.
            formula: as "change ~ baseline + arm"; None is the imputation model without the visit.
                Where the imputation model has clusters, so must the analysis, and it is the mixed
                model with their random effects.
            against: the comparison arm, or a list of several; None is the reference.

        Returns:
            One row an imputation and comparison: imputation, visit, test, comparison, estimate
            (test minus comparison, in points), se, df (those of complete data), status. `pool`
            makes one of them.

        Raises:
            ModelError: the visit, the arm or the formula is not of these data.
        """
        several = against if isinstance(against, list) else [against]
        if not several:
            raise ModelError("against is empty: name the comparison arm, or None for the reference")
        analyses = [self.analysis(visit, formula, each) for each in several]
        if self.model.clusters is not None:
            return self._mixed(analyses)
        tables = []
        for analysis in analyses:
            found = [analysis.estimates(scores) for scores in self.at_visit(analysis.place)]
            estimate, se = (np.concatenate(each) for each in zip(*found, strict=True))
            df = np.full(estimate.shape, float(analysis.df))
            tables.append(self._table(analysis, estimate, se, df))
        return pd.concat(tables, ignore_index=True)

    def shifted(self, delta: Any, *, arm: Any = None, accumulating: bool = False) -> Imputations:
        """The same data sets with `delta` points added to scores that were imputed after dropout.

        See `delta_shift`, which says what is moved and by how much. Shifts add up.

        Raises:
            ModelError: no such arm, or a delta that is no number.
        """
        from ipt_outcomes.missing.delta import delta_shift

        moved = delta_shift(self.model.schedule, delta, arm, accumulating)
        return replace(self, shift=self.shift + moved)

    def under(self, strategies: Given) -> Imputations:
        """The same trial imputed under other strategies, from the same draws of the parameters.

        What `impute` with these strategies and this seed gives, without fitting and drawing anew;
        shifts stay.

        Raises:
            ModelError: as `impute` on strategies.
        """
        return replace(self, groups=groups_under(self.model, strategies))

    def analysis(self, visit: Any, formula: str | None, against: Any) -> VisitAnalysis:
        """The analysis at a visit, against the reference arm where no other is named."""
        model = self.model
        base = model.reference_label if against is None else against
        return visit_analysis(model, visit, formula, base)

    def at_visit(self, place: int) -> Iterator[Array]:
        """Completed scores at one visit, block by block: (k, n)."""
        for block in self.scores():
            yield np.ascontiguousarray(block[:, :, place])

    def drawn_parameters(self) -> Iterator[Parameters]:
        """The parameters of every block, drawn once and kept."""
        blocks = range(-(-self.n_imputations // self.block))
        for number in shown_progress(blocks, len(blocks), "drawing parameters"):
            yield self._parameters(number)

    def _parameters(self, number: int) -> Parameters:
        if number not in self._kept:
            random = named_stream(self.seed, "parameters", str(number))
            self._kept[number] = self.draws(self.block, random)
        return self._kept[number]

    def _table(
        self, analysis: VisitAnalysis, estimate: Array, se: Array, df: Array
    ) -> pd.DataFrame:
        k, c = estimate.shape
        visit = self.model.schedule.visits[analysis.place]
        return frame_of(
            [
                (IMPUTATION, np.repeat(np.arange(1, k + 1), c)),
                ("visit", [visit] * (k * c)),
                ("test", list(analysis.tests) * k),
                ("comparison", list(analysis.comparisons) * k),
                ("estimate", estimate.ravel()),
                ("se", se.ravel()),
                ("df", df.ravel()),
                ("status", [OK] * (k * c)),
            ]
        )

    def _mixed(self, analyses: list[VisitAnalysis]) -> pd.DataFrame:
        """The analysis with the clusters' random effects, in every data set; fitted once for all
        comparisons.
        """
        from ipt_outcomes.missing.mixed_analysis import mixed_contrasts

        analysis = analyses[0]
        found = []
        before = 0
        for scores in self.at_visit(analysis.place):
            made = mixed_contrasts(self.model.schedule, analyses, scores)
            made.insert(0, IMPUTATION, before + 1 + made["place"])
            made.insert(1, "visit", self.model.schedule.visits[analysis.place])
            found.append(made)
            before += len(scores)
        kept = [IMPUTATION, "visit", "test", "comparison", "estimate", "se", "df", "status"]
        return pd.concat(found, ignore_index=True)[kept]

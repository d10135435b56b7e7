"""The imputation model: what it is of, and its fit to the scores that there are.

It is a mixed model of the engine with a residual covariance over visits, fitted by REML under
missing at random. Draws of its parameters and all means at visits that were missed start here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.missing.clusters import ClusterPart, cluster_part
from ipt_outcomes.missing.schedule import Marks, Places, Schedule, schedule_of
from ipt_outcomes.models.arguments import shown
from ipt_outcomes.models.built import unidentified
from ipt_outcomes.models.design.design import Design, build_design
from ipt_outcomes.models.design.planned_visits import refuse_alphabetical
from ipt_outcomes.models.design.typed_columns import Level, plain_level
from ipt_outcomes.models.design.variables import model_covariates, typed_columns
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula, parse_formula
from ipt_outcomes.models.marginal.estimable import estimable
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.optimise import Optimum, maximise
from ipt_outcomes.models.problem import NotPositiveDefiniteError
from ipt_outcomes.models.visits.patterns import PatternProblem, build_patterns


@dataclass(frozen=True, repr=False, eq=False)
class ImputationModel:
    """A fitted imputation model over a schedule of n people and m visits.

    formula    with the covariance by arm where that was asked for
    schedule   the people at all visits
    design     of the rows with a score
    problem    their sums by visit pattern; with clusters the columns of z are (X, Z, y)
    optimum    the REML fit, without clusters
    own        (n, m, p) the rows of X, in the internal columns; the response's shift beside it
    reference  (n, m, p) the same with everybody in the reference arm
    raw_reference  (n m, p_all) the same rows as the formula codes them
    strata     (n,) which covariance a person has
    of_reference  which covariance the reference arm has
    reference_label  the reference arm, as the data have it
    clusters   random effects of clusters; None without
    """

    formula: ModelFormula
    schedule: Schedule
    design: Design
    problem: PatternProblem
    optimum: Optimum
    own: Array
    reference: Array
    raw_reference: Array
    strata: Places
    of_reference: int
    reference_label: Level
    clusters: ClusterPart | None

    @property
    def n_columns(self) -> int:
        """p, without the clusters' columns."""
        return int(self.design.x.shape[1])

    @cached_property
    def shift(self) -> Array:
        """(p,): the response is X @ shift + what is modelled."""
        return np.asarray(np.linalg.solve(self.design.basis.transform, self.design.offset))

    @property
    def covariances(self) -> Array:
        """(strata, m, m) at the fit."""
        return self.matrices(self.optimum.theta)

    def matrices(self, theta: Array) -> Array:
        """(strata, m, m): the covariance of every stratum."""
        pieces = zip(self.problem.strata, self.problem.pieces(theta), strict=True)
        return np.array([stratum.family.matrix(piece) for stratum, piece in pieces])


def imputation_model(
    formula: str,
    data: pd.DataFrame,
    *,
    participant: str,
    visit: str,
    arm: str,
    reference: object,
    covariance_by_arm: bool,
    stayed: Collection[Any] = (),
) -> ImputationModel:
    """Fit the imputation model.

    # ASSUME: given the covariates, the arm and the scores that were seen, whether a score is seen
    # does not depend on it (missing at random); what departs from that is said by the strategy.

    Raises:
        ModelError: the formula has no covariance over these visits and people, or not the arm; the
            data do not make a model that can be fitted, or one that has a mean at every visit.
    """
    parsed = _with_covariance(parse_formula(formula), participant, visit, arm, covariance_by_arm)
    term = parsed.covariance
    assert term is not None
    groups = [name for each in parsed.random for name in each.groups]
    schedule = schedule_of(
        data,
        response=parsed.response,
        needed=[name for name in model_covariates(parsed) if name != visit],
        participant=participant,
        visit=visit,
        arm=arm,
        stayed=stayed,
    )
    design = build_design(parsed, schedule.frame)
    if arm not in design.fixed.factors:
        raise ModelError(
            f"formula {parsed.text!r}: the arm, {arm!r}, must be a factor of the fixed part; "
            f"numbers that stand for arms are one by C({arm})"
        )
    planned = design.planned
    assert planned is not None
    refuse_alphabetical(term, planned.ordered)
    typed = typed_columns(parsed, schedule.frame, also=groups)
    of_reference = _reference_arm(schedule, arm, reference)
    levels = pd.Categorical(typed[arm])
    moved = pd.Categorical.from_codes(
        np.full(typed.n_rows, levels.categories.get_loc(schedule.arms[of_reference])),
        dtype=levels.dtype,
    )
    raw = [design.fixed.matrix(each)[0] for each in (typed, typed.replaced({arm: moved}))]
    _refuse_without_mean(raw[0], design, schedule, ~schedule.seen)
    shape = (schedule.n_people, schedule.n_visits, -1)
    own, of_reference_x = (
        (each[:, design.basis.kept] @ design.basis.transform).reshape(shape) for each in raw
    )
    clusters = cluster_part(parsed, typed, design) if parsed.random else None
    plain = build_patterns(design, term)
    _refuse_absent_visits(plain, schedule, term.group)
    try:
        optimum = maximise(plain, "reml")
    except (NotPositiveDefiniteError, np.linalg.LinAlgError) as error:
        reason = "no admissible covariance was found to start from"
        raise unidentified(parsed, design.fixed, reason) from error
    if not optimum.converged:
        raise ModelError(
            f"term {term}: the imputation model did not converge on "
            f"{plain.n_observations} scores of {plain.n_subjects} people; choose a simpler "
            "covariance"
        )
    problem = plain
    if clusters is not None:
        wide = np.column_stack([design.x, clusters.columns[design.rows]])
        problem = build_patterns(replace(design, x=wide), term)
    by_arm = term.group is not None
    return ImputationModel(
        formula=parsed,
        schedule=schedule,
        design=design,
        problem=problem,
        optimum=optimum,
        own=own,
        reference=of_reference_x,
        raw_reference=raw[1],
        strata=schedule.arm_codes if by_arm else np.zeros(schedule.n_people, dtype=np.intp),
        of_reference=of_reference if by_arm else 0,
        reference_label=schedule.arms[of_reference],
        clusters=clusters,
    )


def refuse_reference_without_mean(model: ImputationModel, people: Marks) -> None:
    """Refuse a reference arm that has no mean where these people (n,) need it.

    Raises:
        ModelError: with the number of scores.
    """
    schedule = model.schedule
    _refuse_without_mean(
        model.raw_reference, model.design, schedule, schedule.dropped & people[:, None]
    )


def _with_covariance(
    parsed: ModelFormula, participant: str, visit: str, arm: str, by_arm: bool
) -> ModelFormula:
    """The formula, whose covariance must be of these visits and people."""
    term = parsed.covariance
    if term is None or not term.structure.of_visits:
        raise ModelError(
            f"formula {parsed.text!r}: imputation needs a residual covariance over the visits, as "
            f"us({visit} | {participant}): a person's scores at other visits tell of the missing"
        )
    if (term.visit, term.subject) != (visit, participant) or term.group not in (None, arm):
        raise ModelError(
            f"term {term}: the covariance must be of {visit!r} and {participant!r}, which were "
            f"named as visit and participant; per arm, it is {term.family}"
            f"({visit} | {arm} / {participant})"
        )
    return replace(parsed, covariance=replace(term, group=arm)) if by_arm else parsed


def _reference_arm(schedule: Schedule, arm: str, reference: object) -> int:
    wanted = plain_level(reference)
    if wanted not in schedule.arms:
        raise ModelError(
            f"reference {shown(wanted)}: nobody is in that {arm}; there are "
            f"{', '.join(map(str, schedule.arms))}"
        )
    return schedule.arms.index(wanted)


def _refuse_without_mean(raw: Array, design: Design, schedule: Schedule, wanted: Marks) -> None:
    """Refuse missing scores whose mean the data do not determine."""
    unknown = ~estimable(raw, design.basis.null_basis).reshape(wanted.shape) & wanted
    if unknown.any():
        at = ", ".join(str(schedule.visits[t]) for t in np.flatnonzero(unknown.any(axis=0)))
        raise ModelError(
            f"{int(unknown.sum())} missing scores, at {schedule.visit} {at}, have no mean in the "
            "model: an arm, or another group of the fixed part, has no score there; leave that "
            "visit or group out, or take the interaction out of the formula"
        )


def _refuse_absent_visits(problem: PatternProblem, schedule: Schedule, group: str | None) -> None:
    """With a covariance per arm, every arm needs scores at every visit."""
    for stratum in problem.strata:
        if len(stratum.visits) < schedule.n_visits:
            raise ModelError(
                f"{group} {stratum.label} has no score at some {schedule.visit}: its covariance is "
                "not known there; use one covariance for all arms"
            )
    if group is not None and len(problem.strata) < len(schedule.arms):
        raise ModelError(f"some {group} has no score at all: there is nothing to impute from")

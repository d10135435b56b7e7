"""People who share clusters, in the models of therapy: as random effects, or as one block.

Formulas: docs/methods.md, "Therapy".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.fit import fit
from ipt_outcomes.models.marginal.linear_functions import estimate_functions
from ipt_outcomes.models.result import Fit
from ipt_outcomes.models.status import FAILED, NOT_CONVERGED, OK
from ipt_outcomes.plan.cluster_keys import cluster_keys
from ipt_outcomes.plan.plan import Plan

BLOCK = "block"
_NUMBERS = ("estimate", "se", "df", "p_value", "ci_lower", "ci_upper")
_FEWEST_BLOCKS = 2


@dataclass(frozen=True)
class Made:
    """A fitted model, or why there is none; the rows that it was asked of."""

    fit: Fit | None
    reason: str | None
    rows: pd.DataFrame

    def functions(self, asked: Sequence[dict[str, float]], level: float) -> list[dict[str, object]]:
        """Linear functions of the coefficients, each by its terms: numbers, status and reason."""
        if self.fit is None:
            return [no_numbers(FAILED, self.reason) for _ in asked]
        if not self.fit.converged:
            return [no_numbers(NOT_CONVERGED, "the model did not converge") for _ in asked]
        names = list(self.fit.column_names)
        matrix = np.zeros((len(asked), len(names)))
        for row, terms in enumerate(asked):
            for term, weight in terms.items():
                matrix[row, names.index(term)] = weight
        found = dict(estimate_functions(self.fit, matrix, level))
        return [
            {
                **{name: float(found[name][row]) for name in _NUMBERS},
                "status": str(found["status"][row]),
                "reason": None
                if found["status"][row] == OK
                else _not_told(str(found["status"][row])),
            }
            for row in range(len(asked))
        ]

    @property
    def size(self) -> dict[str, int]:
        """How many people and scores are in the model."""
        if self.fit is None:
            return {"people": 0, "observations": 0}
        return {
            "people": int(self.rows["participant"].nunique()),
            "observations": self.fit.n_observations,
        }


def no_numbers(status: str, reason: str | None) -> dict[str, object]:
    """What a function is where it has no number."""
    return {**dict.fromkeys(_NUMBERS, float("nan")), "status": status, "reason": reason}


def blocks(plan: Plan, participants: pd.DataFrame) -> pd.Series:
    """By participant, a number for all who share a cluster with one another, by whatever chain.

    Blocks are independent of one another; a person in no cluster is one alone.
    """
    people = participants.reset_index(drop=True)
    n = len(people)
    first, second, nodes = [], [], n
    for cluster in plan.clusters:
        if cluster.name not in people:
            continue
        codes, names = pd.factorize(cluster_keys(plan, cluster, people))
        inside = np.flatnonzero(codes >= 0)
        first.append(inside)
        second.append(codes[inside] + nodes)
        nodes += len(names)
    rows = np.concatenate(first) if first else np.zeros(0, dtype=int)
    columns = np.concatenate(second) if second else np.zeros(0, dtype=int)
    links = coo_array((np.ones(len(rows)), (rows, columns)), shape=(nodes, nodes))
    _, found = connected_components(links, directed=False)
    codes, _ = pd.factorize(found[:n])
    return pd.Series(codes, index=people["participant"].to_numpy())


def least_squares(formula: str, rows: pd.DataFrame) -> Made:
    """Ordinary least squares with CR2 standard errors by the column `block`.

    Their degrees of freedom are Satterthwaite's (Pustejovsky and Tipton 2018, J Bus Econ Stat
    36:672-683): people of one therapist are not independent, and therapists are few.
    """
    rows = rows.assign(_unit=np.arange(len(rows)).astype(str), _all="all")
    if rows[BLOCK].nunique() < _FEWEST_BLOCKS:
        return Made(None, "there are no two people, or clusters, that are independent", rows)
    how = {"df": "satterthwaite", "vcov": "CR2", "cluster": BLOCK}
    return _fitted(f"{formula} + us(_all | _unit)", rows, **how)


def mixed(plan: Plan, fixed: str, rows: pd.DataFrame, slopes: Sequence[Sequence[str]]) -> Made:
    """A mixed model with random effects of people and of the plan's clusters.

    `slopes` are sets of columns that have random effects of people beside the intercept, the
    richest first: the first one that the data allow holds, the last in any case. The rows need
    `elapsed`, the time since the start, along which what a therapist adds grows. Kenward and
    Roger's degrees of freedom allow for few clusters, also where their variance is found at zero.
    """
    rows, of_clusters = _with_clusters(plan, rows)
    made = Made(None, None, rows)
    for each in slopes:
        people = f"({' + '.join(('1', *each))} | participant)"
        made = _fitted(f"{fixed} + {people}{of_clusters}", rows, df="kenward-roger")
        if made.fit is not None and made.fit.converged and _tells_people(made.fit):
            break
    return made


def random_slopes(made: Made) -> int:
    """How many slopes differ between people in the model."""
    if made.fit is None:
        return 0
    frame = cast("pd.DataFrame", made.fit.covariance)
    own = frame[(frame["group"] == "participant") & frame["term_2"].isna()]
    return len(own) - 1


def _fitted(formula: str, rows: pd.DataFrame, **how: str) -> Made:
    try:
        return Made(fit(formula, rows, **how), None, rows)
    except ModelError as error:
        return Made(None, str(error), rows)


def _with_clusters(plan: Plan, rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The rows with the variables of the clusters' random effects, and their terms.

    ASSUME: clusters by the treatment share nothing at its start, and what they add grows with time;
    others have an intercept.
    """
    terms, made = "", {}
    for cluster in plan.clusters:
        if cluster.name not in rows or rows[cluster.name].isna().all():
            continue
        keys = cluster_keys(plan, cluster, rows)
        on = keys.notna().astype("float64")
        name = f"{cluster.name}_on"
        made[name] = on * rows["elapsed"] if cluster.by_treatment else on
        # Nobody's: the effect's variable is zero there.
        made[f"{cluster.name}_key"] = keys.fillna("none")
        terms += f" + (0 + {name} | {cluster.name}_key)"
    return rows.assign(**made), terms


def _tells_people(found: Fit) -> bool:
    """Whether the covariance of people's effects is away from its boundary."""
    frame = cast("pd.DataFrame", found.covariance)
    own = frame[frame["group"] == "participant"]
    names = list(own.loc[own["term_2"].isna(), "term"])
    matrix = pd.DataFrame(np.eye(len(names)), index=names, columns=names)
    for term, other, value in own[["term", "term_2", "sd_or_correlation"]].itertuples(index=False):
        if other is None or pd.isna(other):
            if value <= 0:
                return False
        else:
            matrix.loc[term, other] = matrix.loc[other, term] = value
    if matrix.isna().to_numpy().any():
        return False
    return bool(np.linalg.eigvalsh(matrix.to_numpy())[0] > 1e-6)


def _not_told(status: str) -> str | None:
    return None if status == OK else "the data do not tell it"

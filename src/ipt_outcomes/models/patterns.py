"""The problem of shared visits: an MMRM as cross-products per pattern, one set per covariance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.covariance.registry import covariance_family
from ipt_outcomes.models.cross_products import CrossProducts, cross_products
from ipt_outcomes.models.design import Design
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import CovarianceTerm
from ipt_outcomes.models.moments import Array, Moments
from ipt_outcomes.models.pattern_moments import pattern_moments

SINGULAR_EIGENVALUE = 1e-8


@dataclass(frozen=True)
class Stratum:
    """The people who share one covariance: everyone, or the people of one arm."""

    label: str | None
    visits: tuple[str, ...]
    cross: CrossProducts
    family: Family

    def names(self) -> tuple[str, ...]:
        """Parameter names, the arm in front when there are several."""
        names = self.family.names(self.visits)
        return names if self.label is None else tuple(f"{self.label}: {name}" for name in names)

    def empirical(self) -> Array:
        """(m, m) covariance of the least-squares residuals over the people seen at both visits.

        Eigenvalues are lifted to a thousandth of their mean, so that it is positive definite
        whatever the gaps.
        """
        pairs = np.maximum(self.cross.pairs_seen(), 1)
        matrix = self.cross.sums[:, :, :, -1, -1].sum(axis=0) / pairs
        values, vectors = np.linalg.eigh((matrix + matrix.T) / 2.0)
        values = np.maximum(values, 1e-3 * float(np.abs(values).mean()))
        return np.asarray((vectors * values) @ vectors.T)


@dataclass(frozen=True)
class PatternProblem:
    """A `Problem` whose covariance is indexed by visits."""

    strata: tuple[Stratum, ...]
    n_subjects: int
    kind: str = "visits"

    @property
    def n_observations(self) -> int:
        """Rows that entered the fit."""
        return sum(stratum.cross.n_observations for stratum in self.strata)

    @property
    def n_columns(self) -> int:
        """p."""
        return int(self.strata[0].cross.sums.shape[-1]) - 1

    @property
    def theta_names(self) -> tuple[str, ...]:
        """Names of the covariance parameters, stratum by stratum."""
        return tuple(name for stratum in self.strata for name in stratum.names())

    @property
    def linear(self) -> bool:
        """Whether V is linear in theta."""
        return all(stratum.family.linear for stratum in self.strata)

    def start(self) -> Array:
        """Each stratum's empirical covariance, in the family's parameters."""
        return np.concatenate([s.family.start(s.empirical()) for s in self.strata])

    def moments(self, theta: Array, order: int) -> Moments:
        """The sums over all strata; see `Problem.moments`."""
        parts = [
            pattern_moments(stratum.cross, stratum.family, piece, order)
            for stratum, piece in zip(self.strata, self._pieces(theta), strict=True)
        ]
        return parts[0] if len(parts) == 1 else _together(parts)

    def optimise(self, method: str) -> None:
        """None: the engine's own optimiser serves."""

    def to_natural(self, free: Array) -> Array:
        """Theta for an unconstrained vector."""
        pairs = zip(self.strata, self._pieces(free), strict=True)
        return np.concatenate([stratum.family.to_natural(piece) for stratum, piece in pairs])

    def to_free(self, theta: Array) -> Array:
        """The unconstrained vector for theta."""
        pairs = zip(self.strata, self._pieces(theta), strict=True)
        return np.concatenate([stratum.family.to_free(piece) for stratum, piece in pairs])

    def jacobian(self, free: Array) -> Array:
        """d theta / d free, block diagonal over strata."""
        jacobian = np.zeros((len(free), len(free)))
        start = 0
        for stratum, piece in zip(self.strata, self._pieces(free), strict=True):
            end = start + len(piece)
            jacobian[start:end, start:end] = stratum.family.jacobian(piece)
            start = end
        return jacobian

    def at_boundary(self, theta: Array) -> bool:
        """Whether a correlation matrix has an eigenvalue below 1e-8."""
        for stratum, piece in zip(self.strata, self._pieces(theta), strict=True):
            matrix = stratum.family.matrix(piece)
            deviations = np.sqrt(np.diag(matrix))
            correlation = matrix / np.outer(deviations, deviations)
            if np.linalg.eigvalsh(correlation)[0] < SINGULAR_EIGENVALUE:
                return True
        return False

    def interior(self, theta: Array) -> NDArray[np.bool_]:
        """All true: a visit covariance is never held at a boundary."""
        return np.ones(len(theta), dtype=bool)

    def covariance_frame(self, theta: Array) -> pd.DataFrame:
        """Visit by visit; with a covariance per arm the rows carry (arm, visit)."""
        frames = {}
        for stratum, piece in zip(self.strata, self._pieces(theta), strict=True):
            matrix = stratum.family.matrix(piece)
            index = pd.Index(stratum.visits, name="visit")
            frames[stratum.label] = pd.DataFrame(matrix, index=index, columns=index)
        if None in frames:
            return frames[None]
        return pd.concat(frames, names=["group"])

    def _pieces(self, vector: Array) -> list[Array]:
        ends = np.cumsum([stratum.family.n_parameters for stratum in self.strata])[:-1]
        return np.split(vector, ends)


def build_patterns(design: Design, term: CovarianceTerm) -> PatternProblem:
    """Reduce the data of a design to cross-products for one residual covariance.

    Raises:
        ModelError: a person has two rows at a visit or two levels of the covariance's group, a
            visit or a person is missing, a visit or pair of visits has too few people for it.
    """
    frame = design.frame
    for name in filter(None, (term.subject, term.visit, term.group)):
        missing = int(frame[name].isna().sum())
        if missing:
            raise ModelError(
                f"term {term}: {name!r} is missing in {missing} rows; fill or drop them"
            )
    people, _ = pd.factorize(frame[term.subject], sort=True)
    duplicated = pd.DataFrame({"who": people, "when": frame[term.visit]}).duplicated()
    if duplicated.any():
        raise ModelError(
            f"term {term}: {int(duplicated.sum())} rows repeat a {term.subject} at the same "
            f"{term.visit}; keep one row for each person and visit, or model real times with a "
            "random slope"
        )
    z = np.column_stack([design.x, design.y])
    if term.group is None:
        strata: tuple[Stratum, ...] = (_stratum(term, None, frame, z, people),)
    else:
        if (frame.groupby(people)[term.group].nunique() > 1).any():
            raise ModelError(f"term {term}: some people have more than one {term.group}")
        groups = frame[term.group].astype("category").cat.remove_unused_categories()
        members = [(level, (groups == level).to_numpy()) for level in groups.cat.categories]
        strata = tuple(
            _stratum(term, str(level), frame[chosen], z[chosen], people[chosen])
            for level, chosen in members
        )
    return PatternProblem(strata, n_subjects=int(people.max()) + 1)


def _stratum(
    term: CovarianceTerm,
    label: str | None,
    frame: pd.DataFrame,
    z: Array,
    people: NDArray[np.intp],
) -> Stratum:
    # A visit at which this arm has no one has no parameters: it is left out of the arm's matrix.
    visit = frame[term.visit].astype("category").cat.remove_unused_categories()
    levels = tuple(str(level) for level in visit.cat.categories)
    subject, _ = pd.factorize(people, sort=True)
    codes = visit.cat.codes.to_numpy().astype(np.intp)
    cross = cross_products(z, subject, codes, len(levels))
    stratum = Stratum(label, levels, cross, covariance_family(term.family, len(levels)))
    _refuse_too_few(term, stratum)
    return stratum


def _refuse_too_few(term: CovarianceTerm, stratum: Stratum) -> None:
    """A free covariance needs people at each visit and, for each pair of visits, at both."""
    pairs = stratum.cross.pairs_seen()
    where = f" in {term.group} {stratum.label}" if stratum.label is not None else ""
    if term.family != "us":
        if len(stratum.visits) > 1 and not np.triu(pairs, 1).any():
            raise ModelError(f"term {term}: no one{where} was seen at two visits")
        return
    needed = len(stratum.visits)
    residual_df = stratum.cross.residual_df()
    remedy = "use a simpler covariance, such as cs, or leave out the visit"
    for index, visit in enumerate(stratum.visits):
        if residual_df[index] < needed:
            raise ModelError(
                f"term {term}: {pairs[index, index]} people at {term.visit} {visit}{where} are too "
                f"few: they leave {residual_df[index]} residual degrees of freedom for an "
                f"unstructured covariance of {needed} visits; {remedy}"
            )
        for other in range(index):
            if pairs[index, other] < 2:
                raise ModelError(
                    f"term {term}: {pairs[index, other]} people{where} were seen at both "
                    f"{term.visit} {stratum.visits[other]} and {visit}: their covariance cannot "
                    f"be estimated; {remedy}"
                )


def _together(parts: list[Moments]) -> Moments:
    """The sums of several strata, each with parameters of its own."""
    zz = np.sum([part.zz for part in parts], axis=0)
    log_det = sum(part.log_det for part in parts)
    firsts = [part.first for part in parts if part.first is not None]
    traces = [part.trace for part in parts if part.trace is not None]
    if not firsts:
        return Moments(zz, log_det)
    return Moments(
        zz,
        log_det,
        first=np.concatenate(firsts),
        trace=np.concatenate(traces),
        second=_block_diagonal([part.second for part in parts]),
        curvature=_block_diagonal([part.curvature for part in parts]),
        trace2=_block_diagonal([part.trace2 for part in parts]),
        trace_curvature=_block_diagonal([part.trace_curvature for part in parts]),
    )


def _block_diagonal(blocks: list[Array | None]) -> Array | None:
    """Blocks (K_g, K_g, ...) on the diagonal of the first two axes; None when any is None."""
    present = [block for block in blocks if block is not None]
    if len(present) < len(blocks):
        return None
    size = sum(block.shape[0] for block in present)
    whole = np.zeros((size, size, *present[0].shape[2:]))
    start = 0
    for block in present:
        end = start + block.shape[0]
        whole[start:end, start:end] = block
        start = end
    return whole

"""The likelihood of many responses with a covariance over visits and random effects of groups.

V = R + Z G Z' with R_i the covariance of person i's visits and W_i its padded inverse, the same for
all of a pattern. With A_j = sum_i Z_i'W_i Z_i over the people of group j everything by G is as in
`evaluation.py`, R^-1 standing for I / sigma^2. By a parameter of R, with omega_i = W_i Z_i,
F_j = (I + A_j G)^-1, M_j = G F_j and H_j = G T_j,

    (V^-1)_ik = delta_ik W_i - omega_i M_j omega_k'     within a group
    (V^-1 X)_i = W_i X_i - omega_i H_j                  X_i = (I (x) x_i') M

and what people share, W_i X_i Phi X_i' W_i, is summed by pattern in saturated columns, as in
`batch/evaluation.py`. The rest of a person's part of V^-1 X Phi X' V^-1 is
omega_i d_i' + d_i omega_i' with d_i = omega_i G U_j G / 2 - W_i X_i Phi H_j'.

Formulas: docs/methods.md, "Many responses at once".
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.models.batch.effects.coordinates import effect_entries
from ipt_outcomes.models.batch.effects.evaluation import EffectsEvaluation, evaluate_effects
from ipt_outcomes.models.batch.effects.people_design import PeopleDesign
from ipt_outcomes.models.batch.effects.small import small_inverses, small_products
from ipt_outcomes.models.batch.effects.sums import EffectSums
from ipt_outcomes.models.batch.family_stack import FamilyStack
from ipt_outcomes.models.batch.response_sums import ResponseSums, ScoresLeft
from ipt_outcomes.models.batch.stacks import padded_inverses
from ipt_outcomes.models.covariance.entries import by_parameters, entry_sums
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False)
class PeopleScores:
    """B responses: sums by pattern, the scores that least squares left, and who has which pattern.

    member  (B, R, N) ones where a person has the pattern
    """

    sums: ResponseSums
    scores: ScoresLeft
    member: Array

    def take(self, chosen: NDArray[np.intp]) -> PeopleScores:
        """Those responses only."""
        scores = ScoresLeft(self.scores.left[chosen], self.scores.pattern[chosen])
        return PeopleScores(self.sums.take(chosen), scores, self.member[chosen])


@dataclass(frozen=True, repr=False)
class PeopleEvaluation:
    """B responses, each at its theta: the parameters of R, then the entries of G.

    theta      (B, K)
    groups     what belongs to groups, with R^-1 in the place of I / sigma^2
    turned     (B, Q, Q, J) F_j
    between    (B, Q, Q, J) M_j
    carried    (B, Q, p, J) H_j
    first      (B or 1, L, T) derivatives of R's entries; None where the parameters are these
    bent       (B, L, L, m, m) second derivatives, or None
    inverse    (B, R, m, m) W of each pattern
    person     (B, N, m, m) W_i
    beside     (B, N, m, Q) omega_i
    residual   (B, N, m) (V^-1 r)_i
    lost       (B, R, m, m) sum by pattern of omega_i M_j omega_i'
    estimated  (B, R, m, m) sum by pattern of (V^-1 X)_i Phi (V^-1 X)_i'; zero with ML
    slope      (B, m, m) the gradient of minus twice the log-likelihood by R itself
    gradient   (B, K)
    value      (B,)
    """

    theta: Array
    groups: EffectsEvaluation
    turned: Array
    between: Array
    carried: Array
    first: Array | None
    bent: Array | None
    inverse: Array
    person: Array
    beside: Array
    residual: Array
    lost: Array
    estimated: Array
    slope: Array
    gradient: Array
    value: Array

    @property
    def phi(self) -> Array:
        """(B, p, p)."""
        return self.groups.phi

    def take(self, chosen: NDArray[np.intp]) -> PeopleEvaluation:
        """Those responses only."""
        kept: dict[str, Any] = {"groups": self.groups.take(chosen)}
        for field in fields(self):
            stack = getattr(self, field.name)
            shared = stack is None or (field.name == "first" and len(stack) == 1)
            if field.name != "groups":
                kept[field.name] = stack if shared else stack[chosen]
        return PeopleEvaluation(**kept)


@np.errstate(all="ignore")
def evaluate_people(
    held: PeopleScores, design: PeopleDesign, families: FamilyStack, theta: Array, reml: bool
) -> PeopleEvaluation:
    """Evaluate each response of `held` at its row of `theta` (B, K)."""
    entries, sums = design.entries, held.sums
    b, r, m = sums.seen.shape
    x, z = design.carriers, design.z
    n, c, q = len(x), x.shape[1], z.shape[2]
    by_visit = theta[:, entries.plain]
    inverse, log_det, good = padded_inverses(families.matrix(by_visit), sums.seen)
    person = inverse[np.arange(b)[:, None], held.scores.pattern]
    beside = person @ z
    whole = np.swapaxes(inverse.reshape(b, r, m * m), 1, 2) @ sums.grams.reshape(b, r, c * c)
    whole = whole.reshape(b, m, m, c, c).transpose(0, 1, 3, 2, 4).reshape(b, m * c, m * c)
    right = (inverse @ sums.cross).sum(axis=1).reshape(b, m * c)
    outer = np.swapaxes(beside, 2, 3)[..., None] * x[:, None, None]
    effects = by_group(design, outer.reshape(b, n, q * m * c)).reshape(b, q, m * c, -1)
    if design.columns is not None:
        whole = design.columns.T @ whole @ design.columns
        right = right @ design.columns
        effects = design.columns.T @ effects
    at_groups = EffectSums(
        zz=by_group(design, np.swapaxes(z, 1, 2) @ beside).reshape(b, q, q, -1),
        zx=effects,
        zy=by_group(design, (beside * held.scores.left[..., None]).sum(axis=2)),
        xx=whole,
        xy=right,
        yy=(inverse * sums.products).sum(axis=(1, 2, 3)),
        n=sums.n_observations.astype(np.float64),
        offset=sums.offset,
    )
    alone = effect_entries(_sizes(design), first=0, n_plain=1)
    of_groups = np.concatenate([theta[:, entries.at], np.ones((b, 1))], axis=1)
    at = evaluate_effects(at_groups, alone, of_groups, reml)
    g = alone.covariance(of_groups)
    turned, _ = small_inverses(small_products(at_groups.zz, g[..., None]) + np.eye(q)[:, :, None])
    between = small_products(g[..., None], turned)
    carried = small_products(g[..., None], at.columns)

    residual = held.scores.left - people_columns(design, at.beta)
    residual = (person @ residual[..., None])[..., 0]
    residual = residual - (beside @ of_people(design, g @ at.residual)[..., None])[..., 0]

    def by_pattern(left: Array) -> Array:
        products = left @ np.swapaxes(beside, 2, 3)
        return (held.member @ products.reshape(b, n, m * m)).reshape(b, r, m, m)

    lost = by_pattern(beside @ of_people(design, between))
    estimated = np.zeros_like(inverse)
    if reml:
        phi = at.phi if design.columns is None else design.columns @ at.phi @ design.columns.T
        blocks = phi.reshape(b, m, c, m, c).transpose(0, 1, 3, 2, 4).reshape(b, m * m, c * c)
        shares = blocks @ np.swapaxes(sums.grams.reshape(b, r, c * c), 1, 2)
        estimated = inverse @ np.swapaxes(shares, 1, 2).reshape(b, r, m, m) @ inverse
        around = small_products(small_products(g[..., None], at.estimated), g[..., None]) / 2.0
        moved = person @ _shared_columns(design, at.phi @ _effects_last(carried))
        crossed = by_pattern(beside @ of_people(design, around) - moved)
        estimated = estimated + crossed + np.swapaxes(crossed, 2, 3)
    weight = sums.people[:, :, None, None] * inverse
    slope = (weight - lost - estimated).sum(axis=1) - np.swapaxes(residual, 1, 2) @ residual
    slope = (slope + np.swapaxes(slope, 1, 2)) / 2.0
    first = families.first(by_visit)
    gradient = np.empty_like(theta)
    gradient[:, entries.plain] = by_parameters(first, entry_sums(slope))
    gradient[:, entries.at] = at.gradient[:, :-1]
    value = at.value + (sums.people * log_det).sum(axis=1)
    return PeopleEvaluation(
        theta=theta,
        groups=at,
        turned=turned,
        between=between,
        carried=carried,
        first=first,
        bent=families.second(by_visit),
        inverse=inverse,
        person=person,
        beside=beside,
        residual=residual,
        lost=(lost + np.swapaxes(lost, 2, 3)) / 2.0,
        estimated=(estimated + np.swapaxes(estimated, 2, 3)) / 2.0,
        slope=slope,
        gradient=gradient,
        value=np.where(good & np.isfinite(value), value, np.inf),
    )


def people_columns(design: PeopleDesign, coefficients: Array) -> Array:
    """(B, N, m): X_i times coefficients (B, p)."""
    m, c = design.n_visits, design.carriers.shape[1]
    saturated = coefficients if design.columns is None else coefficients @ design.columns.T
    return np.asarray(design.carriers @ np.swapaxes(saturated.reshape(-1, m, c), 1, 2))


def by_group(design: PeopleDesign, stack: Array) -> Array:
    """(B, any, J): sums over each group's people of (B, N, any)."""
    flat = stack.reshape(*stack.shape[:2], -1)
    return np.swapaxes(np.add.reduceat(flat, design.starts[:-1], axis=1), 1, 2)


def of_people(design: PeopleDesign, stack: Array) -> Array:
    """(B, N, ...): what each person's group has in (B, ..., J)."""
    return np.moveaxis(stack, -1, 1)[:, design.group]


def _effects_last(stack: Array) -> Array:
    """(B, p, Q J) from (B, Q, p, J)."""
    b, _, p, _ = stack.shape
    return np.swapaxes(stack, 1, 2).reshape(b, p, -1)


def _shared_columns(design: PeopleDesign, stack: Array) -> Array:
    """(B, N, m, Q): X_i times what its group has in (B, p, Q J)."""
    m, c, q = design.n_visits, design.carriers.shape[1], design.z.shape[2]
    saturated = stack if design.columns is None else design.columns @ stack
    own = saturated.reshape(len(stack), m, c, q, -1).transpose(0, 4, 2, 1, 3)[:, design.group]
    made = design.carriers[:, 0, None, None] * own[:, :, 0]
    for carrier in range(1, c):
        made += design.carriers[:, carrier, None, None] * own[:, :, carrier]
    return np.asarray(made)


def _sizes(design: PeopleDesign) -> list[int]:
    """The sizes of the components of G."""
    entries = design.entries
    diagonal = entries.row == entries.column
    return [int(size) for size in np.bincount(entries.together[diagonal])]

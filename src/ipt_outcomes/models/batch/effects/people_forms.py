"""Bilinear forms in the derivatives of V, for people inside groups; see `people_evaluation.py`.

With the sums over the people of group j

    S_jk = sum_i omega_i' V_k omega_i      D_jk = sum_i omega_i' V_k (V^-1 X)_i

a form in two parameters of R is one over patterns less what the groups share, one in a parameter of
R and an entry of G is a trace of Q x Q matrices over groups, and one in two entries is that of
`evaluation.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ipt_outcomes.models.batch.effects.evaluation import entry_curves
from ipt_outcomes.models.batch.effects.people_design import PeopleDesign
from ipt_outcomes.models.batch.effects.people_evaluation import (
    PeopleEvaluation,
    PeopleScores,
    by_group,
    of_people,
    people_columns,
)
from ipt_outcomes.models.batch.effects.small import form_sums, outer_sums, summed
from ipt_outcomes.models.batch.evaluation import (
    curve_products,
    curves,
    pair_traces,
    vectors_turned,
)
from ipt_outcomes.models.batch.stacks import Marks
from ipt_outcomes.models.covariance.entries import by_parameters, entry_sums
from ipt_outcomes.models.moments import Array


@dataclass(frozen=True, repr=False)
class VectorForms:
    """What a vector s = V^-1 v over the rows gives, for each response.

    form    (B, K, K) s' V_k V^-1 V_l s
    sides   (B, K, p) X' V^-1 V_k s
    linear  (B, K) s' V_k s
    square  (B, m, m) sum over people of s_i s_i'
    """

    form: Array
    sides: Array
    linear: Array
    square: Array


@dataclass(frozen=True)
class PeopleForms:
    """The forms of evaluations of one design."""

    at: PeopleEvaluation
    held: PeopleScores
    design: PeopleDesign

    def of_function(self, u: Array) -> VectorForms:
        """Of V^-1 X u, u (B, p)."""
        at, design = self.at, self.design
        groups = (u[:, None, None] @ at.groups.columns)[:, :, 0]
        people = (at.person @ people_columns(design, u)[..., None])[..., 0]
        lost = of_people(design, (u[:, None, None] @ at.carried)[:, :, 0])
        return self.of_vector(people - (at.beside @ lost[..., None])[..., 0], groups)

    def of_vector(self, people: Array, groups: Array) -> VectorForms:
        """Of a vector whose people's parts are (B, N, m), and Z' of it (B, Q, J)."""
        at, design, entries = self.at, self.design, self.design.entries
        b, n, m = people.shape
        r, q, c = at.inverse.shape[1], groups.shape[1], design.carriers.shape[1]
        basis, plain, own = entries.basis, entries.plain, entries.at
        products = (people[..., :, None] * people[..., None, :]).reshape(b, n, m * m)
        by_pattern = (self.held.member @ products).reshape(b, r, m, m)
        square = by_pattern.sum(axis=1)
        outer = groups[:, :, None] * groups[:, None]
        linear = np.empty((b, entries.n_parameters))
        linear[:, plain] = by_parameters(at.first, entry_sums(square))
        linear[:, own] = (basis @ summed(outer))[:, :, 0]

        # sum_i omega_i' V_k s_i by group: (B, L, Q, J)
        pairs = at.beside[..., None] * people[:, :, None, None]
        shared = self._derived(by_group(design, pairs), q, 1)[:, :, :, 0]
        sides = np.empty((b, entries.n_parameters, at.phi.shape[1]))
        carriers = (people[..., None] * design.carriers[:, None]).reshape(b, n, m * c)
        vectors = (self.held.member @ carriers).reshape(b, r, m, c)
        of_visits = vectors_turned(at.first, at.inverse, vectors)
        if design.columns is not None:
            of_visits = of_visits @ design.columns
        sides[:, plain] = of_visits - _contracted(shared, at.carried)
        sides[:, own] = basis @ outer_sums(groups, at.groups.columns)

        form = np.empty((b, entries.n_parameters, entries.n_parameters))
        visits = pair_traces(at.first, at.inverse, by_pattern)
        form[:, plain[:, None], plain] = visits - _paired(shared, _times(at.between, shared))
        met = _times(at.turned, shared)
        crossed = met.reshape(b, -1, met.shape[3]) @ np.swapaxes(groups, 1, 2)
        crossed = crossed.reshape(b, -1, q * q) @ np.swapaxes(basis, 1, 2)
        form[:, plain[:, None], own] = crossed
        form[:, own[:, None], plain] = np.swapaxes(crossed, 1, 2)
        form[:, own[:, None], own] = form_sums(basis, at.groups.effects, outer)
        return VectorForms((form + np.swapaxes(form, 1, 2)) / 2.0, sides, linear, square)

    def expected(self, *, reml: bool, exact: bool) -> Array:
        """(B, K, K): tr(P V_k P V_l), twice the expected information.

        With `exact` false tr(Phi F_k Phi F_l) is taken to be tr(Phi Q_kl), as in
        `batch/evaluation.py`.
        """
        at, entries = self.at, self.design.entries
        b, q, _, j = at.between.shape
        basis, plain, own = entries.basis, entries.plain, entries.at
        share = 2.0 if exact else 1.0
        weight = self.held.sums.people[:, :, None, None] * at.inverse
        middle = weight - 2.0 * at.lost - share * at.estimated
        of_visits = pair_traces(at.first, at.inverse, middle)
        ours, theirs = self._group_sums(reml and exact)
        n_visits = ours.shape[1]
        between = np.einsum("bacj,blcdj->bladj", at.between, ours)
        swapped = between.swapaxes(2, 3).reshape(b, n_visits, -1)
        of_visits = of_visits + between.reshape(b, n_visits, -1) @ swapped.swapaxes(1, 2)
        middle = np.einsum("bacj,blcdj->bladj", at.turned, ours)
        middle = np.einsum("bladj,bedj->blaej", middle, at.turned)
        if reml and exact:
            flat = theirs.swapaxes(3, 4).reshape(b, -1, theirs.shape[3])
            halves = (flat @ at.phi).reshape(b, n_visits, q, j, -1)
            met = np.einsum("bacj,blcjp->blajp", at.between, halves)
            of_visits = of_visits + share * met.reshape(b, n_visits, -1) @ (
                flat.reshape(b, n_visits, -1).swapaxes(1, 2)
            )
            met = np.einsum("bapj,blcjp->blacj", at.groups.columns, halves)
            middle = middle - share * np.einsum("blacj,bdcj->bladj", met, at.turned)
        form = np.empty((b, entries.n_parameters, entries.n_parameters))
        form[:, plain[:, None], plain] = of_visits
        crossed = middle.sum(axis=4).reshape(b, n_visits, q * q) @ basis.swapaxes(1, 2)
        form[:, plain[:, None], own] = crossed
        form[:, own[:, None], plain] = crossed.swapaxes(1, 2)
        within = at.groups.effects - share * at.groups.estimated
        form[:, own[:, None], own] = form_sums(basis, at.groups.effects, within)
        form = (form + form.swapaxes(1, 2)) / 2.0
        return form + self._estimation_products(ours, theirs) if reml and exact else form

    def _group_sums(self, reml: bool) -> tuple[Array, Array]:
        """S (B, L, Q, Q, J) and D (B, L, Q, p, J); with ML no D."""
        at, design = self.at, self.design
        b, n, m, q = at.beside.shape
        pairs = at.beside[..., None, None] * at.beside[:, :, None, None]
        ours = self._derived(by_group(design, pairs), q, q)
        if not reml:
            return ours, np.zeros((b, 0))
        # omega[s, q] W[t, u] by person, then with the carriers summed over each group's people
        wide = at.beside[..., None, None] * at.person[:, :, None, None]
        wide = np.swapaxes(wide.reshape(b, n, -1), 1, 2)
        starts, carriers = design.starts, design.carriers
        summed_up = np.empty((b, wide.shape[1], carriers.shape[1], len(starts) - 1))
        for group, (begin, end) in enumerate(pairwise(starts)):
            summed_up[..., group] = wide[:, :, begin:end] @ carriers[begin:end]
        theirs = self._derived(summed_up, q, m * carriers.shape[1])
        if design.columns is not None:
            theirs = np.swapaxes(np.swapaxes(theirs, 3, 4) @ design.columns, 3, 4)
        lost = ours[:, :, :, 0, None] * at.carried[:, None, None, 0]
        for effect in range(1, q):
            lost = lost + ours[:, :, :, effect, None] * at.carried[:, None, None, effect]
        return ours, theirs - lost

    def _derived(self, stack: Array, rows: int, columns: int) -> Array:
        """(B, L, rows, columns, J) from (B, m rows m columns, J): sums with V_k over visits."""
        b, m = len(stack), self.design.n_visits
        split = stack.reshape(b, m, rows, m, columns, -1).transpose(0, 1, 3, 2, 4, 5)
        return by_parameters(self.at.first, entry_sums(split))

    def _estimation_products(self, ours: Array, theirs: Array) -> Array:
        """(B, K, K): tr(Phi F_k Phi F_l) with F_k = X'V^-1 V_k V^-1 X."""
        at, design, entries = self.at, self.design, self.design.entries
        b, n_visits, q, p, j = theirs.shape
        of_visits = curves(at.first, at.inverse, self.held.sums.grams)
        if design.columns is not None:
            of_visits = design.columns.T @ of_visits @ design.columns
        # F_k of the patterns, less D'H + H'D + H'SH of the groups
        beside = theirs.copy()
        for effect in range(q):
            beside += ours[:, :, :, effect, None] * at.carried[:, None, None, effect] / 2.0
        left = beside.transpose(0, 1, 3, 2, 4).reshape(b, n_visits * p, q * j)
        right = at.carried.swapaxes(2, 3).reshape(b, q * j, p)
        lost = (left @ right).reshape(b, n_visits, p, p)
        curve = np.empty((b, entries.n_parameters, p, p))
        curve[:, entries.plain] = of_visits - lost - lost.swapaxes(2, 3)
        curve[:, entries.at] = entry_curves(at.groups.columns, entries.basis)
        return curve_products(curve, at.phi)


def people_information(
    forms: PeopleForms, observed: Marks, *, reml: bool, exact: bool
) -> tuple[Array, Array]:
    """(B, K, K): observed where marked, expected elsewhere; as `likelihood.py` scales it.

    And the expected one for all.
    """
    at = forms.at
    expected = forms.expected(reml=reml, exact=exact)
    if not observed.any():
        return expected / 2.0, expected / 2.0
    found = forms.of_vector(at.residual, at.groups.residual)
    quadratic = found.form - found.sides @ at.phi @ np.swapaxes(found.sides, 1, 2)
    hessian = 2.0 * quadratic - expected
    if at.bent is not None:
        plain = forms.design.entries.plain
        curved = (at.bent * at.slope[:, None, None]).sum(axis=(3, 4))
        hessian[:, plain[:, None], plain] += curved
    return np.where(observed[:, None, None], hessian, expected) / 2.0, expected / 2.0


def _times(matrices: Array, vectors: Array) -> Array:
    """(B, L, Q, J) from (B, Q, Q, J) and (B, L, Q, J)."""
    made = matrices[:, None, :, 0] * vectors[:, :, None, 0]
    for inner in range(1, matrices.shape[2]):
        made = made + matrices[:, None, :, inner] * vectors[:, :, None, inner]
    return np.asarray(made)


def _paired(left: Array, right: Array) -> Array:
    """(B, L, L): sums over effects and groups of products of two (B, L, Q, J)."""
    b, n = left.shape[:2]
    return np.asarray(left.reshape(b, n, -1) @ np.swapaxes(right.reshape(b, n, -1), 1, 2))


def _contracted(left: Array, right: Array) -> Array:
    """(B, L, p): sums over effects and groups of (B, L, Q, J) times (B, Q, p, J)."""
    b, n = left.shape[:2]
    flat = np.swapaxes(right, 2, 3).reshape(b, -1, right.shape[2])
    return np.asarray(left.reshape(b, n, -1) @ flat)

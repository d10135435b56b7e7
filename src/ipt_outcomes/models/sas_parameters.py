"""Kenward and Roger's second-derivative term in the parameters that SAS's PROC MIXED has.

The term depends on the parametrisation of V, as W_kl V_kl is no tensor. With other parameters
psi_k that are functions of one theta_k each,

    sum W_kl V_kl in psi = sum W_kl V_kl in theta - sum_k b_k W_kk V_k,   b = psi'' / psi',

so that the engine's own parameters serve. SAS's are variances and correlations (SAS/STAT User's
Guide, PROC MIXED, REPEATED statement, TYPE=): CSH, ARH(1), TOEPH and ANTE(1) print Var(1), Var(2),
... beside their correlations, AR(1) the residual variance, SP(EXP) that and a range. UN, CS, TOEP
and VC are linear in theirs, as in this engine, and the term is zero.

SAS's own differences between DDFM=KR and KR(LINEAR), in the comparisons that the authors of the R
package mmrm published (artificial data of 200 people at four visits), are those of variances: for
CSH, TOEPH, ANTE(1) and ARH(1) +.00011, +.00007, +.00013 and -.00022 of an SE of about .7, where
variances give between -.00034 and +.00012 in a trial with about the same missing visits, and
standard deviations -.0016 to -.0023. For AR(1) -.0019, where a variance gives -.0018 and a standard
deviation -.0023; for SP(EXP) .00025, where a range gives .00022 and a correlation -.0014.

Formulas: docs/methods.md, "Kenward and Roger".
"""

from __future__ import annotations

import numpy as np

from ipt_outcomes.models.covariance.antedependence import Antedependence
from ipt_outcomes.models.covariance.family import Family
from ipt_outcomes.models.covariance.scaled import Scaled
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.moments import Array
from ipt_outcomes.models.problem import Problem
from ipt_outcomes.models.visits.patterns import PatternProblem


def sas_bend(problem: Problem, theta: Array) -> Array:
    """b (K,): second over first derivative of SAS's parameters by theta.

    Raises:
        ModelError: SAS has no such covariance.
    """
    # A formula of visits need not import what it does not have.
    from ipt_outcomes.models.random_effects.mixed import MixedProblem
    from ipt_outcomes.models.real_times.timed_problem import TimedProblem

    bend = np.zeros(len(theta))
    if isinstance(problem, TimedProblem):
        return np.concatenate(
            [_of_exponential(piece) for piece in np.split(theta, len(theta) // 2)]
        )
    visits = problem.visits if isinstance(problem, MixedProblem) else problem
    if isinstance(visits, PatternProblem):
        start = 0
        for stratum in visits.strata:
            end = start + stratum.family.n_parameters
            bend[start:end] = _of_family(stratum.family, theta[start:end])
            start = end
    return bend


def _of_family(family: Family, theta: Array) -> Array:
    """log sd -> variance; t -> correlation. Zero where V is linear: the parameters are SAS's."""
    if not isinstance(family, Scaled):
        return np.zeros(len(theta))
    if isinstance(family.correlation, Antedependence) and not family.heterogeneous:
        raise ModelError(
            "df='kenward-roger-sas': SAS has no antedependence with one variance (ad); use adh, or "
            "df='kenward-roger'"
        )
    n_sd = len(theta) - family.correlation.n_parameters
    slope, bend = family.correlation.map.slopes(theta[n_sd:])
    return np.concatenate([np.full(n_sd, 2.0), bend / slope])


def _of_exponential(theta: Array) -> Array:
    """log sigma^2 -> sigma^2; logit rho -> the range -1 / log rho."""
    from ipt_outcomes.models.real_times import exponential

    log_rho, complement = exponential.correlation(theta)
    return np.array([1.0, -np.exp(log_rho) - 2.0 * complement / log_rho])

"""Several effects a study: a working model of their correlation, and a sandwich by study.

The working model ("CHE": correlated and hierarchical effects; Pustejovsky and Tipton 2022, Prev Sci
23:425-438): within study j the sampling errors correlate by a rho that is given, and the true
effects vary between studies (tau^2) and within (omega^2),

    S_j = V_j + tau^2 1 1' + omega^2 I,    V_j[a, b] = rho sqrt(v_a v_b), a != b.

tau^2 and omega^2 are by REML. Standard errors are CR2, clubSandwich's, with Satterthwaite df, and
several moderators are tested by the approximate Hotelling test: they hold whatever the correlation
is in truth. Where no study has two effects omega^2 cannot be told from tau^2, and is zero.

Formulas: docs/methods.md, "Pooling studies".
"""

from __future__ import annotations

import numpy as np
from scipy import special

from ipt_outcomes.evidence.effects import Effects
from ipt_outcomes.evidence.pooled import Pooled
from ipt_outcomes.evidence.working_model import At, WorkingModel
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.f_tests import f_test
from ipt_outcomes.models.inference import Inference
from ipt_outcomes.models.robust.sandwich import sandwich
from ipt_outcomes.models.t_and_f import f_tail


def pool_correlated(given: Effects, rho: float) -> Pooled:
    """The working model by REML, with CR2 by study; at least p + 1 studies are taken for granted.

    What a single study determines alone has no variance that could be estimated: NaN.

    Raises:
        ModelError: effects differ by so much that their standard errors are lost in rounding.
    """
    model = WorkingModel(given, rho)
    try:
        theta = model.estimates()
    except np.linalg.LinAlgError as error:
        raise ModelError(
            "the effects of the studies differ by more than a hundred million of their standard "
            "errors: look for a slip of units"
        ) from error
    at, zero = model.at(theta), model.at(np.zeros(2))
    inference = _inference(given, model, at)
    eye = np.eye(len(at.beta))
    joint = np.full(4, np.nan)
    if len(eye) > 1:
        test = f_test(inference, eye[1:])
        if test.valid:
            q = len(eye) - 1
            joint = np.array([test.statistic, q, test.df2, f_tail(test.statistic, q, test.df2)])
    df = len(given.y) - len(at.beta)
    typical = df / zero.traces[1]
    spread = float(theta.sum())
    return Pooled(
        beta=at.beta,
        variance=inference.variance(eye),
        plain=at.phi,
        df=inference.degrees_of_freedom(eye),
        tau2=float(theta[0]),
        omega2=float(theta[1]) if model.several else np.nan,
        limits=np.full(2, np.nan),
        i2=np.array([100.0 * spread / (spread + typical), np.nan, np.nan]),
        q=zero.ypy,
        q_df=df,
        q_p_value=float(special.chdtrc(df, zero.ypy)),
        joint=joint,
        narrower=False,
    )


def _inference(given: Effects, model: WorkingModel, at: At) -> Inference:
    robust = sandwich(model.clusters(at), at.phi, "CR2", root="clubSandwich", freedom=True)
    p = len(at.beta)
    return Inference(
        beta=at.beta,
        phi=at.phi,
        covariance=robust.covariance,
        phi_gradient=np.zeros((0, p, p)),
        theta_covariance=np.zeros((0, 0)),
        df_method="satterthwaite",
        residual_df=len(given.y) - p,
        sandwich=robust.freedom,
    )

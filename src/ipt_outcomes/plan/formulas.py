"""What the plan's models are as formulas over a model frame.

A model frame has one row a score: participant, arm, visit, week, score, baseline and the
covariates; arm and visit are categories in the plan's order, the first arm being the reference.
"""

from __future__ import annotations

from dataclasses import dataclass

from ipt_outcomes.plan.plan import Plan


@dataclass(frozen=True)
class ModelSpecification:
    """A model of one outcome: its formula, how it is estimated and how its inference is made."""

    formula: str
    method: str
    df: str
    fallback: tuple[str, ...] = ()


def specify(plan: Plan, model: str) -> ModelSpecification:
    """The plan's `model` ("mmrm" or "growth") as a formula. The same for every outcome.

    MMRM: adjusted means at every visit after baseline, the effect of the baseline score free to
    differ between visits (Mallinckrodt et al. 2008, Drug Inf J 42:303-319). With the plan's
    `constrained`, the baseline is an outcome instead and the arms have one mean there (Liang and
    Zeger 2000, Sankhya B 62:134-148); the frame then gives everyone the reference arm at baseline.
    Growth: one mean at week 0, a slope an arm, random intercept and slope a person.
    """
    adjustment = "".join(f" + {name}" for name in plan.adjusted_for)
    if model == "growth":
        if plan.models.growth is None:
            raise KeyError("the plan has no growth model")
        # ASSUME: randomised arms have equal means at week 0, so the lines share their intercept.
        return ModelSpecification(
            f"score ~ week + week:arm{adjustment} + (1 + week | participant)",
            "reml",
            plan.models.growth.df,
        )
    mmrm = plan.models.mmrm
    baseline = "" if mmrm.missing_baseline == "constrained" else "baseline * visit + "
    return ModelSpecification(
        f"score ~ {baseline}arm * visit{adjustment} + {mmrm.covariance}(visit | participant)",
        "reml",
        mmrm.df,
        mmrm.fallback,
    )

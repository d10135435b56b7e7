"""The definition of a standardised effect that the plan names for its tables and figures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ipt_outcomes.plan.base import Choices, Part

StandardiserKey = Literal[
    "baseline_pooled",
    "baseline_comparison",
    "visit_pooled",
    "visit_comparison",
    "change",
    "model",
    "model_within",
]


class EffectSize(Part):
    """What the report's tables and figures divide a contrast by.

    Every other definition stands in the table `effect_sizes`.
    """

    standardiser: Annotated[
        StandardiserKey,
        Choices(
            {
                "baseline_pooled": "SD of the observed baseline scores within arms, of all arms",
                "baseline_comparison": "SD at baseline of the comparison arm (Glass)",
                "visit_pooled": "SD of the observed scores at the visit, within the two arms",
                "visit_comparison": "the same of the comparison arm (Glass)",
                "change": "SD of the change since baseline: the standardised response mean",
                "model": "SD of a score at the visit as the model has it, covariates and clusters "
                "included",
                "model_within": "the same without what clusters add",
            }
        ),
    ] = Field(default="baseline_pooled", description="the standard deviation")
    correction: Annotated[
        Literal["exact", "approximate", "none"],
        Choices(
            {
                "exact": "Hedges' g by gamma functions",
                "approximate": "Hedges' g by 1 − 3/(4 df − 1), as most meta-analyses have it",
                "none": "Cohen's d",
            }
        ),
    ] = Field(default="exact", description="against the bias of small samples")
    interval: Annotated[
        Literal["delta", "noncentral-t"],
        Choices(
            {
                "delta": "the model's standard error and that of the SD together",
                "noncentral-t": "by the noncentral t distribution; of pooled SDs of observed "
                "scores",
            }
        ),
    ] = Field(default="delta", description="how the limits are found")
    bootstrap: Annotated[int, Field(ge=99, le=10_000)] | None = Field(
        default=None,
        description="how many times people are drawn again for bootstrap intervals (percentile and "
        "BCa) in the table `effect_sizes`, of the primary analyses at the endpoint; 999, for one. "
        "Without the key there are none",
    )

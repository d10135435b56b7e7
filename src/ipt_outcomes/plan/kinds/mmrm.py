"""The options of the mixed model for repeated measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ipt_outcomes.models.covariance.structures import OF_VISITS, STRUCTURES
from ipt_outcomes.plan.base import Choices
from ipt_outcomes.plan.kinds.options import MISSING_BASELINE, MissingBaseline, Options
from ipt_outcomes.plan.trial import Visit


def _known(covariance: str) -> str:
    if covariance not in OF_VISITS:
        raise ValueError(f"no covariance of visits has this name; there are {', '.join(OF_VISITS)}")
    return covariance


Covariance = Annotated[str, AfterValidator(_known)]
"""The name of a covariance structure of visits."""
BaselineHandling = Literal["covariate", "constrained", "free"]
_TITLES = {name: structure.title for name, structure in STRUCTURES.items() if structure.of_visits}


class Mmrm(Options):
    """The mixed model for repeated measures over the visits after baseline."""

    covariance: Annotated[Covariance | None, Choices(_TITLES)] = Field(
        default=None,
        description="of the scores of one participant at the visits. Where none is named: "
        "unstructured for up to 8 visits, else heterogeneous Toeplitz; and where that has more "
        "parameters than there are people, a simpler one (the report names it)",
    )
    fallback: tuple[Covariance, ...] = Field(
        default=(),
        description="simpler ones than `covariance`, tried in turn where it cannot be fitted "
        "soundly. Decide them beforehand; the table of models says which one was fitted",
    )
    baseline: Annotated[
        BaselineHandling | None,
        Choices(
            {
                "covariate": "a covariate, whose effect differs between visits",
                "constrained": "an outcome too, with equal means in all arms",
                "free": "an outcome too, with a mean an arm; contrasts are of the change from it",
            }
        ),
    ] = Field(
        default=None,
        description="what the baseline score is. `covariate` unless you say otherwise; `free` in a "
        "study of one arm",
    )
    missing_baseline: Annotated[MissingBaseline, MISSING_BASELINE] = Field(
        default="mean",
        description="what becomes of a participant whose baseline score is missing, where it is a "
        "covariate",
    )

    def broken(self, visits: Sequence[Visit]) -> Iterator[tuple[str, str, str]]:
        """Each covariance is tried once; a choice that says nothing is not made."""
        outcome_too = self.baseline in ("constrained", "free")
        if outcome_too and "missing_baseline" in self.model_fields_set:
            yield (
                "missing_baseline",
                "the baseline is an outcome: whose score is missing needs no filling in",
                "Leave the key out, or write `baseline: covariate`.",
            )
        tried = (self.covariance, *self.fallback)
        if self.covariance is None and self.fallback:
            rule = "simpler covariances than which? None is named"
            yield "fallback", rule, "Write `covariance: us`, or the one that comes first."
        elif len(set(tried)) < len(tried):
            rule = "a covariance is named twice, the first one among them"
            yield "fallback", rule, "Name each simpler one once."

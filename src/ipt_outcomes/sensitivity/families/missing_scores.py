"""Whether it moves a contrast what is assumed of people who were not assessed at the endpoint."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ipt_outcomes.estimate.conclusions import conclusion
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.plan.claim import WITH_MARGIN, Claim
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.sensitivity.assumptions import Made, assumptions
from ipt_outcomes.sensitivity.choice import Choice, Family
from ipt_outcomes.sensitivity.imputed import ImputedOutcome, imputed_of
from ipt_outcomes.sensitivity.missing_words import LABELS, PLANNED, PULLS, not_computed
from ipt_outcomes.sensitivity.planned import PlannedOutcome

FAMILY = Family("Missing scores", "does it matter what is assumed of them?", "person")


def choices(planned: PlannedOutcome) -> Iterator[Choice]:
    """The plan's analysis; then each of `assumptions.assumptions` that has something to say.

    What cannot be computed has no rows: the plan's choice says what it is, and why.

    None for a secondary outcome unless the plan asks for it, where the primary analysis is no MMRM
    or analysis of covariance with the baseline score as a covariate, and where nobody lacks a score
    at the endpoint.
    """
    imputed = imputed_of(planned)
    if not imputed.wanted:
        return
    made: dict[str, Made] = {}
    reasons: dict[str, list[str]] = {}
    for name, make in assumptions(imputed):
        try:
            made[name] = make()
        except ModelError as error:
            reasons.setdefault(str(error), []).append(LABELS[name])
    options = planned.plan.request(planned.analysis.name).options
    said = PLANNED[isinstance(options, Ancova)] + _silent(imputed) + not_computed(reasons)
    people = len(imputed.at_endpoint)
    yield Choice(
        name="planned",
        label=LABELS["planned"],
        assumes=said,
        planned=True,
        units=people,
        used=int(planned.result.analysis_set["participants"].iloc[0]),
        changed=0,
        effects=planned.effects,
    )
    for name, each in made.items():
        yield _choice(planned, name, each, people)


def _choice(planned: PlannedOutcome, name: str, made: Made, people: int) -> Choice:
    effects, assumes = _concluded(planned, made.contrasts), made.assumes
    pulled = effects["hypothesis"].isin(WITH_MARGIN)
    if made.pulls and pulled.any():
        effects["conclusion"] = effects["conclusion"].mask(pulled)
        assumes += PULLS
    return Choice(
        name=name,
        label=made.label,
        assumes=assumes,
        planned=False,
        units=people,
        used=made.used,
        changed=made.changed,
        effects=effects,
    )


def _concluded(planned: PlannedOutcome, contrasts: pd.DataFrame) -> pd.DataFrame:
    """The contrasts with the plan's hypotheses, and what their own intervals say of them.

    They are those of the plan's choice, row by row; sizes of effects are not made anew.
    """
    own = planned.effects
    direction = planned.plan.direction_of(planned.outcome.name)
    claims = [Claim.of(row, direction) for _, row in own.iterrows()]
    limits = zip(contrasts["ci_lower"], contrasts["ci_upper"], claims, strict=True)
    said = [conclusion(low, high, claim) for low, high, claim in limits]
    return contrasts.reset_index(drop=True).assign(
        role=own["role"].to_numpy(),
        hypothesis=own["hypothesis"].to_numpy(),
        conclusion=pd.Series(said, dtype="str"),
    )


def _silent(imputed: ImputedOutcome) -> str:
    """Why assumptions on who left are not among the choices, where nobody is concerned."""
    arms = imputed.leavers["arm"]
    if arms.empty:
        return (
            " Nobody left for good before the endpoint: whoever has no score there came back, and "
            "what is assumed of people who leave changes nothing."
        )
    if imputed.reference is not None and (arms == imputed.reference).all():
        name = imputed.reference.replace("_", " ")
        return (
            f" Only people of the arm {name} left before the endpoint, for whom assumptions that "
            "refer to this arm change nothing."
        )
    return ""

"""The analyses that a plan asks for, whichever way it spells them: one request an analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ipt_outcomes.plan.analyses import Models, Named, NamedAnalysis, Role
from ipt_outcomes.plan.estimands import Estimand
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.plan.kinds.growth import Growth
from ipt_outcomes.plan.kinds.mmrm import Mmrm
from ipt_outcomes.plan.kinds.options import Options
from ipt_outcomes.plan.trial import Visit


@dataclass(frozen=True)
class Request:
    """One analysis as the plan asks for it, of every outcome in `outcomes`.

    `where` is its place in the plan; `estimand` the estimand that it is made for, None for the
    plan's first. `role` is that of the outcomes for which no other analysis is
    primary: `Plan.role_of` says it of one outcome. `covariates` are those beside the strata.
    """

    name: str
    kind: str
    label: str | None
    role: Role
    outcomes: tuple[str, ...]
    covariates: tuple[str, ...]
    options: Options
    where: tuple[str | int, ...]
    estimand: str | None = None

    def said(self) -> dict[str, Any]:
        """What the analysis depends on, for comparing: its kind, covariates and options."""
        return {
            "kind": self.kind,
            "covariates": self.covariates,
            "estimand": self.estimand,
            "options": self.options.model_dump(mode="json", exclude=set(Named.model_fields)),
        }


def requests(
    models: Models,
    named: Sequence[NamedAnalysis],
    outcomes: Sequence[str],
    visits: Sequence[Visit],
    n_arms: int,
) -> tuple[Request, ...]:
    """Those of `models` in their order, then the named ones.

    The first of `models` is primary; it is supporting where a named analysis is primary.
    """
    found: list[Request] = []
    for kind in type(models).model_fields:
        options = getattr(models, kind)
        if isinstance(options, Options) and _asked(models, kind, options, visits, n_arms):
            role: Role = "supporting" if found else "primary"
            found.append(
                Request(
                    kind, kind, None, role, tuple(outcomes), models.covariates, options,
                    ("models", kind),
                )
            )  # fmt: skip
    for position, entry in enumerate(named):
        own = entry.covariates
        found.append(
            Request(
                entry.name,
                entry.kind,
                entry.label,
                entry.role,
                entry.outcomes or tuple(outcomes),
                models.covariates if own is None else own,
                entry,
                ("analyses", position),
            )
        )
    return tuple(found)


def with_estimands(
    requested: tuple[Request, ...], estimands: Sequence[Estimand], outcomes: Sequence[str]
) -> tuple[Request, ...]:
    """The requests, and for each estimand after the first the primary analyses again.

    They have the estimand's name, and behind it the analysis's where outcomes have several.
    """
    found = list(requested)
    for position, estimand in enumerate(estimands[1:], start=1):
        of_analysis: dict[str, list[str]] = {}
        for outcome in estimand.outcomes or outcomes:
            own = primary_request(requested, outcome)
            if own is not None:
                of_analysis.setdefault(own.name, []).append(outcome)
        by_name = {request.name: request for request in requested}
        for name, own_outcomes in of_analysis.items():
            several = len(of_analysis) > 1
            found.append(
                replace(
                    by_name[name],
                    name=f"{estimand.name}_{name}" if several else estimand.name,
                    label=estimand.label + (f" ({name})" if several else ""),
                    role="supporting",
                    outcomes=tuple(own_outcomes),
                    where=("estimands", position),
                    estimand=estimand.name,
                )
            )
    return tuple(found)


def primary_request(requested: Sequence[Request], outcome: str) -> Request | None:
    """The primary analysis of an outcome; None where a broken plan has none."""
    named = named_primary(requested, outcome)
    own = [each for each in requested if outcome in each.outcomes and each.role == "primary"]
    return next(iter([*named, *own]), None)


def is_ancova(visits: Sequence[Visit], n_arms: int) -> bool:
    """Whether arms are compared at one visit after the baseline: no repeated measures."""
    return n_arms > 1 and sum(visit.phase != "baseline" for visit in visits) == 1


def _asked(
    models: Models, kind: str, options: Options, visits: Sequence[Visit], n_arms: int
) -> bool:
    """Whether an analysis of `models` is one of this trial; one that the plan writes always is."""
    if kind in models.model_fields_set:
        return True
    if isinstance(options, Mmrm | Ancova):
        return isinstance(options, Ancova) == is_ancova(visits, n_arms)
    return not isinstance(options, Growth) or not any(options.broken(visits))


def named_primary(requested: Sequence[Request], outcome: str) -> Sequence[Request]:
    """The named analyses that say they are primary of this outcome."""
    return [
        each
        for each in requested
        if isinstance(each.options, Named) and each.role == "primary" and outcome in each.outcomes
    ]

"""The analyses that a plan asks for, whichever way it spells them: one request an analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ipt_outcomes.plan.analyses import Models, Named, NamedAnalysis, Role
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.plan.kinds.growth import Growth
from ipt_outcomes.plan.kinds.mmrm import Mmrm
from ipt_outcomes.plan.kinds.options import Options
from ipt_outcomes.plan.trial import Visit


@dataclass(frozen=True)
class Request:
    """One analysis as the plan asks for it, of every outcome in `outcomes`.

    `where` is its place in the plan. `role` is that of the outcomes for which no other analysis is
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

    def said(self) -> dict[str, Any]:
        """What the analysis depends on, for comparing: its kind, covariates and options."""
        return {
            "kind": self.kind,
            "covariates": self.covariates,
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

"""The stages of the workflow, each declared once: what it reads, writes and asks of the plan.

Rules, rerun triggers, provenance and tests are made from this list. A stage's script has its name
(`workflow/scripts/<name>.py`); which files of the library it rests on follows from what the script
calls (`library.py`). Where a table lies stands in its schema (`tables/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ipt_outcomes.plan.part import WHOLE
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.contents import picture_names
from ipt_outcomes.stage_keys import (
    ADJUSTED,
    ADVANTAGE,
    ATTRITION,
    CLUSTERS,
    ENDPOINTS,
    EVENTS,
    EVIDENCE,
    HARMS,
    JOINT,
    MEDIATION,
    MODELS,
    MODERATORS,
    RELAPSE,
    SCORED,
    SESSION_SCORES,
    STUDY,
    THERAPY,
)
from ipt_outcomes.tables import TABLES, tables_of
from ipt_outcomes.tables.place import path_of

TRIAL = "results/{trial}"
OF_ANALYSIS = f"{TRIAL}/models/{{outcome}}/{{analysis}}"
# The plan's file, and the data files that it names.
PLAN, RAW = "plan", "raw"


@dataclass(frozen=True)
class Stage:
    """One rule of the workflow.

    inputs, outputs   files by name, with wildcards in braces. An input with a wildcard that no
                      output has stands for all of the trial's: every outcome, every analysis.
                      `picture` stands for every picture of the plan's report, in outputs too
    keys     what it reads of the plan, as `plan_part` takes keys: a change there, and nowhere
             else, runs it again
    raw      which of the plan's data files it reads: those of people, those of other studies
    threads  how many processes it may use at once
    """

    name: str
    message: str
    inputs: dict[str, tuple[str, ...]]
    outputs: dict[str, tuple[str, ...]]
    keys: tuple[str, ...]
    raw: Literal["people", "studies"] | None = None
    threads: int = 1
    wildcards: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        first = next(iter(self.outputs.values()))[0]
        known = [name for name in ("trial", "outcome", "analysis") if f"{{{name}}}" in first]
        object.__setattr__(self, "wildcards", tuple(known))

    @property
    def locked(self) -> bool:
        """Whether it asks what the plan said when it was locked."""
        return bool({WHOLE, "standing"}.intersection(self.keys))

    @property
    def by_plan(self) -> bool:
        """Whether it is the plan that says which files it writes."""
        return any("{picture}" in path for paths in self.outputs.values() for path in paths)

    @property
    def log(self) -> str:
        """The log, by the same wildcards as the outputs."""
        rest = "/".join(f"{{{name}}}" for name in self.wildcards if name != "trial")
        return f"{TRIAL}/logs/{self.name}{'/' + rest if rest else ''}.log"


def _tables(*names: str) -> dict[str, tuple[str, ...]]:
    return {name: (path_of(TABLES[name]),) for name in names}


def _written(stage: str, **others: str) -> dict[str, tuple[str, ...]]:
    """The tables of a stage by name, their CSV files for people, and other files."""
    files = tables_of(stage)
    found = {name: (path,) for name, path in files.items()}
    found |= {name: (path,) for name, path in others.items()}
    people = [path for each in found.values() for path in each if path.endswith(".parquet")]
    return found | {"people": tuple(path.removesuffix("parquet") + "csv" for path in people)}


_PICTURE = f"{TRIAL}/report/{{picture}}"
_FIT = {"fit": f"{OF_ANALYSIS}/fit.json", "rows": f"{OF_ANALYSIS}/rows.parquet"}
_INGEST_NOTES, _PREPARE_NOTES = (
    f"{TRIAL}/ingest/notes.txt",
    f"{TRIAL}/prepare/{{outcome}}/notes.txt",
)
_RESULTS = _tables(
    "outcomes",
    "reliability",
    "clusters",
    "events",
    *tables_of("describe"),
    *tables_of("estimate"),
    *tables_of("sensitivity"),
    *tables_of("evidence"),
)

STAGES: tuple[Stage, ...] = (
    Stage(
        "ingest",
        "{wildcards.trial}: read the raw files",
        {},
        _written("ingest", notes=_INGEST_NOTES),
        (*STUDY, *ADJUSTED, *CLUSTERS, "missing.reasons", "pseudonyms", "privacy"),
        raw="people",
    ),
    Stage(
        "prepare",
        "{wildcards.trial}: scores of {wildcards.outcome} at the planned visits",
        _tables("participants", "scores"),
        _written("prepare", notes=_PREPARE_NOTES),
        (*SCORED, "outcome.name", "outcome.scale"),
    ),
    Stage(
        "models",
        "{wildcards.trial}: fit the {wildcards.analysis} model of {wildcards.outcome}",
        _tables("participants", "outcomes"),
        _written("models", **_FIT),
        (*MODELS, *EVENTS, "outcome.name", "outcome.endpoint", "analysis"),
    ),
    Stage(
        "describe",
        "{wildcards.trial}: describe who took part, and the therapy",
        _tables(
            *("participants", "sessions", "session_scores", "fidelity", "adverse_events"),
            "outcomes",
        )
        | {"analysed": (f"{TRIAL}/models/{{first_primary}}/{{its_analysis}}/rows.parquet",)},
        _written("describe"),
        (
            "enrolment",
            "arms.name",
            "arms.role",
            *(f"visits.{key}" for key in ("name", "week", "phase", "window")),
            *(f"outcomes.{key}" for key in ("name", "role", "scale", "endpoint")),
            "clusters.name",
            "clusters.within",
            "analysis_sets",
            "events.day",
            "outcomes.label",
            "few",
            *ATTRITION,
            *HARMS,
            *RELAPSE,
            *THERAPY,
            *SESSION_SCORES,
        ),
    ),
    Stage(
        "estimate",
        "{wildcards.trial}: estimate means, contrasts and effect sizes",
        _tables("participants", "outcomes", "analysis_sets")
        | {name: (path,) for name, path in _FIT.items()},
        _written("estimate"),
        (
            *ENDPOINTS,
            "models",
            "analyses",
            "effect_size",
            "multiplicity",
            *JOINT,
            *MODERATORS,
            *ADVANTAGE,
            *MEDIATION,
            "standing",
        ),
    ),
    Stage(
        "sensitivity",
        "{wildcards.trial}: the contrasts under other choices than the plan's",
        _tables("participants", "scores", "sessions"),
        _written("sensitivity"),
        (
            *SCORED,
            *ENDPOINTS,
            *EVENTS,
            "clusters.label",
            "primary",
            "arms.role",
            *(f"effect_size.{key}" for key in ("standardiser", "correction", "interval")),
            "missing",
            "clinical_change",
            "analysis_sets",
            "treatment_received",
            *(f"protocol.{key}" for key in ("arms", "sessions", "per_protocol", "phases")),
            "seed",
            "standing",
        ),
    ),
    Stage(
        "evidence",
        "{wildcards.trial}: set the trial among other studies",
        _tables("outcomes"),
        _written("evidence"),
        (*EVIDENCE, "standing"),
        raw="studies",
    ),
    Stage(
        "figures",
        "{wildcards.trial}: draw the figures",
        _RESULTS,
        {kind: (f"{_PICTURE}.{kind}",) for kind in ("png", "svg")},
        (WHOLE,),
        threads=8,
    ),
    Stage(
        "report",
        "{wildcards.trial}: write the report",
        _RESULTS
        | {
            "notes": (_INGEST_NOTES, _PREPARE_NOTES),
            "figures": (f"{_PICTURE}.png",),
        },
        {"page": (f"{TRIAL}/report.html",), "table": (f"{TRIAL}/report/effects.html",)},
        (WHOLE,),
    ),
)

OUTPUTS: tuple[str, ...] = tuple(
    path for stage in STAGES for paths in stage.outputs.values() for path in paths
)


def files_of(patterns: Iterable[str], plan: Plan, at_hand: Mapping[str, str]) -> list[str]:
    """The files of these patterns, once each.

    Wildcards that are `at_hand` stand for what they are; an outcome or an analysis that is not,
    for every one of the plan, and so for `picture`. `first_primary` is the plan's first primary
    outcome and `its_analysis` that outcome's primary analysis.
    """
    first = plan.first_primary.name
    fixed = {"first_primary": first, "its_analysis": plan.primary_of(first), **at_hand}
    cells = [
        {"outcome": outcome.name, "analysis": request.name, "trial": plan.trial, **fixed}
        for outcome in plan.outcomes_in_order
        for request in plan.requests_of(outcome.name)
        if at_hand.get("outcome", outcome.name) == outcome.name
    ]
    pictures = [{"picture": name} for name in picture_names(plan)]
    return list(
        dict.fromkeys(
            pattern.format(**cell, **picture)
            for pattern in patterns
            for cell in cells
            for picture in (pictures if "{picture}" in pattern else ({},))
        )
    )

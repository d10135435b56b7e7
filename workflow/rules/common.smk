"""What the rules share: the trials' plans, and which files of the library a stage depends on."""

import os
import re
from pathlib import Path

from snakemake.exceptions import WorkflowError

import ipt_outcomes as ipt

LIBRARY = Path(os.path.relpath(Path(ipt.__file__).parent))
LOCK = "requirements.lock"


def read_plans(trials):
    if not isinstance(trials, list) or not trials:
        raise WorkflowError(
            "config/config.yaml: `trials:` must list at least one trial."
        )
    plans, problems = {}, []
    for trial in map(str, trials):
        if trial in plans or not re.fullmatch("[A-Za-z][A-Za-z0-9_]{0,39}", trial):
            problems.append(
                "config/config.yaml: a trial's name begins with a letter, has letters, digits "
                "and _ only, and is listed once."
            )
            continue
        try:
            plans[trial] = ipt.read_plan(f"config/trials/{trial}.yaml")
        except ipt.InputError as error:
            problems.append(str(error))
    if problems:
        raise WorkflowError("The analysis plan breaks a rule.\n" + "\n".join(problems))
    return plans


PLANS = read_plans(config.get("trials"))


wildcard_constraints:
    trial="|".join(PLANS),
    outcome="[A-Za-z][A-Za-z0-9_]*",
    model="mmrm|growth",


# A stage runs again when a file of its own packages, or of what they rest on, changes.
GROUND = [
    "plan",
    "tables",
    "instruments",
    "errors.py",
    "marked_yaml.py",
    "storage.py",
    "console.py",
]
PACKAGES = {
    "ingest": ["ingest"],
    "prepare": ["prepare"],
    "models": ["prepare", "models"],
    "estimate": ["estimate", "models"],
    "sensitivity": ["sensitivity", "prepare", "models", "estimate"],
    "report": ["report", "provenance.py"],
    "provenance": ["provenance.py"],
}


def library(stage):
    files = [LIBRARY / "__init__.py", Path(LOCK)]
    for part in GROUND + PACKAGES[stage]:
        place = LIBRARY / part
        files += [place] if place.suffix else place.rglob("*.*")
    return sorted(str(f) for f in files if f.suffix != ".pyc")


# And when what it reads of the plan changes: another key of the plan does not matter to it.
STUDY = [
    *("trial", "participants", "sessions", "scores", "arms.name"),
    *("visits.name", "visits.week", "visits.window", "visits.pick", "visits.phase"),
    *("pseudonyms", "privacy"),
]
ANALYSIS = [*STUDY, "stratification", "models"]
PLAN_KEYS = {
    "ingest": STUDY,
    "prepare": STUDY,
    "flow": [*STUDY, "outcomes", "enrolment"],
    "models": ANALYSIS,
    "estimate": [*ANALYSIS, "outcomes", "contrasts", "alpha"],
}


def plan_part(stage):
    return lambda wildcards: PLANS[wildcards.trial].part(*PLAN_KEYS[stage])


def scale_of(wildcards):
    return PLANS[wildcards.trial].outcome(wildcards.outcome).scale


def plan_digest(wildcards):
    return PLANS[wildcards.trial].digest


def plan_file(wildcards):
    return ancient(f"config/trials/{wildcards.trial}.yaml")


def raw_files(wildcards):
    """Those that are there: for a missing one the ingest job says what to do."""
    return [file for file in PLANS[wildcards.trial].raw_files if Path(file).is_file()]


def each(*patterns):
    """The files of these patterns for every outcome and model of the trial, once each."""

    def files(wildcards):
        plan = PLANS[wildcards.trial]
        return list(
            dict.fromkeys(
                pattern.format(trial=plan.trial, outcome=outcome.name, model=model)
                for pattern in patterns
                for outcome in plan.outcomes
                for model in plan.model_names
            )
        )

    return files


def together(*parts):
    """The files of several such functions."""
    return lambda wildcards: [file for part in parts for file in part(wildcards)]


def each_with_missing_rules(*patterns):
    """The files of these patterns for every outcome that has a rule for unanswered items."""

    def files(wildcards):
        plan = PLANS[wildcards.trial]
        return [
            pattern.format(trial=plan.trial, outcome=outcome)
            for pattern in patterns
            for outcome in plan.outcomes_with_missing_rules
        ]

    return files

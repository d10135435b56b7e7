"""What the rules share: the trials' plans, and what a declared stage means for Snakemake."""

from pathlib import Path

from snakemake.exceptions import WorkflowError

import ipt_outcomes as ipt

# The hash of each file of code that was looked at.
HASHES = {}


def read_plans():
    """The plan of each trial: of those named with `--config`, or of all in config/config.yaml."""
    plans, problems = {}, []
    try:
        trials = ipt.configured_trials("config/config.yaml", config.get("trials"))
    except ipt.InputError as error:
        raise WorkflowError(str(error))
    for trial in trials:
        try:
            plans[trial] = ipt.read_plan(f"config/trials/{trial}.yaml")
            plans[trial].refuse_undecided()
        except ipt.InputError as error:
            problems.append(str(error))
    if problems:
        raise WorkflowError("A plan is wrong, or not decided.\n" + "\n".join(problems))
    return plans


PLANS = read_plans()


wildcard_constraints:
    trial="|".join(PLANS),
    outcome="[A-Za-z][A-Za-z0-9_]*",
    analysis="[A-Za-z][A-Za-z0-9_]*",


def library(name):
    """What the code comes to that the script of that name rests on.

    A hash and not the files: some hundred inputs a job would be looked at again and again.
    """
    return ipt.library_digest(name, HASHES)


def plan_file(wildcards):
    return ancient(f"config/trials/{wildcards.trial}.yaml")


def lock_file(wildcards):
    """What the plan said when it was locked, where it was; as for the plan, what is in it counts."""
    file = ipt.lock_file(f"config/trials/{wildcards.trial}.yaml")
    return [ancient(str(file))] if file.is_file() else []


def raw_files(wildcards):
    """Those that are there: for a missing one the job that reads it says what to do."""
    return [file for file in PLANS[wildcards.trial].raw_files if Path(file).is_file()]


def raw_of(stage):
    """The data files that a stage reads, of those that are there."""

    def files(wildcards):
        plan = PLANS[wildcards.trial]
        about = {"people": plan.people_files, "studies": plan.studies_files}
        return [file for file in about[stage.raw] if Path(file).is_file()]

    return files


def each(patterns):
    """The files of these patterns: for every outcome and analysis that the wildcards leave open."""

    def files(wildcards):
        return ipt.files_of(patterns, PLANS[wildcards.trial], dict(wildcards))

    return files


def inputs_of(stage):
    """A stage's inputs: the plan and its lock, the data files if it reads them, tables, the library."""
    given = {name: each(patterns) for name, patterns in stage.inputs.items()}
    raw = {"raw": raw_of(stage)} if stage.raw else {}
    lock = {"lock": lock_file} if stage.locked else {}
    return {
        "plan": plan_file,
        **lock,
        **raw,
        **given,
    }


def rules_to_make():
    """Each stage, and the plan that its files follow from; None where they follow from wildcards."""
    for stage in ipt.STAGES:
        for plan in PLANS.values() if stage.by_plan else [None]:
            yield stage, plan


def outputs_of(stage, plan):
    """A stage's outputs by name; one of several files is a list."""
    if plan is not None:
        # The wildcard stays, for this trial only.
        here = {"trial": f"{{trial,{plan.trial}}}"}
        return {
            name: ipt.files_of(paths, plan, here)
            for name, paths in stage.outputs.items()
        }
    return {
        name: list(paths) if len(paths) > 1 else paths[0]
        for name, paths in stage.outputs.items()
    }


def plan_part(stage):
    """What a stage reads of the plan: where that is another text, the stage runs again."""

    def part(wildcards):
        at_hand = {
            key: value for key, value in dict(wildcards).items() if key != "trial"
        }
        return ipt.plan_part(PLANS[wildcards.trial], *stage.keys, **at_hand)

    return part

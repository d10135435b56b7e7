"""What a stage declares is what it does: the plan keys it reads, the files it writes."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import ipt_outcomes as ipt
from ipt_outcomes.plan.kinds.ancova import Ancova
from ipt_outcomes.plan.kinds.growth import Growth
from ipt_outcomes.plan.kinds.mmrm import Mmrm
from ipt_outcomes.plan.part import WHOLE, plan_part
from ipt_outcomes.stages import OUTPUTS, STAGES, Stage, files_of
from ipt_outcomes.tables import TABLES
from ipt_outcomes.tables.place import place_of

from .recorded_plan import changed, keys, recorded

TRIALS = ("beat_the_blues", "demo_ipt")
# What stands for what at hand: the outcome's own keys, and the analysis's.
AT_HAND = {"outcome": "outcomes"}
OF_ANALYSIS = ("models.mmrm", "models.ancova", "models.growth", "models.covariates", "analyses")
# What ingest reads of a file's entry depends on the entry: of a date's form where there are dates.
FILES = (
    *("participants", "sessions", "fidelity", "adverse_events", "scores", "clusters"),
    *("pseudonyms", "privacy"),
)
# Nobody asks for it: it says which class of part the entry is.
BY_CLASS = {"scores.shape"}
# Others ask only for the names that are there (which scales, which analyses), to find their own.
BY_NAME = {"scores.scales": {"ingest"}, "analyses": {"estimate", "describe"}}
# A kind of analysis may ask for it, though none of these trials does: rows at the endpoint alone,
# lines that meet, an analysis of covariance, a primary growth model, a further estimand, an
# event that is a failure, outcomes modelled together.
CLUSTERS = {f"clusters.{key}" for key in ("arms", "within", "label", "column")}
KINDS = {"mmrm": Mmrm, "ancova": Ancova, "growth": Growth}
ESTIMANDS = {
    "events.day",
    *(f"estimands.{key}" for key in ("name", "label", "outcomes", "composite")),
}
FOR_KINDS = {
    # Further estimands make further analyses, among which the primary one is looked for.
    "models": {"outcomes.endpoint", "models.growth.knots", *ESTIMANDS, *CLUSTERS},
    "estimate": {
        *ESTIMANDS,
        *(f"joint.{key}" for key in ("name", "outcomes", "claim")),
        # A joint model has rows of its own, of which it asks what the models ask.
        *("models.growth.knots", "participants.confirmed", "arms.role", "arms.label"),
        "models.mmrm.missing_baseline",
        *CLUSTERS,
        *(f"models.ancova.{key}" for key in ("df", "errors", "missing_baseline")),
    },
    # Of whoever stays well from an outcome's endpoint on, where the plan names no other visit; and
    # whether there is a file of adverse events, not which.
    "describe": {
        *("outcomes.endpoint", "adverse_events.file"),
        *(f"estimands.{key}" for key in ("name", "label", "outcomes")),
        # Of every analysis it sees whether it is there; what each does comes with its rows.
        *(f"models.{kind}.{key}" for kind, part in KINDS.items() for key in part.model_fields),
    },
    # Of who left for another reason it is asked where the plan names reasons.
    "sensitivity": {*ESTIMANDS, *CLUSTERS, "missing.other_reasons"},
}
PARTLY = [stage for stage in STAGES if WHOLE not in stage.keys]


class Files(dict[str, Any]):
    """As Snakemake hands files to a script: by name, as attributes too."""

    __getattr__ = dict.__getitem__


def cells(stage: Stage, plan: ipt.Plan) -> Iterator[dict[str, str]]:
    """The wildcards of each of a stage's jobs."""
    for outcome in plan.outcomes if "outcome" in stage.wildcards else [None]:
        if outcome is None:
            yield {"trial": plan.trial}
            continue
        at_hand = {"trial": plan.trial, "outcome": outcome.name}
        if "analysis" not in stage.wildcards:
            yield at_hand
            continue
        for request in plan.requests_of(outcome.name):
            yield at_hand | {"analysis": request.name}


def job(stage: Stage, plan: ipt.Plan, at_hand: dict[str, str]) -> SimpleNamespace:
    """What Snakemake would hand to the stage's script."""

    def files(patterns: tuple[str, ...]) -> Any:
        found = files_of(patterns, plan, at_hand)
        gathered = any(
            set(re.findall(r"{(\w+)}", each)) & {"outcome", "analysis"} - set(at_hand)
            for each in patterns
        )
        return found if gathered or len(found) > 1 else found[0]

    given = {name: files(patterns) for name, patterns in stage.inputs.items()}
    made = {name: files(patterns) for name, patterns in stage.outputs.items()}
    for path in files_of([path for each in stage.outputs.values() for path in each], plan, at_hand):
        Path(path).parent.mkdir(parents=True, exist_ok=True)  # As Snakemake does.
    return SimpleNamespace(
        input=Files(given, plan=f"config/trials/{plan.trial}.yaml"),
        output=Files(made),
        wildcards=SimpleNamespace(**at_hand),
        log=[stage.log.format(**at_hand)],
    )


@pytest.fixture(scope="module")
def read(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dict[str, set[str]], Path]]:
    """By stage, the keys that it reads of either trial's plan; and the folder that it wrote in."""
    folder = tmp_path_factory.mktemp("stages")
    for part in ("config", "data", "workflow"):
        shutil.copytree(root / part, folder / part)
    found: dict[str, set[str]] = defaultdict(set)
    patch, here = pytest.MonkeyPatch(), Path.cwd()
    os.chdir(folder)
    try:
        for trial in TRIALS:
            plan = ipt.read_plan(f"config/trials/{trial}.yaml")
            patch.setattr(ipt, "read_plan", lambda path, plan=plan: plan, raising=False)
            for stage in PARTLY:
                for at_hand in cells(stage, plan):
                    at_work = {"snakemake": job(stage, plan, at_hand)}
                    with recorded(plan, patch) as seen:
                        runpy.run_path(f"workflow/scripts/{stage.name}.py", at_work)
                    found[stage.name] |= seen
            patch.undo()
        yield found, folder
    finally:
        patch.undo()
        os.chdir(here)


def declared(stage: Stage) -> list[str]:
    """The declared keys as paths in the plan."""
    paths = []
    for key in stage.keys:
        first, _, rest = key.partition(".")
        if key in ("analysis", "primary"):
            paths += OF_ANALYSIS
        elif key == "scoring":
            paths.append("scores.scales")
        elif key == "standing":
            # Of the lock beside the plan: no key of the plan itself.
            continue
        else:
            paths.append(f"{AT_HAND[first]}.{rest}" if first in AT_HAND else key)
    return paths


def meets(one: str, other: str) -> bool:
    """Whether a key is the other, or holds it, or lies in it."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


@pytest.mark.parametrize("stage", PARTLY, ids=lambda stage: stage.name)
def test_what_is_read_is_declared_and_what_is_declared_is_read(
    read: tuple[dict[str, set[str]], Path], stage: Stage
) -> None:
    seen, said = read[0][stage.name], declared(stage)
    assert {key for key in seen if not any(meets(key, each) for each in said)} == set()
    unread = {each for each in said if not any(meets(key, each) for key in seen)}
    assert unread <= FOR_KINDS.get(stage.name, set())


@pytest.mark.parametrize("trial", TRIALS)
def test_a_key_moves_what_reads_it_and_nothing_else(
    root: Path, read: tuple[dict[str, set[str]], Path], trial: str
) -> None:
    """Each key of the plan in turn: the stages that would run again are those that read it."""
    plan = ipt.read_plan(root / f"config/trials/{trial}.yaml")
    for key in keys(plan):
        other = changed(plan, key)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            moved = {stage.name for stage in STAGES if parts_of(stage, plan, other)}
        whole = {stage.name for stage in STAGES if WHOLE in stage.keys}
        reading = {stage.name for stage in PARTLY if key in read[0][stage.name]}
        reading = BY_NAME.get(key, reading)
        assert whole <= moved, key
        assert reading <= moved, f"{key} is read by {reading - moved}, which would not run again"
        needless = moved - whole - reading
        needless -= {name for name, own in FOR_KINDS.items() if key in own}
        if key in BY_CLASS or key.partition(".")[0] in FILES:
            needless -= {"ingest"}
        assert not needless, f"{key} is not read by {needless}, which would run again"


def parts_of(stage: Stage, plan: ipt.Plan, other: ipt.Plan) -> bool:
    """Whether some job of the stage sees a difference between the plans."""
    # Where an outcome or an arm has another name, its jobs are others altogether.
    if [each.name for each in plan.outcomes] != [each.name for each in other.outcomes]:
        return any(key.startswith("outcome") or key == WHOLE for key in stage.keys)
    return any(
        plan_part(plan, *stage.keys, **at_hand) != plan_part(other, *stage.keys, **at_hand)
        for at_hand in ({k: v for k, v in c.items() if k != "trial"} for c in cells(stage, plan))
    )


def test_a_stage_writes_what_it_declares(read: tuple[dict[str, set[str]], Path]) -> None:
    folder = read[1]
    for trial in TRIALS:
        plan = ipt.read_plan(folder / f"config/trials/{trial}.yaml")
        patterns = [path for stage in PARTLY for paths in stage.outputs.values() for path in paths]
        expected = set(files_of(patterns, plan, {"trial": trial}))
        results = folder / "results" / trial
        made = {
            str(path.relative_to(folder))
            for path in results.rglob("*")
            if path.is_file() and "logs" not in path.relative_to(results).parts
        }
        assert made == expected


def test_every_stage_has_its_script_and_every_script_its_rule(root: Path) -> None:
    scripts = {path.stem for path in (root / "workflow/scripts").glob("*.py")}
    assert scripts == {stage.name for stage in STAGES} | {"provenance", "verdict"}


def test_every_table_that_has_a_place_is_some_stages_output() -> None:
    placed = {name for name, schema in TABLES.items() if schema.metadata}
    written = {name for stage in STAGES for name in stage.outputs if name in TABLES}
    assert placed == written
    for name in placed:
        assert place_of(TABLES[name]).stage in {stage.name for stage in STAGES}
    assert len(OUTPUTS) == len(set(OUTPUTS))


def test_a_stage_reads_only_what_an_earlier_one_writes() -> None:
    before: set[str] = set()
    for stage in STAGES:
        for name, patterns in stage.inputs.items():
            if name != "analysed":
                assert set(patterns) <= before, f"{stage.name}: {name}"
        before |= {path for paths in stage.outputs.values() for path in paths}


def test_files_of_what_is_left_open_are_those_of_every_outcome_and_analysis(
    demo: ipt.Plan,
) -> None:
    pattern = ["results/{trial}/models/{outcome}/{analysis}/fit.json"]
    assert len(files_of(pattern, demo, {"trial": "demo_ipt"})) == 8
    one = files_of(pattern, demo, {"outcome": "phq9"})
    assert one == [f"results/demo_ipt/models/phq9/{name}/fit.json" for name in ("mmrm", "growth")]
    own = files_of(["{first_primary}/{its_analysis}"], demo, {})
    assert own == ["phq9/mmrm"]

"""Run the workflow: of every trial that config/config.yaml names, or of some."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ipt_outcomes.console import REFUSALS, refusals
from ipt_outcomes.errors import InputError, PlanError, Problem, ReportedError
from ipt_outcomes.one_run import START, TEMPORARY, only_run, run_to_its_end, tidy_up
from ipt_outcomes.plan.reading import read_plan

RESULTS = Path("results")
PROFILE = "workflow/profiles/default"
# With less, the library of linear algebra asks for memory again and again, and never stops.
LEAST_MEMORY = 2_000_000 * 1024


def run_workflow(
    trials: Sequence[str], cores: int, more: Sequence[str] = (), chosen: Sequence[str] = ()
) -> int:
    """Run the workflow of this folder; its exit status. `more` are arguments of Snakemake's own.

    With `trials` only they are run, whether config/config.yaml names them or not. Of the trials
    `chosen` the results are first compared with what was written (`made_before.py`), but for a dry
    run. Raises FolderInUseError where another run works here, ReportedError where there is no
    core or programs are given too little memory, PlanError where one of the `chosen` has a plan
    that is wrong or not decided, KeyboardInterrupt where it is stopped at the keyboard.
    """
    if cores < 1:
        # Snakemake would wait for ever.
        raise ReportedError("Nothing runs on less than one core: say `--cores 1` or more.")
    _refuse_little_memory()
    _refuse_wrong_plans(chosen)
    binaries = str(Path(sys.executable).parent)
    own = Path.cwd() / ".snakemake"
    environment = {
        # Numerical libraries are faster with one thread for each of several jobs.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        **os.environ,
        "PATH": os.pathsep.join([binaries, os.environ.get("PATH", os.defpath)]),
        # Nothing in the home counts, where there is one: figures would follow its settings.
        "XDG_CACHE_HOME": str(own / "cache"),
        "MPLCONFIGDIR": str(own / "matplotlib"),
        "TMPDIR": str(Path.cwd() / TEMPORARY),
        REFUSALS: str(Path.cwd() / TEMPORARY),
    }
    only = ["--config", f"trials={json.dumps(list(trials))}"] if trials else []
    arguments = ["--cores", str(cores), "--workflow-profile", PROFILE, *only, *more]
    dry = is_dry(more)
    compared = "-" if dry else ",".join(chosen)
    with only_run() as held:
        if not dry:
            _refuse_read_only()
        words = [sys.executable, str(START), compared, *arguments]
        status = run_to_its_end(words, environment=environment, held=[held])
        if status != 0:
            # Snakemake says it too, among much else.
            said = refusals(TEMPORARY)
            tidy_up()
            if status == 128 + signal.SIGINT:
                raise KeyboardInterrupt
            if said:
                print("\nNot finished. In the way:", *said, sep="\n", file=sys.stderr)
        return status


def _refuse_little_memory() -> None:
    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    if allowed != resource.RLIM_INFINITY and allowed < LEAST_MEMORY:
        raise ReportedError(
            f"A program may have no more than {allowed // 1024:,} kB of memory here, and a run "
            f"needs {LEAST_MEMORY // 1024:,}. Nothing was run. `ulimit -v unlimited` lifts the "
            "limit, where the machine allows it."
        )


def _refuse_wrong_plans(trials: Sequence[str]) -> None:
    """Raises PlanError with what is wrong in all of them: Snakemake would wrap it in words of its
    own.
    """
    problems: list[Problem] = []
    for trial in trials:
        try:
            read_plan(Path("config") / "trials" / f"{trial}.yaml").refuse_undecided()
        except InputError as error:
            problems += error.problems
    if problems:
        raise PlanError(problems)


def _refuse_read_only() -> None:
    """Raises OSError where nothing can be written to the results: said before anything is run."""
    RESULTS.mkdir(exist_ok=True)
    try:
        tempfile.TemporaryFile(dir=RESULTS).close()
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(RESULTS)) from None


def is_dry(more: Sequence[str]) -> bool:
    """Whether these arguments of Snakemake's ask for what would be run, and no run."""
    return not {"-n", "--dry-run", "--dryrun"}.isdisjoint(more)


def reports(trials: Sequence[str]) -> list[str]:
    """The reports of these trials that are there."""
    files = [RESULTS / trial / "report.html" for trial in trials]
    return [str(file) for file in files if file.is_file()]

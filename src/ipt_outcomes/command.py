"""The command `ipt-outcomes`: a first plan for a trial's files, what is wrong with it, its lock.

It runs in the folder that holds config/, as the workflow does.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from ipt_outcomes.characters import one_line
from ipt_outcomes.console import refused_by_machine, refused_in_words
from ipt_outcomes.errors import PlanError, ReportedError

CONFIG = Path("config") / "config.yaml"
TRIALS = Path("config") / "trials"
LARGE = 10_000_000
"""Bytes that take some seconds to read."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the commands; 1 where something is wrong, 0 otherwise."""
    parser = argparse.ArgumentParser(
        prog="ipt-outcomes", description="Bring in a trial of your own. Run it beside config/."
    )
    said = f"ipt-outcomes {version('ipt-outcomes')}"
    parser.add_argument("--version", action="version", version=said)
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("new", help="write a first plan from the trial's files")
    new.add_argument("trial", help="the trial's name: letters, digits and _")
    new.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="the trial's data files; a REDCap project's data dictionary may be one of them; of a "
        "workbook with several sheets, book.xlsx#Sheet",
    )
    check = commands.add_parser("check", help="say what is wrong and what will be done")
    check.add_argument("trial", help="the trial's name, as in config/trials/")
    lock = commands.add_parser(
        "lock", help="keep what the plan says before the analysis, with the day"
    )
    lock.add_argument("trial", help="the trial's name, as in config/trials/")
    what = lock.add_mutually_exclusive_group()
    what.add_argument(
        "--amend", metavar="WHY", help="of a locked plan: keep what was changed, with the reason"
    )
    what.add_argument(
        "--show", action="store_true", help="say when it was locked, and what was changed since"
    )
    run = commands.add_parser("run", help="run the analyses, and write the reports")
    run.add_argument(
        "trials",
        nargs="*",
        metavar="TRIAL",
        help="names of trials, as in config/trials/; all that config/config.yaml names without one",
    )
    run.add_argument("--cores", type=int, default=2, help="how many jobs run at once")
    verify = commands.add_parser("verify", help="say whether results are as they were made")
    verify.add_argument("trial", help="the trial's name, as in results/")
    verify.add_argument(
        "--rerun", action="store_true", help="make them anew aside, and compare byte for byte"
    )
    commands.add_parser("init", help="write what a project needs into this folder, an empty one")
    given = list(sys.argv[1:] if argv is None else argv)
    # What follows -- is for Snakemake.
    end = given.index("--") if "--" in given else len(given)
    chosen = parser.parse_args(given[:end])
    if not CONFIG.is_file() and chosen.command not in ("init", "verify"):
        print(
            f"{CONFIG} is not here. Run this in the project's folder, or begin one in an empty "
            "folder: ipt-outcomes init",
            file=sys.stderr,
        )
        return 1
    try:
        if chosen.command == "init":
            return _init()
        if chosen.command == "verify":
            return _verify(chosen.trial, rerun=chosen.rerun)
        if chosen.command == "new":
            return _new(chosen.trial, chosen.files)
        if chosen.command == "run":
            return _run(chosen.trials, chosen.cores, given[end + 1 :])
        if chosen.command == "lock":
            return _lock(chosen.trial, chosen.amend, show=chosen.show)
        return _check(chosen.trial)
    except BrokenPipeError:
        # Whoever read the output, such as `head`, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        said = "Stopped. Nothing that is written by halves is left. Run again to go on."
        print(said, file=sys.stderr)
        return 128 + signal.SIGINT
    except ReportedError as error:
        print(error, file=sys.stderr)
    except (MemoryError, ImportError) as error:
        print(refused_in_words(error), file=sys.stderr)
    except OSError as error:
        other = f"{error.filename or 'the output'}: {error.strerror}"
        print(refused_by_machine(error, "the output") or other, file=sys.stderr)
    return 1


def _verify(trial: str, *, rerun: bool) -> int:
    from ipt_outcomes.verify import verify, verify_by_rerun

    found = verify_by_rerun(trial, cores=2) if rerun else verify(trial)
    print("\n".join(found.lines))
    return 0 if found.ok else 1


def _init() -> int:
    from ipt_outcomes.new_project import begin_project

    begin_project(Path())
    print(f"Wrote the workflow and {CONFIG}, which names no trial yet.")
    print("Put a trial's files into data/raw/<trial>/, then write its first plan from them:")
    print("  ipt-outcomes new <trial> data/raw/<trial>/<file>")
    print("What a plan can say: config/README.md")
    return 0


def _new(trial: str, files: Sequence[str]) -> int:
    from ipt_outcomes.ingest.proposal.propose import propose
    from ipt_outcomes.plan.reading import read_plan
    from ipt_outcomes.storage import write_text
    from ipt_outcomes.study_check import questions_in_lines

    plan = TRIALS / f"{trial}.yaml"
    if plan.exists():
        print(
            f"{plan} is there already and is left as it is. To write it anew, move it away first.",
            file=sys.stderr,
        )
        return 1
    _say_if_large(files)
    proposal = propose(trial, files)
    write_text(plan, proposal.text)
    try:
        undecided = read_plan(plan).undecided
    except PlanError as error:
        left = [
            f"It cannot be read before this is mended or decided:\n{error}",
            f"Then add `  - {trial}` under `trials:` in {CONFIG}.",
        ]
    else:
        # Before anything is printed: whoever reads the output may not want all of it.
        added = _add_to_config(trial)
        left = [*questions_in_lines(trial, str(plan), undecided), added]
    print("\n".join(proposal.columns_in_lines()))
    for note in proposal.notes:
        print(f"Note: {one_line(note)}")
    print("\n".join([f"Wrote {plan}.", *left]))
    print("Look at the lines marked guess as well: they rest on names and labels in the files.")
    print(f"Next: ipt-outcomes check {trial}")
    return 0


def _add_to_config(trial: str) -> str:
    """Put the trial at the end of the list of trials, and say so; or say what to write there."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    from ipt_outcomes.marked_yaml import read_marked_yaml
    from ipt_outcomes.storage import write_text

    by_hand = f"Add `  - {trial}` under `trials:` in {CONFIG}."
    try:
        old = read_marked_yaml(CONFIG, "the configuration", by_hand).text
    except PlanError as error:
        return f"{error}\n{by_hand}"
    listed = re.search(
        r"^trials:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n|[ \t]*- [^\n]*\n)*", old + "\n", re.M
    )
    items = re.findall(r"^[ \t]*- [^\n]*", listed[0], re.M) if listed else []
    if listed is None:
        return by_hand
    # After the last of the list; where it is empty, below its key.
    last = items[-1] if items else listed[0].splitlines()[0]
    at = old.rindex(last, 0, listed.end()) + len(last)
    indent = last[: last.index("-")] if items else "  "
    new = f"{old[:at]}\n{indent}- {trial}{old[at:]}"
    reader = YAML(typ="safe")
    try:
        before, after = reader.load(old), reader.load(new)
    except YAMLError:
        return by_hand
    named = before["trials"] or []
    if trial in named:
        return f"{CONFIG} names {trial} already."
    if after != {**before, "trials": [*named, trial]}:
        return by_hand
    write_text(CONFIG, new)
    return (
        f"Added {trial} to {CONFIG}. Until all is decided, `ipt-outcomes run` runs no trial of "
        "that list; another one alone runs all the same: `ipt-outcomes run <its name>`."
    )


def _run(trials: Sequence[str], cores: int, more: Sequence[str]) -> int:
    from ipt_outcomes.configured_trials import configured_trials
    from ipt_outcomes.run_workflow import is_dry, reports, run_workflow

    if set("{}").intersection(str(Path.cwd())):
        print(
            "This folder's path has a brace, { or }, which Snakemake takes for a name to fill in. "
            "Rename the folder, or work in another.",
            file=sys.stderr,
        )
        return 1
    if os.pathsep in str(Path(sys.executable).parent):
        print(
            f"Python lies in a folder whose path has a {os.pathsep}, at which the list of folders "
            "of programs is split: another Python would be found. Rename the folder, or install "
            "into another.",
            file=sys.stderr,
        )
        return 1
    chosen = tuple(trials) or configured_trials(CONFIG)
    unknown = [trial for trial in chosen if not (TRIALS / f"{trial}.yaml").is_file()]
    if unknown:
        there = ", ".join(
            sorted(path.stem for path in TRIALS.glob("*.yaml") if "." not in path.stem)
        )
        there = there or "none"
        named = "" if trials else f", which {CONFIG} lists"
        said = f"{TRIALS}: no plan {', '.join(unknown)}.yaml{named}; there: {there}"
        print(said, file=sys.stderr)
        return 1
    status = run_workflow(trials, cores, more, chosen)
    written = reports(chosen) if status == 0 and not is_dry(more) else []
    for line in ["Reports:", *(f"  {file}" for file in written)] if written else []:
        print(line)
    return status


def _check(trial: str) -> int:
    from ipt_outcomes.plan.reading import read_plan
    from ipt_outcomes.study_check import check_study
    from ipt_outcomes.study_lock import lock_in_lines

    plan = read_plan(TRIALS / f"{trial}.yaml")
    _say_if_large(plan.raw_files)
    found = check_study(plan)
    print(found)
    if plan.lock is not None:
        print("\n".join(["", *lock_in_lines(plan)]))
    return 0 if found.ok else 1


def _lock(trial: str, amend: str | None, *, show: bool) -> int:
    from datetime import datetime

    from ipt_outcomes.plan.locking.lock_file import lock_file
    from ipt_outcomes.plan.reading import read_plan
    from ipt_outcomes.study_lock import in_the_way, lock_in_lines, lock_study, not_there

    file = TRIALS / f"{trial}.yaml"
    plan = read_plan(file)
    if show:
        print("\n".join(lock_in_lines(plan)))
        return 0
    plan.refuse_undecided()
    _say_if_large(plan.raw_files)
    wrong = in_the_way(plan)
    if wrong is not None:
        print(wrong)
        print(f"{trial} is not locked: first mend what is wrong.", file=sys.stderr)
        return 1
    # The day here and now is kept; no result depends on it.
    lock_study(plan, date=datetime.now().astimezone().date().isoformat(), amend=amend)
    print(f"Wrote {lock_file(file)}.")
    print("\n".join(lock_in_lines(read_plan(file))))
    missing = not_there(plan)
    if missing:
        print(f"Not there yet, so that no data were checked: {', '.join(missing)}.")
    print("Keep the file with the plan, and write its seal into the trial's registration.")
    return 0


def _say_if_large(files: Sequence[str]) -> None:
    """Say that reading goes on, where it lasts more than a moment; only to whoever looks on."""
    from ipt_outcomes.plan.data_file import file_and_sheet

    paths = [Path(file_and_sheet(file)[0]) for file in files]
    size = sum(path.stat().st_size for path in paths if path.is_file())
    if size >= LARGE:
        print(f"Reading {size / 1e6:,.0f} MB ...", file=sys.stderr, flush=True)

"""Whether what lies in the results is what was written there, from what lies in the inputs now.

Dates do not tell: a file out of a backup is as old as it was, and a flipped byte has no date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ipt_outcomes.errors import MOST_SHOWN, PlanError
from ipt_outcomes.plan.part import WHOLE, plan_part
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.records import (
    ENDING,
    Record,
    Seen,
    library_digest,
    read_record,
    record_file,
    records_of,
    text_digest,
)
from ipt_outcomes.stages import OUTPUTS, STAGES, files_of
from ipt_outcomes.storage import write_text

VERDICT = Path("results") / "verdict.txt"
_NO_RECORD = "no record says what was written there"
# What each stage asks of the plan; the manifest is of all that it says.
_KEYS = {stage.name: stage.keys for stage in STAGES} | {"provenance": (WHOLE,)}


def look_again(trials: Sequence[str]) -> None:
    """Compare the results of these trials with what was written, and say what differs, and is gone.

    A trial without results, or with a plan that cannot be read or is not decided, is left to the
    run.
    """
    for line in unmake_verdict() if any(trials) else []:
        print(line, file=sys.stderr, flush=True)
    for trial in trials:
        if not trial or not (Path("results") / trial).is_dir():
            continue
        try:
            plan = read_plan(Path("config") / "trials" / f"{trial}.yaml")
            plan.refuse_undecided()
        except PlanError:
            continue
        lines = unmake_what_changed(plan)
        for line in lines[:MOST_SHOWN]:
            print(line, file=sys.stderr)
        if lines:
            more = len(lines) - MOST_SHOWN
            rest = f" (and {more} more)" if more > 0 else ""
            print(f"{trial}: made again, with all that follows{rest}.", file=sys.stderr, flush=True)


def unmake_what_changed(plan: Plan) -> list[str]:
    """Delete those results that no longer are what a job wrote, or rest on other inputs than now.

    Returns a line for each file that was found to differ; what was deleted, and all that follows
    from it, is made again by the run that comes after. Files that nobody declared are left alone.
    """
    results = Path("results") / plan.trial
    records = records_of(results)
    written = {
        name: seen.sha256 for each in records.values() for name, seen in each.outputs.items()
    }
    libraries: dict[str, str] = {}
    hashes: dict[str, str] = {}
    lines: dict[str, None] = {}
    for file, record in records.items():
        stage, *others = _job_of(file, results)
        if stage not in libraries:
            libraries[stage] = _library_now(stage, hashes)
        causes = [] if libraries[stage] == record.library else [f"the code of the stage {stage}"]
        # Of what the plan has no more, rows would stay of people whom the raw files have no more.
        if _asked_now(plan, stage, others) != record.plan:
            causes.append(f"what the plan says of {' '.join((stage, *others))}")
        causes += _written_anew(record, written)
        lines |= dict.fromkeys(_compared(file, record, causes))
    known = {name for record in records.values() for name in record.outputs}
    for name in files_of(OUTPUTS, plan, {"trial": plan.trial}):
        if name not in known and Path(name).is_file():
            lines[f"{name}: {_NO_RECORD}"] = None
            Path(name).unlink()
    return list(lines)


def unmake_verdict() -> list[str]:
    """The same of the verdict, which is of several trials and of no plan."""
    record = read_record(record_file(VERDICT))
    if record is not None:
        code = [] if _library_now(VERDICT.stem, {}) == record.library else ["the verdict's code"]
        return list(_compared(record_file(VERDICT), record, code))
    if VERDICT.is_file():
        VERDICT.unlink()
        return [f"{VERDICT}: {_NO_RECORD}"]
    return []


def _job_of(file: Path, results: Path) -> tuple[str, ...]:
    """The stage of the job with that record, its outcome and its analysis where it has them."""
    *folders, name = file.relative_to(results / "logs").parts
    return (*folders, name.removesuffix(ENDING))


def _library_now(stage: str, hashes: dict[str, str]) -> str:
    """No hash where a record is of a stage that there is no more."""
    try:
        return library_digest(stage, hashes)
    except FileNotFoundError:
        return ""


def _asked_now(plan: Plan, stage: str, others: Sequence[str]) -> str | None:
    """The hash of what that job asks of the plan; None where it is none of the plan's any more."""
    at_hand = dict(zip(("outcome", "analysis"), others, strict=False))
    try:
        return text_digest(plan_part(plan, *_KEYS[stage], **at_hand))
    except KeyError:
        return None


def _written_anew(record: Record, written: Mapping[str, str]) -> list[str]:
    """What the job read and another has written anew since. What is gone will come again."""
    return [name for name, digest in record.read.items() if written.get(name, digest) != digest]


def _compared(file: Path, record: Record, causes: Sequence[str]) -> Iterator[str]:
    """What differs. With `causes`, or where the inputs do, all that the job wrote is deleted."""
    again = False
    inputs, outputs = dict(record.inputs), dict(record.outputs)
    changed = list(causes)
    for name, seen in record.inputs.items():
        now = _as_it_is(name, seen)
        if now is None or now.sha256 != seen.sha256:
            changed.append(name)
        else:
            again |= now != seen
            inputs[name] = now
    if changed:
        there = [name for name in record.outputs if Path(name).exists()]
        for name in there:
            Path(name).unlink()
        if there:
            yield from (f"{name}: changed since the results were made from it" for name in changed)
        return
    for name, seen in record.outputs.items():
        now = _as_it_is(name, seen)
        if now is None:
            yield f"{name}: not there any more"
        elif now.sha256 != seen.sha256:
            Path(name).unlink()
            yield f"{name}: not as it was written"
        else:
            again |= now != seen
            outputs[name] = now
    if again:
        # The same bytes, touched: next time its time tells that it need not be read.
        write_text(file, replace(record, inputs=inputs, outputs=outputs).text())


def _as_it_is(name: str, seen: Seen) -> Seen | None:
    """The file as it is, unread where it was not touched; None where it is not there."""
    try:
        return Seen.now(name) if seen.touched(name) else seen
    except OSError:
        return None

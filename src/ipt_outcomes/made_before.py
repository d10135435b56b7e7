"""Whether what lies in the results is what was written there, from what lies in the inputs now.

Dates do not tell: a file out of a backup is as old as it was, and a flipped byte has no date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ipt_outcomes.errors import MOST_SHOWN, PlanError
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.records import Record, Seen, library_digest, records_of
from ipt_outcomes.stages import OUTPUTS, files_of
from ipt_outcomes.storage import write_text


def look_again(trials: Sequence[str]) -> None:
    """Compare the results of these trials with what was written, and say what differs, and is gone.

    A trial without results, or with a plan that cannot be read, is left to the run.
    """
    for trial in trials:
        if not trial or not (Path("results") / trial).is_dir():
            continue
        try:
            plan = read_plan(Path("config") / "trials" / f"{trial}.yaml")
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
    libraries: dict[str, str] = {}
    hashes: dict[str, str] = {}
    lines: dict[str, None] = {}
    for file, record in records.items():
        stage = file.relative_to(results / "logs").parts[0].partition(".")[0]
        if stage not in libraries:
            libraries[stage] = _library_now(stage, hashes)
        fresh = _compared(file, record, stage, libraries[stage] == record.library)
        lines |= dict.fromkeys(fresh)
    known = {name for record in records.values() for name in record.outputs}
    for name in files_of(OUTPUTS, plan, {"trial": plan.trial}):
        if name not in known and Path(name).is_file():
            lines[f"{name}: no record says what was written there"] = None
            Path(name).unlink()
    return list(lines)


def _library_now(stage: str, hashes: dict[str, str]) -> str:
    """No hash where a record is of a stage that there is no more."""
    try:
        return library_digest(stage, hashes)
    except FileNotFoundError:
        return ""


def _compared(file: Path, record: Record, stage: str, same_code: bool) -> Iterator[str]:
    """What differs; where the inputs do, all that the job wrote is deleted."""
    changed, again = False, False
    inputs, outputs = dict(record.inputs), dict(record.outputs)
    for name, seen in record.inputs.items():
        now = _as_it_is(name, seen)
        if now is None or now.sha256 != seen.sha256:
            changed = True
            yield f"{name}: changed since the results were made from it"
        else:
            again |= now != seen
            inputs[name] = now
    if changed or not same_code:
        for name in record.outputs:
            Path(name).unlink(missing_ok=True)
        if not changed:
            yield f"the code of the stage {stage}: changed since the results were made by it"
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
